//! A TOML text whose every mistake has a place.

use crate::suggest::{listing, nearest};
use redflag_model::{ReadError, ReadErrorKind};
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The text of a mapping and where it came from.
pub(super) struct Document<'t> {
    pub(super) origin: &'t str,
    pub(super) text: &'t str,
}

/// A value with its place.
pub(super) type Value<'t> = Spanned<DeValue<'t>>;

impl Document<'_> {
    /// Line and column (in characters) of a byte, from 1.
    pub(super) fn place(&self, byte: usize) -> (u64, u64) {
        let before = self.text.get(..byte).unwrap_or(self.text);
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        let line = before.bytes().filter(|&byte| byte == b'\n').count() + 1;
        (line as u64, before[start..].chars().count() as u64 + 1)
    }

    /// An error that points at a part of the text.
    pub(super) fn fault(&self, span: &Range<usize>, message: impl AsRef<str>) -> ReadError {
        let (line, column) = self.place(span.start);
        let shown = self
            .text
            .lines()
            .nth(usize::try_from(line).unwrap_or(1) - 1)
            .unwrap_or("")
            .replace('\t', " ");
        let room = shown
            .chars()
            .count()
            .saturating_sub(usize::try_from(column).unwrap_or(1) - 1);
        let width = self
            .text
            .get(span.clone())
            .map_or(1, |part| part.chars().count())
            .min(room)
            .max(1);
        let gutter = " ".repeat(line.to_string().len());
        let indent = " ".repeat(usize::try_from(column).unwrap_or(1) - 1);
        let carets = "^".repeat(width);
        let message = format!(
            "{}\n  {line} | {shown}\n  {gutter} | {indent}{carets}",
            message.as_ref()
        );
        ReadError::new(ReadErrorKind::Mapping, self.origin, message)
            .at_line(line)
            .at_column(column)
    }

    /// An error about a word that is none of the known ones.
    pub(super) fn unknown(&self, span: &Range<usize>, what: &str, word: &str, known: &[&str]) -> ReadError {
        let hint = match nearest(word, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("known: {}", listing(known.iter().copied())),
        };
        self.fault(span, format!("unknown {what} `{word}`")).with_hint(hint)
    }

    /// An error at every key that is not known.
    pub(super) fn only(&self, table: &DeTable<'_>, what: &str, known: &[&str]) -> Result<(), ReadError> {
        let mut strangers: Vec<_> = table
            .keys()
            .filter(|key| !known.contains(&key.get_ref().as_ref()))
            .collect();
        strangers.sort_by_key(|key| key.span().start);
        match strangers.first() {
            Some(key) => Err(self.unknown(&key.span(), what, key.get_ref(), known)),
            None => Ok(()),
        }
    }

    pub(super) fn text_of(&self, value: &Value<'_>, what: &str) -> Result<String, ReadError> {
        self.expect(
            value,
            value.get_ref().as_str().map(str::to_owned),
            what,
            "a text in quotes",
        )
    }

    pub(super) fn flag(&self, value: &Value<'_>, what: &str) -> Result<bool, ReadError> {
        self.expect(value, value.get_ref().as_bool(), what, "true or false")
    }

    pub(super) fn number(&self, value: &Value<'_>, what: &str) -> Result<u32, ReadError> {
        let number = value.get_ref().as_integer();
        let read = number.and_then(|number| u32::from_str_radix(number.as_str(), number.radix()).ok());
        self.expect(value, read, what, "a whole number")
    }

    pub(super) fn texts(&self, value: &Value<'_>, what: &str) -> Result<Vec<(String, Range<usize>)>, ReadError> {
        let list = self.expect(value, value.get_ref().as_array(), what, "a list of texts")?;
        list.iter()
            .map(|item| Ok((self.text_of(item, what)?, item.span())))
            .collect()
    }

    pub(super) fn table<'a, 't>(&self, value: &'a Value<'t>, what: &str) -> Result<&'a DeTable<'t>, ReadError> {
        self.expect(value, value.get_ref().as_table(), what, "a table")
    }

    fn expect<T>(&self, value: &Value<'_>, read: Option<T>, what: &str, wanted: &str) -> Result<T, ReadError> {
        read.ok_or_else(|| {
            let found = value.get_ref().type_str();
            self.fault(&value.span(), format!("`{what}` must be {wanted}, not {found}"))
        })
    }
}
