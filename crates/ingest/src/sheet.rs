//! A small table of the user's own, read whole: customers, exclusions, rates.

use crate::dialect::{self, Dialect};
use crate::fields::Fields;
use crate::input::{Head, Input, Tally, unreadable};
use crate::split::{Chunk, Cut, Shape, Splitter, line_breaks};
use redflag_model::{ContextFile, ReadError};
use std::collections::BTreeSet;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Bytes of the longest record.
const MAX_RECORD: usize = 1 << 20;

/// A table with its header.
pub(crate) struct Sheet {
    pub(crate) path: PathBuf,
    /// Names of the columns, trimmed, in lower case.
    pub(crate) header: Vec<String>,
    pub(crate) rows: Vec<SheetRow>,
    sha256: String,
}

/// One row of a table.
pub(crate) struct SheetRow {
    pub(crate) line: u64,
    /// Trimmed texts, as many as the header has.
    texts: Vec<Box<str>>,
}

impl Sheet {
    /// Reads a table; `expected` are names that its header may hold, which tell its delimiter.
    pub(crate) fn open(path: &Path, expected: &[&str]) -> Result<Self, ReadError> {
        let (input, head) = Input::open(path, None)?;
        Self::read(path, &input, &head, expected)
    }

    /// Reads a table from memory; `path` stands in messages.
    pub(crate) fn parse(path: &Path, text: &str, expected: &[&str]) -> Result<Self, ReadError> {
        let stream = Box::new(Cursor::new(text.to_owned()));
        let (input, head) = Input::from_stream(path, stream, None)?;
        Self::read(path, &input, &head, expected)
    }

    fn read(path: &Path, input: &Input, head: &Head, expected: &[&str]) -> Result<Self, ReadError> {
        let expected: BTreeSet<&str> = expected.iter().copied().collect();
        let sample = dialect::find(&head.text, head.whole, None, Some(b'"'), &expected);
        let tally = Arc::new(Tally::hashing());
        let reader = input.text(&tally)?;
        let cut = Cut {
            dialect: sample.dialect,
            max_record: MAX_RECORD,
            chunk: MAX_RECORD,
        };
        let mut splitter = Splitter::new(reader, cut, 0, 1);
        let mut lines = Vec::new();
        let mut chunk = Chunk::default();
        while let Some(next) = splitter.next_chunk(chunk).map_err(|error| input.trouble(&error))? {
            read_chunk(&next, sample.dialect, path, &mut lines)?;
            chunk = next;
        }
        let mut lines = lines.into_iter();
        let Some(first) = lines.next() else {
            return Err(unreadable(path, "the table is empty").with_hint("give it a header, and a row for each entry"));
        };
        let header: Vec<String> = first
            .texts
            .iter()
            .map(|name| name.trim_start_matches('\u{feff}').trim().to_lowercase())
            .collect();
        if let Some(again) = (1..header.len()).find(|&at| !header[at].is_empty() && header[..at].contains(&header[at]))
        {
            let message = format!("the column `{}` occurs twice in the header", header[again]);
            return Err(unreadable(path, message)
                .at_line(first.line)
                .at_column(again as u64 + 1)
                .with_hint("keep one of them, or give the other its own name"));
        }
        let rows: Vec<SheetRow> = lines.collect();
        if let Some(row) = rows.iter().find(|row| row.texts.len() != header.len()) {
            let message = format!("{} fields where the header has {}", row.texts.len(), header.len());
            return Err(unreadable(path, message)
                .at_line(row.line)
                .with_hint("give the row as many fields as the header, or quote a field that holds the delimiter"));
        }
        Ok(Self {
            path: path.to_path_buf(),
            header,
            rows,
            sha256: tally.sha256(),
        })
    }

    /// The place of a column.
    pub(crate) fn column(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|known| known == name)
    }

    /// Where a row stands, for messages.
    pub(crate) fn place(&self, row: &SheetRow) -> String {
        format!("{}:{}", self.path.display(), row.line)
    }

    /// Where columns that must be there stand; `all` are the names that a header may hold.
    pub(crate) fn places<const N: usize>(&self, must: [&str; N], all: &[&str]) -> Result<[usize; N], ReadError> {
        let mut places = [0; N];
        for (place, name) in places.iter_mut().zip(must) {
            let Some(at) = self.column(name) else {
                let hint = match redflag_model::nearest(name, self.header.iter().map(String::as_str)) {
                    Some(near) => format!("call `{near}` `{name}`"),
                    None => format!("name the columns: {}", all.join(",")),
                };
                let error = unreadable(&self.path, format!("no column is called `{name}`"));
                return Err(error.at_line(1).with_hint(hint));
            };
            *place = at;
        }
        Ok(places)
    }

    /// What the manifest says of the file; columns beside `read` were passed over.
    pub(crate) fn report(&self, kind: &str, read: &[&str]) -> ContextFile {
        ContextFile {
            kind: kind.to_owned(),
            name: self.path.display().to_string(),
            sha256: self.sha256.clone(),
            rows: self.rows.len() as u64,
            unread: self
                .header
                .iter()
                .filter(|name| !name.is_empty() && !read.contains(&name.as_str()))
                .cloned()
                .collect(),
        }
    }

    /// A mistake in one field, with what to do.
    pub(crate) fn wrong(&self, row: &SheetRow, column: usize, message: impl Into<String>, hint: &str) -> ReadError {
        unreadable(&self.path, message)
            .at_line(row.line)
            .at_column(column as u64 + 1)
            .with_hint(format!("{hint} (column `{}`)", self.header[column]))
    }
}

impl SheetRow {
    /// The text of a field; `None` where it is empty or there is no such column.
    pub(crate) fn text(&self, column: Option<usize>) -> Option<&str> {
        self.texts
            .get(column?)
            .map(AsRef::as_ref)
            .filter(|text| !text.is_empty())
    }
}

fn read_chunk(chunk: &Chunk, dialect: Dialect, path: &Path, lines: &mut Vec<SheetRow>) -> Result<(), ReadError> {
    let mut fields = Fields::default();
    for record in &chunk.records {
        let bytes = &chunk.bytes[record.start..record.end];
        if matches!(record.shape, Shape::Unclosed | Shape::TooLong) {
            return Err(unreadable(path, "a quote opens here and does not close")
                .at_line(record.line)
                .with_hint("close the quote, or double a quote that is part of the text"));
        }
        let Ok(line) = std::str::from_utf8(bytes) else {
            let row = record.line + line_breaks(bytes);
            return Err(unreadable(path, "bytes that are no text")
                .at_line(row)
                .with_hint("save the file as UTF-8"));
        };
        if line.trim().is_empty() {
            continue;
        }
        fields.split_quoted(line, dialect);
        lines.push(SheetRow {
            line: record.line,
            texts: (0..fields.len())
                .map(|field| fields.get(line, field).trim().into())
                .collect(),
        });
    }
    Ok(())
}
