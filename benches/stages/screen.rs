//! The whole pipe over a town, and over single accounts that are hard on one kind of detector.

use crate::support::Town;
use criterion::{BenchmarkId, Criterion, Throughput};
use redflag::{Cases, Ledger, Mapping, Pack, Plan, Scanner};

/// The indicators that the stories are about.
const TOLD_BY: [&str; 2] = ["HT-FLOW-002", "HT-SEX-005"];

/// Every indicator over ordinary life; the answer is the number of planted stories.
pub(crate) fn whole(criterion: &mut Criterion) {
    let town = Town::ordinary();
    let plan = Pack::builtin().compile().unwrap();
    let mut group = criterion.benchmark_group("screen");
    group.throughput(Throughput::Elements(town.rows));
    for threads in [1, 2] {
        group.bench_function(BenchmarkId::new("threads", threads), |bench| {
            bench.iter(|| answer(&town, &plan, threads));
        });
    }
    group.finish();
}

/// One account whose windows hold thousands of legs, and one with thousands of chains among ten times as many beginnings.
pub(crate) fn heavy_accounts(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("account");
    for (name, indicator, town) in [
        ("windows", "HT-FLOW-002", Town::deposits()),
        ("sequences", "HT-SEX-005", Town::weekends()),
    ] {
        let plan = Pack::builtin().only([indicator]).compile().unwrap();
        group.throughput(Throughput::Elements(town.rows));
        group.bench_function(name, |bench| bench.iter(|| answer(&town, &plan, 1)));
    }
    group.finish();
}

fn answer(town: &Town, plan: &Plan, threads: usize) -> Cases {
    let ledger = Ledger::open(&[&town.file], &Mapping::canonical()).unwrap();
    let cases = Scanner::new(plan).threads(threads).scan(&ledger).unwrap();
    assert_eq!(cases.read.rows_screened, town.rows);
    // Ordinary life may draw other remarks; the stories must be told, each once.
    let told = cases
        .findings
        .iter()
        .filter(|finding| TOLD_BY.contains(&finding.indicator.as_str()));
    assert_eq!(told.count(), town.findings);
    cases
}
