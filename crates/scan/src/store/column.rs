//! Values by row in pieces of equal size: a vector that doubles would need three times its size while it grows, and shares of several
//! threads can be put together without copying.

use rayon::prelude::*;

const BITS: u32 = 16;
/// Rows of a piece. Its rows can be counted with 16 bits.
pub(super) const PIECE: usize = 1 << BITS;

/// The piece in which a row lies, and its place there.
pub(super) fn place(row: usize) -> (usize, usize) {
    (row >> BITS, row & (PIECE - 1))
}

/// Values by row; a row without one has the default.
#[derive(Debug)]
pub(crate) struct Column<T> {
    pieces: Vec<Vec<T>>,
}

impl<T> Default for Column<T> {
    fn default() -> Self {
        Self { pieces: Vec::new() }
    }
}

impl<T: Copy + Default + PartialEq> Column<T> {
    /// The value of a row.
    pub(crate) fn get(&self, row: usize) -> T {
        let (piece, at) = place(row);
        let value = self.pieces.get(piece).and_then(|piece| piece.get(at));
        value.copied().unwrap_or_default()
    }

    /// Keeps the value of a row after all that have one; a column of defaults takes no room.
    pub(super) fn put(&mut self, row: usize, value: T) {
        if value != T::default() {
            self.append(row, value);
        }
    }

    /// The same, and keeps a default too.
    pub(super) fn append(&mut self, row: usize, value: T) {
        let (piece, at) = place(row);
        if self.pieces.len() <= piece {
            self.pieces.resize_with(piece + 1, Vec::new);
        }
        let values = &mut self.pieces[piece];
        // Small inputs stay small; from the second piece on, no piece is moved while it grows.
        if piece > 0 && values.is_empty() {
            values.reserve_exact(PIECE);
        }
        values.resize(at, T::default());
        values.push(value);
    }
}

impl<T: Copy + Default + PartialEq + Send + Sync> Column<T> {
    /// A value for each row, computed in parallel.
    pub(super) fn computed(rows: usize, value: impl Fn(usize) -> T + Sync) -> Self {
        let piece = |piece: usize| {
            let rows = piece * PIECE..rows.min((piece + 1) * PIECE);
            rows.map(&value).collect()
        };
        let pieces = (0..rows.div_ceil(PIECE)).into_par_iter().map(piece).collect();
        Self { pieces }
    }

    /// Columns of several shares as one, with the values of each share translated.
    pub(super) fn join(shares: Vec<Self>, layout: &Layout, translate: impl Fn(usize, T) -> T + Sync) -> Self {
        let mut pieces = Vec::new();
        let mut rests = Vec::new();
        for (share, column) in shares.into_iter().enumerate() {
            let mut own = column.pieces.into_iter();
            pieces.extend((0..layout.full(share)).map(|_| (share, own.next().unwrap_or_default())));
            rests.push(own.next().unwrap_or_default());
        }
        pieces
            .par_iter_mut()
            .filter(|(share, _)| *share > 0)
            .for_each(|(share, piece)| {
                for value in piece {
                    *value = translate(*share, *value);
                }
            });
        let mut joined = Self {
            pieces: pieces.into_iter().map(|(_, piece)| piece).collect(),
        };
        for (share, rest) in rests.into_iter().enumerate() {
            let first = layout.rest(share);
            for (at, value) in rest.into_iter().enumerate() {
                joined.append(first + at, translate(share, value));
            }
        }
        joined
    }
}

impl<T> Column<T> {
    /// The value of a row that is known to have one.
    pub(super) fn at(&self, row: usize) -> &T {
        let (piece, at) = place(row);
        &self.pieces[piece][at]
    }

    pub(super) fn at_mut(&mut self, row: usize) -> &mut T {
        let (piece, at) = place(row);
        &mut self.pieces[piece][at]
    }

    pub(super) fn pieces(&self) -> &[Vec<T>] {
        &self.pieces
    }
}

/// Where the rows of each share go: full pieces of all shares first, then the rest of each.
#[derive(Debug, Default)]
pub(super) struct Layout {
    /// Rows of each share.
    rows: Vec<usize>,
}

impl Layout {
    pub(super) fn new(rows: Vec<usize>) -> Self {
        Self { rows }
    }

    /// Rows of all shares.
    pub(super) fn rows(&self) -> usize {
        self.rows.iter().sum()
    }

    /// Full pieces of a share.
    pub(super) fn full(&self, share: usize) -> usize {
        self.rows[share] / PIECE
    }

    /// The first row of what is not in a full piece.
    pub(super) fn rest(&self, share: usize) -> usize {
        let full: usize = (0..self.rows.len()).map(|share| self.full(share)).sum();
        let before: usize = self.rows[..share].iter().map(|rows| rows % PIECE).sum();
        full * PIECE + before
    }

    /// Where a row of a share goes.
    pub(super) fn row(&self, share: usize, row: usize) -> usize {
        let (piece, at) = place(row);
        if piece < self.full(share) {
            let before: usize = (0..share).map(|share| self.full(share)).sum();
            (before + piece) * PIECE + at
        } else {
            self.rest(share) + at
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_joined_piece_by_piece_and_gaps_are_defaults() {
        let rows = [PIECE + 3, 5, 2 * PIECE];
        let layout = Layout::new(rows.to_vec());
        let value = |share: usize, row: usize| (share * 10 * PIECE + row) as u64 * u64::from(row % 3 == 1);
        let column = |share: usize| {
            let mut column = Column::default();
            (0..rows[share]).for_each(|row| column.put(row, value(share, row)));
            column
        };
        let joined = Column::join((0..3).map(column).collect(), &layout, |share, value| {
            value + share as u64
        });
        let mut seen = vec![false; layout.rows()];
        for (share, rows) in rows.into_iter().enumerate() {
            for row in 0..rows {
                let at = layout.row(share, row);
                assert!(!std::mem::replace(&mut seen[at], true), "two rows at {at}");
                let was = value(share, row);
                let is_kept = was != 0 || joined.get(at) != 0;
                assert!(!is_kept || joined.get(at) == was + share as u64, "{share} {row} {at}");
            }
        }
        assert!(seen.into_iter().all(|seen| seen));
    }
}
