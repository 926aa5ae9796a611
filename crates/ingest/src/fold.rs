//! Names in the form in which they are compared.

use unicode_normalization::UnicodeNormalization;

/// Letters and digits alone, without marks, in lower case: `Côte d’Ivoire` and `COTE D'IVOIRE` are one.
pub(crate) fn fold(text: &str) -> String {
    text.nfkd()
        .filter(|letter| letter.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}
