//! `coverage.json`: what was read, and what became of each indicator.

use super::document;
use crate::explain::minor_text;
use crate::lang::both;
use crate::missing::{Waiting, missing, widening};
use crate::{Run, words};
use redflag_model::{
    Cases, Currency, CustomerCount, Exclusion, FileReport, Reason, Supply, TextPair, Total, Verdict, VerdictKind,
    VerdictReason, time,
};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

#[derive(Serialize)]
struct Coverage<'a> {
    base: &'static str,
    period: Option<Period>,
    as_of: Option<String>,
    accounts: u64,
    legs: u64,
    rows: Rows<'a>,
    control_totals: BTreeMap<&'static str, Totals>,
    columns: Vec<&'static str>,
    filled: BTreeMap<&'static str, Filled>,
    files: &'a [FileReport],
    customers: Option<CustomerCount>,
    exclusions: &'a [Exclusion],
    hub_limit: u64,
    hubs: Vec<Hub<'a>>,
    missing: Vec<Missing<'a>>,
    indicators: Vec<Indicator<'a>>,
}

#[derive(Serialize)]
struct Period {
    start: String,
    end: String,
}

#[derive(Serialize)]
struct Rows<'a> {
    read: u64,
    screened: u64,
    excluded: BTreeMap<&'a str, u64>,
    rejected: BTreeMap<&'static str, Rejected>,
    reconciled: bool,
}

#[derive(Serialize)]
struct Rejected {
    rows: u64,
    text: TextPair,
}

#[derive(Serialize)]
struct Totals {
    read: String,
    screened: String,
    excluded: String,
    rejected: String,
}

/// Legs where a field has a value, and their share of all legs, rounded down.
#[derive(Serialize)]
struct Filled {
    legs: u64,
    permille: u64,
}

/// Something that is missing, and the indicators that wait for it.
#[derive(Serialize)]
struct Missing<'a> {
    #[serde(flatten)]
    supply: Supplied,
    alone: BTreeSet<&'a str>,
    with_others: BTreeSet<&'a str>,
    wider: BTreeSet<&'a str>,
}

#[derive(Serialize)]
struct Supplied {
    #[serde(flatten)]
    supply: Supply,
    text: TextPair,
}

#[derive(Serialize)]
struct Hub<'a> {
    account: &'a str,
    counterparties: u64,
}

#[derive(Serialize)]
struct Indicator<'a> {
    #[serde(rename = "indicator")]
    id: &'a str,
    title: Option<&'a TextPair>,
    verdict: VerdictKind,
    verdict_text: TextPair,
    reasons: Vec<Why<'a>>,
    enable: Vec<Vec<Supplied>>,
    widen: Vec<Supplied>,
    findings: u64,
    subjects: u64,
}

#[derive(Serialize)]
struct Why<'a> {
    #[serde(flatten)]
    reason: &'a VerdictReason,
    text: TextPair,
}

/// Writes the coverage document.
///
/// # Errors
/// What the writer says.
pub fn coverage_json(run: &Run<'_>, to: &mut impl Write) -> io::Result<()> {
    let (cases, read) = (run.cases, &run.cases.read);
    document(
        &Coverage {
            base: run.base.code(),
            period: cases.period.map(|(start, end)| Period {
                start: time::format_instant(start),
                end: time::format_instant(end),
            }),
            as_of: cases.as_of.map(time::format_instant),
            accounts: cases.accounts,
            legs: cases.legs,
            rows: Rows {
                read: read.rows_read,
                screened: read.rows_screened,
                excluded: read.excluded.iter().map(|(&reason, &rows)| (reason, rows)).collect(),
                rejected: read
                    .rejected
                    .iter()
                    .map(|(&reason, &rows)| (reason.name(), rejected(reason, rows)))
                    .collect(),
                reconciled: read.reconciles(),
            },
            control_totals: read
                .totals
                .iter()
                .map(|(&currency, total)| (currency.code(), totals(total, currency)))
                .collect(),
            columns: read.columns.iter().map(redflag_model::Column::name).collect(),
            filled: filled(cases),
            files: &read.files,
            customers: cases.customers,
            exclusions: &cases.exclusions,
            hub_limit: cases.hub_limit,
            hubs: cases
                .hubs
                .iter()
                .map(|(account, counterparties)| Hub {
                    account,
                    counterparties: *counterparties,
                })
                .collect(),
            missing: missing(&cases.verdicts).into_iter().map(waiting).collect(),
            indicators: cases.verdicts.iter().map(|verdict| indicator(run, verdict)).collect(),
        },
        to,
    )
}

fn filled(cases: &Cases) -> BTreeMap<&'static str, Filled> {
    let all = cases.legs.max(1);
    let fields = cases.filled.iter();
    fields
        .map(|(field, &legs)| {
            let permille = legs.saturating_mul(1000) / all;
            (field.name(), Filled { legs, permille })
        })
        .collect()
}

fn supplied(supply: Supply) -> Supplied {
    Supplied {
        text: both(|lang| words::supply(&supply, lang)),
        supply,
    }
}

fn waiting((supply, waiting): (Supply, Waiting<'_>)) -> Missing<'_> {
    Missing {
        supply: supplied(supply),
        alone: waiting.alone,
        with_others: waiting.with_others,
        wider: waiting.wider,
    }
}

fn rejected(reason: Reason, rows: u64) -> Rejected {
    Rejected {
        rows,
        text: both(|lang| words::reason(reason, lang).0.to_owned()),
    }
}

fn totals(total: &Total, currency: Currency) -> Totals {
    Totals {
        read: minor_text(total.read, currency),
        screened: minor_text(total.screened, currency),
        excluded: minor_text(total.excluded, currency),
        rejected: minor_text(total.rejected, currency),
    }
}

fn indicator<'a>(run: &Run<'a>, verdict: &'a Verdict) -> Indicator<'a> {
    let why = |reason| Why {
        reason,
        text: both(|lang| words::verdict_reason(reason, lang)),
    };
    Indicator {
        id: &verdict.indicator,
        title: run.plan.indicator(&verdict.indicator).map(|(_, it)| &it.title),
        verdict: verdict.verdict,
        verdict_text: both(|lang| words::verdict(verdict.verdict, lang).to_owned()),
        reasons: verdict.reasons.iter().map(why).collect(),
        enable: verdict
            .enable
            .iter()
            .map(|set| set.iter().cloned().map(supplied).collect())
            .collect(),
        widen: widening(verdict).into_iter().map(supplied).collect(),
        findings: verdict.findings,
        subjects: verdict.subjects,
    }
}
