//! `redflag explain`: one finding of a run.

use super::sources;
use crate::explain::lawful_lead;
use crate::stored::{EvidenceRow, StoredRun};
use crate::terminal::{Page, cut, printable, widest};
use crate::words::{self, numbers};
use crate::{Explainer, Lang, Stored, StoredError};
use redflag_model::{Currency, Measure};
use redflag_rules::Plan;
use redflag_rules::plan::Indicator;
use std::path::Path;

/// Legs that are shown; all stand in `evidence.csv`.
const LEGS: usize = 40;

/// The finding as a page: facts, measures beside their limits and reasons, evidence, what it can't show, lawful readings, sources.
///
/// # Errors
/// Where the folder's evidence or manifest can't be read.
pub fn finding_card(
    folder: &Path,
    finding: &Stored,
    plan: &Plan,
    lang: Lang,
    width: usize,
) -> Result<String, StoredError> {
    let about = StoredRun::read(folder)?;
    let evidence = finding.evidence(folder)?;
    let indicator = plan.indicator(&finding.indicator).map(|(_, indicator)| indicator);
    let mut page = Page::new(width.min(100));
    head(&mut page, finding, indicator, lang);
    if about.pack_sha256 != plan.pack_sha256 || about.overlay_sha256 != plan.overlay_sha256 {
        page.line(0, match lang {
            Lang::En => "The run used another pack or overlay: labels, reasons and sources below are those of the pack given here.",
            Lang::Fr => "L’exécution a employé un autre pack ou overlay\u{a0}: les libellés, motifs et sources ci-dessous sont ceux du pack donné ici.",
        });
    }
    let (facts, lawful) = split(finding.explanation(lang), lang);
    page.blank();
    page.line(0, &printable(facts));
    let explainer =
        Explainer::new(plan, Currency::from_code(&about.base).unwrap_or(Currency::EUR)).on(about.reference_day());
    measures(&mut page, &explainer, finding, indicator, lang);
    table(&mut page, &evidence, finding.evidence_count, lang);
    readings(&mut page, indicator, lawful, lang);
    if let Some(indicator) = indicator {
        sources::section(&mut page, plan, indicator, lang);
    }
    Ok(page.finish())
}

fn head(page: &mut Page, finding: &Stored, indicator: Option<&Indicator>, lang: Lang) {
    let title = indicator.map_or("", |it| lang.of(&it.title));
    page.line(
        0,
        &printable(&format!(
            "{} {} ({})",
            finding.indicator, title, finding.indicator_version
        )),
    );
    let role = finding
        .known_role()
        .map_or(finding.role.as_str(), |role| words::role(role, lang));
    let level = finding
        .known_level()
        .map_or(finding.level.as_str(), |level| words::level(level, lang));
    let about = match lang {
        Lang::En => format!("{}: {level}, {role}, {} points", finding.subject, finding.points),
        Lang::Fr => format!("{}\u{a0}: {level}, {role}, {} points", finding.subject, finding.points),
    };
    page.line(0, &printable(&about));
    page.hang(0, "id", 5, &printable(&finding.finding_id));
    page.hang(0, "key", 5, &printable(&finding.key));
}

/// Facts and remarks, then the lawful readings that end every explanation.
fn split(explanation: &str, lang: Lang) -> (&str, Option<&str>) {
    match explanation.rsplit_once(lawful_lead(lang)) {
        Some((facts, lawful)) => (facts.trim_end(), Some(lawful.trim_start())),
        None => (explanation, None),
    }
}

fn measures(page: &mut Page, explainer: &Explainer<'_>, finding: &Stored, indicator: Option<&Indicator>, lang: Lang) {
    page.heading(match lang {
        Lang::En => "Measured, and the limits",
        Lang::Fr => "Mesures et limites",
    });
    for stored in &finding.measures {
        let measure = Measure {
            param: stored.param.clone(),
            observed: stored.observed.clone(),
            peak: stored.peak.clone(),
            limit: stored.limit.clone(),
            unit: stored.unit.clone(),
        };
        let text = explainer.measure(indicator, &measure, lang);
        let peak = text.peak.map_or_else(String::new, |peak| match lang {
            Lang::En => format!(" at first, {peak} at the peak"),
            Lang::Fr => format!(" d’abord, {peak} au plus fort"),
        });
        let line = match lang {
            Lang::En => format!("{}: {}{peak}; limit {}", text.label, text.observed, text.limit),
            Lang::Fr => format!(
                "{}\u{a0}: {}{peak}\u{a0}; limite {}",
                text.label, text.observed, text.limit
            ),
        };
        page.hang(2, "-", 2, &printable(&line));
        if let Some(why) = text.why {
            page.hang(4, "", 0, &printable(&why));
        }
    }
}

fn table(page: &mut Page, rows: &[EvidenceRow], count: u64, lang: Lang) {
    page.heading(&match lang {
        Lang::En => format!("Evidence: {}", words::counted(count, "payment", "payments", lang)),
        Lang::Fr => format!(
            "Preuves\u{a0}: {}",
            words::counted(count, "paiement", "paiements", lang)
        ),
    });
    let shown: Vec<[String; 6]> = rows.iter().take(LEGS).map(|row| cells(row, lang)).collect();
    let widths: [usize; 6] = std::array::from_fn(|at| widest(shown.iter().map(|row| row[at].as_str())));
    for row in &shown {
        let cells = row.iter().zip(widths).enumerate().map(|(at, (cell, width))| {
            let gap = " ".repeat(width.saturating_sub(widest([cell.as_str()])));
            if at == AMOUNT {
                gap + cell
            } else {
                format!("{cell}{gap}")
            }
        });
        page.row(2, &cells.collect::<Vec<_>>().join("  "));
    }
    if rows.len() > LEGS || u64::try_from(rows.len()).is_ok_and(|rows| rows < count) {
        page.line(
            2,
            match lang {
                Lang::En => "… more in evidence.csv",
                Lang::Fr => "… la suite dans evidence.csv",
            },
        );
    }
}

/// The column of amounts, which are aligned at their right.
const AMOUNT: usize = 2;

/// Time, direction, amount, place in the input, counterparty, memo.
fn cells(row: &EvidenceRow, lang: Lang) -> [String; 6] {
    let file = Path::new(&row.file).file_name().unwrap_or_default().to_string_lossy();
    let party = [row.counterparty.as_str(), row.counterparty_name.as_str()];
    let party = party
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    let fitted = |text: &str, width| cut(&printable(text), width).into_owned();
    [
        fitted(row.time.trim_end_matches('Z'), 19),
        fitted(direction(&row.direction, lang), 6),
        fitted(&numbers::amount_text(&row.amount, &row.currency, lang), 20),
        fitted(&format!("{file}:{}", row.line), 26),
        fitted(&party, 24),
        fitted(&row.memo, 24),
    ]
}

fn direction(name: &str, lang: Lang) -> &str {
    match (name, lang) {
        ("in", Lang::Fr) => "entrée",
        ("out", Lang::Fr) => "sortie",
        (other, _) => other,
    }
}

fn readings(page: &mut Page, indicator: Option<&Indicator>, lawful: Option<&str>, lang: Lang) {
    if let Some(indicator) = indicator {
        page.heading(match lang {
            Lang::En => "What it cannot show",
            Lang::Fr => "Ce qu’il ne montre pas",
        });
        page.line(2, &printable(lang.of(&indicator.cannot_show)));
    }
    if let Some(lawful) = lawful {
        page.heading(match lang {
            Lang::En => "Lawful readings",
            Lang::Fr => "Lectures licites",
        });
        page.line(2, &printable(lawful));
    }
}
