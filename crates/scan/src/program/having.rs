//! Conditions over aggregates at an anchor, and the comparisons that a finding reports.

use super::BoundMeasure;
use super::atom::compares;
use super::logic::RootId;
use super::value::Value;
use redflag_model::{Currency, Ratio};
use redflag_rules::plan::{Baseline, Op};

/// A condition at an anchor.
#[derive(Clone, Debug)]
pub(crate) enum Having {
    All(Vec<Having>),
    Any(Vec<Having>),
    Not(Box<Having>),
    IsTrue(Box<Having>),
    IsFalse(Box<Having>),
    IsUnknown(Box<Having>),
    SomeOf(usize, Vec<Having>),
    /// A condition over the anchor leg alone: unknown counts as not true, and is only used where that is enough.
    Anchor(RootId, RootId),
    Compare {
        left: Value,
        op: Op,
        right: Value,
    },
    ValueIsNull(Value),
}

/// What a condition at an anchor may read.
pub(crate) trait AnchorValues {
    /// A number.
    fn value(&mut self, value: &Value) -> Option<Ratio>;
    /// Whether a condition over the anchor leg is true.
    fn anchor(&mut self, root: RootId) -> bool;
    /// What a number can't exceed, where that is known before the number is.
    fn most(&mut self, _value: &Value) -> Option<Ratio> {
        None
    }
    /// A comparison did not fit.
    fn overflowed(&mut self);
}

impl Having {
    /// Evaluates the condition; conjunctions stop at the first part that is false.
    pub(crate) fn holds(&self, at: &mut dyn AnchorValues) -> Option<bool> {
        match self {
            Self::All(parts) => {
                let mut all = Some(true);
                for part in parts {
                    match part.holds(at) {
                        Some(true) => {}
                        Some(false) => return Some(false),
                        None => all = None,
                    }
                }
                all
            }
            Self::Any(parts) => {
                let mut any = Some(false);
                for part in parts {
                    match part.holds(at) {
                        Some(true) => return Some(true),
                        Some(false) => {}
                        None => any = None,
                    }
                }
                any
            }
            Self::Not(part) => part.holds(at).map(|value| !value),
            Self::IsTrue(part) => Some(part.holds(at) == Some(true)),
            Self::IsFalse(part) => Some(part.holds(at) == Some(false)),
            Self::IsUnknown(part) => Some(part.holds(at).is_none()),
            Self::SomeOf(least, parts) => {
                let (mut trues, mut falses) = (0, 0);
                for part in parts {
                    match part.holds(at) {
                        Some(true) => trues += 1,
                        Some(false) => falses += 1,
                        None => {}
                    }
                }
                if trues >= *least {
                    Some(true)
                } else if parts.len() - falses < *least {
                    Some(false)
                } else {
                    None
                }
            }
            Self::Anchor(is_true, is_false) => {
                if at.anchor(*is_true) {
                    Some(true)
                } else if at.anchor(*is_false) {
                    Some(false)
                } else {
                    None
                }
            }
            Self::Compare { left, op, right } => {
                if is_below(left, *op, right, at) {
                    return Some(false);
                }
                let (left, right) = compared(left, right, at);
                let order = left?.compare(right?);
                if order.is_none() {
                    at.overflowed();
                }
                Some(compares(*op, order?))
            }
            Self::ValueIsNull(value) => Some(at.value(value).is_none()),
        }
    }

    /// Visits every number that the condition reads.
    pub(crate) fn each_value(&self, visit: &mut dyn FnMut(&Value)) {
        match self {
            Self::All(parts) | Self::Any(parts) | Self::SomeOf(_, parts) => {
                for part in parts {
                    part.each_value(visit);
                }
            }
            Self::Not(part) | Self::IsTrue(part) | Self::IsFalse(part) | Self::IsUnknown(part) => {
                part.each_value(visit);
            }
            Self::Anchor(..) => {}
            Self::Compare { left, right, .. } => {
                left.each(visit);
                right.each(visit);
            }
            Self::ValueIsNull(value) => value.each(visit),
        }
    }

    /// The lower bounds on measures that are one aggregate each, as bounds on those; all must hold.
    pub(crate) fn bounds_of_measures(&self, measures: &[BoundMeasure]) -> Vec<Self> {
        match self {
            Self::All(parts) => parts
                .iter()
                .flat_map(|part| part.bounds_of_measures(measures))
                .collect(),
            Self::Compare {
                left: Value::Measure(at),
                op,
                right,
            } => match &measures[*at] {
                BoundMeasure {
                    value: value @ Value::Aggregate(_),
                    per: None,
                    ..
                } => vec![Self::Compare {
                    left: value.clone(),
                    op: *op,
                    right: right.clone(),
                }],
                _ => Vec::new(),
            },
            _ => Vec::new(),
        }
    }

    /// True where the answer may differ between legs of one instant.
    pub(crate) fn reads_anchor(&self) -> bool {
        self.reads(true, value_reads_anchor)
    }

    /// True where the answer depends on how long the account was seen.
    pub(crate) fn reads_age(&self) -> bool {
        self.reads(false, value_reads_age)
    }

    fn reads(&self, legs: bool, value_reads: fn(&Value) -> bool) -> bool {
        match self {
            Self::All(parts) | Self::Any(parts) | Self::SomeOf(_, parts) => {
                parts.iter().any(|part| part.reads(legs, value_reads))
            }
            Self::Not(part) | Self::IsTrue(part) | Self::IsFalse(part) | Self::IsUnknown(part) => {
                part.reads(legs, value_reads)
            }
            Self::Anchor(..) => legs,
            Self::Compare { left, right, .. } => value_reads(left) || value_reads(right),
            Self::ValueIsNull(value) => value_reads(value),
        }
    }
}

/// True where the left side can't reach the right one, and need not be computed.
fn is_below(left: &Value, op: Op, right: &Value, at: &mut dyn AnchorValues) -> bool {
    let (Op::AtLeast | Op::More, Some(most)) = (op, at.most(left)) else {
        return false;
    };
    let order = at.value(right).and_then(|right| most.compare(right));
    order.is_some_and(|order| order.is_lt() || (op == Op::More && order.is_eq()))
}

fn value_reads_age(value: &Value) -> bool {
    match value {
        Value::Column(column) => *column == super::LegColumn::SeenFor,
        Value::Add(a, b) | Value::Sub(a, b) | Value::Mul(a, b) => value_reads_age(a) || value_reads_age(b),
        _ => false,
    }
}

/// Both sides of a comparison. A root, such as `z`, comes as its square with its sign, so that the other side is squared as well.
fn compared(left: &Value, right: &Value, at: &mut dyn AnchorValues) -> (Option<Ratio>, Option<Ratio>) {
    let is_root = |value: &Value| matches!(value, Value::Root(_) | Value::Baseline(_, Baseline::Z));
    let (left_is_root, right_is_root) = (is_root(left), is_root(right));
    let (left, right) = (at.value(left), at.value(right));
    match (left_is_root, right_is_root) {
        (true, false) => (left, squared(right, at)),
        (false, true) => (squared(left, at), right),
        _ => (left, right),
    }
}

/// The square with the sign of the number.
fn squared(number: Option<Ratio>, at: &mut dyn AnchorValues) -> Option<Ratio> {
    let number = number?;
    let square = number.checked_mul(number);
    if square.is_none() {
        at.overflowed();
    }
    if number.numerator() < 0 {
        Ratio::ZERO.checked_sub(square?)
    } else {
        square
    }
}

fn value_reads_anchor(value: &Value) -> bool {
    match value {
        Value::Column(column) => *column != super::LegColumn::SeenFor,
        Value::PerCurrency(_) => true,
        Value::Const(_)
        | Value::Aggregate(_)
        | Value::Root(_)
        | Value::Gap(_)
        | Value::Groups(_)
        | Value::Measure(_)
        | Value::Baseline(..)
        | Value::Repeats => false,
        Value::Add(a, b) | Value::Sub(a, b) | Value::Mul(a, b) => value_reads_anchor(a) || value_reads_anchor(b),
    }
}

/// In what a measure is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum MeasureUnit {
    /// As the parameter says.
    Plain(String),
    /// A signed square, shown as its root; the limit stands as it is.
    Root(String),
    /// Microseconds shown as days or hours.
    Duration,
    /// Minor units of the base currency.
    Base(Currency),
    /// Minor units of the leg's own currency.
    LegCurrency,
}

/// A comparison that a finding reports: observed against limit.
#[derive(Clone, Debug)]
pub(crate) struct MeasureSpec {
    /// Parameter, or `line:NAME`.
    pub(crate) param: String,
    pub(crate) observed: Value,
    /// Divides the observed value, for shares.
    pub(crate) over: Option<Value>,
    pub(crate) limit: Value,
    /// True where more is more extreme.
    pub(crate) upward: bool,
    pub(crate) unit: MeasureUnit,
    /// Sequence: the step in whose `having` the comparison stands.
    pub(crate) step: Option<usize>,
}

impl MeasureSpec {
    /// Visits every number that the comparison reads.
    pub(crate) fn each_value(&self, visit: &mut dyn FnMut(&Value)) {
        self.observed.each(visit);
        self.limit.each(visit);
        if let Some(over) = &self.over {
            over.each(visit);
        }
    }
}
