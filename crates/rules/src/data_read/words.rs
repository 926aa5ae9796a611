//! Lists of codes and lexicons.

use super::only;
use crate::country::is_country;
use crate::data::{Entry, Language, Lexicon, List, Provenance};
use crate::error::Code;
use crate::predicate::LIST_KEYS;
use crate::suggest;
use crate::text::fold;
use crate::toml_walk::{Doc, Table, Text};
use std::collections::BTreeSet;

/// Values, or pairs of values, upper case.
pub(super) fn list(table: &Table<'_>, from: Provenance) -> List {
    only(table, &["keys", "entries"]);
    let keys = list_keys(table);
    let mut list = List {
        from,
        keys,
        ..List::default()
    };
    if waits(table) || table.filled("entries") {
        for entry in table.tables("entries") {
            entry.only(&["value", "since", "until", "why", "source"]);
            let Some(values) = entry_values(&entry, &list.keys) else {
                continue;
            };
            let folded = values.iter().map(|value| value.to_uppercase()).collect();
            list.details.push(detail(&entry, values));
            if !list.entries.insert(folded) {
                entry
                    .doc
                    .hinted(Code::BadData, &entry.at, "this entry stands here twice", "keep one");
            }
        }
    }
    list.widen();
    list
}

/// A list that only an institution can fill is empty, and its note says so.
fn waits(table: &Table<'_>) -> bool {
    table.has("note") && table.items("entries").is_some_and(<[_]>::is_empty)
}

fn detail(entry: &Table<'_>, values: Vec<String>) -> Entry {
    let day = |key: &str| if entry.has(key) { entry.day(key) } else { None };
    let text = |key: &str| entry.maybe_text(key).map(|text| text.value);
    Entry {
        values,
        since: day("since").map(|(text, _)| text),
        until: day("until").map(|(text, _)| text),
        why: text("why"),
        source: text("source"),
    }
}

fn list_keys(table: &Table<'_>) -> Vec<String> {
    if !table.filled("keys") {
        return Vec::new();
    }
    let keys = table.texts("keys");
    for key in &keys {
        if !LIST_KEYS.contains(&key.value.as_str()) {
            let hint = suggest::choice(&key.value, LIST_KEYS.iter().copied());
            table
                .doc
                .hinted(Code::BadData, &key.at, format!("lists hold no `{}`", key.value), hint);
        }
    }
    keys.into_iter().map(|key| key.value).collect()
}

fn entry_values(entry: &Table<'_>, keys: &[String]) -> Option<Vec<String>> {
    let values = match keys.len() {
        1 => vec![entry.text("value")?],
        _ if entry.filled("value") => entry.texts("value"),
        _ => return None,
    };
    if values.len() != keys.len() {
        let message = format!("an entry of this list holds {} values", keys.len());
        entry
            .doc
            .hinted(Code::BadData, &entry.at, message, format!("give: {}", keys.join(", ")));
        return None;
    }
    for (key, value) in keys.iter().zip(&values) {
        check_value(entry.doc, key, value);
    }
    Some(values.into_iter().map(|value| value.value).collect())
}

pub(super) fn check_value(doc: Doc<'_>, key: &str, value: &Text) {
    if key == "country" && !is_country(&value.value) {
        doc.hinted(
            Code::BadData,
            &value.at,
            format!("`{}` is no country code", value.value),
            "write the two capital letters of ISO 3166, such as \"FR\"",
        );
    }
}

/// Terms by language, with sentences that must and must not match.
pub(super) fn lexicon(table: &Table<'_>, from: Provenance) -> Lexicon {
    only(table, &["language", "as_written"]);
    let mut languages = Vec::new();
    if table.filled("language") {
        for part in table.tables("language") {
            languages.push(language(&part));
        }
    }
    let as_written = table.flag("as_written").unwrap_or(false);
    Lexicon {
        from,
        languages,
        as_written,
    }
}

fn language(table: &Table<'_>) -> Language {
    table.only(&["code", "status", "enabled", "terms", "hits", "misses", "note"]);
    for key in ["terms", "hits", "misses"] {
        table.filled(key);
    }
    let texts = |key: &str| table.texts(key).into_iter().map(|text| text.value).collect();
    Language {
        code: language_code(table),
        status: table.word_or_empty("status", &["reviewed", "experimental"]),
        enabled: table.flag("enabled").unwrap_or(true),
        terms: terms(table),
        hits: texts("hits"),
        misses: texts("misses"),
    }
}

fn language_code(table: &Table<'_>) -> String {
    let Some(code) = table.text("code") else {
        return String::new();
    };
    let plain = (2..=3).contains(&code.value.len()) && code.value.bytes().all(|b| b.is_ascii_lowercase());
    if !plain {
        table.doc.hinted(
            Code::BadData,
            &code.at,
            format!("`{}` is no language code", code.value),
            "write the letters of ISO 639, such as \"fr\"",
        );
    }
    code.value
}

fn terms(table: &Table<'_>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let mut terms = Vec::new();
    for term in table.texts("terms") {
        let folded = fold(&term.value).into_owned();
        if folded.is_empty() {
            let message = format!("the term `{}` has neither letters nor digits", term.value);
            table
                .doc
                .hinted(Code::BadData, &term.at, message, "it would match nothing: take it out");
        } else if !seen.insert(folded) {
            let message = format!("the term `{}` stands here twice, marks and case apart", term.value);
            table.doc.hinted(Code::BadData, &term.at, message, "keep one");
        }
        terms.push(term.value);
    }
    terms
}
