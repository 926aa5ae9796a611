//! What the tests share: a sink that keeps everything, and the way to the reference data.

use redflag_ingest::{Ledger, LedgerOptions, Mapping};
use redflag_model::{
    Channel, ColumnSet, Needs, Part, Position, ReadError, ReadOptions, ReadReport, Reject, Row, Sink, Source,
    Statement, Status,
};
use std::path::PathBuf;
use std::sync::Mutex;

/// A row that outlives the reader.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Kept {
    pub(crate) file: u32,
    pub(crate) line: u64,
    pub(crate) byte: u64,
    pub(crate) tx_id: String,
    pub(crate) derived: bool,
    pub(crate) time: i64,
    pub(crate) by_day: bool,
    pub(crate) offsets: [i16; 2],
    pub(crate) amount: i64,
    pub(crate) currency: String,
    pub(crate) channel: Option<Channel>,
    /// Account, name, country and institution of both sides.
    pub(crate) parties: [[Option<String>; 4]; 2],
    pub(crate) statement: Statement,
    pub(crate) own: [Option<bool>; 2],
    pub(crate) mcc: Option<u16>,
    pub(crate) place_country: Option<String>,
    pub(crate) memo: Option<String>,
    pub(crate) memo_bits: u64,
    pub(crate) booked: bool,
}

impl Kept {
    pub(crate) fn of(row: &Row<'_>) -> Self {
        let text = |text: Option<&str>| text.map(str::to_owned);
        let party = |party: redflag_model::PartyText<'_>| {
            [
                text(party.account),
                text(party.name),
                text(party.country),
                text(party.bank),
            ]
        };
        Self {
            file: row.position.file,
            line: row.position.line,
            byte: row.position.byte,
            tx_id: row.tx_id.to_owned(),
            derived: row.id_derived,
            time: row.time,
            by_day: row.by_day,
            offsets: row.offsets,
            amount: row.amount,
            currency: row.currency.code().to_owned(),
            channel: row.channel,
            parties: [party(row.originator), party(row.beneficiary)],
            statement: row.statement,
            own: row.own,
            mcc: row.mcc,
            place_country: text(row.place_country),
            memo: text(row.memo),
            memo_bits: row.memo_bits,
            booked: row.status == Status::Booked,
        }
    }

    pub(crate) fn position(&self) -> Position {
        Position {
            file: self.file,
            byte: self.byte,
            line: self.line,
        }
    }

    /// The same row wherever it stands.
    pub(crate) fn anywhere(mut self) -> Self {
        (self.file, self.line, self.byte) = (0, 0, 0);
        self
    }
}

/// Keeps every row.
pub(crate) struct Keep;

/// One thread's rows.
pub(crate) struct KeepPart(pub Vec<Kept>);

impl Sink for Keep {
    type Part = KeepPart;
    fn part(&self) -> KeepPart {
        KeepPart(Vec::new())
    }
}

impl Part for KeepPart {
    fn push(&mut self, row: &Row<'_>) {
        self.0.push(Kept::of(row));
    }
}

/// Asks for everything.
pub(crate) fn all_needs() -> Needs {
    Needs {
        columns: ColumnSet::all(),
        memo: None,
        local_time: true,
    }
}

/// Rows in the order of the input, rejects in the order told, and the report.
pub(crate) struct Reading {
    pub(crate) rows: Vec<Kept>,
    pub(crate) rejects: Vec<Reject>,
    pub(crate) report: ReadReport,
}

pub(crate) fn read_with(ledger: &Ledger, needs: &Needs, threads: usize) -> Result<Reading, ReadError> {
    let rejects = Mutex::new(Vec::new());
    let keep = |reject: Reject| rejects.lock().unwrap().push(reject);
    let options = ReadOptions {
        threads,
        reject: Some(&keep),
        ..ReadOptions::default()
    };
    let (parts, report) = ledger.read(needs, &Keep, &options)?;
    assert_eq!(parts.len(), threads);
    for part in &parts {
        let places: Vec<Position> = part.0.iter().map(Kept::position).collect();
        assert!(places.is_sorted(), "a share's rows come in the order of the input");
    }
    let mut rows: Vec<Kept> = parts.into_iter().flat_map(|part| part.0).collect();
    rows.sort_by_key(Kept::position);
    let rejects = rejects.into_inner().unwrap();
    assert!(report.reconciles());
    assert_eq!(report.rows_rejected(), rejects.len() as u64);
    assert_eq!(report.rows_screened, rows.len() as u64);
    Ok(Reading { rows, rejects, report })
}

pub(crate) fn read(ledger: &Ledger) -> Reading {
    read_with(ledger, &all_needs(), 2).unwrap()
}

pub(crate) fn open(bytes: impl Into<Vec<u8>>, mapping: &Mapping) -> Result<Ledger, ReadError> {
    LedgerOptions::default().open_stream("tx.csv", std::io::Cursor::new(bytes.into()), mapping)
}

pub(crate) fn read_text(bytes: impl Into<Vec<u8>>, mapping: &Mapping) -> Reading {
    read(&open(bytes, mapping).unwrap())
}

/// A mapping with the given lines.
pub(crate) fn mapping(lines: &str) -> Mapping {
    Mapping::parse("test.toml", &format!("format = 1\nname = \"test\"\n{lines}\n")).unwrap()
}

/// A file of the reference data, where it is there.
pub(crate) fn reference(path: &str) -> Option<PathBuf> {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/reference")
        .join(path);
    if !file.exists() {
        println!("skipped: the reference data is not here ({path})");
        return None;
    }
    Some(file)
}
