//! Chores of the workspace: `cargo xtask help` lists them.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a chore speaks to the person who runs it"
)]

mod outputs;
mod repo;
mod sample;

use std::process::ExitCode;

use outputs::Mode;
use repo::Outcome;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args_os()
        .skip(1)
        .map(|argument| argument.to_string_lossy().into_owned())
        .collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
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
        ["sample-data", rest @ ..] => {
            sample::outputs().settle(mode(rest)?, "cargo xtask sample-data")
        }
        _ => Err("".into()),
    }
}

fn mode(rest: &[&str]) -> Result<Mode, String> {
    match rest {
        [] => Ok(Mode::Write),
        ["--check"] => Ok(Mode::Check),
        other => Err(format!("unknown option `{}`; only --check is known here", other.join(" "))),
    }
}
