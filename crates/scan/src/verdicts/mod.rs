//! Whether each indicator ran, and if not, what was missing.

mod counts;
mod enable;
mod offer;
mod possible;

use crate::baseline::Peers;
use crate::store::{LegIndex, Store};
use counts::{Clockless, Counts, countable};
use enable::enabling;
use offer::{Offer, offered};
use possible::{Rated, can_hold, reads, reads_clock, splits_by_contacts};
use rayon::prelude::*;
use redflag_model::{
    Baseline, Column, Currency, Customers, Field, Finding, Rates, ReadReport, Supply, Verdict, VerdictKind,
    VerdictReason,
};
use redflag_rules::Plan;
use redflag_rules::plan::{BuiltIn, Guard, Indicator, IndicatorId, Num};
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// Counts gathered while accounts are examined.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    overflows: BTreeMap<IndicatorId, u64>,
    /// Indicators that have no peers to compare with.
    without_peers: BTreeSet<IndicatorId>,
    /// Peers that are measured on the way.
    pub(crate) peers: Option<Peers>,
}

impl Tally {
    /// Before a run with these peers.
    pub(crate) fn new(plan: &Plan, baseline: Option<&Baseline>) -> Self {
        let speaks_of = |id: &str| baseline.is_some_and(|baseline| baseline.indicators.contains_key(id));
        let without = plan
            .enabled()
            .filter(|(_, it)| it.detect.peers().is_some() && !speaks_of(&it.id));
        Self {
            without_peers: without.map(|(id, _)| id).collect(),
            ..Self::default()
        }
    }

    pub(crate) fn add_overflows(&mut self, indicators: &[IndicatorId]) {
        for &indicator in indicators {
            *self.overflows.entry(indicator).or_default() += 1;
        }
    }
}

/// What a run had before it.
#[derive(Clone, Copy)]
pub(crate) struct Given<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) store: &'a Store,
    pub(crate) index: &'a LegIndex,
    pub(crate) read: &'a ReadReport,
    pub(crate) customers: &'a Customers,
    pub(crate) base: Currency,
    pub(crate) rates: &'a Rates,
}

/// One verdict per indicator, in the order of ids.
pub(crate) fn verdicts(mut facts: Facts<'_>, tally: &Tally, findings: &[Finding]) -> Vec<Verdict> {
    let plan = facts.rated.plan;
    let peerless = tally.without_peers.iter();
    facts.offer.peerless = peerless.map(|id| plan.indicators[id.0].id.clone()).collect();
    let mut verdicts: Vec<Verdict> = Vec::new();
    // Indicators stand in the order of layers: what one reads has its verdict already.
    for (at, indicator) in plan.indicators.iter().enumerate() {
        let Judged { kind, reasons, enable } = facts.judge(indicator, IndicatorId(at), tally);
        if kind == VerdictKind::NotEvaluable {
            facts.offer.silent.insert(indicator.id.clone());
        }
        let is_own = |finding: &&Finding| match &indicator.guard {
            None => finding.indicator == indicator.id,
            Some(_) => finding.guards.iter().any(|guard| guard.id == indicator.id),
        };
        let own = findings.iter().filter(is_own);
        let subjects: HashSet<&str> = own.clone().map(|finding| finding.subject.as_str()).collect();
        verdicts.push(Verdict {
            indicator: indicator.id.clone(),
            verdict: kind,
            reasons,
            enable,
            findings: own.count() as u64,
            subjects: subjects.len() as u64,
        });
    }
    verdicts.sort_by(|a, b| a.indicator.cmp(&b.indicator));
    verdicts
}

/// What the data hold.
pub(crate) struct Facts<'a> {
    offer: Offer,
    legs_without_local_time: u64,
    legs_by_day: u64,
    clockless: Clockless,
    legs_without_local_day: u64,
    /// Legs by currency.
    legs: BTreeMap<Currency, u64>,
    /// Legs without a rate, by currency.
    no_rate: BTreeMap<Currency, u64>,
    accounts_of_unknown_owner: u64,
    /// By field that is read and that a column fills: legs with a value.
    filled: BTreeMap<Field, u64>,
    rated: Rated<'a>,
}

impl<'a> Facts<'a> {
    pub(crate) fn gather(
        Given {
            plan,
            store,
            index,
            read,
            customers,
            base,
            rates,
        }: Given<'a>,
    ) -> Self {
        let accounts: Vec<u32> = index.accounts().collect();
        let unknown = accounts
            .par_iter()
            .filter(|&&account| index.owner(store, account).is_none())
            .count();
        let mut offer = Offer {
            columns: read.columns,
            has_customers: !customers.is_empty(),
            customers: offered(customers),
            contacts: customers.accounts.values().any(|known| !known.contacts.is_empty()),
            ..Offer::default()
        };
        let fields = fields_to_count(plan, &offer);
        let counts = Counts::of(store, &fields);
        let filled: BTreeMap<Field, u64> = fields.into_iter().zip(counts.filled).collect();
        let clockless = Clockless::of(plan, store, index, &accounts);
        offer.local_time = counts.with_local_time > clockless.untimed.with_offset;
        offer.local_day = counts.with_local_day > 0;
        offer.empty = filled
            .iter()
            .filter(|&(_, &legs)| legs == 0)
            .map(|(&field, _)| field)
            .collect();
        let by_currency = |legs: Vec<u64>| -> BTreeMap<Currency, u64> {
            Currency::all().zip(legs).filter(|(_, legs)| *legs > 0).collect()
        };
        Self {
            offer,
            legs_without_local_time: counts.without_local_time,
            legs_by_day: counts.by_day,
            clockless,
            legs_without_local_day: counts.without_local_day,
            legs: by_currency(counts.legs),
            no_rate: by_currency(counts.no_rate),
            accounts_of_unknown_owner: unknown as u64,
            filled,
            rated: Rated { plan, base, rates },
        }
    }

    /// By field that is read and that a column fills: legs with a value.
    pub(crate) fn filled(&self) -> &BTreeMap<Field, u64> {
        &self.filled
    }

    fn judge(&self, indicator: &Indicator, id: IndicatorId, tally: &Tally) -> Judged {
        if !indicator.enabled {
            return Judged {
                kind: VerdictKind::NotEvaluable,
                reasons: vec![VerdictReason::SwitchedOff],
                enable: Vec::new(),
            };
        }
        let finds_clocks = matches!(indicator.guard, Some(Guard::BuiltIn(BuiltIn::DataQuality { .. })));
        let mut reasons = self.missing(indicator);
        reasons.extend(self.money(indicator));
        reasons.extend(self.clocks(indicator, finds_clocks));
        if indicator.own_only && self.accounts_of_unknown_owner > 0 {
            reasons.push(VerdictReason::CompletenessUnknown {
                accounts: self.accounts_of_unknown_owner,
            });
        }
        for read in &indicator.reads {
            let id = &self.rated.plan.indicators[read.0].id;
            if self.offer.silent.contains(id) {
                reasons.push(VerdictReason::ReadsMissing { indicator: id.clone() });
            }
        }
        if self.offer.peerless.contains(&indicator.id) {
            reasons.push(VerdictReason::NoBaseline);
        }
        if let Some(&accounts) = tally.overflows.get(&id) {
            reasons.push(VerdictReason::Overflow { accounts });
        }
        reasons.sort();
        reasons.dedup();
        let can_hold = |offer: &Offer| can_hold(offer, self.rated, indicator);
        let able = can_hold(&self.offer);
        Judged {
            kind: match (able, reasons.is_empty()) {
                (false, _) => VerdictKind::NotEvaluable,
                (true, true) => VerdictKind::Ran,
                (true, false) if finds_clocks => VerdictKind::Ran,
                (true, false) => VerdictKind::Degraded,
            },
            enable: if able {
                Vec::new()
            } else {
                enabling(&reasons, &|supplies| {
                    can_hold(&self.offer.with(supplies.iter().copied()))
                })
            },
            reasons,
        }
    }

    fn missing(&self, indicator: &Indicator) -> Vec<VerdictReason> {
        let legs = self.legs.values().sum::<u64>();
        let statements = self.offer.columns.contains(Column::Direction);
        let columns = |field: Field| -> Vec<String> {
            let columns = field.columns_of(statements).into_iter();
            columns.map(|column| column.name().to_owned()).collect()
        };
        let reason = |field: Field| {
            let name = field.name().to_owned();
            if self.offer.has_source(field) {
                let filled = *self.filled.get(&field)?;
                return is_sparse(filled, legs).then(|| VerdictReason::ColumnSparse {
                    field: name,
                    columns: columns(field),
                    filled,
                    legs,
                });
            }
            Some(if field.is_of_customers() {
                VerdictReason::CustomersMissing { field: name }
            } else {
                VerdictReason::ColumnMissing {
                    field: name,
                    columns: columns(field),
                }
            })
        };
        let unreachable = (splits_by_contacts(indicator, None) && !self.offer.contacts).then(|| {
            let field = VerdictReason::CONTACTS.to_owned();
            VerdictReason::CustomersMissing { field }
        });
        let fields = indicator.fields().into_iter();
        fields.filter_map(reason).chain(unreachable).collect()
    }

    fn clocks(&self, indicator: &Indicator, finds_clocks: bool) -> Vec<VerdictReason> {
        let mut reasons = Vec::new();
        let reads_hours = reads_clock(indicator);
        let without = if reads_hours {
            self.legs_without_local_time
        } else if reads(indicator, |num| matches!(num, Num::Weekday)) {
            self.legs_without_local_day
        } else {
            0
        };
        if without > 0 {
            reasons.push(VerdictReason::NoLocalTime { legs: without });
        }
        if reads_hours && self.legs_by_day > 0 {
            reasons.push(VerdictReason::DaysOnly { legs: self.legs_by_day });
        }
        if (reads_hours || finds_clocks) && self.clockless.accounts > 0 {
            reasons.push(VerdictReason::NoTimeOfDay {
                accounts: self.clockless.accounts,
                legs: self.clockless.untimed.legs,
            });
        }
        reasons
    }
    fn money(&self, indicator: &Indicator) -> Vec<VerdictReason> {
        let mut reasons = Vec::new();
        let reads_amount = indicator.fields().contains(&Field::Amount);
        if reads_amount && !self.no_rate.is_empty() {
            reasons.push(VerdictReason::NoRate {
                currencies: self.no_rate.keys().map(ToString::to_string).collect(),
                legs: self.no_rate.values().sum(),
            });
        }
        let mut tables = BTreeMap::new();
        indicator.each_condition(&mut |cond| {
            cond.each_num(&mut |num| {
                if let Num::Line(table) = num {
                    tables.insert(table.from.name.clone(), table.clone());
                }
            });
        });
        for (table, lines) in tables {
            let without = || {
                self.legs
                    .iter()
                    .filter(|(currency, _)| !lines.lines.contains_key(currency))
            };
            let currencies: BTreeSet<String> = without().map(|(currency, _)| currency.to_string()).collect();
            if !currencies.is_empty() {
                let legs = without().map(|(_, legs)| legs).sum();
                reasons.push(VerdictReason::NoLine {
                    table,
                    currencies: currencies.into_iter().collect(),
                    legs,
                });
            }
        }
        reasons
    }
}

/// What is said of an indicator.
struct Judged {
    kind: VerdictKind,
    reasons: Vec<VerdictReason>,
    enable: Vec<Vec<Supply>>,
}

/// Below one leg in a hundred a column is there in name only.
fn is_sparse(filled: u64, legs: u64) -> bool {
    filled.saturating_mul(100) < legs
}

/// What enabled indicators read and some column fills.
fn fields_to_count(plan: &Plan, offer: &Offer) -> Vec<Field> {
    let read: BTreeSet<Field> = plan.enabled().flat_map(|(_, it)| it.fields()).collect();
    read.into_iter()
        .filter(|&field| countable(field) && offer.has_source(field))
        .collect()
}
