//! CSV cells that no spreadsheet takes for a formula.

use std::borrow::Cow;
use std::io::{self, Write};

/// A cell as text: one that a spreadsheet would compute gets an apostrophe in front.
pub(super) fn safe(cell: &str) -> Cow<'_, str> {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
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
