//! Texts to dense codes.

use foldhash::fast::FixedState;
use std::hash::BuildHasher;
use std::hint::black_box;

/// Texts up to this length lie in the table of keys, so that a look at one costs one cache miss.
const SHORT: usize = 23;
/// Last byte of a key whose text lies elsewhere.
const LONG: u8 = 0xff;

/// A short text, filled up with zeros, and its length; or where a long one begins and ends.
type Key = [u8; SHORT + 1];

/// Gives each distinct text a code from 1 on; code 0 is NULL.
///
/// Texts are compared in full, so two texts never share a code. Codes depend on the order of arrival and must not reach an output.
#[derive(Clone, Debug, Default)]
pub(crate) struct Interner {
    /// By half of the hash, with open addressing: (that half, code), code 0 where free; their number is a power of two.
    slots: Vec<(u32, u32)>,
    /// By code, from 1 on.
    keys: Vec<Key>,
    long: String,
    hasher: FixedState,
}

impl Interner {
    /// The code of a text, new or known.
    pub(crate) fn intern(&mut self, text: &str) -> u32 {
        self.hashed(text, self.half(text))
    }

    /// The codes of many texts, which lie one behind the other. A table of many accounts is larger than any cache: the misses of all
    /// lookups are waited for together.
    pub(crate) fn intern_all(&mut self, texts: &Texts, codes: &mut Vec<u32>) {
        let halves: Vec<u32> = texts.iter().map(|text| self.half(text)).collect();
        let near = |half: &u32| self.slots.get(self.slot(*half)).map_or(0, |slot| slot.1);
        let candidates: Vec<u32> = halves.iter().map(near).collect();
        self.touch(&candidates);
        codes.extend(texts.iter().zip(halves).map(|(text, half)| self.hashed(text, half)));
    }

    /// Brings the texts of some codes near.
    pub(crate) fn touch(&self, codes: &[u32]) {
        let keys = codes
            .iter()
            .filter_map(|&code| self.keys.get((code as usize).wrapping_sub(1)));
        black_box(keys.fold(0_u8, |sum, key| sum ^ key[SHORT]));
    }

    fn hashed(&mut self, text: &str, half: u32) -> u32 {
        if self.keys.len() * 4 >= self.slots.len() * 3 {
            self.grow();
        }
        let key = short(text);
        let mut at = self.slot(half);
        loop {
            match self.slots[at] {
                (_, 0) => break,
                (known, code) if known == half && self.is(code, key.as_ref(), text) => return code,
                _ => at = (at + 1) & (self.slots.len() - 1),
            }
        }
        let key = key.unwrap_or_else(|| self.keep(text));
        self.keys.push(key);
        let code = u32::try_from(self.keys.len()).unwrap_or(u32::MAX);
        self.slots[at] = (half, code);
        code
    }

    fn half(&self, text: &str) -> u32 {
        u32::try_from(self.hasher.hash_one(text) >> 32).unwrap_or_default()
    }

    fn slot(&self, half: u32) -> usize {
        half as usize & self.slots.len().wrapping_sub(1)
    }

    fn is(&self, code: u32, key: Option<&Key>, text: &str) -> bool {
        match key {
            Some(key) => self.keys[code as usize - 1] == *key,
            None => self.text(code) == Some(text),
        }
    }

    fn grow(&mut self) {
        let size = (self.slots.len() * 2).max(16);
        let old = std::mem::replace(&mut self.slots, vec![(0, 0); size]);
        for slot in old.into_iter().filter(|slot| slot.1 != 0) {
            let mut at = self.slot(slot.0);
            while self.slots[at].1 != 0 {
                at = (at + 1) & (size - 1);
            }
            self.slots[at] = slot;
        }
    }

    fn keep(&mut self, text: &str) -> Key {
        let mut key = [0; SHORT + 1];
        key[..8].copy_from_slice(&(self.long.len() as u64).to_le_bytes());
        self.long.push_str(text);
        key[8..16].copy_from_slice(&(self.long.len() as u64).to_le_bytes());
        key[SHORT] = LONG;
        key
    }

    /// The text of a code; `None` for NULL.
    pub(crate) fn text(&self, code: u32) -> Option<&str> {
        let key = (code != 0).then(|| &self.keys[code as usize - 1])?;
        if key[SHORT] == LONG {
            let number = |at: usize| {
                key[at..at + 8]
                    .iter()
                    .rev()
                    .fold(0, |sum, &byte| sum << 8 | usize::from(byte))
            };
            return Some(&self.long[number(0)..number(8)]);
        }
        std::str::from_utf8(&key[..usize::from(key[SHORT])]).ok()
    }

    /// True where a code has this text.
    pub(crate) fn has(&self, code: u32, text: &str) -> bool {
        code != 0 && self.is(code, short(text).as_ref(), text)
    }

    /// Number of codes, NULL included.
    pub(crate) fn size(&self) -> usize {
        self.keys.len() + 1
    }

    /// Takes in every text of another; the answer maps its codes to ours.
    pub(crate) fn absorb(&mut self, other: &Self) -> Vec<u32> {
        let mut codes = Vec::with_capacity(other.size());
        codes.push(0);
        let mut texts = Texts::default();
        for code in 1..other.size() {
            texts.push(other.text(u32::try_from(code).unwrap_or(u32::MAX)).unwrap_or_default());
            if texts.len() == BATCH || code + 1 == other.size() {
                self.intern_all(&texts, &mut codes);
                texts.clear();
            }
        }
        codes
    }
}

fn short(text: &str) -> Option<Key> {
    let bytes = text.as_bytes();
    let mut key = [0; SHORT + 1];
    key.get_mut(..SHORT)?.get_mut(..bytes.len())?.copy_from_slice(bytes);
    key[SHORT] = u8::try_from(bytes.len()).ok()?;
    Some(key)
}

/// How many texts are worth waiting for together.
pub(crate) const BATCH: usize = 128;

/// Texts one behind the other.
#[derive(Debug, Default)]
pub(crate) struct Texts {
    all: String,
    ends: Vec<usize>,
}

impl Texts {
    pub(crate) fn push(&mut self, text: &str) {
        self.all.push_str(text);
        self.ends.push(self.all.len());
    }

    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(crate) fn clear(&mut self) {
        self.all.clear();
        self.ends.clear();
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, &end)| &self.all[start..end])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_dense_and_come_back() {
        let mut first = Interner::default();
        assert_eq!((first.intern("a"), first.intern("b"), first.intern("a")), (1, 2, 1));
        assert_eq!(first.text(2), Some("b"));
        assert_eq!(first.text(0), None);
        let mut second = Interner::default();
        second.intern("b");
        assert_eq!(second.absorb(&first), vec![0, 2, 1]);
        assert_eq!(second.text(2), Some("a"));
    }

    #[test]
    fn texts_of_any_length_in_batches_have_the_codes_that_they_have_one_by_one() {
        let text = |at: usize| "é".repeat(at % 17) + &(at * 7919 % 3000).to_string();
        let (mut one, mut all) = (Interner::default(), Interner::default());
        let mut codes = Vec::new();
        for from in (0..9000).step_by(100) {
            let mut texts = Texts::default();
            (from..from + 100).for_each(|at| texts.push(&text(at)));
            all.intern_all(&texts, &mut codes);
        }
        let single: Vec<u32> = (0..9000).map(|at| one.intern(&text(at))).collect();
        assert_eq!(codes, single);
        assert!((0..9000).all(|at| all.text(codes[at]) == Some(&text(at))));
        assert!((0..9000).all(|at| all.has(codes[at], &text(at)) && !all.has(codes[at], "other")));
        assert_eq!(all.size(), one.size());
    }
}
