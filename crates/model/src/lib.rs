//! The vocabulary of Redflag: what every room of the house talks about.
//!
//! The crate holds no I/O and almost no dependency. Producers of rows ([`Source`]) and consumers ([`Sink`]) meet here and never know each other:
//!
//! - [`Row`] is one transaction as a reader hands it on: typed, checked, borrowed from the input.
//! - [`Needs`] says what a consumer wants of each row; a reader skips the rest.
//! - [`LegSlice`] is one account seen as a structure of arrays: the only thing detectors read.
//! - [`Finding`] and [`Case`] are what comes out; [`Cases`] is a whole run.
//!
//! ```
//! use redflag_model::{Currency, money};
//! let eur = Currency::from_code("EUR").unwrap();
//! assert_eq!(money::parse("9150.5", eur.exponent()), Ok(915_050));
//! assert_eq!(money::format(915_050, eur), "9150.50");
//! ```

mod baseline;
mod case;
mod currency;
mod currency_table;
mod customer;
mod distribution;
mod exclusion;
mod field;
mod finding;
mod flag;
mod geo;
mod hex;
mod leg;
pub mod money;
mod nearest;
mod needs;
mod proposal;
mod rates;
mod ratio;
mod row;
mod run;
mod supply;
pub mod time;

pub use baseline::{Baseline, BaselineSource, LEAST_ACCOUNTS, NotMerged, PeerFigures, PeerGroup, PeerMeasure};
pub use case::{Case, CaseScore, CaseSubject, Level, Role, SideScore};
pub use currency::Currency;
pub use customer::{ContextFile, Customer, CustomerCount, Customers};
pub use distribution::{Distribution, DoesNotFit};
pub use exclusion::{Exclusion, Exclusions};
pub use field::{Channel, Column, ColumnSet, Direction, Field, HolderKind, RefKind};
pub use finding::{
    AmountTotal, EVIDENCE_HALF, EvidenceLeg, Finding, GuardEffect, GuardReason, Guarded, Measure, Note, Party, Supports,
};
pub use flag::{Flag, Flagged};
pub use geo::Spot;
pub use hex::hex;
pub use leg::{Domain, Holder, LegSlice, Lookup, NO_AMOUNT, NO_OFFSET, NULL_CODE};
pub use nearest::nearest;
pub use needs::{Needs, TextClassifier};
pub use proposal::{Doubt, MappingEntry, Proposal, Proposed, Section, SettingFault, Sure, Trial, Unused, Why};
pub use rates::Rates;
pub use ratio::Ratio;
pub use row::{
    Part, PartyText, Position, Progress, ReadError, ReadErrorKind, ReadOptions, Row, Side, Sink, Source, SourceRow,
    Statement, Status,
};
pub use run::{
    BaselineUsed, Cases, FileReport, ReadReport, Reason, Reject, Rejects, Setting, TextPair, Total, Verdict,
    VerdictKind, VerdictReason,
};
pub use supply::Supply;
