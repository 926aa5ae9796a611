//! `sample-data/messy`: exports as banks really write them.

/// The files with their bytes.
pub(crate) fn files() -> Vec<(&'static str, Vec<u8>)> {
    Vec::new()
}
