//! Rows in memory as a source.

use redflag_model::{
    Column, ColumnSet, NO_OFFSET, Needs, Part, PartyText, Position, ReadError, ReadOptions, ReadReport, Row, Sink,
    Source, SourceRow,
};
use redflag_scan::reference::{RefParty, RefRow};
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

/// Files of rows, each file one part.
#[derive(Clone)]
pub struct Memory {
    files: Vec<Vec<RefRow>>,
}

impl Memory {
    pub fn new(rows: Vec<RefRow>) -> Self {
        Self { files: vec![rows] }
    }

    /// The rows dealt out to several files.
    pub fn split(rows: &[RefRow], files: usize) -> Self {
        let mut split = vec![Vec::new(); files];
        for (at, row) in rows.iter().enumerate() {
            split[at % files].push(row.clone());
        }
        Self { files: split }
    }

    /// All rows of all files.
    pub fn rows(&self) -> Vec<RefRow> {
        self.files.concat()
    }

    fn push<P: Part>(&self, needs: &Needs, file: usize, part: &mut P) {
        for (at, row) in self.files[file].iter().enumerate() {
            let place = position(file, at);
            part.push(&as_row(row, needs, place));
        }
    }
}

fn position(file: usize, at: usize) -> Position {
    Position {
        file: u32::try_from(file).unwrap(),
        byte: at as u64,
        line: at as u64 + 2,
    }
}

fn as_row<'a>(row: &'a RefRow, needs: &Needs, position: Position) -> Row<'a> {
    let party = |party: &'a RefParty| PartyText {
        account: party.account.as_deref(),
        name: party.name.as_deref(),
        country: party.country.as_deref(),
        bank: party.bank.as_deref(),
        place: party.place.as_deref(),
    };
    let memo_bits = match (&needs.memo, &row.memo) {
        (Some(classifier), Some(memo)) => classifier.classify(memo),
        _ => 0,
    };
    Row {
        tx_id: &row.tx_id,
        id_derived: false,
        time: row.time,
        by_day: row.by_day,
        offsets: row.offsets.map(|offset| offset.unwrap_or(NO_OFFSET)),
        amount: row.amount,
        currency: row.currency,
        channel: row.channel,
        originator: party(&row.parties[0]),
        beneficiary: party(&row.parties[1]),
        statement: row.statement,
        own: row.own,
        mcc: row.mcc,
        merchant: row.merchant.as_deref(),
        place: row.place.as_deref(),
        place_country: row.place_country.as_deref(),
        terminal: row.terminal.as_deref(),
        branch: row.branch.as_deref(),
        memo: row.memo.as_deref(),
        memo_bits,
        status: row.status,
        reversal_of: row.reversal_of.as_deref(),
        position,
    }
}

impl Source for Memory {
    fn read<S: Sink>(
        &self,
        needs: &Needs,
        sink: &S,
        options: &ReadOptions<'_>,
    ) -> Result<(Vec<S::Part>, ReadReport), ReadError> {
        let mut report = ReadReport {
            columns: ColumnSet::all(),
            ..ReadReport::default()
        };
        for row in self.files.iter().flatten() {
            report.rows_read += 1;
            report.totals.entry(row.currency).or_default().read += i128::from(row.amount);
        }
        report.rows_screened = report.rows_read;
        let fill = |file: usize| {
            let mut part = sink.part();
            self.push(needs, file, &mut part);
            part
        };
        let parts = if options.threads == 1 {
            (0..self.files.len()).map(fill).collect()
        } else {
            std::thread::scope(|scope| {
                let threads: Vec<_> = (0..self.files.len())
                    .map(|file| scope.spawn(move || fill(file)))
                    .collect();
                // Shares come in no order: hand them over back to front.
                threads.into_iter().rev().map(|thread| thread.join().unwrap()).collect()
            })
        };
        Ok((parts, report))
    }

    fn reread(&self, positions: &[Position]) -> Result<Vec<SourceRow>, ReadError> {
        let again = |position: &Position| {
            let at = usize::try_from(position.byte).unwrap();
            let row = &self.files[position.file as usize][at];
            let mut hasher = DefaultHasher::new();
            format!("{row:?}").hash(&mut hasher);
            SourceRow {
                position: *position,
                hash: format!("{:016x}", hasher.finish()),
                texts: row.memo.iter().map(|memo| (Column::Memo, memo.clone())).collect(),
            }
        };
        Ok(positions.iter().map(again).collect())
    }

    fn columns(&self) -> ColumnSet {
        ColumnSet::all()
    }
}
