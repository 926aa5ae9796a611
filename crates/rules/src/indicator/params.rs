//! Parameters: a threshold with its unit, bounds and reason.

use crate::error::Code;
use crate::plan::{Param, ParamValue};
use crate::predicate::is_reserved;
use crate::suggest;
use crate::toml_walk::{Doc, Table, Text};
use redflag_model::{Currency, Ratio, money, time};
use rust_decimal::Decimal;
use std::cmp::Ordering;
use std::ops::Range;
use toml::Spanned;
use toml::de::DeValue;

/// Words for what a plain number counts. A currency and `duration` are units too.
const COUNTED: &[&str] = &[
    "transactions",
    "payers",
    "payees",
    "parties",
    "accounts",
    "cycles",
    "places",
    "countries",
    "merchants",
    "terminals",
    "names",
    "groups",
    "days",
    "hour",
    "weekday",
    "km",
    "share",
    "number",
    "duration",
];

/// How the value of a parameter is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    /// A share or a plain number.
    Number,
    /// A whole number of something.
    Count,
    Duration,
    Money(Currency),
}

impl Unit {
    /// The unit in which a parameter that was read before is written.
    pub(crate) fn of(param: &Param) -> Self {
        match param.default {
            ParamValue::Number(_) => Self::counted(&param.unit),
            ParamValue::Duration(_) => Self::Duration,
            ParamValue::Money(_, currency) => Self::Money(currency),
        }
    }

    fn counted(word: &str) -> Self {
        if matches!(word, "share" | "number") {
            Self::Number
        } else {
            Self::Count
        }
    }
}

/// Parameters in the order of the file.
pub(super) fn read(root: &Table<'_>) -> Vec<Param> {
    let Some(params) = root.maybe_table("params") else {
        return Vec::new();
    };
    let keys = params.keys();
    keys.iter().filter_map(|key| param(&params, key)).collect()
}

/// Names of all parameters of the file, readable or not.
pub(super) fn declared(root: &Table<'_>) -> Vec<String> {
    let Some(params) = root.get("params").and_then(|params| params.get_ref().as_table()) else {
        return Vec::new();
    };
    params.keys().map(|key| key.get_ref().to_string()).collect()
}

fn param(params: &Table<'_>, key: &Text) -> Option<Param> {
    check_name(params.doc, key);
    let table = params.maybe_table(&key.value)?;
    table.only(&["value", "unit", "min", "max", "basis", "why", "label"]);
    let label = table.pair("label");
    let why = table.pair("why");
    let basis = table.word_or_empty("basis", &["published", "judgement"]);
    let (unit, written) = unit(&table)?;
    let read = |key: &str| table.get(key).and_then(|found| value(table.doc, key, found, unit));
    if !table.has("value") {
        table.missing("value");
    }
    if !table.has("min") && !table.has("max") {
        table.missing("min");
    }
    let default = read("value")?;
    let param = Param {
        name: key.value.clone(),
        value: default,
        default,
        min: read("min"),
        max: read("max"),
        unit: written,
        label,
        basis,
        why,
    };
    check_bounds(table.doc, &table.get("value")?.span(), &param, default);
    Some(param)
}

fn check_name(doc: Doc<'_>, key: &Text) {
    let plain = key
        .value
        .bytes()
        .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    let starts = key.value.starts_with(|c: char| c.is_ascii_lowercase());
    if !plain || !starts || key.value == "enabled" {
        doc.hinted(
            Code::BadValue,
            &key.at,
            format!("`{}` is no name for a parameter", key.value),
            "use small letters, digits and `_`, a letter first; `enabled` is the overlay's own word",
        );
    }
}

fn unit(table: &Table<'_>) -> Option<(Unit, String)> {
    let text = table.text("unit")?;
    let written = text.value;
    if COUNTED.contains(&written.as_str()) {
        let unit = if written == "duration" {
            Unit::Duration
        } else {
            Unit::counted(&written)
        };
        return Some((unit, written));
    }
    if let Some(currency) = Currency::from_code(&written).filter(|currency| currency.code() == written) {
        return Some((Unit::Money(currency), written));
    }
    let hint = suggest::did_you_mean(&written, COUNTED.iter().copied())
        .unwrap_or_else(|| format!("a currency of ISO 4217, or one of: {}", COUNTED.join(", ")));
    table
        .doc
        .hinted(Code::BadValue, &text.at, format!("`{written}` is no unit"), hint);
    None
}

/// The value of a parameter in its unit; what does not fit is reported.
pub(crate) fn value(doc: Doc<'_>, key: &str, found: &Spanned<DeValue<'_>>, unit: Unit) -> Option<ParamValue> {
    let at = found.span();
    let text = match found.get_ref() {
        DeValue::String(text) => text.to_string(),
        DeValue::Integer(integer) if integer.radix() == 10 && unit != Unit::Duration => {
            integer.as_str().replace('_', "")
        }
        DeValue::Float(float) => {
            doc.hinted(
                Code::FloatParameter,
                &at,
                format!("`{key}` is a floating-point number, which cannot hold every decimal"),
                format!("write \"{}\"", float.as_str()),
            );
            return None;
        }
        other => {
            let message = format!("`{key}` holds {}, not {}", other.type_str(), wanted(unit));
            doc.hinted(Code::WrongType, &at, message, format!("write {}", wanted(unit)));
            return None;
        }
    };
    let value = match unit {
        Unit::Number => decimal(&text).map(ParamValue::Number),
        Unit::Count => decimal(&text)
            .filter(|number| number.as_whole().is_some())
            .map(ParamValue::Number),
        Unit::Duration => time::parse_duration(&text).map(ParamValue::Duration),
        Unit::Money(currency) => money::parse(&text, currency.exponent())
            .ok()
            .filter(|minor| *minor >= 0)
            .map(|minor| ParamValue::Money(minor, currency)),
    };
    if value.is_none() {
        let message = format!("`{text}` is not {}", wanted(unit));
        doc.hinted(Code::BadValue, &at, message, format!("write {}", wanted(unit)));
    }
    value
}

fn wanted(unit: Unit) -> String {
    match unit {
        Unit::Count => "a whole number".to_owned(),
        Unit::Number => "a whole number, or a decimal as a text such as \"0.80\"".to_owned(),
        Unit::Duration => "a duration such as \"10d\", \"48h\" or \"90m\"".to_owned(),
        Unit::Money(currency) => format!("an amount of {currency} such as \"2000\""),
    }
}

fn decimal(text: &str) -> Option<Ratio> {
    let plain = text.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b'-');
    let number = Decimal::from_str_exact(text).ok().filter(|_| plain)?;
    Ratio::scaled(number.mantissa(), number.scale())
}

/// Reports a value outside the bounds of its parameter.
pub(crate) fn check_bounds(doc: Doc<'_>, at: &Range<usize>, param: &Param, value: ParamValue) {
    let below = param.min.is_some_and(|min| compare(value, min) == Some(Ordering::Less));
    let above = param
        .max
        .is_some_and(|max| compare(value, max) == Some(Ordering::Greater));
    if below || above {
        let hint = match (param.min, param.max) {
            (Some(least), Some(most)) => format!("choose a value from {} to {}", written(least), written(most)),
            (Some(least), None) => format!("choose a value of {} or more", written(least)),
            (None, Some(most)) => format!("choose a value of {} or less", written(most)),
            (None, None) => return,
        };
        doc.hinted(
            Code::ParamOutOfBounds,
            at,
            format!("{} is outside the bounds of `{}`", written(value), param.name),
            hint,
        );
    }
}

fn compare(left: ParamValue, right: ParamValue) -> Option<Ordering> {
    use ParamValue::{Duration, Money, Number};
    match (left, right) {
        (Number(left), Number(right)) => left.compare(right),
        (Duration(left), Duration(right)) | (Money(left, _), Money(right, _)) => Some(left.cmp(&right)),
        _ => None,
    }
}

/// The value as people write it: `0.8`, `48h`, `2000.00 AUD`.
pub(crate) fn written(value: ParamValue) -> String {
    match value {
        ParamValue::Number(number) => number.text(18),
        ParamValue::Duration(0) => "0".to_owned(),
        ParamValue::Duration(micros) => {
            let units = [(time::DAY, 'd'), (time::HOUR, 'h'), (time::MINUTE, 'm')];
            let unit = units.into_iter().find(|(length, _)| micros % length == 0);
            let (length, letter) = unit.unwrap_or((time::SECOND, 's'));
            format!("{}{letter}", micros / length)
        }
        ParamValue::Money(minor, currency) => format!("{} {currency}", money::format(minor, currency)),
    }
}

/// Reports a name that predicates need for something else.
pub(super) fn check_part_name(doc: Doc<'_>, name: &Text, what: &str) {
    let plain = name
        .value
        .bytes()
        .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    let starts = name.value.starts_with(|c: char| c.is_ascii_lowercase());
    if !plain || !starts || is_reserved(&name.value) {
        doc.hinted(
            Code::BadValue,
            &name.at,
            format!("`{}` is no name for a {what}", name.value),
            "use small letters, digits and `_`, a letter first, and no name of a field or function",
        );
    }
}
