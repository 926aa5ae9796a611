//! Amounts as exports write them, into minor units.

use redflag_model::money::{self, MoneyError};
use redflag_model::{Currency, Reason};

/// How one mapping writes amounts.
#[derive(Clone, Debug)]
pub(crate) struct AmountRules {
    /// Decimal mark.
    pub(crate) decimal: u8,
    /// Mark between groups of three digits.
    pub(crate) thousands: Option<char>,
    /// Digits that are meant although the currency has fewer; rounded half to even.
    pub(crate) scale: Option<u32>,
}

impl Default for AmountRules {
    fn default() -> Self {
        Self {
            decimal: b'.',
            thousands: None,
            scale: None,
        }
    }
}

/// An amount with the sign it was written with (which zero may have too).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Signed {
    pub(crate) minus: bool,
    /// Minor units, at least zero.
    pub(crate) magnitude: i64,
}

impl AmountRules {
    /// Reads an amount of a currency.
    #[inline]
    pub(crate) fn read(&self, text: &str, currency: Currency) -> Result<Signed, Reason> {
        if self.scale.is_none()
            && let Some(amount) = short(text.as_bytes(), self.decimal, currency.exponent())
        {
            return Ok(amount);
        }
        match self.plain(text, currency) {
            Err(Reason::BadAmount) => {
                let leading = with_leading_minus(text).ok_or(Reason::BadAmount)?;
                self.plain(&leading, currency)
            }
            read => read,
        }
    }

    fn plain(&self, text: &str, currency: Currency) -> Result<Signed, Reason> {
        let minus = text.starts_with('-');
        let ungrouped;
        let text = match self.thousands {
            Some(mark) => {
                ungrouped = without_groups(text, mark, self.decimal).ok_or(Reason::BadAmount)?;
                ungrouped.as_str()
            }
            None => text,
        };
        let exponent = currency.exponent();
        let digits = self.scale.map_or(exponent, |scale| scale.max(exponent));
        let value = money::parse_bytes(text.as_bytes(), self.decimal, digits).map_err(reason)?;
        let magnitude = value.checked_abs().ok_or(Reason::AmountTooLarge)?;
        Ok(Signed {
            minus,
            magnitude: round_half_even(magnitude, digits - exponent),
        })
    }
}

/// The commonest form: few digits, at most as many behind the mark as the currency has. Whatever else is left to the careful way.
#[inline]
fn short(text: &[u8], decimal: u8, exponent: u32) -> Option<Signed> {
    /// So many digits fit whatever they are, the currency's zeros included.
    const SAFE: usize = 14;
    const TENS: [i64; 5] = [1, 10, 100, 1_000, 10_000];
    let (minus, digits) = match text.split_first()? {
        (b'-', rest) => (true, rest),
        _ => (false, text),
    };
    if digits.len() > SAFE || !digits.first()?.is_ascii_digit() {
        return None;
    }
    let mut value = 0;
    let mut behind = None;
    for (at, byte) in digits.iter().enumerate() {
        let digit = byte.wrapping_sub(b'0');
        if digit < 10 {
            value = value * 10 + i64::from(digit);
        } else if *byte == decimal && behind.is_none() && at + 1 < digits.len() {
            behind = Some(digits.len() - at - 1);
        } else {
            return None;
        }
    }
    let missing = (exponent as usize).checked_sub(behind.unwrap_or(0))?;
    Some(Signed {
        minus,
        magnitude: value * TENS.get(missing)?,
    })
}

fn reason(error: MoneyError) -> Reason {
    match error {
        MoneyError::NotANumber => Reason::BadAmount,
        MoneyError::TooPrecise => Reason::TooPrecise,
        MoneyError::TooLarge => Reason::AmountTooLarge,
    }
}

/// The amount with a minus in front, where it is written as `12.50-`, `(12.50)` or with the sign of typesetters.
fn with_leading_minus(text: &str) -> Option<String> {
    let inner = text
        .strip_suffix(['-', '\u{2212}'])
        .or_else(|| text.strip_prefix('\u{2212}'))
        .or_else(|| text.strip_prefix('(')?.strip_suffix(')'))?
        .trim();
    inner
        .starts_with(|first: char| first.is_ascii_digit())
        .then(|| format!("-{inner}"))
}

/// Takes the marks out where they part groups of three digits; `None` where they don't, since `1.5` must never become 15.
fn without_groups(text: &str, mark: char, decimal: u8) -> Option<String> {
    let (whole, fraction) = match text.find(char::from(decimal)) {
        Some(at) => text.split_at_checked(at)?,
        None => (text, ""),
    };
    let digits = whole.strip_prefix(['-', '+']).unwrap_or(whole).trim_start();
    let sign = if whole.starts_with('-') { "-" } else { "" };
    // Exports print the blank of French amounts in three widths.
    let is_mark = |letter: char| letter == mark || (mark == ' ' && matches!(letter, '\u{a0}' | '\u{202f}'));
    let groups: Vec<&str> = digits.split(is_mark).collect();
    let (first, others) = groups.split_first()?;
    let parted = others.is_empty() || (1..=3).contains(&first.len());
    let whole_groups = others.iter().all(|group| group.len() == 3);
    (parted && whole_groups).then(|| format!("{sign}{}{fraction}", groups.concat()))
}

fn round_half_even(value: i64, excess: u32) -> i64 {
    let Some(unit) = 10_i64.checked_pow(excess).filter(|_| excess > 0) else {
        return if excess == 0 { value } else { 0 };
    };
    let (quotient, rest) = (value / unit, value % unit);
    let half = unit / 2;
    quotient + i64::from(rest > half || (rest == half && quotient % 2 == 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn short_amounts_are_read_as_any_other(text in "[-+(]?[0-9]{0,8}[.,']?[0-9]{0,4}[.-]?[0-9]{0,8}", code in proptest::sample::select(vec!["EUR", "JPY", "KWD"]), german: bool) {
            let rules = if german { AmountRules { decimal: b',', thousands: Some('.'), scale: None } } else { AmountRules::default() };
            let currency = Currency::from_code(code).unwrap();
            if let Some(amount) = short(text.as_bytes(), rules.decimal, currency.exponent()) {
                prop_assert_eq!(rules.plain(&text, currency), Ok(amount));
            }
        }
    }

    fn read(rules: &AmountRules, text: &str) -> Result<i64, Reason> {
        let amount = rules.read(text, Currency::EUR)?;
        Ok(if amount.minus {
            -amount.magnitude
        } else {
            amount.magnitude
        })
    }

    #[test]
    fn canonical_amounts() {
        let rules = AmountRules::default();
        assert_eq!(read(&rules, "9150.5"), Ok(915_050));
        assert_eq!(read(&rules, "-3"), Ok(-300));
        assert_eq!(read(&rules, "1.005"), Err(Reason::TooPrecise));
        assert_eq!(read(&rules, "1,5"), Err(Reason::BadAmount));
        assert_eq!(read(&rules, "999999999999999999999"), Err(Reason::AmountTooLarge));
        assert_eq!(
            rules.read("-0.00", Currency::EUR),
            Ok(Signed {
                minus: true,
                magnitude: 0
            })
        );
        assert_eq!(
            rules
                .read("100", Currency::from_code("JPY").unwrap())
                .unwrap()
                .magnitude,
            100
        );
        assert_eq!(
            rules
                .read("1.5", Currency::from_code("KWD").unwrap())
                .unwrap()
                .magnitude,
            1500
        );
    }

    #[test]
    fn a_minus_may_stand_behind_or_be_a_pair_of_brackets() {
        let rules = AmountRules::default();
        for text in ["12.50-", "(12.50)", "\u{2212}12.50", "12.50 -", "( 12.50 )"] {
            assert_eq!(read(&rules, text), Ok(-1250), "{text}");
        }
        for text in ["-12.50-", "(-12.50)", "()", "-", "12.50)", "(12.50", "12-50", "--1"] {
            assert_eq!(read(&rules, text), Err(Reason::BadAmount), "{text}");
        }
    }

    #[test]
    fn marks_of_other_countries() {
        let french = AmountRules {
            decimal: b',',
            thousands: Some(' '),
            scale: None,
        };
        assert_eq!(read(&french, "-1 234 567,89"), Ok(-123_456_789));
        assert_eq!(read(&french, "1\u{202f}234,5"), Ok(123_450));
        assert_eq!(read(&french, "- 12,00"), Ok(-1200));
        assert_eq!(read(&french, "1234,5"), Ok(123_450));
        for text in ["12 34,5", "1 2345", " ,5", "1 234.5", "1  234", "1 234 ", "é"] {
            assert_eq!(read(&french, text), Err(Reason::BadAmount), "{text}");
        }
        let german = AmountRules {
            thousands: Some('.'),
            ..french
        };
        assert_eq!(read(&german, "1.234,50"), Ok(123_450));
        assert_eq!(read(&german, "1.5"), Err(Reason::BadAmount));
    }

    #[test]
    fn meant_digits_are_rounded_half_to_even() {
        let rules = AmountRules {
            scale: Some(4),
            ..AmountRules::default()
        };
        for (text, minor) in [
            ("0.0050", 0),
            ("0.0051", 1),
            ("0.015", 2),
            ("0.025", 2),
            ("-0.0250", -2),
            ("7", 700),
        ] {
            assert_eq!(read(&rules, text), Ok(minor), "{text}");
        }
        assert_eq!(read(&rules, "0.00501"), Err(Reason::TooPrecise));
        let vast = AmountRules {
            scale: Some(30),
            ..AmountRules::default()
        };
        assert_eq!(read(&vast, "1"), Err(Reason::AmountTooLarge));
        assert_eq!(read(&vast, "0"), Ok(0));
    }
}
