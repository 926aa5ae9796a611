//! Whether each indicator ran, and if not, what was missing.

use crate::baseline::Peers;
use crate::params::Params;
use crate::program::compares;
use crate::store::{LegIndex, Store, has_leg, untimed};
use rayon::prelude::*;
use redflag_model::{
    Baseline, Column, ColumnSet, Currency, Customer, Customers, Field, Finding, NO_AMOUNT, NO_OFFSET, Rates, Ratio,
    ReadReport, Verdict, VerdictKind, VerdictReason,
};
use redflag_rules::Plan;
use redflag_rules::plan::{
    AggregateKind, BuiltIn, Cond, Detect, Each, Guard, Indicator, IndicatorId, Num, Op, Step, Test, Tie,
};
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
pub(crate) fn verdicts(given: Given<'_>, tally: &Tally, findings: &[Finding]) -> Vec<Verdict> {
    let plan = given.plan;
    let facts = Facts::gather(given);
    let mut verdicts: Vec<Verdict> = Vec::new();
    // Indicators stand in the order of layers: what one reads has its verdict already.
    for (at, indicator) in plan.indicators.iter().enumerate() {
        let (verdict, reasons) = facts.judge(plan, indicator, IndicatorId(at), tally, &verdicts);
        let is_own = |finding: &&Finding| match &indicator.guard {
            None => finding.indicator == indicator.id,
            Some(_) => finding.guards.iter().any(|guard| guard.id == indicator.id),
        };
        let own = findings.iter().filter(is_own);
        let subjects: HashSet<&str> = own.clone().map(|finding| finding.subject.as_str()).collect();
        verdicts.push(Verdict {
            indicator: indicator.id.clone(),
            verdict,
            reasons,
            findings: own.count() as u64,
            subjects: subjects.len() as u64,
        });
    }
    verdicts.sort_by(|a, b| a.indicator.cmp(&b.indicator));
    verdicts
}

/// Counts over legs; currencies by index.
#[derive(Default)]
struct Counts {
    legs: Vec<u64>,
    no_rate: Vec<u64>,
    with_local_time: u64,
    without_local_time: u64,
    with_local_day: u64,
    without_local_day: u64,
}

impl Counts {
    fn with(mut self, store: &Store, row: usize) -> Self {
        if self.legs.is_empty() {
            self.legs.resize(Currency::all().count(), 0);
            self.no_rate.resize(Currency::all().count(), 0);
        }
        let core = &store.columns.core[row];
        for side in (0..2).filter(|&side| !store.out[row] && has_leg(store, row, side)) {
            self.legs[usize::from(core.currency)] += 1;
            self.no_rate[usize::from(core.currency)] += u64::from(store.amount(row) == NO_AMOUNT);
            let known = core.offsets[side] != NO_OFFSET && !store.is_by_day(row);
            self.with_local_time += u64::from(known);
            self.without_local_time += u64::from(!known);
            let known = known || store.is_by_day(row);
            self.with_local_day += u64::from(known);
            self.without_local_day += u64::from(!known);
        }
        self
    }

    fn and(self, other: Self) -> Self {
        let sum = |a: Vec<u64>, b: Vec<u64>| match (a.is_empty(), b.is_empty()) {
            (true, _) => b,
            (_, true) => a,
            _ => a.into_iter().zip(b).map(|(a, b)| a + b).collect(),
        };
        Self {
            legs: sum(self.legs, other.legs),
            no_rate: sum(self.no_rate, other.no_rate),
            with_local_time: self.with_local_time + other.with_local_time,
            without_local_time: self.without_local_time + other.without_local_time,
            with_local_day: self.with_local_day + other.with_local_day,
            without_local_day: self.without_local_day + other.without_local_day,
        }
    }
}

/// What the data offer.
#[expect(clippy::struct_excessive_bools, reason = "one switch per fact about the data")]
struct Facts<'a> {
    columns: ColumnSet,
    has_local_time: bool,
    legs_without_local_time: u64,
    /// Accounts whose clocks tell nothing, and their legs at midnight.
    untimed: (u64, u64),
    has_local_day: bool,
    legs_without_local_day: u64,
    /// Legs by currency.
    legs: BTreeMap<Currency, u64>,
    /// Legs without a rate, by currency.
    no_rate: BTreeMap<Currency, u64>,
    accounts_of_unknown_owner: u64,
    base: Currency,
    rates: &'a Rates,
    /// A customers file was given.
    customers: bool,
    /// What it fills.
    offered: BTreeSet<Field>,
    /// It says how some customer can be reached.
    contacts: bool,
}

impl<'a> Facts<'a> {
    fn gather(
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
        let counts = (0..store.len())
            .into_par_iter()
            .fold(Counts::default, |counts, row| counts.with(store, row))
            .reduce(Counts::default, Counts::and);
        let untimed = untimed_accounts(plan, store, index, &accounts);
        let by_currency = |legs: Vec<u64>| -> BTreeMap<Currency, u64> {
            Currency::all().zip(legs).filter(|(_, legs)| *legs > 0).collect()
        };
        Self {
            columns: read.columns,
            has_local_time: counts.with_local_time > untimed.1,
            legs_without_local_time: counts.without_local_time,
            untimed,
            has_local_day: counts.with_local_day > 0,
            legs_without_local_day: counts.without_local_day,
            legs: by_currency(counts.legs),
            no_rate: by_currency(counts.no_rate),
            accounts_of_unknown_owner: unknown as u64,
            base,
            rates,
            customers: !customers.is_empty(),
            offered: offered(customers),
            contacts: customers.accounts.values().any(|known| !known.contacts.is_empty()),
        }
    }

    fn judge(
        &self,
        plan: &Plan,
        indicator: &Indicator,
        id: IndicatorId,
        tally: &Tally,
        before: &[Verdict],
    ) -> (VerdictKind, Vec<VerdictReason>) {
        if !indicator.enabled {
            return (VerdictKind::NotEvaluable, vec![VerdictReason::SwitchedOff]);
        }
        let mut reasons = self.missing(indicator);
        reasons.extend(self.money(indicator));
        let without = if reads_clock(indicator) {
            self.legs_without_local_time
        } else if reads(indicator, |num| matches!(num, Num::Weekday)) {
            self.legs_without_local_day
        } else {
            0
        };
        if without > 0 {
            reasons.push(VerdictReason::NoLocalTime { legs: without });
        }
        let finds_clocks = matches!(indicator.guard, Some(Guard::BuiltIn(BuiltIn::DataQuality { .. })));
        let reads_hours = reads_clock(indicator);
        if (reads_hours || finds_clocks) && self.untimed.0 > 0 {
            let (accounts, legs) = self.untimed;
            reasons.push(VerdictReason::NoTimeOfDay { accounts, legs });
        }
        if indicator.own_only && self.accounts_of_unknown_owner > 0 {
            reasons.push(VerdictReason::CompletenessUnknown {
                accounts: self.accounts_of_unknown_owner,
            });
        }
        for read in &indicator.reads {
            let id = &plan.indicators[read.0].id;
            let could_not =
                |verdict: &Verdict| verdict.indicator == *id && verdict.verdict == VerdictKind::NotEvaluable;
            if before.iter().any(could_not) {
                reasons.push(VerdictReason::ReadsMissing { indicator: id.clone() });
            }
        }
        let has_peers = !tally.without_peers.contains(&id);
        if !has_peers {
            reasons.push(VerdictReason::NoBaseline);
        }
        if let Some(&accounts) = tally.overflows.get(&id) {
            reasons.push(VerdictReason::Overflow { accounts });
        }
        reasons.sort();
        reasons.dedup();
        let hours_known = self.has_local_time || !reads_hours;
        let kind = match (has_peers && hours_known && self.can_hold(indicator), reasons.is_empty()) {
            (false, _) => VerdictKind::NotEvaluable,
            (true, true) => VerdictKind::Ran,
            (true, false) if finds_clocks => VerdictKind::Ran,
            (true, false) => VerdictKind::Degraded,
        };
        (kind, reasons)
    }

    fn has(&self, field: Field) -> bool {
        if field.is_of_customers() {
            return self.offered.contains(&field);
        }
        if self.customers && matches!(field, Field::HolderKind | Field::CounterpartyKind) {
            return true;
        }
        let columns = field.columns();
        columns.is_empty() || columns.iter().any(|&column| self.columns.contains(column))
    }

    /// A value that no leg has ties no leg.
    fn has_ties(&self, step: &Step) -> bool {
        let tied = |tie: &Tie| self.has(tie.field) && (!tie.same || self.has(tie.earlier));
        step.ties.iter().all(tied)
    }

    fn missing(&self, indicator: &Indicator) -> Vec<VerdictReason> {
        let absent = indicator.fields().into_iter().filter(|&field| !self.has(field));
        let unreachable = (splits_by_contacts(indicator, None) && !self.contacts).then(|| {
            let field = VerdictReason::CONTACTS.to_owned();
            VerdictReason::CustomersMissing { field }
        });
        absent
            .map(|field| {
                if field.is_of_customers() {
                    return VerdictReason::CustomersMissing {
                        field: field.name().to_owned(),
                    };
                }
                VerdictReason::ColumnMissing {
                    field: field.name().to_owned(),
                    columns: field
                        .columns()
                        .iter()
                        .copied()
                        .map(Column::name)
                        .map(str::to_owned)
                        .collect(),
                }
            })
            .chain(unreachable)
            .collect()
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

    /// False where the indicator can't hold on any data with these columns.
    fn can_hold(&self, indicator: &Indicator) -> bool {
        let params = Params::resolve(indicator, self.base, self.rates);
        let possible = Possible {
            facts: self,
            indicator,
            params,
        };
        let both =
            |where_: &Cond, having: &Cond| possible.cond(where_).can_be_true && possible.cond(having).can_be_true;
        match &indicator.detect {
            Detect::Absent => true,
            Detect::Row(row) => possible.cond(&row.where_).can_be_true,
            Detect::Window(window) => both(&window.where_, &window.having),
            Detect::Sequence(sequence) => {
                let can_be = |step: &&Step| both(&step.where_, &step.having) && self.has_ties(step);
                let able = sequence.steps.iter().filter(can_be).count();
                let asked = sequence
                    .need
                    .and_then(|need| usize::try_from(possible.params.whole(need)).ok());
                able >= asked.unwrap_or(sequence.steps.len())
            }
            Detect::Deviation(deviation) => {
                let mut peers = indicator.detect.peers().unwrap_or_default().iter();
                both(&deviation.where_, &deviation.having) && peers.all(|&field| self.has(field))
            }
        }
    }
}

/// True where groups of that name, or of any, are those of one contact.
fn splits_by_contacts(indicator: &Indicator, name: Option<&str>) -> bool {
    let Detect::Window(window) = &indicator.detect else {
        return false;
    };
    let named = |each: &&Each| name.is_none_or(|name| each.name == name);
    window.each.iter().filter(named).any(|each| each.by_contacts)
}

/// Whether a customer has a value.
type Fills = fn(&Customer) -> bool;

/// The fields that some customer has.
fn offered(customers: &Customers) -> BTreeSet<Field> {
    let fields: [(Field, Fills); 6] = [
        (Field::Customer, |known| !known.customers.is_empty()),
        (Field::Sector, |known| known.sector.is_some()),
        (Field::Opened, |known| known.opened.is_some()),
        (Field::DeclaredIncome, |known| !known.income.is_empty()),
        (Field::HomePlace, |known| known.home_place.is_some()),
        (Field::AttestedSurvivor, |known| known.attested_survivor.is_some()),
    ];
    let has = |fills: Fills| customers.accounts.values().any(fills);
    fields
        .into_iter()
        .filter(|(_, fills)| has(*fills))
        .map(|(field, _)| field)
        .collect()
}

fn reads(indicator: &Indicator, is_it: fn(&Num) -> bool) -> bool {
    let mut reads = false;
    indicator.each_condition(&mut |cond| cond.each_num(&mut |num| reads |= is_it(num)));
    reads
}

fn reads_clock(indicator: &Indicator) -> bool {
    let mut closed = false;
    indicator.each_condition(&mut |cond| cond.each_test(&mut |test| closed |= matches!(test, Test::Closed(..))));
    closed || reads(indicator, |num| matches!(num, Num::LocalHour))
}

/// How many accounts have no clock worth the name, and how many of their legs stand at midnight.
fn untimed_accounts(plan: &Plan, store: &Store, index: &LegIndex, accounts: &[u32]) -> (u64, u64) {
    let Some(share) = plan.midnight_share() else {
        return (0, 0);
    };
    let legs = accounts
        .par_iter()
        .map(|&account| untimed(store, index, account, share));
    legs.filter(|&legs| legs > 0)
        .map(|legs| (1, legs))
        .reduce(|| (0, 0), |a, b| (a.0 + b.0, a.1 + b.1))
}

/// What a condition can still be where some columns are absent.
#[derive(Clone, Copy)]
struct Outcome {
    can_be_true: bool,
    can_be_false: bool,
}

impl Outcome {
    const OPEN: Self = Self {
        can_be_true: true,
        can_be_false: true,
    };
    const UNKNOWN: Self = Self {
        can_be_true: false,
        can_be_false: false,
    };
}

struct Possible<'a> {
    facts: &'a Facts<'a>,
    indicator: &'a Indicator,
    params: Params,
}

impl Possible<'_> {
    fn cond(&self, cond: &Cond) -> Outcome {
        let each = |parts: &[Cond]| parts.iter().map(|part| self.cond(part)).collect::<Vec<_>>();
        match cond {
            Cond::All(parts) => {
                let parts = each(parts);
                Outcome {
                    can_be_true: parts.iter().all(|part| part.can_be_true),
                    can_be_false: parts.iter().any(|part| part.can_be_false),
                }
            }
            Cond::Any(parts) => {
                let parts = each(parts);
                Outcome {
                    can_be_true: parts.iter().any(|part| part.can_be_true),
                    can_be_false: parts.iter().all(|part| part.can_be_false),
                }
            }
            Cond::SomeOf(least, parts) => {
                let able = each(parts).iter().filter(|part| part.can_be_true).count();
                let least = usize::try_from(self.params.whole(*least)).unwrap_or(usize::MAX);
                Outcome {
                    can_be_true: able >= least,
                    can_be_false: true,
                }
            }
            Cond::Not(part) => {
                let part = self.cond(part);
                Outcome {
                    can_be_true: part.can_be_false,
                    can_be_false: part.can_be_true,
                }
            }
            Cond::IsTrue(part) => Outcome {
                can_be_true: self.cond(part).can_be_true,
                can_be_false: true,
            },
            Cond::IsFalse(part) => Outcome {
                can_be_true: self.cond(part).can_be_false,
                can_be_false: true,
            },
            Cond::IsUnknown(_) => Outcome::OPEN,
            Cond::Test(test) => self.test(test),
        }
    }

    fn test(&self, test: &Test) -> Outcome {
        match test {
            Test::Compare { left, op, right } => self.compare(left, *op, right),
            // Either name tells; one account on both sides tells without names.
            Test::Related(_) | Test::NoRefs(_) | Test::FieldIsNull(_) | Test::NumIsNull(_) => Outcome::OPEN,
            Test::Closed(..) if !self.facts.has_local_time => Outcome::UNKNOWN,
            other => {
                let mut present = true;
                other.each_field(&mut |field| present &= self.facts.has(field));
                if present { Outcome::OPEN } else { Outcome::UNKNOWN }
            }
        }
    }

    fn compare(&self, left: &Num, op: Op, right: &Num) -> Outcome {
        match (self.num(left), self.num(right)) {
            (Known::Unknown, _) | (_, Known::Unknown) => Outcome::UNKNOWN,
            (Known::Exactly(left), Known::Exactly(right)) => match left.compare(right) {
                Some(order) => {
                    let holds = compares(op, order);
                    Outcome {
                        can_be_true: holds,
                        can_be_false: !holds,
                    }
                }
                None => Outcome::UNKNOWN,
            },
            _ => Outcome::OPEN,
        }
    }

    fn num(&self, num: &Num) -> Known {
        match num {
            Num::Literal(value) => Known::Exactly(Ratio::whole(i128::from(*value))),
            Num::Param(id) | Num::Duration(id) | Num::Money(id) => {
                self.params.get(*id).map_or(Known::Unknown, Known::Exactly)
            }
            Num::LocalHour if !self.facts.has_local_time => Known::Unknown,
            Num::Weekday if !self.facts.has_local_day => Known::Unknown,
            Num::Kilometres(places, _) if places.iter().any(|&place| !self.facts.has(place)) => Known::Unknown,
            Num::SinceOpened if !self.facts.has(Field::Opened) => Known::Unknown,
            Num::DeclaredIncome if !self.facts.has(Field::DeclaredIncome) => Known::Unknown,
            Num::SincePrevious(fields) if fields.iter().any(|&field| !self.facts.has(field)) => Known::Unknown,
            Num::Aggregate(id) => {
                let aggregate = self.indicator.aggregate(*id);
                let passes = aggregate
                    .filter
                    .as_ref()
                    .is_none_or(|filter| self.cond(filter).can_be_true);
                let mut present = true;
                // Whoever has no name is counted too.
                let clears =
                    |field| matches!(aggregate.kind, AggregateKind::Strangers) && field == Field::CounterpartyName;
                aggregate
                    .kind
                    .each_field(&mut |field| present &= self.facts.has(field) || clears(field));
                match aggregate.kind {
                    _ if passes && present => Known::Open,
                    AggregateKind::Count | AggregateKind::CountDistinct(_) | AggregateKind::Relayed(_) => {
                        Known::Exactly(Ratio::ZERO)
                    }
                    _ => Known::Unknown,
                }
            }
            Num::Groups(name) if !self.facts.contacts && splits_by_contacts(self.indicator, Some(name)) => {
                Known::Exactly(Ratio::ZERO)
            }
            Num::Add(a, b) | Num::Sub(a, b) | Num::Mul(a, b) => match (self.num(a), self.num(b)) {
                (Known::Unknown, _) | (_, Known::Unknown) => Known::Unknown,
                _ => Known::Open,
            },
            _ => Known::Open,
        }
    }
}

/// What is known of a number without looking at rows.
enum Known {
    Exactly(Ratio),
    Open,
    Unknown,
}
