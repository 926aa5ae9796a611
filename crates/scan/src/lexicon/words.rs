//! Texts cut into words, sixty-four bytes at a time, without copying them.
//!
//! A word is a run of letters and digits; bytes above ASCII count as letters, since they stand in folded texts only, where they are.

const LOW: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;
/// Bytes looked at together: one bit each in a machine word.
const PIECE: usize = 64;
/// A word is hashed by so many bytes; longer ones that begin alike meet in the filter and are told apart by their letters.
const HASHED: usize = 16;

/// Masks that keep the first *n* bytes of two machine words.
const KEEP: [[u64; 2]; HASHED + 1] = {
    let mut masks = [[0; 2]; HASHED + 1];
    let mut bytes = 1;
    while bytes <= HASHED {
        masks[bytes][0] = if bytes < 8 { (1 << (8 * bytes)) - 1 } else { u64::MAX };
        masks[bytes][1] = match bytes {
            0..=8 => 0,
            HASHED.. => u64::MAX,
            _ => (1 << (8 * (bytes - 8))) - 1,
        };
        bytes += 1;
    }
    masks
};

/// Up to sixty-four bytes in lower case, and which of them belong to words.
struct Piece {
    /// Two blocks more than are filled, so that a word at the end can be loaded like any other.
    blocks: [u64; PIECE / 8 + 2],
    in_words: u64,
    is_ascii: bool,
}

impl Piece {
    #[inline]
    fn of(bytes: &[u8]) -> Self {
        let mut piece = Self {
            blocks: [0; PIECE / 8 + 2],
            in_words: 0,
            is_ascii: true,
        };
        let (whole, rest) = bytes.as_chunks::<8>();
        let mut high = 0;
        let mut at = 0;
        for block in whole.iter().take(PIECE / 8) {
            high |= piece.put(at, u64::from_le_bytes(*block));
            at += 1;
        }
        if !rest.is_empty() && at < PIECE / 8 {
            high |= piece.put(at, tail(bytes, rest));
        }
        piece.is_ascii = high & HIGH == 0;
        piece
    }

    #[inline]
    fn put(&mut self, at: usize, block: u64) -> u64 {
        let (lower, words) = lower_and_words(block);
        self.blocks[at] = lower;
        self.in_words |= words << (8 * at);
        block
    }

    #[inline]
    fn hash(&self, start: usize, len: usize) -> u64 {
        let (block, shift) = ((start / 8) % (PIECE / 8), 8 * (start % 8));
        let load = |at: usize| (self.blocks[at] >> shift) | ((self.blocks[at + 1] << 1) << (63 - shift));
        let keep = KEEP[len.min(HASHED)];
        mix(load(block) & keep[0], load(block + 1) & keep[1])
    }
}

/// The last bytes of a text as one block, without a loop where eight can be read.
#[inline]
fn tail(bytes: &[u8], rest: &[u8]) -> u64 {
    match bytes.last_chunk::<8>() {
        Some(last) => u64::from_le_bytes(*last) >> (64 - 8 * rest.len()),
        None => rest.iter().rev().fold(0, |block, &byte| block << 8 | u64::from(byte)),
    }
}

/// Eight bytes at once: in lower case, and one bit for each that belongs to a word.
#[inline]
fn lower_and_words(block: u64) -> (u64, u64) {
    let seven = block & !HIGH;
    let at_least = |bytes: u64, least: u8| bytes + LOW * u64::from(0x80 - least);
    let lower = seven | (LOW * 0x20);
    let letters = at_least(lower, b'a') & !at_least(lower, b'z' + 1) & !block & HIGH;
    let digits = at_least(seven, b'0') & !at_least(seven, b'9' + 1);
    let words = (letters | digits | block) & HIGH;
    let gathered = (words >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56;
    (block | (letters >> 2), gathered)
}

/// Where a word begins, and the hash of its first bytes.
#[derive(Clone, Copy)]
pub(super) struct Start {
    pub(super) at: usize,
    pub(super) hash: u64,
}

/// Hands over each word of a text; false, perhaps halfway, where the text is not ASCII and `any` is not set.
#[inline]
pub(super) fn each_word(text: &[u8], any: bool, mut word: impl FnMut(Start)) -> bool {
    let mut from = 0;
    while from < text.len() {
        let piece = Piece::of(&text[from..text.len().min(from + PIECE)]);
        if !any && !piece.is_ascii {
            return false;
        }
        let (mut left, mut next) = (piece.in_words, from + PIECE);
        while left != 0 {
            let start = left.trailing_zeros() as usize;
            let after = left.wrapping_add(left & left.wrapping_neg());
            let end = after.trailing_zeros() as usize;
            left &= after;
            if end == PIECE && next < text.len() {
                if start > 0 {
                    next = from + start;
                    break;
                }
                next = word_end(text, next);
            }
            word(Start {
                at: from + start,
                hash: piece.hash(start, end - start),
            });
        }
        from = next;
    }
    true
}

/// The hash of a word by itself, the same as within a text.
pub(super) fn hash(word: &[u8]) -> u64 {
    let piece = Piece::of(&word[..word.len().min(HASHED)]);
    piece.hash(0, word.len())
}

/// Where the word ends that reaches or passes `at`.
pub(super) fn word_end(text: &[u8], at: usize) -> usize {
    let rest = text[at..].iter().position(|&byte| !is_word(byte));
    rest.map_or(text.len(), |len| at + len)
}

/// Where the next word begins, from `at` on.
pub(super) fn word_start(text: &[u8], at: usize) -> Option<usize> {
    text[at..].iter().position(|&byte| is_word(byte)).map(|gap| at + gap)
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || !byte.is_ascii()
}

#[inline]
#[expect(clippy::cast_possible_truncation, reason = "the low half is meant")]
fn mix(first: u64, second: u64) -> u64 {
    let product = u128::from(first ^ 0x9E37_79B9_7F4A_7C15) * u128::from(second ^ 0xD1B5_4A32_D192_ED03);
    (product >> 64) as u64 ^ product as u64
}
