//! How exports name their columns and codes, as a data file says it.

use crate::fold::fold;
use redflag_model::{Channel, Column, Currency, Direction};
use std::sync::LazyLock;

const TEXT: &str = include_str!("../../words/headers.toml");

/// The data file, each name with its place in its list.
static PHRASES: LazyLock<Vec<Phrase>> = LazyLock::new(|| phrases(&TEXT.parse::<toml::Table>().unwrap_or_default()));

struct Phrase {
    table: String,
    key: String,
    /// Place in the list; names that are equally good share one.
    rank: usize,
    /// Folded words with blanks between.
    text: String,
}

/// How well a header fits a known name. The least is the best.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Match {
    /// False where the header is the name, true where it only holds it.
    pub(super) holds: bool,
    /// Place in the list, or how many letters the header has beside the name.
    pub(super) rank: usize,
}

/// A side of a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Side {
    Own,
    Originator,
    Beneficiary,
    Counterparty,
}

/// What is said of a side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    Account,
    Name,
    Country,
    Bank,
    Place,
}

fn phrases(words: &toml::Table) -> Vec<Phrase> {
    let mut phrases = Vec::new();
    for (table, keys) in words {
        for (key, list) in keys.as_table().into_iter().flatten() {
            for (rank, entry) in list.as_array().into_iter().flatten().enumerate() {
                for text in entry.as_str().unwrap_or_default().split('|') {
                    phrases.push(Phrase {
                        table: table.clone(),
                        key: key.clone(),
                        rank,
                        text: normal(text),
                    });
                }
            }
        }
    }
    phrases
}

fn of(table: &str) -> impl Iterator<Item = &'static Phrase> {
    PHRASES.iter().filter(move |phrase| phrase.table == table)
}

/// Folded words with blanks between; `dateOpération` and `DATE OPERATION` are `date operation`.
pub(super) fn normal(text: &str) -> String {
    let mut spaced = String::new();
    let mut before = ' ';
    for letter in text.chars() {
        if before.is_lowercase() && letter.is_uppercase() {
            spaced.push(' ');
        }
        spaced.push(letter);
        before = letter;
    }
    let words: Vec<String> = spaced
        .split(|letter: char| !letter.is_alphanumeric() && !is_mark(letter))
        .map(fold)
        .filter(|word| !word.is_empty())
        .collect();
    words.join(" ")
}

/// A combining mark belongs to the letter before it.
fn is_mark(letter: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&letter)
}

/// The names of a key that a header is, or holds; the best.
pub(super) fn header(key: &str, header: &str) -> Option<(Match, &'static str)> {
    let fits = |phrase: &'static Phrase| {
        let fit = if phrase.text == header {
            Match {
                holds: false,
                rank: phrase.rank,
            }
        } else if holds(header, &phrase.text) && phrase.text.len() > 3 {
            Match {
                holds: true,
                rank: header.len() - phrase.text.len(),
            }
        } else {
            return None;
        };
        Some((fit, phrase.text.as_str()))
    };
    of("columns").filter(|phrase| phrase.key == key).filter_map(fits).min()
}

fn holds(text: &str, phrase: &str) -> bool {
    format!(" {text} ").contains(&format!(" {phrase} "))
}

/// The side and part that a header is made of; no part where the header names a side alone.
pub(super) fn party(header: &str) -> Option<(Side, Option<Part>)> {
    let sided = of("sides").filter_map(|phrase| Some((phrase, rest(header, &phrase.text)?)));
    let mut sided: Vec<_> = sided.collect();
    sided.sort_by_key(|(phrase, _)| std::cmp::Reverse(phrase.text.len()));
    for (phrase, rest) in sided {
        let side = side(&phrase.key)?;
        if rest.is_empty() {
            return Some((side, None));
        }
        if let Some(part) = part(&rest) {
            return Some((side, Some(part)));
        }
    }
    part(header).map(|part| (Side::Own, Some(part)))
}

/// What a header says beside a side, without the words that only join.
fn rest(header: &str, side: &str) -> Option<String> {
    const JOINING: [&str; 12] = ["of", "the", "de", "du", "des", "la", "le", "l", "d", "del", "der", "s"];
    let padded = format!("{header} ");
    let rest = padded
        .strip_prefix(&format!("{side} "))
        .or_else(|| header.strip_suffix(&format!(" {side}")))?;
    let mut words: Vec<&str> = rest.split_whitespace().collect();
    while words.last().is_some_and(|word| JOINING.contains(word)) {
        words.pop();
    }
    let first = words.iter().take_while(|word| JOINING.contains(word)).count();
    Some(words[first..].join(" "))
}

fn side(key: &str) -> Option<Side> {
    Some(match key {
        "own" => Side::Own,
        "originator" => Side::Originator,
        "beneficiary" => Side::Beneficiary,
        "counterparty" => Side::Counterparty,
        _ => return None,
    })
}

fn part(text: &str) -> Option<Part> {
    let phrase = of("parts").find(|phrase| phrase.text == text)?;
    Some(match phrase.key.as_str() {
        "account" => Part::Account,
        "name" => Part::Name,
        "country" => Part::Country,
        "bank" => Part::Bank,
        _ => Part::Place,
    })
}

/// Whether a header is that of a label or a balance.
pub(super) fn never(header: &str) -> Option<&'static str> {
    let is = |phrase: &&Phrase| phrase.text == header;
    of("never").find(is).map(|phrase| phrase.key.as_str())
}

/// The canonical column of a side and a part.
pub(super) const fn column(side: Side, part: Part) -> Column {
    use Column as C;
    match (side, part) {
        (Side::Own, Part::Account) => C::Account,
        (Side::Own, Part::Name) => C::AccountName,
        (Side::Own, Part::Country) => C::AccountCountry,
        (Side::Own, Part::Bank) => C::AccountBank,
        (Side::Own, Part::Place) => C::AccountPlace,
        (Side::Originator, Part::Account) => C::OriginatorAccount,
        (Side::Originator, Part::Name) => C::OriginatorName,
        (Side::Originator, Part::Country) => C::OriginatorCountry,
        (Side::Originator, Part::Bank) => C::OriginatorBank,
        (Side::Originator, Part::Place) => C::OriginatorPlace,
        (Side::Beneficiary, Part::Account) => C::BeneficiaryAccount,
        (Side::Beneficiary, Part::Name) => C::BeneficiaryName,
        (Side::Beneficiary, Part::Country) => C::BeneficiaryCountry,
        (Side::Beneficiary, Part::Bank) => C::BeneficiaryBank,
        (Side::Beneficiary, Part::Place) => C::BeneficiaryPlace,
        (Side::Counterparty, Part::Account) => C::Counterparty,
        (Side::Counterparty, Part::Name) => C::CounterpartyName,
        (Side::Counterparty, Part::Country) => C::CounterpartyCountry,
        (Side::Counterparty, Part::Bank) => C::CounterpartyBank,
        (Side::Counterparty, Part::Place) => C::CounterpartyPlace,
    }
}

/// What a bank's code means, by the code as a whole or, in a longer text, by the longest known name in it.
fn code(table: &str, text: &str) -> Option<&'static str> {
    let text = normal(text);
    let whole = of(table).find(|phrase| phrase.text == text);
    let inside = || {
        of(table)
            .filter(|phrase| phrase.text.len() > 2 && holds(&text, &phrase.text))
            .max_by_key(|phrase| phrase.text.len())
    };
    whole.or_else(inside).map(|phrase| phrase.key.as_str())
}

pub(super) fn channel(text: &str) -> Option<Channel> {
    code("channel", text).and_then(Channel::from_name)
}

/// Whole codes only: `credit transfer` is no direction.
pub(super) fn direction(text: &str) -> Option<Direction> {
    let folded = normal(text);
    let phrase = of("direction").find(|phrase| phrase.text == folded)?;
    Direction::from_name(&phrase.key)
}

/// Whole codes only: `not reversed` is no reversal.
pub(super) fn status(text: &str) -> Option<&'static str> {
    let folded = normal(text);
    of("status")
        .find(|phrase| phrase.text == folded)
        .map(|phrase| phrase.key.as_str())
}

pub(super) fn currency(text: &str) -> Option<Currency> {
    let folded = normal(text);
    let phrase = of("currency").find(|phrase| phrase.text == folded)?;
    Currency::from_code(&phrase.key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_of_the_data_file_is_known() {
        assert!(PHRASES.len() > 500, "{}", PHRASES.len());
        for phrase in PHRASES.iter() {
            let key = phrase.key.as_str();
            let known = match phrase.table.as_str() {
                "sides" => side(key).is_some(),
                "parts" => ["account", "name", "country", "bank", "place"].contains(&key),
                "columns" => Column::from_name(key).is_some() || ["time", "debit", "credit"].contains(&key),
                "never" => ["label", "balance"].contains(&key),
                "channel" => Channel::from_name(key).is_some(),
                "direction" => Direction::from_name(key).is_some(),
                "status" => crate::codes::status_word(key).is_some(),
                "currency" => Currency::from_code(key).is_some(),
                _ => false,
            };
            assert!(
                known && !phrase.text.is_empty(),
                "{} {key} {}",
                phrase.table,
                phrase.text
            );
        }
    }

    #[test]
    fn headers_are_compared_by_their_words() {
        for (text, expected) in [
            ("Date opération", "date operation"),
            ("DATE_OPERATION", "date operation"),
            ("dateOperation", "date operation"),
            ("N° compte", "n compte"),
            ("Währung", "wahrung"),
            ("IBAN", "iban"),
        ] {
            assert_eq!(normal(text), expected);
        }
        assert!(!header("timestamp", "date operation").unwrap().0.holds);
        assert!(header("timestamp", "transaction date utc").unwrap().0.holds);
        assert_eq!(header("timestamp", "update"), None);
    }

    #[test]
    fn parties_are_made_of_a_side_and_a_part() {
        use {Part as P, Side as S};
        for (text, expected) in [
            ("Ordering Institution BIC", Some((S::Originator, Some(P::Bank)))),
            ("Ordering Customer Name", Some((S::Originator, Some(P::Name)))),
            ("Sender_account", Some((S::Originator, Some(P::Account)))),
            ("Receiver_bank_location", Some((S::Beneficiary, Some(P::Country)))),
            ("IBAN du bénéficiaire", Some((S::Beneficiary, Some(P::Account)))),
            ("Compte tiers", Some((S::Counterparty, Some(P::Account)))),
            ("Pays tiers", Some((S::Counterparty, Some(P::Country)))),
            ("Tiers", Some((S::Counterparty, None))),
            ("Empfänger", Some((S::Beneficiary, None))),
            ("Titular", Some((S::Own, Some(P::Name)))),
            ("N° compte", Some((S::Own, Some(P::Account)))),
            ("Beneficiary City", Some((S::Beneficiary, Some(P::Place)))),
            ("Beneficiary Address", None),
        ] {
            assert_eq!(party(&normal(text)), expected, "{text}");
        }
    }

    #[test]
    fn codes_are_read_whole_or_by_their_longest_name() {
        assert_eq!(channel("CB"), Some(Channel::Card));
        assert_eq!(channel("Credit card"), Some(Channel::Card));
        assert_eq!(channel("VIREMENT SEPA RECU"), Some(Channel::Transfer));
        assert_eq!(channel("ZZ9"), None);
        assert_eq!(direction("Débit"), Some(Direction::Out));
        assert_eq!(direction("H"), Some(Direction::In));
        assert_eq!(direction("credit transfer"), None);
        assert_eq!(status("Annulée"), Some("cancelled"));
        assert_eq!(currency("US Dollar").map(Currency::code), Some("USD"));
        assert_eq!(currency("Bitcoin"), None);
    }
}
