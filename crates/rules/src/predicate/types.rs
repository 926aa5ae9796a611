//! What a part of a predicate is, and in which unit.

use crate::plan::{Cond, Num};
use redflag_model::{Field, RefKind};
use std::ops::Range;

/// A part of a predicate with its place in the file.
pub(crate) struct Typed {
    pub(crate) value: Value,
    pub(crate) at: Range<usize>,
}

/// What a part of a predicate is.
pub(crate) enum Value {
    /// Holds or not.
    Cond(Cond),
    /// A number in a unit.
    Num(Num, Dim),
    /// A categorical field or a text.
    Field(Field),
    /// Values that a text names.
    Refs(RefKind),
    /// A text literal.
    Text(String),
}

impl Value {
    pub(crate) fn describe(&self) -> String {
        match self {
            Self::Cond(_) => "a condition".to_owned(),
            Self::Num(_, dim) => dim.describe().to_owned(),
            Self::Field(field) => format!("the field `{field}`"),
            Self::Refs(kind) => format!("refs(memo, '{kind}')"),
            Self::Text(text) => format!("the text '{text}'"),
        }
    }
}

/// Unit of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dim {
    /// Literal 0, of any unit.
    Zero,
    /// Literal 1.
    One,
    /// A count or a plain number.
    Plain,
    /// A count of parties told apart by names: it may only be large.
    Parties,
    /// A share: a factor of anything.
    Share,
    /// Hour of the day.
    Hour,
    /// Day of the week.
    Weekday,
    /// Kilometres.
    Distance,
    /// A deviation or spread: kept as its square, and so only compared.
    Root,
    /// Microseconds.
    Time,
    /// Base currency.
    Base,
    /// The leg's own currency.
    Own,
}

impl Dim {
    pub(crate) fn describe(self) -> &'static str {
        match self {
            Self::Zero | Self::One => "a literal number",
            Self::Plain => "a plain number",
            Self::Parties => "a count of unrelated parties",
            Self::Share => "a share",
            Self::Hour => "an hour of the day",
            Self::Weekday => "a day of the week",
            Self::Distance => "a distance",
            Self::Root => "a deviation or spread",
            Self::Time => "a duration",
            Self::Base => "an amount in the base currency",
            Self::Own => "an amount as booked",
        }
    }

    /// The unit in which both can be compared or added.
    pub(crate) fn common(self, other: Self) -> Option<Self> {
        use Dim::{Distance, Hour, One, Parties, Plain, Root, Share, Weekday, Zero};
        match (self, other) {
            (a, b) if a == b => Some(a),
            (Zero, any) | (any, Zero) => Some(any),
            (One, Plain | Share) | (Plain | Share, One) | (Plain, Share) | (Share, Plain) => Some(Plain),
            (Parties, One | Plain) | (One | Plain, Parties) => Some(Parties),
            (One, Hour) | (Hour, One) => Some(Hour),
            (One, Weekday) | (Weekday, One) => Some(Weekday),
            (One, Distance) | (Distance, One) => Some(Distance),
            (Root, One | Plain | Share) | (One | Plain | Share, Root) => Some(Root),
            _ => None,
        }
    }

    /// The unit of a product.
    pub(crate) fn times(self, other: Self) -> Option<Self> {
        match (self.is_factor(), other.is_factor()) {
            (true, true) => Some(if self == Self::Share && other == Self::Share {
                Self::Share
            } else {
                Self::Plain
            }),
            (true, false) => Some(other),
            (false, true) => Some(self),
            (false, false) => None,
        }
    }

    fn is_factor(self) -> bool {
        matches!(self, Self::Zero | Self::One | Self::Plain | Self::Share)
    }
}
