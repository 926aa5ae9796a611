//! One benchmark per stage, and the whole pipe. Each states its right answer, so that none gets fast by getting wrong.
//!
//! `cargo bench --bench stages` measures; `cargo bench --bench stages -- --test` runs each once on small data.
//! A name at the end chooses: `cargo bench --bench stages -- matching`.
#![expect(clippy::unwrap_used, reason = "a benchmark that can't be set up has nothing to say")]

mod ingest;
mod matching;
mod report;
mod rules;
mod screen;
mod support;

use criterion::Criterion;

fn main() {
    let mut criterion = Criterion::default().sample_size(10).configure_from_args();
    rules::compile(&mut criterion);
    matching::lexicons(&mut criterion);
    ingest::stages(&mut criterion);
    screen::whole(&mut criterion);
    screen::heavy_accounts(&mut criterion);
    report::writers(&mut criterion);
    criterion.final_summary();
}
