//! Episodes: windows that hold and touch are one finding.

use super::Period;
use super::frame::Frame;
use crate::program::Rule;
use redflag_model::{Field, Ratio};
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::ops::Range;

/// A window, chain or leg at which a rule held.
#[derive(Clone, Debug)]
pub(super) struct Hold {
    /// Start of the window.
    pub(super) from: i64,
    /// The anchor's time.
    pub(super) to: i64,
    /// Which group's legs.
    pub(super) group: usize,
    /// Which of them.
    pub(super) legs: Range<usize>,
    /// (measure, observed, limit).
    pub(super) measures: Vec<(usize, Ratio, Ratio)>,
    /// Code of the anchor's currency.
    pub(super) currency: u32,
}

/// All holds of a rule on an account, with the legs that they point into.
#[derive(Debug, Default)]
pub(super) struct Holds {
    /// Legs in order, each with its step (0 where there are none).
    pub(super) groups: Vec<Vec<(u32, u8)>>,
    pub(super) holds: Vec<Hold>,
}

impl Holds {
    /// Holds over groups of legs without steps; most accounts have none.
    pub(super) fn of_legs(groups: &[Vec<u32>], holds: Vec<Hold>) -> Self {
        if holds.is_empty() {
            return Self::default();
        }
        let groups = groups
            .iter()
            .map(|legs| legs.iter().map(|&leg| (leg, 0)).collect())
            .collect();
        Self { groups, holds }
    }
}

/// One leg of the evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct FoundLeg {
    /// Place in the account's order.
    pub(crate) leg: u32,
    pub(crate) row: u32,
    pub(crate) out: bool,
    /// Step of a sequence.
    pub(crate) step: u8,
}

/// A measure of an episode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FoundMeasure {
    /// Index into the rule's measures.
    pub(crate) measure: usize,
    pub(crate) observed: Ratio,
    pub(crate) peak: Ratio,
    pub(crate) limit: Ratio,
    /// Code of the currency at the first anchor.
    pub(crate) currency: u32,
}

/// One episode of one rule on one account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) account: u32,
    pub(crate) start: i64,
    pub(crate) end: i64,
    pub(crate) legs: Vec<FoundLeg>,
    pub(crate) measures: Vec<FoundMeasure>,
    /// Days only are known of some leg.
    pub(crate) by_day: bool,
}

/// Connected components of the union of the windows; gaps up to `merge` connect as well.
pub(super) fn episodes(frame: &Frame<'_>, rule: &Rule, holds: Holds, merge: i64, period: Period) -> Vec<Found> {
    let Holds { groups, mut holds } = holds;
    holds.retain(|hold| (period.since..=period.until).contains(&hold.to));
    holds.sort_by_key(|hold| (hold.from, hold.to, hold.group));
    let mut found = Vec::new();
    let mut from = 0;
    while from < holds.len() {
        let mut reach = holds[from].to;
        let mut to = from + 1;
        while to < holds.len() && holds[to].from.saturating_sub(merge) <= reach {
            reach = reach.max(holds[to].to);
            to += 1;
        }
        found.extend(episode(frame, rule, &groups, &mut holds[from..to]));
        from = to;
    }
    found
}

fn episode(frame: &Frame<'_>, rule: &Rule, groups: &[Vec<(u32, u8)>], holds: &mut [Hold]) -> Option<Found> {
    let mut legs = evidence(groups, holds);
    if let Some(narrow) = rule.evidence {
        legs.retain(|&(leg, _)| frame.holds(narrow, leg as usize));
    }
    legs.sort_unstable();
    legs.dedup();
    let (first, last) = (legs.first()?.0 as usize, legs.last()?.0 as usize);
    holds.sort_by_key(|hold| (hold.to, hold.from, hold.group));
    let slice = &frame.slice;
    let by_day = legs.iter().any(|&(leg, _)| slice.by_day[leg as usize]);
    Some(Found {
        account: slice.account,
        start: slice.time[first],
        end: slice.time[last],
        measures: peaks(rule, holds),
        legs: legs
            .into_iter()
            .map(|(leg, step)| {
                let at = leg as usize;
                FoundLeg {
                    leg,
                    row: slice.rows[at],
                    out: slice.out[at],
                    step,
                }
            })
            .collect(),
        by_day,
    })
}

/// Legs inside the windows, each range of a group taken once.
fn evidence(groups: &[Vec<(u32, u8)>], holds: &[Hold]) -> Vec<(u32, u8)> {
    let mut ranges: BTreeMap<usize, Vec<Range<usize>>> = BTreeMap::new();
    for hold in holds {
        ranges.entry(hold.group).or_default().push(hold.legs.clone());
    }
    let mut legs = Vec::new();
    for (group, mut ranges) in ranges {
        ranges.sort_by_key(|range| range.start);
        let mut next = 0;
        for range in ranges {
            let start = range.start.max(next);
            if start < range.end {
                legs.extend_from_slice(&groups[group][start..range.end]);
                next = range.end;
            }
        }
    }
    legs
}

/// Observed at the first hold, and the most extreme of all.
fn peaks(rule: &Rule, holds: &[Hold]) -> Vec<FoundMeasure> {
    let mut measures: BTreeMap<usize, FoundMeasure> = BTreeMap::new();
    for hold in holds {
        for &(measure, observed, limit) in &hold.measures {
            let first = FoundMeasure {
                measure,
                observed,
                peak: observed,
                limit,
                currency: hold.currency,
            };
            let known = measures.entry(measure).or_insert(first);
            let wanted = if rule.measures[measure].upward {
                Ordering::Greater
            } else {
                Ordering::Less
            };
            if observed.compare(known.peak) == Some(wanted) {
                known.peak = observed;
            }
        }
    }
    measures.into_values().collect()
}

/// The currency of a leg.
pub(super) fn currency(frame: &Frame<'_>, leg: u32) -> u32 {
    frame.slice.codes(Field::Currency)[leg as usize]
}
