//! How many parties are strangers to one another.

use super::frame::Frame;
use crate::program::{Joined, Kinship};
use redflag_model::{Field, NULL_CODE};
use std::collections::BTreeMap;

/// Tells who paid whom, beyond the account under examination.
pub(crate) trait Transfers {
    /// The accounts that an account deals with, where it has few enough legs to be asked.
    fn partners(&self, account: u32) -> Option<Vec<u32>>;
}

/// Distinct counterparties of some legs after joining those that belong together.
pub(super) fn strangers(frame: &Frame<'_>, kinship: &Kinship, legs: impl Iterator<Item = usize>) -> usize {
    let mut names: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for leg in legs {
        let party = frame.code(Field::Counterparty, leg);
        if party != NULL_CODE {
            names
                .entry(party)
                .or_default()
                .push(frame.code(Field::CounterpartyName, leg));
        }
    }
    let parties: Vec<u32> = names.keys().copied().collect();
    let place = |party: u32| parties.binary_search(&party).ok();
    let mut joined = Joined::new(parties.len());
    let bearers = names.values().enumerate();
    joined.families(bearers.flat_map(|(at, names)| names.iter().map(move |&name| (at, kinship.names.words(name)))));
    for (at, &party) in parties.iter().enumerate() {
        for (other, &with) in parties.iter().enumerate().skip(at + 1) {
            if kinship.share_holder(party, with) {
                joined.join(at, other);
            }
        }
    }
    for (at, &party) in parties.iter().enumerate() {
        for partner in frame.partners(party).iter().filter_map(|&partner| place(partner)) {
            joined.join(at, partner);
        }
    }
    joined.count()
}
