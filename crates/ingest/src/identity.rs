//! Digests that say which row a row is.

use crate::amount::Signed;
use crate::codes::Values;
use crate::texts::ByColumn;
use crate::timestamp::Stamp;
pub(crate) use redflag_model::hex;
use redflag_model::{Column, Currency, Direction, money, time};
use sha2::{Digest, Sha256};
use std::borrow::Cow;

/// What is needed of a row to write it canonically.
#[derive(Clone, Copy)]
pub(crate) struct Core {
    pub(crate) stamp: Option<Stamp>,
    pub(crate) money: Option<(Currency, Signed)>,
    pub(crate) direction: Option<Direction>,
}

/// The canonical texts of a row in the order of [`Column`]: times in UTC, amounts with the currency's digits, codes as in the closed lists. What can't be
/// read stands as it was.
pub(crate) fn canonical_texts<'a>(
    view: &impl ByColumn<'a>,
    core: &Core,
    values: &Values,
) -> impl Iterator<Item = (Column, Cow<'a, str>)> {
    Column::ALL
        .iter()
        .filter_map(move |&column| Some((column, canonical(column, view.get(column), core, values)?)))
}

fn canonical<'a>(column: Column, raw: Option<&'a str>, core: &Core, values: &Values) -> Option<Cow<'a, str>> {
    let word = match column {
        Column::Timestamp => {
            return raw.map(|raw| {
                core.stamp
                    .map_or(Cow::Borrowed(raw), |stamp| Cow::Owned(written(stamp)))
            });
        }
        Column::Amount => {
            let text = core
                .money
                .map(|(currency, amount)| money::format(amount.magnitude, currency));
            return raw.map(|raw| text.map_or(Cow::Borrowed(raw), Cow::Owned));
        }
        Column::Mcc => {
            let digits = raw.and_then(crate::codes::mcc).map(|number| format!("{number:04}"));
            return raw.map(|raw| digits.map_or(Cow::Borrowed(raw), Cow::Owned));
        }
        Column::Direction => core.direction.map(Direction::name),
        Column::Currency => core.money.map(|(currency, _)| currency.code()),
        Column::Channel => raw
            .and_then(|raw| values.channel(raw))
            .map(redflag_model::Channel::name),
        Column::Status => raw.and_then(|raw| values.status(raw)),
        Column::OriginatorCountry
        | Column::BeneficiaryCountry
        | Column::AccountCountry
        | Column::CounterpartyCountry
        | Column::PlaceCountry => raw.and_then(|raw| values.country(raw)),
        _ => None,
    };
    word.or(raw).map(Cow::Borrowed)
}

/// As the vocabulary writes times, without the cost of formatting: rows without identifiers need this once each.
fn written(stamp: Stamp) -> String {
    if stamp.time.rem_euclid(time::SECOND) != 0 {
        return time::format_instant(stamp.time);
    }
    let (year, month, day) = time::civil_from_days(stamp.time.div_euclid(time::DAY));
    let second = stamp.time.rem_euclid(time::DAY) / time::SECOND;
    let mut out = String::with_capacity(20);
    for (mark, number) in [("", year / 100), ("", year % 100), ("-", month), ("-", day)] {
        push_two(mark, number, &mut out);
    }
    if !stamp.by_day {
        for (mark, number) in [("T", second / 3600), (":", second / 60 % 60), (":", second % 60)] {
            push_two(mark, number, &mut out);
        }
        out.push('Z');
    }
    out
}

fn push_two(mark: &str, number: i64, out: &mut String) {
    let digit = |value: i64| char::from(b'0' + u8::try_from(value % 10).unwrap_or(0));
    out.push_str(mark);
    out.push(digit(number / 10));
    out.push(digit(number));
}

/// SHA-256 over the canonical texts of a row, see [`digest_of`].
pub(crate) fn digest<'a>(view: &impl ByColumn<'a>, core: &Core, values: &Values, text: &mut String) -> [u8; 32] {
    digest_of(canonical_texts(view, core, values), text)
}

/// SHA-256 over `name=value` and a unit separator (1F) for each canonical column with a value, in the order of [`Column`]; `text` is memory to use again.
pub(crate) fn digest_of(texts: impl Iterator<Item = (Column, impl AsRef<str>)>, text: &mut String) -> [u8; 32] {
    text.clear();
    for (column, value) in texts {
        text.push_str(column.name());
        text.push('=');
        text.push_str(value.as_ref());
        text.push('\u{1f}');
    }
    Sha256::digest(text.as_bytes()).into()
}

/// Appends the bytes as hex digits.
pub(crate) fn push_hex(bytes: &[u8], out: &mut String) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    for byte in bytes {
        out.push(char::from(DIGITS[usize::from(byte >> 4)]));
        out.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
}

pub(crate) fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn times_are_written_as_the_vocabulary_does(second in -2_208_988_800_i64..7_258_118_400, micros in 0_i64..1_000_000, whole: bool, by_day: bool) {
            let time = second * time::SECOND + if whole || by_day { 0 } else { micros };
            let expected = if by_day { time::format_day(time) } else { time::format_instant(time) };
            prop_assert_eq!(written(Stamp { time, by_day, offset: None }), expected);
        }
    }
}
