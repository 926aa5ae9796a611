//! One thread's share of the rows, as columns.

use crate::intern::Interner;
use redflag_model::{Column, Domain, NO_OFFSET, Part, PartyText, Position, RefKind, Row, Sink, Statement, Status};
use redflag_rules::{refs, text};

/// Marks a node that has no account: its key is the folded name and the country.
pub(crate) const BY_NAME: char = '\u{1}';

pub(crate) const BY_DAY: u8 = 1;
pub(crate) const ID_DERIVED: u8 = 2;
pub(crate) const NOT_BOOKED: u8 = 4;
pub(crate) const ORIGINATOR_STATEMENT: u8 = 8;
pub(crate) const BENEFICIARY_STATEMENT: u8 = 16;
pub(crate) const HAS_MEMO: u8 = 32;

/// Which columns are kept.
#[expect(clippy::struct_excessive_bools, reason = "one switch per optional column")]
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Wanted {
    pub(crate) names: bool,
    pub(crate) countries: bool,
    pub(crate) banks: bool,
    pub(crate) towns: bool,
    pub(crate) channel: bool,
    pub(crate) mcc: bool,
    pub(crate) merchant: bool,
    pub(crate) place: bool,
    pub(crate) place_country: bool,
    pub(crate) terminal: bool,
    pub(crate) branch: bool,
    pub(crate) offsets: bool,
    /// By kind: what memos name.
    pub(crate) refs: [bool; RefKind::ALL.len()],
}

/// What detectors read of most rows, in one cache line: an account's legs lie scattered over the rows, so each leg costs one miss, not ten.
#[derive(Clone, Copy, Debug, Default)]
#[repr(align(64))]
pub(crate) struct Core {
    pub(crate) time: i64,
    pub(crate) amount: i64,
    pub(crate) memo_bits: u64,
    pub(crate) accounts: [u32; 2],
    pub(crate) names: [u32; 2],
    pub(crate) countries: [u32; 2],
    pub(crate) merchant: u32,
    pub(crate) offsets: [i16; 2],
    pub(crate) currency: u16,
    pub(crate) mcc: u16,
    pub(crate) channel: u8,
    pub(crate) flags: u8,
}

/// The columns of some rows. A column that nobody asked for stays empty.
#[derive(Debug, Default)]
pub(crate) struct Columns {
    pub(crate) wanted: Wanted,
    pub(crate) core: Vec<Core>,
    pub(crate) banks: Vec<[u32; 2]>,
    /// Towns of the two sides.
    pub(crate) towns: Vec<[u32; 2]>,
    pub(crate) place: Vec<u32>,
    pub(crate) place_country: Vec<u32>,
    pub(crate) terminal: Vec<u32>,
    pub(crate) branch: Vec<u32>,
    pub(crate) ids: String,
    pub(crate) id_ends: Vec<usize>,
    pub(crate) file: Vec<u16>,
    pub(crate) byte: Vec<u64>,
    pub(crate) line: Vec<u32>,
    /// By kind: row and code of each value that a memo names, in the order of rows.
    pub(crate) refs: [Vec<(u32, u32)>; RefKind::ALL.len()],
    /// Row and the identifier that it reverses.
    pub(crate) reversals: Vec<(u32, String)>,
    /// Account code and whether it is the institution's own.
    pub(crate) owned: Vec<(u32, bool)>,
}

impl Columns {
    pub(crate) fn len(&self) -> usize {
        self.core.len()
    }

    pub(crate) fn id(&self, row: usize) -> &str {
        let start = if row == 0 { 0 } else { self.id_ends[row - 1] };
        &self.ids[start..self.id_ends[row]]
    }

    pub(crate) fn has(&self, row: usize, flag: u8) -> bool {
        self.core[row].flags & flag != 0
    }

    pub(crate) fn position(&self, row: usize) -> Position {
        Position {
            file: u32::from(self.file[row]),
            byte: self.byte[row],
            line: u64::from(self.line[row]),
        }
    }
}

/// The dictionaries of some rows.
#[derive(Clone, Debug, Default)]
pub(crate) struct Dictionaries {
    pub(crate) accounts: Interner,
    pub(crate) names: Interner,
    pub(crate) countries: Interner,
    pub(crate) banks: Interner,
    pub(crate) places: Interner,
    pub(crate) terminals: Interner,
    pub(crate) branches: Interner,
    pub(crate) merchants: Interner,
    /// By kind: what memos name.
    pub(crate) refs: [Interner; RefKind::ALL.len()],
    /// Of the customers file.
    pub(crate) customers: Interner,
    /// Of the customers file.
    pub(crate) sectors: Interner,
    /// Addresses, telephones and e-mails of the customers file.
    pub(crate) contacts: Interner,
}

impl Dictionaries {
    pub(crate) fn of(&self, domain: Domain) -> Option<&Interner> {
        Some(match domain {
            Domain::Account => &self.accounts,
            Domain::Name => &self.names,
            Domain::Country => &self.countries,
            Domain::Bank => &self.banks,
            Domain::Place => &self.places,
            Domain::Terminal => &self.terminals,
            Domain::Branch => &self.branches,
            Domain::Merchant => &self.merchants,
            Domain::Person => &self.refs[RefKind::Person.index()],
            Domain::Customer => &self.customers,
            Domain::Sector => &self.sectors,
            Domain::Mcc | Domain::Channel | Domain::Currency | Domain::Kind => return None,
        })
    }
}

/// Opens a [`Share`] per thread.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Collector {
    pub(crate) wanted: Wanted,
}

impl Collector {
    pub(crate) fn new(columns: redflag_model::ColumnSet, offsets: bool, refs: [bool; RefKind::ALL.len()]) -> Self {
        use Column as C;
        let has = |column| columns.contains(column);
        let wanted = Wanted {
            names: has(C::OriginatorName),
            countries: has(C::OriginatorCountry),
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
    pub(crate) columns: Columns,
    pub(crate) dictionaries: Dictionaries,
    node: String,
    /// Codes of two-letter countries, found without hashing.
    country_codes: Vec<u32>,
    /// The last name seen with each account, by code: exports repeat it.
    last_names: Vec<u32>,
}

impl Share {
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

    fn name(&mut self, account: u32, text: Option<&str>) -> u32 {
        let Some(text) = text else { return 0 };
        let at = account as usize;
        if at >= self.last_names.len() {
            self.last_names.resize(self.dictionaries.accounts.size().max(at + 1), 0);
        }
        let last = self.last_names[at];
        if self.dictionaries.names.text(last) == Some(text) {
            return last;
        }
        let code = self.dictionaries.names.intern(text);
        self.last_names[at] = code;
        code
    }

    fn account(&mut self, party: &PartyText<'_>) -> u32 {
        match (party.account, party.name) {
            (Some(account), _) => self.dictionaries.accounts.intern(account),
            (None, Some(name)) => {
                self.node.clear();
                self.node.push(BY_NAME);
                self.node.push_str(&text::fold(name).to_uppercase());
                self.node.push('|');
                self.node.push_str(party.country.unwrap_or_default());
                self.dictionaries.accounts.intern(&self.node)
            }
            (None, None) => 0,
        }
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
        let accounts = [self.account(&row.originator), self.account(&row.beneficiary)];
        let wanted = self.columns.wanted;
        let sides = [&row.originator, &row.beneficiary];
        let names = if wanted.names {
            [0, 1].map(|side| self.name(accounts[side], sides[side].name))
        } else {
            [0; 2]
        };
        let countries = if wanted.countries {
            sides.map(|side| self.country(side.country))
        } else {
            [0; 2]
        };
        let Self {
            columns, dictionaries, ..
        } = self;
        let at = u32::try_from(columns.len()).unwrap_or(u32::MAX);
        let mut flags = 0;
        for (set, flag) in [
            (row.by_day, BY_DAY),
            (row.id_derived, ID_DERIVED),
            (row.status == Status::NotBooked, NOT_BOOKED),
            (row.statement == Statement::Originator, ORIGINATOR_STATEMENT),
            (row.statement == Statement::Beneficiary, BENEFICIARY_STATEMENT),
            (row.memo.is_some(), HAS_MEMO),
        ] {
            if set {
                flags |= flag;
            }
        }
        let merchant = if wanted.merchant { row.merchant } else { None };
        columns.core.push(Core {
            time: row.time,
            amount: row.amount,
            memo_bits: row.memo_bits,
            accounts,
            names,
            countries,
            merchant: code(&mut dictionaries.merchants, merchant),
            offsets: if wanted.offsets { row.offsets } else { [NO_OFFSET; 2] },
            currency: u16::try_from(row.currency.index()).unwrap_or(u16::MAX),
            mcc: row.mcc.filter(|_| wanted.mcc).map_or(0, |mcc| mcc + 1),
            channel: row
                .channel
                .filter(|_| wanted.channel)
                .map_or(0, |channel| channel as u8 + 1),
            flags,
        });
        columns.ids.push_str(row.tx_id);
        columns.id_ends.push(columns.ids.len());
        columns.file.push(u16::try_from(row.position.file).unwrap_or(u16::MAX));
        columns.byte.push(row.position.byte);
        columns.line.push(u32::try_from(row.position.line).unwrap_or(u32::MAX));
        if wanted.banks {
            columns
                .banks
                .push(sides.map(|side| code(&mut dictionaries.banks, side.bank)));
        }
        if wanted.towns {
            columns
                .towns
                .push(sides.map(|side| code(&mut dictionaries.places, side.place)));
        }
        for (wanted, column, interner, text) in [
            (wanted.place, &mut columns.place, &mut dictionaries.places, row.place),
            (
                wanted.place_country,
                &mut columns.place_country,
                &mut dictionaries.countries,
                row.place_country,
            ),
            (
                wanted.terminal,
                &mut columns.terminal,
                &mut dictionaries.terminals,
                row.terminal,
            ),
            (
                wanted.branch,
                &mut columns.branch,
                &mut dictionaries.branches,
                row.branch,
            ),
        ] {
            if wanted {
                column.push(code(interner, text));
            }
        }
        if let Some(memo) = row.memo {
            keep_refs(columns, &mut dictionaries.refs, at, memo);
        }
        if let Some(reversed) = row.reversal_of {
            columns.reversals.push((at, reversed.to_owned()));
        }
        for (account, own) in accounts.into_iter().zip(row.own) {
            if let (1.., Some(own)) = (account, own) {
                columns.owned.push((account, own));
            }
        }
    }
}
