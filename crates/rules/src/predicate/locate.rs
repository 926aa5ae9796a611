//! Where a character of a decoded TOML text stands in its file.

use crate::error::{Code, PackError};
use crate::source::Source;
use crate::toml_walk::{Doc, Text};
use sqlparser::tokenizer::{Location, Span};
use std::ops::Range;

/// A text of a TOML file with the place of each of its characters.
pub(crate) struct Located<'a> {
    pub(crate) doc: Doc<'a>,
    pub(crate) text: String,
    /// The whole value in the file, quotes included.
    pub(crate) at: Range<usize>,
    /// Byte in the file of each character, and of the end.
    bytes: Vec<usize>,
}

impl<'a> Located<'a> {
    pub(crate) fn new(doc: Doc<'a>, text: &Text) -> Self {
        Self {
            doc,
            bytes: character_places(doc.source, text),
            text: text.value.clone(),
            at: text.at.clone(),
        }
    }

    /// The range in the file of a range of characters.
    pub(crate) fn characters(&self, range: Range<usize>) -> Range<usize> {
        let last = self.bytes.len().saturating_sub(1);
        let byte = |at: usize| self.bytes.get(at.min(last)).copied().unwrap_or(self.at.start);
        byte(range.start)..byte(range.end)
    }

    /// The range in the file of a span of the SQL parser; the whole text where the parser gives none.
    pub(crate) fn span(&self, span: Span) -> Range<usize> {
        if span.start.line == 0 || span.end.line == 0 {
            return self.at.clone();
        }
        self.characters(self.index(span.start)..self.index(span.end))
    }

    /// A mistake at a place that the SQL parser gave.
    pub(crate) fn at_location(&self, code: Code, location: Location, message: impl Into<String>) -> PackError {
        let start = self.index(location);
        let at = self.characters(start..start + 1);
        self.doc.source.fault(code, &at, message)
    }

    fn index(&self, location: Location) -> usize {
        let line = usize::try_from(location.line).unwrap_or(1).max(1);
        let column = usize::try_from(location.column).unwrap_or(1).max(1);
        let before: usize = self
            .text
            .split_inclusive('\n')
            .take(line - 1)
            .map(|l| l.chars().count())
            .sum();
        before + column - 1
    }
}

/// Follows the escapes of basic texts, the joined lines of multi-line ones, and literal texts as they are.
fn character_places(source: &Source, text: &Text) -> Vec<usize> {
    let raw = source.text.get(text.at.clone()).unwrap_or_default();
    let (quotes, basic) = opening(raw);
    let mut places = Vec::new();
    let mut at = quotes;
    if quotes == 3 {
        at += line_break(raw.get(at..).unwrap_or_default());
    }
    let end = raw.len().saturating_sub(quotes);
    while let Some(rest) = raw.get(at..end).filter(|rest| !rest.is_empty()) {
        if basic && rest.starts_with('\\') {
            let (length, gives) = escape(rest);
            if gives {
                places.push(text.at.start + at);
            }
            at += length;
        } else {
            places.push(text.at.start + at);
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    places.push(text.at.start + end);
    places
}

/// How many quotes open the text, and whether it has escapes.
fn opening(raw: &str) -> (usize, bool) {
    for (quote, basic) in [("\"\"\"", true), ("'''", false), ("\"", true), ("'", false)] {
        if raw.starts_with(quote) {
            return (quote.len(), basic);
        }
    }
    (0, false)
}

fn line_break(raw: &str) -> usize {
    if raw.starts_with("\r\n") {
        2
    } else {
        usize::from(raw.starts_with('\n'))
    }
}

/// Bytes of an escape, and whether it stands for a character (a joined line does not).
fn escape(rest: &str) -> (usize, bool) {
    match rest.as_bytes().get(1) {
        Some(b'u') => (6, true),
        Some(b'U') => (10, true),
        Some(b'x') => (4, true),
        Some(b' ' | b'\t' | b'\r' | b'\n') => {
            let blank = rest[1..].len() - rest[1..].trim_start().len();
            (1 + blank, false)
        }
        _ => (2, true),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Faults;
    use crate::toml_walk::{Table, parse};

    fn found(toml: &str, word: &str) -> String {
        let source = Source::new("x", toml);
        let faults = Faults::default();
        let root = parse(&source, &faults).unwrap();
        let doc = Doc {
            source: &source,
            faults: &faults,
        };
        let text = Table::root(doc, &root).text("a").unwrap();
        let start = text.value.chars().collect::<String>().find(word).unwrap();
        let start = text.value[..start].chars().count();
        let at = Located::new(doc, &text).characters(start..start + word.chars().count());
        source.text[at].to_owned()
    }

    #[test]
    fn words_are_found_again() {
        assert_eq!(found("a = \"x \\\"y\\\" \\u00e9 word end\"", "word"), "word");
        assert_eq!(found("a = 'é word'", "word"), "word");
        assert_eq!(found("a = \"\"\"\nfirst \\\n   second word\n\"\"\"", "word"), "word");
        assert_eq!(found("a = '''\nb\n word'''", "word"), "word");
    }
}
