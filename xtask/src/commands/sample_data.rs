//! `cargo xtask sample-data [--check]`.

use crate::outputs::Mode;
use crate::repo::Outcome;
use crate::sample;

/// Writes the sample data, or compares them with what is there.
pub(crate) fn run(mode: Mode) -> Outcome {
    sample::outputs().settle(mode, "cargo xtask sample-data")
}
