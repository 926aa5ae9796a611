//! Guards: what protective rules found, and on which findings they act.
//!
//! After each layer, what guards found so far acts on the findings of that layer, before the next layer reads them.

use crate::findings::Raw;
use crate::kernel::Found;
use crate::params::Params;
use crate::store::Store;
use redflag_model::{Currency, GuardEffect, GuardReason, Guarded, NO_AMOUNT, Party, Rates, Ratio, Role};
use redflag_rules::Plan;
use redflag_rules::plan::{Factor, Guard, GuardOn, GuardRule, IndicatorId, MeasureGuard, Redact};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// A guard that acts on a finding, and why.
#[derive(Clone, Debug)]
pub(crate) struct Acted {
    guard: IndicatorId,
    why: Why,
}

#[derive(Clone, Debug)]
enum Why {
    Subject,
    /// The share of the finding's amount in the guard's evidence.
    Evidence(Ratio),
    Measure(String),
}

/// What one guard found.
#[derive(Debug, Default)]
struct Hits {
    episodes: HashMap<u32, Vec<(i64, i64)>>,
    /// Rows, each with the side that it was seen from.
    legs: HashSet<(u32, bool)>,
}

/// The guards of a plan and what they found so far.
pub(crate) struct Guards<'a> {
    plan: &'a Plan,
    store: &'a Store,
    params: BTreeMap<IndicatorId, Params>,
    /// Guards by the indicator on whose findings they act.
    of: BTreeMap<IndicatorId, Vec<IndicatorId>>,
    hits: BTreeMap<IndicatorId, Hits>,
    /// Guards that some indicator reads: they look at every account, all others only where there is something to guard.
    read: BTreeSet<IndicatorId>,
    /// Accounts that each other guard has looked at.
    looked: Accounts,
}

/// Accounts by indicator.
pub(crate) type Accounts = BTreeMap<IndicatorId, HashSet<u32>>;

impl<'a> Guards<'a> {
    pub(crate) fn new(plan: &'a Plan, store: &'a Store, base: Currency, rates: &Rates) -> Self {
        let mut of: BTreeMap<IndicatorId, Vec<IndicatorId>> = BTreeMap::new();
        let mut params = BTreeMap::new();
        for (id, guard, rule) in plan.guards() {
            params.insert(id, Params::resolve(guard, base, rates));
            for &target in &rule.applies {
                of.entry(target).or_default().push(id);
            }
        }
        Self {
            plan,
            store,
            params,
            of,
            hits: BTreeMap::new(),
            read: plan
                .enabled()
                .flat_map(|(_, indicator)| indicator.reads.iter().copied())
                .collect(),
            looked: Accounts::new(),
        }
    }

    /// True for a guard that looks only where there is something to guard.
    pub(crate) fn waits(&self, id: IndicatorId) -> bool {
        !self.read.contains(&id) && self.rule(id).is_some()
    }

    /// Where guards that wait must look, now that these findings are there; each account once.
    pub(crate) fn called(&mut self, raw: &[Raw]) -> Accounts {
        let mut called = Accounts::new();
        for found in raw {
            let guards = self.of.get(&found.indicator).map_or(&[][..], Vec::as_slice);
            for &guard in guards {
                let detects = self.plan.indicators[guard.0].guard.as_ref().is_some_and(Guard::detects);
                if detects && self.waits(guard) && self.looked.entry(guard).or_default().insert(found.found.account) {
                    called.entry(guard).or_default().insert(found.found.account);
                }
            }
        }
        called
    }

    /// Remembers what a guard found; findings of other indicators are passed over.
    pub(crate) fn add(&mut self, id: IndicatorId, found: &Found) {
        let Some(rule) = self.rule(id) else { return };
        let by_legs = matches!(rule.on, GuardOn::Evidence(_));
        let hits = self.hits.entry(id).or_default();
        if by_legs {
            hits.legs.extend(found.legs.iter().map(|leg| (leg.row, leg.out)));
        } else {
            let episodes = hits.episodes.entry(found.account).or_default();
            episodes.push((found.start, found.end));
        }
    }

    fn rule(&self, id: IndicatorId) -> Option<&'a GuardRule> {
        self.plan.indicators[id.0].guard.as_ref()?.rule()
    }

    /// The guards that act on a finding, apart from those that look at roles.
    pub(crate) fn acting(&self, raw: &Raw) -> Vec<Acted> {
        let guards = self.of.get(&raw.indicator).map_or(&[][..], Vec::as_slice);
        let acted = |&guard: &IndicatorId| {
            let why = self.why(guard, self.rule(guard)?, raw)?;
            Some(Acted { guard, why })
        };
        guards.iter().filter_map(acted).collect()
    }

    fn why(&self, guard: IndicatorId, rule: &GuardRule, raw: &Raw) -> Option<Why> {
        match &rule.on {
            GuardOn::Subject => {
                let episodes = self.hits.get(&guard)?.episodes.get(&raw.found.account)?;
                let meets = |&(start, end): &(i64, i64)| start <= raw.found.end && raw.found.start <= end;
                episodes.iter().any(meets).then_some(Why::Subject)
            }
            GuardOn::Evidence(covers) => {
                let least = self.params.get(&guard)?.get(*covers)?;
                let covered = self.covered(&self.hits.get(&guard)?.legs, &raw.found)?;
                (covered.compare(least) != Some(Ordering::Less)).then_some(Why::Evidence(covered))
            }
            GuardOn::Measure(measure) => {
                let limit = self.params.get(&guard)?.get(measure.limit)?;
                lies_there(measure, limit, raw).then(|| Why::Measure(measure.name.clone()))
            }
            GuardOn::Role(_) => None,
        }
    }

    /// The share of a finding's amount that lies in a guard's legs; none where no leg does, or one without a rate does not.
    fn covered(&self, legs: &HashSet<(u32, bool)>, found: &Found) -> Option<Ratio> {
        let (mut within, mut all, mut any) = (0_i128, 0_i128, false);
        for leg in &found.legs {
            let is_within = legs.contains(&(leg.row, leg.out));
            any |= is_within;
            match self.store.amount(leg.row as usize) {
                NO_AMOUNT if !is_within => return None,
                NO_AMOUNT => {}
                amount => {
                    all += i128::from(amount);
                    within += if is_within { i128::from(amount) } else { 0 };
                }
            }
        }
        match (any, all) {
            (false, _) => None,
            (true, 0) => Some(Ratio::whole(1)),
            (true, all) => Ratio::fraction(within, all),
        }
    }

    /// The least factor of some guards; 1 without any.
    fn factor(&self, acted: &[Acted]) -> Ratio {
        let factors = acted.iter().filter_map(|acted| self.factor_of(acted.guard));
        factors.fold(Ratio::whole(1), |least, factor| {
            if factor.compare(least) == Some(Ordering::Less) {
                factor
            } else {
                least
            }
        })
    }

    fn factor_of(&self, guard: IndicatorId) -> Option<Ratio> {
        match self.rule(guard)?.effect.points? {
            Factor::Zero => Some(Ratio::ZERO),
            Factor::Param(param) => self.params.get(&guard)?.get(param),
        }
    }

    /// True where a guard takes all weight from a finding.
    pub(crate) fn silence(&self, acted: &[Acted]) -> bool {
        self.factor(acted).numerator() == 0
    }

    /// Points after the guards: rounded down, and never to nothing unless a factor is 0.
    pub(crate) fn lowered(&self, points: i64, acted: &[Acted]) -> i64 {
        let factor = self.factor(acted);
        let exact = i128::from(points) * factor.numerator() / factor.denominator();
        let least = if factor.numerator() == 0 { 0 } else { points.min(1) };
        i64::try_from(exact).unwrap_or(points).max(least)
    }

    /// What the guards did, for readers.
    pub(crate) fn told(&self, acted: &[Acted], subject: &str, parties: &[Party]) -> Vec<Guarded> {
        let mut told: Vec<Guarded> = acted
            .iter()
            .filter_map(|acted| {
                let rule = self.rule(acted.guard)?;
                let factor = self.factor_of(acted.guard);
                Some(Guarded {
                    id: self.plan.indicators[acted.guard.0].id.clone(),
                    effect: GuardEffect {
                        points: factor.map(|factor| factor.to_string()),
                        cap: rule.effect.cap,
                        route: rule.effect.route.clone(),
                        redact: redacted(rule.effect.redact, subject, parties),
                    },
                    reason: match &acted.why {
                        Why::Subject => GuardReason::Subject,
                        Why::Evidence(covered) => GuardReason::Evidence {
                            covered: covered.text(4),
                        },
                        Why::Measure(param) => GuardReason::Measure { param: param.clone() },
                    },
                })
            })
            .collect();
        told.sort_by(|a, b| a.id.cmp(&b.id));
        told
    }
}

/// True where the peak of a measure lies on the guard's side of its limit.
fn lies_there(guard: &MeasureGuard, limit: Ratio, raw: &Raw) -> bool {
    let measured = raw.measures.iter().find(|(spec, _)| spec.param == guard.name);
    let order = measured.and_then(|(_, measure)| measure.peak.compare(limit));
    order.is_some_and(|order| order == Ordering::Equal || (order == Ordering::Less) == guard.at_most)
}

fn redacted(who: Option<Redact>, subject: &str, parties: &[Party]) -> Vec<String> {
    match who {
        Some(Redact::Subject) => vec![subject.to_owned()],
        Some(Redact::Others) => {
            let others: BTreeSet<&str> = parties.iter().map(|party| party.account.as_str()).collect();
            others
                .into_iter()
                .filter(|other| *other != subject)
                .map(str::to_owned)
                .collect()
        }
        Some(Redact::Matched) | None => Vec::new(),
    }
}

/// What guards on roles do to a finding whose subject and parties have these roles. A cap and a route concern the subject alone.
pub(crate) fn of_roles(plan: &Plan, indicator: IndicatorId, subject: (&str, Role), parties: &[Party]) -> Vec<Guarded> {
    let guards = plan.guards().filter(|(_, _, rule)| rule.applies.contains(&indicator));
    let acted = guards.filter_map(|(_, guard, rule)| {
        let GuardOn::Role(roles) = &rule.on else {
            return None;
        };
        let is_subject = roles.contains(&subject.1);
        let matched: Vec<&Party> = parties.iter().filter(|party| roles.contains(&party.role)).collect();
        let redact: BTreeSet<&str> = match rule.effect.redact {
            Some(Redact::Matched) => matched
                .iter()
                .map(|party| party.account.as_str())
                .chain(is_subject.then_some(subject.0))
                .collect(),
            Some(Redact::Subject) if is_subject => BTreeSet::from([subject.0]),
            Some(Redact::Others) if is_subject => parties.iter().map(|party| party.account.as_str()).collect(),
            _ => BTreeSet::new(),
        };
        let gentlest = matched.iter().map(|party| party.role).min();
        let role = if is_subject { Some(subject.1) } else { gentlest };
        (is_subject || !redact.is_empty()).then_some(())?;
        Some(Guarded {
            id: guard.id.clone(),
            effect: GuardEffect {
                points: None,
                cap: rule.effect.cap.filter(|_| is_subject),
                route: rule.effect.route.clone().filter(|_| is_subject),
                redact: redact.into_iter().map(str::to_owned).collect(),
            },
            reason: GuardReason::Role { role: role? },
        })
    });
    acted.collect()
}
