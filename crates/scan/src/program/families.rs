//! Names that share a word, joined.

use rayon::prelude::*;
use redflag_model::{Domain, Lookup, NULL_CODE};
use redflag_rules::names::{FamilyWords, family_words};
use std::collections::{BTreeSet, HashMap};

/// For each name of a dictionary the numbers of the words that a family may share.
#[derive(Debug, Default)]
pub(crate) struct Families(Vec<Numbers>);

/// The words of one name.
#[derive(Debug, Default)]
pub(crate) struct Numbers {
    /// Words that may be a family's.
    pub(crate) family: Vec<u32>,
    /// The word written first: see [`FamilyWords::first`].
    pub(crate) first: Option<u32>,
}

impl Families {
    /// Reads a dictionary once; words of `skipped` join nobody.
    pub(crate) fn new(lookup: &dyn Lookup, domain: Domain, skipped: &BTreeSet<String>) -> Self {
        let words: Vec<FamilyWords> = (0..lookup.size(domain))
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
        let coded = words.into_iter().map(|words| Numbers {
            family: words.family.into_iter().map(&mut number).collect(),
            first: words.first.map(&mut number),
        });
        Self(coded.collect())
    }

    /// The words of a name.
    pub(crate) fn words(&self, name: u32) -> &Numbers {
        &self.0[name as usize]
    }

    /// How many families some names are; a name without a word to share is of none.
    pub(crate) fn among(&self, names: impl IntoIterator<Item = u32>) -> usize {
        let names: BTreeSet<u32> = names.into_iter().collect();
        let known: Vec<&Numbers> = names
            .into_iter()
            .map(|name| self.words(name))
            .filter(|words| !words.is_empty())
            .collect();
        let mut joined = Joined::new(known.len());
        joined.families(known.iter().enumerate().map(|(at, words)| (at, *words)));
        joined.count()
    }
}

impl Numbers {
    fn is_empty(&self) -> bool {
        self.family.is_empty() && self.first.is_none()
    }

    /// True where two names may be of one family.
    pub(crate) fn join(&self, other: &Self) -> bool {
        let names = |one: &Self, other: &Self| one.first.is_some_and(|word| other.family.contains(&word));
        self.family.iter().any(|word| other.family.contains(word)) || names(self, other) || names(other, self)
    }
}

/// Sets that grow together.
pub(crate) struct Joined(Vec<usize>);

impl Joined {
    pub(crate) fn new(size: usize) -> Self {
        Self((0..size).collect())
    }

    pub(crate) fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (root(&mut self.0, one), root(&mut self.0, other));
        self.0[one.max(other)] = one.min(other);
    }

    /// Joins the bearers of names, given by their place, that may be of one family.
    pub(crate) fn families<'n>(&mut self, names: impl Iterator<Item = (usize, &'n Numbers)> + Clone) {
        let mut bearers: HashMap<u32, usize> = HashMap::new();
        for (at, words) in names.clone() {
            for &word in &words.family {
                let other = *bearers.entry(word).or_insert(at);
                self.join(at, other);
            }
        }
        for (at, words) in names {
            if let Some(&other) = words.first.and_then(|word| bearers.get(&word)) {
                self.join(at, other);
            }
        }
    }

    /// How many sets there are.
    pub(crate) fn count(&self) -> usize {
        (0..self.0.len()).filter(|&at| self.0[at] == at).count()
    }
}

fn root(parents: &mut [usize], mut name: usize) -> usize {
    while parents[name] != name {
        parents[name] = parents[parents[name]];
        name = parents[name];
    }
    name
}
