//! Data for benchmarks, the same on every machine: integers only, one seed.

mod dice;
mod life;
mod sheet;

pub(crate) use dice::Dice;

use sheet::Sheet;
use std::path::PathBuf;
use tempfile::TempDir;

/// An export and what must come of it.
pub(crate) struct Town {
    /// The file.
    pub(crate) file: PathBuf,
    /// Its rows.
    pub(crate) rows: u64,
    /// The findings in it.
    pub(crate) findings: usize,
    /// Removed with this value.
    _folder: TempDir,
}

/// True unless `cargo bench` measures: a test run wants the answers, not the times.
pub(crate) fn small() -> bool {
    let asked = |flag: &str| std::env::args().any(|argument| argument == flag);
    asked("--test") || !asked("--bench")
}

fn size(full: u64, tried: u64) -> u64 {
    if small() { tried } else { full }
}

impl Town {
    /// A year of ordinary life of some 200,000 accounts, with one story in ten thousand rows.
    pub(crate) fn ordinary() -> Self {
        Self::made(|sheet| life::ordinary(sheet, size(1_000_000, 20_000)))
    }

    /// A shop that pays in its takings every few minutes, each just under the reporting line.
    pub(crate) fn deposits() -> Self {
        Self::made(|sheet| life::deposits(sheet, size(100_000, 3_000)))
    }

    /// An account on which advertisement, room and credits follow each other without a pause.
    pub(crate) fn weekends() -> Self {
        Self::made(|sheet| life::weekends(sheet, size(5_000, 100)))
    }

    fn made(by: impl FnOnce(&mut Sheet) -> usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("transactions.csv");
        let mut sheet = Sheet::create(&file);
        let findings = by(&mut sheet);
        Self {
            file,
            rows: sheet.finish(),
            findings,
            _folder: folder,
        }
    }
}
