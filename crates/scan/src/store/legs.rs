//! One account gathered into a slice.

use super::clock::{is_midnight, untimed};
use super::columns::{BY_DAY, Columns, HAS_MEMO};
use super::{LegIndex, Store};
use crate::kernel::Transfers;
use redflag_model::{Domain, Field, LegSlice, Ratio, RefKind};

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
        let other = |(row, out): (u32, bool)| self.store.columns.core(row as usize).accounts[usize::from(out)];
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
            slice.time.push(columns.core(at).time);
            slice.by_day.push(columns.has(at, BY_DAY));
        }
        self.forget_midnights(store, index, slice);
        let rows = std::mem::take(&mut slice.rows);
        let each = || rows.iter().map(|&row| row as usize);
        if self.amount {
            slice.amount.extend(each().map(|row| store.amount(row)));
        }
        if self.amount_orig {
            slice.amount_orig.extend(each().map(|row| columns.amount(row)));
        }
        if self.memo {
            slice.memo_bits.extend(each().map(|row| columns.memo_bits(row)));
            slice.has_memo.extend(each().map(|row| columns.has(row, HAS_MEMO)));
        }
        if self.offset {
            let sides = slice.out.iter().map(|&out| usize::from(!out));
            let offsets = each().zip(sides).map(|(row, side)| columns.offsets(row)[side]);
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
            let offset = store.columns.offsets(slice.rows[leg] as usize)[usize::from(!slice.out[leg])];
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
    match field {
        Field::Account => columns.core(row).accounts[own],
        Field::Counterparty => columns.core(row).accounts[other],
        Field::OwnName => columns.names(row)[own],
        Field::CounterpartyName => columns.names(row)[other],
        Field::OwnCountry => columns.countries(row)[own],
        Field::CounterpartyCountry => columns.countries(row)[other],
        Field::CounterpartyBank => columns.banks.get(row)[other],
        Field::CounterpartyPlace => columns.towns.get(row)[other],
        Field::HolderKind | Field::Customer | Field::Sector | Field::HomePlace => {
            store.holders.code(columns, field, row, own)
        }
        Field::CounterpartyKind => store.holders.code(columns, field, row, other),
        Field::Place => columns.place.get(row),
        Field::PlaceCountry => columns.place_country.get(row),
        Field::Terminal => columns.terminal.get(row),
        Field::Branch => columns.branch.get(row),
        Field::Merchant => columns.merchant.get(row),
        Field::Mcc => u32::from(columns.core(row).mcc),
        Field::Channel => u32::from(columns.core(row).channel),
        Field::Currency => u32::from(columns.core(row).currency) + 1,
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
