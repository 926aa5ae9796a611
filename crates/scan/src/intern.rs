//! Texts to dense codes.

use foldhash::fast::FixedState;
use hashbrown::HashTable;
use std::hash::BuildHasher;

/// Gives each distinct text a code from 1 on; code 0 is NULL.
///
/// Texts are compared in full, so two texts never share a code. Codes depend on the order of arrival and must not reach an output.
#[derive(Clone, Debug, Default)]
pub(crate) struct Interner {
    texts: String,
    ends: Vec<usize>,
    /// (half of the hash, code): it spares looking at texts that differ, and at all texts when the table grows.
    table: HashTable<(u32, u32)>,
    hasher: FixedState,
}

impl Interner {
    /// The code of a text, new or known.
    pub(crate) fn intern(&mut self, text: &str) -> u32 {
        let Self {
            texts,
            ends,
            table,
            hasher,
        } = self;
        let half = u32::try_from(hasher.hash_one(text) >> 32).unwrap_or_default();
        let same = |&(known, code): &(u32, u32)| known == half && slice(texts, ends, code) == text;
        if let Some(&(_, code)) = table.find(spread(half), same) {
            return code;
        }
        texts.push_str(text);
        ends.push(texts.len());
        let code = u32::try_from(ends.len()).unwrap_or(u32::MAX);
        table.insert_unique(spread(half), (half, code), |&(known, _)| spread(known));
        code
    }

    /// The text of a code; `None` for NULL.
    pub(crate) fn text(&self, code: u32) -> Option<&str> {
        (code != 0).then(|| slice(&self.texts, &self.ends, code))
    }

    /// Number of codes, NULL included.
    pub(crate) fn size(&self) -> usize {
        self.ends.len() + 1
    }

    /// Takes in every text of another; the answer maps its codes to ours.
    pub(crate) fn absorb(&mut self, other: &Self) -> Vec<u32> {
        let mut codes = Vec::with_capacity(other.size());
        codes.push(0);
        for code in 1..other.size() {
            let text = other.text(u32::try_from(code).unwrap_or(u32::MAX)).unwrap_or_default();
            codes.push(self.intern(text));
        }
        codes
    }
}

/// A table looks at the lowest and the highest bits.
fn spread(half: u32) -> u64 {
    u64::from(half).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

fn slice<'a>(texts: &'a str, ends: &[usize], code: u32) -> &'a str {
    let at = code as usize;
    let start = if at == 1 { 0 } else { ends[at - 2] };
    &texts[start..ends[at - 1]]
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
}
