//! What was found.

use crate::terminal::{Page, cut, printable, widest};
use crate::words::{self, numbers};
use crate::{Explainer, Lang, Run};
use redflag_model::{Case, Finding, Level, Verdict};
use std::collections::{BTreeMap, BTreeSet};

/// Cases that are shown.
const LEADING: usize = 10;

pub(super) fn counts(page: &mut Page, run: &Run<'_>, lang: Lang) {
    page.heading(match lang {
        Lang::En => "Found",
        Lang::Fr => "Trouvé",
    });
    totals(page, run, lang);
    levels(page, run, lang);
    queues(page, run, lang);
    let is_guard = |verdict: &&Verdict| {
        let indicator = run.plan.indicator(&verdict.indicator);
        indicator.is_some_and(|(_, indicator)| indicator.guard.is_some())
    };
    let with_findings = run.cases.verdicts.iter().filter(|verdict| verdict.findings > 0);
    let (guards, found): (Vec<&Verdict>, Vec<&Verdict>) = with_findings.partition(is_guard);
    list(page, run, found, lang);
    guarded(page, run, lang);
    list(page, run, guards, lang);
}

/// One line for each indicator that found something, or guard that acted.
fn list(page: &mut Page, run: &Run<'_>, found: Vec<&Verdict>, lang: Lang) {
    let ids = widest(found.iter().map(|verdict| verdict.indicator.as_str()));
    let counts: Vec<String> = found
        .iter()
        .map(|verdict| numbers::count(verdict.findings, lang))
        .collect();
    let digits = widest(counts.iter().map(String::as_str));
    for (verdict, count) in found.into_iter().zip(&counts) {
        let title = run
            .plan
            .indicator(&verdict.indicator)
            .map_or("", |(_, indicator)| lang.of(&indicator.title));
        let label = format!("{:<ids$}  {count:>digits$}", verdict.indicator);
        page.hang(2, &label, ids + digits + 4, &printable(title));
    }
}

/// How many findings protective rules acted on, and how many they silenced.
fn guarded(page: &mut Page, run: &Run<'_>, lang: Lang) {
    let number = |value: usize| u64::try_from(value).unwrap_or(u64::MAX);
    let findings = &run.cases.findings;
    let acted = number(findings.iter().filter(|finding| !finding.guards.is_empty()).count());
    let silenced = number(findings.iter().filter(|finding| finding.is_silenced()).count());
    if acted == 0 {
        return;
    }
    let silenced = numbers::count(silenced, lang);
    page.line(
        2,
        &match lang {
            Lang::En => format!(
                "Protective rules acted on {}; of these, {silenced} without points or case:",
                words::counted(acted, "finding", "findings", lang)
            ),
            Lang::Fr => format!(
                "Des règles de protection ont joué sur {}\u{a0}; dont {silenced} sans points ni dossier\u{a0}:",
                words::counted(acted, "résultat", "résultats", lang)
            ),
        },
    );
}

fn totals(page: &mut Page, run: &Run<'_>, lang: Lang) {
    let number = |value: usize| u64::try_from(value).unwrap_or(u64::MAX);
    let findings = number(run.cases.findings.len());
    let cases = number(run.cases.cases.len());
    let subjects = number(
        run.cases
            .findings
            .iter()
            .map(|it| it.subject.as_str())
            .collect::<BTreeSet<_>>()
            .len(),
    );
    if findings == 0 {
        page.line(2, match lang {
            Lang::En => "No indicator matched. That is no proof that nothing happened: see below what could not run.",
            Lang::Fr => "Aucun indicateur ne correspond. Cela ne prouve pas qu’il ne s’est rien passé\u{a0}: voyez plus bas ce qui n’a pu être exécuté.",
        });
        return;
    }
    page.line(
        2,
        &match lang {
            Lang::En => format!(
                "{} about {} in {}",
                words::counted(findings, "finding", "findings", lang),
                words::counted(subjects, "subject", "subjects", lang),
                words::counted(cases, "case", "cases", lang),
            ),
            Lang::Fr => format!(
                "{} au sujet de {} dans {}",
                words::counted(findings, "résultat", "résultats", lang),
                words::counted(subjects, "compte", "comptes", lang),
                words::counted(cases, "dossier", "dossiers", lang),
            ),
        },
    );
}

/// How many cases belong to other desks, whatever their level.
fn queues(page: &mut Page, run: &Run<'_>, lang: Lang) {
    let mut queues: BTreeMap<&str, u64> = BTreeMap::new();
    for queue in run.cases.cases.iter().flat_map(|case| &case.routes) {
        *queues.entry(queue).or_default() += 1;
    }
    let shown: Vec<String> = queues
        .into_iter()
        .map(|(queue, cases)| format!("{} {}", printable(queue), numbers::count(cases, lang)))
        .collect();
    if !shown.is_empty() {
        let heading = match lang {
            Lang::En => "cases for other queues, whatever their level:",
            Lang::Fr => "dossiers pour d’autres files, quel que soit leur niveau\u{a0}:",
        };
        page.line(2, &format!("{heading} {}", shown.join(", ")));
    }
}

fn levels(page: &mut Page, run: &Run<'_>, lang: Lang) {
    if run.cases.cases.is_empty() {
        return;
    }
    let of = |level: Level| run.cases.cases.iter().filter(|case| case.level == level).count();
    let shown: Vec<String> = [Level::Priority, Level::Review, Level::Information]
        .into_iter()
        .map(|level| {
            format!(
                "{} {}",
                words::level(level, lang),
                numbers::count(of(level).try_into().unwrap_or(u64::MAX), lang)
            )
        })
        .collect();
    let label = match lang {
        Lang::En => "cases by level:",
        Lang::Fr => "dossiers par niveau\u{a0}:",
    };
    page.line(2, &format!("{label} {}", shown.join(", ")));
}

/// The first cases, each with its strongest finding in a sentence.
pub(super) fn leading(page: &mut Page, run: &Run<'_>, lang: Lang) {
    let cases = &run.cases.cases;
    if cases.is_empty() {
        return;
    }
    page.heading(match lang {
        Lang::En => "Leading cases, with their points (a finding is a reason to look, never a proof)",
        Lang::Fr => "Premiers dossiers, avec leurs points (un résultat invite à regarder, il ne prouve rien)",
    });
    for (rank, case) in cases.iter().take(LEADING).enumerate() {
        page.hang(2, &format!("{}.", rank + 1), 4, &title(case, lang));
        if let Some(finding) = strongest(run, case) {
            let sentence = Explainer::new(run.plan, run.base)
                .on(run.cases.reference_day)
                .sentence(finding, lang);
            let colon = words::colon(lang);
            page.line(6, &format!("{}{colon} {}", finding.indicator, printable(&sentence)));
        }
    }
    if cases.len() > LEADING {
        page.line(
            2,
            match lang {
                Lang::En => "All cases stand in cases.jsonl, in this order.",
                Lang::Fr => "Tous les dossiers figurent dans cases.jsonl, dans cet ordre.",
            },
        );
    }
}

fn title(case: &Case, lang: Lang) -> String {
    let seed = printable(&case.seed);
    let (level, role) = (words::level(case.level, lang), words::role(case.role, lang));
    format!(
        "{}{} {level}, {role} ({})",
        cut(&seed, 40),
        words::colon(lang),
        points(case, lang)
    )
}

fn points(case: &Case, lang: Lang) -> String {
    let (trafficking, terrorism) = (case.trafficking.points, case.terrorism.points);
    match lang {
        Lang::En => format!("trafficking {trafficking}, terrorism {terrorism}, nexus {}", case.nexus),
        Lang::Fr => format!("traite {trafficking}, terrorisme {terrorism}, lien {}", case.nexus),
    }
}

/// The finding with most points, the earliest in the file among equals.
fn strongest<'a>(run: &Run<'a>, case: &Case) -> Option<&'a Finding> {
    let findings = run.findings_of(case);
    let most = findings.iter().map(|finding| finding.points).max()?;
    findings.into_iter().find(|finding| finding.points == most)
}
