//! Values that a free text names: telephone numbers, accounts, wallets and persons.
//!
//! What is found is kept in one form, so that one person or number is one value however it was written. Nothing is guessed from a word alone: an account
//! and most wallets carry a checksum, a number needs a prefix or a word before it, and a name the form that tickets have or a word that announces it.

mod iban;
mod person;
mod phone;
mod wallet;
mod words;

use redflag_model::RefKind;

/// Most values of one text: a text with more is a list, and the rest says no more.
const MOST: usize = 50;

/// The values of one kind that a text names, each once, in the order of their form.
#[must_use]
pub fn of(kind: RefKind, text: &str) -> Vec<String> {
    let mut found = match kind {
        RefKind::Phone => phone::of(text),
        RefKind::Iban => iban::of(text),
        RefKind::Person => person::of(text),
        RefKind::Wallet => wallet::of(text),
    };
    found.truncate(MOST);
    found.sort_unstable();
    found.dedup();
    found
}

/// True for titles such as `mr` and `madame`, in folded form.
pub(crate) fn is_title(folded: &str) -> bool {
    words::TITLES.contains(folded)
}

/// A piece of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Piece<'t> {
    text: &'t str,
    kind: Kind,
    /// Nothing stands between this piece and the one before it.
    glued: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Letters, with apostrophes and hyphens among them.
    Word,
    /// Letters and digits, or digits alone.
    Number,
    /// One other character, no blank.
    Mark,
}

/// Words, numbers and marks in order.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces: Vec<Piece<'_>> = Vec::new();
    let mut at = 0;
    let mut end = usize::MAX;
    while let Some(first) = text[at..].chars().next() {
        if first.is_whitespace() {
            at += first.len_utf8();
            continue;
        }
        let length = length_of_piece(&text[at..]);
        let piece = &text[at..at + length];
        pieces.push(Piece {
            text: piece,
            kind: kind_of(piece),
            glued: end == at,
        });
        at += length;
        end = at;
    }
    pieces
}

fn kind_of(piece: &str) -> Kind {
    if piece.chars().any(char::is_numeric) {
        Kind::Number
    } else if piece.chars().any(char::is_alphabetic) {
        Kind::Word
    } else {
        Kind::Mark
    }
}

fn length_of_piece(text: &str) -> usize {
    let is_inside = |c: char| c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c);
    let mut length = 0;
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let joins = matches!(c, '\'' | '’' | '-') && length > 0 && rest.peek().is_some_and(|next| next.is_alphabetic());
        if !is_inside(c) && !joins {
            break;
        }
        length += c.len_utf8();
    }
    if length == 0 {
        text.chars().next().map_or(0, char::len_utf8)
    } else {
        length
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_text_is_read(text in "\\PC{0,60}") {
            for &kind in RefKind::ALL {
                for value in of(kind, &text) {
                    prop_assert!(!value.is_empty());
                }
            }
        }

        #[test]
        fn pieces_are_all_of_the_text(text in "[a-z0-9 ,/'é-]{0,30}") {
            let joined: String = pieces(&text).iter().map(|piece| piece.text).collect();
            prop_assert_eq!(joined, text.replace(' ', ""));
        }
    }
}
