//! Transactions on their way from a reader to a consumer.

use crate::{Channel, Column, Currency, Needs, ReadReport, Reject};
use std::fmt;
use std::path::PathBuf;

/// Where a row stands in the input.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Position {
    /// Index of the file in the order given.
    pub file: u32,
    /// Offset of the row's first byte in the file as decompressed and, where the file was not UTF-8, as decoded.
    pub byte: u64,
    /// Line of the row's first byte, from 1.
    pub line: u64,
}

/// One side of a transaction as read; empty texts are `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PartyText<'a> {
    /// Account, trimmed.
    pub account: Option<&'a str>,
    /// Name.
    pub name: Option<&'a str>,
    /// ISO 3166 alpha-2 code, upper case.
    pub country: Option<&'a str>,
    /// Institution.
    pub bank: Option<&'a str>,
    /// Town.
    pub place: Option<&'a str>,
}

/// Which side of a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Side {
    /// The side that pays.
    Originator,
    /// The side that is paid.
    Beneficiary,
}

/// Whose statement a row comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Statement {
    /// A transaction export: the row speaks for both sides.
    #[default]
    Both,
    /// A line of the originator's statement; the beneficiary's leg is a mirror.
    Originator,
    /// A line of the beneficiary's statement; the originator's leg is a mirror.
    Beneficiary,
}

/// Whether a row stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Status {
    /// Booked.
    #[default]
    Booked,
    /// Reversed, cancelled, declined or still pending: counted and left out.
    NotBooked,
}

/// One transaction, typed and checked, borrowed from the reader's buffer.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    /// Identifier, given or derived (see `id_derived`).
    pub tx_id: &'a str,
    /// True where the export had none and the identifier is `x` and 32 hex digits of SHA-256 over the canonical fields.
    pub id_derived: bool,
    /// UTC microseconds; midnight UTC of the local day where `by_day`.
    pub time: i64,
    /// True where the source knows days only.
    pub by_day: bool,
    /// Minutes east of UTC for the originator's and the beneficiary's local time; [`crate::NO_OFFSET`] where unknown.
    pub offsets: [i16; 2],
    /// Minor units of `currency`, at least zero.
    pub amount: i64,
    /// Currency as booked.
    pub currency: Currency,
    /// Channel.
    pub channel: Option<Channel>,
    /// Who pays.
    pub originator: PartyText<'a>,
    /// Who is paid.
    pub beneficiary: PartyText<'a>,
    /// Whose statement.
    pub statement: Statement,
    /// Whether each side is the institution's own account, where the mapping's `home_banks` tells.
    pub own: [Option<bool>; 2],
    /// Merchant category code.
    pub mcc: Option<u16>,
    /// Merchant.
    pub merchant: Option<&'a str>,
    /// Place.
    pub place: Option<&'a str>,
    /// Country of the place.
    pub place_country: Option<&'a str>,
    /// Terminal.
    pub terminal: Option<&'a str>,
    /// Branch.
    pub branch: Option<&'a str>,
    /// Remittance text.
    pub memo: Option<&'a str>,
    /// What [`Needs::memo`] said of it.
    pub memo_bits: u64,
    /// Whether the row stands.
    pub status: Status,
    /// The transaction that this one reverses.
    pub reversal_of: Option<&'a str>,
    /// Where it stands in the input.
    pub position: Position,
}

/// Takes rows from several threads at once.
pub trait Sink: Sync {
    /// One thread's share.
    type Part: Part;
    /// Opens a share.
    fn part(&self) -> Self::Part;
}

/// One thread's share of the rows.
pub trait Part: Send {
    /// Takes one row. Rows of one share come in the order of the input; shares come in no order.
    fn push(&mut self, row: &Row<'_>);
}

/// How far a read is.
#[derive(Clone, Copy, Debug, Default)]
pub struct Progress {
    /// Bytes of the input read, as stored.
    pub bytes: u64,
    /// Bytes of the input in all, where known.
    pub total_bytes: Option<u64>,
    /// Rows read.
    pub rows: u64,
    /// True once everything is read and accounts are being examined.
    pub scanning: bool,
}

/// How to read.
#[derive(Clone, Copy)]
pub struct ReadOptions<'a> {
    /// Worker threads, at least 1.
    pub threads: usize,
    /// Called now and then, from one thread at a time; returning `false` stops the read with [`ReadErrorKind::Interrupted`].
    pub progress: Option<&'a (dyn Fn(Progress) -> bool + Sync)>,
    /// Called for each rejected row in the order of the input, from one thread at a time.
    pub reject: Option<&'a (dyn Fn(Reject) + Sync)>,
    /// Counts in [`ReadReport::filled`] how many rows fill each column that is read.
    pub filled: bool,
    /// Leaves out the hashes of the files: for answers that nobody traces back to them.
    pub unhashed: bool,
}

impl Default for ReadOptions<'_> {
    fn default() -> Self {
        Self {
            threads: 1,
            progress: None,
            reject: None,
            filled: false,
            unhashed: false,
        }
    }
}

/// A row read again for evidence: its canonical texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceRow {
    /// Where it stands.
    pub position: Position,
    /// 16 hex digits of SHA-256 over the canonical fields: equal rows have equal hashes in any dialect.
    pub hash: String,
    /// Canonical columns with a value, in the order of [`Column`].
    pub texts: Vec<(Column, String)>,
}

impl SourceRow {
    /// The text of a column.
    #[must_use]
    pub fn text(&self, column: Column) -> Option<&str> {
        self.texts
            .iter()
            .find(|(known, _)| *known == column)
            .map(|(_, text)| text.as_str())
    }
}

/// Something that holds transactions: a CSV ledger, pushed batches, frames.
pub trait Source: Sync {
    /// Hands every row to the sink, once, in parallel.
    ///
    /// # Errors
    /// [`ReadError`] where the input can't be read at all. A bad row is no error: it is rejected with its reason.
    fn read<S: Sink>(
        &self,
        needs: &Needs,
        sink: &S,
        options: &ReadOptions<'_>,
    ) -> Result<(Vec<S::Part>, ReadReport), ReadError>;

    /// Reads rows again, for evidence. The answer has the order of `positions`.
    ///
    /// # Errors
    /// [`ReadError`] where the input is gone or has changed.
    fn reread(&self, positions: &[Position]) -> Result<Vec<SourceRow>, ReadError>;

    /// The canonical columns that the input can fill.
    fn columns(&self) -> crate::ColumnSet;

    /// About how many rows it will hand over; `None` where that can't be told before reading.
    fn expected_rows(&self) -> Option<u64> {
        None
    }
}

/// What kind of trouble stopped a read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReadErrorKind {
    /// A mapping that is wrong in itself or does not fit the file.
    Mapping,
    /// Input that cannot be read: missing, a folder, empty, truncated, not a table.
    Unreadable,
    /// The input changed between reading and reading again.
    Changed,
    /// Stopped by the caller.
    Interrupted,
}

/// Why a read stopped, where, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadError {
    /// What kind of trouble.
    pub kind: ReadErrorKind,
    /// The file, where one is to blame.
    pub file: Option<PathBuf>,
    /// Line from 1, where known.
    pub line: Option<u64>,
    /// Column (character) from 1, where known.
    pub column: Option<u64>,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

impl ReadError {
    /// An error about a file.
    #[must_use]
    pub fn new(kind: ReadErrorKind, file: impl Into<PathBuf>, message: impl Into<String>) -> Self {
        Self {
            kind,
            file: Some(file.into()),
            line: None,
            column: None,
            message: message.into(),
            hint: None,
        }
    }

    /// Adds the thing to do next.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Adds the line.
    #[must_use]
    pub fn at_line(mut self, line: u64) -> Self {
        self.line = Some(line);
        self
    }

    /// Adds the column (character).
    #[must_use]
    pub fn at_column(mut self, column: u64) -> Self {
        self.column = Some(column);
        self
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(file) = &self.file {
            write!(f, "{}", file.display())?;
            for number in [self.line, self.column].into_iter().flatten() {
                write!(f, ":{number}")?;
            }
            f.write_str(": ")?;
        }
        f.write_str(&self.message)?;
        if let Some(hint) = &self.hint {
            write!(f, "\n  hint: {hint}")?;
        }
        Ok(())
    }
}

impl std::error::Error for ReadError {}
