//! Screen transaction exports for red flags of human trafficking that finances terrorism (UN Security Council resolution 2331 (2016)).
//!
//! Three lines: a plan from the built-in indicators, a ledger over some files, and the cases that come out.
//!
//! ```
//! use redflag::{Ledger, Mapping, Pack, Scanner};
//! # let folder = tempfile::tempdir()?;
//! # let paths = [folder.path().join("transactions.csv")];
//! # std::fs::write(&paths[0], "tx_id,timestamp,amount,currency,channel,originator_account,beneficiary_account\n\
//! #     1,2025-03-03T10:00:00+01:00,9500.00,EUR,cash,,ACC-1\n2,2025-03-05T10:00:00+01:00,9400.00,EUR,cash,,ACC-1\n\
//! #     3,2025-03-06T10:00:00+01:00,9600.00,EUR,cash,,ACC-1\n")?;
//! let plan = Pack::builtin().compile()?;
//! let ledger = Ledger::open(&paths, &Mapping::canonical())?;
//! let cases = Scanner::new(&plan).scan(&ledger)?;
//! assert_eq!(cases.findings[0].indicator, "HT-FLOW-002");
//! assert_eq!(cases.findings[0].subject, "ACC-1");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! - [`Pack`] holds indicators, [`Overlay`] a bank's own values; both compile to a [`Plan`] or to a list of mistakes with their places.
//! - [`Ledger`] reads exports in any layout through a [`Mapping`]; every other [`Source`] of rows will do as well.
//! - [`Scanner`] gives [`Cases`]: findings, cases, verdicts and what was read.
//! - [`report`] turns them into words and files; [`casebook`] runs the test cases that stand beside each indicator.
//!
//! A finding is a reason to look, never a proof. People who pay under coercion and likely victims are named as such and are never suspects.

pub mod casebook;

pub use redflag_ingest::{
    Ledger, LedgerOptions, Mapping, Unproposed, open_customers, open_exclusions, open_rates, parse_customers, propose,
};
pub use redflag_model as model;
pub use redflag_model::{Case, Cases, Currency, Finding, Level, Role, Source};
pub use redflag_report as report;
pub use redflag_rules as rules;
pub use redflag_rules::{Overlay, Pack, Plan};
pub use redflag_scan::{Measured, ScanError, Scanner};
