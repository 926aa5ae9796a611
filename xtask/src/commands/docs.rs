//! `cargo xtask docs [--check]`.

use crate::docs;
use crate::outputs::Mode;
use crate::repo::Outcome;

/// Writes the generated documentation, or compares it with what is there.
pub(crate) fn run(mode: Mode) -> Outcome {
    docs::outputs()?.settle(mode, "cargo xtask docs")
}
