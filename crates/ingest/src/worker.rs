//! Records of chunks into rows, on several threads at once.

use crate::codes::Values;
use crate::convert::{Converter, Fault};
use crate::counts::Counts;
use crate::dialect::Dialect;
use crate::direct::{Direct, Places};
use crate::fields::Fields;
use crate::identity::{Core, digest, push_hex};
use crate::layout::{Cell, SIDES};
use crate::marks::Marks;
use crate::memory::Memory;
use crate::split::{Chunk, Record, Region, Shape};
use crate::texts::{ByColumn, Texts, View};
use crate::walk::{Cuts, Found, Walk};
use redflag_model::{Column, Part, Position, Reason, Reject};

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

/// Where the texts of wanted columns stand, and those of all; `None` where a text must be made.
type Straight<'q> = Option<(Places<'q>, Places<'q>)>;

impl<'p> FilePlan<'p> {
    pub(crate) fn new(converter: Converter<'p>, dialect: Dialect) -> Self {
        Self {
            converter,
            dialect,
            wanted: converter.columns(),
            headed: converter.mapping.header,
        }
    }

    fn straight(&self) -> Straight<'_> {
        let (layout, mapping) = (self.converter.layout, self.converter.mapping);
        let all = Places::of(&layout.cells, layout, mapping)?;
        Some((Places::of(&self.wanted, layout, mapping)?, all))
    }
}

/// One thread's tools.
pub(crate) struct Worker<'p> {
    fields: Fields,
    texts: Texts<'p>,
    all_texts: Texts<'p>,
    namer: Namer,
    memory: Memory,
    marks: Marks,
    pub(crate) counts: Counts,
    pub(crate) rejects: Vec<Reject>,
    keep_rejects: bool,
    count_filled: bool,
}

/// One chunk of a file.
#[derive(Clone, Copy)]
struct Origin<'c> {
    file: u32,
    chunk: &'c Chunk,
}

impl<'c> Origin<'c> {
    /// The first bytes, where they are UTF-8.
    fn text(self, end: usize) -> Option<&'c str> {
        std::str::from_utf8(&self.chunk.bytes[..end]).ok()
    }

    fn position(self, record: &Record) -> Position {
        Position {
            file: self.file,
            byte: self.chunk.base + record.start as u64,
            line: record.line,
        }
    }
}

/// Makes identifiers for rows that have none.
#[derive(Default)]
struct Namer {
    id: String,
    text: String,
}

impl Namer {
    fn derive<'a>(&mut self, view: &'a impl ByColumn<'a>, core: &'a Core, values: &Values) -> &str {
        let digest = digest(view, core, values, &mut self.text);
        self.id.clear();
        self.id.push('x');
        push_hex(&digest[..ID_BYTES], &mut self.id);
        &self.id
    }
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
            namer: Namer::default(),
            memory: Memory::default(),
            marks: Marks::default(),
            counts: Counts::new(files),
            rejects: Vec::new(),
            keep_rejects,
            count_filled,
        }
    }

    /// Hands every good row of a chunk to the part; bad ones end up in `rejects`. Gives the number of records.
    pub(crate) fn work<P: Part>(&mut self, plan: &'p FilePlan<'p>, file: u32, chunk: &Chunk, part: &mut P) -> u64 {
        self.texts.forget();
        self.all_texts.forget();
        let records = match chunk.region {
            Some(region) => self.region(plan, Origin { file, chunk }, region, part),
            None => self.listed(plan, Origin { file, chunk }, part),
        };
        if let Some(rows) = self.counts.rows.get_mut(file as usize) {
            *rows += records;
        }
        records
    }

    /// Records that the splitter has found.
    fn listed<P: Part>(&mut self, plan: &'p FilePlan<'p>, source: Origin<'_>, part: &mut P) -> u64 {
        // Validating a whole chunk is much cheaper than validating each record, and nearly always enough.
        let whole = source.chunk.records.last().and_then(|last| source.text(last.end));
        for record in &source.chunk.records {
            self.found(plan, source, whole, record, part);
        }
        source.chunk.records.len() as u64
    }

    /// Records that are still to be found.
    fn region<P: Part>(&mut self, plan: &'p FilePlan<'p>, source: Origin<'_>, region: Region, part: &mut P) -> u64 {
        let whole = source.text(region.end);
        let straight = whole.and_then(|text| Some((text, plan.straight()?)));
        let bytes = &source.chunk.bytes[..region.end];
        let mut marks = std::mem::take(&mut self.marks);
        let mut walk = Walk::new(bytes, marks.find(bytes, plan.dialect), plan.dialect, region);
        let mut count = 0;
        while let Some(found) = walk.record() {
            count += 1;
            let (record, done) = match (found, &straight) {
                (Found::Plain(record, cuts), Some((text, places))) => {
                    let position = source.position(&record);
                    (record, self.direct(plan, text, cuts, places, position, part))
                }
                (Found::Unquoted(record, cuts), Some((text, places))) => {
                    let position = source.position(&record);
                    (record, self.direct(plan, text, cuts, places, position, part))
                }
                (Found::Plain(record, _) | Found::Unquoted(record, _) | Found::Escaped(record), _) => (record, false),
            };
            if !done {
                self.found(plan, source, whole, &record, part);
            }
        }
        self.marks = marks;
        count
    }

    /// One record the general way.
    fn found<P: Part>(
        &mut self,
        plan: &'p FilePlan<'p>,
        source: Origin<'_>,
        whole: Option<&str>,
        record: &Record,
        part: &mut P,
    ) {
        let bytes = &source.chunk.bytes[record.start..record.end];
        let text = match whole {
            Some(text) => text.get(record.start..record.end),
            None => std::str::from_utf8(bytes).ok(),
        };
        let position = source.position(record);
        match text {
            Some(text) => self.record(plan, text, record, position, part),
            None => self.reject_whole(position, Reason::Encoding, &String::from_utf8_lossy(bytes)),
        }
    }

    /// Hands on a row whose texts are fields as they stand. False where something is odd: then nothing is counted, and the general way finds out what.
    #[inline]
    fn direct<P: Part>(
        &mut self,
        plan: &FilePlan<'_>,
        text: &str,
        cuts: impl Cuts,
        (wanted, all): &(Places<'_>, Places<'_>),
        position: Position,
        part: &mut P,
    ) -> bool {
        let converter = plan.converter;
        if cuts.count() != converter.layout.header.len() || (plan.headed && may_repeat_header(text, cuts, plan)) {
            return false;
        }
        let view = Direct {
            text,
            cuts,
            places: wanted,
            null: &converter.mapping.null,
        };
        let (Ok(stamp), Ok(money)) = (
            converter.stamp(&view, &mut self.memory),
            converter.money(&view, &mut self.memory),
        ) else {
            return false;
        };
        let Ok(mut row) = converter.row(&view, stamp, money, position, &mut self.memory) else {
            return false;
        };
        if let Some(id) = view.get(Column::TxId) {
            row.tx_id = id;
        } else {
            let all = Direct { places: all, ..view };
            let core = converter.core(&all, Ok(money), Ok(stamp));
            row.tx_id = self.namer.derive(&all, &core, &converter.mapping.values);
            row.id_derived = true;
        }
        if self.count_filled {
            for (column, _) in &plan.wanted {
                self.counts.filled[column.index()] += u64::from(view.get(*column).is_some());
            }
        }
        self.counts.take(&row);
        part.push(&row);
        true
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
        let stamp = converter.stamp(&view, &mut self.memory);
        let money = converter.money(&view, &mut self.memory);
        let mut row = match stamp.and_then(|stamp| converter.row(&view, stamp, money?, position, &mut self.memory)) {
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
            row.tx_id = self.namer.derive(&all, &core, &converter.mapping.values);
            row.id_derived = true;
        }
        self.counts.take(&row);
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

/// Looks at the first field only: rows that begin as the header does are rare.
fn may_repeat_header(text: &str, cuts: impl Cuts, plan: &FilePlan<'_>) -> bool {
    let (start, end) = cuts.range(0);
    let first = text.get(start..end).map(str::trim);
    first == plan.converter.layout.header.first().map(String::as_str)
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
