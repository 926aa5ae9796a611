//! `redflag rules list`: all indicators of a plan.

use crate::Lang;
use crate::terminal::{Page, printable, widest};
use crate::words;
use redflag_model::{Supports, TextPair};
use redflag_rules::Plan;
use redflag_rules::plan::Indicator;
use serde::Serialize;

#[derive(Serialize)]
struct Entry<'a> {
    id: &'a str,
    version: &'a str,
    title: &'a TextPair,
    status: &'a str,
    since: &'a str,
    supports: Supports,
    paragraphs: &'a [u8],
    family: &'a str,
    points: i64,
    kind: &'static str,
    guard: bool,
    enabled: bool,
}

fn by_id(plan: &Plan) -> Vec<&Indicator> {
    let mut indicators: Vec<&Indicator> = plan.indicators.iter().collect();
    indicators.sort_by(|a, b| a.id.cmp(&b.id));
    indicators
}

/// One line per indicator.
#[must_use]
pub fn indicator_list(plan: &Plan, lang: Lang, width: usize) -> String {
    let indicators = by_id(plan);
    let column = widest(indicators.iter().map(|it| it.id.as_str())) + 2;
    let mut page = Page::new(width.min(100));
    for indicator in indicators {
        let off = match (indicator.enabled, lang) {
            (true, _) => "",
            (false, Lang::En) => ", off",
            (false, Lang::Fr) => ", désactivé",
        };
        let about = words::about(indicator, lang);
        let points = match &indicator.guard {
            Some(_) => String::new(),
            None => format!(", {} points", indicator.points.value),
        };
        let text = format!("{} ({about}{points}{off})", lang.of(&indicator.title));
        page.hang(0, &indicator.id, column, &printable(&text));
    }
    page.finish()
}

/// The same as JSON, with a final line feed.
///
/// # Errors
/// Where a text cannot be written as JSON, which does not happen with texts.
pub fn indicator_list_json(plan: &Plan) -> Result<String, serde_json::Error> {
    let indicators = by_id(plan);
    let entries: Vec<Entry<'_>> = indicators
        .into_iter()
        .map(|it| Entry {
            id: &it.id,
            version: &it.version,
            title: &it.title,
            status: &it.status,
            since: &it.since,
            supports: it.supports,
            paragraphs: &it.paragraphs,
            family: &it.family,
            points: it.points.value,
            kind: it.detect.kind(),
            guard: it.guard.is_some(),
            enabled: it.enabled,
        })
        .collect();
    Ok(serde_json::to_string_pretty(&entries)? + "\n")
}
