//! Kind `window`: aggregates over the anchors in `[t − span, t]`, ties included whole.

use super::aggregate::{Known, Rolling, over};
use super::episode::{Hold, Holds, currency};
use super::frame::Frame;
use super::{combined, groups, measures};
use crate::program::{
    AnchorValues, BoundKind, EachRule, Having, LegColumn, LegValues, RootId, Rule, Value, WindowRule,
};
use crate::store::Holders;
use redflag_model::{Field, Ratio};
use redflag_rules::plan::Op;
use std::collections::BTreeMap;
use std::ops::Range;

pub(super) fn holds(frame: &Frame<'_>, rule: &Rule, window: &WindowRule) -> Holds {
    if !frame.any(window.where_) {
        return Holds::default();
    }
    let anchors = groups(frame, frame.legs(window.where_), &window.by, window.by_local_date);
    if !anchors.iter().any(|legs| can_hold(frame, rule, &window.having, legs)) {
        return Holds::default();
    }
    let mut holds = Holds::of_legs(&anchors);
    let mut rolled: Vec<Rolling> = rule.aggregates.iter().map(Rolling::new).collect();
    for (group, legs) in anchors.iter().enumerate() {
        if can_hold(frame, rule, &window.having, legs) {
            roll(frame, rule, window, legs, group, &mut rolled, &mut holds.holds);
        }
    }
    holds
}

/// False where a lower bound on a count or a sum fails over all legs together: no window can reach it.
fn can_hold(frame: &Frame<'_>, rule: &Rule, having: &Having, legs: &[u32]) -> bool {
    match having {
        _ if legs.is_empty() => false,
        Having::All(parts) => parts.iter().all(|part| can_hold(frame, rule, part, legs)),
        Having::Compare {
            left: Value::Aggregate(at),
            op: Op::AtLeast | Op::More,
            right: Value::Const(Some(limit)),
        } => {
            let aggregate = &rule.aggregates[*at];
            let most = match &aggregate.kind {
                _ if aggregate.group.is_some() => return true,
                BoundKind::Count | BoundKind::DistinctField(_) | BoundKind::DistinctDate | BoundKind::Strangers(_) => {
                    let passes = |leg: &&u32| {
                        aggregate
                            .filter
                            .is_none_or(|filter| frame.holds(filter, **leg as usize))
                    };
                    Ratio::whole(i128::try_from(legs.iter().filter(passes).count()).unwrap_or(i128::MAX))
                }
                BoundKind::Sum(Value::Column(LegColumn::Amount | LegColumn::AmountOrig)) => {
                    match over(frame, aggregate, legs) {
                        Some(sum) => sum,
                        None => return false,
                    }
                }
                _ => return true,
            };
            most.compare(*limit)
                .is_none_or(|order| order != std::cmp::Ordering::Less)
        }
        _ => true,
    }
}

fn roll(
    frame: &Frame<'_>,
    rule: &Rule,
    window: &WindowRule,
    legs: &[u32],
    group: usize,
    rolled: &mut [Rolling],
    holds: &mut Vec<Hold>,
) {
    for (rolling, aggregate) in rolled.iter_mut().zip(&rule.aggregates) {
        rolling.begin(frame, aggregate, legs);
    }
    let enters = |rolled: &mut [Rolling], leg: u32, by: i64| {
        for (rolling, aggregate) in rolled.iter_mut().zip(&rule.aggregates) {
            if aggregate.filter.is_none_or(|filter| frame.holds(filter, leg as usize)) {
                rolling.step(frame, leg as usize, by);
            }
        }
    };
    let time = |at: usize| frame.slice.time[legs[at] as usize];
    // Over the whole period legs of many instants are anchors at once, and the account was seen longer at the later ones.
    let per_leg = window.having.reads_anchor() || (window.span.is_none() && window.having.reads_age());
    let (mut start, mut end) = (0, 0);
    while end < legs.len() {
        let ties = end;
        let now = time(end);
        while end < legs.len() && (window.span.is_none() || time(end) == now) {
            enters(rolled, legs[end], 1);
            end += 1;
        }
        let from = window.span.map_or(time(0), |span| now.saturating_sub(span));
        while time(start) < from {
            enters(rolled, legs[start], -1);
            start += 1;
        }
        let anchors = if per_leg { ties..end } else { ties..ties + 1 };
        for anchor in anchors {
            let mut at = Anchor {
                frame,
                rule,
                window,
                legs,
                range: start..end,
                at: anchor,
                rolled,
                groups: BTreeMap::new(),
            };
            if window.having.holds(&mut at) == Some(true) {
                holds.push(Hold {
                    from,
                    to: if window.span.is_none() {
                        time(legs.len() - 1)
                    } else {
                        now
                    },
                    group,
                    legs: start..end,
                    measures: measures(rule, None, &mut |value| at.value(value)),
                    currency: currency(frame, legs[anchor]),
                });
                break;
            }
        }
    }
}

/// A window at one anchor.
struct Anchor<'a, 'p> {
    frame: &'a Frame<'p>,
    rule: &'a Rule,
    window: &'a WindowRule,
    legs: &'a [u32],
    range: Range<usize>,
    at: usize,
    rolled: &'a [Rolling],
    /// Groups that hold, by group definition.
    groups: BTreeMap<usize, Vec<Vec<u32>>>,
}

impl Anchor<'_, '_> {
    fn aggregate(&mut self, at: usize) -> Option<Ratio> {
        if let Known::Value(value) = self.rolled[at].value(&self.range) {
            return value;
        }
        let aggregate = &self.rule.aggregates[at];
        match aggregate.group {
            None => over(self.frame, aggregate, &self.legs[self.range.clone()]),
            Some(group) => {
                let legs: Vec<u32> = self.held_groups(group).iter().flatten().copied().collect();
                over(self.frame, aggregate, &legs)
            }
        }
    }

    fn held_groups(&mut self, group: usize) -> &[Vec<u32>] {
        let Self {
            frame,
            rule,
            window,
            legs,
            range,
            ..
        } = self;
        self.groups.entry(group).or_insert_with(|| {
            let each: &EachRule = &window.each[group];
            let inside = legs[range.clone()]
                .iter()
                .copied()
                .filter(|&leg| frame.holds(each.where_, leg as usize));
            let mut split = match &each.by_contacts {
                Some(holders) => by_contacts(frame, holders, inside.collect(), &each.by),
                None => groups(frame, inside.collect(), &each.by, each.by_local_date),
            };
            split.retain(|legs| {
                let mut at = GroupAnchor { frame, rule, legs };
                !legs.is_empty() && each.having.holds(&mut at) == Some(true)
            });
            split
        })
    }
}

/// Legs by each contact of their counterparty, then by fields; a leg stands in a group for each contact.
fn by_contacts(frame: &Frame<'_>, holders: &Holders, legs: Vec<u32>, by: &[Field]) -> Vec<Vec<u32>> {
    let mut of_contact: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for leg in legs {
        let party = frame.code(Field::Counterparty, leg as usize);
        for &contact in holders.contacts(party) {
            of_contact.entry(contact).or_default().push(leg);
        }
    }
    let mut split: Vec<Vec<u32>> = of_contact
        .into_values()
        .flat_map(|legs| groups(frame, legs, by, false))
        .collect();
    split.sort_unstable();
    split
}

impl AnchorValues for Anchor<'_, '_> {
    fn value(&mut self, value: &Value) -> Option<Ratio> {
        let frame = self.frame;
        let leg = self.legs[self.at] as usize;
        combined(frame, value, &mut |part| match part {
            Value::Aggregate(at) => self.aggregate(*at),
            Value::Groups(group) => Some(Ratio::whole(
                i128::try_from(self.held_groups(*group).len()).unwrap_or(i128::MAX),
            )),
            other => frame.value(other, leg),
        })
    }

    fn anchor(&mut self, root: RootId) -> bool {
        self.frame.holds(root, self.legs[self.at] as usize)
    }

    fn most(&mut self, value: &Value) -> Option<Ratio> {
        match value {
            Value::Aggregate(at) => match self.rolled[*at].value(&self.range) {
                Known::AtMost(most) => Some(most),
                _ => None,
            },
            _ => None,
        }
    }

    fn overflowed(&mut self) {
        self.frame.note_overflow();
    }
}

/// A group inside a window.
struct GroupAnchor<'a, 'p> {
    frame: &'a Frame<'p>,
    rule: &'a Rule,
    legs: &'a [u32],
}

impl AnchorValues for GroupAnchor<'_, '_> {
    fn value(&mut self, value: &Value) -> Option<Ratio> {
        let (frame, rule, legs) = (self.frame, self.rule, self.legs);
        let last = legs[legs.len() - 1] as usize;
        combined(frame, value, &mut |part| match part {
            Value::Aggregate(at) => over(frame, &rule.aggregates[*at], legs),
            other => frame.value(other, last),
        })
    }

    fn anchor(&mut self, root: RootId) -> bool {
        self.frame.holds(root, self.legs[self.legs.len() - 1] as usize)
    }

    fn overflowed(&mut self) {
        self.frame.note_overflow();
    }
}
