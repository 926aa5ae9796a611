//! Which rows stand: duplicates, conflicting identifiers, reversals and rows that were never booked.

use super::Store;
use super::column::Column;
use super::columns::{BENEFICIARY_STATEMENT, ID_DERIVED, NOT_BOOKED, ORIGINATOR_STATEMENT, OUT};
use super::copies::RowsById;
use super::index::{has_leg, may_have_leg};
use redflag_model::{Currency, NO_AMOUNT, Position, Rates, ReadError, Reason, Reject, SourceRow, Total, time};
use std::collections::{BTreeMap, HashMap};

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

/// In one byte: each row has one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Stands,
    Excluded(Cause),
    Conflicts,
}

/// Why a row is left out.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cause {
    NotBooked,
    Duplicate,
    Reversed,
    Internal,
}

impl Cause {
    const fn name(self) -> &'static str {
        match self {
            Self::NotBooked => "not_booked",
            Self::Duplicate => "duplicate",
            Self::Reversed => "reversed",
            Self::Internal => "internal",
        }
    }
}

impl Store {
    /// Decides which rows stand.
    ///
    /// # Errors
    /// Where rows of one identifier can't be read again to compare them.
    pub(crate) fn settle(&mut self, reread: Reread<'_>) -> Result<Settled, ReadError> {
        let mut fates = vec![Fate::Stands; self.len()];
        for ((_, core), fate) in self.columns.cores().zip(&mut fates) {
            if core.flags & NOT_BOOKED != 0 {
                *fate = Fate::Excluded(Cause::NotBooked);
            }
        }
        // Dropped before legs are laid out: it takes eight bytes for each row.
        let ids = RowsById::of(&self.columns);
        self.settle_copies(&ids, &mut fates, reread)?;
        self.settle_reversals(&ids, &mut fates);
        drop(ids);
        self.settle_left_out(&mut fates);
        Ok(self.count(&fates))
    }

    /// Rows that name one (identifier, account, direction): equal ones are kept once, different ones all go.
    fn settle_copies(&mut self, ids: &RowsById, fates: &mut [Fate], reread: Reread<'_>) -> Result<(), ReadError> {
        let mut suspects: Vec<Vec<u32>> = Vec::new();
        for mut rows in ids.shared(&self.columns) {
            rows.sort_by_key(|&row| self.columns.position(row as usize));
            if self.columns.has(rows[0] as usize, ID_DERIVED) {
                self.number_copies(&rows);
            } else {
                suspects.extend(self.sharing_a_leg(&rows));
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
        let core = self.columns.core(row as usize);
        match core.flags & (ORIGINATOR_STATEMENT | BENEFICIARY_STATEMENT) {
            ORIGINATOR_STATEMENT => [core.accounts[0], 0],
            BENEFICIARY_STATEMENT => [0, core.accounts[1]],
            _ => core.accounts,
        }
    }

    /// Reads all suspects again, in one pass over the input, and decides group by group.
    fn compare(&self, groups: &[Vec<u32>], fates: &mut [Fate], reread: Reread<'_>) -> Result<(), ReadError> {
        let mut rows: Vec<u32> = groups.iter().flatten().copied().collect();
        rows.sort_by_cached_key(|&row| self.columns.position(row as usize));
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
                Fate::Excluded(Cause::Duplicate)
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
    fn settle_reversals(&self, ids: &RowsById, fates: &mut [Fate]) {
        for (row, reversed) in &self.columns.reversals {
            for gone in ids.named(&self.columns, reversed).into_iter().chain([*row]) {
                if fates[gone as usize] == Fate::Stands {
                    fates[gone as usize] = Fate::Excluded(Cause::Reversed);
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
            *fate = Fate::Excluded(Cause::Internal);
        }
    }

    fn count(&mut self, fates: &[Fate]) -> Settled {
        let mut settled = Settled::default();
        let mut totals = vec![None::<Total>; usize::from(u8::MAX) + 1];
        let mut excluded = [0_u64; 4];
        for (row, &fate) in fates.iter().enumerate() {
            let total = totals[usize::from(self.columns.core(row).currency)].get_or_insert_default();
            let amount = i128::from(self.columns.amount(row));
            match fate {
                Fate::Stands => {
                    total.screened += amount;
                    settled.screened += 1;
                }
                Fate::Excluded(cause) => {
                    total.excluded += amount;
                    excluded[cause as usize] += 1;
                }
                Fate::Conflicts => {
                    total.rejected += amount;
                    settled.conflicts.push(self.conflict(row));
                }
            }
            let flags = &mut self.columns.core.at_mut(row).flags;
            *flags = if fate == Fate::Stands {
                *flags & !OUT
            } else {
                *flags | OUT
            };
        }
        let causes = [Cause::NotBooked, Cause::Duplicate, Cause::Reversed, Cause::Internal];
        let counted = causes.into_iter().map(|cause| (cause.name(), excluded[cause as usize]));
        settled.excluded = counted.filter(|(_, rows)| *rows > 0).collect();
        settled.conflicts.sort_by_key(|reject| reject.position);
        settled.totals = (0..)
            .zip(totals)
            .filter_map(|(currency, total)| Some((Currency::from_index(currency)?, total?)))
            .collect();
        settled
    }

    fn conflict(&self, row: usize) -> Reject {
        let accounts = self.columns.core(row).accounts;
        Reject {
            position: self.columns.position(row),
            column: Some(redflag_model::Column::TxId),
            field: None,
            reason: Reason::ConflictingId,
            text: self.columns.id(row).to_string().chars().take(80).collect(),
            accounts: accounts
                .iter()
                .filter(|&&code| code != 0)
                .map(|&code| self.account(code).to_owned())
                .collect(),
        }
    }

    /// Converts every amount into the base currency at the rate of its day; nothing is kept where every amount is in it already.
    pub(crate) fn convert(&mut self, base: Currency, rates: &Rates) {
        let base_code = u8::try_from(base.index()).unwrap_or(u8::MAX);
        if self.columns.cores().all(|(_, core)| core.currency == base_code) {
            return;
        }
        let columns = &self.columns;
        let amount = |row| {
            let (core, amount) = (columns.core(row), columns.amount(row));
            if core.currency == base_code {
                return amount;
            }
            let day = core.time.div_euclid(time::DAY);
            Currency::from_index(u32::from(core.currency))
                .and_then(|from| rates.convert(amount, from, base, day))
                .unwrap_or(NO_AMOUNT)
        };
        self.base_amount = Some(Column::computed(columns.len(), amount));
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
