//! The columns of some rows, in as few bytes as their values allow.

use super::column::{Column, Layout};
use super::ids::{Id, Ids};
use super::patterns::Patterns;
use super::positions::Positions;
use crate::intern::Interner;
use redflag_model::{Domain, NO_AMOUNT, Position, RefKind};

pub(crate) const BY_DAY: u8 = 1;
pub(crate) const ID_DERIVED: u8 = 2;
pub(crate) const NOT_BOOKED: u8 = 4;
pub(crate) const ORIGINATOR_STATEMENT: u8 = 8;
pub(crate) const BENEFICIARY_STATEMENT: u8 = 16;
pub(crate) const HAS_MEMO: u8 = 32;
/// The row does not stand: a duplicate, reversed, not booked, conflicting.
pub(crate) const OUT: u8 = 64;

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

/// What detectors read of most rows, in half a cache line: an account's legs lie scattered over the rows, so each leg costs one miss, not ten.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[repr(align(32))]
pub(crate) struct Core {
    pub(crate) time: i64,
    pub(crate) accounts: [u32; 2],
    /// The lower half of the amount.
    pub(super) amount: u32,
    /// These three count distinct values of a piece of the column.
    pub(super) memo: u16,
    pub(super) offsets: u16,
    pub(super) countries: u16,
    pub(crate) mcc: u16,
    pub(crate) currency: u8,
    pub(crate) channel: u8,
    pub(crate) flags: u8,
}

const _: () = assert!(size_of::<Core>() == 32);

/// The columns of some rows. A column that nobody asked for, or that has no value, stays empty.
#[derive(Debug, Default)]
pub(crate) struct Columns {
    pub(crate) wanted: Wanted,
    pub(super) rows: usize,
    pub(super) core: Column<Core>,
    /// The upper half of amounts that do not fit into 32 bits.
    pub(super) amount_high: Column<u32>,
    pub(super) memos: Patterns<u64>,
    pub(super) offsets: Patterns<[i16; 2]>,
    pub(super) countries: Patterns<[u32; 2]>,
    pub(super) names: Column<[u32; 2]>,
    pub(super) merchant: Column<u32>,
    pub(super) banks: Column<[u32; 2]>,
    /// Towns of the two sides.
    pub(super) towns: Column<[u32; 2]>,
    pub(super) place: Column<u32>,
    pub(super) place_country: Column<u32>,
    pub(super) terminal: Column<u32>,
    pub(super) branch: Column<u32>,
    pub(super) ids: Ids,
    pub(super) positions: Positions,
    /// By kind: row and code of each value that a memo names, in the order of rows.
    pub(super) refs: [Vec<(u32, u32)>; RefKind::ALL.len()],
    /// Row and the identifier that it reverses.
    pub(super) reversals: Vec<(u32, String)>,
    /// Account code and whether it is the institution's own.
    pub(super) owned: Vec<(u32, bool)>,
}

impl Columns {
    pub(crate) fn len(&self) -> usize {
        self.rows
    }

    pub(crate) fn core(&self, row: usize) -> &Core {
        self.core.at(row)
    }

    /// Minor units as booked.
    pub(crate) fn amount(&self, row: usize) -> i64 {
        let amount = u64::from(self.core(row).amount) | u64::from(self.amount_high.get(row)) << 32;
        i64::try_from(amount).unwrap_or(NO_AMOUNT)
    }

    /// What the text classifier said of the memo.
    pub(crate) fn memo_bits(&self, row: usize) -> u64 {
        self.memos.get(row, self.core(row).memo)
    }

    /// Minutes east of UTC of the two sides.
    pub(crate) fn offsets(&self, row: usize) -> [i16; 2] {
        self.offsets.get(row, self.core(row).offsets)
    }

    pub(crate) fn countries(&self, row: usize) -> [u32; 2] {
        self.countries.get(row, self.core(row).countries)
    }

    pub(crate) fn names(&self, row: usize) -> [u32; 2] {
        self.names.get(row)
    }

    pub(crate) fn id(&self, row: usize) -> Id<'_> {
        self.ids.get(row)
    }

    pub(crate) fn has(&self, row: usize, flag: u8) -> bool {
        self.core(row).flags & flag != 0
    }

    pub(crate) fn position(&self, row: usize) -> Position {
        self.positions.get(row)
    }

    /// Each row with what is read of most rows, in order.
    pub(super) fn cores(&self) -> impl Iterator<Item = (usize, &Core)> {
        self.core.pieces().iter().flatten().enumerate()
    }

    pub(super) fn layout(shares: &[Self]) -> Layout {
        Layout::new(shares.iter().map(|columns| columns.rows).collect())
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
