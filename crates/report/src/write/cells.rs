//! CSV cells that no spreadsheet takes for a formula and no terminal for a command.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, Write};

/// A cell as text: one that a spreadsheet would compute gets an apostrophe in front, and what steers a terminal or turns the reading
/// order round is written out as an escape.
pub(super) fn safe(cell: &str) -> Cow<'_, str> {
    let computed = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    if !computed && !cell.contains(steers) {
        return Cow::Borrowed(cell);
    }
    let mut safe = String::with_capacity(cell.len() + 8);
    if computed {
        safe.push('\'');
    }
    for c in cell.chars() {
        if steers(c) {
            let written = write!(safe, "\\u{{{:x}}}", u32::from(c));
            debug_assert!(written.is_ok(), "a String takes every write");
        } else {
            safe.push(c);
        }
    }
    Cow::Owned(safe)
}

/// Line breaks and tabs stay, as CSV carries them; so do the direction marks that names in Arabic and Hebrew need.
fn steers(c: char) -> bool {
    (c.is_control() && !matches!(c, '\t' | '\r' | '\n'))
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A CSV writer all of whose cells are safe.
pub(super) struct Cells<W: Write>(csv::Writer<W>);

impl<W: Write> Cells<W> {
    pub(super) fn new(to: W) -> Self {
        Self(csv::Writer::from_writer(to))
    }

    pub(super) fn row<'c>(&mut self, cells: impl IntoIterator<Item = &'c str>) -> io::Result<()> {
        for cell in cells {
            self.0.write_field(safe(cell).as_bytes()).map_err(io::Error::other)?;
        }
        self.0.write_record(None::<&[u8]>).map_err(io::Error::other)
    }

    pub(super) fn finish(self) -> io::Result<W> {
        self.0.into_inner().map_err(|error| io::Error::other(error.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_defused() {
        for cell in ["=1+1", "+33", "-5", "@SUM(A1)", "\t=1", "\r=1", "＝1"] {
            assert_eq!(safe(cell), format!("'{cell}"));
        }
        for cell in ["", "5", "a=b", " x", "é-"] {
            assert_eq!(safe(cell), cell);
        }
    }

    #[test]
    fn steering_characters_are_written_out() {
        assert_eq!(safe("a\u{1b}[31m\0\u{9b}b"), r"a\u{1b}[31m\u{0}\u{9b}b");
        assert_eq!(safe("=\u{202e}x"), r"'=\u{202e}x");
        for cell in ["two\nlines", "a\tb", "\u{200f}name"] {
            assert_eq!(safe(cell), cell);
        }
    }

    #[test]
    fn cells_come_back_through_a_csv_reader() {
        let mut bytes = Vec::new();
        let mut cells = Cells::new(&mut bytes);
        cells.row(["a,b", "=x\"\n", ""]).unwrap();
        cells.finish().unwrap();
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .from_reader(bytes.as_slice());
        let row = reader.records().next().unwrap().unwrap();
        assert_eq!(row.iter().collect::<Vec<_>>(), ["a,b", "'=x\"\n", ""]);
    }
}
