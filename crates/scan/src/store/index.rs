//! Legs of each account in order, as an index over the rows.

use super::Store;
use super::columns::{BENEFICIARY_STATEMENT, Core, ORIGINATOR_STATEMENT, OUT};
use rayon::prelude::*;
use std::ops::Range;

/// Rows of which legs can be told: one bit of 32 says which way money goes.
pub(crate) const MOST_ROWS: usize = 1 << 31;

/// For each account code the rows of its legs, ordered by (time, transaction id, direction).
#[derive(Debug)]
pub(crate) struct LegIndex {
    starts: Vec<usize>,
    /// Row × 2, + 1 for the leg that leaves.
    legs: Vec<u32>,
}

/// True where a row has a leg on that side: a mirrored one only while the counterparty has no statement of its own.
pub(crate) fn has_leg(store: &Store, row: usize, side: usize) -> bool {
    may_have_leg(store, row, side) && !is_left_out(store, row, side)
}

/// The same, were no account left out.
pub(super) fn may_have_leg(store: &Store, row: usize, side: usize) -> bool {
    let core = store.columns.core(row);
    let account = core.accounts[side];
    let mirror = [BENEFICIARY_STATEMENT, ORIGINATOR_STATEMENT][side];
    account != 0 && !(core.flags & mirror != 0 && store.has_statement[account as usize])
}

/// True where the account of that side is an internal ledger at that time.
pub(super) fn is_left_out(store: &Store, row: usize, side: usize) -> bool {
    let core = store.columns.core(row);
    let end = store.left_out.get(core.accounts[side] as usize);
    end.is_some_and(|&end| core.time < end)
}

impl LegIndex {
    /// Builds the index over the rows that stand.
    pub(crate) fn new(store: &Store) -> Self {
        let threads = rayon::current_num_threads();
        let starts = starts(store, threads);
        let total = starts.last().copied().unwrap_or_default();
        let mut legs = vec![0_u32; total];
        let order = store.columns.positions.in_order();
        let mut shares = Vec::new();
        let (mut rest, mut from) = (legs.as_mut_slice(), 0);
        for share in 1..=threads {
            let fair = total / threads * share;
            let reached = if share == threads {
                starts.len() - 1
            } else {
                starts.partition_point(|&start| start < fair).max(from)
            };
            let (own, others) = rest.split_at_mut(starts[reached] - starts[from]);
            shares.push((from..reached, own));
            (rest, from) = (others, reached);
        }
        shares
            .into_par_iter()
            .for_each(|(accounts, legs)| lay_out(store, &starts, &order, accounts, legs));
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
            .map(|&leg| (leg >> 1, leg & 1 == 1))
    }
}

/// The accounts for which a row that stands has a leg, the beneficiary first; 0 where it has none.
fn parties(store: &Store, row: usize, core: &Core) -> [u32; 2] {
    if core.flags & OUT != 0 {
        return [0; 2];
    }
    let is_plain = store.has_statement.is_empty() && store.left_out.is_empty();
    [1, 0].map(|side| {
        let account = core.accounts[side];
        if is_plain || has_leg(store, row, side) {
            account
        } else {
            0
        }
    })
}

/// Where the legs of each account begin.
fn starts(store: &Store, threads: usize) -> Vec<usize> {
    let accounts = store.dictionaries.accounts.size();
    let pieces = store.columns.core.pieces();
    let share = pieces.len().div_ceil(threads).max(1);
    let counts = pieces.par_chunks(share).enumerate().map(|(at, pieces)| {
        let mut counts = vec![0_u32; accounts];
        let first = at * share * super::column::PIECE;
        for (row, core) in (first..).zip(pieces.iter().flatten()) {
            for account in parties(store, row, core) {
                counts[account as usize] += 1;
            }
        }
        counts
    });
    let counts: Vec<Vec<u32>> = counts.collect();
    let mut starts = Vec::with_capacity(accounts + 1);
    starts.extend([0, 0]);
    for account in 1..accounts {
        let legs: usize = counts.iter().map(|counts| counts[account] as usize).sum();
        starts.push(starts[account] + legs);
    }
    starts
}

/// Lays out the legs of some accounts in the order of the input, and sorts those accounts that this leaves out of order.
fn lay_out(store: &Store, starts: &[usize], order: &[Range<usize>], accounts: Range<usize>, legs: &mut [u32]) {
    if accounts.is_empty() {
        return;
    }
    let base = starts[accounts.start];
    let mut next: Vec<usize> = accounts.clone().map(|account| starts[account] - base).collect();
    let mut latest = vec![i64::MIN; accounts.len()];
    let mut unsorted = vec![false; accounts.len()];
    for row in order.iter().flat_map(Clone::clone) {
        let core = store.columns.core(row);
        let inward = u32::try_from(row).unwrap_or(u32::MAX) << 1;
        // In goes before out.
        for (leg, account) in [inward, inward | 1].into_iter().zip(parties(store, row, core)) {
            let Some(at) = (account as usize).checked_sub(accounts.start) else {
                continue;
            };
            if account == 0 || at >= next.len() {
                continue;
            }
            let slot = &mut next[at];
            legs[*slot] = leg;
            let is_first = *slot == starts[accounts.start + at] - base;
            if core.time <= latest[at] && !is_first {
                let before = legs[*slot - 1];
                unsorted[at] |= core.time < latest[at] || key(store, before) > key(store, leg);
            }
            latest[at] = core.time;
            *slot += 1;
        }
    }
    for at in (0..unsorted.len()).filter(|&at| unsorted[at]) {
        let from = starts[accounts.start + at] - base;
        sort(store, &mut legs[from..next[at]]);
    }
}

/// What orders the legs of one account. Rows of one time and identifier are copies, or speak of different legs.
fn key(store: &Store, leg: u32) -> (i64, super::ids::Id<'_>, Option<&u32>, bool) {
    let row = leg >> 1;
    let columns = &store.columns;
    let copy = store.copies.get(&row);
    (
        columns.core(row as usize).time,
        columns.id(row as usize),
        copy,
        leg & 1 == 1,
    )
}

fn sort(store: &Store, legs: &mut [u32]) {
    let mut keys: Vec<(i64, u32)> = legs
        .iter()
        .map(|&leg| (store.columns.core((leg >> 1) as usize).time, leg))
        .collect();
    keys.par_sort_by_key(|&(time, _)| time);
    for ties in keys.chunk_by_mut(|a, b| a.0 == b.0).filter(|ties| ties.len() > 1) {
        ties.sort_by(|a, b| key(store, a.1).cmp(&key(store, b.1)));
    }
    for (leg, (_, sorted)) in legs.iter_mut().zip(keys) {
        *leg = sorted;
    }
}
