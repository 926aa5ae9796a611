//! Kind `window`: aggregates over the anchors in `[t − span, t]`, ties included whole.

use super::aggregate::{Known, Rolling, over};
use super::episode::{Hold, Holds, currency};
use super::frame::Frame;
use super::split::{Split, split};
use super::{combined, groups, measures};
use crate::program::{AnchorValues, BoundKind, Having, LegColumn, LegValues, RootId, Rule, Value, WindowRule};
use redflag_model::Ratio;
use redflag_rules::plan::{Names, Op};
use std::ops::Range;

pub(super) fn holds(frame: &Frame<'_>, rule: &Rule, window: &WindowRule) -> Holds {
    if !frame.any(window.where_) {
        return Holds::default();
    }
    let anchors = groups(frame, frame.legs(window.where_), &window.by, window.by_local_date);
    let mut found = Vec::new();
    over_groups(frame, rule, window, &anchors, &mut |at, held| {
        found.push(Hold {
            from: held.from,
            to: held.to,
            group: held.group,
            legs: at.range.clone(),
            measures: measures(rule, None, &mut |value| at.value(value)),
            currency: currency(frame, at.legs[at.at]),
        });
        false
    });
    Holds::of_legs(&anchors, found)
}

/// Hands over each leg at which the window holds, with the instant that counts for the period of the run.
pub(super) fn flags(frame: &Frame<'_>, rule: &Rule, window: &WindowRule, flag: &mut dyn FnMut(u32, i64)) {
    if !frame.any(window.where_) {
        return;
    }
    let anchors = groups(frame, frame.legs(window.where_), &window.by, window.by_local_date);
    over_groups(frame, rule, window, &anchors, &mut |at, held| {
        at.legs[held.legs.clone()].iter().for_each(|&leg| flag(leg, held.to));
        true
    });
}

/// An anchor, or all legs of one instant where nothing tells them apart, at which a window holds.
struct Held {
    from: i64,
    /// The instant of the anchor; over the whole period, the last.
    to: i64,
    group: usize,
    /// The anchors among the group's legs.
    legs: Range<usize>,
}

/// Is told of each hold, and answers whether the other legs of that instant shall be asked too.
type OnHold<'a> = &'a mut dyn FnMut(&mut Anchor<'_, '_>, &Held) -> bool;

fn over_groups(frame: &Frame<'_>, rule: &Rule, window: &WindowRule, anchors: &[Vec<u32>], on_hold: OnHold<'_>) {
    let mut rolled = Vec::new();
    for (group, legs) in anchors.iter().enumerate() {
        if can_hold(frame, rule, window, &window.having, legs) {
            if rolled.is_empty() {
                rolled = rolling(rule, window);
            }
            roll(frame, rule, window, (group, legs), &mut rolled, on_hold);
        }
    }
}

/// What is rolled: aggregates of groups alone are not asked for the window.
fn rolling(rule: &Rule, window: &WindowRule) -> Vec<Rolling> {
    let mut asked = vec![false; rule.aggregates.len()];
    let mut ask = |value: &Value| {
        if let Value::Aggregate(at) = value {
            asked[*at] = true;
        }
    };
    window.having.each_value(&mut ask);
    for spec in &rule.measures {
        spec.each_value(&mut ask);
    }
    let aggregates = rule.aggregates.iter().zip(asked);
    aggregates
        .map(|(aggregate, asked)| if asked { Rolling::new(aggregate) } else { Rolling::Lazy })
        .collect()
}

/// False where a lower bound on a count or a sum fails over all legs together: no window can reach it.
fn can_hold(frame: &Frame<'_>, rule: &Rule, window: &WindowRule, having: &Having, legs: &[u32]) -> bool {
    match having {
        _ if legs.is_empty() => false,
        Having::All(parts) => parts.iter().all(|part| can_hold(frame, rule, window, part, legs)),
        Having::Any(parts) => parts.iter().any(|part| can_hold(frame, rule, window, part, legs)),
        Having::SomeOf(least, parts) => {
            let able = parts.iter().filter(|part| can_hold(frame, rule, window, part, legs));
            able.take(*least).count() == *least
        }
        Having::IsTrue(part) => can_hold(frame, rule, window, part, legs),
        Having::Compare {
            left: Value::Groups(group),
            op: Op::AtLeast | Op::More,
            right: Value::Const(Some(limit)),
        } => {
            let each = &window.each[*group];
            let split = split(frame, each, legs);
            let able = split
                .iter()
                .filter(|legs| can_hold(frame, rule, window, &each.having, legs));
            reaches(able.count(), *limit)
        }
        Having::Compare {
            left: Value::Aggregate(at),
            op: Op::AtLeast | Op::More,
            right: Value::Const(Some(limit)),
        } => {
            let aggregate = &rule.aggregates[*at];
            let most = match &aggregate.kind {
                _ if aggregate.group.is_some() => return true,
                BoundKind::Count
                | BoundKind::DistinctField(_)
                | BoundKind::DistinctDate
                | BoundKind::Families(Names::Field(_), _)
                | BoundKind::Strangers(_) => {
                    let passes = |leg: &&u32| {
                        aggregate
                            .filter
                            .is_none_or(|filter| frame.holds(filter, **leg as usize))
                    };
                    if !reaches(legs.iter().filter(passes).count(), *limit) {
                        return false;
                    }
                    match aggregate.kind {
                        BoundKind::DistinctField(_) => over(frame, aggregate, legs).unwrap_or(Ratio::ZERO),
                        _ => return true,
                    }
                }
                BoundKind::Sum(Value::Column(LegColumn::Amount | LegColumn::AmountOrig)) => {
                    match over(frame, aggregate, legs) {
                        Some(sum) => sum,
                        None => return false,
                    }
                }
                _ => return true,
            };
            most.compare(*limit).is_none_or(std::cmp::Ordering::is_ge)
        }
        _ => true,
    }
}

fn reaches(count: usize, limit: Ratio) -> bool {
    let most = Ratio::whole(i128::try_from(count).unwrap_or(i128::MAX));
    most.compare(limit).is_none_or(std::cmp::Ordering::is_ge)
}

fn roll(
    frame: &Frame<'_>,
    rule: &Rule,
    window: &WindowRule,
    (group, legs): (usize, &[u32]),
    rolled: &mut [Rolling],
    on_hold: OnHold<'_>,
) {
    for (rolling, aggregate) in rolled.iter_mut().zip(&rule.aggregates) {
        rolling.begin(frame, aggregate, legs);
    }
    let mut splits: Vec<Split> = window.each.iter().map(|each| Split::new(frame, each, legs)).collect();
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
            for split in &mut splits {
                split.enter(end);
            }
            end += 1;
        }
        let from = window.span.map_or(time(0), |span| now.saturating_sub(span));
        while time(start) < from {
            enters(rolled, legs[start], -1);
            for split in &mut splits {
                split.leave(start);
            }
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
                splits: &mut splits,
            };
            if window.having.holds(&mut at) == Some(true) {
                let held = Held {
                    from,
                    to: if window.span.is_none() {
                        time(legs.len() - 1)
                    } else {
                        now
                    },
                    group,
                    legs: anchor..if per_leg { anchor + 1 } else { end },
                };
                if !on_hold(&mut at, &held) {
                    break;
                }
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
    splits: &'a mut [Split],
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
                let legs = self.splits[group].legs(self.frame, self.rule, &self.window.each[group]);
                over(self.frame, aggregate, &legs)
            }
        }
    }
}

impl AnchorValues for Anchor<'_, '_> {
    fn value(&mut self, value: &Value) -> Option<Ratio> {
        let frame = self.frame;
        let leg = self.legs[self.at] as usize;
        combined(frame, value, &mut |part| match part {
            Value::Aggregate(at) => self.aggregate(*at),
            Value::Groups(group) => {
                let held = self.splits[*group].held(frame, self.rule, &self.window.each[*group]);
                Some(Ratio::whole(i128::try_from(held).unwrap_or(i128::MAX)))
            }
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
