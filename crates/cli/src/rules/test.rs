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
    let cases: usize = outcomes
        .iter()
        .flat_map(|outcome| &outcome.expected)
        .map(|(_, cases)| cases)
        .sum();
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
    let mark = if outcome.wrong.is_empty() { "+" } else { "!" };
    let counts: Vec<String> = outcome
        .expected
        .iter()
        .map(|&(answer, cases)| format!("{cases} {}", about(answer, lang)))
        .collect();
    let colon = match lang {
        Lang::En => ":",
        Lang::Fr => "\u{a0}:",
    };
    let head = format!("{mark} {}{colon} {}", outcome.indicator, counts.join(", "));
    let wrong = outcome
        .wrong
        .iter()
        .map(|wrong| format!("    {}", printable(&line(wrong, lang))));
    std::iter::once(head).chain(wrong).collect()
}

/// What the cases of an answer ask for; the answers of guards stand as they are written.
fn about(answer: &'static str, lang: Lang) -> &'static str {
    match (answer, lang) {
        ("flag", Lang::En) => "to flag",
        ("clear", Lang::En) => "to leave clear",
        ("flag", Lang::Fr) => "à signaler",
        ("clear", Lang::Fr) => "à laisser en paix",
        (other, _) => other,
    }
}

fn line(wrong: &Wrong, lang: Lang) -> String {
    let place = format!("{}:{}: {}", wrong.file, wrong.line, wrong.case);
    match (wrong.expected, wrong.got, lang) {
        ("flag", _, Lang::En) => format!("{place}: should be flagged and is clear"),
        ("flag", _, Lang::Fr) => format!("{place}\u{a0}: devrait être signalé et ne l’est pas"),
        ("clear", _, Lang::En) => format!("{place}: should be clear and has findings"),
        ("clear", _, Lang::Fr) => format!("{place}\u{a0}: ne devrait rien donner et a des résultats"),
        (expected, Some(got), Lang::En) => format!("{place}: should be {expected} and is {got}"),
        (expected, Some(got), Lang::Fr) => format!("{place}\u{a0}: {expected} attendu, {got} obtenu"),
        (expected, None, Lang::En) => format!("{place}: should be {expected}, and nothing is found to judge by"),
        (expected, None, Lang::Fr) => format!("{place}\u{a0}: {expected} attendu, et rien n’est trouvé pour en juger"),
    }
}
