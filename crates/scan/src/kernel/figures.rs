//! Averages, spreads and percentiles, without a root or a rounded number.

use super::frame::Frame;
use crate::program::{LegValues, Value};
use redflag_model::{Field, Ratio};
use std::cmp::Ordering;
use std::collections::HashMap;

/// What an aggregate reads of its legs, those without a value left out.
pub(super) fn samples(frame: &Frame<'_>, value: &Value, legs: impl Iterator<Item = usize>) -> Vec<Ratio> {
    match value {
        Value::Gap(fields) => gaps(frame, fields, legs),
        value => legs.filter_map(|leg| frame.value(value, leg)).collect(),
    }
}

/// Times between successive legs with equal fields.
fn gaps(frame: &Frame<'_>, fields: &[Field], legs: impl Iterator<Item = usize>) -> Vec<Ratio> {
    let mut last: HashMap<Vec<u32>, i64, foldhash::fast::FixedState> = HashMap::default();
    let gap = |leg: usize| {
        let key: Vec<u32> = fields.iter().map(|&field| frame.code(field, leg)).collect();
        if key.contains(&0) {
            return None;
        }
        let now = frame.slice.time[leg];
        let before = last.insert(key, now)?;
        Some(Ratio::whole(i128::from(now - before)))
    };
    legs.filter_map(gap).collect()
}

pub(super) fn mean(frame: &Frame<'_>, values: &[Ratio]) -> Option<Ratio> {
    if values.is_empty() {
        return None;
    }
    frame.checked(Ratio::checked_div, total(frame, values), Some(number(values.len())))
}

/// The value at place ⌈percent·n/100⌉ in ascending order.
pub(super) fn percentile(frame: &Frame<'_>, percent: u8, mut values: Vec<Ratio>) -> Option<Ratio> {
    values.sort_by(|a, b| {
        a.compare(*b).unwrap_or_else(|| {
            frame.note_overflow();
            Ordering::Equal
        })
    });
    let rank = (usize::from(percent) * values.len()).div_ceil(100).max(1);
    values.get(rank - 1).copied()
}

/// n·Σx² − (Σx)² over (Σx)²; none of fewer than two values, and where values that vary add up to nothing.
pub(super) fn squared_spread(frame: &Frame<'_>, values: &[Ratio]) -> Option<Ratio> {
    if values.len() < 2 {
        return None;
    }
    let mul = |a: Option<Ratio>, b: Option<Ratio>| frame.checked(Ratio::checked_mul, a, b);
    let sum = total(frame, values);
    let squares = values.iter().try_fold(Ratio::ZERO, |sum, &value| {
        frame.checked(Ratio::checked_add, Some(sum), mul(Some(value), Some(value)))
    });
    let square = mul(sum, sum)?;
    let above = frame.checked(
        Ratio::checked_sub,
        mul(Some(number(values.len())), squares),
        Some(square),
    )?;
    match (above.numerator(), square.numerator()) {
        (0, _) => Some(Ratio::ZERO),
        (_, 0) => None,
        _ => frame.checked(Ratio::checked_div, Some(above), Some(square)),
    }
}

fn total(frame: &Frame<'_>, values: &[Ratio]) -> Option<Ratio> {
    values.iter().try_fold(Ratio::ZERO, |sum, &value| {
        frame.checked(Ratio::checked_add, Some(sum), Some(value))
    })
}

fn number(count: usize) -> Ratio {
    Ratio::whole(i128::try_from(count).unwrap_or(i128::MAX))
}

/// Number, sum and sum of squares of whole numbers that come and go.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Moments {
    values: i128,
    sum: i128,
    squares: i128,
    /// Something did not fit: the sums mean nothing any more.
    spoilt: bool,
}

impl Moments {
    /// A value comes (`by` = 1) or goes (`by` = −1).
    pub(super) fn step(&mut self, value: i128, by: i128) {
        let moved = || {
            let square = value.checked_mul(value)?;
            Some((
                self.sum.checked_add(value * by)?,
                self.squares.checked_add(square * by)?,
            ))
        };
        match moved() {
            Some((sum, squares)) if !self.spoilt => {
                (self.values, self.sum, self.squares) = (self.values + by, sum, squares);
            }
            _ => self.spoilt = true,
        }
    }

    /// As [`squared_spread`]; the outer `None` where it does not fit.
    #[expect(clippy::option_option, reason = "NULL is an answer, and not to fit is none")]
    pub(super) fn squared_spread(&self) -> Option<Option<Ratio>> {
        if self.spoilt {
            return None;
        }
        if self.values < 2 {
            return Some(None);
        }
        let square = self.sum.checked_mul(self.sum)?;
        let above = self.values.checked_mul(self.squares)?.checked_sub(square)?;
        Some(match (above, square) {
            (0, _) => Some(Ratio::ZERO),
            (_, 0) => None,
            _ => Ratio::fraction(above, square),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// What comes and goes leaves the spread of what stayed.
        #[test]
        fn moments_are_those_of_what_stayed(
            stay in proptest::collection::vec(0_i128..1000, 0..9),
            go in proptest::collection::vec(0_i128..1000, 0..9),
        ) {
            let mut moments = Moments::default();
            stay.iter().chain(&go).for_each(|&value| moments.step(value, 1));
            for &value in &go {
                moments.step(value, -1);
            }
            let spread = moments.squared_spread().unwrap();
            let count = i128::try_from(stay.len()).unwrap();
            let sum: i128 = stay.iter().sum();
            let above = count * stay.iter().map(|value| value * value).sum::<i128>() - sum * sum;
            match spread {
                None => prop_assert!(count < 2),
                Some(spread) => prop_assert_eq!(spread.checked_mul(Ratio::whole(sum * sum)).unwrap().as_whole(), Some(above)),
            }
        }
    }

    #[test]
    fn what_does_not_fit_is_said() {
        let mut moments = Moments::default();
        moments.step(i128::MAX / 2, 1);
        moments.step(1, 1);
        assert_eq!(moments.squared_spread(), None);
    }
}
