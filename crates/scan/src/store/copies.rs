//! Rows that have one identifier, found without a table of identifiers.

use super::columns::Columns;
use super::ids::Id;
use foldhash::fast::FixedState;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::hash::BuildHasher;
use std::ops::Range;

/// Rows by the hash of their identifiers.
pub(super) struct RowsById {
    /// The upper half of the hash and the row, in order; empty where it is known that no row is asked for.
    rows: Vec<u64>,
}

impl RowsById {
    pub(super) fn of(columns: &Columns) -> Self {
        // Exports number their rows: where identifiers rise all through the input, no two are equal.
        let unique = columns.reversals.is_empty() && rise(columns);
        let rows = if unique { Vec::new() } else { sorted(columns) };
        Self { rows }
    }

    /// Rows of each identifier that several have.
    pub(super) fn shared(&self, columns: &Columns) -> Vec<Vec<u32>> {
        let groups = self.rows.par_chunk_by(|a, b| hash_of(*a) == hash_of(*b));
        let shared = groups.filter(|group| group.len() > 1).flat_map_iter(|group| {
            let mut by_id: BTreeMap<Id<'_>, Vec<u32>> = BTreeMap::new();
            for &entry in group {
                by_id
                    .entry(columns.id(row_of(entry) as usize))
                    .or_default()
                    .push(row_of(entry));
            }
            by_id.into_values().filter(|rows| rows.len() > 1)
        });
        shared.collect()
    }

    /// Rows that have an identifier.
    pub(super) fn named(&self, columns: &Columns, text: &str) -> Vec<u32> {
        let id = Id::of(text);
        let hash = FixedState::default().hash_one(id) >> 32;
        let from = self.rows.partition_point(|&entry| hash_of(entry) < hash);
        let candidates = self.rows[from..].iter().take_while(|&&entry| hash_of(entry) == hash);
        let named = candidates.map(|&entry| row_of(entry));
        named.filter(|&row| columns.id(row as usize) == id).collect()
    }
}

fn rise(columns: &Columns) -> bool {
    let runs = columns.positions.in_order();
    let rises = |pair: &[Range<usize>]| columns.id(pair[0].end - 1) < columns.id(pair[1].start);
    let rises_within = |run: &Range<usize>| run.clone().skip(1).all(|row| columns.id(row - 1) < columns.id(row));
    runs.windows(2).all(rises) && runs.par_iter().all(rises_within)
}

fn sorted(columns: &Columns) -> Vec<u64> {
    let hasher = FixedState::default();
    let entry = |row: usize| hasher.hash_one(columns.id(row)) >> 32 << 32 | row as u64;
    let mut rows = Vec::new();
    (0..columns.len())
        .into_par_iter()
        .map(entry)
        .collect_into_vec(&mut rows);
    rows.par_sort_unstable();
    rows
}

fn hash_of(entry: u64) -> u64 {
    entry >> 32
}

fn row_of(entry: u64) -> u32 {
    u32::try_from(entry & u64::from(u32::MAX)).unwrap_or(u32::MAX)
}
