//! Identifiers in eight bytes each, where they are a few beginnings with a number behind.

use super::column::{Layout, PIECE, place};
use std::cmp::Ordering;
use std::fmt;

/// Digits that surely fit into a number of 56 bits.
const DIGITS: usize = 16;
/// Beginnings of a piece; identifiers with others are kept as texts.
const SHAPES: usize = 64;
/// Stands for an identifier that is kept as a text; the number is its place.
const TEXT: u64 = 0xff;
const NUMBER_BITS: u32 = 56;

/// An identifier: its beginning and the number behind it. Each text has one such form, so equal ones are equal texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Id<'a> {
    head: &'a str,
    digits: u8,
    number: u64,
}

impl<'a> Id<'a> {
    pub(crate) fn of(text: &'a str) -> Self {
        let bytes = text.as_bytes();
        let behind = bytes.iter().rev().take(DIGITS).take_while(|byte| byte.is_ascii_digit());
        let digits = behind.count();
        let (head, tail) = text.split_at(bytes.len() - digits);
        let number = tail.bytes().fold(0, |sum, digit| sum * 10 + u64::from(digit - b'0'));
        Self {
            head,
            digits: u8::try_from(digits).unwrap_or_default(),
            number,
        }
    }

    fn bytes(self) -> impl Iterator<Item = u8> + 'a {
        let digit = move |place: u8| {
            let power = 10_u64.pow(u32::from(self.digits - 1 - place));
            b'0' + u8::try_from(self.number / power % 10).unwrap_or_default()
        };
        self.head.bytes().chain((0..self.digits).map(digit))
    }
}

impl Ord for Id<'_> {
    /// The order of the texts.
    fn cmp(&self, other: &Self) -> Ordering {
        if self.digits == other.digits && self.head == other.head {
            return self.number.cmp(&other.number);
        }
        self.bytes().cmp(other.bytes())
    }
}

impl PartialOrd for Id<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Id<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.head)?;
        if self.digits > 0 {
            write!(f, "{:0width$}", self.number, width = usize::from(self.digits))?;
        }
        Ok(())
    }
}

/// Identifiers by row.
#[derive(Debug, Default)]
pub(crate) struct Ids {
    pieces: Vec<Piece>,
}

#[derive(Debug, Default)]
struct Piece {
    /// Index of the shape in the highest byte, the number below.
    packed: Vec<u64>,
    /// Beginnings and the count of digits behind them.
    shapes: Vec<(String, u8)>,
    texts: String,
    /// Where each text ends.
    ends: Vec<u32>,
}

impl Ids {
    pub(super) fn push(&mut self, text: &str) {
        if self.pieces.last().is_none_or(|piece| piece.packed.len() == PIECE) {
            let mut piece = Piece::default();
            if !self.pieces.is_empty() {
                piece.packed.reserve_exact(PIECE);
            }
            self.pieces.push(piece);
        }
        if let Some(piece) = self.pieces.last_mut() {
            piece.push(text);
        }
    }

    pub(crate) fn get(&self, row: usize) -> Id<'_> {
        let (piece, at) = place(row);
        self.pieces[piece].get(at)
    }

    pub(super) fn join(shares: Vec<Self>, layout: &Layout) -> Self {
        let mut joined = Self::default();
        let mut rests = Vec::new();
        for (share, ids) in shares.into_iter().enumerate() {
            let mut own = ids.pieces.into_iter();
            joined.pieces.extend(own.by_ref().take(layout.full(share)));
            rests.extend(own);
        }
        for rest in rests {
            for at in 0..rest.packed.len() {
                joined.push(&rest.get(at).to_string());
            }
        }
        joined
    }
}

impl Piece {
    fn push(&mut self, text: &str) {
        let id = Id::of(text);
        let packed = match self.shape(id) {
            Some(shape) if id.digits > 0 => shape << NUMBER_BITS | id.number,
            _ => self.keep(text),
        };
        self.packed.push(packed);
    }

    /// The shape of an identifier: the latest are asked first, since exports are sorted.
    fn shape(&mut self, id: Id<'_>) -> Option<u64> {
        let is_same = |(head, digits): &(String, u8)| *digits == id.digits && head == id.head;
        let known = self.shapes.iter().rposition(is_same);
        let shape = known.or_else(|| {
            (id.digits > 0 && self.shapes.len() < SHAPES).then(|| {
                self.shapes.push((id.head.to_owned(), id.digits));
                self.shapes.len() - 1
            })
        });
        shape.map(|shape| shape as u64)
    }

    fn keep(&mut self, text: &str) -> u64 {
        self.texts.push_str(text);
        self.ends.push(u32::try_from(self.texts.len()).unwrap_or(u32::MAX));
        TEXT << NUMBER_BITS | (self.ends.len() as u64 - 1)
    }

    fn get(&self, at: usize) -> Id<'_> {
        let packed = self.packed[at];
        let (shape, number) = (packed >> NUMBER_BITS, packed & ((1 << NUMBER_BITS) - 1));
        let at = usize::try_from(number).unwrap_or(usize::MAX);
        if shape == TEXT {
            let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
            return Id::of(&self.texts[start as usize..self.ends[at] as usize]);
        }
        let (head, digits) = &self.shapes[usize::try_from(shape).unwrap_or(usize::MAX)];
        Id {
            head,
            digits: *digits,
            number,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn order_equality_and_text_are_those_of_the_texts(texts in proptest::collection::vec("[a-c]{0,2}[0-9]{0,20}[é0-9x]{0,2}", 1..200)) {
            let mut ids = Ids::default();
            for text in &texts {
                ids.push(text);
            }
            for (row, text) in texts.iter().enumerate() {
                prop_assert_eq!(&ids.get(row).to_string(), text);
                prop_assert_eq!(ids.get(row), Id::of(text));
                let before = row.saturating_sub(1);
                prop_assert_eq!(ids.get(before).cmp(&ids.get(row)), texts[before].cmp(text));
                prop_assert_eq!(ids.get(before) == ids.get(row), &texts[before] == text);
            }
        }
    }

    #[test]
    fn numbered_identifiers_take_eight_bytes() {
        let mut ids = Ids::default();
        (0..PIECE + 10).for_each(|row| ids.push(&format!("T{row:010}")));
        assert!(
            ids.pieces
                .iter()
                .all(|piece| piece.texts.is_empty() && piece.shapes.len() == 1)
        );
        assert_eq!(ids.get(PIECE + 9).to_string(), format!("T{:010}", PIECE + 9));
    }

    #[test]
    fn many_beginnings_are_kept_as_texts() {
        let mut ids = Ids::default();
        let text = |row: usize| format!("{:x}-{}", row.wrapping_mul(0x9e37_79b9), row % 7);
        (0..500).for_each(|row| ids.push(&text(row)));
        assert!(!ids.pieces[0].texts.is_empty());
        assert!((0..500).all(|row| ids.get(row).to_string() == text(row)));
    }
}
