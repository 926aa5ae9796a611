//! What the codes of a file mean.

use crate::codes::{Values, country};
use crate::propose::choose::Choices;
use crate::propose::shape;
use crate::propose::words;
use redflag_model::{Channel, Column, Direction, Doubt, MappingEntry, Section, Why};
use std::collections::{BTreeMap, BTreeSet};

const COUNTRIES: [&str; 5] = [
    "originator_country",
    "beneficiary_country",
    "account_country",
    "counterparty_country",
    "place_country",
];

/// The lines under `[values.…]`, and doubts where a code decides whether or which way money moved.
pub(super) fn entries(choices: &Choices<'_>) -> (Vec<MappingEntry>, Vec<Doubt>) {
    let known = Values::default();
    let mut doubts = Vec::new();
    let mut entries = channels(choices, &known);
    entries.extend(decisive(choices, Column::Direction, &mut doubts, |text| {
        known
            .direction(text)
            .map(Direction::name)
            .ok_or_else(|| words::direction(text).map(Direction::name))
    }));
    entries.extend(decisive(choices, Column::Status, &mut doubts, |text| {
        known.status(text).ok_or_else(|| words::status(text))
    }));
    entries.extend(unread(choices, "country", &COUNTRIES, |text| country(text).ok_or(None)));
    entries.extend(unread(choices, "currency", &["currency"], |text| {
        known
            .currency(text)
            .map(redflag_model::Currency::code)
            .ok_or_else(|| shape::currency(text).map(redflag_model::Currency::code))
    }));
    (entries, doubts)
}

/// What a text means: canonical already, or translated, or neither.
type Meaning = Result<&'static str, Option<&'static str>>;

fn channels(choices: &Choices<'_>, known: &Values) -> Vec<MappingEntry> {
    let mut entries = Vec::new();
    for (code, rows) in codes(choices, &["channel"]) {
        if let Some(told) = told(choices, "channel", &code) {
            entries.push(entry("channel", &code, &told, Why::Told, true));
        } else if known.channel(&code).is_none() {
            let (meant, why) = match words::channel(&code) {
                Some(channel) => (channel, Why::Code { rows }),
                None => (Channel::Other, Why::UnknownCode { rows }),
            };
            entries.push(entry("channel", &code, meant.name(), why, true));
        }
    }
    entries
}

/// Codes whose reading must not be guessed: unknown ones are a doubt.
fn decisive(
    choices: &Choices<'_>,
    column: Column,
    doubts: &mut Vec<Doubt>,
    meaning: impl Fn(&str) -> Meaning,
) -> Vec<MappingEntry> {
    let name = column.name();
    let mut entries = Vec::new();
    let mut unknown = Vec::new();
    for (code, rows) in codes(choices, &[name]) {
        match (told(choices, name, &code), meaning(&code)) {
            (Some(told), _) => entries.push(entry(name, &code, &told, Why::Told, true)),
            (None, Ok(_)) => {}
            (None, Err(Some(meant))) => entries.push(entry(name, &code, meant, Why::Code { rows }, true)),
            (None, Err(None)) => unknown.push(code),
        }
    }
    if !unknown.is_empty() {
        doubts.push(Doubt::Codes { column, codes: unknown });
    }
    entries
}

/// Texts that are translated where they are known and left as an open line where they are not.
fn unread(
    choices: &Choices<'_>,
    table: &'static str,
    columns: &[&str],
    meaning: impl Fn(&str) -> Meaning,
) -> Vec<MappingEntry> {
    let mut entries = Vec::new();
    for (code, rows) in codes(choices, columns) {
        match (told(choices, table, &code), meaning(&code)) {
            (Some(told), _) => entries.push(entry(table, &code, &told, Why::Told, true)),
            (None, Ok(_)) => {}
            (None, Err(Some(meant))) => entries.push(entry(table, &code, meant, Why::Code { rows }, true)),
            (None, Err(None)) => entries.push(entry(table, &code, "", Why::Unread { rows }, false)),
        }
    }
    entries
}

fn told(choices: &Choices<'_>, table: &'static str, code: &str) -> Option<String> {
    choices.settings.codes.get(&(table, code.to_owned())).cloned()
}

/// The distinct texts of some columns with their rows.
fn codes(choices: &Choices<'_>, keys: &[&str]) -> BTreeMap<String, u64> {
    let mut codes = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for column in keys.iter().filter_map(|key| choices.column(key)) {
        if seen.insert(&column.name) {
            for (code, rows) in column.codes() {
                *codes.entry(code.to_owned()).or_default() += rows;
            }
        }
    }
    codes
}

fn entry(table: &'static str, code: &str, meaning: &str, why: Why, active: bool) -> MappingEntry {
    MappingEntry {
        section: Section::Values(table),
        key: super::toml_text(code),
        value: super::toml_text(meaning),
        why,
        active,
    }
}
