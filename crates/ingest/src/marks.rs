//! Every byte that can end a field, found in one pass.

use crate::dialect::Dialect;
use wide::u8x16;

/// Bytes looked at together.
const BLOCK: usize = 64;
const STEP: u32 = 64;
/// Places written together.
const AT_ONCE: usize = 8;

/// Stands before the first field: the field starts at the byte behind it.
pub(crate) const BEFORE: u32 = u32::MAX;

/// Where delimiters, quotes and line breaks stand in a text of less than 4 GiB.
#[derive(Default)]
pub(crate) struct Marks {
    places: Vec<u32>,
    count: usize,
}

impl Marks {
    /// Looks at a text: [`BEFORE`], the place of each mark in order, and the length, which ends the last field.
    pub(crate) fn find(&mut self, bytes: &[u8], dialect: Dialect) -> &[u32] {
        self.count = 0;
        self.keep_one(BEFORE);
        let kinds = Kinds::of(dialect);
        let (blocks, rest) = bytes.as_chunks::<BLOCK>();
        let mut base = 0;
        for block in blocks {
            self.keep(base, kinds.among(block));
            base += STEP;
        }
        for (place, byte) in (base..).zip(rest) {
            if kinds.has(*byte) {
                self.keep_one(place);
            }
        }
        self.keep_one(u32::try_from(bytes.len()).unwrap_or(u32::MAX));
        &self.places[..self.count]
    }

    /// Keeps the places of bits, some at a time: how many there are is hard to foresee, and a branch that is not foreseen costs more than a few places
    /// written for nothing.
    fn keep(&mut self, base: u32, found: u64) {
        self.make_room();
        let mut left = found;
        let (room, _) = self.places[self.count..].as_chunks_mut::<AT_ONCE>();
        for places in room {
            for place in places {
                *place = base + left.trailing_zeros();
                left &= left.wrapping_sub(1);
            }
            if left == 0 {
                break;
            }
        }
        self.count += found.count_ones() as usize;
    }

    fn keep_one(&mut self, place: u32) {
        self.make_room();
        self.places[self.count] = place;
        self.count += 1;
    }

    fn make_room(&mut self) {
        if self.places.len() < self.count + BLOCK {
            self.places.resize(2 * self.count + 16 * BLOCK, 0);
        }
    }
}

/// The bytes that are marks.
#[derive(Clone, Copy)]
struct Kinds {
    bytes: [u8; 4],
    wide: [u8x16; 4],
}

impl Kinds {
    fn of(dialect: Dialect) -> Self {
        let bytes = [dialect.delimiter, b'\n', b'\r', dialect.quote.unwrap_or(b'\n')];
        Self {
            bytes,
            wide: bytes.map(u8x16::splat),
        }
    }

    fn has(self, byte: u8) -> bool {
        self.bytes.contains(&byte)
    }

    /// One bit per byte.
    fn among(self, block: &[u8; BLOCK]) -> u64 {
        let (parts, _) = block.as_chunks::<16>();
        let mut found = 0;
        for (part, at) in parts.iter().zip([0, 16, 32, 48]) {
            let text = u8x16::new(*part);
            let [a, b, c, d] = self.wide.map(|kind| text.simd_eq(kind));
            found |= u64::from((a | b | c | d).to_bitmask()) << at;
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn marks_are_those_that_a_plain_search_finds(
            text in proptest::collection::vec(proptest::sample::select(b",\"\n\r;ab\x80\xFF".to_vec()), 0..400),
            quoted: bool,
        ) {
            let dialect = Dialect { delimiter: b',', quote: quoted.then_some(b'"') };
            let is_mark = |byte: u8| matches!(byte, b',' | b'\n' | b'\r') || dialect.quote == Some(byte);
            let found = (0_u32..).zip(&text).filter(|(_, byte)| is_mark(**byte)).map(|(place, _)| place);
            let expected: Vec<u32> = std::iter::once(BEFORE).chain(found).chain([u32::try_from(text.len()).unwrap()]).collect();
            let mut marks = Marks::default();
            marks.find(&text.repeat(3), dialect);
            prop_assert_eq!(marks.find(&text, dialect), expected.as_slice());
        }
    }
}
