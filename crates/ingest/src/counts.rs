//! What one thread counted, and the sum over all.

use redflag_model::{Column, Currency, Reason, Row, Total};
use std::collections::BTreeMap;

/// What one thread counted.
pub(crate) struct Counts {
    pub(crate) handed_on: u64,
    pub(crate) repeated_headers: u64,
    pub(crate) rejected: BTreeMap<Reason, u64>,
    pub(crate) totals: BTreeMap<Currency, Total>,
    pub(crate) rejected_accounts: BTreeMap<String, u64>,
    /// Rows with a text, by column; zeros where nobody asks.
    pub(crate) filled: [u64; Column::ALL.len()],
    /// For each file: rows handed on, and how many of them have a day only.
    pub(crate) days: Vec<(u64, u64)>,
    /// Records of each file.
    pub(crate) rows: Vec<u64>,
    /// Amounts of rows handed on, by currency, until [`Counts::finished`].
    screened: Vec<i128>,
}

impl Counts {
    pub(crate) fn new(files: usize) -> Self {
        Self {
            handed_on: 0,
            repeated_headers: 0,
            rejected: BTreeMap::new(),
            totals: BTreeMap::new(),
            rejected_accounts: BTreeMap::new(),
            filled: [0; Column::ALL.len()],
            days: vec![(0, 0); files],
            rows: vec![0; files],
            screened: vec![0; Currency::all().count()],
        }
    }

    /// Counts a row that is handed on.
    #[inline]
    pub(crate) fn take(&mut self, row: &Row<'_>) {
        self.screened[row.currency.index() as usize] += i128::from(row.amount);
        self.handed_on += 1;
        if let Some(days) = self.days.get_mut(row.position.file as usize) {
            days.0 += 1;
            days.1 += u64::from(row.by_day);
        }
    }

    /// With the amounts of rows handed on among the totals.
    pub(crate) fn finished(mut self) -> Self {
        for (currency, sum) in Currency::all().zip(std::mem::take(&mut self.screened)) {
            if sum != 0 {
                let total = self.totals.entry(currency).or_default();
                total.read += sum;
                total.screened += sum;
            }
        }
        self
    }

    pub(crate) fn add(&mut self, other: Self) {
        self.handed_on += other.handed_on;
        self.repeated_headers += other.repeated_headers;
        for (reason, count) in other.rejected {
            *self.rejected.entry(reason).or_default() += count;
        }
        for (account, count) in other.rejected_accounts {
            *self.rejected_accounts.entry(account).or_default() += count;
        }
        for (currency, total) in other.totals {
            let sum = self.totals.entry(currency).or_default();
            sum.read += total.read;
            sum.screened += total.screened;
            sum.rejected += total.rejected;
        }
        for (sum, filled) in self.filled.iter_mut().zip(other.filled) {
            *sum += filled;
        }
        for (sum, days) in self.days.iter_mut().zip(other.days) {
            sum.0 += days.0;
            sum.1 += days.1;
        }
        for (sum, rows) in self.rows.iter_mut().zip(other.rows) {
            *sum += rows;
        }
    }
}
