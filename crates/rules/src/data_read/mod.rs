//! Reads data files: lists, lexicons, groups, tables, hours, places, rates and sources.

mod figures;
mod rows;
mod words;
mod world;

pub(crate) use rows::list_of_rows;

use crate::data::{Data, Document, Provenance};
use crate::error::Code;
use crate::hash::sha256;
use crate::source::{Faults, Source};
use crate::toml_walk::{Doc, Table, parse};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Keys that every data file may have beside those of its kind.
const HEAD: &[&str] = &[
    "format", "kind", "name", "title", "as_of", "source", "licence", "basis", "note",
];
const KINDS: &[&str] = &[
    "list", "lexicon", "group", "table", "hours", "places", "rates", "sources",
];

/// Reads the data files of one pack over what is there already; a file of the same kind and name takes the place of an earlier pack's.
pub(crate) fn read_pack(sources: &[Source], data: &mut Data, faults: &Faults) {
    let mut names = BTreeMap::new();
    for source in sources {
        let Some(root) = parse(source, faults) else { continue };
        let table = Table::root(Doc { source, faults }, &root);
        let Some(kind) = kind_of(&table) else { continue };
        if kind == "sources" {
            read_sources(&table, data);
            continue;
        }
        let Some(from) = provenance(&table) else { continue };
        if let Some(first) = names.insert((kind.clone(), from.name.clone()), source.name.clone()) {
            let message = format!("the {kind} `{}` stands in {first} too", from.name);
            table.doc.hinted(
                Code::DuplicateData,
                &table.key_at("name"),
                message,
                "keep one, or rename it",
            );
            continue;
        }
        read_kind(&kind, &table, from, data);
    }
}

/// The sources file may leave out its head: its keys are documents.
fn kind_of(table: &Table<'_>) -> Option<String> {
    let is_sources = table.doc.source.name.ends_with("sources.toml") && !table.has("kind");
    if is_sources {
        return Some("sources".to_owned());
    }
    table.format();
    table.word("kind", KINDS).map(|kind| kind.value)
}

fn read_kind(kind: &str, table: &Table<'_>, from: Provenance, data: &mut Data) {
    let name = from.name.clone();
    match kind {
        "list" => drop(data.lists.insert(name, Arc::new(words::list(table, from)))),
        "lexicon" => drop(data.lexicons.insert(name, Arc::new(words::lexicon(table, from)))),
        "group" => drop(data.groups.insert(name, Arc::new(figures::group(table, from)))),
        "table" => drop(data.tables.insert(name, Arc::new(figures::table(table, from)))),
        "hours" => drop(data.hours.insert(name, Arc::new(world::hours(table, from)))),
        "places" => drop(data.places.insert(name, Arc::new(world::places(table, from)))),
        _ => {
            data.rates = figures::rates(table);
            data.rates_from = from;
        }
    }
}

fn provenance(table: &Table<'_>) -> Option<Provenance> {
    let name = table.text("name");
    let from = Provenance {
        name: name.as_ref().map(|name| name.value.clone()).unwrap_or_default(),
        title: table.pair("title"),
        as_of: table.day("as_of").map(|(text, _)| text).unwrap_or_default(),
        source: table.text_or_empty("source"),
        licence: table.text_or_empty("licence"),
        basis: table.word_or_empty("basis", &["published", "judgement"]),
        file: table.doc.source.local.clone(),
        sha256: sha256(table.doc.source.text.as_bytes()),
        note: table.has("note").then(|| table.pair("note")),
    };
    name.map(|_| from)
}

/// Reports keys that are neither of the head nor of the kind.
fn only(table: &Table<'_>, own: &[&str]) {
    let known: Vec<&str> = HEAD.iter().chain(own).copied().collect();
    table.only(&known);
}

fn read_sources(root: &Table<'_>, data: &mut Data) {
    for key in root.keys() {
        if HEAD.contains(&key.value.as_str()) {
            continue;
        }
        let Some(table) = root.maybe_table(&key.value) else {
            continue;
        };
        table.only(&["title", "issuer", "date", "url", "note"]);
        let document = Document {
            title: table.text_or_empty("title"),
            issuer: table.text_or_empty("issuer"),
            date: table.text_or_empty("date"),
            url: table.maybe_text("url").map(|text| text.value),
        };
        data.sources.insert(key.value, document);
    }
}
