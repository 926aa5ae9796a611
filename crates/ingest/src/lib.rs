//! Transaction exports read into typed rows.
//!
//! A [`Ledger`] is one or more files seen through a [`Mapping`]; it is a [`redflag_model::Source`], so that whoever wants rows never learns how they were
//! written. Any delimiter, encoding and compression gives the same rows, and so does any number of threads.
//!
//! ```
//! use redflag_ingest::{LedgerOptions, Mapping};
//! use redflag_model::{Column, Needs, Part, ReadOptions, Row, Sink, Source};
//!
//! struct Sum;
//! struct Share(i64);
//! impl Sink for Sum {
//!     type Part = Share;
//!     fn part(&self) -> Share {
//!         Share(0)
//!     }
//! }
//! impl Part for Share {
//!     fn push(&mut self, row: &Row<'_>) {
//!         self.0 += row.amount;
//!     }
//! }
//!
//! let export = "Datum;Betrag;Konto\n01.03.2025;1.250,50;A\n02.03.2025;-20,00;A\nno date;1,00;A\n";
//! let mapping = Mapping::parse("bank.toml", r#"
//! format = 1
//! name = "bank"
//! decimal = ","
//! thousands = "."
//! [columns]
//! timestamp = { column = "Datum", formats = ["%d.%m.%Y"] }
//! amount = { column = "Betrag", sign = "direction" }
//! currency = { value = "EUR" }
//! account = "Konto"
//! "#)?;
//! let ledger = LedgerOptions::default().open_stream("export.csv", export.as_bytes(), &mapping)?;
//! let (shares, report) = ledger.read(&Needs::default(), &Sum, &ReadOptions::default())?;
//! assert_eq!(shares.iter().map(|share| share.0).sum::<i64>(), 127_050);
//! assert_eq!((report.rows_read, report.rows_screened, report.rows_rejected()), (3, 2, 1));
//! assert!(report.reconciles() && ledger.columns().contains(Column::Direction));
//! # Ok::<(), redflag_model::ReadError>(())
//! ```
//!
//! Why it is so: one thread at a time finds the borders of records, because whether a line break ends a record depends on every quote before it; all else (cutting
//! fields, typing, hashing) is done in parallel on chunks of whole records. Nothing is guessed from values: a column means what the mapping says.

mod amount;
mod codes;
mod convert;
mod country_names;
mod country_table;
mod counts;
mod customers;
mod dialect;
mod direct;
mod encoding;
mod exclusions;
mod expected;
mod fields;
mod fold;
mod identity;
mod input;
mod layout;
mod ledger;
mod mapping;
mod marks;
mod memory;
mod pattern;
mod pipeline;
mod propose;
mod rates;
mod region;
mod reread;
mod sheet;
mod split;
mod spool;
mod suggest;
mod texts;
mod timestamp;
mod walk;
mod worker;
mod zone_table;
mod zones;

pub use customers::{open_customers, parse_customers};
pub use exclusions::open_exclusions;
pub use ledger::{Ledger, LedgerOptions};
pub use mapping::Mapping;
pub use propose::{Unproposed, propose};
pub use rates::open_rates;
