//! Indicator folders to a plan.

use criterion::Criterion;
use redflag::Pack;
use std::hint::black_box;
use std::path::Path;

/// Compiles the built-in pack; the answer is the number of its folders.
pub(crate) fn compile(criterion: &mut Criterion) {
    let folders = folders(Path::new(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/crates/rules/indicators"
    )));
    criterion.bench_function("rules/compile", |bench| {
        bench.iter(|| {
            let plan = Pack::builtin().compile().unwrap();
            assert_eq!(plan.indicators.len(), folders);
            black_box(plan)
        });
    });
}

fn folders(root: &Path) -> usize {
    let entries = std::fs::read_dir(root).unwrap();
    entries
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            if path.is_dir() {
                folders(&path)
            } else {
                usize::from(path.ends_with("indicator.toml"))
            }
        })
        .sum()
}
