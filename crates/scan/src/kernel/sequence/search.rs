//! The search for chains within one group of legs.

use super::super::frame::Frame;
use super::super::measures;
use super::opening::{Opening, Openings};
use super::run::{Chain, Run, RunAnchor};
use super::ties::Ties;
use crate::program::{AnchorValues, RootId, Rule, SequenceRule};
use std::ops::Range;

pub(super) struct Search<'a, 'p> {
    pub(super) frame: &'a Frame<'p>,
    rule: &'a Rule,
    pub(super) sequence: &'a SequenceRule,
    /// Unused legs of each step, in order.
    open: Vec<Vec<u32>>,
    /// Of each step with which a chain may begin.
    openings: Vec<Openings>,
    /// Longest time from the first run's end to the last's.
    pub(super) reach: i64,
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
        let begins = if sequence.need > 1 && !sequence.unordered {
            sequence.steps.len() - sequence.need + 1
        } else {
            0
        };
        let opened = |step: usize| {
            let mut openings = Openings::new(rule, step);
            openings.restart(frame, rule, &open[step], i64::MIN);
            openings
        };
        let openings = (0..begins).map(opened).collect();
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

    pub(super) fn time(&self, leg: u32) -> i64 {
        self.frame.slice.time[leg as usize]
    }

    /// Legs of a step between two instants, both included.
    pub(super) fn between(&self, step: usize, from: i64, to: i64) -> &[u32] {
        let open = &self.open[step];
        let start = open.partition_point(|&leg| self.time(leg) < from);
        let length = open[start..].partition_point(|&leg| self.time(leg) <= to);
        &open[start..start + length]
    }

    /// All chains, in the order in which they complete.
    pub(super) fn chains(mut self) -> Vec<Chain> {
        let mut chains = Vec::new();
        let last_steps = self.last_steps();
        let mut ends: Vec<i64> = self.open[last_steps.clone()]
            .iter()
            .flatten()
            .map(|&leg| self.time(leg))
            .collect();
        ends.sort_unstable();
        ends.dedup();
        for end in ends {
            // Earlier chains may have used what ended here.
            if last_steps.clone().all(|step| self.between(step, end, end).is_empty()) {
                continue;
            }
            let steps = self.sequence.steps.iter().zip(&self.open);
            for (openings, (step, open)) in self.openings.iter_mut().zip(steps) {
                openings.reach(self.frame, self.rule, step, open, end);
            }
            if let Some(chain) = self.complete(end) {
                self.use_up(&chain);
                chains.push(chain);
            }
        }
        chains
    }

    /// Steps with which a chain may be complete.
    fn last_steps(&self) -> Range<usize> {
        let first = if self.sequence.unordered { 1 } else { self.sequence.need };
        first - 1..self.sequence.steps.len()
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
        let reached = chain.end.saturating_sub(self.reach);
        let steps = self.sequence.steps.iter().zip(&self.open);
        for (openings, (step, open)) in self.openings.iter_mut().zip(steps) {
            openings.restart(self.frame, self.rule, open, reached.saturating_sub(step.within));
        }
    }

    /// The chain that completes at `end`.
    fn complete(&self, end: i64) -> Option<Chain> {
        let mut runs = Vec::new();
        let found = if self.sequence.unordered {
            self.surround(&mut runs, end)
        } else {
            self.extend(&mut runs, end)
        };
        if !found {
            return None;
        }
        let mut seen = Vec::new();
        for at in 0..runs.len() {
            let mut anchor = self.anchor(&runs[..=at]);
            seen.extend(measures(self.rule, Some(runs[at].step), &mut |value| {
                anchor.value(value)
            }));
        }
        Some(Chain {
            start: self.start(&runs)?,
            runs,
            end,
            measures: seen,
        })
    }

    /// Places the steps that are missing, so that the last ends at `end`.
    fn extend(&self, runs: &mut Vec<Run>, end: i64) -> bool {
        let left = self.sequence.need - runs.len();
        let from = runs.last().map_or(0, |run| run.step + 1);
        (from..=self.sequence.steps.len() - left).any(|step| {
            if runs.is_empty() && left > 1 {
                self.begin(runs, step, end)
            } else {
                self.place(runs, step, end)
            }
        })
    }

    /// Goes on with each run of a step that holds, the earliest first.
    fn place(&self, runs: &mut Vec<Run>, step: usize, end: i64) -> bool {
        let is_last = runs.len() + 1 == self.sequence.need;
        let candidates = if is_last {
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
                && if is_last {
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

    /// Begins with each run of a step that holds and from which `end` can be reached, the earliest first.
    fn begin(&self, runs: &mut Vec<Run>, step: usize, end: i64) -> bool {
        let earliest = end.saturating_sub(self.reach);
        let found = &self.openings[step].found;
        let from = found.partition_point(|opening| opening.end < earliest);
        for opening in &found[from..] {
            if opening.end > end || (opening.end == end && !self.by_day) {
                break;
            }
            runs.push(self.opened(step, opening));
            if self.extend(runs, end) {
                return true;
            }
            runs.pop();
        }
        false
    }

    fn opened(&self, step: usize, opening: &Opening) -> Run {
        let legs = self.open[step][opening.legs.clone()].to_vec();
        Run {
            step,
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
        let ties = Ties::of(self.frame, &rule.ties, before);
        let unused = |leg: &u32| !self.by_day || before.iter().all(|run| run.legs.binary_search(leg).is_err());
        let legs: Vec<u32> = self
            .between(step, from, to)
            .iter()
            .copied()
            .filter(|leg| unused(leg) && ties.admit(self.frame, *leg))
            .collect();
        (self.time(*legs.last()?) == end).then_some(Run {
            step,
            legs,
            end,
            values: Vec::new(),
        })
    }

    /// True where no later run of the previous step, before the next run's first leg, holds and leaves the next run its ties.
    fn is_last_before(&self, runs: &[Run], next: &Run) -> bool {
        let Some((previous, before)) = runs.split_last() else {
            return true;
        };
        let step = previous.step;
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
        if before.is_empty() {
            let found = &self.openings[step].found;
            let from = found.partition_point(|opening| opening.end <= previous.end);
            let mut later = found[from..].iter().take_while(|opening| opening.end <= latest);
            return !later
                .any(|opening| stands(opening.end) && self.keeps_ties(&[], || self.opened(step, opening), next));
        }
        let later = self.between(step, previous.end.saturating_add(1), latest);
        let mut ends: Vec<i64> = later.iter().map(|&leg| self.time(leg)).collect();
        ends.dedup();
        !ends.into_iter().filter(|&end| stands(end)).any(|end| {
            let mut longer = before.to_vec();
            self.run(step, end, before).is_some_and(|run| {
                longer.push(run.clone());
                self.holds(&longer) && self.keeps_ties(before, || run, next)
            })
        })
    }

    /// True where all legs of the next run would fit after another run of the step before it.
    fn keeps_ties(&self, before: &[Run], other: impl FnOnce() -> Run, next: &Run) -> bool {
        let ties = &self.sequence.steps[next.step].ties;
        if ties.is_empty() {
            return true;
        }
        let runs: Vec<Run> = before.iter().cloned().chain([other()]).collect();
        let ties = Ties::of(self.frame, ties, &runs);
        next.legs.iter().all(|&leg| ties.admit(self.frame, leg))
    }

    fn anchor<'s>(&'s self, runs: &'s [Run]) -> RunAnchor<'s, 'p> {
        RunAnchor {
            frame: self.frame,
            rule: self.rule,
            runs,
        }
    }

    /// True where the `having` of the last run holds.
    pub(super) fn holds(&self, runs: &[Run]) -> bool {
        let step = runs.last().map_or(0, |run| run.step);
        self.sequence.steps[step].having.holds(&mut self.anchor(runs)) == Some(true)
    }

    /// The first leg of all runs.
    fn start(&self, runs: &[Run]) -> Option<i64> {
        let firsts = runs.iter().filter_map(|run| run.legs.first());
        firsts.map(|&leg| self.time(leg)).min()
    }

    /// How long one chain may be; with repeats the span is that of all of them.
    pub(super) fn span(&self) -> Option<i64> {
        self.sequence.span.filter(|_| self.sequence.times <= 1)
    }

    /// True where the chain fits the span.
    pub(super) fn spans(&self, runs: &[Run]) -> bool {
        let end = runs.iter().map(|run| run.end).max();
        let length = self.start(runs).zip(end).map_or(0, |(start, end)| end - start);
        self.span().is_none_or(|span| length <= span)
    }
}
