//! What detectors saw becomes findings: texts for codes, identifiers, measures and evidence.

use crate::digest::digest;
use crate::guards::{Acted, Guards};
use crate::kernel::{Found, FoundLeg, FoundMeasure};
use crate::program::{MeasureSpec, MeasureUnit};
use crate::store::Store;
use rayon::prelude::*;
use redflag_model::{
    AmountTotal, Cases, Column, Currency, Direction, EVIDENCE_HALF, EvidenceLeg, Finding, Level, Measure, Note, Party,
    Position, Ratio, ReadError, ReadReport, Role, SourceRow, Supports, money, time,
};
use redflag_rules::Plan;
use redflag_rules::plan::{Aggregate, AggregateKind, Detect, Indicator, IndicatorId};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// An episode on its way to a finding.
#[derive(Clone, Debug)]
pub(crate) struct Raw {
    pub(crate) indicator: IndicatorId,
    pub(crate) found: Found,
    pub(crate) measures: Vec<(MeasureSpec, FoundMeasure)>,
    /// It is not known whether every leg of the account is in the data.
    pub(crate) incomplete: bool,
    /// Guards that act on it, in the order of the plan.
    pub(crate) guards: Vec<Acted>,
}

/// Columns whose texts stand beside the evidence.
const TEXTS: [Column; 6] = [
    Column::Channel,
    Column::Merchant,
    Column::Place,
    Column::Memo,
    Column::OriginatorName,
    Column::BeneficiaryName,
];

type Reread<'a> = &'a (dyn Fn(&[Position]) -> Result<Vec<SourceRow>, ReadError> + Sync);

/// Fewer rows than this are not worth a thread of their own.
const REREAD_LEAST: usize = 4096;

/// Findings in order (subject, indicator, start, id); facts are left out.
///
/// # Errors
/// Where the evidence can't be read again.
pub(crate) fn findings(
    plan: &Plan,
    store: &Store,
    base: Currency,
    raw: &[Raw],
    read: &ReadReport,
    guards: &Guards<'_>,
    reread: Reread<'_>,
) -> Result<Cases, ReadError> {
    let printed: Vec<&Raw> = raw
        .iter()
        .filter(|raw| plan.indicators[raw.indicator.0].supports != Supports::Fact)
        .collect();
    let rows = evidence_rows(store, &printed, reread)?;
    let writer = Writer {
        plan,
        store,
        base,
        read,
        guards,
        rows,
    };
    let mut findings: Vec<Finding> = printed.par_iter().map(|raw| writer.finding(raw)).collect();
    findings.par_sort_by(|a, b| order(a).cmp(&order(b)));
    tell_twins_apart(&mut findings);
    Ok(Cases {
        findings,
        ..Cases::default()
    })
}

/// The order in which findings leave.
fn order(finding: &Finding) -> (&str, &str, i64, &str) {
    (&finding.subject, &finding.indicator, finding.start, &finding.finding_id)
}

/// Two findings of one subject that begin with the same row: the later adds its last row to its key.
fn tell_twins_apart(findings: &mut [Finding]) {
    let mut known = HashSet::new();
    for finding in findings {
        if !known.insert(finding.key.clone()) {
            let last = finding.evidence.last().map(|leg| leg.tx_id.clone()).unwrap_or_default();
            finding.key = digest("key", [finding.key.as_str(), &last]);
            known.insert(finding.key.clone());
        }
    }
}

/// The legs that a finding lists: all, or the first and the last.
fn listed(legs: &[FoundLeg]) -> Vec<FoundLeg> {
    if legs.len() <= EVIDENCE_HALF * 2 {
        return legs.to_vec();
    }
    [&legs[..EVIDENCE_HALF], &legs[legs.len() - EVIDENCE_HALF..]].concat()
}

fn evidence_rows(store: &Store, raw: &[&Raw], reread: Reread<'_>) -> Result<HashMap<u32, SourceRow>, ReadError> {
    let rows: BTreeSet<u32> = raw
        .iter()
        .flat_map(|raw| listed(&raw.found.legs))
        .map(|leg| leg.row)
        .collect();
    let mut rows: Vec<u32> = rows.into_iter().collect();
    rows.sort_by_cached_key(|&row| store.columns.position(row as usize));
    let positions: Vec<Position> = rows.iter().map(|&row| store.columns.position(row as usize)).collect();
    // Runs of neighbouring rows, so that each thread reads its part of the input forwards.
    let share = positions.len().div_ceil(rayon::current_num_threads()).max(REREAD_LEAST);
    let read: Vec<Vec<SourceRow>> = positions.par_chunks(share).map(reread).collect::<Result<_, _>>()?;
    Ok(rows.into_iter().zip(read.into_iter().flatten()).collect())
}

struct Writer<'a> {
    plan: &'a Plan,
    store: &'a Store,
    base: Currency,
    read: &'a ReadReport,
    guards: &'a Guards<'a>,
    rows: HashMap<u32, SourceRow>,
}

impl Writer<'_> {
    fn finding(&self, raw: &Raw) -> Finding {
        let indicator = &self.plan.indicators[raw.indicator.0];
        let found = &raw.found;
        let subject = self.store.account(found.account).to_owned();
        let ids: Vec<String> = found.legs.iter().map(|leg| self.store.tx_id(leg.row)).collect();
        let ids = || ids.iter().map(String::as_str);
        let cut = found.legs.len() > EVIDENCE_HALF * 2;
        let parties = self.parties(indicator, found);
        let head = [indicator.id.as_str(), indicator.version.as_str(), subject.as_str()];
        let guards = self.guards.told(&raw.guards, &subject, &parties);
        Finding {
            finding_id: digest("finding", head.into_iter().chain(ids())),
            key: digest(
                "key",
                [indicator.id.as_str(), subject.as_str()]
                    .into_iter()
                    .chain(ids().take(1)),
            ),
            indicator: indicator.id.clone(),
            indicator_version: indicator.version.clone(),
            family: indicator.family.clone(),
            supports: indicator.supports,
            paragraphs: indicator.paragraphs.clone(),
            role: indicator.subject_role,
            level: Level::Information,
            points: self.guards.lowered(indicator.points.value, &raw.guards),
            start: found.start,
            end: found.end,
            measures: raw
                .measures
                .iter()
                .map(|(spec, measure)| self.measure(spec, measure))
                .collect(),
            amounts: self.amounts(&found.legs),
            parties,
            parties_count: self.counterparties(&found.legs).collect::<HashSet<_>>().len() as u64,
            notes: self.notes(indicator, raw, &subject),
            guards,
            evidence_count: found.legs.len() as u64,
            evidence_digest: cut.then(|| digest("evidence", ids())),
            evidence: listed(&found.legs)
                .into_iter()
                .map(|leg| self.leg(indicator, leg))
                .collect(),
            subject,
        }
    }

    fn counterparty(&self, leg: FoundLeg) -> u32 {
        self.store.columns.core(leg.row as usize).accounts[usize::from(leg.out)]
    }

    fn counterparties<'a>(&'a self, legs: &'a [FoundLeg]) -> impl Iterator<Item = u32> + 'a {
        legs.iter().map(|&leg| self.counterparty(leg)).filter(|&code| code != 0)
    }

    fn amounts(&self, legs: &[FoundLeg]) -> Vec<AmountTotal> {
        let mut totals: BTreeMap<Currency, (i128, u64)> = BTreeMap::new();
        for leg in legs {
            let total = totals.entry(self.store.currency(leg.row as usize)).or_default();
            total.0 += i128::from(self.store.columns.amount(leg.row as usize));
            total.1 += 1;
        }
        totals
            .into_iter()
            .map(|(currency, (total, legs))| AmountTotal {
                currency,
                total: money::format_wide(total, currency),
                legs,
            })
            .collect()
    }

    fn parties(&self, indicator: &Indicator, found: &Found) -> Vec<Party> {
        let mut parties = BTreeMap::new();
        for leg in listed(&found.legs) {
            let code = self.counterparty(leg);
            if code == 0 {
                continue;
            }
            let (key, place) = match step_name(indicator, leg) {
                Some(step) => (step, step),
                None if leg.out => ("out", "payee"),
                None => ("in", "payer"),
            };
            let role = indicator.party_roles.get(key).copied().unwrap_or(Role::Unclear);
            parties.insert((self.store.account(code).to_owned(), place.to_owned()), role);
        }
        let party = |((account, place_in_pattern), role)| Party {
            account,
            role,
            place_in_pattern,
        };
        parties.into_iter().map(party).collect()
    }

    fn notes(&self, indicator: &Indicator, raw: &Raw, subject: &str) -> Vec<Note> {
        let mut notes = Vec::new();
        if self.store.is_by_name(raw.found.account) {
            notes.push(Note::ByName);
        }
        if raw.found.by_day && reads_order(indicator) {
            notes.push(Note::DayOrder);
        }
        if raw.incomplete {
            notes.push(Note::CompletenessUnknown);
        }
        if let Some(&rows) = self.read.rejected_accounts.get(subject) {
            notes.push(Note::RejectedRows { rows });
        }
        notes
    }

    fn leg(&self, indicator: &Indicator, leg: FoundLeg) -> EvidenceLeg {
        let at = leg.row as usize;
        let currency = self.store.currency(at);
        let source = self.rows.get(&leg.row);
        let counterparty = self.counterparty(leg);
        EvidenceLeg {
            tx_id: self.store.tx_id(leg.row),
            row: source.map(|row| row.hash.clone()).unwrap_or_default(),
            direction: if leg.out { Direction::Out } else { Direction::In },
            counterparty: (counterparty != 0).then(|| self.store.account(counterparty).to_owned()),
            amount: money::format(self.store.columns.amount(at), currency),
            currency,
            time: self.store.columns.core(at).time,
            step: step_name(indicator, leg).map(str::to_owned),
            position: source.map_or_else(|| self.store.columns.position(at), |row| row.position),
            texts: source.map(evidence_texts).unwrap_or_default(),
        }
    }

    fn measure(&self, spec: &MeasureSpec, measure: &FoundMeasure) -> Measure {
        let (unit, text) = self.unit(spec, measure);
        Measure {
            param: spec.param.clone(),
            observed: text(measure.observed),
            peak: text(measure.peak),
            limit: if matches!(spec.unit, MeasureUnit::Root(_)) {
                measure.limit.text(4)
            } else {
                text(measure.limit)
            },
            unit,
        }
    }

    fn unit(&self, spec: &MeasureSpec, measure: &FoundMeasure) -> (String, Box<dyn Fn(Ratio) -> String>) {
        let amount = |currency: Currency| -> (String, Box<dyn Fn(Ratio) -> String>) {
            (
                currency.code().to_owned(),
                Box::new(move |value| money::format_wide(value.round_half_even(), currency)),
            )
        };
        match &spec.unit {
            MeasureUnit::Root(unit) => (unit.clone(), Box::new(root_text)),
            MeasureUnit::Plain(unit) => (unit.clone(), Box::new(|value| value.text(4))),
            MeasureUnit::Base(currency) => amount(*currency),
            MeasureUnit::LegCurrency => amount(
                measure
                    .currency
                    .checked_sub(1)
                    .and_then(Currency::from_index)
                    .unwrap_or(self.base),
            ),
            MeasureUnit::Duration => {
                let day = i128::from(time::DAY);
                let in_days = measure.limit.as_whole().is_some_and(|limit| limit % day == 0);
                let (unit, length) = if in_days {
                    ("days", day)
                } else {
                    ("hours", i128::from(time::HOUR))
                };
                let text = move |value: Ratio| {
                    Ratio::fraction(value.numerator(), value.denominator().saturating_mul(length))
                        .unwrap_or(Ratio::ZERO)
                        .text(2)
                };
                (unit.to_owned(), Box::new(text))
            }
        }
    }
}

fn step_name(indicator: &Indicator, leg: FoundLeg) -> Option<&str> {
    match &indicator.detect {
        Detect::Sequence(sequence) => sequence.steps.get(usize::from(leg.step)).map(|step| step.name.as_str()),
        Detect::Absent | Detect::Row(_) | Detect::Window(_) | Detect::Deviation(_) => None,
    }
}

/// The root of a signed square, to two digits, cut.
fn root_text(square: Ratio) -> String {
    let hundredths = square.numerator().unsigned_abs().saturating_mul(10_000) / square.denominator().unsigned_abs();
    let root = i128::try_from(hundredths.isqrt()).unwrap_or(i128::MAX);
    let signed = if square.numerator() < 0 { -root } else { root };
    Ratio::scaled(signed, 2).unwrap_or(Ratio::ZERO).text(2)
}

/// True where the order of legs matters: steps, and money passed on.
fn reads_order(indicator: &Indicator) -> bool {
    let relays = |aggregate: &Aggregate| matches!(aggregate.kind, AggregateKind::Relayed(_));
    matches!(indicator.detect, Detect::Sequence(_)) || indicator.aggregates.iter().any(relays)
}

fn evidence_texts(row: &SourceRow) -> Vec<(Column, String)> {
    row.texts
        .iter()
        .filter(|(column, _)| TEXTS.contains(column))
        .cloned()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signed_square_is_shown_as_its_root() {
        let text = |num, den| root_text(Ratio::fraction(num, den).unwrap());
        assert_eq!(text(9, 4), "1.5");
        assert_eq!(text(-9, 1), "-3");
        assert_eq!(text(2, 1), "1.41");
        assert_eq!(text(0, 1), "0");
    }
}
