//! The files of a run.

mod cases;
mod cells;
mod coverage;
mod evidence;
mod findings;
mod flags;
mod hashing;
mod manifest;
mod rejects;

pub use cases::cases_jsonl;
pub use coverage::coverage_json;
pub use evidence::evidence_csv;
pub use findings::{findings_csv, findings_jsonl};
pub use flags::{FLAGS_HEADER, flag_line};
pub(crate) use hashing::Hashing;
pub use manifest::{OutputFile, manifest_json};
pub use rejects::RejectWriter;

use serde::Serialize;
use std::io::{self, Write};

/// Writes one JSON value and a line feed.
fn line<T: Serialize>(value: &T, to: &mut impl Write) -> io::Result<()> {
    serde_json::to_writer(&mut *to, value)?;
    to.write_all(b"\n")
}

/// Writes an indented JSON document with a final line feed.
fn document<T: Serialize>(value: &T, to: &mut impl Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *to, value)?;
    to.write_all(b"\n")
}
