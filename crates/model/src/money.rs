//! Amounts as integers of minor units.

use crate::Currency;

/// Why an amount could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MoneyError {
    /// Something other than an optional sign, digits and one point.
    NotANumber,
    /// More fraction digits, other than zeros, than the currency has.
    TooPrecise,
    /// Does not fit 64 bits of minor units.
    TooLarge,
}

/// Reads an amount such as `-1234.5` into minor units of a currency with `exponent` decimal digits.
///
/// # Errors
/// [`MoneyError`] where the text is no plain decimal, is more precise than the currency, or does not fit.
pub fn parse(text: &str, exponent: u32) -> Result<i64, MoneyError> {
    parse_bytes(text.as_bytes(), b'.', exponent)
}

/// As [`parse`], from bytes, with the decimal mark given.
///
/// # Errors
/// As [`parse`].
pub fn parse_bytes(text: &[u8], mark: u8, exponent: u32) -> Result<i64, MoneyError> {
    let (negative, digits) = match text.split_first() {
        Some((b'-', rest)) => (true, rest),
        Some((b'+', rest)) => (false, rest),
        _ => (false, text),
    };
    let mut value: i64 = 0;
    let mut whole_digits = 0_usize;
    let mut rest = digits;
    while let Some((&byte, tail)) = rest.split_first() {
        if !byte.is_ascii_digit() {
            break;
        }
        value = push_digit(value, byte)?;
        whole_digits += 1;
        rest = tail;
    }
    let mut missing = exponent;
    if let Some((&byte, fraction)) = rest.split_first() {
        if byte != mark || fraction.is_empty() {
            return Err(MoneyError::NotANumber);
        }
        for &digit in fraction {
            if !digit.is_ascii_digit() {
                return Err(MoneyError::NotANumber);
            }
            if missing == 0 {
                if digit != b'0' {
                    return Err(MoneyError::TooPrecise);
                }
            } else {
                value = push_digit(value, digit)?;
                missing -= 1;
            }
        }
    }
    if whole_digits == 0 {
        return Err(MoneyError::NotANumber);
    }
    for _ in 0..missing {
        value = push_digit(value, b'0')?;
    }
    Ok(if negative { -value } else { value })
}

fn push_digit(value: i64, digit: u8) -> Result<i64, MoneyError> {
    value
        .checked_mul(10)
        .and_then(|v| v.checked_add(i64::from(digit - b'0')))
        .ok_or(MoneyError::TooLarge)
}

/// Writes minor units as a decimal with the currency's own number of digits: `9150.50`.
#[must_use]
pub fn format(minor: i64, currency: Currency) -> String {
    format_wide(i128::from(minor), currency)
}

/// As [`format()`], for totals.
#[must_use]
pub fn format_wide(minor: i128, currency: Currency) -> String {
    let exponent = currency.exponent();
    let magnitude = minor.unsigned_abs();
    let sign = if minor < 0 { "-" } else { "" };
    if exponent == 0 {
        return format!("{sign}{magnitude}");
    }
    let scale = 10_u128.pow(exponent);
    let width = exponent as usize;
    format!("{sign}{}.{:0width$}", magnitude / scale, magnitude % scale)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn texts_that_are_no_amounts() {
        for text in ["", "-", ".", "1.", ".5", "1,5", "1 000", "1e3", "abc", "1.2.3", "--1"] {
            assert_eq!(parse(text, 2), Err(MoneyError::NotANumber), "{text}");
        }
        assert_eq!(parse("1.005", 2), Err(MoneyError::TooPrecise));
        assert_eq!(parse("1.500", 2), Ok(150));
        assert_eq!(parse("99999999999999999999", 2), Err(MoneyError::TooLarge));
        assert_eq!(parse_bytes(b"12,34", b',', 2), Ok(1234));
    }

    proptest! {
        #[test]
        fn written_amounts_are_read_back(minor in -1_000_000_000_000_i64..1_000_000_000_000, code in proptest::sample::select(vec!["EUR", "JPY", "KWD"])) {
            let currency = Currency::from_code(code).unwrap();
            prop_assert_eq!(parse(&format(minor, currency), currency.exponent()), Ok(minor));
        }
    }
}
