//! Terms as chains of words: each text is asked word by word, and nearly every word is refused by a look into a small filter.
//!
//! The filter knows terms of one word by that word and phrases by their first two. First words alone would let through too much: many phrases begin with
//! words that stand in every other text.

use super::words::{Start, each_word, hash, word_end, word_start};
use hashbrown::HashTable;
use std::ops::Range;

/// Bits of the filter per term: one other word in some hundred passes and is then told apart by its letters.
const BITS_PER_TERM: usize = 32;
const ROOT: usize = 0;

/// A set of terms, each of one word or more, with the bits that each answers.
#[derive(Debug)]
pub(super) struct Phrases {
    filter: Vec<u64>,
    steps: HashTable<Step>,
    /// What the words up to here say, by step.
    masks: Vec<u64>,
    letters: Vec<u8>,
}

/// From the words before to those with one more.
#[derive(Debug)]
struct Step {
    hash: u64,
    from: usize,
    to: usize,
    letters: Range<usize>,
}

impl Phrases {
    /// From terms in folded form; one without a word answers nothing.
    pub(super) fn new<T: AsRef<str>>(terms: &[(T, u64)]) -> Self {
        let bits = (terms.len().max(2) * BITS_PER_TERM).next_power_of_two();
        let mut phrases = Self {
            filter: vec![0; bits / 64],
            steps: HashTable::with_capacity(terms.len()),
            masks: vec![0],
            letters: Vec::new(),
        };
        for (term, mask) in terms {
            let words = || {
                term.as_ref()
                    .split(' ')
                    .filter(|word| !word.is_empty())
                    .map(str::as_bytes)
            };
            let last = words().fold(ROOT, |at, word| phrases.grow(at, word));
            if last != ROOT {
                phrases.masks[last] |= mask;
            }
            let mut opening = words().map(hash);
            if let Some(first) = opening.next() {
                phrases.admit(opening.next().map_or(first, |second| pair(first, second)));
            }
        }
        phrases
    }

    fn admit(&mut self, hash: u64) {
        let (block, bits) = self.place(hash);
        self.filter[block] |= bits;
    }

    fn grow(&mut self, from: usize, word: &[u8]) -> usize {
        let hash = hash(word);
        if let Some(known) = self.step(from, hash, word) {
            return known;
        }
        let (to, start) = (self.masks.len(), self.letters.len());
        self.masks.push(0);
        self.letters.extend_from_slice(word);
        let step = Step {
            hash,
            from,
            to,
            letters: start..self.letters.len(),
        };
        self.steps
            .insert_unique(keyed(from, hash), step, |step| keyed(step.from, step.hash));
        to
    }

    /// The bits of all terms in a text; `None` where it is not ASCII and so must be folded first.
    #[inline]
    pub(super) fn in_ascii(&self, text: &str) -> Option<u64> {
        self.found(text.as_bytes(), false)
    }

    /// The bits of all terms in a folded text.
    pub(super) fn in_folded(&self, text: &str) -> u64 {
        self.found(text.as_bytes(), true).unwrap_or_default()
    }

    #[inline]
    fn found(&self, text: &[u8], folded: bool) -> Option<u64> {
        let mut found = 0;
        let mut before = Start { at: 0, hash: 0 };
        let whole = each_word(text, folded, |start| {
            if self.admits(start.hash) | self.admits(pair(before.hash, start.hash)) {
                found |= self.beginning_with(text, start) | self.beginning_with(text, before);
            }
            before = start;
        });
        whole.then_some(found)
    }

    #[inline]
    fn admits(&self, hash: u64) -> bool {
        let (block, bits) = self.place(hash);
        self.filter[block] & bits == bits
    }

    #[inline]
    fn place(&self, hash: u64) -> (usize, u64) {
        let block = usize::try_from(hash >> 32).unwrap_or(0) & (self.filter.len() - 1);
        (block, 1 << (hash & 63) | 1 << ((hash >> 6) & 63))
    }

    /// The bits of all terms that begin with the word that begins here.
    #[cold]
    fn beginning_with(&self, text: &[u8], first: Start) -> u64 {
        let (mut found, mut state, mut start) = (0, ROOT, first.at);
        let mut key = first.hash;
        loop {
            let end = word_end(text, start);
            let Some(next) = self.step(state, key, &text[start..end]) else {
                return found;
            };
            state = next;
            found |= self.masks[state];
            let Some(at) = word_start(text, end) else {
                return found;
            };
            start = at;
            key = hash(&text[start..word_end(text, start)]);
        }
    }

    fn step(&self, from: usize, hash: u64, word: &[u8]) -> Option<usize> {
        let is_it = |step: &Step| {
            let letters = || &self.letters[step.letters.clone()];
            step.from == from && step.hash == hash && letters().eq_ignore_ascii_case(word)
        };
        self.steps.find(keyed(from, hash), is_it).map(|step| step.to)
    }
}

/// The hash of two words that follow each other; the same two the other way round have another.
#[inline]
fn pair(first: u64, second: u64) -> u64 {
    first.rotate_left(29).wrapping_add(second)
}

fn keyed(from: usize, hash: u64) -> u64 {
    hash ^ (from as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}
