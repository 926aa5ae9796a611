//! What an indicator says about itself.

use crate::data::Data;
use crate::error::Code;
use crate::plan::{Points, Source, Subjects};
use crate::suggest;
use crate::toml_walk::{Table, Text};
use redflag_model::{Role, Supports, TextPair};
use std::collections::{BTreeMap, BTreeSet};

/// Every key at the top of an indicator file.
pub(super) const KEYS: &[&str] = &[
    "format",
    "id",
    "version",
    "title",
    "status",
    "since",
    "supports",
    "paragraphs",
    "points",
    "overlaps",
    "scope",
    "subjects",
    "unit",
    "roles",
    "family",
    "both_sides",
    "sources",
    "cannot_show",
    "innocent",
    "sentence",
    "params",
    "detect",
    "guard",
    "enabled",
];

const BASES: &[&str] = &["published", "judgement"];
const TF_FAMILIES: &[&str] = &["TF-LIST", "TF-SEND", "TF-COLLECT", "TF-MOVE"];

/// Metadata, before parameters and detection.
pub(super) struct Head {
    pub(super) id: String,
    pub(super) version: String,
    pub(super) title: TextPair,
    pub(super) status: String,
    pub(super) since: String,
    pub(super) supports: Supports,
    pub(super) paragraphs: Vec<u8>,
    pub(super) points: Points,
    pub(super) overlaps: Vec<String>,
    pub(super) own_only: bool,
    pub(super) subjects: Subjects,
    pub(super) family: String,
    pub(super) both_sides: bool,
    pub(super) sources: Vec<Source>,
    pub(super) cannot_show: TextPair,
    pub(super) innocent: TextPair,
    pub(super) enabled: bool,
}

pub(super) fn read(root: &Table<'_>, id: &str, data: &Data) -> Head {
    root.only(KEYS);
    root.format();
    refuse_later(root);
    Head {
        id: id.to_owned(),
        version: version(root),
        title: root.pair("title"),
        status: root.word_or_empty("status", &["experimental", "test", "stable", "deprecated"]),
        since: root.day("since").map(|(text, _)| text).unwrap_or_default(),
        supports: supports(root),
        paragraphs: paragraphs(root),
        points: points(root),
        overlaps: overlaps(root),
        own_only: root
            .word("scope", &["any", "own"])
            .is_some_and(|scope| scope.value == "own"),
        subjects: subjects(root),
        family: family(root, id),
        both_sides: root.flag("both_sides").unwrap_or(false),
        sources: sources(root, data),
        cannot_show: root.pair("cannot_show"),
        innocent: root.pair("innocent"),
        enabled: root.flag("enabled").unwrap_or(true),
    }
}

fn refuse_later(root: &Table<'_>) {
    if root.has("unit")
        && let Some(unit) = root.word("unit", &["account", "customer", "identifier"])
        && unit.value != "account"
    {
        let message = format!("`unit = \"{}\"` comes with a later version", unit.value);
        root.doc.hinted(
            Code::NotYet,
            &unit.at,
            message,
            "leave it out: legs of an account make the slice",
        );
    }
}

/// `HT-FLOW-002`: capital letters in parts, and three digits.
pub(super) fn is_id(text: &str) -> bool {
    let Some((family, number)) = text.rsplit_once('-') else {
        return false;
    };
    number.len() == 3 && number.bytes().all(|b| b.is_ascii_digit()) && is_family(family)
}

fn is_family(text: &str) -> bool {
    text.split('-')
        .all(|part| (2..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_uppercase()))
}

fn version(root: &Table<'_>) -> String {
    let Some(text) = root.text("version") else {
        return String::new();
    };
    let parts: Vec<&str> = text.value.split('.').collect();
    let plain = |part: &&str| !part.is_empty() && part.len() < 6 && part.bytes().all(|b| b.is_ascii_digit());
    if parts.len() != 3 || !parts.iter().all(plain) {
        let message = format!("`{}` is no version", text.value);
        root.doc.hinted(
            Code::BadValue,
            &text.at,
            message,
            "write three numbers, such as \"1.0.0\"",
        );
    }
    text.value
}

fn supports(root: &Table<'_>) -> Supports {
    let word = root.word_or_empty("supports", &["trafficking", "terrorism", "nexus", "fact"]);
    match word.as_str() {
        "terrorism" => Supports::Terrorism,
        "nexus" => Supports::Nexus,
        "fact" => Supports::Fact,
        _ => Supports::Trafficking,
    }
}

fn paragraphs(root: &Table<'_>) -> Vec<u8> {
    let mut paragraphs = BTreeSet::new();
    if !root.filled("paragraphs") {
        return Vec::new();
    }
    for item in root.items("paragraphs").unwrap_or_default() {
        let number = item
            .get_ref()
            .as_integer()
            .and_then(|number| number.as_str().parse::<u8>().ok());
        match number.filter(|number| (4..=7).contains(number)) {
            Some(number) if paragraphs.insert(number) => {}
            _ => root.doc.hinted(
                Code::BadParagraph,
                &item.span(),
                "not a paragraph that an indicator can serve, or written twice",
                "paragraphs 4 to 7 of resolution 2331 (2016), each once",
            ),
        }
    }
    paragraphs.into_iter().collect()
}

fn points(root: &Table<'_>) -> Points {
    let Some(table) = root.table("points") else {
        return Points {
            value: 0,
            basis: String::new(),
            why: TextPair::default(),
        };
    };
    table.only(&["value", "basis", "why"]);
    let value = table.whole("value").map_or(0, |(value, at)| {
        if !(0..=1000).contains(&value) {
            let message = format!("{value} points are outside 0 to 1000");
            table
                .doc
                .hinted(Code::BadValue, &at, message, "choose whole points from 0 to 1000");
        }
        value
    });
    Points {
        value,
        basis: table.word_or_empty("basis", BASES),
        why: table.pair("why"),
    }
}

fn overlaps(root: &Table<'_>) -> Vec<String> {
    if !root.has("overlaps") {
        root.missing("overlaps");
    }
    let texts = root.texts("overlaps");
    for text in texts.iter().filter(|text| !is_id(&text.value)) {
        bad_id(root, text);
    }
    texts.into_iter().map(|text| text.value).collect()
}

pub(super) fn bad_id(root: &Table<'_>, text: &Text) {
    root.doc.hinted(
        Code::BadId,
        &text.at,
        format!("`{}` is no identifier of an indicator", text.value),
        "write a family in capital letters and three digits, such as \"HT-FLOW-002\"",
    );
}

fn subjects(root: &Table<'_>) -> Subjects {
    if !root.has("subjects") {
        return Subjects::Any;
    }
    match root
        .word_or_empty("subjects", &["any", "persons", "businesses"])
        .as_str()
    {
        "persons" => Subjects::Persons,
        "businesses" => Subjects::Businesses,
        _ => Subjects::Any,
    }
}

/// The id without its number, unless the file says otherwise; indicators of TF must say which of four they are.
fn family(root: &Table<'_>, id: &str) -> String {
    let default = id.rsplit_once('-').map_or(id, |(family, _)| family);
    if default == "TF" {
        let Some(text) = root.text("family") else {
            return String::new();
        };
        if !TF_FAMILIES.contains(&text.value.as_str()) {
            let hint = suggest::choice(&text.value, TF_FAMILIES.iter().copied());
            root.doc.hinted(
                Code::BadFamily,
                &text.at,
                format!("`{}` is no family of TF", text.value),
                hint,
            );
        }
        return text.value;
    }
    let Some(text) = root.maybe_text("family") else {
        return default.to_owned();
    };
    if !is_family(&text.value) {
        let message = format!("`{}` is no family", text.value);
        root.doc.hinted(
            Code::BadFamily,
            &text.at,
            message,
            format!("write \"{default}\", or leave the key out"),
        );
    }
    text.value
}

fn sources(root: &Table<'_>, data: &Data) -> Vec<Source> {
    if !root.filled("sources") {
        return Vec::new();
    }
    let tables = root.tables("sources");
    tables.iter().map(|table| source(table, data)).collect()
}

fn source(table: &Table<'_>, data: &Data) -> Source {
    table.only(&["document", "at", "basis", "verified"]);
    let document = table.text("document");
    if let Some(document) = &document
        && !data.sources.contains_key(&document.value)
    {
        let known = data.sources.keys().map(String::as_str);
        table.doc.hinted(
            Code::UnknownSource,
            &document.at,
            format!("no document `{}` stands in data/sources.toml", document.value),
            suggest::did_you_mean(&document.value, known)
                .unwrap_or_else(|| "add it there with title, issuer and date".to_owned()),
        );
    }
    Source {
        document: document.map(|text| text.value).unwrap_or_default(),
        at: table.text_or_empty("at"),
        basis: table.word_or_empty("basis", BASES),
        verified: table.word_or_empty("verified", &["issuer", "copy", "secondary", "recalled"]),
    }
}

/// Roles by place in the pattern; `places` are the legal ones beside `subject`.
pub(super) fn roles(root: &Table<'_>, places: &[String]) -> (Role, BTreeMap<String, Role>) {
    let mut parties = BTreeMap::new();
    let mut subject = Role::Unclear;
    let Some(table) = root.table("roles") else {
        return (subject, parties);
    };
    if !table.has("subject") {
        table.missing("subject");
    }
    for key in table.keys() {
        let Some(role) = table.text(&key.value).and_then(|text| role(&table, &text)) else {
            continue;
        };
        if key.value == "subject" {
            subject = role;
        } else if places.contains(&key.value) {
            parties.insert(key.value, role);
        } else {
            let known = places.iter().map(String::as_str).chain(["subject"]);
            let hint = suggest::choice(&key.value, known);
            let message = format!("the pattern has no place `{}`", key.value);
            table.doc.hinted(Code::UnknownRole, &key.at, message, hint);
        }
    }
    (subject, parties)
}

fn role(table: &Table<'_>, text: &Text) -> Option<Role> {
    if let Some(role) = Role::declared(&text.value) {
        return Some(role);
    }
    let derived = [Role::Facilitator, Role::ControllerLikely]
        .iter()
        .any(|role| role.name() == text.value);
    let (code, message) = if derived {
        (
            Code::RoleNotDeclarable,
            format!("`{}` is only ever derived, from all findings of a case", text.value),
        )
    } else {
        (Code::UnknownRole, format!("there is no role `{}`", text.value))
    };
    let hint = "an indicator may declare: victim-likely, coerced-payer, unclear";
    table.doc.hinted(code, &text.at, message, hint);
    None
}
