//! Cases to files.

use crate::support::Town;
use criterion::{BenchmarkId, Criterion, Throughput};
use redflag::report::{Lang, Run, cases_jsonl, evidence_csv, findings_csv, findings_jsonl};
use redflag::{Ledger, Mapping, Pack, Scanner};
use std::io;

type Write = fn(&Run<'_>, &mut Vec<u8>) -> io::Result<()>;

const WRITERS: [(&str, Write); 4] = [
    ("findings.jsonl", |run, to| findings_jsonl(run, to)),
    ("findings.csv", |run, to| findings_csv(run, Lang::En, to)),
    ("evidence.csv", |run, to| evidence_csv(run, to)),
    ("cases.jsonl", |run, to| cases_jsonl(run, to)),
];

/// Writes thousands of findings; the answer is the number of records in each file.
pub(crate) fn writers(criterion: &mut Criterion) {
    let town = Town::weekends();
    let plan = Pack::builtin().only(["HT-SEX-005"]).compile().unwrap();
    let ledger = Ledger::open(&[&town.file], &Mapping::canonical()).unwrap();
    let cases = Scanner::new(&plan).scan(&ledger).unwrap();
    let run = Run::new(&plan, &cases);
    let legs: usize = cases.findings.iter().map(|finding| finding.evidence.len()).sum();
    let mut group = criterion.benchmark_group("report");
    group.throughput(Throughput::Elements(town.findings as u64));
    for (name, write) in WRITERS {
        let records = match name {
            "evidence.csv" => legs + 1,
            "findings.csv" => town.findings + 1,
            "cases.jsonl" => cases.cases.len(),
            _ => town.findings,
        };
        group.bench_function(BenchmarkId::from_parameter(name), |bench| {
            bench.iter(|| {
                let mut bytes = Vec::new();
                write(&run, &mut bytes).unwrap();
                assert_eq!(std::str::from_utf8(&bytes).unwrap().lines().count(), records);
            });
        });
    }
    group.finish();
}
