//! `redflag completions` and `redflag man`: made from the flags themselves, so they can't go stale.

use crate::args::Cli;
use crate::failure::Failure;
use crate::talk;
use clap::{Command, CommandFactory as _};
use clap_complete::Shell;
use std::path::Path;
use std::process::ExitCode;

/// Prints the completion script of a shell.
pub(crate) fn completions(shell: Shell) -> Result<ExitCode, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "redflag", &mut script);
    talk::answer(&String::from_utf8_lossy(&script))?;
    Ok(ExitCode::SUCCESS)
}

/// Prints the manual page, or writes one page per command to a folder.
pub(crate) fn pages(out: Option<&Path>) -> Result<ExitCode, Failure> {
    let mut root = Cli::command();
    // Fills in the names of sub-commands as a reader types them.
    root.build();
    let Some(folder) = out else {
        talk::answer(&String::from_utf8_lossy(&page(root)?))?;
        return Ok(ExitCode::SUCCESS);
    };
    let place = |error: std::io::Error| Failure::usage(format!("{}: {error}", folder.display()));
    std::fs::create_dir_all(folder).map_err(place)?;
    for command in every(root) {
        let file = folder.join(format!("{}.1", name(&command)));
        std::fs::write(file, page(command)?).map_err(place)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn page(command: Command) -> Result<Vec<u8>, Failure> {
    let title = name(&command);
    let mut page = Vec::new();
    let man = clap_mangen::Man::new(command.display_name(title.clone())).title(title);
    man.render(&mut page)?;
    Ok(page)
}

fn name(command: &Command) -> String {
    command.get_display_name().unwrap_or(command.get_name()).to_owned()
}

/// A command and all below it, without the `help` that clap adds.
fn every(command: Command) -> Vec<Command> {
    let below: Vec<Command> = command
        .get_subcommands()
        .filter(|below| below.get_name() != "help")
        .cloned()
        .collect();
    let mut all = vec![command];
    all.extend(below.into_iter().flat_map(every));
    all
}
