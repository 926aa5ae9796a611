//! `sample-data`: the project's own invented transactions, written by a seeded generator.
//!
//! No bank, person or list was consulted: every name, account and amount is drawn here.

mod book;
mod calendar;
mod life;
mod messy;
mod ordinary;
mod people;
mod rng;
mod small;

use crate::outputs::Outputs;

/// Every generated file of `sample-data`; the pages and lists beside them are written by hand.
pub(crate) fn outputs() -> Outputs {
    let mut outputs = Outputs::default();
    for (name, text) in small::files() {
        outputs.put(&format!("sample-data/{name}"), text.into_bytes());
    }
    outputs.put("sample-data/ordinary/transactions.csv", ordinary::csv().into_bytes());
    for (name, bytes) in messy::files() {
        outputs.put(&format!("sample-data/{name}"), bytes);
    }
    outputs
}
