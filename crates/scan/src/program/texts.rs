//! What the texts of the dictionaries say, decided once per run and shared by all layers.

use super::atom::Truths;
use super::families::Families;
use super::kinship::Kinship;
use crate::lexicon::Matcher;
use crate::store::Holders;
use rayon::prelude::*;
use redflag_model::{Domain, Lookup, NULL_CODE, TextClassifier};
use redflag_rules::text;
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// Answers about texts, kept.
#[derive(Debug, Default)]
pub(crate) struct Texts {
    lexicons: [OnceLock<Vec<u64>>; Domain::ALL.len()],
    forms: OnceLock<Arc<[u32]>>,
    kinship: OnceLock<Arc<Kinship>>,
    truths: Mutex<HashMap<(Domain, String), Truths>>,
}

impl Texts {
    /// The truth of a test by code; `what` names the test.
    pub(super) fn truths(&self, domain: Domain, what: &str, decide: impl FnOnce() -> Truths) -> Truths {
        let key = (domain, what.to_owned());
        let known = |truths: &HashMap<_, Truths>| truths.get(&key).cloned();
        if let Some(truths) = known(&self.truths.lock().unwrap_or_else(PoisonError::into_inner)) {
            return truths;
        }
        let decided = decide();
        let mut truths = self.truths.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(truths.entry(key).or_insert(decided))
    }

    /// By code, the lexicons of which the text holds a term.
    pub(super) fn lexicons(&self, domain: Domain, lookup: &dyn Lookup, matcher: Option<&Matcher>) -> &[u64] {
        self.lexicons[domain as usize].get_or_init(|| {
            (0..lookup.size(domain))
                .into_par_iter()
                .map(|code| {
                    let text = text_of(lookup, domain, code);
                    matcher.zip(text).map_or(0, |(matcher, text)| matcher.classify(text))
                })
                .collect()
        })
    }
}

impl Texts {
    /// Names of one form, with their words in any order, share a number.
    pub(super) fn forms(&self, lookup: &dyn Lookup) -> Arc<[u32]> {
        let forms = self.forms.get_or_init(|| {
            let mut known: HashMap<String, u32> = HashMap::new();
            let codes = 0..lookup.size(Domain::Name);
            let form = |code| {
                let name = text_of(lookup, Domain::Name, code)?;
                let code = u32::try_from(code).unwrap_or(NULL_CODE);
                Some(*known.entry(text::name_form(name)).or_insert(code))
            };
            codes.map(form).map(Option::unwrap_or_default).collect()
        });
        Arc::clone(forms)
    }

    /// Who may belong together, by names, customers and contacts.
    pub(super) fn kinship(
        &self,
        lookup: &dyn Lookup,
        holders: &Arc<Holders>,
        legal: &BTreeSet<String>,
    ) -> Arc<Kinship> {
        let kinship = self.kinship.get_or_init(|| {
            Arc::new(Kinship {
                names: Families::new(lookup, Domain::Name, legal),
                holders: Arc::clone(holders),
            })
        });
        Arc::clone(kinship)
    }
}

/// The text behind a code.
pub(super) fn text_of(lookup: &dyn Lookup, domain: Domain, code: usize) -> Option<&str> {
    lookup.text(domain, u32::try_from(code).unwrap_or(NULL_CODE))
}
