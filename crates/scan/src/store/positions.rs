//! Where rows stand in the input, in four bytes each: what goes on evenly is said once.

use super::column::{Layout, PIECE, place};
use redflag_model::Position;
use std::ops::Range;

/// Positions by row.
#[derive(Debug, Default)]
pub(crate) struct Positions {
    pieces: Vec<Piece>,
}

#[derive(Debug, Default)]
struct Piece {
    /// The lower half of the byte.
    low: Vec<u32>,
    runs: Vec<Run>,
}

/// Rows from `first` on stand in one file, in one stretch of 4 GB, each a line below the one before.
#[derive(Clone, Copy, Debug)]
struct Run {
    /// Line of the piece's first row, were it of this run; wraps.
    line: u64,
    first: u32,
    file: u32,
    /// The upper half of the byte.
    high: u32,
}

impl Positions {
    pub(super) fn push(&mut self, position: Position) {
        if self.pieces.last().is_none_or(|piece| piece.low.len() == PIECE) {
            let mut piece = Piece::default();
            if !self.pieces.is_empty() {
                piece.low.reserve_exact(PIECE);
            }
            self.pieces.push(piece);
        }
        if let Some(piece) = self.pieces.last_mut() {
            piece.push(position);
        }
    }

    pub(crate) fn get(&self, row: usize) -> Position {
        let (piece, at) = place(row);
        self.pieces[piece].get(at)
    }

    pub(super) fn join(shares: Vec<Self>, layout: &Layout) -> Self {
        let mut joined = Self::default();
        let mut rests = Vec::new();
        for (share, positions) in shares.into_iter().enumerate() {
            let mut own = positions.pieces.into_iter();
            joined.pieces.extend(own.by_ref().take(layout.full(share)));
            rests.extend(own);
        }
        for rest in rests {
            (0..rest.low.len()).for_each(|at| joined.push(rest.get(at)));
        }
        joined
    }

    /// Runs of rows that stand one after the other in the input, in the order of the input.
    pub(super) fn in_order(&self) -> Vec<Range<usize>> {
        let mut runs: Vec<(Position, Range<usize>)> = Vec::new();
        for (number, piece) in self.pieces.iter().enumerate() {
            let ends = piece.runs.iter().skip(1).map(|run| run.first as usize);
            for (run, end) in piece.runs.iter().zip(ends.chain([piece.low.len()])) {
                let (first, base) = (run.first as usize, number * PIECE);
                runs.push((piece.get(first), base + first..base + end));
            }
        }
        runs.sort_unstable_by_key(|(position, rows)| (*position, rows.start));
        runs.into_iter().map(|(_, rows)| rows).collect()
    }
}

impl Piece {
    fn push(&mut self, position: Position) {
        let at = self.low.len();
        let run = Run {
            line: position.line.wrapping_sub(at as u64),
            first: u32::try_from(at).unwrap_or(u32::MAX),
            file: position.file,
            high: u32::try_from(position.byte >> 32).unwrap_or(u32::MAX),
        };
        let goes_on = |last: &Run| (last.line, last.file, last.high) == (run.line, run.file, run.high);
        if !self.runs.last().is_some_and(goes_on) {
            self.runs.push(run);
        }
        self.low
            .push(u32::try_from(position.byte & u64::from(u32::MAX)).unwrap_or(u32::MAX));
    }

    fn get(&self, at: usize) -> Position {
        let behind = self.runs.partition_point(|run| run.first as usize <= at);
        let run = &self.runs[behind - 1];
        Position {
            file: run.file,
            byte: u64::from(run.high) << 32 | u64::from(self.low[at]),
            line: run.line.wrapping_add(at as u64),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_come_back_and_rows_are_found_in_the_order_of_the_input() {
        let layout = Layout::new(vec![PIECE + 40, 60]);
        let of = |share: usize, row: usize| Position {
            file: u32::from(row > 90),
            byte: (row as u64) << 20 | u64::from(share == 1) << 19,
            line: 2 + (row + row / 7 * 3 + share) as u64,
        };
        let share = |share: usize, rows: usize| {
            let mut positions = Positions::default();
            (0..rows).for_each(|row| positions.push(of(share, row)));
            positions
        };
        let joined = Positions::join(vec![share(0, PIECE + 40), share(1, 60)], &layout);
        for (number, rows) in [(0, PIECE + 40), (1, 60)] {
            for row in 0..rows {
                assert_eq!(joined.get(layout.row(number, row)), of(number, row));
            }
        }
        let order: Vec<usize> = joined.in_order().into_iter().flatten().collect();
        assert_eq!(order.len(), PIECE + 100);
        assert!(
            order
                .windows(2)
                .all(|pair| joined.get(pair[0]) < joined.get(pair[1]) || pair[0] < pair[1])
        );
    }
}
