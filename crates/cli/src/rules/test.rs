//! `redflag rules test`.

use crate::args::PackArgs;
use crate::failure::Failure;
use crate::{locale, pack, talk};
use redflag::casebook::{self, Outcome, Wrong};
use redflag::report::{Lang, printable};
use std::process::ExitCode;

/// Some case has another answer than expected.
const WRONG: u8 = 1;

pub(super) fn run(id: Option<&str>, lang: Option<Lang>, args: &PackArgs) -> Result<ExitCode, Failure> {
    let lang = locale::lang(lang);
    let pack = pack::open(&args.pack, args.overlay.as_deref())?;
    let plan = pack.compile()?;
    let only = id
        .map(|id| super::indicator(&plan, id))
        .transpose()?
        .map(|indicator| indicator.id.as_str());
    let outcomes = casebook::run(&pack, &plan, only).map_err(|error| Failure::usage(error.to_string()))?;
    let wrong: usize = outcomes.iter().map(|outcome| outcome.wrong.len()).sum();
    let cases: usize = outcomes.iter().map(|outcome| outcome.flags + outcome.clears).sum();
    let mut text: Vec<String> = outcomes.iter().flat_map(|outcome| lines(outcome, lang)).collect();
    let count = outcomes.len();
    text.push(match lang {
        Lang::En if count == 1 => format!("{cases} cases of 1 indicator, {wrong} wrong"),
        Lang::En => format!("{cases} cases of {count} indicators, {wrong} wrong"),
        Lang::Fr if count < 2 => format!("{cases} cas pour {count} indicateur, {wrong} en erreur"),
        Lang::Fr => format!("{cases} cas pour {count} indicateurs, {wrong} en erreur"),
    });
    talk::answer(&(text.join("\n") + "\n"))?;
    Ok(ExitCode::from(if wrong == 0 { 0 } else { WRONG }))
}

fn lines(outcome: &Outcome, lang: Lang) -> Vec<String> {
    let Outcome {
        indicator,
        flags,
        clears,
        ..
    } = outcome;
    let mark = if outcome.wrong.is_empty() { "+" } else { "!" };
    let head = match lang {
        Lang::En => format!("{mark} {indicator}: {flags} to flag, {clears} to leave clear"),
        Lang::Fr => format!("{mark} {indicator}\u{a0}: {flags} à signaler, {clears} à laisser en paix"),
    };
    let wrong = outcome
        .wrong
        .iter()
        .map(|wrong| format!("    {}", printable(&line(wrong, lang))));
    std::iter::once(head).chain(wrong).collect()
}

fn line(wrong: &Wrong, lang: Lang) -> String {
    let place = format!("{}:{}: {}", wrong.file, wrong.line, wrong.case);
    match (wrong.flag_expected, lang) {
        (true, Lang::En) => format!("{place}: should be flagged and is clear"),
        (true, Lang::Fr) => format!("{place}\u{a0}: devrait être signalé et ne l’est pas"),
        (false, Lang::En) => format!("{place}: should be clear and has findings ({})", wrong.findings),
        (false, Lang::Fr) => format!(
            "{place}\u{a0}: ne devrait rien donner et a des résultats ({})",
            wrong.findings
        ),
    }
}
