//! What in a name may be shared by a family.

use crate::data::Data;
use crate::refs::is_title;
use crate::text::name_tokens;
use std::collections::BTreeSet;

/// Words that stand in many names and join nobody.
const PARTICLES: &[&str] = &[
    "abd", "abdul", "abou", "abu", "ait", "ben", "bin", "bint", "das", "del", "della", "den", "der", "dos", "ibn",
    "mac", "ould", "san", "ter", "van", "vom", "von", "zur",
];

/// Letters that a word must have to join two names.
const LETTERS: usize = 3;

/// The words of a name that another of the family may share: folded, each once, of three letters or more, without titles, particles and the words of
/// `skipped`. Any word counts, not the last alone, for family names stand where a language puts them.
#[must_use]
pub fn family_words(name: &str, skipped: &BTreeSet<String>) -> BTreeSet<String> {
    let joins = |word: &String| {
        word.chars().filter(|c| c.is_alphabetic()).count() >= LETTERS
            && !PARTICLES.contains(&word.as_str())
            && !is_title(word)
            && !skipped.contains(word)
    };
    name_tokens(name).into_iter().filter(joins).collect()
}

/// Words of legal forms, which firms share and families don't.
#[must_use]
pub fn legal_forms(data: &Data) -> BTreeSet<String> {
    let forms = data.lexicons.get("legal-forms");
    let terms = forms.into_iter().flat_map(|forms| forms.terms());
    terms.flat_map(name_tokens).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_a_family_shares() {
        let words = |name: &str| -> Vec<String> {
            let skipped = BTreeSet::from(["gmbh".to_owned()]);
            family_words(name, &skipped).into_iter().collect()
        };
        assert_eq!(words("Mr. José-María de la Cruz"), ["cruz", "jose", "maria"]);
        assert_eq!(words("Abdul van der Li GmbH"), Vec::<String>::new());
        assert_eq!(words("Ли Цзюнь"), ["цзюнь"]);
    }
}
