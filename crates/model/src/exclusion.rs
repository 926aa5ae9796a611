//! Accounts that the institution leaves out: internal ledgers.

use crate::ContextFile;
use serde::Serialize;
use std::collections::BTreeMap;

/// One account that is left out, why, on whose word, and how long.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Exclusion {
    /// Account, written as in the transactions.
    pub account: String,
    /// Why it is left out.
    pub reason: String,
    /// Who decided it.
    pub who: String,
    /// The last day (UTC) on which it is left out, as days since 1970-01-01; without end where empty.
    #[serde(serialize_with = "day")]
    pub until: Option<i64>,
    /// Legs that were left out; a run counts them.
    pub legs: u64,
}

#[expect(clippy::ref_option, reason = "serde hands over a reference to the field")]
fn day<S: serde::Serializer>(day: &Option<i64>, to: S) -> Result<S::Ok, S::Error> {
    day.map(|day| crate::time::format_day(day * crate::time::DAY))
        .serialize(to)
}

/// The accounts that are left out, by account.
#[derive(Clone, Debug, Default)]
pub struct Exclusions {
    /// By account, written as in the transactions.
    pub accounts: BTreeMap<String, Exclusion>,
    /// The files that they come from.
    pub files: Vec<ContextFile>,
}

impl Exclusions {
    /// The instant (UTC microseconds) before which the account is left out; `None` where it is not.
    #[must_use]
    pub fn end(&self, account: &str) -> Option<i64> {
        let until = self.accounts.get(account)?.until;
        Some(until.map_or(i64::MAX, |day| day.saturating_add(1).saturating_mul(crate::time::DAY)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time;

    #[test]
    fn the_last_day_is_left_out_whole() {
        let mut exclusions = Exclusions::default();
        let entry = |until| Exclusion {
            until,
            ..Exclusion::default()
        };
        exclusions.accounts.insert("GL".to_owned(), entry(Some(10)));
        exclusions.accounts.insert("GL2".to_owned(), entry(None));
        assert_eq!(exclusions.end("GL"), Some(11 * time::DAY));
        assert_eq!(exclusions.end("GL2"), Some(i64::MAX));
        assert_eq!(exclusions.end("A"), None);
    }
}
