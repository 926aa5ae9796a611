//! Legs of each account in order, as an index over the rows; and one account gathered into a slice.

use super::Store;
use super::clock::{is_midnight, untimed};
use super::part::{BENEFICIARY_STATEMENT, BY_DAY, Columns, HAS_MEMO, ORIGINATOR_STATEMENT};
use crate::kernel::Transfers;
use rayon::prelude::*;
use redflag_model::{Domain, Field, LegSlice, Ratio, RefKind};

/// For each account code the rows of its legs, ordered by (time, transaction id, direction).
#[derive(Debug)]
pub(crate) struct LegIndex {
    starts: Vec<usize>,
    /// Row × 2, + 1 for the leg that leaves.
    legs: Vec<u64>,
}

/// True where a row has a leg on that side: a mirrored one only while the counterparty has no statement of its own.
pub(crate) fn has_leg(store: &Store, row: usize, side: usize) -> bool {
    may_have_leg(store, row, side) && !is_left_out(store, row, side)
}

/// The same, were no account left out.
pub(super) fn may_have_leg(store: &Store, row: usize, side: usize) -> bool {
    let account = store.columns.core[row].accounts[side];
    let mirror = [BENEFICIARY_STATEMENT, ORIGINATOR_STATEMENT][side];
    account != 0 && !(store.columns.has(row, mirror) && store.has_statement[account as usize])
}

/// True where the account of that side is an internal ledger at that time.
pub(super) fn is_left_out(store: &Store, row: usize, side: usize) -> bool {
    let core = &store.columns.core[row];
    let end = store.left_out.get(core.accounts[side] as usize);
    end.is_some_and(|&end| core.time < end)
}

impl LegIndex {
    /// Builds the index over the rows that stand.
    pub(crate) fn new(store: &Store) -> Self {
        let order = rows_by_time(store);
        let accounts = store.dictionaries.accounts.size();
        let mut starts = vec![0_usize; accounts + 1];
        for &row in &order {
            for side in 0..2 {
                if has_leg(store, row as usize, side) {
                    starts[store.columns.core[row as usize].accounts[side] as usize + 1] += 1;
                }
            }
        }
        for at in 0..accounts {
            starts[at + 1] += starts[at];
        }
        let mut next = starts.clone();
        let mut legs = vec![0_u64; starts[accounts]];
        for &row in &order {
            // The beneficiary first: among equal times and identifiers, in goes before out.
            for side in [1, 0] {
                if has_leg(store, row as usize, side) {
                    let slot = &mut next[store.columns.core[row as usize].accounts[side] as usize];
                    legs[*slot] = u64::from(row) * 2 + u64::from(side == 0);
                    *slot += 1;
                }
            }
        }
        Self { starts, legs }
    }

    /// Number of legs in all.
    pub(crate) fn len(&self) -> usize {
        self.legs.len()
    }

    /// Codes of the accounts that have legs.
    pub(crate) fn accounts(&self) -> impl Iterator<Item = u32> + '_ {
        (1..self.starts.len() - 1)
            .filter(|&code| self.starts[code] < self.starts[code + 1])
            .map(|code| u32::try_from(code).unwrap_or(u32::MAX))
    }

    /// The accounts in runs of about equally many legs.
    pub(crate) fn shares<'a>(&self, accounts: &'a [u32], wanted: usize) -> Vec<&'a [u32]> {
        let fair = self.len() / wanted.max(1) + 1;
        let mut shares = Vec::new();
        let (mut from, mut legs) = (0, 0);
        for (at, &account) in accounts.iter().enumerate() {
            legs += self.legs(account).len();
            if legs >= fair {
                shares.push(&accounts[from..=at]);
                (from, legs) = (at + 1, 0);
            }
        }
        shares.push(&accounts[from..]);
        shares
    }

    /// Own where the mapping or a statement says so; a node that only mirrors statement lines is not.
    pub(crate) fn owner(&self, store: &Store, account: u32) -> Option<bool> {
        let told = store.own[account as usize];
        if told.is_some() || store.has_statement.is_empty() {
            return told;
        }
        let is_statement = |row: u32| {
            store
                .columns
                .has(row as usize, ORIGINATOR_STATEMENT | BENEFICIARY_STATEMENT)
        };
        if store.has_statement[account as usize] {
            return Some(true);
        }
        self.legs(account).all(|(row, _)| is_statement(row)).then_some(false)
    }

    /// Legs of an account: (row, leaves).
    pub(crate) fn legs(&self, account: u32) -> impl ExactSizeIterator<Item = (u32, bool)> + '_ {
        let at = account as usize;
        self.legs[self.starts[at]..self.starts[at + 1]]
            .iter()
            .map(|&leg| (u32::try_from(leg / 2).unwrap_or(u32::MAX), leg & 1 == 1))
    }
}

/// Rows that stand, ordered by (time, transaction id, copy); rows of one time and identifier are of different accounts or copies.
fn rows_by_time(store: &Store) -> Vec<u32> {
    let columns = &store.columns;
    let mut keys: Vec<(i64, u32)> = (0..columns.len())
        .filter(|&row| !store.out[row])
        .map(|row| (columns.core[row].time, u32::try_from(row).unwrap_or(u32::MAX)))
        .collect();
    if !keys.is_sorted_by_key(|key| key.0) {
        keys.par_sort_unstable();
    }
    let key = |row: u32| {
        (
            columns.id(row as usize),
            store.copies.get(&row),
            columns.core[row as usize].accounts,
        )
    };
    for ties in keys.chunk_by_mut(|a, b| a.0 == b.0).filter(|ties| ties.len() > 1) {
        ties.sort_unstable_by(|a, b| key(a.1).cmp(&key(b.1)));
    }
    keys.into_iter().map(|(_, row)| row).collect()
}

/// An account with more legs is not asked whom it deals with: employers and utilities join nobody.
const ASKED: usize = 10_000;

/// Who deals with whom.
pub(crate) struct Partners<'a> {
    pub(crate) store: &'a Store,
    pub(crate) index: &'a LegIndex,
}

impl Transfers for Partners<'_> {
    fn partners(&self, account: u32) -> Option<Vec<u32>> {
        let legs = self.index.legs(account);
        if legs.len() > ASKED {
            return None;
        }
        let other = |(row, out): (u32, bool)| self.store.columns.core[row as usize].accounts[usize::from(out)];
        let mut partners: Vec<u32> = legs.map(other).filter(|&party| party != 0).collect();
        partners.sort_unstable();
        partners.dedup();
        Some(partners)
    }
}

/// What a slice must hold.
#[expect(clippy::struct_excessive_bools, reason = "one switch per optional column")]
#[derive(Clone, Debug, Default)]
pub(crate) struct Gather {
    /// Categorical fields.
    pub(crate) fields: Fields,
    pub(crate) amount: bool,
    pub(crate) amount_orig: bool,
    pub(crate) memo: bool,
    pub(crate) offset: bool,
    /// By kind: what memos name.
    pub(crate) refs: [bool; RefKind::ALL.len()],
    /// From which share of an account's times on midnight tells no time of day.
    pub(crate) midnight: Option<Ratio>,
}

/// A set of fields.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Fields(u64);

impl Fields {
    pub(crate) fn insert(&mut self, field: Field) {
        self.0 |= 1 << field.index();
    }

    fn iter(self) -> impl Iterator<Item = Field> {
        Field::ALL
            .iter()
            .copied()
            .filter(move |field| self.0 >> field.index() & 1 == 1)
    }
}

impl Gather {
    /// Wants what the other wants too.
    pub(crate) fn add(&mut self, other: &Self) {
        self.fields.0 |= other.fields.0;
        self.amount |= other.amount;
        self.amount_orig |= other.amount_orig;
        self.memo |= other.memo;
        self.offset |= other.offset;
        for (refs, other) in self.refs.iter_mut().zip(other.refs) {
            *refs |= other;
        }
    }

    /// Fills a slice with the legs of one account.
    pub(crate) fn account(&self, store: &Store, index: &LegIndex, account: u32, slice: &mut LegSlice) {
        slice.clear();
        slice.account = account;
        slice.own = index.owner(store, account);
        slice.holder = store.holders.holder(account);
        let columns = &store.columns;
        for (row, out) in index.legs(account) {
            let at = row as usize;
            slice.rows.push(row);
            slice.out.push(out);
            slice.time.push(columns.core[at].time);
            slice.by_day.push(columns.has(at, BY_DAY));
        }
        self.forget_midnights(store, index, slice);
        let rows = std::mem::take(&mut slice.rows);
        let each = || rows.iter().map(|&row| row as usize);
        if self.amount {
            slice.amount.extend(each().map(|row| store.amount(row)));
        }
        if self.amount_orig {
            slice.amount_orig.extend(each().map(|row| columns.core[row].amount));
        }
        if self.memo {
            slice.memo_bits.extend(each().map(|row| columns.core[row].memo_bits));
            slice.has_memo.extend(each().map(|row| columns.has(row, HAS_MEMO)));
        }
        if self.offset {
            let sides = slice.out.iter().map(|&out| usize::from(!out));
            let offsets = each().zip(sides).map(|(row, side)| columns.core[row].offsets[side]);
            slice.offset.extend(offsets);
        }
        for field in self.fields.iter() {
            let mut codes = std::mem::take(slice.codes_mut(field));
            codes.extend(
                each()
                    .zip(&slice.out)
                    .map(|(row, &out)| code_of(store, field, row, out)),
            );
            *slice.codes_mut(field) = codes;
        }
        for &kind in RefKind::ALL.iter().filter(|kind| self.refs[kind.index()]) {
            refs_of(columns, kind, &rows, slice.refs_mut(kind));
        }
        slice.rows = rows;
    }
}

impl Gather {
    /// Legs at midnight of an account that knows no other time are known by their day only.
    fn forget_midnights(&self, store: &Store, index: &LegIndex, slice: &mut LegSlice) {
        let Some(share) = self.midnight else { return };
        if untimed(store, index, slice.account, share).legs == 0 {
            return;
        }
        for leg in 0..slice.len() {
            let offset = store.columns.core[slice.rows[leg] as usize].offsets[usize::from(!slice.out[leg])];
            slice.by_day[leg] |= is_midnight(slice.time[leg], offset);
        }
    }
}

/// The values that the memos of some rows name: leg and code.
fn refs_of(columns: &Columns, kind: RefKind, rows: &[u32], refs: &mut Vec<(u32, u32)>) {
    let known = &columns.refs[kind.index()];
    for (leg, &row) in (0_u32..).zip(rows) {
        let from = known.partition_point(|&(of, _)| of < row);
        refs.extend(
            known[from..]
                .iter()
                .take_while(|&&(of, _)| of == row)
                .map(|&(_, code)| (leg, code)),
        );
    }
}

pub(crate) fn code_of(store: &Store, field: Field, row: usize, out: bool) -> u32 {
    let columns = &store.columns;
    let own = usize::from(!out);
    let other = 1 - own;
    let pair = |column: &Vec<[u32; 2]>, side: usize| column.get(row).map_or(0, |codes| codes[side]);
    let single = |column: &Vec<u32>| column.get(row).copied().unwrap_or(0);
    match field {
        Field::Account => columns.core[row].accounts[own],
        Field::Counterparty => columns.core[row].accounts[other],
        Field::OwnName => columns.core[row].names[own],
        Field::CounterpartyName => columns.core[row].names[other],
        Field::OwnCountry => columns.core[row].countries[own],
        Field::CounterpartyCountry => columns.core[row].countries[other],
        Field::CounterpartyBank => pair(&columns.banks, other),
        Field::CounterpartyPlace => pair(&columns.towns, other),
        Field::HolderKind | Field::Customer | Field::Sector | Field::HomePlace => {
            store.holders.code(columns, field, row, own)
        }
        Field::CounterpartyKind => store.holders.code(columns, field, row, other),
        Field::Place => single(&columns.place),
        Field::PlaceCountry => single(&columns.place_country),
        Field::Terminal => single(&columns.terminal),
        Field::Branch => single(&columns.branch),
        Field::Merchant => columns.core[row].merchant,
        Field::Mcc => u32::from(columns.core[row].mcc),
        Field::Channel => u32::from(columns.core[row].channel),
        Field::Currency => u32::from(columns.core[row].currency) + 1,
        Field::Own
        | Field::Direction
        | Field::Time
        | Field::Amount
        | Field::AmountOrig
        | Field::Memo
        | Field::Opened
        | Field::DeclaredIncome
        | Field::AttestedSurvivor => 0,
    }
}

/// True where a field's codes come from the columns.
pub(crate) fn is_coded(field: Field) -> bool {
    Domain::of(field).is_some()
}
