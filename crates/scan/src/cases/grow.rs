//! Which subjects belong together.
//!
//! A case takes in another subject only through a finding that reads that subject's findings (`found(counterparty, …)`, `part_of(…)`) and names
//! both; never through bare transfers, and never through an account with more distinct counterparties than `hub`.

use crate::store::{LegIndex, Store};
use crate::subjects::Trade;
use rayon::prelude::*;
use redflag_model::{Field, Finding, Note};
use redflag_rules::Plan;
use redflag_rules::plan::{Cond, Indicator, IndicatorId, Subjects, Test};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Subjects and what joins them.
pub(super) struct Graph<'a> {
    joined: BTreeMap<&'a str, BTreeSet<&'a str>>,
    points: BTreeMap<&'a str, i64>,
    counterparties: BTreeMap<&'a str, u64>,
    /// Subjects that act as a business and are found by no indicator about businesses.
    bystanders: BTreeSet<&'a str>,
    hub: u64,
}

/// The subjects of one case.
pub(super) struct Group {
    pub(super) subjects: BTreeSet<String>,
    pub(super) cut: bool,
    pub(super) notes: Vec<Note>,
}

impl<'a> Graph<'a> {
    pub(super) fn new(plan: &Plan, store: &Store, index: &LegIndex, findings: &'a [Finding]) -> Self {
        let mut by_subject: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        let mut points: BTreeMap<&str, i64> = BTreeMap::new();
        let heard = || findings.iter().filter(|finding| !finding.is_silenced());
        for finding in heard() {
            by_subject
                .entry(&finding.subject)
                .or_default()
                .insert(&finding.indicator);
            *points.entry(&finding.subject).or_default() += finding.points;
        }
        let reads: HashMap<&str, Vec<&str>> = plan
            .enabled()
            .map(|(_, indicator)| (indicator.id.as_str(), reads_of_others(plan, indicator)))
            .collect();
        let mut joined: BTreeMap<&str, BTreeSet<&str>> =
            by_subject.keys().map(|&subject| (subject, BTreeSet::new())).collect();
        for finding in heard() {
            let read = reads.get(finding.indicator.as_str()).map_or(&[][..], Vec::as_slice);
            for party in finding.parties.iter().filter(|party| party.account != finding.subject) {
                let has_read = by_subject
                    .get_key_value(party.account.as_str())
                    .filter(|(_, has)| read.iter().any(|id| has.contains(id)));
                if let Some((&other, _)) = has_read {
                    joined.entry(&finding.subject).or_default().insert(other);
                    joined.entry(other).or_default().insert(&finding.subject);
                }
            }
        }
        let trade = Trade::new(plan, store, index);
        let of_businesses = |id: &&str| {
            plan.indicator(id)
                .is_some_and(|(_, it)| it.subjects == Subjects::Businesses)
        };
        let bystanders = index
            .accounts()
            .filter_map(|code| Some((code, by_subject.get_key_value(store.account(code))?)))
            .filter(|(code, (_, found))| !found.iter().any(of_businesses) && trade.is_business(*code))
            .map(|(_, (&subject, _))| subject)
            .collect();
        let counterparties = degrees(store, index, &by_subject.keys().copied().collect());
        Self {
            joined,
            points,
            counterparties,
            bystanders,
            hub: plan.limits.hub,
        }
    }

    /// Every subject, in order.
    pub(super) fn subjects(&self) -> impl Iterator<Item = &'a str> + '_ {
        self.joined.keys().copied()
    }

    /// Subjects above the limit, with their distinct counterparties.
    pub(super) fn hubs(&self) -> Vec<(String, u64)> {
        let hubs = self.counterparties.iter().filter(|(_, count)| **count > self.hub);
        hubs.map(|(&subject, &count)| (subject.to_owned(), count)).collect()
    }

    pub(super) fn is_hub(&self, subject: &str) -> bool {
        self.counterparties.get(subject).is_some_and(|&count| count > self.hub)
    }

    /// True for a business that victims may pay like any customer: a shop, a landlord, a firm that sends money.
    pub(super) fn is_bystander(&self, subject: &str) -> bool {
        self.bystanders.contains(subject)
    }

    /// The case of a seed: everything joined, not through hubs, the weakest cut above `most`.
    pub(super) fn grow(&self, seed: &str, most: usize) -> Group {
        let mut subjects: BTreeSet<&str> = BTreeSet::new();
        let mut open = vec![seed];
        let mut notes = Vec::new();
        while let Some(subject) = open.pop() {
            let Some((&subject, others)) = self.joined.get_key_value(subject) else {
                continue;
            };
            if !subjects.insert(subject) {
                continue;
            }
            if self.is_hub(subject) {
                if !others.is_empty() {
                    let counterparties = self.counterparties.get(subject).copied().unwrap_or_default();
                    notes.push(Note::Hub {
                        account: subject.to_owned(),
                        counterparties,
                    });
                }
                continue;
            }
            open.extend(others.iter().filter(|other| !subjects.contains(**other)));
        }
        let mut ranked: Vec<&str> = subjects.into_iter().filter(|subject| *subject != seed).collect();
        ranked.sort_by_key(|subject| (-self.points.get(subject).copied().unwrap_or_default(), *subject));
        let room = most.saturating_sub(1);
        let cut = ranked.len() > room;
        ranked.truncate(room);
        let subjects = ranked.into_iter().chain([seed]).map(str::to_owned).collect();
        Group { subjects, cut, notes }
    }
}

/// Indicators whose findings on another account this one reads.
fn reads_of_others<'p>(plan: &'p Plan, indicator: &'p Indicator) -> Vec<&'p str> {
    let mut read: Vec<IndicatorId> = Vec::new();
    indicator.each_condition(&mut |cond: &Cond| {
        cond.each_test(&mut |test| match test {
            Test::Found(Field::Counterparty, ids) | Test::PartOf(ids) => read.extend(ids),
            _ => {}
        });
    });
    read.into_iter().map(|id| plan.indicators[id.0].id.as_str()).collect()
}

/// True where an indicator reads findings of accounts other than its subject.
pub(super) fn reads_others(plan: &Plan, indicator: &Indicator) -> bool {
    !reads_of_others(plan, indicator).is_empty()
}

/// Distinct counterparties of some accounts, over all their legs.
fn degrees<'a>(store: &Store, index: &LegIndex, subjects: &BTreeSet<&'a str>) -> BTreeMap<&'a str, u64> {
    let of_code = |code: u32| {
        let party = |(row, out): (u32, bool)| store.columns.core(row as usize).accounts[usize::from(out)];
        let parties: HashSet<u32> = index.legs(code).map(party).filter(|&party| party != 0).collect();
        parties.len() as u64
    };
    let accounts: Vec<u32> = index.accounts().collect();
    let degree = |code: u32| {
        subjects
            .get(store.account(code))
            .map(|subject| (*subject, of_code(code)))
    };
    let degrees: Vec<(&str, u64)> = accounts.into_par_iter().filter_map(degree).collect();
    degrees.into_iter().collect()
}
