//! All lexicons of a plan, looked for in one pass over a text.

mod as_written;
mod phrases;
mod words;

use as_written::AsWritten;
use phrases::Phrases;
use redflag_model::TextClassifier;
use redflag_rules::data::Lexicon;
use redflag_rules::text;
use std::sync::Arc;

/// Finds terms of all lexicons as whole tokens in one pass over a text.
///
/// Text and terms are compared in the folded form of [`redflag_rules::text::fold`]. A text in ASCII, as most are, is folded on the way and not copied.
#[derive(Debug)]
pub struct Matcher {
    phrases: Phrases,
    as_written: AsWritten,
}

impl Matcher {
    /// Takes in every term; lexicon *n* answers with bit *n*.
    #[must_use]
    pub fn new(lexicons: &[Arc<Lexicon>]) -> Self {
        let mut terms = Vec::new();
        for (bit, lexicon) in lexicons.iter().enumerate() {
            terms.extend(lexicon.terms().into_iter().map(|term| (text::fold(term), 1 << bit)));
        }
        Self {
            phrases: Phrases::new(&terms),
            as_written: AsWritten::of(lexicons),
        }
    }
}

impl TextClassifier for Matcher {
    fn classify(&self, text: &str) -> u64 {
        let found = self.phrases.in_ascii(text);
        let found = found.unwrap_or_else(|| self.phrases.in_folded(&text::fold(text)));
        self.as_written.confirmed(text, found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;
    use redflag_rules::data::Language;

    fn lexicon<T: AsRef<str>>(terms: &[T]) -> Arc<Lexicon> {
        let language = Language {
            code: "en".to_owned(),
            enabled: true,
            terms: terms.iter().map(|term| term.as_ref().to_owned()).collect(),
            ..Language::default()
        };
        Arc::new(Lexicon {
            languages: vec![language],
            ..Lexicon::default()
        })
    }

    #[test]
    fn whole_tokens_only_and_neighbours_both() {
        let matcher = Matcher::new(&[lexicon(&["proof of life", "rançon"]), lexicon(&["life"])]);
        assert_eq!(matcher.classify("Proof-of-life, RANCON"), 0b11);
        assert_eq!(matcher.classify("rançonnage lifestyle"), 0);
        assert_eq!(matcher.classify("life"), 0b10);
        assert_eq!(matcher.classify(""), 0);
    }

    #[test]
    fn words_and_phrases_over_the_border_of_a_piece() {
        let long = "x".repeat(70);
        let matcher = Matcher::new(&[lexicon(&["proof of life"]), lexicon(&[long.as_str()])]);
        for before in 0..140 {
            let filling = "a".repeat(before);
            assert_eq!(
                matcher.classify(&format!("{filling} PROOF, of  life")),
                0b01,
                "{before}"
            );
            assert_eq!(
                matcher.classify(&format!("{filling}proof of life")),
                u64::from(before == 0)
            );
            assert_eq!(matcher.classify(&format!("{filling}-{long}")), 0b10);
            assert_eq!(matcher.classify(&format!("{filling} {long}x")), 0);
        }
    }

    /// Texts of few letters, so that terms are found often: plain, with marks, written together, in other scripts, with every ASCII character.
    fn sentence(words: usize) -> impl Strategy<Value = String> {
        let word = prop_oneof![
            4 => "[abAB]{1,3}",
            1 => "[abAB1]{7,9}",
            1 => "[ab]{15,18}",
            1 => "[aàÀbǎﬁİß]{1,3}",
            1 => "[حبد\u{64E}\u{301}]{1,3}",
            1 => "[人口]{1,2}",
            1 => "[\\x00-\\x7F]{1,4}",
            1 => "\\PC{1,3}",
        ];
        let gap = prop_oneof![3 => Just(" "), 1 => Just("-"), 1 => Just(" , "), 1 => Just("\u{A0}"), 1 => Just("")];
        vec((word, gap), 0..words).prop_map(|parts| {
            parts
                .into_iter()
                .flat_map(|(word, gap)| [word, gap.to_owned()])
                .collect()
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]
        #[test]
        fn says_what_a_search_for_each_term_says(
            lexicons in vec(vec(sentence(3), 1..6), 1..4),
            texts in vec(sentence(40), 1..8),
        ) {
            let matcher = Matcher::new(&lexicons.iter().map(|terms| lexicon(terms)).collect::<Vec<_>>());
            for text in texts {
                let folded = text::fold(&text);
                let says = |terms: &Vec<String>| terms.iter().any(|term| text::holds(&folded, &text::fold(term)));
                let expected = lexicons.iter().enumerate().fold(0, |bits, (bit, terms)| bits | u64::from(says(terms)) << bit);
                prop_assert_eq!(matcher.classify(&text), expected, "{:?} in {:?}", &lexicons, &text);
            }
        }
    }

    #[test]
    fn as_written_only_the_signs_of_the_term_stand_between_its_words() {
        let strict = Lexicon {
            as_written: true,
            ..Lexicon::clone(&lexicon(&["proof of life"]))
        };
        let matcher = Matcher::new(&[Arc::new(strict), lexicon(&["proof of life"])]);
        assert_eq!(matcher.classify("ref: Proof of Life."), 0b11);
        for text in ["proof-of-life", "proof, of life", "próof of life"] {
            assert_eq!(matcher.classify(text), 0b10, "{text}");
        }
    }
}
