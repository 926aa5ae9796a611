//! Values with how often each occurs, and exact figures over them.

use crate::Ratio;

/// A number did not fit into 128 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DoesNotFit;

/// Measured values, each once with its count, ascending. All are whole numbers of one part, such as millionths, so that sums have one
/// denominator and nothing grows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Distribution {
    parts: i128,
    values: Vec<(i128, u64)>,
    /// How many values there are up to each, itself included.
    ranks: Vec<u64>,
    /// Sum and sum of squares, where they fit.
    sums: (Option<i128>, Option<i128>),
}

impl Distribution {
    /// No value yet; values come in `parts` to the whole, at least one.
    #[must_use]
    pub fn new(parts: i128) -> Self {
        Self::of(parts, [])
    }

    /// Of values with their counts, in any order.
    #[must_use]
    pub fn of(parts: i128, values: impl IntoIterator<Item = (i128, u64)>) -> Self {
        let mut values: Vec<(i128, u64)> = values.into_iter().filter(|&(_, count)| count > 0).collect();
        values.sort_unstable();
        values.dedup_by(|later, first| {
            let same = later.0 == first.0;
            if same {
                first.1 = first.1.saturating_add(later.1);
            }
            same
        });
        let mut rank = 0_u64;
        let ranks = values.iter().map(|&(_, count)| {
            rank = rank.saturating_add(count);
            rank
        });
        Self {
            parts: parts.max(1),
            ranks: ranks.collect(),
            sums: (sum(&values, Some), sum(&values, |value| value.checked_mul(value))),
            values,
        }
    }

    /// Both together; `None` where they count in different parts.
    #[must_use]
    pub fn and(&self, other: &Self) -> Option<Self> {
        let all = || self.values.iter().chain(&other.values).copied();
        (self.parts == other.parts).then(|| Self::of(self.parts, all()))
    }

    /// Parts to the whole.
    #[must_use]
    pub const fn parts(&self) -> i128 {
        self.parts
    }

    /// Values with their counts, ascending.
    #[must_use]
    pub fn values(&self) -> &[(i128, u64)] {
        &self.values
    }

    /// How many values.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.ranks.last().copied().unwrap_or_default()
    }

    /// A value as a number.
    #[must_use]
    pub fn number(&self, value: i128) -> Option<Ratio> {
        Ratio::whole(value).checked_div(Ratio::whole(self.parts))
    }

    /// The least value.
    #[must_use]
    pub fn min(&self) -> Option<Ratio> {
        self.number(self.values.first()?.0)
    }

    /// The greatest value.
    #[must_use]
    pub fn max(&self) -> Option<Ratio> {
        self.number(self.values.last()?.0)
    }

    /// The value at place ⌈percent·n/100⌉.
    #[must_use]
    pub fn percentile(&self, percent: u8) -> Option<Ratio> {
        let rank = (u128::from(percent) * u128::from(self.count())).div_ceil(100).max(1);
        let at = self.ranks.partition_point(|&up_to| u128::from(up_to) < rank);
        self.number(self.values.get(at)?.0)
    }

    /// The mean; `None` of nothing.
    ///
    /// # Errors
    /// Where the sum does not fit.
    pub fn avg(&self) -> Result<Option<Ratio>, DoesNotFit> {
        let divisor = i128::from(self.count()).checked_mul(self.parts).ok_or(DoesNotFit)?;
        if divisor == 0 {
            return Ok(None);
        }
        let total = Ratio::whole(self.sums.0.ok_or(DoesNotFit)?);
        total.checked_div(Ratio::whole(divisor)).map(Some).ok_or(DoesNotFit)
    }

    /// The square, with its sign, of (value − mean) / standard deviation; `None` where the values do not vary.
    ///
    /// # Errors
    /// Where a sum of squares does not fit.
    pub fn signed_square_z(&self, value: i128) -> Result<Option<Ratio>, DoesNotFit> {
        let figures = || {
            let count = i128::from(self.count());
            let (total, squares) = (self.sums.0?, self.sums.1?);
            let above = count.checked_mul(value)?.checked_sub(total)?;
            let spread = count.checked_mul(squares)?.checked_sub(total.checked_mul(total)?)?;
            Some((above, spread))
        };
        let (above, spread) = figures().ok_or(DoesNotFit)?;
        if spread <= 0 {
            return Ok(None);
        }
        let square = above
            .checked_mul(above)
            .and_then(|square| Ratio::whole(square * above.signum()).checked_div(Ratio::whole(spread)));
        square.map(Some).ok_or(DoesNotFit)
    }
}

fn sum(values: &[(i128, u64)], of: impl Fn(i128) -> Option<i128>) -> Option<i128> {
    values.iter().try_fold(0_i128, |sum, &(value, count)| {
        sum.checked_add(of(value)?.checked_mul(i128::from(count))?)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn plain(values: &[i128]) -> Distribution {
        Distribution::of(1, values.iter().map(|&value| (value, 1)))
    }

    #[test]
    fn figures_of_a_few_values() {
        let four = plain(&[10, 20, 20, 50]);
        assert_eq!(four.avg(), Ok(Some(Ratio::whole(25))));
        assert_eq!(
            [four.percentile(1), four.percentile(50), four.percentile(99)],
            [10, 20, 50].map(|it| Some(Ratio::whole(it)))
        );
        // n·x − Σy = 4·40 − 100 = 60; n·Σy² − (Σy)² = 4·3400 − 10000 = 3600.
        assert_eq!(four.signed_square_z(40), Ok(Some(Ratio::ONE)));
        assert_eq!(four.signed_square_z(10), Ok(Some(Ratio::whole(-1))));
        assert_eq!(plain(&[7, 7]).signed_square_z(9), Ok(None));
        assert_eq!(plain(&[]).avg(), Ok(None));
        assert_eq!(plain(&[i128::MAX, i128::MAX]).avg(), Err(DoesNotFit));
        let millionths = Distribution::of(1_000_000, [(250_000, 3)]);
        assert_eq!(millionths.max().map(|max| max.to_string()).as_deref(), Some("0.25"));
        assert_eq!(four.and(&millionths), None);
    }

    proptest! {
        /// Two parts together are the whole.
        #[test]
        fn parts_add_up(values in proptest::collection::vec(0_i128..50, 1..40), cut in 0_usize..40) {
            let cut = cut.min(values.len());
            let whole = plain(&values);
            let parts = plain(&values[..cut]).and(&plain(&values[cut..])).unwrap();
            prop_assert_eq!(&whole, &parts);
            let mut sorted = values.clone();
            sorted.sort_unstable();
            for percent in 1..100_u8 {
                let at = (usize::from(percent) * sorted.len()).div_ceil(100).max(1) - 1;
                prop_assert_eq!(whole.percentile(percent), Some(Ratio::whole(sorted[at])));
            }
        }
    }
}
