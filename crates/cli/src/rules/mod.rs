//! `redflag rules`: what can be done with indicators without any data.

mod check;
mod list;
mod show;
mod sql;
mod test;

use crate::args::{Rules, RulesCommand};
use crate::failure::Failure;
use redflag::Plan;
use redflag::rules::plan::Indicator;
use std::process::ExitCode;

pub(crate) fn run(args: Rules) -> Result<ExitCode, Failure> {
    match args.command {
        RulesCommand::List { json, lang, pack } => list::run(json, lang, &pack),
        RulesCommand::Show { id, lang, pack } => show::run(&id, lang, &pack),
        RulesCommand::Check { dir, lang } => check::run(&dir, lang),
        RulesCommand::Test { id, lang, pack } => test::run(id.as_deref(), lang, &pack),
        RulesCommand::Sql { id, base, pack, .. } => sql::run(&id, &base, &pack),
    }
}

/// The indicator of an id, in any case.
fn indicator<'p>(plan: &'p Plan, id: &str) -> Result<&'p Indicator, Failure> {
    plan.indicators
        .iter()
        .find(|indicator| indicator.id.eq_ignore_ascii_case(id))
        .ok_or_else(|| {
            Failure::usage(format!(
                "the pack has no indicator `{id}`\n  hint: `redflag rules list` shows those it has"
            ))
        })
}
