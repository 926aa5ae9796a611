//! The `redflag` command: flags in, calls out. Each command has a file; what they call lives in the other rooms.
//!
//! Data goes to standard output; progress and messages go to standard error. Exit codes:
//! 0 ran · 1 findings with `--fail-on-findings`, or failed cases of `rules test` · 2 usage, configuration, pack · 3 data unreadable or not
//! reconciled · 70 a bug · 130 interrupted.

mod args;
mod baseline;
mod explain;
mod failure;
mod inputs;
mod instant;
mod lists;
mod locale;
mod machine;
mod manual;
mod map;
mod pack;
mod progress;
mod rules;
mod screen;
mod stop;
mod talk;
mod validate;

use args::{Cli, Command};
use clap::Parser as _;
use failure::Failure;
use std::ffi::OsString;
use std::process::ExitCode;

/// Exit code of a bug, as in `sysexits.h`.
const BUG: u8 = 70;

/// Runs the command that the arguments ask for and gives its exit code.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    announce_bugs();
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => return usage(&error),
    };
    // A panic has told its story through the hook; what is left is to end with its own code.
    match std::panic::catch_unwind(|| dispatch(cli)) {
        Ok(Ok(code)) => code,
        Ok(Err(failure)) => failure.report(),
        Err(_) => ExitCode::from(BUG),
    }
}

fn dispatch(cli: Cli) -> Result<ExitCode, Failure> {
    match cli.command {
        Command::Screen(args) => screen::run(&args),
        Command::Validate(args) => validate::run(&args),
        Command::Map(args) => map::run(&args),
        Command::Baseline(args) => baseline::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Rules(args) => rules::run(args),
        Command::Lists(args) => lists::run(args),
        Command::Completions { shell } => manual::completions(shell),
        Command::Man { out } => manual::pages(out.as_deref()),
    }
}

/// Help and version are answers, everything else is a mistake in the command.
fn usage(error: &clap::Error) -> ExitCode {
    // Where the terminal is gone there is nobody to tell.
    drop(error.print());
    ExitCode::from(if error.use_stderr() { failure::USAGE } else { 0 })
}

fn announce_bugs() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic
            .location()
            .map_or_else(String::new, |at| format!(" ({}:{})", at.file(), at.line()));
        let what = panic.payload_as_str().unwrap_or("no message");
        talk::message(&format!(
            "redflag: this is a bug in Redflag, not in your data{place}: {what}\n  hint: please report it with the command that you ran"
        ));
    }));
}
