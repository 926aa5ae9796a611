//! Which rows stand: duplicates, conflicting identifiers, reversals and rows that were never booked.

use super::Store;
use super::legs::{has_leg, may_have_leg};
use super::part::{BENEFICIARY_STATEMENT, ID_DERIVED, NOT_BOOKED, ORIGINATOR_STATEMENT};
use foldhash::fast::FixedState;
use rayon::prelude::*;
use redflag_model::{Currency, NO_AMOUNT, Position, Rates, ReadError, Reason, Reject, SourceRow, Total, time};
use std::collections::{BTreeMap, HashMap};
use std::hash::BuildHasher;

/// What settling found.
#[derive(Debug, Default)]
pub(crate) struct Settled {
    /// Rows left out, by reason.
    pub(crate) excluded: BTreeMap<&'static str, u64>,
    /// Rows of one identifier with different contents: all copies.
    pub(crate) conflicts: Vec<Reject>,
    /// Totals of the rows that stand, that were left out, and that conflict.
    pub(crate) totals: BTreeMap<Currency, Total>,
    /// Rows that stand.
    pub(crate) screened: u64,
}

/// Reads rows again.
pub(crate) type Reread<'a> = &'a dyn Fn(&[Position]) -> Result<Vec<SourceRow>, ReadError>;

/// Rows read again at a time: each batch is one pass over a compressed input, and only hashes are kept.
const REREAD_BATCH: usize = 1 << 18;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Stands,
    Excluded(&'static str),
    Conflicts,
}

impl Store {
    /// Decides which rows stand.
    ///
    /// # Errors
    /// Where rows of one identifier can't be read again to compare them.
    pub(crate) fn settle(&mut self, reread: Reread<'_>) -> Result<Settled, ReadError> {
        let mut fates = vec![Fate::Stands; self.len()];
        for (row, fate) in fates.iter_mut().enumerate() {
            if self.columns.has(row, NOT_BOOKED) {
                *fate = Fate::Excluded("not_booked");
            }
        }
        let ids = self.rows_by_id();
        self.settle_copies(&ids, &mut fates, reread)?;
        self.settle_reversals(&ids, &mut fates);
        self.settle_left_out(&mut fates);
        Ok(self.count(&fates))
    }

    /// (hash of the identifier, row), in order.
    fn rows_by_id(&self) -> Vec<(u64, u32)> {
        let hasher = FixedState::default();
        let mut ids: Vec<(u64, u32)> = (0..self.len())
            .into_par_iter()
            .map(|row| {
                (
                    hasher.hash_one(self.columns.id(row)),
                    u32::try_from(row).unwrap_or(u32::MAX),
                )
            })
            .collect();
        ids.par_sort_unstable();
        ids
    }

    /// Rows that name one (identifier, account, direction): equal ones are kept once, different ones all go.
    fn settle_copies(&mut self, ids: &[(u64, u32)], fates: &mut [Fate], reread: Reread<'_>) -> Result<(), ReadError> {
        let mut suspects: Vec<Vec<u32>> = Vec::new();
        for equal_hash in ids.chunk_by(|a, b| a.0 == b.0).filter(|group| group.len() > 1) {
            let mut by_id: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
            for &(_, row) in equal_hash {
                by_id.entry(self.columns.id(row as usize)).or_default().push(row);
            }
            let groups: Vec<Vec<u32>> = by_id.into_values().filter(|rows| rows.len() > 1).collect();
            for mut rows in groups {
                rows.sort_by_key(|&row| self.columns.position(row as usize));
                if self.columns.has(rows[0] as usize, ID_DERIVED) {
                    self.number_copies(&rows);
                } else {
                    suspects.extend(self.sharing_a_leg(&rows));
                }
            }
        }
        self.compare(&suspects, fates, reread)
    }

    fn number_copies(&mut self, rows: &[u32]) {
        for (copy, &row) in (2..).zip(&rows[1..]) {
            self.copies.insert(row, copy);
        }
    }

    /// Groups of two rows or more, of one identifier, that speak of one leg, directly or through a third.
    fn sharing_a_leg(&self, rows: &[u32]) -> Vec<Vec<u32>> {
        let mut joined: Vec<usize> = (0..rows.len()).collect();
        let mut first: HashMap<(usize, u32), usize> = HashMap::new();
        for (at, &row) in rows.iter().enumerate() {
            for (side, account) in self
                .stated_sides(row)
                .into_iter()
                .enumerate()
                .filter(|&(_, account)| account != 0)
            {
                let other = *first.entry((side, account)).or_insert(at);
                let (a, b) = (root(&mut joined, at), root(&mut joined, other));
                joined[a.max(b)] = a.min(b);
            }
        }
        let mut groups: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
        for (at, &row) in rows.iter().enumerate() {
            groups.entry(root(&mut joined, at)).or_default().push(row);
        }
        groups.into_values().filter(|group| group.len() > 1).collect()
    }

    /// The accounts for which a row speaks itself: both, or the one whose statement it is from.
    fn stated_sides(&self, row: u32) -> [u32; 2] {
        let core = &self.columns.core[row as usize];
        match core.flags & (ORIGINATOR_STATEMENT | BENEFICIARY_STATEMENT) {
            ORIGINATOR_STATEMENT => [core.accounts[0], 0],
            BENEFICIARY_STATEMENT => [0, core.accounts[1]],
            _ => core.accounts,
        }
    }

    /// Reads all suspects again, in one pass over the input, and decides group by group.
    fn compare(&self, groups: &[Vec<u32>], fates: &mut [Fate], reread: Reread<'_>) -> Result<(), ReadError> {
        let mut rows: Vec<u32> = groups.iter().flatten().copied().collect();
        rows.sort_by_key(|&row| self.columns.position(row as usize));
        let mut contents: HashMap<u32, String> = HashMap::with_capacity(rows.len());
        for batch in rows.chunks(REREAD_BATCH) {
            let positions: Vec<Position> = batch.iter().map(|&row| self.columns.position(row as usize)).collect();
            contents.extend(
                batch
                    .iter()
                    .copied()
                    .zip(reread(&positions)?.into_iter().map(|row| row.hash)),
            );
        }
        for group in groups {
            let equal = group.iter().all(|row| contents.get(row) == contents.get(&group[0]));
            let later = if equal { &group[1..] } else { &group[..] };
            let fate = if equal {
                Fate::Excluded("duplicate")
            } else {
                Fate::Conflicts
            };
            for &row in later {
                fates[row as usize] = fate;
            }
        }
        Ok(())
    }

    /// A reversal takes itself and the row that it names out.
    fn settle_reversals(&self, ids: &[(u64, u32)], fates: &mut [Fate]) {
        let hasher = FixedState::default();
        for (row, reversed) in &self.columns.reversals {
            let hash = hasher.hash_one(reversed.as_str());
            let from = ids.partition_point(|&(known, _)| known < hash);
            let named = ids[from..]
                .iter()
                .take_while(|&&(known, _)| known == hash)
                .map(|&(_, named)| named)
                .filter(|&named| self.columns.id(named as usize) == reversed);
            for gone in named.chain([*row]) {
                if fates[gone as usize] == Fate::Stands {
                    fates[gone as usize] = Fate::Excluded("reversed");
                }
            }
        }
    }

    /// A row all whose legs belong to accounts that are left out goes with them.
    fn settle_left_out(&mut self, fates: &mut [Fate]) {
        if self.left_out.is_empty() {
            return;
        }
        self.only_left_out = (0..self.len())
            .map(|row| {
                let any = |has: fn(&Self, usize, usize) -> bool| (0..2).any(|side| has(self, row, side));
                fates[row] == Fate::Stands && any(may_have_leg) && !any(has_leg)
            })
            .collect();
        for (fate, _) in fates.iter_mut().zip(&self.only_left_out).filter(|(_, only)| **only) {
            *fate = Fate::Excluded("internal");
        }
    }

    fn count(&mut self, fates: &[Fate]) -> Settled {
        let mut settled = Settled::default();
        let mut totals: HashMap<u16, Total> = HashMap::new();
        for (row, &fate) in fates.iter().enumerate() {
            let total = totals.entry(self.columns.core[row].currency).or_default();
            let amount = i128::from(self.columns.core[row].amount);
            match fate {
                Fate::Stands => {
                    total.screened += amount;
                    settled.screened += 1;
                }
                Fate::Excluded(reason) => {
                    total.excluded += amount;
                    *settled.excluded.entry(reason).or_default() += 1;
                }
                Fate::Conflicts => {
                    total.rejected += amount;
                    settled.conflicts.push(self.conflict(row));
                }
            }
            self.out[row] = fate != Fate::Stands;
        }
        settled.conflicts.sort_by_key(|reject| reject.position);
        settled.totals = totals
            .into_iter()
            .filter_map(|(currency, total)| Some((Currency::from_index(u32::from(currency))?, total)))
            .collect();
        settled
    }

    fn conflict(&self, row: usize) -> Reject {
        let accounts = self.columns.core[row].accounts;
        Reject {
            position: self.columns.position(row),
            column: Some(redflag_model::Column::TxId),
            field: None,
            reason: Reason::ConflictingId,
            text: self.columns.id(row).chars().take(80).collect(),
            accounts: accounts
                .iter()
                .filter(|&&code| code != 0)
                .map(|&code| self.account(code).to_owned())
                .collect(),
        }
    }

    /// Converts every amount into the base currency at the rate of its day; nothing is kept where every amount is in it already.
    pub(crate) fn convert(&mut self, base: Currency, rates: &Rates) {
        let base_code = u16::try_from(base.index()).unwrap_or(u16::MAX);
        if self.columns.core.iter().all(|core| core.currency == base_code) {
            return;
        }
        let columns = &self.columns;
        self.base_amount = (0..columns.len())
            .into_par_iter()
            .map(|row| {
                let (amount, currency) = (columns.core[row].amount, columns.core[row].currency);
                if currency == base_code {
                    return amount;
                }
                let day = columns.core[row].time.div_euclid(time::DAY);
                Currency::from_index(u32::from(currency))
                    .and_then(|from| rates.convert(amount, from, base, day))
                    .unwrap_or(NO_AMOUNT)
            })
            .collect();
    }
}

/// The representative of a joined set.
fn root(joined: &mut [usize], mut at: usize) -> usize {
    while joined[at] != at {
        joined[at] = joined[joined[at]];
        at = joined[at];
    }
    at
}
