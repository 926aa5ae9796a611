//! The closed vocabulary of predicates, and what is known but not carried.

use redflag_model::Field;
use sqlparser::ast::{Expr, Spanned};
use sqlparser::tokenizer::Span;

/// Functions of the format that this version carries.
pub(super) const FUNCTIONS: &[&str] = &[
    "in_list",
    "in_lexicon",
    "in_group",
    "line",
    "closed",
    "km",
    "local_hour",
    "weekday",
    "seen_for",
    "quiet_for",
    "since_opened",
    "since_previous",
    "multiple_of",
    "related",
    "found",
    "part_of",
    "some_of",
    "count",
    "sum",
    "min",
    "max",
    "avg",
    "cv",
    "gap",
    "relayed",
    "refs",
    "surname",
];

/// Functions and aggregates of the format that a later version brings.
pub(super) const LATER_FUNCTIONS: &[&str] = &["local_date", "contacts"];

/// Fields of the format that a later version brings.
const LATER_FIELDS: &[&str] = &["institution"];

/// Words for what a person is or believes. GUARD-008; the preamble of resolution 2331 (2016) recalls that terrorism is to be tied to no
/// religion, nationality or people.
const PROTECTED: &[&str] = &[
    "religion",
    "religious",
    "faith",
    "belief",
    "ethnicity",
    "ethnic",
    "nationality",
    "gender",
    "sex",
    "birthplace",
    "birth",
    "citizenship",
    "citizen",
    "race",
    "racial",
    "caste",
    "tribe",
    "colour",
    "color",
    "descent",
    "orientation",
    "disability",
];

/// True for words that name a protected attribute, alone or as a part, as in `counterparty_religion`.
pub(crate) fn is_protected(word: &str) -> bool {
    let word = word.to_lowercase();
    word.split('_').any(|part| PROTECTED.contains(&part))
}

pub(super) const PROTECTED_HINT: &str = "religion, ethnicity, nationality, gender and birthplace are not fields and no pack can add them (GUARD-008; preamble of \
resolution 2331): describe what the money does";

/// True for a percentile such as `p95`.
pub(super) fn is_percentile(word: &str) -> bool {
    percentile(word).is_some()
}

/// The number of `p1` to `p99`.
pub(super) fn percentile(word: &str) -> Option<u8> {
    let digits = word.strip_prefix('p')?;
    let plain = !digits.starts_with('0') && digits.bytes().all(|b| b.is_ascii_digit());
    digits.parse().ok().filter(|n| plain && (1..=99).contains(n))
}

pub(super) fn is_later_function(word: &str) -> bool {
    LATER_FUNCTIONS.contains(&word)
}

pub(crate) fn is_later_field(word: &str) -> bool {
    LATER_FIELDS.contains(&word)
}

/// Names of all fields that this version carries.
pub(crate) fn field_names() -> impl Iterator<Item = &'static str> + Clone {
    Field::ALL.iter().map(|field| field.name())
}

/// The part of the predicate to mark. The parser's spans leave out operators and the names of some forms, which is near enough.
pub(super) fn extent(expr: &Expr) -> Span {
    match expr {
        Expr::Function(function) => function.name.span(),
        other => other.span(),
    }
}
