//! One automaton for all lexicons of a plan.

use aho_corasick::{AhoCorasick, AhoCorasickKind, BuildError, MatchKind};
use redflag_model::TextClassifier;
use redflag_rules::data::Lexicon;
use redflag_rules::text;
use std::cell::RefCell;
use std::sync::Arc;

/// Finds terms of all lexicons as whole tokens in one pass over a text.
///
/// Text and terms are compared in the folded form of [`redflag_rules::text::fold`]. Each term stands in the automaton with a blank on either
/// side, so that a hit is a hit of whole tokens.
#[derive(Debug)]
pub struct Matcher {
    automaton: AhoCorasick,
    masks: Vec<u64>,
}

thread_local! {
    static BUFFER: RefCell<String> = const { RefCell::new(String::new()) };
}

impl Matcher {
    /// Builds the automaton; lexicon *n* answers with bit *n*.
    ///
    /// # Errors
    /// Where the terms are too many for an automaton.
    pub fn new(lexicons: &[Arc<Lexicon>]) -> Result<Self, BuildError> {
        let mut terms: Vec<(String, u64)> = Vec::new();
        for (bit, lexicon) in lexicons.iter().enumerate() {
            terms.extend(
                lexicon
                    .terms()
                    .into_iter()
                    .map(|term| (format!(" {} ", text::fold(term)), 1 << bit)),
            );
        }
        terms.sort();
        terms.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 |= next.1;
            }
            same
        });
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .kind(Some(AhoCorasickKind::DFA))
            .build(terms.iter().map(|(term, _)| term))?;
        Ok(Self {
            automaton,
            masks: terms.into_iter().map(|(_, mask)| mask).collect(),
        })
    }
}

impl TextClassifier for Matcher {
    fn classify(&self, text: &str) -> u64 {
        if text.is_empty() || self.masks.is_empty() {
            return 0;
        }
        BUFFER.with_borrow_mut(|padded| {
            padded.clear();
            padded.push(' ');
            text::fold_into(text, padded);
            if !padded.ends_with(' ') {
                padded.push(' ');
            }
            let hits = self.automaton.find_overlapping_iter(padded.as_str());
            hits.fold(0, |bits, hit| bits | self.masks[hit.pattern().as_usize()])
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use redflag_rules::data::Language;

    fn lexicon(terms: &[&str]) -> Arc<Lexicon> {
        let language = Language {
            code: "en".to_owned(),
            enabled: true,
            terms: terms.iter().map(|&t| t.to_owned()).collect(),
            ..Language::default()
        };
        Arc::new(Lexicon {
            languages: vec![language],
            ..Lexicon::default()
        })
    }

    #[test]
    fn whole_tokens_only_and_neighbours_both() {
        let matcher = Matcher::new(&[lexicon(&["proof of life", "rançon"]), lexicon(&["life"])]).unwrap();
        assert_eq!(matcher.classify("Proof-of-life, RANCON"), 0b11);
        assert_eq!(matcher.classify("rançonnage lifestyle"), 0);
        assert_eq!(matcher.classify("life"), 0b10);
        assert_eq!(matcher.classify(""), 0);
    }
}
