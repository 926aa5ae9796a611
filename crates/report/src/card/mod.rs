//! One thing shown whole on the terminal: a finding of a run, an indicator of a plan, the list of a plan.

mod data;
mod finding;
mod guard;
mod indicator;
mod list;
mod sources;

pub use data::{data_card, data_list};
pub use finding::finding_card;
pub use indicator::indicator_card;
pub use list::{indicator_list, indicator_list_json};
