//! One record cut into fields.

use crate::dialect::Dialect;
use memchr::{memchr, memchr_iter};

/// The fields of one record, as ranges of a text.
#[derive(Default)]
pub(crate) struct Fields {
    ranges: Vec<(usize, usize)>,
    unescaped: String,
    uses_unescaped: bool,
}

impl Fields {
    /// Cuts a record that holds no quote.
    pub(crate) fn split_plain(&mut self, record: &str, delimiter: u8) {
        self.ranges.clear();
        self.uses_unescaped = false;
        let mut start = 0;
        for end in memchr_iter(delimiter, record.as_bytes()) {
            self.ranges.push((start, end));
            start = end + 1;
        }
        self.ranges.push((start, record.len()));
    }

    /// Cuts a record that may hold quotes: they count at the start of a field only, and a doubled one means itself.
    pub(crate) fn split_quoted(&mut self, record: &str, dialect: Dialect) {
        let Some(quote) = dialect.quote else {
            return self.split_plain(record, dialect.delimiter);
        };
        self.ranges.clear();
        self.unescaped.clear();
        self.uses_unescaped = true;
        let bytes = record.as_bytes();
        let mut at = 0;
        loop {
            let start = self.unescaped.len();
            if bytes.get(at) == Some(&quote) {
                at = self.unescape(record, at + 1, quote);
            }
            let end = memchr(dialect.delimiter, &bytes[at..]).map_or(bytes.len(), |found| at + found);
            self.push(record, at, end);
            self.ranges.push((start, self.unescaped.len()));
            if end == bytes.len() {
                break;
            }
            at = end + 1;
        }
    }

    /// Copies the inside of quotes; says where the field goes on.
    fn unescape(&mut self, record: &str, mut at: usize, quote: u8) -> usize {
        let bytes = record.as_bytes();
        while let Some(found) = memchr(quote, &bytes[at..]) {
            let close = at + found;
            if bytes.get(close + 1) != Some(&quote) {
                self.push(record, at, close);
                return close + 1;
            }
            self.push(record, at, close + 1);
            at = close + 2;
        }
        self.push(record, at, bytes.len());
        bytes.len()
    }

    fn push(&mut self, record: &str, start: usize, end: usize) {
        self.unescaped.push_str(record.get(start..end).unwrap_or_default());
    }

    pub(crate) fn len(&self) -> usize {
        self.ranges.len()
    }

    /// The text that the ranges belong to, for the record that was cut last.
    pub(crate) fn text<'a>(&'a self, record: &'a str) -> &'a str {
        if self.uses_unescaped { &self.unescaped } else { record }
    }

    pub(crate) fn range(&self, field: usize) -> (usize, usize) {
        self.ranges.get(field).copied().unwrap_or_default()
    }

    /// The field's text, as it stands.
    pub(crate) fn get<'a>(&'a self, record: &'a str, field: usize) -> &'a str {
        let (start, end) = self.range(field);
        self.text(record).get(start..end).unwrap_or_default()
    }
}
