//! Groups of merchant codes, tables of lines and rates.

use super::only;
use crate::data::{Group, Provenance, Table as LineTable};
use crate::error::Code;
use crate::toml_walk::{Table, Text};
use redflag_model::{Currency, Rates, Ratio, money};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// Ranges of merchant category codes, ascending and apart.
pub(super) fn group(table: &Table<'_>, from: Provenance) -> Group {
    only(table, &["ranges"]);
    let mut ranges: Vec<(u16, u16)> = Vec::new();
    let mut what = Vec::new();
    if table.filled("ranges") {
        for entry in table.tables("ranges") {
            entry.only(&["from", "to", "what", "source"]);
            let Some(range) = code_range(&entry) else { continue };
            if ranges.last().is_some_and(|last| last.1 >= range.0) {
                entry.doc.hinted(
                    Code::BadData,
                    &entry.at,
                    "this range starts before the last one ends",
                    "write the ranges in ascending order, each code once",
                );
            }
            ranges.push(range);
            what.push(entry.maybe_text("what").map(|text| text.value).unwrap_or_default());
        }
    }
    Group { from, ranges, what }
}

/// `from` and `to` of merchant category codes.
pub(super) fn code_range(entry: &Table<'_>) -> Option<(u16, u16)> {
    let (from, to) = (code(entry, "from"), code(entry, "to"));
    let (from, to) = (from?, to?);
    if from > to {
        entry.doc.hinted(
            Code::BadData,
            &entry.at,
            "this range ends before it starts",
            "swap `from` and `to`",
        );
        return None;
    }
    Some((from, to))
}

fn code(entry: &Table<'_>, key: &str) -> Option<u16> {
    let (number, at) = entry.whole(key)?;
    let code = u16::try_from(number).ok().filter(|code| *code <= 9999);
    if code.is_none() {
        entry.doc.hinted(
            Code::BadData,
            &at,
            format!("{number} is no merchant category code"),
            "codes go from 0 to 9999",
        );
    }
    code
}

/// A line by currency.
pub(super) fn table(table: &Table<'_>, from: Provenance) -> LineTable {
    only(table, &["key", "rows"]);
    if table.has("key") {
        table.word("key", &["currency"]);
    }
    let mut lines = BTreeMap::new();
    if table.filled("rows") {
        for row in table.tables("rows") {
            row.only(&["key", "value", "source", "since"]);
            if let Some((currency, line)) = line(&row)
                && lines.insert(currency, line).is_some()
            {
                row.doc
                    .hinted(Code::BadData, &row.at, format!("{currency} has two lines"), "keep one");
            }
        }
    }
    LineTable { from, lines }
}

fn line(row: &Table<'_>) -> Option<(Currency, i64)> {
    let key = row.text("key")?;
    let value = row.text("value")?;
    let currency = currency(row, &key)?;
    match money::parse(&value.value, currency.exponent()) {
        Ok(minor) if minor > 0 => Some((currency, minor)),
        _ => {
            row.doc.hinted(
                Code::BadData,
                &value.at,
                format!("`{}` is no amount of {currency}", value.value),
                "write a decimal above zero as a text, such as \"10000\"",
            );
            None
        }
    }
}

fn currency(table: &Table<'_>, code: &Text) -> Option<Currency> {
    let currency = Currency::from_code(&code.value);
    if currency.is_none() {
        table.doc.hinted(
            Code::BadData,
            &code.at,
            format!("`{}` is no currency of ISO 4217", code.value),
            "write the three capital letters, such as \"EUR\"",
        );
    }
    currency
}

/// Rates by day and currency: units for one euro.
pub(super) fn rates(table: &Table<'_>) -> Rates {
    only(table, &["quote", "rates"]);
    table.text("quote");
    let mut rates = Rates::default();
    if table.filled("rates") {
        for part in table.tables("rates") {
            part.only(&["date", "values"]);
            let day = part.day("date");
            if let (Some((_, day)), Some(values)) = (day, part.table("values")) {
                add_rates(&values, day, &mut rates);
            }
        }
    }
    rates
}

fn add_rates(values: &Table<'_>, day: i64, rates: &mut Rates) {
    for key in values.keys() {
        let (Some(currency), Some(text)) = (currency(values, &key), values.text(&key.value)) else {
            continue;
        };
        let units = Decimal::from_str_exact(&text.value)
            .ok()
            .and_then(|value| Ratio::scaled(value.mantissa(), value.scale()));
        if !units.is_some_and(|units| rates.add(day, currency, units)) {
            values.doc.hinted(
                Code::BadData,
                &text.at,
                format!("`{}` is no rate", text.value),
                "write a decimal above zero as a text, such as \"1.08\"",
            );
        }
    }
}
