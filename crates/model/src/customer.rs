//! What an institution knows of its customers, beside the transactions.

use crate::{Currency, HolderKind};
use serde::Serialize;
use std::collections::HashMap;

/// A file that gives context to the transactions, as it stands in the manifest.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ContextFile {
    /// What it is: `customers`, `rates`, `exclusions`, `baseline`.
    pub kind: String,
    /// Path as given.
    pub name: String,
    /// SHA-256 of the bytes as stored, 64 hex digits.
    pub sha256: String,
    /// Rows, without the header.
    pub rows: u64,
    /// Columns that have no meaning here and were passed over, in order.
    pub unread: Vec<String>,
}

/// How far a customers file and the transactions meet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CustomerCount {
    /// Accounts of the customers file.
    pub accounts: u64,
    /// Those of them that the transactions name.
    pub seen: u64,
}

/// What is known of one account's holders together.
///
/// An account may have several holders. What they don't share is unknown: two sectors are no sector. Incomes are added up, the earliest opening
/// counts, contacts and customer numbers are kept of each, and one attested survivor makes the account a survivor's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Customer {
    /// Customer numbers, in order.
    pub customers: Vec<Box<str>>,
    /// Names of holders, in order.
    pub names: Vec<Box<str>>,
    /// Person, business, charity or public body.
    pub kind: Option<HolderKind>,
    /// Midnight UTC of the day on which the account was opened, in microseconds.
    pub opened: Option<i64>,
    /// Declared income of a month: minor units and currency, one per holder.
    pub income: Vec<(i64, Currency)>,
    /// Trade or sector, as written.
    pub sector: Option<Box<str>>,
    /// Town of the holder's life.
    pub home_place: Option<Box<str>>,
    /// Whether a support organisation attests that the holder survived exploitation.
    pub attested_survivor: Option<bool>,
    /// Address, telephone and e-mail in a form that can be compared, each with its kind in front, in order.
    pub contacts: Vec<Box<str>>,
}

/// The customers of the institution, by account.
#[derive(Clone, Debug, Default)]
pub struct Customers {
    /// By account, written as in the transactions.
    pub accounts: HashMap<Box<str>, Customer>,
    /// The files that they come from, in the order given.
    pub files: Vec<ContextFile>,
}

impl Customers {
    /// True where no file was given.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.accounts.is_empty()
    }

    /// What is known of an account.
    #[must_use]
    pub fn get(&self, account: &str) -> Option<&Customer> {
        self.accounts.get(account)
    }
}

impl Customer {
    /// Takes in another holder of the same account.
    pub fn join(&mut self, other: Self) {
        fn shared<T: PartialEq>(known: &mut Option<T>, other: Option<&T>) {
            if known.as_ref() != other {
                *known = None;
            }
        }
        fn united(known: &mut Vec<Box<str>>, other: Vec<Box<str>>) {
            known.extend(other);
            known.sort_unstable();
            known.dedup();
        }
        united(&mut self.customers, other.customers);
        united(&mut self.names, other.names);
        united(&mut self.contacts, other.contacts);
        shared(&mut self.kind, other.kind.as_ref());
        shared(&mut self.sector, other.sector.as_ref());
        shared(&mut self.home_place, other.home_place.as_ref());
        self.opened = match (self.opened, other.opened) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
        self.income.extend(other.income);
        self.attested_survivor = match (self.attested_survivor, other.attested_survivor) {
            (Some(true), _) | (_, Some(true)) => Some(true),
            (one, other) => one.or(other),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joint_holders_keep_what_they_share() {
        let holder = |number: &str, sector: &str, opened: i64| Customer {
            customers: vec![number.into()],
            kind: Some(HolderKind::Person),
            sector: Some(sector.into()),
            opened: Some(opened),
            income: vec![(100, Currency::EUR)],
            ..Customer::default()
        };
        let mut joint = holder("B", "bakery", 7);
        joint.join(Customer {
            attested_survivor: Some(true),
            ..holder("A", "school", 5)
        });
        assert_eq!(joint.customers, ["A".into(), "B".into()]);
        assert_eq!((joint.kind, joint.sector), (Some(HolderKind::Person), None));
        assert_eq!((joint.opened, joint.attested_survivor), (Some(5), Some(true)));
        assert_eq!(joint.income.len(), 2);
    }
}
