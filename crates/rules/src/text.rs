//! The form in which texts and lexicon terms are compared; see [`crate::data::TEXT_FORM`].

use std::borrow::Cow;
use std::sync::LazyLock;
use unicode_normalization::char::{decompose_compatible, is_combining_mark};

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
        return;
    }
    for c in text.chars() {
        match USUAL.get(c as usize) {
            Some(letters) => letters.chars().for_each(|c| push(folded, c)),
            None => each_letter(c, |c| push(folded, c)),
        }
    }
}

/// What characters of one or two bytes become. Texts of most alphabets hold few others, and normalising costs more than all else that is done to them.
static USUAL: LazyLock<Vec<Box<str>>> = LazyLock::new(|| {
    let letters = |c| {
        let mut letters = String::new();
        each_letter(c, |c| letters.push(c));
        letters.into_boxed_str()
    };
    ('\0'..'\u{800}').map(letters).collect()
});

/// Marks are removed, so that their order never matters and each character can be decomposed by itself.
fn each_letter(c: char, mut letter: impl FnMut(char)) {
    decompose_compatible(c, |part| {
        for lower in part.to_lowercase().filter(|_| !is_combining_mark(part)) {
            decompose_compatible(lower, |part| {
                if !is_combining_mark(part) {
                    letter(part);
                }
            });
        }
    });
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
    // A term of a repeated word may begin inside a place where it does not stand: every word is tried.
    let starts = std::iter::once(0).chain(folded_text.match_indices(' ').map(|(at, _)| at + 1));
    starts
        .filter_map(|at| folded_text[at..].strip_prefix(folded_term))
        .any(|rest| rest.is_empty() || rest.starts_with(' '))
}

/// True where the text holds the term letter for letter, ASCII case aside, beside neither an ASCII letter, a digit nor `_`.
#[must_use]
pub fn holds_as_written(text: &str, term: &str) -> bool {
    let (text, term) = (text.as_bytes(), term.as_bytes());
    if term.is_empty() || term.len() > text.len() {
        return false;
    }
    let is_word = |at: Option<&u8>| at.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    (0..=text.len() - term.len()).any(|at| {
        let end = at + term.len();
        text[at..end].eq_ignore_ascii_case(term)
            && !is_word(at.checked_sub(1).and_then(|before| text.get(before)))
            && !is_word(text.get(end))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use unicode_normalization::UnicodeNormalization;

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
        assert!(holds("aa a a aa", "a a"));
        assert!(!holds("anything", ""));
    }

    /// The definition: the whole text is normalised, twice, as lower case can bring new marks.
    fn by_the_book(text: &str) -> String {
        let letters = text
            .nfkd()
            .filter(|&c| !is_combining_mark(c))
            .flat_map(char::to_lowercase)
            .nfkd();
        let mut folded = String::new();
        letters
            .filter(|&c| !is_combining_mark(c))
            .for_each(|c| push(&mut folded, c));
        folded.trim_end().to_owned()
    }

    #[test]
    fn each_character_is_folded_by_the_book() {
        for c in '\0'..=char::MAX {
            let text = format!("é{c}é");
            assert_eq!(fold(&text), by_the_book(&text), "{c:?}");
        }
    }

    #[test]
    fn as_written_means_the_same_signs_between_words() {
        assert!(holds_as_written("inv. PROOF of life/2", "proof of life"));
        for text in [
            "proof, of life",
            "proof  of life",
            "proof of lifeline",
            "xproof of life",
            "proof of life_2",
            "proof of",
            "",
        ] {
            assert!(!holds_as_written(text, "proof of life"), "{text}");
        }
        assert!(!holds_as_written("anything", ""));
    }

    proptest! {
        #[test]
        fn texts_are_folded_by_the_book(text in "[aÀßﬁ\\u{301}\\u{327}\\u{345}ا\\u{64E}한ᄒ ,Σς]{0,8}\\PC{0,8}") {
            prop_assert_eq!(fold(&text).into_owned(), by_the_book(&text));
        }

        #[test]
        fn folding_twice_changes_nothing(text in "\\PC*") {
            let once = fold(&text).into_owned();
            prop_assert_eq!(fold(&once).into_owned(), once);
        }
    }
}
