//! What the first rows of a file look like.

use crate::dialect::{find, sample};
use crate::input::{Input, unreadable};
use crate::propose::words::normal;
use redflag_model::ReadError;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Rows that are looked at.
const ROWS: usize = 5_000;
/// Texts that stand for nothing wherever they are.
const NULLS: [&str; 9] = ["NULL", "null", "(null)", "\\N", "N/A", "n/a", "NaN", "nan", "-"];

/// The first rows of a file by columns.
pub(super) struct Profile {
    /// False where the first line holds data.
    pub(super) headed: bool,
    pub(super) columns: Vec<Seen>,
    /// Texts that stand for nothing and occur.
    pub(super) nulls: BTreeSet<&'static str>,
    /// The first part of the file, whole records in UTF-8.
    pub(super) text: Vec<u8>,
}

/// One column.
pub(super) struct Seen {
    /// As a mapping names it: the second `Account` is `Account#2`.
    pub(super) name: String,
    /// Folded words of the header.
    pub(super) header: String,
    /// Texts that are something.
    pub(super) values: Vec<String>,
}

impl Seen {
    /// How many values are such.
    pub(super) fn count(&self, is: impl Fn(&str) -> bool) -> u64 {
        self.values.iter().filter(|value| is(value)).count() as u64
    }

    /// True where nearly all values are such; a few may be broken.
    pub(super) fn mostly(&self, is: impl Fn(&str) -> bool) -> bool {
        !self.values.is_empty() && self.count(is) * 100 >= self.len() * 95
    }

    pub(super) fn len(&self) -> u64 {
        self.values.len() as u64
    }

    /// Distinct values with their rows.
    pub(super) fn codes(&self) -> BTreeMap<&str, u64> {
        let mut codes = BTreeMap::new();
        for value in &self.values {
            *codes.entry(value.as_str()).or_default() += 1;
        }
        codes
    }

    /// The first value that is such.
    pub(super) fn example(&self, is: impl Fn(&str) -> bool) -> Option<&str> {
        self.values.iter().map(String::as_str).find(|value| is(value))
    }
}

impl Profile {
    /// Looks at the first rows of a file; `data` tells a cell that is no name of a column.
    pub(super) fn of(path: &Path, data: fn(&str) -> bool) -> Result<Self, ReadError> {
        let (_, head) = Input::open(path, None)?;
        let found = find(&head.text, head.whole, None, Some(b'"'), &BTreeSet::new());
        let rows = sample(&head.text, head.whole, found.dialect, ROWS + 1).rows;
        let Some(first) = rows.first() else {
            return Err(unreadable(path, "the file holds blank lines only").with_hint("export it again"));
        };
        if first.len() < 2 {
            return Err(
                unreadable(path, "no delimiter parts the first line into columns").with_hint(
                    "export the data as a table with a header, or write the mapping by hand with its `delimiter`",
                ),
            );
        }
        let headed = !first.iter().any(|cell| data(cell));
        let body: Vec<&Vec<String>> = rows[usize::from(headed)..]
            .iter()
            .filter(|row| !headed || *row != first)
            .collect();
        if body.is_empty() {
            return Err(
                unreadable(path, "the file has a header and no data row").with_hint("map an export that has rows")
            );
        }
        let mut nulls = BTreeSet::new();
        let columns = (0..first.len())
            .map(|at| Seen {
                name: if headed { name(first, at) } else { (at + 1).to_string() },
                header: if headed { normal(&first[at]) } else { String::new() },
                values: values(&body, at, &mut nulls),
            })
            .collect();
        Ok(Self {
            headed,
            columns,
            nulls,
            text: whole_records(head.text, head.whole),
        })
    }
}

/// The name by which a mapping finds the column.
fn name(header: &[String], at: usize) -> String {
    let earlier = header[..at].iter().filter(|name| **name == header[at]).count();
    match earlier {
        0 => header[at].clone(),
        _ => format!("{}#{}", header[at], earlier + 1),
    }
}

fn values(rows: &[&Vec<String>], at: usize, nulls: &mut BTreeSet<&'static str>) -> Vec<String> {
    let mut values = Vec::new();
    for cell in rows
        .iter()
        .filter_map(|row| row.get(at))
        .filter(|cell| !cell.is_empty())
    {
        match NULLS.iter().find(|null| *null == cell) {
            Some(null) => {
                nulls.insert(*null);
            }
            None => values.push(cell.clone()),
        }
    }
    values
}

/// The text up to its last line break, so that no record is cut in two.
fn whole_records(mut text: Vec<u8>, whole: bool) -> Vec<u8> {
    if !whole {
        let end = memchr::memrchr(b'\n', &text).map_or(text.len(), |at| at + 1);
        text.truncate(end);
    }
    text
}
