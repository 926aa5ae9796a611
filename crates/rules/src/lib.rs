//! Indicator packs: folders of TOML, SQL predicates, texts and lists, compiled to a typed [`Plan`].
//!
//! A [`Pack`] is one or more folders; an [`Overlay`] is a bank's own values. [`Pack::compile`] checks both and gives the plan, or every
//! mistake with its file, line, column and what to do about it.
//!
//! ```
//! use redflag_rules::{Overlay, Pack};
//! let overlay = Overlay::parse("bank.toml", "[\"HT-FLOW-002\"]\nat_least = 4").unwrap();
//! let plan = Pack::builtin().with(overlay).compile().unwrap();
//! assert_eq!(plan.departures[0].value, "4");
//!
//! let wrong = Overlay::parse("bank.toml", "[\"HT-FLOW-002\"]\nat_leats = 4").unwrap();
//! let errors = Pack::builtin().with(wrong).compile().unwrap_err();
//! assert_eq!(errors.0[0].hint.as_deref(), Some("did you mean `at_least`?"));
//! ```

pub mod check;
mod code;
mod country;
pub mod data;
mod data_read;
mod error;
mod guards;
mod hash;
mod indicator;
mod layers;
pub mod names;
mod overlay;
mod pack;
pub mod plan;
mod predicate;
pub mod refs;
mod source;
pub mod sql;
mod suggest;
pub mod survey;
pub mod text;
mod toml_walk;

pub use error::{Code, PackError, PackErrors};
pub use overlay::Overlay;
pub use pack::{Beside, CaseFile, Pack, try_predicate};
pub use plan::Plan;
