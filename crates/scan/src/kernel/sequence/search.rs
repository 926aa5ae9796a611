//! The search for chains within one group of legs.

use super::super::aggregate::{Known, over};
use super::super::frame::Frame;
use super::super::{combined, measures};
use super::opening::{Opening, Openings};
use crate::program::{AnchorValues, LegValues, RootId, Rule, SequenceRule, Value};
use redflag_model::Ratio;

/// The legs of one step.
#[derive(Clone, Debug)]
pub(super) struct Run {
    pub(super) legs: Vec<u32>,
    end: i64,
    /// Aggregates already known, by index.
    values: Vec<Known>,
}

/// A completed chain.
#[derive(Clone, Debug)]
pub(super) struct Chain {
    pub(super) runs: Vec<Run>,
    pub(super) start: i64,
    pub(super) end: i64,
    pub(super) measures: Vec<(usize, Ratio, Ratio)>,
}

pub(super) struct Search<'a, 'p> {
    frame: &'a Frame<'p>,
    rule: &'a Rule,
    sequence: &'a SequenceRule,
    /// Unused legs of each step, in order.
    open: Vec<Vec<u32>>,
    openings: Openings,
    /// Longest time from the first step's end to the last step's.
    reach: i64,
    /// Days only are known: legs of one day may come in any order.
    by_day: bool,
}

impl<'a, 'p> Search<'a, 'p> {
    pub(super) fn new(frame: &'a Frame<'p>, rule: &'a Rule, sequence: &'a SequenceRule, legs: &[u32]) -> Self {
        let of_step = |root: RootId| {
            legs.iter()
                .copied()
                .filter(|&leg| frame.holds(root, leg as usize))
                .collect()
        };
        let open: Vec<Vec<u32>> = sequence.steps.iter().map(|step| of_step(step.where_)).collect();
        let mut openings = Openings::new(rule);
        openings.restart(frame, rule, &open[0], i64::MIN);
        let reach = sequence.steps[1..]
            .iter()
            .fold(0_i64, |reach, step| reach.saturating_add(step.gap.1));
        Self {
            frame,
            rule,
            sequence,
            open,
            openings,
            reach,
            by_day: frame.by_day(),
        }
    }

    fn time(&self, leg: u32) -> i64 {
        self.frame.slice.time[leg as usize]
    }

    /// Legs of a step between two instants, both included.
    fn between(&self, step: usize, from: i64, to: i64) -> &[u32] {
        let open = &self.open[step];
        let start = open.partition_point(|&leg| self.time(leg) < from);
        let length = open[start..].partition_point(|&leg| self.time(leg) <= to);
        &open[start..start + length]
    }

    /// All chains, in the order in which they complete.
    pub(super) fn chains(mut self) -> Vec<Chain> {
        let mut chains = Vec::new();
        let last = self.sequence.steps.len() - 1;
        let mut next = 0;
        while next < self.open[last].len() {
            let end = self.time(self.open[last][next]);
            let first = &self.sequence.steps[0];
            self.openings.reach(self.frame, self.rule, first, &self.open[0], end);
            if let Some(chain) = self.complete(end) {
                self.use_up(&chain);
                chains.push(chain);
            }
            next = self.open[last].partition_point(|&leg| self.time(leg) <= end);
        }
        chains
    }

    fn use_up(&mut self, chain: &Chain) {
        let mut used: Vec<u32> = chain.runs.iter().flat_map(|run| run.legs.iter().copied()).collect();
        used.sort_unstable();
        let (Some(&first), Some(&last)) = (used.first(), used.last()) else {
            return;
        };
        for open in &mut self.open {
            let from = open.partition_point(|&leg| leg < first);
            let to = open.partition_point(|&leg| leg <= last);
            let kept: Vec<u32> = open[from..to]
                .iter()
                .copied()
                .filter(|leg| used.binary_search(leg).is_err())
                .collect();
            open.splice(from..to, kept);
        }
        // Later chains end later: no opening further back than the reach can serve them.
        let from = chain
            .end
            .saturating_sub(self.reach)
            .saturating_sub(self.sequence.steps[0].within);
        self.openings.restart(self.frame, self.rule, &self.open[0], from);
    }

    /// The chain that completes at `end`.
    fn complete(&self, end: i64) -> Option<Chain> {
        let mut runs = Vec::new();
        if !self.extend(&mut runs, end) {
            return None;
        }
        let start = self.time(*runs.first()?.legs.first()?);
        let mut seen = Vec::new();
        for step in 0..runs.len() {
            let mut at = RunAnchor {
                search: self,
                runs: &runs[..=step],
            };
            seen.extend(measures(self.rule, Some(step), &mut |value| at.value(value)));
        }
        Some(Chain {
            runs,
            start,
            end,
            measures: seen,
        })
    }

    /// Places the steps that are missing, so that the last ends at `end`.
    fn extend(&self, runs: &mut Vec<Run>, end: i64) -> bool {
        let step = runs.len();
        if step == 0 && self.sequence.steps.len() > 1 {
            return self.begin(runs, end);
        }
        let last = self.sequence.steps.len() - 1;
        let candidates = if step == last {
            vec![end]
        } else {
            self.ends(step, runs.last(), end)
        };
        for candidate in candidates {
            let Some(run) = self.run(step, candidate, runs) else {
                continue;
            };
            if !self.is_last_before(runs, &run) {
                continue;
            }
            runs.push(run);
            let complete = self.holds(runs)
                && if step == last {
                    self.spans(runs)
                } else {
                    self.extend(runs, end)
                };
            if complete {
                return true;
            }
            runs.pop();
        }
        false
    }

    /// Begins with each run of the first step that holds and from which `end` can be reached, the earliest first.
    fn begin(&self, runs: &mut Vec<Run>, end: i64) -> bool {
        let earliest = end.saturating_sub(self.reach);
        let found = &self.openings.found;
        let from = found.partition_point(|opening| opening.end < earliest);
        for opening in &found[from..] {
            if opening.end > end || (opening.end == end && !self.by_day) {
                break;
            }
            runs.push(self.opened(opening));
            if self.extend(runs, end) {
                return true;
            }
            runs.pop();
        }
        false
    }

    fn opened(&self, opening: &Opening) -> Run {
        let legs = self.open[0][opening.legs.clone()].to_vec();
        Run {
            legs,
            end: opening.end,
            values: opening.values.clone(),
        }
    }

    /// Instants at which a step may end so that the rest can still reach `end`, in order.
    fn ends(&self, step: usize, previous: Option<&Run>, end: i64) -> Vec<i64> {
        let rest = &self.sequence.steps[step + 1..];
        let reach = rest.iter().fold(0_i64, |reach, step| reach.saturating_add(step.gap.1));
        let (after, latest) = (previous.map_or(i64::MIN, |run| self.after(run.end)), self.before(end));
        let from = end.saturating_sub(reach).max(after);
        let mut ends: Vec<i64> = self
            .between(step, from, latest)
            .iter()
            .map(|&leg| self.time(leg))
            .collect();
        ends.dedup();
        ends
    }

    /// The first instant that follows `end`: the same one where only days are known.
    fn after(&self, end: i64) -> i64 {
        if self.by_day { end } else { end.saturating_add(1) }
    }

    fn before(&self, start: i64) -> i64 {
        if self.by_day { start } else { start.saturating_sub(1) }
    }

    /// The run of a step that ends at `end`, where it has a leg there.
    fn run(&self, step: usize, end: i64, before: &[Run]) -> Option<Run> {
        let rule = &self.sequence.steps[step];
        let (mut from, mut to) = (end.saturating_sub(rule.within), end);
        if let Some(previous) = before.last() {
            let least = previous.end.saturating_add(rule.gap.0);
            from = from.max(self.after(previous.end)).max(least);
            to = to.min(previous.end.saturating_add(rule.gap.1));
        }
        let unused = |leg: &u32| !self.by_day || before.iter().all(|run| run.legs.binary_search(leg).is_err());
        let legs: Vec<u32> = self.between(step, from, to).iter().copied().filter(unused).collect();
        (self.time(*legs.last()?) == end).then_some(Run {
            legs,
            end,
            values: Vec::new(),
        })
    }

    /// True where no later run of the previous step, before the next run's first leg, holds.
    fn is_last_before(&self, runs: &[Run], next: &Run) -> bool {
        let Some((previous, before)) = runs.split_last() else {
            return true;
        };
        let step = before.len();
        let first = next.legs.first().map_or(next.end, |&leg| self.time(leg));
        let latest = self.before(first);
        // On the day of the next run's first leg only legs that are not in that run can end an earlier one.
        let stands = |end: i64| {
            end < first
                || self
                    .between(step, end, end)
                    .iter()
                    .any(|leg| next.legs.binary_search(leg).is_err())
        };
        if step == 0 {
            let found = &self.openings.found;
            let from = found.partition_point(|opening| opening.end <= previous.end);
            let later = found[from..].iter().take_while(|opening| opening.end <= latest);
            return !later.into_iter().any(|opening| stands(opening.end));
        }
        let later = self.between(step, previous.end.saturating_add(1), latest);
        let mut ends: Vec<i64> = later.iter().map(|&leg| self.time(leg)).collect();
        ends.dedup();
        !ends.into_iter().filter(|&end| stands(end)).any(|end| {
            let mut longer = before.to_vec();
            self.run(step, end, before).is_some_and(|run| {
                longer.push(run);
                self.holds(&longer)
            })
        })
    }

    /// True where the `having` of the last run holds.
    fn holds(&self, runs: &[Run]) -> bool {
        let having = &self.sequence.steps[runs.len() - 1].having;
        having.holds(&mut RunAnchor { search: self, runs }) == Some(true)
    }

    /// True where the chain fits the span; with repeats the span is that of all of them.
    fn spans(&self, runs: &[Run]) -> bool {
        let ends = runs.first().and_then(|run| run.legs.first()).zip(runs.last());
        let length = ends.map_or(0, |(&first, last)| last.end - self.time(first));
        self.sequence.times > 1 || self.sequence.span.is_none_or(|span| length <= span)
    }
}

/// The last of some runs, with what earlier runs hold.
struct RunAnchor<'s, 'a, 'p> {
    search: &'s Search<'a, 'p>,
    runs: &'s [Run],
}

impl AnchorValues for RunAnchor<'_, '_, '_> {
    fn value(&mut self, value: &Value) -> Option<Ratio> {
        let Self { search, runs } = self;
        let here = runs.len() - 1;
        let leg = runs[here].legs.last().copied().unwrap_or_default() as usize;
        combined(search.frame, value, &mut |part| match part {
            Value::Aggregate(at) => {
                let aggregate = &search.rule.aggregates[*at];
                let run = &runs[aggregate.step.unwrap_or(here)];
                let known = run.values.get(*at).copied().unwrap_or(Known::Open);
                known.or_compute(|| over(search.frame, aggregate, &run.legs))
            }
            other => search.frame.value(other, leg),
        })
    }

    fn anchor(&mut self, root: RootId) -> bool {
        let leg = self
            .runs
            .last()
            .and_then(|run| run.legs.last())
            .copied()
            .unwrap_or_default();
        self.search.frame.holds(root, leg as usize)
    }

    fn overflowed(&mut self) {
        self.search.frame.note_overflow();
    }
}
