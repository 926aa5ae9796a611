//! Lexicons whose terms must stand in the text letter for letter: what the automaton found of them in the folded text is looked at again.

use redflag_rules::data::Lexicon;
use redflag_rules::text::fold;
use std::sync::Arc;

/// Those lexicons, each with its bit. Hits are rare, so that their terms are tried one by one.
#[derive(Debug)]
pub(super) struct AsWritten(Vec<(u64, Arc<Lexicon>)>);

impl AsWritten {
    pub(super) fn of(lexicons: &[Arc<Lexicon>]) -> Self {
        let bits = (0..lexicons.len()).map(|bit| 1 << bit);
        let strict = bits.zip(lexicons).filter(|(_, lexicon)| lexicon.as_written);
        Self(strict.map(|(bit, lexicon)| (bit, Arc::clone(lexicon))).collect())
    }

    /// The bits without those that the text as written does not bear out.
    pub(super) fn confirmed(&self, text: &str, bits: u64) -> u64 {
        let strict = self.0.iter().filter(|(bit, _)| bits & bit != 0);
        strict.fold(bits, |bits, (bit, lexicon)| {
            let folded = fold(text);
            let mut terms = lexicon.terms().into_iter();
            let holds = terms.any(|term| lexicon.holds(text, &folded, term));
            if holds { bits } else { bits & !bit }
        })
    }
}
