//! Records of chunks into rows, on several threads at once.

use crate::convert::{Converter, Fault};
use crate::dialect::Dialect;
use crate::fields::Fields;
use crate::identity::{digest, push_hex};
use crate::layout::{Cell, SIDES};
use crate::split::{Chunk, Record, Shape};
use crate::texts::{Texts, View};
use redflag_model::{Column, Currency, Part, Position, Reason, Reject, Total};
use std::collections::BTreeMap;

/// The name under which repeated headers are counted.
pub(crate) const REPEATED_HEADER: &str = "repeated_header";
/// How much of a text a reject shows.
const SHOWN: usize = 80;
/// Hex digits of a digest: a derived identifier has 32, a row's hash 16.
const ID_BYTES: usize = 16;

/// How one file's records are read.
pub(crate) struct FilePlan<'p> {
    pub(crate) converter: Converter<'p>,
    pub(crate) dialect: Dialect,
    wanted: Vec<(Column, Cell)>,
    headed: bool,
}

impl<'p> FilePlan<'p> {
    pub(crate) fn new(converter: Converter<'p>, dialect: Dialect) -> Self {
        Self {
            converter,
            dialect,
            wanted: converter.columns(),
            headed: converter.mapping.header,
        }
    }
}

/// What one thread counted.
pub(crate) struct Counts {
    pub(crate) handed_on: u64,
    pub(crate) repeated_headers: u64,
    pub(crate) rejected: BTreeMap<Reason, u64>,
    pub(crate) totals: BTreeMap<Currency, Total>,
    pub(crate) rejected_accounts: BTreeMap<String, u64>,
    /// Rows with a text, by column; zeros where nobody asks.
    pub(crate) filled: [u64; Column::ALL.len()],
    /// For each file: rows handed on, and how many of them have a day only.
    pub(crate) days: Vec<(u64, u64)>,
}

impl Counts {
    pub(crate) fn new(files: usize) -> Self {
        Self {
            handed_on: 0,
            repeated_headers: 0,
            rejected: BTreeMap::new(),
            totals: BTreeMap::new(),
            rejected_accounts: BTreeMap::new(),
            filled: [0; Column::ALL.len()],
            days: vec![(0, 0); files],
        }
    }

    pub(crate) fn add(&mut self, other: Self) {
        self.handed_on += other.handed_on;
        self.repeated_headers += other.repeated_headers;
        for (reason, count) in other.rejected {
            *self.rejected.entry(reason).or_default() += count;
        }
        for (account, count) in other.rejected_accounts {
            *self.rejected_accounts.entry(account).or_default() += count;
        }
        for (currency, total) in other.totals {
            let sum = self.totals.entry(currency).or_default();
            sum.read += total.read;
            sum.screened += total.screened;
            sum.rejected += total.rejected;
        }
        for (sum, filled) in self.filled.iter_mut().zip(other.filled) {
            *sum += filled;
        }
        for (sum, days) in self.days.iter_mut().zip(other.days) {
            sum.0 += days.0;
            sum.1 += days.1;
        }
    }
}

/// One thread's tools.
pub(crate) struct Worker<'p> {
    fields: Fields,
    texts: Texts<'p>,
    all_texts: Texts<'p>,
    id: String,
    digest_text: String,
    currency: Option<Currency>,
    screened: Vec<i128>,
    pub(crate) counts: Counts,
    pub(crate) rejects: Vec<Reject>,
    keep_rejects: bool,
    count_filled: bool,
}

/// What became of one record.
enum Outcome {
    HandedOn,
    RepeatedHeader,
    Rejected,
}

impl<'p> Worker<'p> {
    pub(crate) fn new(files: usize, keep_rejects: bool, count_filled: bool) -> Self {
        Self {
            fields: Fields::default(),
            texts: Texts::new(),
            all_texts: Texts::new(),
            id: String::new(),
            digest_text: String::new(),
            currency: None,
            screened: vec![0; Currency::all().count()],
            counts: Counts::new(files),
            rejects: Vec::new(),
            keep_rejects,
            count_filled,
        }
    }

    /// Hands every good row of a chunk to the part; bad ones end up in `rejects`.
    pub(crate) fn work<P: Part>(&mut self, plan: &'p FilePlan<'p>, file: u32, chunk: &Chunk, part: &mut P) {
        // Validating a whole chunk is much cheaper than validating each record, and nearly always enough.
        let whole = chunk
            .records
            .last()
            .and_then(|last| std::str::from_utf8(&chunk.bytes[..last.end]).ok());
        self.texts.forget();
        self.all_texts.forget();
        for record in &chunk.records {
            let text = match whole {
                Some(text) => text.get(record.start..record.end),
                None => std::str::from_utf8(&chunk.bytes[record.start..record.end]).ok(),
            };
            let position = Position {
                file,
                byte: chunk.base + record.start as u64,
                line: record.line,
            };
            if let Some(text) = text {
                self.record(plan, text, record, position, part);
            } else {
                let text = String::from_utf8_lossy(&chunk.bytes[record.start..record.end]);
                self.reject_whole(position, Reason::Encoding, &text);
            }
        }
    }

    /// Moves the sums of rows handed on into the counts.
    pub(crate) fn finish(mut self) -> Counts {
        for (currency, sum) in Currency::all().zip(self.screened) {
            if sum != 0 {
                let total = self.counts.totals.entry(currency).or_default();
                total.read += sum;
                total.screened += sum;
            }
        }
        self.counts
    }

    fn record<P: Part>(
        &mut self,
        plan: &'p FilePlan<'p>,
        text: &str,
        record: &Record,
        position: Position,
        part: &mut P,
    ) {
        match record.shape {
            Shape::Plain => self.fields.split_plain(text, plan.dialect.delimiter),
            Shape::Quoted => self.fields.split_quoted(text, plan.dialect),
            Shape::Unclosed => return self.reject_whole(position, Reason::UnclosedQuote, text),
            Shape::TooLong => return self.reject_whole(position, Reason::RecordTooLong, text),
        }
        if self.fields.len() != plan.converter.layout.header.len() {
            return self.reject_whole(position, Reason::FieldCount, text);
        }
        match self.convert(plan, text, position, part) {
            Outcome::HandedOn | Outcome::Rejected => {}
            Outcome::RepeatedHeader => self.counts.repeated_headers += 1,
        }
    }

    fn convert<P: Part>(&mut self, plan: &'p FilePlan<'p>, text: &str, position: Position, part: &mut P) -> Outcome {
        if plan.headed && repeats_header(&self.fields, text, &plan.converter.layout.header) {
            return Outcome::RepeatedHeader;
        }
        let converter = plan.converter;
        let swap = converter.layout.swap.as_ref();
        self.texts
            .gather(&plan.wanted, swap, &self.fields, text, converter.mapping);
        let view = self.texts.view(&self.fields, text);
        if self.count_filled {
            for (column, _) in &plan.wanted {
                self.counts.filled[column.index()] += u64::from(view.get(*column).is_some());
            }
        }
        let stamp = converter.stamp(&view);
        let money = converter.money(&view, &mut self.currency);
        let mut row = match stamp.and_then(|stamp| converter.row(&view, stamp, money?, position)) {
            Ok(row) => row,
            Err(fault) => {
                let reject = describe(plan, &view, fault, position);
                if let Ok((currency, amount)) = money {
                    let total = self.counts.totals.entry(currency).or_default();
                    total.read += i128::from(amount.magnitude);
                    total.rejected += i128::from(amount.magnitude);
                }
                self.reject(reject);
                return Outcome::Rejected;
            }
        };
        if let Some(id) = view.get(Column::TxId) {
            row.tx_id = id;
        } else {
            // Apart from the row's own texts: a column that nobody asked for must not decide whether the row stands.
            self.all_texts
                .gather(&converter.layout.cells, swap, &self.fields, text, converter.mapping);
            let all = self.all_texts.view(&self.fields, text);
            let core = converter.core(&all, money, stamp);
            let digest = digest(&all, &core, &converter.mapping.values, &mut self.digest_text);
            self.id.clear();
            self.id.push('x');
            push_hex(&digest[..ID_BYTES], &mut self.id);
            row.tx_id = &self.id;
            row.id_derived = true;
        }
        self.screened[row.currency.index() as usize] += i128::from(row.amount);
        self.counts.handed_on += 1;
        if let Some(days) = self.counts.days.get_mut(position.file as usize) {
            days.0 += 1;
            days.1 += u64::from(row.by_day);
        }
        part.push(&row);
        Outcome::HandedOn
    }

    fn reject_whole(&mut self, position: Position, reason: Reason, text: &str) {
        self.reject(Reject {
            position,
            column: None,
            field: None,
            reason,
            text: shown(text),
            accounts: Vec::new(),
        });
    }

    fn reject(&mut self, reject: Reject) {
        *self.counts.rejected.entry(reject.reason).or_default() += 1;
        for account in &reject.accounts {
            *self.counts.rejected_accounts.entry(account.clone()).or_default() += 1;
        }
        if self.keep_rejects {
            self.rejects.push(reject);
        }
    }
}

fn repeats_header(fields: &Fields, text: &str, header: &[String]) -> bool {
    header
        .iter()
        .enumerate()
        .all(|(field, name)| fields.get(text, field).trim() == name.as_str())
}

fn describe(plan: &FilePlan<'_>, view: &View<'_>, fault: Fault, position: Position) -> Reject {
    let stands = |column| if view.swapped { other_side(column) } else { column };
    let cell = fault
        .column
        .and_then(|column| plan.converter.layout.cell_of(stands(column)));
    Reject {
        position,
        column: fault.column,
        field: cell.and_then(Cell::blame),
        reason: fault.reason,
        text: shown(fault.column.and_then(|column| view.get(column)).unwrap_or_default()),
        accounts: accounts(view),
    }
}

/// The same column of the other side.
fn other_side(column: Column) -> Column {
    let pair = SIDES.iter().find(|(paying, paid)| *paying == column || *paid == column);
    pair.map_or(column, |&(paying, paid)| if paying == column { paid } else { paying })
}

fn accounts(view: &View<'_>) -> Vec<String> {
    let mut accounts: Vec<String> = Vec::new();
    for column in [
        Column::OriginatorAccount,
        Column::BeneficiaryAccount,
        Column::Account,
        Column::Counterparty,
    ] {
        if let Some(account) = view
            .get(column)
            .filter(|account| !accounts.iter().any(|known| known == account))
        {
            accounts.push(account.to_owned());
        }
    }
    accounts
}

fn shown(text: &str) -> String {
    text.chars().take(SHOWN).collect()
}
