//! The shortest answer of a run: which indicator holds where.

use crate::ReadReport;

/// One place at which an indicator holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flag<'a> {
    /// The indicator.
    pub indicator: &'a str,
    /// The transaction; the account, where the indicator looks at the whole period.
    pub id: &'a str,
    /// Number of the copy, for identical rows without an identifier of their own.
    pub copy: Option<u32>,
}

/// What a run for flags saw.
#[derive(Clone, Debug, Default)]
pub struct Flagged {
    /// Flags by indicator, in the order of the plan; indicators that flag nothing are there.
    pub counts: Vec<(String, u64)>,
    /// Accounts of which an indicator says nothing, since some number did not fit.
    pub overflows: u64,
    /// Accounts that have legs.
    pub accounts: u64,
    /// What was read; files have no hash.
    pub read: ReadReport,
}

impl Flagged {
    /// Flags in all.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.counts.iter().map(|(_, count)| count).sum()
    }
}
