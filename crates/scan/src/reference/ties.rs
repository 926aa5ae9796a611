//! Who belongs together: by words of names, contacts, customers, and transfers.

use super::eye::Eye;
use super::ledger::{Node, RefParty};
use redflag_rules::names::{FamilyWords, family_words, legal_forms};
use redflag_rules::text;
use std::collections::{BTreeMap, BTreeSet};

impl Eye<'_> {
    fn words(&self, name: &str) -> FamilyWords {
        family_words(name, &legal_forms(&self.world.plan.data))
    }

    fn share_contact(&self, one: &Node, other: &Node) -> bool {
        let both = self.world.customer(one).zip(self.world.customer(other));
        both.is_some_and(|(one, other)| {
            one.contacts.iter().any(|it| other.contacts.contains(it))
                || one.customers.iter().any(|it| other.customers.contains(it))
        })
    }

    /// Same party, a common word, contact or customer, or legs with that party in both directions.
    pub(super) fn is_kin(&self, leg: usize) -> Option<bool> {
        let here = self.leg(leg);
        let own = &self.account.node;
        let by_account = here.other().node().is_some_and(|other| {
            let with_them = |direction| {
                let legs = &self.account.legs;
                legs.iter()
                    .any(|leg| leg.direction == direction && leg.other().node().as_ref() == Some(&other))
            };
            let mutual = with_them(redflag_model::Direction::In) && with_them(redflag_model::Direction::Out);
            other == *own || mutual || self.share_contact(own, &other)
        });
        let names = here.own().name.as_deref().zip(here.other().name.as_deref());
        match (by_account, names) {
            (true, _) => Some(true),
            (false, None) => None,
            (false, Some((own, other))) => {
                let same = text::name_form(own) == text::name_form(other);
                Some(same || self.words(own).join(&self.words(other)))
            }
        }
    }

    /// Counterparties after joining those that belong together, again and again until nothing joins.
    pub(super) fn strangers(&self, legs: &[usize]) -> usize {
        let mut names: BTreeMap<Node, Vec<FamilyWords>> = BTreeMap::new();
        for &leg in legs {
            let party: &RefParty = self.leg(leg).other();
            let Some(node) = party.node() else { continue };
            let words = party.name.as_deref().map(|name| self.words(name));
            names.entry(node).or_default().extend(words);
        }
        let together = |one: &Node, other: &Node| {
            names[one]
                .iter()
                .any(|one| names[other].iter().any(|other| one.join(other)))
                || self.share_contact(one, other)
                || self.world.dealt(one, other)
        };
        components(&names.keys().collect::<Vec<_>>(), &|one, other| together(one, other))
    }
}

/// How many groups remain when everything that belongs together is put together.
pub(super) fn components<T>(all: &[T], together: &dyn Fn(&T, &T) -> bool) -> usize {
    let mut group: Vec<usize> = (0..all.len()).collect();
    loop {
        let mut changed = false;
        for one in 0..all.len() {
            for other in 0..all.len() {
                if group[one] != group[other] && together(&all[one], &all[other]) {
                    let least = group[one].min(group[other]);
                    (group[one], group[other]) = (least, least);
                    changed = true;
                }
            }
        }
        if !changed {
            return group.iter().collect::<BTreeSet<_>>().len();
        }
    }
}
