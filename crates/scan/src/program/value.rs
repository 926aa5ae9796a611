//! Numbers, bound: constants folded, lines by currency.

use redflag_model::{Currency, Field, Ratio};
use redflag_rules::plan::Baseline;
use std::sync::Arc;

/// A column of numbers that every leg has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum LegColumn {
    /// Minor units of the base currency.
    Amount,
    /// Minor units as booked.
    AmountOrig,
    /// Hour of the local day.
    LocalHour,
    /// Day of the local week, 1 (Monday) to 7.
    Weekday,
    /// Kilometres between two places, by index of distance.
    Kilometres(usize),
    /// Microseconds since the account's first leg.
    SeenFor,
    /// Microseconds to the account's next instant with a leg, as-of at the latest.
    QuietFor,
    /// Microseconds since the account was opened.
    SinceOpened,
    /// Declared income of a month, minor units of the base currency.
    DeclaredIncome,
    /// Microseconds since the previous leg, by index of key.
    SincePrevious(usize),
}

/// A number at an anchor.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    Const(Option<Ratio>),
    Column(LegColumn),
    /// By index of the leg's currency.
    PerCurrency(Arc<[Option<Ratio>]>),
    Aggregate(usize),
    /// A number that is kept as its square: comparisons square the other side.
    Root(Box<Value>),
    /// As the argument of an aggregate: microseconds since its previous leg with these fields equal.
    Gap(Vec<Field>),
    Groups(usize),
    Measure(usize),
    Baseline(usize, Baseline),
    /// How often a sequence came.
    Repeats,
    Add(Box<Value>, Box<Value>),
    Sub(Box<Value>, Box<Value>),
    Mul(Box<Value>, Box<Value>),
}

type Operation = fn(Ratio, Ratio) -> Option<Ratio>;

impl Value {
    /// Combines two values and folds what is constant, or constant per currency.
    pub(crate) fn fold(left: Self, right: Self, operation: Operation, build: fn(Box<Self>, Box<Self>) -> Self) -> Self {
        let both = |a: Option<Ratio>, b: Option<Ratio>| operation(a?, b?);
        match (&left, &right) {
            (Self::Const(a), Self::Const(b)) => Self::Const(both(*a, *b)),
            (Self::PerCurrency(_) | Self::Const(_), Self::PerCurrency(_) | Self::Const(_)) => {
                Self::per_currency(|currency| both(left.constant(currency), right.constant(currency)))
            }
            _ => build(Box::new(left), Box::new(right)),
        }
    }

    /// Visits the number and its parts.
    pub(crate) fn each(&self, visit: &mut dyn FnMut(&Self)) {
        visit(self);
        match self {
            Self::Add(a, b) | Self::Sub(a, b) | Self::Mul(a, b) => {
                a.each(visit);
                b.each(visit);
            }
            Self::Root(square) => square.each(visit),
            _ => {}
        }
    }

    /// One number per currency.
    pub(crate) fn per_currency(value: impl Fn(Currency) -> Option<Ratio>) -> Self {
        Self::PerCurrency(Currency::all().map(value).collect())
    }

    /// The number where it depends on nothing but the currency.
    pub(crate) fn constant(&self, currency: Currency) -> Option<Ratio> {
        match self {
            Self::Const(value) => *value,
            Self::PerCurrency(values) => values.get(currency.index() as usize).copied().flatten(),
            _ => None,
        }
    }

    /// True where it depends on nothing but the currency.
    pub(crate) fn is_constant(&self) -> bool {
        matches!(self, Self::Const(_) | Self::PerCurrency(_))
    }
}
