//! Lists, lexicons, groups, tables, rates and sources: dated data with a source, a licence and a basis.

mod hours;
mod places;

pub use hours::{Hours, Opening};
pub use places::{Places, Town};

use crate::text::{self, fold};
use redflag_model::{Currency, Rates, TextPair};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Where a data file comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Provenance {
    /// Name, such as `conflict`.
    pub name: String,
    /// Title.
    pub title: TextPair,
    /// Date of the content.
    pub as_of: String,
    /// Source.
    pub source: String,
    /// Licence.
    pub licence: String,
    /// `published` or `judgement`.
    pub basis: String,
    /// File, for messages and the manifest.
    pub file: String,
    /// SHA-256 of the file, 64 hex digits.
    pub sha256: String,
    /// What a user should know of it, where the file says so.
    pub note: Option<TextPair>,
}

/// Values, or pairs of values.
#[derive(Clone, Debug, Default)]
pub struct List {
    /// Where it comes from.
    pub from: Provenance,
    /// What each entry holds, such as `["country"]` or `["country", "place"]`.
    pub keys: Vec<String>,
    /// The entries: upper case, one text per key; places and sectors also without their marks.
    pub entries: BTreeSet<Vec<String>>,
    /// The entries as written, in the order of the file, with what is said of each.
    pub details: Vec<Entry>,
}

impl List {
    /// Adds each place and sector without its marks, so that `Juárez` is found where a file says `JUAREZ`.
    pub(crate) fn widen(&mut self) {
        let plain: Vec<Vec<String>> = self.entries.iter().map(|entry| self.plain(entry)).collect();
        self.entries.extend(plain);
    }

    fn plain(&self, entry: &[String]) -> Vec<String> {
        let values = self.keys.iter().zip(entry);
        values
            .map(|(key, value)| match key.as_str() {
                "place" | "sector" => fold(value).to_uppercase(),
                _ => value.clone(),
            })
            .collect()
    }
}

/// An entry of a list as written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// One text per key.
    pub values: Vec<String>,
    /// First day on which it holds, where known. Informs; selects nothing.
    pub since: Option<String>,
    /// Last day on which it holds, where known. Informs; selects nothing.
    pub until: Option<String>,
    /// Why it stands here.
    pub why: Option<String>,
    /// Its own source.
    pub source: Option<String>,
}

/// Terms by language.
#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    /// Where it comes from.
    pub from: Provenance,
    /// The languages that are on.
    pub languages: Vec<Language>,
    /// Terms must also stand in the text letter for letter, with the same signs between their words.
    pub as_written: bool,
}

impl Lexicon {
    /// True where a text, whose folded form comes with it, holds the term.
    #[must_use]
    pub fn holds(&self, text: &str, folded: &str, term: &str) -> bool {
        text::holds(folded, &text::fold(term)) && (!self.as_written || text::holds_as_written(text, term))
    }

    /// Terms of all languages that are on, as written, in order, each once.
    #[must_use]
    pub fn terms(&self) -> Vec<&str> {
        let terms: BTreeSet<&str> = self
            .languages
            .iter()
            .filter(|language| language.enabled)
            .flat_map(|language| language.terms.iter().map(String::as_str))
            .collect();
        terms.into_iter().collect()
    }
}

/// Terms of one language, with sentences that must and must not match.
#[derive(Clone, Debug, Default)]
pub struct Language {
    /// ISO 639-1 code.
    pub code: String,
    /// `reviewed` or `experimental`.
    pub status: String,
    /// False where it is off.
    pub enabled: bool,
    /// Terms.
    pub terms: Vec<String>,
    /// Sentences that must match.
    pub hits: Vec<String>,
    /// Sentences that must not.
    pub misses: Vec<String>,
}

/// Ranges of merchant category codes.
#[derive(Clone, Debug, Default)]
pub struct Group {
    /// Where it comes from.
    pub from: Provenance,
    /// First and last code of each range.
    pub ranges: Vec<(u16, u16)>,
    /// What each range holds, in the same order; may be empty.
    pub what: Vec<String>,
}

impl Group {
    /// True where the code is in the group.
    #[must_use]
    pub fn contains(&self, mcc: u16) -> bool {
        self.ranges.iter().any(|&(first, last)| (first..=last).contains(&mcc))
    }
}

/// A line by currency, in minor units of that currency.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// Where it comes from.
    pub from: Provenance,
    /// The lines.
    pub lines: BTreeMap<Currency, i64>,
}

/// A document that indicators cite.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// Title.
    pub title: String,
    /// Who issued it.
    pub issuer: String,
    /// When.
    pub date: String,
    /// Where it can be read, where known.
    pub url: Option<String>,
}

/// All data of a pack.
#[derive(Clone, Debug, Default)]
pub struct Data {
    /// Lists by name.
    pub lists: BTreeMap<String, Arc<List>>,
    /// Lexicons by name.
    pub lexicons: BTreeMap<String, Arc<Lexicon>>,
    /// Groups by name.
    pub groups: BTreeMap<String, Arc<Group>>,
    /// Tables by name.
    pub tables: BTreeMap<String, Arc<Table>>,
    /// Opening hours by name.
    pub hours: BTreeMap<String, Arc<Hours>>,
    /// Tables of towns by name; distances are read of the one called `places`.
    pub places: BTreeMap<String, Arc<Places>>,
    /// Rates.
    pub rates: Rates,
    /// Where the rates come from.
    pub rates_from: Provenance,
    /// Documents by key.
    pub sources: BTreeMap<String, Document>,
}

/// The form in which texts and lexicon terms are compared: compatibility decomposition, marks removed, lower case, every run of characters
/// that are neither letters nor digits as one blank, no blank at either end.
///
/// It is defined here and used by whoever matches; see `redflag-scan` for the implementation.
pub const TEXT_FORM: &str = "NFKD, marks removed, lower case, runs of other characters as one blank";
