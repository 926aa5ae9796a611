//! `rejects.csv`, written while the input is read: there may be as many rejects as rows.

use super::cells::Cells;
use crate::{Lang, words};
use redflag_model::Reject;
use std::io::{self, Write};

const HEADER: [&str; 8] = [
    "file",
    "line",
    "byte",
    "column",
    "field",
    "reason",
    "explanation",
    "text",
];

/// Takes rejected rows one by one.
pub struct RejectWriter<W: Write> {
    cells: Cells<W>,
    files: Vec<String>,
    lang: Lang,
    failed: Option<io::Error>,
}

impl<W: Write> RejectWriter<W> {
    /// A writer of rows of `files` (by their position), explained in `lang`.
    pub fn new(to: W, files: Vec<String>, lang: Lang) -> Self {
        let mut cells = Cells::new(to);
        let failed = cells.row(HEADER).err();
        Self {
            cells,
            files,
            lang,
            failed,
        }
    }

    /// Writes one row. The first error is kept for [`RejectWriter::finish`]; rows after it are not written.
    pub fn push(&mut self, reject: &Reject) {
        if self.failed.is_none() {
            self.failed = self.row(reject).err();
        }
    }

    fn row(&mut self, reject: &Reject) -> io::Result<()> {
        let (what, advice) = words::reason(reject.reason, self.lang);
        let at = usize::try_from(reject.position.file).unwrap_or(usize::MAX);
        let number = |value: u64| value.to_string();
        let explanation = match self.lang {
            Lang::En => format!("{what}: {advice}"),
            Lang::Fr => format!("{what}\u{a0}: {advice}"),
        };
        self.cells.row([
            self.files.get(at).map_or("", String::as_str),
            &number(reject.position.line),
            &number(reject.position.byte),
            reject.column.map_or("", |column| column.name()),
            &reject.field.map_or(String::new(), |field| field.to_string()),
            reject.reason.name(),
            &explanation,
            &reject.text,
        ])
    }

    /// Writes out what is left and gives the writer back.
    ///
    /// # Errors
    /// The first error of any write.
    pub fn finish(self) -> io::Result<W> {
        match self.failed {
            Some(error) => Err(error),
            None => self.cells.finish(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use redflag_model::{Column, Position, Reason};

    #[test]
    fn a_reject_says_where_why_and_what_to_do() {
        let mut bytes = Vec::new();
        let mut writer = RejectWriter::new(&mut bytes, vec!["a.csv".to_owned()], Lang::En);
        writer.push(&Reject {
            position: Position {
                file: 0,
                byte: 120,
                line: 7,
            },
            column: Some(Column::Amount),
            field: Some(3),
            reason: Reason::NegativeAmount,
            text: "-5.00".to_owned(),
            accounts: vec![],
        });
        writer.finish().unwrap();
        let text = String::from_utf8(bytes).unwrap();
        let second = text.lines().nth(1).unwrap();
        assert!(
            second.starts_with("a.csv,7,120,amount,3,negative_amount,\"an amount below zero: "),
            "{second}"
        );
        assert!(second.ends_with(",'-5.00"), "{second}");
    }
}
