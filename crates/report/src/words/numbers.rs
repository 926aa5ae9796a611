//! Numbers, money, shares and durations as a reader of each language writes them.

use crate::Lang;
use redflag_model::{Currency, Ratio, money, time};

/// Keeps a figure and its unit on one line.
const KEPT: char = '\u{a0}';
/// Groups the digits of a French number.
const NARROW: char = '\u{202f}';

/// An exact decimal text such as `-1234.5` with grouped digits and the decimal mark of the language. A text that is no plain decimal comes
/// back as it is.
#[must_use]
pub(crate) fn decimal(text: &str, lang: Lang) -> String {
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |rest| ("-", rest));
    let (whole, fraction) = digits
        .split_once('.')
        .map_or((digits, None), |(whole, rest)| (whole, Some(rest)));
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(whole) || !fraction.is_none_or(is_number) {
        return text.to_owned();
    }
    let (group, mark) = match lang {
        Lang::En => (',', '.'),
        Lang::Fr => (NARROW, ','),
    };
    let mut shown = String::from(sign);
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            shown.push(group);
        }
        shown.push(digit);
    }
    if let Some(fraction) = fraction {
        shown.push(mark);
        shown.push_str(fraction);
    }
    shown
}

/// A count.
#[must_use]
pub(crate) fn count(value: u64, lang: Lang) -> String {
    decimal(&value.to_string(), lang)
}

/// Minor units with their currency: `1,234.50 EUR`.
#[must_use]
pub(crate) fn amount(minor: i128, currency: Currency, lang: Lang) -> String {
    amount_text(&money::format_wide(minor, currency), currency.code(), lang)
}

/// A decimal text with its currency.
#[must_use]
pub(crate) fn amount_text(decimal_text: &str, code: &str, lang: Lang) -> String {
    format!("{}{KEPT}{code}", decimal(&full_cents(decimal_text, code), lang))
}

/// Fills a decimal up to the digits of its currency: measures come with trailing zeros cut.
fn full_cents(text: &str, code: &str) -> String {
    let Some(currency) = Currency::from_code(code) else {
        return text.to_owned();
    };
    money::parse(text, currency.exponent()).map_or_else(|_| text.to_owned(), |minor| money::format(minor, currency))
}

/// A share as a percentage with at most one digit after the mark: `92.5 %`. What is no number comes back as it is.
#[must_use]
pub(crate) fn percent(text: &str, lang: Lang) -> String {
    match fraction(text).and_then(|share| share.checked_mul(Ratio::whole(100))) {
        Some(hundredths) => format!("{}{KEPT}%", decimal(&hundredths.text(1), lang)),
        None => text.to_owned(),
    }
}

/// Reads an exact decimal.
#[must_use]
pub(crate) fn fraction(text: &str) -> Option<Ratio> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let scale = u32::try_from(fraction.len()).ok()?;
    let mantissa = format!("{whole}{fraction}").parse::<i128>().ok()?;
    Ratio::scaled(mantissa, scale)
}

/// A duration in its largest whole unit, days at most: `10 days`, `72 hours`, `90 minutes`; hours up to three days.
#[must_use]
pub(crate) fn duration(micros: i64, lang: Lang) -> String {
    let (unit, size) = if micros % time::DAY == 0 && micros.abs() > 3 * time::DAY || micros.abs() >= 30 * time::DAY {
        (Unit::Day, time::DAY)
    } else if micros % time::HOUR == 0 && micros != 0 || micros.abs() >= 3 * time::DAY {
        (Unit::Hour, time::HOUR)
    } else if micros % time::MINUTE == 0 && micros != 0 {
        (Unit::Minute, time::MINUTE)
    } else {
        (Unit::Second, time::SECOND)
    };
    spell(&(micros / size).to_string(), unit, lang)
}

/// A measured length of time given in `days`, `hours`, `minutes` or `seconds`; fractions are cut, as nobody was observed for part of a day.
#[must_use]
pub(crate) fn measured_duration(text: &str, unit: &str, lang: Lang) -> Option<String> {
    let unit = match unit {
        "days" => Unit::Day,
        "hours" => Unit::Hour,
        "minutes" => Unit::Minute,
        "seconds" => Unit::Second,
        _ => return None,
    };
    let whole = text.split_once('.').map_or(text, |(whole, _)| whole);
    Some(spell(whole, unit, lang))
}

#[derive(Clone, Copy)]
enum Unit {
    Day,
    Hour,
    Minute,
    Second,
}

fn spell(number: &str, unit: Unit, lang: Lang) -> String {
    let single = match (unit, lang) {
        (Unit::Day, Lang::En) => "day",
        (Unit::Day, Lang::Fr) => "jour",
        (Unit::Hour, Lang::En) => "hour",
        (Unit::Hour, Lang::Fr) => "heure",
        (Unit::Minute, _) => "minute",
        (Unit::Second, Lang::En) => "second",
        (Unit::Second, Lang::Fr) => "seconde",
    };
    let ending = if plural_text(number, lang) { "s" } else { "" };
    format!("{}{KEPT}{single}{ending}", decimal(number, lang))
}

/// True where a noun after the number takes its plural: English from everything but 1, French from 2.
#[must_use]
pub(crate) fn is_plural(number: u64, lang: Lang) -> bool {
    match lang {
        Lang::En => number != 1,
        Lang::Fr => number > 1,
    }
}

fn plural_text(number: &str, lang: Lang) -> bool {
    number.parse().map_or(true, |number| is_plural(number, lang))
}

/// An hour of the day: `22:00`, `22 h`.
#[must_use]
pub(crate) fn hour(text: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("{text:0>2}:00"),
        Lang::Fr => format!("{text}{KEPT}h"),
    }
}

/// A day of the week, 1 to 7, by its name; what is no such number comes back as it is.
#[must_use]
pub(crate) fn weekday(text: &str, lang: Lang) -> String {
    let names = match lang {
        Lang::En => [
            "Monday",
            "Tuesday",
            "Wednesday",
            "Thursday",
            "Friday",
            "Saturday",
            "Sunday",
        ],
        Lang::Fr => ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"],
    };
    let at = text.parse::<usize>().ok().and_then(|day| day.checked_sub(1));
    let name = at.and_then(|at| names.get(at));
    name.map_or_else(|| text.to_owned(), |&name| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_of_the_week_have_names() {
        assert_eq!(weekday("1", Lang::En), "Monday");
        assert_eq!(weekday("7", Lang::Fr), "dimanche");
        assert_eq!(weekday("8", Lang::En), "8");
    }

    #[test]
    fn money_is_grouped_in_each_language() {
        let eur = Currency::EUR;
        assert_eq!(amount(123_450, eur, Lang::En), "1,234.50\u{a0}EUR");
        assert_eq!(amount(123_450, eur, Lang::Fr), "1\u{202f}234,50\u{a0}EUR");
        assert_eq!(amount(-99_999_999, eur, Lang::En), "-999,999.99\u{a0}EUR");
        assert_eq!(amount_text("2000", "JPY", Lang::En), "2,000\u{a0}JPY");
        assert_eq!(amount_text("2000.5", "EUR", Lang::Fr), "2\u{202f}000,50\u{a0}EUR");
        assert_eq!(decimal("1/3", Lang::Fr), "1/3");
        assert_eq!(decimal("", Lang::En), "");
    }

    #[test]
    fn shares_are_percentages() {
        assert_eq!(percent("0.8", Lang::En), "80\u{a0}%");
        assert_eq!(percent("0.9166666", Lang::Fr), "91,7\u{a0}%");
        assert_eq!(percent("1.043", Lang::En), "104.3\u{a0}%");
        assert_eq!(percent("x", Lang::En), "x");
    }

    #[test]
    fn durations_take_the_unit_people_use() {
        let shown = |text: &str, lang| duration(time::parse_duration(text).unwrap(), lang);
        assert_eq!(shown("10d", Lang::En), "10\u{a0}days");
        assert_eq!(shown("1d", Lang::Fr), "24\u{a0}heures");
        assert_eq!(shown("72h", Lang::Fr), "72\u{a0}heures");
        assert_eq!(shown("1h", Lang::Fr), "1\u{a0}heure");
        assert_eq!(shown("90m", Lang::En), "90\u{a0}minutes");
        assert_eq!(shown("1s", Lang::Fr), "1\u{a0}seconde");
        assert_eq!(shown("0", Lang::Fr), "0\u{a0}seconde");
        assert_eq!(measured_duration("63.4", "days", Lang::Fr).unwrap(), "63\u{a0}jours");
        assert_eq!(measured_duration("1", "days", Lang::En).unwrap(), "1\u{a0}day");
        assert_eq!(measured_duration("1", "payers", Lang::En), None);
    }
}
