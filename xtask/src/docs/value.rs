//! Values of parameters as a reader of one language writes them.

use toml::{Table, Value};

use crate::pack::{Language, plain};

/// No line may break inside a figure.
const KEPT: char = '\u{a0}';
const KEPT_NARROW: char = '\u{202f}';

/// A parameter's default: `80 %`, `10 days`, `2,000 AUD`, `22:00`, or the bare number.
pub(crate) fn default(param: &Table, language: Language) -> String {
    shown(param, "value", language)
}

/// Its bounds: `2 – 10`, `≥ 2`, `≤ 10`, or nothing.
pub(crate) fn bounds(param: &Table, language: Language) -> String {
    let has = |key| param.contains_key(key);
    match (has("min"), has("max")) {
        (true, true) => format!("{} – {}", shown(param, "min", language), shown(param, "max", language)),
        (true, false) => format!("≥{KEPT}{}", shown(param, "min", language)),
        (false, true) => format!("≤{KEPT}{}", shown(param, "max", language)),
        (false, false) => String::new(),
    }
}

fn shown(param: &Table, key: &str, language: Language) -> String {
    let unit = param.get("unit").and_then(Value::as_str).unwrap_or("");
    let value = param.get(key).map(plain).unwrap_or_default();
    match unit {
        "duration" => duration(&value, language),
        "share" => percent(&value, language),
        "hour" => match language {
            Language::English => format!("{value}:00"),
            Language::French => format!("{value}{KEPT}h"),
        },
        currency if is_currency(currency) => format!("{}{KEPT}{currency}", number(&value, language)),
        _ => number(&value, language),
    }
}

fn is_currency(unit: &str) -> bool {
    unit.len() == 3 && unit.chars().all(|letter| letter.is_ascii_uppercase())
}

fn duration(value: &str, language: Language) -> String {
    let split = value.find(|c: char| !c.is_ascii_digit()).unwrap_or(value.len());
    let (count, letter) = value.split_at(split);
    let word = match (language, letter) {
        (Language::English, "d") => "day",
        (Language::French, "d") => "jour",
        (Language::English, "h") => "hour",
        (Language::French, "h") => "heure",
        (_, "m") => "minute",
        _ => return value.to_owned(),
    };
    // French counts 0 as singular, English as plural.
    let one = count == "1" || (count == "0" && language == Language::French);
    format!("{count}{KEPT}{word}{}", if one { "" } else { "s" })
}

/// `0.8` as `80 %`, by moving the point: no figure of a threshold goes through a float.
fn percent(value: &str, language: Language) -> String {
    let (whole, fraction) = value.split_once('.').unwrap_or((value, ""));
    let padded = format!("{fraction:0<2}");
    let (hundredths, rest) = padded.split_at(2);
    let digits = format!("{whole}{hundredths}");
    let whole = digits.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let rest = rest.trim_end_matches('0');
    let figure = if rest.is_empty() {
        whole.to_owned()
    } else {
        format!("{whole}.{rest}")
    };
    format!("{}{KEPT}%", number(&figure, language))
}

fn number(value: &str, language: Language) -> String {
    let (thousands, point) = match language {
        Language::English => (',', '.'),
        Language::French => (KEPT_NARROW, ','),
    };
    let (whole, fraction) = value.split_once('.').unwrap_or((value, ""));
    let mut text = String::new();
    for (position, digit) in whole.chars().enumerate() {
        let left = whole.len() - position;
        if position > 0 && left % 3 == 0 {
            text.push(thousands);
        }
        text.push(digit);
    }
    if !fraction.is_empty() {
        text.push(point);
        text.push_str(fraction);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{bounds, default};
    use crate::pack::Language::{English, French};
    use toml::Table;

    fn param(text: &str) -> Table {
        text.parse().unwrap()
    }

    #[test]
    fn shares_become_percentages() {
        for (value, english, french) in [
            ("0.80", "80\u{a0}%", "80\u{a0}%"),
            ("0.9", "90\u{a0}%", "90\u{a0}%"),
            ("1", "100\u{a0}%", "100\u{a0}%"),
            ("0.025", "2.5\u{a0}%", "2,5\u{a0}%"),
            ("0.01", "1\u{a0}%", "1\u{a0}%"),
        ] {
            let share = param(&format!("value = \"{value}\"\nunit = \"share\""));
            assert_eq!(default(&share, English), english);
            assert_eq!(default(&share, French), french);
        }
    }

    #[test]
    fn money_times_and_counts_read_well() {
        let money = param("value = \"12500\"\nunit = \"AUD\"");
        assert_eq!(default(&money, English), "12,500\u{a0}AUD");
        assert_eq!(default(&money, French), "12\u{202f}500\u{a0}AUD");
        let span = param("value = \"1d\"\nunit = \"duration\"\nmax = \"72h\"");
        assert_eq!(default(&span, English), "1\u{a0}day");
        assert_eq!(bounds(&span, French), "≤\u{a0}72\u{a0}heures");
        let count = param("value = 3\nunit = \"transactions\"\nmin = 2");
        assert_eq!(default(&count, French), "3");
        assert_eq!(bounds(&count, English), "≥\u{a0}2");
    }
}
