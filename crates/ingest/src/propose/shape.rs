//! What single values look like.

use crate::amount::AmountRules;
use crate::codes::{country, mcc};
use crate::pattern::Pattern;
use crate::propose::profile::Seen;
use crate::propose::words;
use redflag_model::{Currency, Doubt};
use std::collections::BTreeSet;

/// Orders of day, month and year; the first of two that read the same texts alike is kept.
const DAYS: [&str; 20] = [
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%Y%m%d",
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d.%m.%Y",
    "%m.%d.%Y",
    "%d-%m-%Y",
    "%m-%d-%Y",
    "%d/%m/%y",
    "%m/%d/%y",
    "%d.%m.%y",
    "%d-%m-%y",
    "%m-%d-%y",
    "%d-%b-%Y",
    "%d %b %Y",
    "%d-%b-%y",
    "%b %d, %Y",
    "%d %m %Y",
];
/// What may follow the day.
const CLOCKS: [&str; 10] = [
    "",
    " %H:%M",
    " %H:%M:%S",
    " %H:%M:%S.%f",
    "T%H:%M:%S",
    "T%H:%M",
    " %I:%M %p",
    " %I:%M:%S %p",
    "%H%M%S",
    " %H:%M:%S%z",
];
const TIMES: [&str; 5] = ["%H:%M", "%H:%M:%S", "%H:%M:%S.%f", "%I:%M %p", "%H%M%S"];
/// Marks of decimals and thousands, the most usual first.
const MARKS: [(u8, Option<char>); 8] = [
    (b'.', None),
    (b',', None),
    (b'.', Some(',')),
    (b',', Some('.')),
    (b',', Some(' ')),
    (b'.', Some(' ')),
    (b'.', Some('\'')),
    (b',', Some('\'')),
];
/// Digits that are tried where the currency's are too few.
const MANY_DIGITS: u32 = 6;

/// Every pattern that a column of times may have.
pub(super) fn patterns() -> Vec<(String, Pattern)> {
    let mut texts = vec!["iso".to_owned()];
    texts.extend(
        DAYS.iter()
            .flat_map(|day| CLOCKS.iter().map(move |clock| format!("{day}{clock}"))),
    );
    texts.extend(["epoch".to_owned(), "epoch-ms".to_owned()]);
    let pattern = |text: String| Pattern::parse(&text).ok().map(|pattern| (text, pattern));
    texts.into_iter().filter_map(pattern).collect()
}

/// True where a pattern reads the text as a time that an export is likely to hold.
pub(super) fn reads(name: &str, pattern: &Pattern, text: &str) -> bool {
    let long_enough = match name {
        // Account numbers and steps are numbers too.
        "epoch" => text.len() >= 9,
        "epoch-ms" => text.len() >= 12,
        _ => true,
    };
    let days = pattern.read(text).map(|written| written.days);
    // 1970 to 2100.
    long_enough && days.is_some_and(|days| (0..47_500).contains(&days))
}

/// True where a text is a date in some writing.
pub(super) fn is_date(text: &str) -> bool {
    static PATTERNS: std::sync::LazyLock<Vec<(String, Pattern)>> = std::sync::LazyLock::new(patterns);
    text.len() >= 6
        && text.contains(['-', '/', '.', ':', ' '])
        && PATTERNS
            .iter()
            .any(|(name, pattern)| !name.starts_with("epoch") && reads(name, pattern, text))
}

/// A time of the day, and the pattern that reads it.
pub(super) fn clock(column: &Seen) -> Option<&'static str> {
    let reads = |pattern: &&str| {
        let whole = Pattern::parse(&format!("%Y-%m-%d {pattern}"));
        whole.is_ok_and(|whole| column.mostly(|text| whole.read(&format!("2025-01-01 {text}")).is_some()))
    };
    TIMES.iter().copied().find(|pattern| reads(pattern))
}

/// The pattern that reads most of a column, and a text that decides the order of day and month where one does.
pub(super) fn pattern(column: &Seen) -> Result<(String, Option<String>), Doubt> {
    let fits: Vec<(u64, String, Pattern)> = patterns()
        .into_iter()
        .map(|(name, pattern)| (column.count(|text| reads(&name, &pattern, text)), name, pattern))
        .collect();
    let most = fits.iter().map(|(count, ..)| *count).max().unwrap_or(0);
    let mut best = fits.iter().filter(|(count, ..)| *count == most);
    let Some((_, name, pattern)) = best.next().filter(|_| most > 0 && most * 2 > column.len()) else {
        return Err(Doubt::NoPattern {
            source: column.name.clone(),
            example: column.values.first().cloned().unwrap_or_default(),
        });
    };
    let differs = |other: &Pattern| {
        column
            .example(|text| pattern.read(text) != other.read(text))
            .map(str::to_owned)
    };
    for (_, other_name, other) in best {
        let same_text = column
            .example(|text| pattern.read(text).is_some())
            .unwrap_or_default()
            .to_owned();
        if is_turned(name, other_name) {
            return Err(Doubt::DayOrMonth {
                source: column.name.clone(),
                example: differs(other).unwrap_or(same_text),
                patterns: [name.clone(), other_name.clone()],
            });
        }
    }
    let turned = fits
        .iter()
        .find(|(count, other, _)| *count < most && is_turned(name, other));
    let decides = turned.and_then(|(_, other_name, other)| {
        let only = |text: &str| reads(name, pattern, text) && !reads(other_name, other, text);
        column.example(only).map(str::to_owned)
    });
    Ok((name.clone(), decides))
}

/// True where two patterns differ in the order of day and month alone.
fn is_turned(one: &str, other: &str) -> bool {
    let turned = one.replace("%d", "%?").replace("%m", "%d").replace("%?", "%m");
    one != other && turned == other
}

/// How numbers are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Numbers {
    pub(super) decimal: u8,
    pub(super) thousands: Option<char>,
    pub(super) scale: Option<u32>,
}

impl Numbers {
    fn read(self, text: &str, currency: Currency) -> Option<i64> {
        let rules = AmountRules {
            decimal: self.decimal,
            thousands: self.thousands,
            scale: self.scale,
        };
        let signed = rules.read(text, currency).ok()?;
        Some(if signed.minus {
            -signed.magnitude
        } else {
            signed.magnitude
        })
    }
}

/// True where a text is a number in some writing.
pub(super) fn is_number(text: &str) -> bool {
    MARKS.iter().any(|&(decimal, thousands)| {
        let numbers = Numbers {
            decimal,
            thousands,
            scale: Some(MANY_DIGITS),
        };
        numbers.read(text, Currency::EUR).is_some()
    })
}

/// The marks that read all amounts of some columns; `digits` is a currency with as many digits as any in the file.
pub(super) fn numbers(columns: &[&Seen], digits: Currency, told: [Option<char>; 2]) -> Result<Numbers, Doubt> {
    let values = || columns.iter().flat_map(|column| column.values.iter());
    let count = |numbers: Numbers| values().filter(|text| numbers.read(text, digits).is_some()).count();
    for scale in [None, Some(MANY_DIGITS)] {
        let candidates = MARKS
            .iter()
            .map(|&(decimal, thousands)| Numbers {
                decimal,
                thousands,
                scale,
            })
            .filter(|numbers| told[0].is_none_or(|mark| mark == char::from(numbers.decimal)))
            .filter(|numbers| told[1].is_none_or(|mark| Some(mark) == numbers.thousands));
        let mut fits: Vec<(usize, Numbers)> = candidates.map(|numbers| (count(numbers), numbers)).collect();
        let most = fits.iter().map(|(count, _)| *count).max().unwrap_or(0);
        if most == 0 || most * 100 < values().count() * 95 {
            continue;
        }
        fits.retain(|(count, _)| *count == most);
        return decided(columns, &fits, digits);
    }
    let source = columns.first().map(|column| column.name.clone()).unwrap_or_default();
    let example = values().find(|text| !is_number(text)).or_else(|| values().next());
    Err(Doubt::NoNumber {
        source,
        example: example.cloned().unwrap_or_default(),
    })
}

/// The first of the writings that fit, unless another one gives other numbers.
fn decided(columns: &[&Seen], fits: &[(usize, Numbers)], digits: Currency) -> Result<Numbers, Doubt> {
    let first = fits[0].1;
    for &(_, other) in &fits[1..] {
        for column in columns {
            let differs = |text: &str| match (first.read(text, digits), other.read(text, digits)) {
                (Some(one), Some(two)) => one != two,
                _ => false,
            };
            if let Some(example) = column.example(differs) {
                return Err(Doubt::Decimal {
                    source: column.name.clone(),
                    example: example.to_owned(),
                });
            }
        }
    }
    Ok(first)
}

/// The currencies that a column names, by code or by name.
pub(super) fn currency(text: &str) -> Option<Currency> {
    Currency::from_code(text).or_else(|| words::currency(text))
}

pub(super) fn is_country(text: &str) -> bool {
    country(text).is_some()
}

pub(super) fn is_mcc(text: &str) -> bool {
    text.len() >= 3 && mcc(text).is_some()
}

/// An international account number with right check digits.
pub(super) fn is_iban(text: &str) -> bool {
    let plain: Vec<u8> = text.bytes().filter(|byte| *byte != b' ').collect();
    let shaped = (15..=34).contains(&plain.len())
        && plain.iter().all(u8::is_ascii_alphanumeric)
        && plain[..2].iter().all(u8::is_ascii_alphabetic)
        && plain[2..4].iter().all(u8::is_ascii_digit);
    if !shaped {
        return false;
    }
    let turned = plain[4..].iter().chain(&plain[..4]);
    let rest = turned.fold(0_u32, |rest, byte| match byte.to_ascii_uppercase() {
        digit @ b'0'..=b'9' => (rest * 10 + u32::from(digit - b'0')) % 97,
        letter => (rest * 100 + u32::from(letter - b'A') + 10) % 97,
    });
    rest == 1
}

/// Numbers and codes rather than words.
pub(super) fn is_account(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit())
}

pub(super) fn is_text(_: &str) -> bool {
    true
}

/// Distinct enough to name transactions: a transfer may stand in two statements.
pub(super) fn tells_apart(column: &Seen) -> bool {
    let distinct: BTreeSet<&String> = column.values.iter().collect();
    distinct.len() * 2 >= column.values.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(values: &[&str]) -> Seen {
        Seen {
            name: "x".into(),
            header: "x".into(),
            values: values.iter().map(|value| (*value).to_owned()).collect(),
        }
    }

    #[test]
    fn the_order_of_days_is_decided_by_a_text_or_not_at_all() {
        let of = |values: &[&str]| pattern(&seen(values));
        assert_eq!(
            of(&["03/04/2025", "25/04/2025"]),
            Ok(("%d/%m/%Y".into(), Some("25/04/2025".into())))
        );
        assert_eq!(
            of(&["03/04/2025", "04/25/2025"]),
            Ok(("%m/%d/%Y".into(), Some("04/25/2025".into())))
        );
        assert_eq!(of(&["2025-04-03 10:00"]), Ok(("iso".into(), None)));
        assert_eq!(of(&["20250403"]), Ok(("%Y%m%d".into(), None)));
        assert_eq!(of(&["3-Apr-25"]), Ok(("%d-%b-%y".into(), None)));
        assert_eq!(of(&["1740819906", "1740819907"]), Ok(("epoch".into(), None)));
        let doubt = of(&["03/04/2025", "05/05/2025"]).unwrap_err();
        assert!(
            matches!(&doubt, Doubt::DayOrMonth { example, .. } if example == "03/04/2025"),
            "{doubt:?}"
        );
        assert!(matches!(of(&["soon", "later"]), Err(Doubt::NoPattern { .. })));
    }

    #[test]
    fn marks_are_decided_by_the_texts_or_not_at_all() {
        let of =
            |values: &[&str]| numbers(&[&seen(values)], Currency::EUR, [None; 2]).map(|it| (it.decimal, it.thousands));
        assert_eq!(of(&["12.50", "3"]), Ok((b'.', None)));
        assert_eq!(of(&["12,50", "3"]), Ok((b',', None)));
        assert_eq!(of(&["1,234", "2.50"]), Ok((b'.', Some(','))));
        assert_eq!(of(&["1.234,50"]), Ok((b',', Some('.'))));
        assert_eq!(of(&["1 234,50", "-7,00"]), Ok((b',', Some(' '))));
        assert_eq!(of(&["1,234"]), Ok((b'.', Some(','))), "a euro has two digits");
        assert_eq!(of(&["17", "5"]), Ok((b'.', None)));
        assert!(matches!(of(&["1,200", "3,400"]), Err(Doubt::Decimal { .. })));
        assert!(matches!(of(&["many"]), Err(Doubt::NoNumber { .. })));
        let told = numbers(&[&seen(&["1,200"])], Currency::EUR, [Some(','), None]).unwrap();
        assert_eq!((told.decimal, told.thousands), (b',', None));
        let many = numbers(&[&seen(&["0.1234"])], Currency::EUR, [None; 2]).unwrap();
        assert_eq!(many.scale, Some(6));
    }

    #[test]
    fn ibans_have_right_check_digits() {
        assert!(is_iban("FR76 3000 6000 0112 3456 7890 189"));
        assert!(is_iban("de89370400440532013000"));
        assert!(!is_iban("DE89370400440532013001"));
        assert!(!is_iban("12345678901234567"));
        assert!(!is_iban(""));
    }

    #[test]
    fn times_of_the_day() {
        assert_eq!(clock(&seen(&["10:35:19", "9:05:00"])), Some("%H:%M:%S"));
        assert_eq!(clock(&seen(&["10:35", "soon"])), None);
    }
}
