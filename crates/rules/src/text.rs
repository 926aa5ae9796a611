//! The form in which texts and lexicon terms are compared; see [`crate::data::TEXT_FORM`].

use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Compatibility decomposition, marks removed, lower case, every run of characters that are neither letters nor digits as one blank, no blank
/// at either end. A text that is in this form already is not copied.
#[must_use]
pub fn fold(text: &str) -> Cow<'_, str> {
    if is_folded_ascii(text.as_bytes()) {
        return Cow::Borrowed(text);
    }
    let mut folded = String::with_capacity(text.len());
    fold_into(text, &mut folded);
    folded.truncate(folded.trim_end_matches(' ').len());
    Cow::Owned(folded)
}

/// Appends the folded form to a buffer that is empty or ends with a blank; a blank may stand at the end.
pub fn fold_into(text: &str, folded: &mut String) {
    if text.is_ascii() {
        text.bytes().for_each(|byte| push(folded, char::from(byte)));
    } else {
        text.nfkd()
            .filter(|&c| !is_combining_mark(c))
            .flat_map(char::to_lowercase)
            .nfkd()
            .filter(|&c| !is_combining_mark(c))
            .for_each(|c| push(folded, c));
    }
}

fn push(folded: &mut String, c: char) {
    if c.is_alphanumeric() {
        folded.push(c.to_ascii_lowercase());
    } else if !folded.is_empty() && !folded.ends_with(' ') {
        folded.push(' ');
    }
}

fn is_folded_ascii(text: &[u8]) -> bool {
    let plain = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let blanks_are_single = text.windows(2).all(|pair| pair.iter().any(plain));
    text.iter().all(|byte| plain(byte) || *byte == b' ')
        && blanks_are_single
        && text.first().is_none_or(plain)
        && text.last().is_none_or(plain)
}

/// The words of a name in folded form, in order. A name written together (`Jean-Pierre`) is two.
#[must_use]
pub fn name_tokens(name: &str) -> Vec<String> {
    fold(name)
        .split(' ')
        .filter(|token| !token.is_empty())
        .map(str::to_owned)
        .collect()
}

/// A name with its words in one order: `PINTO Joao` and `Joao Pinto` are one.
#[must_use]
pub fn name_form(name: &str) -> String {
    let mut words = name_tokens(name);
    words.sort_unstable();
    words.join(" ")
}

/// True where the folded text holds the folded term as whole tokens.
#[must_use]
pub fn holds(folded_text: &str, folded_term: &str) -> bool {
    if folded_term.is_empty() {
        return false;
    }
    folded_text.match_indices(folded_term).any(|(at, _)| {
        let before = folded_text[..at].chars().next_back();
        let after = folded_text[at + folded_term.len()..].chars().next();
        before.is_none_or(|c| c == ' ') && after.is_none_or(|c| c == ' ')
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn marks_case_and_punctuation_do_not_count() {
        assert_eq!(fold("  Proof-of--LIFE! "), "proof of life");
        assert_eq!(fold("Libération"), "liberation");
        assert_eq!(fold("ﬁn Straße İZMİR"), "fin straße izmir");
        assert_eq!(fold("رَهينة"), "رهينة");
        assert!(matches!(fold("a b"), Cow::Borrowed("a b")));
        assert!(matches!(fold("a  b"), Cow::Owned(_)));
    }

    #[test]
    fn terms_are_whole_tokens() {
        assert!(holds("the ransom of a", "ransom"));
        assert!(!holds("ransome", "ransom"));
        assert!(holds("ransome ransom", "ransom"));
        assert!(!holds("anything", ""));
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in "\\PC*") {
            let once = fold(&text).into_owned();
            prop_assert_eq!(fold(&once).into_owned(), once);
        }
    }
}
