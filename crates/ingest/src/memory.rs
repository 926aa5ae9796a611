//! What one thread remembers from row to row: exports repeat codes and days.

use crate::timestamp::Days;
use redflag_model::{Channel, Currency};

/// Codes met lately, and the last day.
#[derive(Default)]
pub(crate) struct Memory {
    pub(crate) currencies: Recent<Currency>,
    pub(crate) channels: Recent<Channel>,
    pub(crate) countries: Recent<&'static str>,
    pub(crate) days: Days,
}

/// Meanings of short texts, each kept until another text takes its place.
pub(crate) struct Recent<T>([Option<Known<T>>; SLOTS]);

#[derive(Clone, Copy)]
struct Known<T> {
    text: Packed,
    meaning: T,
}

const SLOTS: usize = 64;
const LONGEST: usize = 16;

/// A text of at most [`LONGEST`] bytes, as its length and numbers that no other text of that length has.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Packed {
    length: u8,
    halves: [u64; 2],
}

impl Packed {
    #[inline]
    fn of(text: &[u8]) -> Option<Self> {
        let halves = match text.len() {
            0 => [0, 0],
            1..4 => {
                let ends = [text[0], text[text.len() / 2], text[text.len() - 1]];
                [u64::from(u32::from_le_bytes([ends[0], ends[1], ends[2], 0])), 0]
            }
            4..8 => [
                u64::from(u32::from_le_bytes(*text.first_chunk()?)),
                u64::from(u32::from_le_bytes(*text.last_chunk()?)),
            ],
            8..=LONGEST => [
                u64::from_le_bytes(*text.first_chunk()?),
                u64::from_le_bytes(*text.last_chunk()?),
            ],
            _ => return None,
        };
        let length = u8::try_from(text.len()).ok()?;
        Some(Self { length, halves })
    }

    fn slot(self) -> usize {
        const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;
        let mixed = (self.halves[0] ^ self.halves[1].rotate_left(32)).wrapping_mul(SPREAD);
        (mixed >> 58) as usize
    }
}

impl<T> Default for Recent<T> {
    fn default() -> Self {
        Self([const { None }; SLOTS])
    }
}

impl<T: Copy> Recent<T> {
    /// What a text means: as remembered, or as `find` says.
    #[inline]
    pub(crate) fn get(&mut self, text: &str, find: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        let Some(packed) = Packed::of(text.as_bytes()) else {
            return find(text);
        };
        let known = &mut self.0[packed.slot()];
        if let Some(known) = known
            && known.text == packed
        {
            return Some(known.meaning);
        }
        let meaning = find(text)?;
        *known = Some(Known { text: packed, meaning });
        Some(meaning)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_text_is_taken_for_another(texts in proptest::collection::vec("[ab\u{0}é]{0,18}", 1..300)) {
            let mut recent = Recent::<u64>::default();
            let meaning = |text: &str| text.bytes().try_fold(1_u64, |sum, byte| sum.checked_mul(3)?.checked_add(u64::from(byte)));
            for text in &texts {
                prop_assert_eq!(recent.get(text, meaning), meaning(text));
            }
        }
    }
}
