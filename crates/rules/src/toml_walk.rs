//! Walks a TOML file key by key and remembers where everything stands, so that each mistake has a line and a column.

use crate::error::Code;
use crate::source::{Faults, Source};
use crate::suggest;
use redflag_model::{TextPair, time};
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A file with the place where its mistakes go.
#[derive(Clone, Copy)]
pub(crate) struct Doc<'a> {
    pub(crate) source: &'a Source,
    pub(crate) faults: &'a Faults,
}

impl Doc<'_> {
    pub(crate) fn hinted(self, code: Code, at: &Range<usize>, message: impl Into<String>, hint: impl Into<String>) {
        self.faults.add(self.source.fault(code, at, message).hint(hint));
    }
}

/// A text value and where it stands, quotes included.
#[derive(Clone, Debug)]
pub(crate) struct Text {
    pub(crate) value: String,
    pub(crate) at: Range<usize>,
}

/// A table of a file.
#[derive(Clone)]
pub(crate) struct Table<'a> {
    pub(crate) doc: Doc<'a>,
    pub(crate) at: Range<usize>,
    entries: &'a DeTable<'a>,
}

/// Parses a file; a syntax mistake is reported and gives nothing.
pub(crate) fn parse<'a>(source: &'a Source, faults: &Faults) -> Option<Spanned<DeTable<'a>>> {
    match DeTable::parse(&source.text) {
        Ok(root) => Some(root),
        Err(error) => {
            let at = error.span().unwrap_or(0..0);
            faults.add(
                source
                    .fault(Code::TomlSyntax, &at, error.message())
                    .hint("a text stands between quotes, a table under [name], a list between square brackets"),
            );
            None
        }
    }
}

impl<'a> Table<'a> {
    pub(crate) fn root(doc: Doc<'a>, root: &'a Spanned<DeTable<'a>>) -> Self {
        Self {
            doc,
            at: 0..0,
            entries: root.get_ref(),
        }
    }

    /// Keys in the order of the file, with their places.
    pub(crate) fn keys(&self) -> Vec<Text> {
        let mut keys: Vec<Text> = self
            .entries
            .keys()
            .map(|key| Text {
                value: key.get_ref().to_string(),
                at: key.span(),
            })
            .collect();
        keys.sort_by_key(|key| key.at.start);
        keys
    }

    /// Reports every key that is not among `known`.
    pub(crate) fn only(&self, known: &[&str]) {
        for key in self.keys() {
            if !known.contains(&key.value.as_str()) {
                self.doc.hinted(
                    Code::UnknownKey,
                    &key.at,
                    format!("there is no key `{}` here", key.value),
                    suggest::choice(&key.value, known.iter().copied()),
                );
            }
        }
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    pub(crate) fn get(&self, key: &str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.entries.get(key)
    }

    /// Where the key stands, else where the table does.
    pub(crate) fn key_at(&self, key: &str) -> Range<usize> {
        let found = self.entries.get_key_value(key);
        found.map_or_else(|| self.at.clone(), |(key, _)| key.span())
    }

    fn need(&self, key: &str) -> Option<&'a Spanned<DeValue<'a>>> {
        let value = self.get(key);
        if value.is_none() {
            self.missing(key);
        }
        value
    }

    pub(crate) fn missing(&self, key: &str) {
        self.doc.hinted(
            Code::MissingKey,
            &self.at,
            format!("the key `{key}` is missing"),
            format!("add `{key} = …`; nothing about an indicator may stay unsaid"),
        );
    }

    fn wrong(&self, key: &str, value: &Spanned<DeValue<'_>>, wanted: &str) {
        let found = value.get_ref().type_str();
        self.doc.hinted(
            Code::WrongType,
            &value.span(),
            format!("`{key}` holds {found}, not {wanted}"),
            format!("write {wanted}"),
        );
    }

    pub(crate) fn maybe_text(&self, key: &str) -> Option<Text> {
        let value = self.get(key)?;
        let text = self.as_text(key, value)?;
        if text.value.trim().is_empty() {
            self.doc
                .hinted(Code::EmptyText, &text.at, format!("`{key}` is empty"), "write the text");
            return None;
        }
        Some(text)
    }

    pub(crate) fn text(&self, key: &str) -> Option<Text> {
        self.need(key)?;
        self.maybe_text(key)
    }

    /// The text, or an empty one after a report.
    pub(crate) fn text_or_empty(&self, key: &str) -> String {
        self.text(key).map(|text| text.value).unwrap_or_default()
    }

    pub(crate) fn as_text(&self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<Text> {
        if let Some(text) = value.get_ref().as_str() {
            return Some(Text {
                value: text.to_owned(),
                at: value.span(),
            });
        }
        self.wrong(key, value, "a text between quotes");
        None
    }

    pub(crate) fn whole(&self, key: &str) -> Option<(i64, Range<usize>)> {
        let value = self.need(key)?;
        let number = value
            .get_ref()
            .as_integer()
            .and_then(|integer| i64::from_str_radix(integer.as_str(), integer.radix()).ok());
        if number.is_none() {
            self.wrong(key, value, "a whole number");
        }
        Some((number?, value.span()))
    }

    pub(crate) fn flag(&self, key: &str) -> Option<bool> {
        let value = self.get(key)?;
        let flag = value.get_ref().as_bool();
        if flag.is_none() {
            self.wrong(key, value, "true or false");
        }
        flag
    }

    pub(crate) fn maybe_table(&self, key: &str) -> Option<Table<'a>> {
        let value = self.get(key)?;
        self.as_table(key, value)
    }

    pub(crate) fn table(&self, key: &str) -> Option<Table<'a>> {
        self.need(key)?;
        self.maybe_table(key)
    }

    fn as_table(&self, key: &str, value: &'a Spanned<DeValue<'a>>) -> Option<Table<'a>> {
        if let Some(entries) = value.get_ref().as_table() {
            let inline = value.span();
            let at = if inline.is_empty() { self.key_at(key) } else { inline };
            return Some(Table {
                doc: self.doc,
                at,
                entries,
            });
        }
        self.wrong(key, value, "a table");
        None
    }

    /// The entries of a list, with the place of the whole.
    pub(crate) fn items(&self, key: &str) -> Option<&'a [Spanned<DeValue<'a>>]> {
        let value = self.get(key)?;
        if let DeValue::Array(items) = value.get_ref() {
            return Some(items.as_ref());
        }
        self.wrong(key, value, "a list between square brackets");
        None
    }

    /// A list of texts; empty where the key is absent.
    pub(crate) fn texts(&self, key: &str) -> Vec<Text> {
        let items = self.items(key).unwrap_or_default();
        items.iter().filter_map(|item| self.as_text(key, item)).collect()
    }

    /// A list of tables; empty where the key is absent.
    pub(crate) fn tables(&self, key: &str) -> Vec<Table<'a>> {
        let items = self.items(key).unwrap_or_default();
        items.iter().filter_map(|item| self.as_table(key, item)).collect()
    }

    /// As [`Table::items`], and the list must be there and hold something.
    pub(crate) fn filled(&self, key: &str) -> bool {
        self.need(key).is_some()
            && self.items(key).is_some_and(|items| {
                if items.is_empty() {
                    self.doc.hinted(
                        Code::BadValue,
                        &self.key_at(key),
                        format!("`{key}` holds nothing"),
                        "give at least one entry",
                    );
                }
                !items.is_empty()
            })
    }

    /// A text in both languages.
    pub(crate) fn pair(&self, key: &str) -> TextPair {
        let Some(table) = self.table(key) else {
            return TextPair::default();
        };
        table.only(&["en", "fr"]);
        TextPair {
            en: table.text_or_empty("en"),
            fr: table.text_or_empty("fr"),
        }
    }

    /// A text in both languages with the places of both, for texts that hold placeholders.
    pub(crate) fn pair_with_places(&self, key: &str) -> (TextPair, Vec<Text>) {
        let pair = self.pair(key);
        let places = self
            .get(key)
            .and_then(|value| value.get_ref().as_table())
            .into_iter()
            .flat_map(|table| table.values())
            .filter_map(|value| {
                value.get_ref().as_str().map(|text| Text {
                    value: text.to_owned(),
                    at: value.span(),
                })
            })
            .collect();
        (pair, places)
    }

    /// A word of a closed vocabulary.
    pub(crate) fn word(&self, key: &str, vocabulary: &[&str]) -> Option<Text> {
        let text = self.text(key)?;
        if vocabulary.contains(&text.value.as_str()) {
            return Some(text);
        }
        self.doc.hinted(
            Code::BadValue,
            &text.at,
            format!("`{}` is no value of `{key}`", text.value),
            suggest::choice(&text.value, vocabulary.iter().copied()),
        );
        None
    }

    /// As [`Table::word`], as plain text; empty after a report.
    pub(crate) fn word_or_empty(&self, key: &str, vocabulary: &[&str]) -> String {
        self.word(key, vocabulary).map(|text| text.value).unwrap_or_default()
    }

    /// A day such as `2026-11-23`, with its number since 1970.
    pub(crate) fn day(&self, key: &str) -> Option<(String, i64)> {
        let text = self.text(key)?;
        let day = time::parse_day(&text.value);
        if day.is_none() {
            self.doc.hinted(
                Code::BadValue,
                &text.at,
                format!("`{}` is no date", text.value),
                "write \"YYYY-MM-DD\"",
            );
        }
        Some((text.value, day?))
    }

    /// The one format that this version reads.
    pub(crate) fn format(&self) {
        if let Some((number, at)) = self.whole("format")
            && number != 1
        {
            self.doc.hinted(
                Code::BadValue,
                &at,
                format!("format {number} is not known"),
                "this version reads `format = 1`",
            );
        }
    }
}
