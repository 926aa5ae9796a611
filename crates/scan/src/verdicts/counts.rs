//! Counts over legs that verdicts rest on.

use crate::store::{HAS_MEMO, LegIndex, Store, Untimed, code_of, has_leg, is_coded, untimed};
use rayon::prelude::*;
use redflag_model::{Currency, Field, NO_AMOUNT, NO_OFFSET};
use redflag_rules::Plan;

/// Counts over legs; currencies by index.
#[derive(Default)]
pub(super) struct Counts {
    pub(super) legs: Vec<u64>,
    pub(super) no_rate: Vec<u64>,
    pub(super) with_local_time: u64,
    pub(super) without_local_time: u64,
    pub(super) with_local_day: u64,
    pub(super) without_local_day: u64,
    pub(super) by_day: u64,
    /// Legs with a value, by place in [`Counts::of`]'s fields.
    pub(super) filled: Vec<u64>,
}

impl Counts {
    /// Counts over the legs that stand; `fields` are those whose values are counted.
    pub(super) fn of(store: &Store, fields: &[Field]) -> Self {
        (0..store.len())
            .into_par_iter()
            .fold(Self::default, |counts, row| counts.with(store, row, fields))
            .reduce(Self::default, Self::and)
    }

    fn with(mut self, store: &Store, row: usize, fields: &[Field]) -> Self {
        if self.legs.is_empty() {
            self.legs.resize(Currency::all().count(), 0);
            self.no_rate.resize(Currency::all().count(), 0);
            self.filled.resize(fields.len(), 0);
        }
        let core = store.columns.core(row);
        let offsets = store.columns.offsets(row);
        for side in (0..2).filter(|&side| store.stands(row) && has_leg(store, row, side)) {
            self.legs[usize::from(core.currency)] += 1;
            self.no_rate[usize::from(core.currency)] += u64::from(store.amount(row) == NO_AMOUNT);
            let by_day = store.is_by_day(row);
            let has_offset = offsets[side] != NO_OFFSET;
            self.by_day += u64::from(by_day);
            self.with_local_time += u64::from(has_offset && !by_day);
            self.without_local_time += u64::from(!has_offset && !by_day);
            let known = has_offset || by_day;
            self.with_local_day += u64::from(known);
            self.without_local_day += u64::from(!known);
            for (filled, &field) in self.filled.iter_mut().zip(fields) {
                *filled += u64::from(has_value(store, field, row, side == 0));
            }
        }
        self
    }

    fn and(self, other: Self) -> Self {
        let sum = |a: Vec<u64>, b: Vec<u64>| match (a.is_empty(), b.is_empty()) {
            (true, _) => b,
            (_, true) => a,
            _ => a.into_iter().zip(b).map(|(a, b)| a + b).collect(),
        };
        Self {
            legs: sum(self.legs, other.legs),
            no_rate: sum(self.no_rate, other.no_rate),
            with_local_time: self.with_local_time + other.with_local_time,
            without_local_time: self.without_local_time + other.without_local_time,
            with_local_day: self.with_local_day + other.with_local_day,
            without_local_day: self.without_local_day + other.without_local_day,
            by_day: self.by_day + other.by_day,
            filled: sum(self.filled, other.filled),
        }
    }
}

/// The fields of which it can be said leg by leg whether they have a value.
pub(super) fn countable(field: Field) -> bool {
    let derived = matches!(field, Field::HolderKind | Field::CounterpartyKind);
    let always = matches!(field, Field::Account | Field::Currency);
    field == Field::Memo || is_coded(field) && !derived && !always
}

fn has_value(store: &Store, field: Field, row: usize, out: bool) -> bool {
    if field == Field::Memo {
        return store.columns.has(row, HAS_MEMO);
    }
    code_of(store, field, row, out) != 0
}

/// Accounts that have no clock worth the name, and their legs at midnight.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Clockless {
    pub(super) accounts: u64,
    pub(super) untimed: Untimed,
}

impl Clockless {
    pub(super) fn of(plan: &Plan, store: &Store, index: &LegIndex, accounts: &[u32]) -> Self {
        let Some(share) = plan.midnight_share() else {
            return Self::default();
        };
        let one = |&account| {
            let untimed = untimed(store, index, account, share);
            Self {
                accounts: u64::from(untimed.legs > 0),
                untimed,
            }
        };
        accounts.par_iter().map(one).reduce(Self::default, |a, b| Self {
            accounts: a.accounts + b.accounts,
            untimed: Untimed {
                legs: a.untimed.legs + b.untimed.legs,
                with_offset: a.untimed.with_offset + b.untimed.with_offset,
            },
        })
    }
}
