//! Who may be asked about: accounts that act as a business are told apart by their names and by their custom.

use crate::kernel::Frame;
use crate::lexicon::Matcher;
use crate::store::{Holders, LegIndex, Store};
use redflag_model::{Channel, Domain, Field, HolderKind, Lookup, NULL_CODE, TextClassifier};
use redflag_rules::Plan;
use redflag_rules::plan::Subjects;
use std::collections::HashSet;
use std::sync::Arc;

/// Distinct counterparties with card custom from which an account is taken for a merchant (decisions.md 7).
const MERCHANT_CUSTOMERS: usize = 20;

/// Tells businesses from persons.
#[derive(Debug, Default)]
pub(crate) struct Kinds {
    /// Whether a name holds a legal form, by code.
    business_name: Vec<bool>,
    holders: Arc<Holders>,
}

impl Kinds {
    /// Decides once per distinct name.
    pub(crate) fn new(plan: &Plan, store: &Store) -> Self {
        let forms = plan.data.lexicons.get("legal-forms").cloned();
        let Some(matcher) = forms.map(|forms| Matcher::new(&[forms])) else {
            return Self {
                holders: Arc::clone(&store.holders),
                ..Self::default()
            };
        };
        let is_business = |code: usize| {
            let name = store.text(Domain::Name, u32::try_from(code).unwrap_or(NULL_CODE));
            name.is_some_and(|name| matcher.classify(name) != 0)
        };
        Self {
            holders: Arc::clone(&store.holders),
            business_name: (0..store.size(Domain::Name)).map(is_business).collect(),
        }
    }

    /// True where a rule about `subjects` may speak of the frame's account.
    pub(crate) fn admit(&self, frame: &Frame<'_>, subjects: Subjects) -> bool {
        match subjects {
            Subjects::Any => true,
            Subjects::Persons => match self.holders.told_kind(frame.slice.account) {
                Some(kind) => kind == HolderKind::Person,
                None => !self.is_business(frame),
            },
            Subjects::Businesses => match self.holders.told_kind(frame.slice.account) {
                Some(kind) => kind == HolderKind::Business,
                None => self.is_business(frame),
            },
        }
    }

    fn is_business(&self, frame: &Frame<'_>) -> bool {
        let slice = &frame.slice;
        let names = slice.codes(Field::OwnName);
        let by_name = names
            .iter()
            .any(|&name| self.business_name.get(name as usize).copied().unwrap_or(false));
        by_name || {
            let card = Channel::Card as u32 + 1;
            let customers: HashSet<u32> = (0..slice.len())
                .filter(|&leg| !slice.out[leg] && slice.codes(Field::Channel)[leg] == card)
                .map(|leg| slice.codes(Field::Counterparty)[leg])
                .filter(|&party| party != NULL_CODE)
                .collect();
            customers.len() >= MERCHANT_CUSTOMERS
        }
    }
}

/// Tells of single accounts whether they act as a business, without looking at every name of the data.
pub(crate) struct Trade<'a> {
    store: &'a Store,
    index: &'a LegIndex,
    forms: Option<Matcher>,
}

impl<'a> Trade<'a> {
    pub(crate) fn new(plan: &Plan, store: &'a Store, index: &'a LegIndex) -> Self {
        let forms = plan.data.lexicons.get("legal-forms").cloned();
        Self {
            store,
            index,
            forms: forms.map(|forms| Matcher::new(&[forms])),
        }
    }

    /// By the customers file, else by a legal form in its name or by its custom.
    pub(crate) fn is_business(&self, account: u32) -> bool {
        if let Some(kind) = self.store.holders.told_kind(account) {
            return kind == HolderKind::Business;
        }
        let (mut names, mut customers) = (HashSet::new(), HashSet::new());
        for (row, out) in self.index.legs(account) {
            let core = self.store.columns.core(row as usize);
            names.insert(self.store.columns.names(row as usize)[usize::from(!out)]);
            let party = core.accounts[usize::from(out)];
            if !out && u32::from(core.channel) == Channel::Card as u32 + 1 && party != NULL_CODE {
                customers.insert(party);
            }
        }
        let is_form = |code: u32| {
            let name = self.store.text(Domain::Name, code);
            name.zip(self.forms.as_ref())
                .is_some_and(|(name, forms)| forms.classify(name) != 0)
        };
        customers.len() >= MERCHANT_CUSTOMERS || names.into_iter().any(is_form)
    }
}
