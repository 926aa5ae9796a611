//! What could not run, or only in part, and what was set differently.

use crate::missing::steps;
use crate::terminal::{Page, printable, widest};
use crate::words;
use crate::{Lang, Run};
use redflag_model::{Verdict, VerdictKind};
use std::cmp::Reverse;

/// Indicators named per reason where they ran in part.
const NAMED: usize = 8;

/// Indicators by what is said of each.
type Groups<'a> = Vec<(String, Vec<&'a str>)>;

pub(super) fn section(page: &mut Page, run: &Run<'_>, lang: Lang) {
    let verdicts = &run.cases.verdicts;
    let of = |kind: VerdictKind| verdicts.iter().filter(move |verdict| verdict.verdict == kind);
    let (ran, all) = (of(VerdictKind::Ran).count(), verdicts.len());
    page.heading(&match lang {
        Lang::En => format!("Indicators: {ran} of {all} ran on all the data"),
        Lang::Fr => format!("Indicateurs\u{a0}: {ran} sur {all} exécutés sur toutes les données"),
    });
    let unable: Vec<&Verdict> = of(VerdictKind::NotEvaluable).collect();
    if !unable.is_empty() {
        page.line(2, &could_not(unable.len(), lang));
        let mut remedies: Groups<'_> = steps(verdicts)
            .into_iter()
            .map(|(set, run)| (words::supplies(&set, lang), run))
            .collect();
        let beyond: Vec<&Verdict> = unable.into_iter().filter(|it| it.enable.is_empty()).collect();
        remedies.extend(grouped(&beyond, |verdict| vec![reasons(verdict, lang).join("; ")]));
        groups(page, remedies, None, lang);
    }
    let partly: Vec<&Verdict> = of(VerdictKind::Degraded).collect();
    if !partly.is_empty() {
        page.line(2, &in_part(partly.len(), lang));
        let partly = grouped(&partly, |verdict| reasons(verdict, lang));
        groups(page, partly, Some(NAMED), lang);
    }
}

fn could_not(number: usize, lang: Lang) -> String {
    match (lang, number) {
        (Lang::En, _) => format!("{number} could not run. What would let them, one after the other:"),
        (Lang::Fr, 1) => format!("{number} n’a pu être exécuté. Il le serait avec\u{a0}:"),
        (Lang::Fr, _) => format!("{number} n’ont pu être exécutés. Ils le seraient, de proche en proche, avec\u{a0}:"),
    }
}

fn in_part(number: usize, lang: Lang) -> String {
    match (lang, number) {
        (Lang::En, _) => format!("{number} ran on part of the data, by reason:"),
        (Lang::Fr, 1) => format!("{number} exécuté sur une partie des données, par motif\u{a0}:"),
        (Lang::Fr, _) => format!("{number} exécutés sur une partie des données, par motif\u{a0}:"),
    }
}

fn reasons(verdict: &Verdict, lang: Lang) -> Vec<String> {
    let reasons = verdict.reasons.iter();
    reasons.map(|reason| words::verdict_reason(reason, lang)).collect()
}

/// The largest group first.
fn grouped<'a>(verdicts: &[&'a Verdict], texts: impl Fn(&Verdict) -> Vec<String>) -> Groups<'a> {
    let mut groups: Groups<'a> = Vec::new();
    for &verdict in verdicts {
        for text in texts(verdict) {
            match groups.iter_mut().find(|(known, _)| *known == text) {
                Some((_, indicators)) => indicators.push(&verdict.indicator),
                None => groups.push((text, vec![&verdict.indicator])),
            }
        }
    }
    groups.sort_by_key(|(_, indicators)| Reverse(indicators.len()));
    groups
}

/// Each group on a line of its own, with no more than `most` names.
fn groups(page: &mut Page, groups: Groups<'_>, most: Option<usize>, lang: Lang) {
    for (text, indicators) in groups {
        let shown = most.unwrap_or(indicators.len()).min(indicators.len());
        let names = indicators[..shown].join(", ");
        let more = match (lang, indicators.len() - shown) {
            (_, 0) => String::new(),
            (Lang::En, more) => format!(" and {more} more"),
            (Lang::Fr, 1) => " et 1 autre".to_owned(),
            (Lang::Fr, more) => format!(" et {more} autres"),
        };
        let number = indicators.len().to_string();
        let text = format!("{text}{} {names}{more}", words::colon(lang));
        page.hang(4, &format!("{number:>2}"), 4, &printable(&text));
    }
}

/// Every departure from the pack's defaults.
pub(super) fn departures(page: &mut Page, run: &Run<'_>, lang: Lang) {
    if run.plan.departures.is_empty() {
        return;
    }
    page.heading(match lang {
        Lang::En => "Departures from the defaults",
        Lang::Fr => "Écarts par rapport aux valeurs par défaut",
    });
    let column = widest(run.plan.departures.iter().map(|it| it.indicator.as_str())) + 2;
    for setting in &run.plan.departures {
        let text = format!("{} {} → {}", setting.name, setting.default, setting.value);
        page.hang(2, &setting.indicator, column, &printable(&text));
    }
}
