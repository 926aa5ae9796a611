//! Exact fractions for parameters, rates and measures.

use std::cmp::Ordering;
use std::fmt;

/// An exact fraction `num / den` with `den > 0`, in lowest terms where it was made from a decimal text.
///
/// Parameters, shares and rates are decimals; averages and quotients are fractions. Every operation is checked: an overflow is `None`,
/// which callers report as *not evaluable* and never as a wrapped value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Ratio {
    num: i128,
    den: i128,
}

impl Ratio {
    /// Zero.
    pub const ZERO: Self = Self { num: 0, den: 1 };
    /// One.
    pub const ONE: Self = Self { num: 1, den: 1 };

    /// A whole number.
    #[must_use]
    pub const fn whole(value: i128) -> Self {
        Self { num: value, den: 1 }
    }

    /// `num / den`; `None` where `den` is zero or the sign cannot be moved.
    #[must_use]
    pub fn fraction(num: i128, den: i128) -> Option<Self> {
        match den.cmp(&0) {
            Ordering::Equal => None,
            Ordering::Greater => Some(Self { num, den }),
            Ordering::Less => Some(Self {
                num: num.checked_neg()?,
                den: den.checked_neg()?,
            }),
        }
    }

    /// `mantissa / 10^scale`: how a decimal text is held. `None` where the scale does not fit.
    #[must_use]
    pub fn scaled(mantissa: i128, scale: u32) -> Option<Self> {
        Some(
            Self {
                num: mantissa,
                den: 10_i128.checked_pow(scale)?,
            }
            .reduced(),
        )
    }

    fn reduced(self) -> Self {
        let divisor = gcd(self.num.unsigned_abs(), self.den.unsigned_abs());
        match i128::try_from(divisor) {
            Ok(d) if d > 1 => Self {
                num: self.num / d,
                den: self.den / d,
            },
            _ => self,
        }
    }

    /// The numerator.
    #[must_use]
    pub const fn numerator(self) -> i128 {
        self.num
    }

    /// The denominator, always above zero.
    #[must_use]
    pub const fn denominator(self) -> i128 {
        self.den
    }

    /// The value where it is a whole number.
    #[must_use]
    pub fn as_whole(self) -> Option<i128> {
        (self.num % self.den == 0).then(|| self.num / self.den)
    }

    /// Sum, or `None` on overflow.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        if self.den == other.den {
            return Some(Self {
                num: self.num.checked_add(other.num)?,
                den: self.den,
            });
        }
        let left = self.num.checked_mul(other.den)?;
        let right = other.num.checked_mul(self.den)?;
        Some(
            Self {
                num: left.checked_add(right)?,
                den: self.den.checked_mul(other.den)?,
            }
            .reduced(),
        )
    }

    /// Difference, or `None` on overflow.
    #[must_use]
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.checked_add(Self {
            num: other.num.checked_neg()?,
            den: other.den,
        })
    }

    /// Product, or `None` on overflow.
    #[must_use]
    pub fn checked_mul(self, other: Self) -> Option<Self> {
        if self.den == 1 && other.den == 1 {
            return Some(Self {
                num: self.num.checked_mul(other.num)?,
                den: 1,
            });
        }
        let num = self.num.checked_mul(other.num)?;
        Some(
            Self {
                num,
                den: self.den.checked_mul(other.den)?,
            }
            .reduced(),
        )
    }

    /// Quotient, or `None` where `other` is zero or on overflow.
    #[must_use]
    pub fn checked_div(self, other: Self) -> Option<Self> {
        let num = self.num.checked_mul(other.den)?;
        let den = self.den.checked_mul(other.num)?;
        Some(Self::fraction(num, den)?.reduced())
    }

    /// Order by cross-multiplication, or `None` on overflow.
    #[must_use]
    pub fn compare(self, other: Self) -> Option<Ordering> {
        if self.den == other.den {
            return Some(self.num.cmp(&other.num));
        }
        Some(self.num.checked_mul(other.den)?.cmp(&other.num.checked_mul(self.den)?))
    }

    /// The nearest integer, ties to even.
    #[must_use]
    pub fn round_half_even(self) -> i128 {
        let floor = self.num.div_euclid(self.den);
        let rest = self.num.rem_euclid(self.den);
        let twice_is = (self.den - rest).cmp(&rest);
        match twice_is {
            Ordering::Greater => floor,
            Ordering::Less => floor + 1,
            Ordering::Equal => floor + (floor & 1),
        }
    }

    /// The value as text with `digits` fraction digits, rounded half-even, trailing zeros cut.
    #[must_use]
    pub fn text(self, digits: u32) -> String {
        let scaled = 10_i128
            .checked_pow(digits)
            .and_then(|scale| self.num.checked_mul(scale));
        let Some(num) = scaled else {
            return format!("{}/{}", self.num, self.den);
        };
        let rounded = Self { num, den: self.den }.round_half_even();
        let scale = 10_u128.pow(digits);
        let magnitude = rounded.unsigned_abs();
        let sign = if rounded < 0 { "-" } else { "" };
        let width = digits as usize;
        let padded = format!("{:0width$}", magnitude % scale);
        let fraction = padded.trim_end_matches('0');
        if digits == 0 || fraction.is_empty() {
            format!("{sign}{}", magnitude / scale)
        } else {
            format!("{sign}{}.{fraction}", magnitude / scale)
        }
    }
}

impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(18))
    }
}

fn gcd(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn texts_round_half_even() {
        let value = |mantissa, scale| Ratio::scaled(mantissa, scale).unwrap();
        assert_eq!(value(125, 3).text(2), "0.12");
        assert_eq!(value(135, 3).text(2), "0.14");
        assert_eq!(value(-250, 2).text(2), "-2.5");
        assert_eq!(value(-5, 1).round_half_even(), 0);
        assert_eq!(value(-15, 1).round_half_even(), -2);
        assert_eq!(value(80, 2).to_string(), "0.8");
        assert_eq!(value(250, 0).to_string(), "250");
    }

    proptest! {
        #[test]
        fn comparison_agrees_with_subtraction(a in -1_000_000_i64..1_000_000, b in 1_i64..1000, c in -1_000_000_i64..1_000_000, d in 1_i64..1000) {
            let x = Ratio::fraction(a.into(), b.into()).unwrap();
            let y = Ratio::fraction(c.into(), d.into()).unwrap();
            prop_assert_eq!(x.compare(y).unwrap(), x.checked_sub(y).unwrap().numerator().cmp(&0));
        }
    }
}
