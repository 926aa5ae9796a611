//! `cargo xtask test`: everything that must hold, cheapest first, stopping at the first failure.

use std::process::Command;
use std::time::Instant;

use super::{docs, layers, sample_data};
use crate::outputs::Mode;
use crate::repo::{self, Outcome};

type Step = (&'static str, fn() -> Outcome);

/// The steps before the tests themselves. Doctests stand here, so that the last thing printed is
/// the summary of the test runner.
const STEPS: [Step; 8] = [
    ("format", || status(repo::cargo(&["fmt", "--all", "--check"]))),
    ("layers", layers::run),
    ("docs --check", || docs::run(Mode::Check)),
    ("sample-data --check", || sample_data::run(Mode::Check)),
    ("clippy", || {
        status(repo::cargo(&[
            "clippy",
            "--workspace",
            "--all-targets",
            "--locked",
            "--",
            "-D",
            "warnings",
        ]))
    }),
    ("documentation", || {
        let mut command = repo::cargo(&["doc", "--workspace", "--no-deps", "--locked"]);
        command.env("RUSTDOCFLAGS", "-D warnings");
        status(command)
    }),
    ("doctests", || {
        status(repo::cargo(&["test", "--workspace", "--doc", "--locked"]))
    }),
    // Each once on small data: whether the answers are right, not how fast they come.
    ("benches", || {
        status(repo::cargo(&["test", "--workspace", "--benches", "--locked"]))
    }),
];

/// Runs every step, then the tests.
pub(crate) fn run() -> Outcome {
    for (name, step) in STEPS {
        println!("── {name}");
        let start = Instant::now();
        step().map_err(|problem| format!("{name} failed\n{problem}"))?;
        println!("── {name}: {} ms", start.elapsed().as_millis());
    }
    tests()
}

/// The tests, under nextest where it is installed. It prints its own time; nothing follows it.
fn tests() -> Outcome {
    if has_nextest() {
        println!("── tests (cargo nextest)");
        return status(repo::cargo(&[
            "nextest",
            "run",
            "--workspace",
            "--locked",
            "--no-fail-fast",
        ]));
    }
    println!("── tests (cargo test, since cargo nextest is not installed)");
    status(repo::cargo(&[
        "test",
        "--workspace",
        "--lib",
        "--bins",
        "--tests",
        "--locked",
        "--no-fail-fast",
    ]))
}

fn has_nextest() -> bool {
    repo::cargo(&["nextest", "--version"])
        .output()
        .is_ok_and(|output| output.status.success())
}

fn status(mut command: Command) -> Outcome {
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{command:?} ended with {status}")),
        Err(error) => Err(format!("can't run {command:?}: {error}")),
    }
}
