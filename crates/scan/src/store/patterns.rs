//! Columns of few distinct values: a piece has at most as many as rows, so 16 bits always count them.

use super::column::place;
use foldhash::fast::FixedState;
use std::collections::HashMap;
use std::hash::Hash;

/// The distinct values of each piece.
#[derive(Debug)]
pub(crate) struct Patterns<T> {
    pieces: Vec<Vec<T>>,
    /// The codes of the last piece.
    codes: HashMap<T, u16, FixedState>,
    last: Option<(T, u16)>,
}

impl<T> Default for Patterns<T> {
    fn default() -> Self {
        Self {
            pieces: Vec::new(),
            codes: HashMap::default(),
            last: None,
        }
    }
}

impl<T: Copy + Eq + Hash> Patterns<T> {
    /// The code of a value in the piece of its row; rows come in order.
    pub(super) fn code(&mut self, row: usize, value: T) -> u16 {
        let (piece, _) = place(row);
        if piece >= self.pieces.len() {
            self.pieces.resize_with(piece + 1, Vec::new);
            self.codes.clear();
            self.last = None;
        }
        if let Some((_, code)) = self.last.filter(|(last, _)| *last == value) {
            return code;
        }
        let values = &mut self.pieces[piece];
        let code = *self.codes.entry(value).or_insert_with(|| {
            values.push(value);
            u16::try_from(values.len() - 1).unwrap_or(u16::MAX)
        });
        self.last = Some((value, code));
        code
    }

    pub(super) fn get(&self, row: usize, code: u16) -> T {
        self.pieces[place(row).0][usize::from(code)]
    }

    /// Takes over the full pieces of a share, with each value translated; the rest has to be coded anew.
    pub(super) fn take(&mut self, pieces: Vec<Vec<T>>, translate: impl Fn(T) -> T) {
        for mut values in pieces {
            for value in &mut values {
                *value = translate(*value);
            }
            self.pieces.push(values);
        }
    }

    pub(super) fn into_pieces(self) -> Vec<Vec<T>> {
        self.pieces
    }
}

#[cfg(test)]
mod tests {
    use super::super::column::PIECE;
    use super::*;

    #[test]
    fn a_piece_of_distinct_values_can_be_counted() {
        let mut patterns = Patterns::default();
        let codes: Vec<u16> = (0..2 * PIECE)
            .map(|row| patterns.code(row, row as u64 / 2 * 3))
            .collect();
        assert!((0..2 * PIECE).all(|row| patterns.get(row, codes[row]) == row as u64 / 2 * 3));
        let mut distinct = Patterns::default();
        let codes: Vec<u16> = (0..PIECE).map(|row| distinct.code(row, row)).collect();
        assert!((0..PIECE).all(|row| distinct.get(row, codes[row]) == row));
    }
}
