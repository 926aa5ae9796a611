//! `findings.jsonl` and `findings.csv`.

use super::cells::Cells;
use super::line;
use crate::explain::totals;
use crate::{Explainer, Lang, Run, guarded, words};
use redflag_model::{Finding, TextPair, time};
use serde::Serialize;
use std::io::{self, Write};

#[derive(Serialize)]
struct Line<'a> {
    #[serde(flatten)]
    finding: &'a Finding,
    explanation: TextPair,
}

/// One finding a line, with its explanation in both languages. Nothing in it depends on where a row stood in the input.
///
/// # Errors
/// What the writer says.
pub fn findings_jsonl(run: &Run<'_>, to: &mut impl Write) -> io::Result<()> {
    let explainer = Explainer::new(run.plan, run.base).on(run.cases.reference_day);
    for finding in &run.cases.findings {
        line(
            &Line {
                finding,
                explanation: explainer.explanation(finding),
            },
            to,
        )?;
    }
    Ok(())
}

/// One finding a line for a spreadsheet, in one language.
///
/// # Errors
/// What the writer says.
pub fn findings_csv(run: &Run<'_>, lang: Lang, to: &mut impl Write) -> io::Result<()> {
    let explainer = Explainer::new(run.plan, run.base).on(run.cases.reference_day);
    let mut cells = Cells::new(to);
    cells.row(header(lang))?;
    for finding in &run.cases.findings {
        let row = row(&explainer, finding, lang);
        cells.row(row.iter().map(String::as_str))?;
    }
    cells.finish().map(drop)
}

fn header(lang: Lang) -> [&'static str; 13] {
    match lang {
        Lang::En => [
            "level",
            "subject",
            "role",
            "indicator",
            "title",
            "points",
            "start",
            "end",
            "payments",
            "totals",
            "guards",
            "explanation",
            "finding_id",
        ],
        Lang::Fr => [
            "niveau",
            "sujet",
            "rôle",
            "indicateur",
            "titre",
            "points",
            "début",
            "fin",
            "paiements",
            "totaux",
            "protections",
            "explication",
            "finding_id",
        ],
    }
}

fn row(explainer: &Explainer<'_>, finding: &Finding, lang: Lang) -> [String; 13] {
    let title = explainer
        .indicator(finding)
        .map(|indicator| lang.of(&indicator.title).to_owned());
    let explanation = explainer.explanation(finding);
    [
        words::level(finding.level, lang).to_owned(),
        finding.subject.clone(),
        words::role(finding.role, lang).to_owned(),
        finding.indicator.clone(),
        title.unwrap_or_default(),
        finding.points.to_string(),
        time::format_instant(finding.start),
        time::format_instant(finding.end),
        finding.evidence_count.to_string(),
        totals(finding, lang),
        finding.guards.iter().map(guarded::short).collect::<Vec<_>>().join("; "),
        lang.of(&explanation).to_owned(),
        finding.finding_id.clone(),
    ]
}
