//! Indicators that the query's own one reads: their episodes and their evidence.

use super::write::Writer;
use super::{Parts, parts, subjects};
use crate::plan::{Detect, Indicator, IndicatorId, Span};
use redflag_model::Field;

impl Writer<'_> {
    /// True where the field's account is the subject of an episode that overlaps the span of this indicator before the leg.
    pub(super) fn found(&self, field: Field, ids: &[IndicatorId]) -> String {
        let overlap = match self.indicator.detect.span() {
            None | Some(Span::All) => String::new(),
            Some(Span::Param(id)) => format!(
                " AND start_at <= time AND epoch_us(end_at) >= epoch_us(time) - {}",
                self.micros(id)
            ),
        };
        let tests = self.each_lower(ids, &format!("found({field}, …)"), |prefix| {
            format!("EXISTS (SELECT 1 FROM {prefix}episodes WHERE subject = {field}{overlap})")
        });
        format!("(CASE WHEN {field} IS NOT NULL THEN {tests} END)")
    }

    /// True where the transaction stands in the evidence.
    pub(super) fn part_of(&self, ids: &[IndicatorId]) -> String {
        self.each_lower(ids, "part_of(…)", |prefix| {
            format!("tx IN (SELECT unnest(inside) FROM {prefix}holds)")
        })
    }

    fn each_lower(&self, ids: &[IndicatorId], what: &str, test: impl Fn(&str) -> String) -> String {
        let tests: Vec<String> = ids
            .iter()
            .filter_map(|&id| self.lower(id, what).map(|prefix| test(&prefix)))
            .collect();
        if tests.is_empty() {
            "FALSE".to_owned()
        } else {
            format!("({})", tests.join(" OR "))
        }
    }

    /// The prefix of the sub-queries of a lower indicator, written once; none where it has no form or is switched off.
    fn lower(&self, id: IndicatorId, what: &str) -> Option<String> {
        let indicator = &self.plan.indicators[id.0];
        if !indicator.enabled {
            return None;
        }
        let prefix = format!("{}_", indicator.id.to_lowercase().replace('-', "_"));
        if self.is_written(&prefix) {
            return Some(prefix);
        }
        let writer = self.below(indicator, &prefix);
        let Ok(parts) = parts(&writer) else {
            self.remark(format!(
                "LEFT OUT: {what} of {} is read as false, for it has no SQL form; the answer may differ from the engine's.",
                indicator.id
            ));
            return None;
        };
        self.remark_on(indicator);
        self.keep_ctes(&prefix, lower_ctes(&writer, &prefix, &parts));
        Some(prefix)
    }

    fn remark_on(&self, indicator: &Indicator) {
        if matches!(indicator.detect, Detect::Sequence(_)) {
            self.remark(format!(
                "Every chain of {} counts here; the engine uses each leg once, so it may know fewer.",
                indicator.id
            ));
        }
        if indicator.evidence.is_some() {
            self.remark(format!("The evidence of {} is not narrowed here.", indicator.id));
        }
    }
}

/// Windows and chains that hold; those that touch are one episode.
fn lower_ctes(writer: &Writer<'_>, prefix: &str, parts: &Parts) -> Vec<String> {
    let mut ctes = parts.ctes.clone();
    ctes.push(format!(
        "{prefix}holds AS (
  SELECT account AS subject, {} AS since_at, time AS until_at, {} AS first_at, {} AS inside
  FROM {}
  WHERE ({}){}
)",
        parts.since,
        parts.first,
        parts.inside,
        parts.relation,
        parts.holds,
        subjects::admitted(writer)
    ));
    ctes.push(format!(
        "{prefix}opened AS (
  SELECT *, CASE
      WHEN epoch_us(since_at) - {} <= max(epoch_us(until_at)) OVER (PARTITION BY subject ORDER BY since_at, until_at ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) THEN 0
      ELSE 1
    END AS opens
  FROM {prefix}holds
),
{prefix}islands AS (
  SELECT *, sum(opens) OVER (PARTITION BY subject ORDER BY since_at, until_at ROWS UNBOUNDED PRECEDING) AS island
  FROM {prefix}opened
),
{prefix}episodes AS (
  SELECT subject, min(first_at) AS start_at, max(until_at) AS end_at
  FROM {prefix}islands
  GROUP BY subject, island
)",
        parts.merge
    ));
    ctes
}
