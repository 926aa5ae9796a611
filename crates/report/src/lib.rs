//! Cases in words and files: the only room that speaks a language.
//!
//! - [`Run`] is a finished run with its plan; every writer takes one.
//! - [`Explainer`] puts findings into words, in English and in French.
//! - [`Folder`] is the output folder: it appears whole or not at all. [`Folder::write`] fills it.
//! - [`summary`] is what a person reads on the terminal.
//! - [`Stored`] is a finding read back from a folder; [`finding_card`] shows it, [`indicator_card`] an indicator.
//!
//! The crate knows nothing of readers and engines: it meets them in `redflag-model`.

mod baseline;
mod card;
mod explain;
mod folder;
mod guarded;
mod lang;
mod missing;
mod proposal;
mod run;
mod stored;
mod summary;
mod terminal;
mod used;
mod why;
pub mod words;
mod write;

pub use baseline::{baseline_summary, read_baseline, write_baseline};
pub use card::{data_card, data_list, finding_card, indicator_card, indicator_list, indicator_list_json};
pub use explain::{Explainer, MeasureText};
pub use folder::{Folder, FolderError, Written};
pub use lang::Lang;
pub use proposal::{doubted, explained, mapping_text};
pub use run::Run;
pub use stored::{Stored, StoredError};
pub use summary::{RejectExamples, Summary, flags_summary, summary, validation};
pub use terminal::printable;
pub use write::{
    FLAGS_HEADER, OutputFile, RejectWriter, cases_jsonl, coverage_json, evidence_csv, findings_csv, findings_jsonl,
    flag_line, manifest_json,
};
