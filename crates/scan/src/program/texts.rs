//! What the texts of the dictionaries say, decided once per run and shared by all layers.

use super::atom::Truths;
use crate::lexicon::Matcher;
use rayon::prelude::*;
use redflag_model::{Domain, Lookup, NULL_CODE, TextClassifier};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// Answers about texts, kept.
#[derive(Debug, Default)]
pub(crate) struct Texts {
    lexicons: [OnceLock<Vec<u64>>; Domain::ALL.len()],
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

/// The text behind a code.
pub(super) fn text_of(lookup: &dyn Lookup, domain: Domain, code: usize) -> Option<&str> {
    lookup.text(domain, u32::try_from(code).unwrap_or(NULL_CODE))
}
