//! Reading alone: cut, typed and thrown away; then evidence read again.

use crate::support::Town;
use criterion::{BenchmarkId, Criterion, Throughput};
use redflag::model::{ColumnSet, Needs, Part, Position, ReadOptions, Row, Sink};
use redflag::{Ledger, Mapping, Source};
use std::hint::black_box;

/// One row in so many is evidence.
const EVIDENCE: u64 = 100;

/// Counts rows, and keeps the place of some.
struct Count;

#[derive(Default)]
struct Share {
    rows: u64,
    places: Vec<Position>,
}

impl Sink for Count {
    type Part = Share;
    fn part(&self) -> Share {
        Share::default()
    }
}

impl Part for Share {
    fn push(&mut self, row: &Row<'_>) {
        if self.rows.is_multiple_of(EVIDENCE) {
            self.places.push(row.position);
        }
        self.rows += 1;
        black_box(row);
    }
}

/// Reads every column of every row; the answers are the rows written and the rows asked for.
pub(crate) fn stages(criterion: &mut Criterion) {
    let town = Town::ordinary();
    let ledger = Ledger::open(&[&town.file], &Mapping::canonical()).unwrap();
    let mut group = criterion.benchmark_group("ingest");
    group.throughput(Throughput::Elements(town.rows));
    for threads in [1, 2] {
        group.bench_function(BenchmarkId::new("threads", threads), |bench| {
            bench.iter(|| {
                let rows: u64 = read(&ledger, threads).iter().map(|share| share.rows).sum();
                assert_eq!(rows, town.rows);
            });
        });
    }
    let places: Vec<Position> = read(&ledger, 1).into_iter().flat_map(|share| share.places).collect();
    group.throughput(Throughput::Elements(places.len() as u64));
    group.bench_function("evidence", |bench| {
        bench.iter(|| {
            let rows = ledger.reread(&places).unwrap();
            assert!(rows.iter().map(|row| row.position).eq(places.iter().copied()));
        });
    });
    group.finish();
}

fn read(ledger: &Ledger, threads: usize) -> Vec<Share> {
    let needs = Needs {
        columns: ColumnSet::all(),
        memo: None,
        local_time: true,
    };
    let options = ReadOptions {
        threads,
        ..ReadOptions::default()
    };
    let (shares, report) = ledger.read(&needs, &Count, &options).unwrap();
    assert!(report.reconciles() && report.rejected.is_empty());
    shares
}
