//! Single tests over one leg, bound to codes.

use super::kinship::Kinship;
use super::logic::Word;
use super::value::{LegColumn, Value};
use super::world::Week;
use crate::store::Holders;
use redflag_model::{Field, LegSlice, NO_OFFSET, Ratio, RefKind, time};
use redflag_rules::plan::Op;
use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Truth of a code: 0 false, 1 true, 2 unknown.
pub(crate) type Truths = Arc<[u8]>;

/// Episodes of findings by account: (start, end), in order.
pub(crate) type Episodes = Arc<HashMap<u32, Vec<(i64, i64)>>>;

/// A test over one leg.
#[derive(Debug)]
pub(crate) enum Atom {
    Code {
        field: Field,
        truths: Truths,
    },
    Pair {
        fields: [Field; 2],
        pairs: HashSet<(u32, u32)>,
    },
    Memo {
        bit: u32,
    },
    Direction {
        out: bool,
    },
    Own,
    AttestedSurvivor,
    Same {
        left: Field,
        right: Field,
    },
    FieldIsNull(Field),
    MemoIsNull,
    Threshold {
        column: LegColumn,
        limit: Limit,
    },
    /// Two numbers that don't reduce to a column and a limit.
    Compare {
        left: Value,
        op: Op,
        right: Value,
    },
    NumberIsNull(Value),
    MultipleOf {
        unit: Ratio,
        tolerance: Option<Ratio>,
    },
    /// Name code to the least code of the same folded name.
    RelatedOwn {
        forms: Arc<[u32]>,
        holders: Arc<Holders>,
    },
    RelatedKin {
        forms: Arc<[u32]>,
        kinship: Arc<Kinship>,
    },
    NoRefs(RefKind),
    /// The week of each code; none where the trade's hours are not known.
    Closed {
        field: Field,
        weeks: Vec<Option<Box<Week>>>,
    },
    Found {
        field: Field,
        episodes: Episodes,
        span: Option<i64>,
    },
    PartOf {
        rows: Arc<HashSet<u32>>,
    },
}

/// What a column is compared with.
#[derive(Clone, Debug)]
pub(crate) enum Limit {
    One(Option<Bound>),
    /// By index of the leg's currency.
    PerCurrency(Arc<[Option<Bound>]>),
}

/// A comparison with a whole number: equivalent to the one with the exact fraction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bound {
    AtLeast(i128),
    AtMost(i128),
    Equal(i128),
    NotEqual(i128),
    Never,
    Always,
}

impl Bound {
    /// `column op limit` over whole numbers.
    pub(crate) fn new(op: Op, limit: Ratio) -> Self {
        let floor = limit.numerator().div_euclid(limit.denominator());
        let whole = limit.as_whole().is_some();
        match op {
            Op::AtLeast => Self::AtLeast(if whole { floor } else { floor + 1 }),
            Op::More => Self::AtLeast(floor + 1),
            Op::AtMost => Self::AtMost(floor),
            Op::Less => Self::AtMost(if whole { floor - 1 } else { floor }),
            Op::Equal if whole => Self::Equal(floor),
            Op::NotEqual if whole => Self::NotEqual(floor),
            Op::Equal => Self::Never,
            Op::NotEqual => Self::Always,
        }
    }

    pub(crate) fn holds(self, value: i64) -> bool {
        let value = i128::from(value);
        match self {
            Self::AtLeast(limit) => value >= limit,
            Self::AtMost(limit) => value <= limit,
            Self::Equal(limit) => value == limit,
            Self::NotEqual(limit) => value != limit,
            Self::Never => false,
            Self::Always => true,
        }
    }
}

/// The answer of a comparison.
pub(crate) fn compares(op: Op, order: Ordering) -> bool {
    match op {
        Op::Equal => order == Ordering::Equal,
        Op::NotEqual => order != Ordering::Equal,
        Op::Less => order == Ordering::Less,
        Op::AtMost => order != Ordering::Greater,
        Op::More => order == Ordering::Greater,
        Op::AtLeast => order != Ordering::Less,
    }
}

/// The nearest multiple of `unit` (in minor units, at least one) is no further from the amount than its tolerance.
pub(crate) fn is_multiple(amount: i64, unit: Ratio, tolerance: Option<Ratio>) -> Option<bool> {
    let amount = Ratio::whole(i128::from(amount));
    let nearest = amount.checked_div(unit)?.round_half_even().max(1);
    let multiple = unit.checked_mul(Ratio::whole(nearest))?;
    let off = amount.checked_sub(multiple)?;
    let off = if off.numerator() < 0 {
        Ratio::ZERO.checked_sub(off)?
    } else {
        off
    };
    let allowed = amount.checked_mul(tolerance.unwrap_or(Ratio::ZERO))?;
    Some(off.compare(allowed)? != Ordering::Greater)
}

/// What an atom may look up beside the slice.
pub(crate) trait LegValues {
    /// A column's value at a leg; `None` where it has none.
    fn column(&self, column: LegColumn, leg: usize) -> Option<i64>;
    /// True where the account has legs with that party in both directions.
    fn is_mutual(&self, party: u32) -> bool;
    /// A number at a leg.
    fn value(&self, value: &Value, leg: usize) -> Option<Ratio>;
}

impl Atom {
    /// The test on one word of legs.
    #[expect(clippy::too_many_lines, reason = "one arm per test, each of a few lines")]
    pub(crate) fn word(&self, slice: &LegSlice, values: &dyn LegValues, word: usize) -> Word {
        let legs = word * 64..slice.len().min(word * 64 + 64);
        let mut result = Word::default();
        let mut each = |test: &mut dyn FnMut(usize) -> Option<bool>| {
            for leg in legs.clone() {
                let bit = 1_u64 << (leg % 64);
                match test(leg) {
                    Some(true) => result.is_true |= bit,
                    Some(false) => result.is_false |= bit,
                    None => {}
                }
            }
        };
        match self {
            Self::Code { field, truths } => {
                let codes = slice.codes(*field);
                each(&mut |leg| match truths[codes[leg] as usize] {
                    0 => Some(false),
                    1 => Some(true),
                    _ => None,
                });
            }
            Self::Pair {
                fields: [first, second],
                pairs,
            } => {
                let (first, second) = (slice.codes(*first), slice.codes(*second));
                each(&mut |leg| {
                    let pair = (first[leg], second[leg]);
                    (pair.0 != 0 && pair.1 != 0).then(|| pairs.contains(&pair))
                });
            }
            Self::Memo { bit } => {
                each(&mut |leg| slice.has_memo[leg].then(|| slice.memo_bits[leg] >> bit & 1 == 1));
            }
            Self::MemoIsNull => each(&mut |leg| Some(!slice.has_memo[leg])),
            Self::Direction { out } => each(&mut |leg| Some(slice.out[leg] == *out)),
            Self::Own => each(&mut |_| slice.own),
            Self::AttestedSurvivor => each(&mut |_| slice.holder.attested_survivor),
            Self::Same { left, right } => {
                let (left, right) = (slice.codes(*left), slice.codes(*right));
                each(&mut |leg| (left[leg] != 0 && right[leg] != 0).then(|| left[leg] == right[leg]));
            }
            Self::FieldIsNull(field) => {
                let codes = slice.codes(*field);
                each(&mut |leg| Some(codes[leg] == 0));
            }
            Self::Threshold { column, limit } => each(&mut |leg| {
                let bound = match limit {
                    Limit::One(bound) => (*bound)?,
                    Limit::PerCurrency(bounds) => bounds[slice.codes(Field::Currency)[leg] as usize - 1]?,
                };
                values.column(*column, leg).map(|value| bound.holds(value))
            }),
            Self::Compare { left, op, right } => {
                each(&mut |leg| {
                    Some(compares(
                        *op,
                        values.value(left, leg)?.compare(values.value(right, leg)?)?,
                    ))
                });
            }
            Self::NumberIsNull(value) => each(&mut |leg| Some(values.value(value, leg).is_none())),
            Self::MultipleOf { unit, tolerance } => each(&mut |leg| {
                let currency = redflag_model::Currency::from_index(slice.codes(Field::Currency)[leg] - 1)?;
                let minor = unit.checked_mul(Ratio::whole(10_i128.pow(currency.exponent())))?;
                is_multiple(slice.amount_orig[leg], minor, *tolerance)
            }),
            Self::RelatedOwn { forms, holders } => {
                let (own, other) = (slice.codes(Field::OwnName), slice.codes(Field::CounterpartyName));
                let parties = slice.codes(Field::Counterparty);
                each(&mut |leg| {
                    if parties[leg] == slice.account || holders.share_customer(slice.account, parties[leg]) {
                        return Some(true);
                    }
                    let (own, other) = (forms[own[leg] as usize], forms[other[leg] as usize]);
                    (own != 0 && other != 0).then_some(own == other)
                });
            }
            Self::RelatedKin { forms, kinship } => {
                let (own, other) = (slice.codes(Field::OwnName), slice.codes(Field::CounterpartyName));
                let parties = slice.codes(Field::Counterparty);
                each(&mut |leg| {
                    let party = parties[leg];
                    let by_account = party != 0
                        && (party == slice.account
                            || kinship.share_holder(slice.account, party)
                            || values.is_mutual(party));
                    let (own, other) = (own[leg], other[leg]);
                    let named = own != 0 && other != 0;
                    let by_name =
                        named && (forms[own as usize] == forms[other as usize] || kinship.share_word(own, other));
                    (named || by_account).then_some(by_account || by_name)
                });
            }
            Self::NoRefs(kind) => each(&mut |leg| Some(slice.refs(*kind, leg).next().is_none())),
            Self::Closed { field, weeks } => {
                let codes = slice.codes(*field);
                each(&mut |leg| {
                    let week = weeks[codes[leg] as usize].as_deref()?;
                    minute_of_week(slice, leg).map(|minute| !week.is_open(minute))
                });
            }
            Self::Found { field, episodes, span } => {
                let parties = slice.codes(*field);
                each(&mut |leg| {
                    let account = if *field == Field::Account {
                        slice.account
                    } else {
                        parties[leg]
                    };
                    (account != 0).then(|| overlaps(episodes.get(&account), slice.time[leg], *span))
                });
            }
            Self::PartOf { rows } => each(&mut |leg| Some(rows.contains(&slice.rows[leg]))),
        }
        result
    }
}

/// The minute of the local week, Monday 00:00 first, where the clock is known.
fn minute_of_week(slice: &LegSlice, leg: usize) -> Option<usize> {
    let offset = slice.offset[leg];
    if offset == NO_OFFSET || slice.by_day[leg] {
        return None;
    }
    let local = slice.time[leg] + i64::from(offset) * time::MINUTE;
    let days = time::weekday(local.div_euclid(time::DAY)) - 1;
    usize::try_from(days * 1440 + local.rem_euclid(time::DAY) / time::MINUTE).ok()
}

fn overlaps(episodes: Option<&Vec<(i64, i64)>>, at: i64, span: Option<i64>) -> bool {
    let Some(episodes) = episodes else { return false };
    span.is_none_or(|span| {
        episodes
            .iter()
            .any(|&(start, end)| start <= at && end >= at.saturating_sub(span))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn bounds_equal_exact_comparison(value in -1000_i64..1000, num in -5000_i128..5000, den in 1_i128..9) {
            let limit = Ratio::fraction(num, den).unwrap();
            for op in [Op::Equal, Op::NotEqual, Op::Less, Op::AtMost, Op::More, Op::AtLeast] {
                let exact = compares(op, Ratio::whole(value.into()).compare(limit).unwrap());
                prop_assert_eq!(Bound::new(op, limit).holds(value), exact, "{:?}", op);
            }
        }
    }

    #[test]
    fn multiples_with_tolerance() {
        let twelve = Ratio::whole(1200);
        let one_percent = Ratio::scaled(1, 2);
        assert_eq!(is_multiple(2400, twelve, None), Some(true));
        assert_eq!(is_multiple(2401, twelve, None), Some(false));
        assert_eq!(is_multiple(2424, twelve, one_percent), Some(true));
        assert_eq!(is_multiple(2450, twelve, one_percent), Some(false));
        assert_eq!(is_multiple(100, twelve, one_percent), Some(false));
    }
}
