//! Plan times ledger gives cases.
//!
//! [`Scanner`] reads a source once, stores each transaction once as columns, and examines account after account:
//! - texts have become codes, and every test on texts is made once per distinct text;
//! - one pass ([`Matcher`]) finds the terms of all lexicons;
//! - each condition is evaluated at most once per account, sixty-four legs at a time, and only where a detector asks;
//! - indicators run layer by layer: one that reads findings sees finished findings of lower layers only.
//!
//! Nothing that leaves depends on row order, file split or thread count.

mod baseline;
mod cases;
mod digest;
mod failure;
mod findings;
mod flags;
mod ground;
mod guards;
mod intern;
mod kernel;
mod lexicon;
mod memory;
mod needs;
mod params;
mod program;
pub mod reference;
mod scanner;
mod store;
mod subjects;
mod sweep;
mod verdicts;

pub use baseline::{BaselineMismatch, Measured};
pub use failure::ScanError;
pub use lexicon::Matcher;
pub use scanner::Scanner;
