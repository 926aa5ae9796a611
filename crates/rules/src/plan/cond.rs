//! Conditions and numbers: one typed tree for every predicate.

use super::{AggregateId, IndicatorId, LexiconId, ParamId};
use crate::data::{Group, Hours, List, Places, Table};
use redflag_model::{Direction, Field, RefKind};
use std::collections::BTreeSet;
use std::sync::Arc;

/// A condition over one leg, or over the aggregates at an anchor. Three-valued, as in SQL.
#[derive(Clone, Debug)]
pub enum Cond {
    /// All hold.
    All(Vec<Cond>),
    /// One holds.
    Any(Vec<Cond>),
    /// Does not hold; unknown stays unknown.
    Not(Box<Cond>),
    /// `IS TRUE`: never unknown.
    IsTrue(Box<Cond>),
    /// `IS FALSE`: never unknown.
    IsFalse(Box<Cond>),
    /// `IS NULL` of a condition: never unknown.
    IsUnknown(Box<Cond>),
    /// `some_of(:n, …)`: at least so many hold.
    SomeOf(ParamId, Vec<Cond>),
    /// A single test.
    Test(Test),
}

/// A single test.
#[derive(Clone, Debug)]
pub enum Test {
    /// A comparison of two numbers.
    Compare {
        /// Left side.
        left: Num,
        /// Operator.
        op: Op,
        /// Right side.
        right: Num,
    },
    /// The direction of the leg.
    Direction(Direction),
    /// `own`: unknown where it is not known.
    Own,
    /// `attested_survivor`: unknown where the customers file does not say.
    AttestedSurvivor,
    /// A categorical field is one of these texts (codes of closed vocabularies).
    OneOf(Field, Vec<String>),
    /// Two categorical fields of one domain are equal.
    Same(Field, Field),
    /// A field has no value.
    FieldIsNull(Field),
    /// A number has no value.
    NumIsNull(Num),
    /// The value, or the pair of values, stands in a list.
    InList(Vec<Field>, Arc<List>),
    /// The text holds a term of the lexicon: field is `memo`, `merchant` or a name.
    InLexicon(Field, LexiconId),
    /// The merchant category code is in the group.
    InGroup(Arc<Group>),
    /// `multiple_of(amount_orig, :unit [, :tolerance])`: the nearest multiple of `unit` (at least one) is no further than `tolerance` of the amount.
    MultipleOf {
        /// Plain number in units of the leg's currency.
        unit: ParamId,
        /// Share of the amount; none means exact.
        tolerance: Option<ParamId>,
    },
    /// How the two parties belong together.
    Related(Related),
    /// The memo names no value of that kind, or there is no memo: never unknown.
    NoRefs(RefKind),
    /// The leg's local time lies outside the hours of a trade; unknown where the trade or the time is.
    Closed(Field, Arc<Hours>),
    /// The account or the counterparty is the subject of a finding whose episode overlaps the window.
    Found(Field, Vec<IndicatorId>),
    /// The transaction stands in the full evidence of a finding.
    PartOf(Vec<IndicatorId>),
}

/// How parties may belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Related {
    /// Same account, same customer, or same normalised name with its words in any order; unknown where a name is missing.
    Own,
    /// [`Related::Own`], a common word of the names, a common contact, or legs of the account with that party in both directions; unknown where a
    /// name is missing and nothing else decides. Names clear, they never raise.
    Kin,
}

/// Comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    /// `=`
    Equal,
    /// `<>`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    More,
    /// `>=`
    AtLeast,
}

/// A number. Amounts are minor units; durations are microseconds; NULL is unknown.
#[derive(Clone, Debug)]
pub enum Num {
    /// 0 or 1.
    Literal(i64),
    /// A plain number or a share.
    Param(ParamId),
    /// A duration parameter, in microseconds.
    Duration(ParamId),
    /// A money parameter, in minor units of the base currency at the reference rate.
    Money(ParamId),
    /// A plain number read as units of the leg's own currency: minor units at its exponent.
    Units(ParamId),
    /// Amount in the base currency.
    Amount,
    /// Amount as booked.
    AmountOrig,
    /// The line of a table in the leg's own currency, in minor units.
    Line(Arc<Table>),
    /// Local hour of the day, 0–23.
    LocalHour,
    /// Day of the local week, 1 (Monday) to 7.
    Weekday,
    /// Whole kilometres between two places; NULL where one is not in the table.
    Kilometres([Field; 2], Arc<Places>),
    /// Time since the account's first leg.
    SeenFor,
    /// Time since the account was opened, by the customers file.
    SinceOpened,
    /// Declared income of a month, in the base currency.
    DeclaredIncome,
    /// Time to the account's next instant with a leg, as-of at the latest; NULL after as-of.
    QuietFor,
    /// Time since the account's previous leg in the same direction with these fields equal; NULL where there is none or a field is NULL.
    SincePrevious(Vec<Field>),
    /// Only as the argument of an aggregate: time since the aggregate's previous leg with these fields equal; NULL where there is none or a
    /// field is NULL.
    Gap(Vec<Field>),
    /// An aggregate over the window, the run or the span.
    Aggregate(AggregateId),
    /// Number of groups that hold.
    Groups(String),
    /// `measure` or a named measure of a deviation, over its `per` where it has one.
    Measure(usize),
    /// A figure of the past of a measure.
    Baseline(usize, super::Baseline),
    /// Sum.
    Add(Box<Num>, Box<Num>),
    /// Difference.
    Sub(Box<Num>, Box<Num>),
    /// Product.
    Mul(Box<Num>, Box<Num>),
}

/// An aggregate over legs.
#[derive(Clone, Debug)]
pub struct Aggregate {
    /// What is computed.
    pub kind: AggregateKind,
    /// Only legs for which this is true count.
    pub filter: Option<Cond>,
    /// Sequence: the step whose run is read (index); none means the step's own run, or the window.
    pub step: Option<usize>,
    /// Window with groups: the group name whose holding groups are read.
    pub group: Option<String>,
}

/// What an aggregate computes.
#[derive(Clone, Debug)]
pub enum AggregateKind {
    /// `count(*)`.
    Count,
    /// `count(DISTINCT x)`: NULL does not count.
    CountDistinct(Distinct),
    /// `sum(x)`: NULL where no leg has a value.
    Sum(Num),
    /// `min(x)`.
    Min(Num),
    /// `max(x)`.
    Max(Num),
    /// `avg(x)`.
    Avg(Num),
    /// `cv(x)`, as its square: n·Σx² − (Σx)² over (Σx)². NULL of fewer than two values, and where they vary round zero.
    Spread(Num),
    /// `p1(x)` to `p99(x)`, by nearest rank.
    Percentile(u8, Num),
    /// `strangers(counterparty)`: distinct counterparties after merging those joined by a word of their names, a common contact or customer, or a
    /// transfer between them anywhere in the data. Names clear, they never raise.
    Strangers,
    /// `relayed(:hold)`: the part of the incoming base amount met by later outgoing legs within hold, first in first out, each unit once.
    Relayed(ParamId),
}

/// What is counted once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Distinct {
    /// Values of a categorical field.
    Field(Field),
    /// Local days.
    LocalDate,
    /// Values that the memo names: a leg may have several, and counts for each.
    Refs(RefKind),
    /// Families: names that share a word are one, and so on from name to name. The set holds words that join nobody. It clears and never raises.
    Surname(Names, Arc<BTreeSet<String>>),
}

/// Where names stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Names {
    /// In a field.
    Field(Field),
    /// In the memo, as persons.
    Persons,
}

impl AggregateKind {
    /// True where more of it may only clear: such an aggregate is bounded from below and never negated.
    #[must_use]
    pub fn clears(&self) -> bool {
        matches!(self, Self::CountDistinct(Distinct::Surname(..)))
    }

    /// The number that is read of each leg.
    #[must_use]
    pub fn num(&self) -> Option<&Num> {
        match self {
            Self::Sum(num)
            | Self::Min(num)
            | Self::Max(num)
            | Self::Avg(num)
            | Self::Spread(num)
            | Self::Percentile(_, num) => Some(num),
            Self::Count | Self::CountDistinct(_) | Self::Relayed(_) | Self::Strangers => None,
        }
    }

    /// Calls `visit` with each field read.
    pub fn each_field(&self, visit: &mut dyn FnMut(Field)) {
        match self {
            Self::Count => {}
            Self::CountDistinct(Distinct::Field(field) | Distinct::Surname(Names::Field(field), _)) => visit(*field),
            Self::CountDistinct(Distinct::LocalDate) => visit(Field::Time),
            Self::CountDistinct(Distinct::Refs(_) | Distinct::Surname(Names::Persons, _)) => visit(Field::Memo),
            Self::Relayed(_) => visit(Field::Amount),
            Self::Strangers => {
                visit(Field::Counterparty);
                visit(Field::CounterpartyName);
            }
            Self::Sum(num)
            | Self::Min(num)
            | Self::Max(num)
            | Self::Avg(num)
            | Self::Spread(num)
            | Self::Percentile(_, num) => num.each_field(visit),
        }
    }
}

impl Cond {
    /// True in every case.
    #[must_use]
    pub fn always() -> Self {
        Self::All(Vec::new())
    }

    /// Calls `visit` with each test below.
    pub fn each_test<'a>(&'a self, visit: &mut dyn FnMut(&'a Test)) {
        match self {
            Self::All(parts) | Self::Any(parts) | Self::SomeOf(_, parts) => {
                for part in parts {
                    part.each_test(visit);
                }
            }
            Self::Not(part) | Self::IsTrue(part) | Self::IsFalse(part) | Self::IsUnknown(part) => part.each_test(visit),
            Self::Test(test) => visit(test),
        }
    }

    /// Calls `visit` with each number below.
    pub fn each_num<'a>(&'a self, visit: &mut dyn FnMut(&'a Num)) {
        self.each_test(&mut |test| match test {
            Test::Compare { left, right, .. } => {
                left.each(visit);
                right.each(visit);
            }
            Test::NumIsNull(num) => num.each(visit),
            _ => {}
        });
    }

    /// Calls `visit` with each leg field read, outside aggregates.
    pub fn each_field(&self, visit: &mut dyn FnMut(Field)) {
        self.each_test(&mut |test| test.each_field(visit));
    }
}

impl Test {
    /// Calls `visit` with each leg field read.
    pub fn each_field(&self, visit: &mut dyn FnMut(Field)) {
        match self {
            Self::Compare { left, right, .. } => {
                left.each_field(visit);
                right.each_field(visit);
            }
            Self::NumIsNull(num) => num.each_field(visit),
            Self::Direction(_) => visit(Field::Direction),
            Self::Own => visit(Field::Own),
            Self::AttestedSurvivor => visit(Field::AttestedSurvivor),
            Self::OneOf(field, _) | Self::FieldIsNull(field) | Self::InLexicon(field, _) | Self::Found(field, _) => {
                visit(*field);
            }
            Self::Same(left, right) => {
                visit(*left);
                visit(*right);
            }
            Self::InList(fields, _) => fields.iter().copied().for_each(visit),
            Self::InGroup(_) => visit(Field::Mcc),
            Self::MultipleOf { .. } => {
                visit(Field::AmountOrig);
                visit(Field::Currency);
            }
            Self::Related(_) => {
                visit(Field::OwnName);
                visit(Field::CounterpartyName);
                visit(Field::Counterparty);
            }
            Self::Closed(field, _) => {
                visit(*field);
                visit(Field::Time);
            }
            Self::NoRefs(_) => visit(Field::Memo),
            Self::PartOf(_) => {}
        }
    }
}

/// The field that says in which country a place is.
#[must_use]
pub fn country_of(place: Field) -> Option<Field> {
    match place {
        Field::Place => Some(Field::PlaceCountry),
        Field::CounterpartyPlace => Some(Field::CounterpartyCountry),
        Field::HomePlace => Some(Field::OwnCountry),
        _ => None,
    }
}

impl Num {
    /// Calls `visit` with this number and each below.
    pub fn each<'a>(&'a self, visit: &mut dyn FnMut(&'a Num)) {
        visit(self);
        if let Self::Add(left, right) | Self::Sub(left, right) | Self::Mul(left, right) = self {
            left.each(visit);
            right.each(visit);
        }
    }

    /// Calls `visit` with each leg field read.
    pub fn each_field(&self, visit: &mut dyn FnMut(Field)) {
        self.each(&mut |num| match num {
            Self::Amount => {
                visit(Field::Amount);
                visit(Field::Currency);
            }
            Self::AmountOrig => visit(Field::AmountOrig),
            Self::SinceOpened => visit(Field::Opened),
            Self::DeclaredIncome => visit(Field::DeclaredIncome),
            Self::Line(_) | Self::Units(_) => visit(Field::Currency),
            Self::LocalHour | Self::Weekday | Self::SeenFor | Self::QuietFor => visit(Field::Time),
            Self::Kilometres(places, _) => {
                for &place in places {
                    visit(place);
                    country_of(place).into_iter().for_each(&mut *visit);
                }
            }
            Self::SincePrevious(fields) | Self::Gap(fields) => fields.iter().copied().for_each(&mut *visit),
            _ => {}
        });
    }
}
