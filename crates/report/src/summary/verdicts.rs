//! What could not run, or only in part, and what was set differently.

use crate::terminal::{Page, printable, widest};
use crate::words;
use crate::{Lang, Run};
use redflag_model::{Verdict, VerdictKind};

pub(super) fn section(page: &mut Page, run: &Run<'_>, lang: Lang) {
    let shown: Vec<&Verdict> = run
        .cases
        .verdicts
        .iter()
        .filter(|verdict| verdict.verdict != VerdictKind::Ran)
        .collect();
    let ran = run.cases.verdicts.len() - shown.len();
    let (ran, all) = (ran.to_string(), run.cases.verdicts.len().to_string());
    page.heading(&match lang {
        Lang::En => format!("Indicators: {ran} of {all} ran on all the data"),
        Lang::Fr => format!("Indicateurs\u{a0}: {ran} sur {all} exécutés sur toutes les données"),
    });
    let mut groups: Vec<(String, Vec<&str>)> = Vec::new();
    for verdict in shown {
        let text = text(verdict, lang);
        match groups.iter_mut().find(|(known, _)| *known == text) {
            Some((_, indicators)) => indicators.push(&verdict.indicator),
            None => groups.push((text, vec![&verdict.indicator])),
        }
    }
    for (text, indicators) in groups {
        page.line(2, &printable(&indicators.join(", ")));
        page.line(4, &printable(&text));
    }
}

fn text(verdict: &Verdict, lang: Lang) -> String {
    let what = words::verdict(verdict.verdict, lang);
    let reasons: Vec<String> = verdict
        .reasons
        .iter()
        .map(|reason| words::verdict_reason(reason, lang))
        .collect();
    match lang {
        Lang::En => format!("{what}: {}", reasons.join("; ")),
        Lang::Fr => format!("{what}\u{a0}: {}", reasons.join("\u{a0}; ")),
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
