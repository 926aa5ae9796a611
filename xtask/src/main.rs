//! Chores of the workspace: `cargo xtask help` lists them.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a chore speaks to the person who runs it"
)]

mod commands;
mod docs;
mod outputs;
mod pack;
mod peers;
mod repo;
mod sample;

use std::process::ExitCode;

use outputs::Mode;
use repo::Outcome;

const HELP: &str = "\
cargo xtask test                   everything that must hold; the project's one test command
cargo xtask layers                 who uses whom, no Polars by default, no file over 600 lines
cargo xtask docs [--check]         pages of indicators and the catalogue's status column
cargo xtask sample-data [--check]  the generated files of sample-data
cargo xtask new ID slug            the folder of a new indicator, to be filled in
cargo xtask bench-peers            the yardstick: DuckDB, Polars and Redflag in turn, flags compared
                                   (--rows N --rounds N --threads N --python PATH --write)
cargo xtask help                   this text";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args_os()
        .skip(1)
        .map(|word| word.to_string_lossy().into_owned())
        .collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match run(&words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("xtask: {problem}");
            ExitCode::FAILURE
        }
    }
}

fn run(words: &[&str]) -> Outcome {
    match words {
        [] | ["help" | "--help" | "-h"] => {
            println!("{HELP}");
            Ok(())
        }
        ["test"] => commands::test::run(),
        ["layers"] => commands::layers::run(),
        ["docs", rest @ ..] => commands::docs::run(mode(rest)?),
        ["sample-data", rest @ ..] => commands::sample_data::run(mode(rest)?),
        ["bench-peers", rest @ ..] => peers::run(rest),
        ["new", id, slug] => commands::new::run(id, slug),
        _ => Err(format!("`{}` is no command of mine\n{HELP}", words.join(" "))),
    }
}

fn mode(rest: &[&str]) -> Result<Mode, String> {
    match rest {
        [] => Ok(Mode::Write),
        ["--check"] => Ok(Mode::Check),
        other => Err(format!(
            "`{}` is unknown here; the only option is --check",
            other.join(" ")
        )),
    }
}
