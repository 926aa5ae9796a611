//! How much memory a scan takes, told before it reads.

use crate::failure::ScanError;
use crate::store::Wanted;
use redflag_model::{Column, ColumnSet};

/// Of the plan, threads and pieces of the input that are being read.
const FIXED: u64 = 128 << 20;
/// Of each row: what detectors read of most rows, identifier, position, two legs, and what settling takes for a while.
const OF_EACH_ROW: u64 = 32 + 8 + 4 + 8 + 1;
/// Of each row, where identifiers don't rise through the input: they are sorted by their hashes while no leg is laid out yet, and an
/// account with much of the file is examined as a whole. The larger of the two.
const FOR_A_WHILE: u64 = 10;
/// Of each row: an account of its own for every tenth.
const ACCOUNTS: u64 = 6;

/// Refuses what would not fit.
pub(crate) fn check(rows: Option<u64>, wanted: &Wanted, columns: ColumnSet, free: u64) -> Result<(), ScanError> {
    let Some(rows) = rows else { return Ok(()) };
    let bytes = estimate(rows, wanted, columns);
    if bytes <= free {
        return Ok(());
    }
    Err(ScanError::TooLarge(format!(
        "about {rows} rows would take about {} MB of memory, and {} MB are free\n  hint: screen with fewer indicators at a time (--only), on \
         a machine with more memory, or name what may be used with --memory",
        bytes >> 20,
        free >> 20
    )))
}

/// Bytes at the peak.
fn estimate(rows: u64, wanted: &Wanted, columns: ColumnSet) -> u64 {
    let optional = [
        (wanted.names, Column::OriginatorName, 8),
        (wanted.names, Column::AccountName, 8),
        (wanted.banks, Column::OriginatorBank, 8),
        (wanted.towns, Column::OriginatorPlace, 8),
        (wanted.merchant, Column::Merchant, 4),
        (wanted.place, Column::Place, 4),
        (wanted.place_country, Column::PlaceCountry, 4),
        (wanted.terminal, Column::Terminal, 4),
        (wanted.branch, Column::Branch, 4),
    ];
    let kept = optional
        .into_iter()
        .filter(|&(wanted, column, _)| wanted && columns.contains(column));
    let of_columns: u64 = kept.map(|(_, _, bytes)| bytes).sum();
    let of_row = OF_EACH_ROW + FOR_A_WHILE + ACCOUNTS + of_columns;
    FIXED.saturating_add(rows.saturating_mul(of_row))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_refused_with_both_figures() {
        let columns: ColumnSet = [Column::Timestamp, Column::OriginatorName].into_iter().collect();
        let plain = Wanted::default();
        let names = Wanted {
            names: true,
            merchant: true,
            ..plain
        };
        assert_eq!(estimate(1 << 20, &plain, columns), FIXED + (69 << 20));
        assert_eq!(estimate(1 << 20, &names, columns), FIXED + (77 << 20));
        assert!(check(Some(1 << 20), &plain, columns, FIXED + (69 << 20)).is_ok());
        assert!(check(None, &names, columns, 0).is_ok());
        let Err(error) = check(Some(1 << 20), &names, columns, 200 << 20) else {
            panic!("accepted")
        };
        let said = error.to_string();
        assert!(
            said.contains("1048576 rows") && said.contains("205 MB") && said.contains("200 MB"),
            "{said}"
        );
    }
}
