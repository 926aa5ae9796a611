//! How many rows a ledger will hand over, told from its size and the beginning of each file.

use crate::encoding::read_full;
use crate::input::Tally;
use crate::ledger::{Ledger, LedgerFile};
use std::sync::Arc;

/// Bytes looked at, decompressed: enough that what a decompressor reads ahead hardly counts.
const LOOKED_AT: usize = 1 << 22;

/// About so many rows; none where a file's size is not known before it is read, or it can't be read.
pub(crate) fn rows(ledger: &Ledger) -> Option<u64> {
    ledger.files.iter().map(of_file).sum()
}

fn of_file(file: &LedgerFile) -> Option<u64> {
    let stored = file.input.stored_bytes()?;
    let tally: Arc<Tally> = Arc::default();
    let mut text = file.input.text(&tally).ok()?;
    let mut head = vec![0; LOOKED_AT];
    let count = read_full(&mut text, &mut head).ok()?;
    let lines = memchr::memchr_iter(b'\n', &head[..count]).count() as u64;
    if count < LOOKED_AT {
        return Some(lines);
    }
    let rows = u128::from(lines.max(1)) * u128::from(stored) / u128::from(tally.bytes().max(1));
    u64::try_from(rows).ok()
}
