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

/// The words of a name by which it may belong to a family.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FamilyWords {
    /// Words that may be a family's.
    pub family: BTreeSet<String>,
    /// The word that is written first, where others follow: mostly a given name, which half a country may bear. It joins its bearer to those
    /// whose family it names, and no two bearers.
    pub first: Option<String>,
}

impl FamilyWords {
    /// True where nothing in the name could be shared.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.family.is_empty() && self.first.is_none()
    }

    /// True where two names may be of one family.
    #[must_use]
    pub fn join(&self, other: &Self) -> bool {
        let names = |one: &Self, other: &Self| one.first.as_ref().is_some_and(|word| other.family.contains(word));
        !self.family.is_disjoint(&other.family) || names(self, other) || names(other, self)
    }
}

/// The words of a name that another of the family may share: folded, each once, of three letters or more, without titles, particles and the words of
/// `skipped`.
///
/// The first word is set apart, for given names are mostly written first; where the first word alone is in capitals, or a comma follows it, the last is
/// set apart instead.
#[must_use]
pub fn family_words(name: &str, skipped: &BTreeSet<String>) -> FamilyWords {
    let joins = |word: &String| {
        word.chars().filter(|c| c.is_alphabetic()).count() >= LETTERS
            && !PARTICLES.contains(&word.as_str())
            && !is_title(word)
            && !skipped.contains(word)
    };
    let mut words: Vec<String> = name_tokens(name)
        .into_iter()
        .filter(|word| !is_title(word) && !skipped.contains(word))
        .collect();
    if is_family_first(name) && !words.is_empty() {
        words.rotate_left(1);
    }
    let family: BTreeSet<String> = words.iter().skip(1).filter(|word| joins(word)).cloned().collect();
    let first = words.into_iter().next().filter(joins);
    if family.is_empty() {
        return FamilyWords {
            family: first.into_iter().collect(),
            first: None,
        };
    }
    FamilyWords {
        first: first.filter(|word| !family.contains(word)),
        family,
    }
}

/// `PINTO Joao` and `Pinto, Joao`.
pub(crate) fn is_family_first(name: &str) -> bool {
    let mut parts = name.split_whitespace();
    let Some(first) = parts.next() else { return false };
    let capitals = |part: &str| part.chars().any(char::is_uppercase) && !part.chars().any(char::is_lowercase);
    first.ends_with(',') || (capitals(first) && first.chars().count() > 2 && parts.any(|part| !capitals(part)))
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
            let words = family_words(name, &skipped);
            words
                .family
                .into_iter()
                .chain(words.first.map(|first| format!("({first})")))
                .collect()
        };
        assert_eq!(words("Mr. José-María de la Cruz"), ["cruz", "maria", "(jose)"]);
        assert_eq!(words("Abdul van der Li GmbH"), Vec::<String>::new());
        assert_eq!(words("Ли Цзюнь"), ["цзюнь"]);
        assert_eq!(words("Suharto"), ["suharto"]);
        assert_eq!(words("PINTO Joao"), ["pinto", "(joao)"]);
        assert_eq!(words("Pinto, Joao Miguel"), ["miguel", "pinto", "(joao)"]);
        let join =
            |one: &str, other: &str| family_words(one, &BTreeSet::new()).join(&family_words(other, &BTreeSet::new()));
        assert!(!join("Ali Demir", "Ali Kaya"));
        assert!(join("Ali Hassan", "Hassan Omar"));
        assert!(join("Joao Pinto", "PINTO Maria"));
    }
}
