//! The kinds of detectors, compiled.

use super::{AggregateKind, Cond, Indicator, Num, ParamId};
use redflag_model::Field;

/// A detector. The set of kinds is closed: a new one must be named here, and every `match` says where else.
#[derive(Clone, Debug)]
pub enum Detect {
    /// Nothing of its own: a guard that looks at roles or measures of findings, or is the engine's.
    Absent,
    /// One leg.
    Row(Row),
    /// Legs by key within a span.
    Window(Window),
    /// Ordered steps.
    Sequence(Sequence),
    /// An account against its own past or its peers.
    Deviation(Deviation),
}

/// A predicate over one leg.
#[derive(Clone, Debug)]
pub struct Row {
    /// Which legs.
    pub where_: Cond,
    /// Hits no further apart than this (microseconds) are one episode; none means 30 days.
    pub merge: Option<ParamId>,
}

/// How far a window reaches back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// The whole period.
    All,
    /// A duration parameter.
    Param(ParamId),
}

/// Legs by key within a span.
#[derive(Clone, Debug)]
pub struct Window {
    /// Fields that split the account's legs, without the leading `account`.
    pub by: Vec<Field>,
    /// True where `by` holds `local_date()`.
    pub by_local_date: bool,
    /// How far back.
    pub span: Span,
    /// Which legs are anchors.
    pub where_: Cond,
    /// What must hold.
    pub having: Cond,
    /// Groups inside the window.
    pub each: Vec<Each>,
}

/// Groups inside a window.
#[derive(Clone, Debug)]
pub struct Each {
    /// Name.
    pub name: String,
    /// Fields.
    pub by: Vec<Field>,
    /// True where `by` holds `local_date()`.
    pub by_local_date: bool,
    /// Split by each contact of the counterparty: a leg stands in a group for each, and in none where none is known.
    pub by_contacts: bool,
    /// Which of the window's legs.
    pub where_: Cond,
    /// What must hold for a group to count.
    pub having: Cond,
}

/// Ordered steps.
#[derive(Clone, Debug)]
pub struct Sequence {
    /// Fields that split the account's legs, without the leading `account`.
    pub by: Vec<Field>,
    /// From the first step's first leg to the last step's last leg; of all repeats together where `times` is given.
    pub span: Span,
    /// Repeats.
    pub times: Option<ParamId>,
    /// Least time between repeats.
    pub apart: Option<ParamId>,
    /// Steps may come in any order.
    pub unordered: bool,
    /// So many of the steps are enough; all of them without it.
    pub need: Option<ParamId>,
    /// The steps.
    pub steps: Vec<Step>,
}

/// One step of a sequence.
#[derive(Clone, Debug)]
pub struct Step {
    /// Name.
    pub name: String,
    /// Which legs.
    pub where_: Cond,
    /// How long the run may be; none means one instant.
    pub within: Option<ParamId>,
    /// Least and greatest time from the previous step's last leg to each leg of this step's run; none means any time after it.
    pub gap: Option<(Option<ParamId>, ParamId)>,
    /// What its legs share with earlier runs, or don't.
    pub ties: Vec<Tie>,
    /// What must hold of the run.
    pub having: Cond,
}

/// A field whose values tie the legs of a step to an earlier run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tie {
    /// True where the value must occur in the earlier run, false where it must not.
    pub same: bool,
    /// Field of the step's own legs.
    pub field: Field,
    /// Field of the earlier run's legs.
    pub earlier: Field,
    /// The earlier step; none means the one before in the chain.
    pub step: Option<usize>,
}

/// What an account is compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Against {
    /// Its own past, so long: cut into whole spans that end where the measured window starts.
    Own(ParamId),
    /// The accounts that have these values in common with it, by a baseline.
    Peers(Vec<Field>),
}

/// An account against its own past or its peers.
#[derive(Clone, Debug)]
pub struct Deviation {
    /// Fields that split the account's legs, without the leading `account`.
    pub by: Vec<Field>,
    /// Which legs are anchors.
    pub where_: Cond,
    /// What is measured, by name; `measure` alone where the indicator has one.
    pub measures: Vec<MeasureDef>,
    /// Length of the measured window and of each span of the past.
    pub span: ParamId,
    /// With what.
    pub against: Against,
    /// What must hold.
    pub having: Cond,
}

/// A measure: an aggregate, over another where `per` is given. It is a decimal: fractions are rounded to six places, half to even.
#[derive(Clone, Debug)]
pub struct MeasureDef {
    /// Name.
    pub name: String,
    /// The aggregate, or a sum or difference of aggregates.
    pub value: Num,
    /// Divisor.
    pub per: Option<Num>,
}

impl MeasureDef {
    /// Fractions are taken to six decimal places.
    const FRACTION: i128 = 1_000_000;

    /// In how many parts of the whole the measure is taken: one where it can have no fraction.
    #[must_use]
    pub fn parts(&self, indicator: &Indicator) -> i128 {
        if self.per.is_none() && is_whole(&self.value, indicator) {
            1
        } else {
            Self::FRACTION
        }
    }
}

/// True where a number over legs is whole whatever the legs are.
fn is_whole(num: &Num, indicator: &Indicator) -> bool {
    match num {
        Num::Literal(_) | Num::Amount | Num::AmountOrig | Num::Gap(_) => true,
        Num::Aggregate(id) => match &indicator.aggregate(*id).kind {
            AggregateKind::Count | AggregateKind::CountDistinct(_) | AggregateKind::Relayed(_) => true,
            AggregateKind::Sum(of) | AggregateKind::Min(of) | AggregateKind::Max(of) => is_whole(of, indicator),
            _ => false,
        },
        Num::Add(a, b) | Num::Sub(a, b) => is_whole(a, indicator) && is_whole(b, indicator),
        _ => false,
    }
}

/// A figure over the spans of the past, or over the peers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Baseline {
    /// Mean.
    Avg,
    /// Least.
    Min,
    /// Greatest.
    Max,
    /// Percentile by nearest rank, 1–99.
    Percentile(u8),
    /// (measure − mean) / standard deviation; NULL where the past does not vary.
    Z,
    /// Number of whole spans; of peers.
    N,
}

impl Detect {
    /// Fields of `by`, without `account`; those of groups inside a window and of ties between steps as well.
    pub(super) fn keys(&self) -> Vec<Field> {
        match self {
            Self::Absent | Self::Row(_) => Vec::new(),
            Self::Window(window) => {
                let of_groups = window.each.iter().flat_map(|each| each.by.iter().copied());
                window.by.iter().copied().chain(of_groups).collect()
            }
            Self::Sequence(sequence) => {
                let ties = sequence.steps.iter().flat_map(|step| &step.ties);
                let of_ties = ties.flat_map(|tie| [tie.field, tie.earlier]);
                sequence.by.iter().copied().chain(of_ties).collect()
            }
            Self::Deviation(deviation) => {
                let mut fields = deviation.by.clone();
                if let Against::Peers(peers) = &deviation.against {
                    fields.extend(peers);
                }
                fields
            }
        }
    }

    /// The fields that make peers, where the detector compares with peers.
    #[must_use]
    pub fn peers(&self) -> Option<&[Field]> {
        match self {
            Self::Deviation(Deviation {
                against: Against::Peers(fields),
                ..
            }) => Some(fields),
            _ => None,
        }
    }

    /// The kind's name in packs.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Absent => "none",
            Self::Row(_) => "row",
            Self::Window(_) => "window",
            Self::Sequence(_) => "sequence",
            Self::Deviation(_) => "deviation",
        }
    }

    /// The longest look back, where it is a duration.
    #[must_use]
    pub fn span(&self) -> Option<Span> {
        match self {
            Self::Absent | Self::Row(_) => None,
            Self::Window(window) => Some(window.span),
            Self::Sequence(sequence) => Some(sequence.span),
            Self::Deviation(deviation) => Some(Span::Param(deviation.span)),
        }
    }

    pub(super) fn each_condition<'a>(&'a self, visit: &mut dyn FnMut(&'a Cond)) {
        match self {
            Self::Absent => {}
            Self::Row(row) => visit(&row.where_),
            Self::Window(window) => {
                visit(&window.where_);
                visit(&window.having);
                for each in &window.each {
                    visit(&each.where_);
                    visit(&each.having);
                }
            }
            Self::Sequence(sequence) => {
                for step in &sequence.steps {
                    visit(&step.where_);
                    visit(&step.having);
                }
            }
            Self::Deviation(deviation) => {
                visit(&deviation.where_);
                visit(&deviation.having);
            }
        }
    }
}
