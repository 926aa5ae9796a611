//! One thread's share of the rows, as columns.

use super::columns::{
    BENEFICIARY_STATEMENT, BY_DAY, Columns, Core, Dictionaries, HAS_MEMO, ID_DERIVED, NOT_BOOKED, ORIGINATOR_STATEMENT,
    Wanted,
};
use super::parties::Pending;
use crate::intern::Interner;
use redflag_model::{Column, NO_OFFSET, Part, RefKind, Row, Sink, Statement, Status};
use redflag_rules::refs;

/// Opens a [`Share`] per thread.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Collector {
    pub(crate) wanted: Wanted,
}

impl Collector {
    /// Keeps these columns; names and countries are often read only to tell accounts apart.
    pub(crate) fn new(
        columns: redflag_model::ColumnSet,
        (names, countries): (bool, bool),
        offsets: bool,
        refs: [bool; RefKind::ALL.len()],
    ) -> Self {
        use Column as C;
        let has = |column| columns.contains(column);
        let wanted = Wanted {
            names,
            countries,
            banks: has(C::OriginatorBank),
            towns: has(C::OriginatorPlace),
            channel: has(C::Channel),
            mcc: has(C::Mcc),
            merchant: has(C::Merchant),
            place: has(C::Place),
            place_country: has(C::PlaceCountry),
            terminal: has(C::Terminal),
            branch: has(C::Branch),
            offsets,
            refs,
        };
        Self { wanted }
    }
}

impl Sink for Collector {
    type Part = Share;

    fn part(&self) -> Share {
        let columns = Columns {
            wanted: self.wanted,
            ..Columns::default()
        };
        Share {
            columns,
            ..Share::default()
        }
    }
}

/// One thread's rows and dictionaries.
#[derive(Debug, Default)]
pub(crate) struct Share {
    pub(super) columns: Columns,
    pub(super) dictionaries: Dictionaries,
    pub(super) pending: Pending,
    /// Codes of two-letter countries, found without hashing.
    country_codes: Vec<u32>,
    /// The last name seen with each account, by code: exports repeat it.
    pub(super) last_names: Vec<u32>,
}

impl Share {
    /// Rows pushed.
    pub(crate) fn rows(&self) -> usize {
        self.columns.rows
    }

    fn country(&mut self, text: Option<&str>) -> u32 {
        let Some(text) = text else { return 0 };
        let &[first @ b'A'..=b'Z', second @ b'A'..=b'Z'] = text.as_bytes() else {
            return self.dictionaries.countries.intern(text);
        };
        if self.country_codes.is_empty() {
            self.country_codes.resize(26 * 26, 0);
        }
        let at = usize::from(first - b'A') * 26 + usize::from(second - b'A');
        if self.country_codes[at] == 0 {
            self.country_codes[at] = self.dictionaries.countries.intern(text);
        }
        self.country_codes[at]
    }
}

fn code(interner: &mut Interner, text: Option<&str>) -> u32 {
    text.map_or(0, |text| interner.intern(text))
}

/// What a memo names, of the kinds that are wanted.
fn keep_refs(columns: &mut Columns, dictionaries: &mut [Interner], row: u32, memo: &str) {
    for (at, &kind) in RefKind::ALL
        .iter()
        .enumerate()
        .filter(|(at, _)| columns.wanted.refs[*at])
    {
        let codes = refs::of(kind, memo)
            .into_iter()
            .map(|value| (row, dictionaries[at].intern(&value)));
        columns.refs[at].extend(codes);
    }
}

impl Part for Share {
    fn push(&mut self, row: &Row<'_>) {
        let wanted = self.columns.wanted;
        let sides = [&row.originator, &row.beneficiary];
        let countries = sides.map(|side| self.country(side.country.filter(|_| wanted.countries)));
        let at = self.columns.rows;
        self.columns.rows += 1;
        self.keep_core(row, at, countries);
        self.pending.push(sides, row.own, wanted.names);
        if self.pending.is_full() {
            self.settle_parties();
        }
        self.keep_texts(row, at);
        let Self {
            columns, dictionaries, ..
        } = self;
        columns.ids.push(row.tx_id);
        columns.positions.push(row.position);
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        if let Some(memo) = row.memo {
            keep_refs(columns, &mut dictionaries.refs, at, memo);
        }
        if let Some(reversed) = row.reversal_of {
            columns.reversals.push((at, reversed.to_owned()));
        }
    }
}

impl Share {
    fn keep_core(&mut self, row: &Row<'_>, at: usize, countries: [u32; 2]) {
        let columns = &mut self.columns;
        let wanted = columns.wanted;
        let amount = row.amount.cast_unsigned();
        let offsets = if wanted.offsets { row.offsets } else { [NO_OFFSET; 2] };
        let core = Core {
            time: row.time,
            accounts: [0; 2],
            amount: u32::try_from(amount & u64::from(u32::MAX)).unwrap_or_default(),
            memo: columns.memos.code(at, row.memo_bits),
            offsets: columns.offsets.code(at, offsets),
            countries: columns.countries.code(at, countries),
            currency: u8::try_from(row.currency.index()).unwrap_or(u8::MAX),
            mcc: row.mcc.filter(|_| wanted.mcc).map_or(0, |mcc| mcc + 1),
            channel: row
                .channel
                .filter(|_| wanted.channel)
                .map_or(0, |channel| channel as u8 + 1),
            flags: flags(row),
        };
        columns.core.append(at, core);
        let high = u32::try_from(amount >> 32).unwrap_or_default();
        columns.amount_high.put(at, high);
    }

    /// Columns that few exports fill.
    fn keep_texts(&mut self, row: &Row<'_>, at: usize) {
        let Self {
            columns, dictionaries, ..
        } = self;
        let wanted = columns.wanted;
        let sides = [&row.originator, &row.beneficiary];
        if wanted.banks {
            let banks = sides.map(|side| code(&mut dictionaries.banks, side.bank));
            columns.banks.put(at, banks);
        }
        if wanted.towns {
            let towns = sides.map(|side| code(&mut dictionaries.places, side.place));
            columns.towns.put(at, towns);
        }
        let Dictionaries {
            merchants,
            places,
            countries,
            terminals,
            branches,
            ..
        } = dictionaries;
        for (wanted, column, interner, text) in [
            (wanted.merchant, &mut columns.merchant, merchants, row.merchant),
            (wanted.place, &mut columns.place, places, row.place),
            (
                wanted.place_country,
                &mut columns.place_country,
                countries,
                row.place_country,
            ),
            (wanted.terminal, &mut columns.terminal, terminals, row.terminal),
            (wanted.branch, &mut columns.branch, branches, row.branch),
        ] {
            if wanted {
                column.put(at, code(interner, text));
            }
        }
    }
}

fn flags(row: &Row<'_>) -> u8 {
    let flags = [
        (row.by_day, BY_DAY),
        (row.id_derived, ID_DERIVED),
        (row.status == Status::NotBooked, NOT_BOOKED),
        (row.statement == Statement::Originator, ORIGINATOR_STATEMENT),
        (row.statement == Statement::Beneficiary, BENEFICIARY_STATEMENT),
        (row.memo.is_some(), HAS_MEMO),
    ];
    flags
        .into_iter()
        .filter(|(set, _)| *set)
        .fold(0, |all, (_, flag)| all | flag)
}
