//! Names that share a word, joined.

use rayon::prelude::*;
use redflag_model::{Domain, Lookup, NULL_CODE};
use redflag_rules::names::family_words;
use std::collections::{BTreeSet, HashMap};

/// For each name of a dictionary the numbers of the words that a family may share.
#[derive(Debug, Default)]
pub(crate) struct Families(Vec<Vec<u32>>);

impl Families {
    /// Reads a dictionary once; words of `skipped` join nobody.
    pub(crate) fn new(lookup: &dyn Lookup, domain: Domain, skipped: &BTreeSet<String>) -> Self {
        let words: Vec<BTreeSet<String>> = (0..lookup.size(domain))
            .into_par_iter()
            .map(|code| {
                let text = lookup.text(domain, u32::try_from(code).unwrap_or(NULL_CODE));
                text.map(|text| family_words(text, skipped)).unwrap_or_default()
            })
            .collect();
        let mut numbers: HashMap<String, u32> = HashMap::new();
        let mut number = |word: String| {
            let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
            *numbers.entry(word).or_insert(next)
        };
        Self(
            words
                .into_iter()
                .map(|words| words.into_iter().map(&mut number).collect())
                .collect(),
        )
    }

    /// The words of a name.
    pub(crate) fn words(&self, name: u32) -> &[u32] {
        self.0.get(name as usize).map_or(&[], Vec::as_slice)
    }

    /// How many families some names are; a name without a word to share is of none.
    pub(crate) fn among(&self, names: impl IntoIterator<Item = u32>) -> usize {
        let names: BTreeSet<u32> = names.into_iter().collect();
        let known: Vec<&[u32]> = names
            .into_iter()
            .filter_map(|name| self.0.get(name as usize))
            .map(Vec::as_slice)
            .filter(|words| !words.is_empty())
            .collect();
        let mut parents: Vec<usize> = (0..known.len()).collect();
        let mut bearers: HashMap<u32, usize> = HashMap::new();
        let mut families = known.len();
        for (name, words) in known.into_iter().enumerate() {
            for &word in words {
                let other = *bearers.entry(word).or_insert(name);
                let (one, other) = (root(&mut parents, name), root(&mut parents, other));
                if one != other {
                    parents[one.max(other)] = one.min(other);
                    families -= 1;
                }
            }
        }
        families
    }
}

fn root(parents: &mut [usize], mut name: usize) -> usize {
    while parents[name] != name {
        parents[name] = parents[parents[name]];
        name = parents[name];
    }
    name
}
