//! Kind `sequence`: ordered steps.
//!
//! A step's run ends at one instant *t*: all unused legs that satisfy the step, no earlier than *t* − `within`, after the previous step's end and
//! at a distance from it inside `gap`. *t* is the last instant before the next step's first leg at which the step's `having` holds. A chain
//! is complete at the first instant at which the last step holds; among chains complete at one instant the one whose steps end earliest
//! counts. Each leg is used once.

use super::aggregate::over;
use super::episode::{Hold, Holds, currency};
use super::frame::Frame;
use super::{combined, groups, measures};
use crate::program::{AnchorValues, Having, LegValues, RootId, Rule, SequenceRule, Value};
use redflag_model::Ratio;

pub(super) fn holds(frame: &Frame<'_>, rule: &Rule, sequence: &SequenceRule) -> Holds {
    let mut holds = Holds::default();
    // The last step is mostly the rarest: an account without it is done.
    let mut steps = sequence.steps.iter().rev();
    if steps.any(|step| frame.legs(step.where_).is_empty()) {
        return holds;
    }
    let all = (0..u32::try_from(frame.slice.len()).unwrap_or(u32::MAX)).collect();
    for legs in groups(frame, all, &sequence.by, false) {
        let chains = Search::new(frame, rule, sequence, &legs).chains();
        repeats(frame, rule, sequence, &chains, &mut holds);
    }
    holds
}

/// `times` chains in a row within the span, no two closer than `apart`, make a hold.
fn repeats(frame: &Frame<'_>, rule: &Rule, sequence: &SequenceRule, chains: &[Chain], holds: &mut Holds) {
    let mut kept: Vec<&Chain> = Vec::new();
    for chain in chains {
        let far = kept.last().is_none_or(|last| chain.start - last.end >= sequence.apart);
        if far || sequence.times == 1 {
            kept.push(chain);
        }
    }
    let group = holds.groups.len();
    let mut ends = vec![0];
    let mut legs = Vec::new();
    for chain in &kept {
        legs.extend(
            chain
                .runs
                .iter()
                .zip(0_u8..)
                .flat_map(|(run, step)| run.legs.iter().map(move |&leg| (leg, step))),
        );
        ends.push(legs.len());
    }
    holds.groups.push(legs);
    let times = sequence.times.max(1);
    for first in 0..(kept.len() + 1).saturating_sub(times) {
        let row = &kept[first..first + times];
        let (from, to) = (row[0].start, row[times - 1].end);
        if sequence.span.is_some_and(|span| to - from > span) {
            continue;
        }
        let anchor = row[times - 1]
            .runs
            .last()
            .and_then(|run| run.legs.last())
            .copied()
            .unwrap_or_default();
        let mut seen = row[0].measures.clone();
        if sequence.times > 1 {
            seen.extend(repeat_measure(frame, rule, kept.len()));
        }
        holds.holds.push(Hold {
            from,
            to,
            group,
            legs: ends[first]..ends[first + times],
            measures: seen,
            currency: currency(frame, anchor),
        });
    }
}

/// How often the sequence came, against `times`.
fn repeat_measure(frame: &Frame<'_>, rule: &Rule, chains: usize) -> Option<(usize, Ratio, Ratio)> {
    let at = rule
        .measures
        .iter()
        .position(|spec| matches!(spec.observed, Value::Repeats))?;
    let limit = frame.value(&rule.measures[at].limit, 0)?;
    Some((at, Ratio::whole(i128::try_from(chains).unwrap_or(i128::MAX)), limit))
}

/// The legs of one step.
#[derive(Clone, Debug)]
struct Run {
    legs: Vec<u32>,
    end: i64,
}

/// A completed chain.
#[derive(Clone, Debug)]
struct Chain {
    runs: Vec<Run>,
    start: i64,
    end: i64,
    measures: Vec<(usize, Ratio, Ratio)>,
}

/// The search within one group of legs.
struct Search<'a, 'p> {
    frame: &'a Frame<'p>,
    rule: &'a Rule,
    sequence: &'a SequenceRule,
    /// Unused legs of each step, in order.
    open: Vec<Vec<u32>>,
    /// Days only are known: legs of one day may come in any order.
    by_day: bool,
}

impl<'a, 'p> Search<'a, 'p> {
    fn new(frame: &'a Frame<'p>, rule: &'a Rule, sequence: &'a SequenceRule, legs: &[u32]) -> Self {
        let of_step = |root: RootId| {
            legs.iter()
                .copied()
                .filter(|&leg| frame.holds(root, leg as usize))
                .collect()
        };
        let open = sequence.steps.iter().map(|step| of_step(step.where_)).collect();
        Self {
            frame,
            rule,
            sequence,
            open,
            by_day: frame.by_day(),
        }
    }

    fn time(&self, leg: u32) -> i64 {
        self.frame.slice.time[leg as usize]
    }

    /// All chains, in the order in which they complete.
    fn chains(mut self) -> Vec<Chain> {
        let mut chains = Vec::new();
        let Some(last) = self.sequence.steps.len().checked_sub(1) else {
            return chains;
        };
        let mut after = None;
        loop {
            let mut ends: Vec<i64> = self.open[last].iter().map(|&leg| self.time(leg)).collect();
            ends.dedup();
            let from = after.map_or(0, |after| ends.partition_point(|&end| end <= after));
            let Some(chain) = ends[from..].iter().find_map(|&end| self.complete(end)) else {
                return chains;
            };
            after = Some(chain.end);
            self.use_up(&chain);
            chains.push(chain);
        }
    }

    fn use_up(&mut self, chain: &Chain) {
        let mut used: Vec<u32> = chain.runs.iter().flat_map(|run| run.legs.iter().copied()).collect();
        used.sort_unstable();
        for open in &mut self.open {
            open.retain(|leg| used.binary_search(leg).is_err());
        }
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

    /// Instants at which a step may end so that the rest can still reach `end`, in order.
    fn ends(&self, step: usize, previous: Option<&Run>, end: i64) -> Vec<i64> {
        let rest = &self.sequence.steps[step + 1..];
        let reach = rest.iter().fold(0_i64, |reach, step| reach.saturating_add(step.gap.1));
        let earliest = end.saturating_sub(reach);
        let mut ends: Vec<i64> = self.open[step]
            .iter()
            .map(|&leg| self.time(leg))
            .filter(|&time| time >= earliest && (time < end || (self.by_day && time == end)))
            .filter(|&time| previous.is_none_or(|run| time > run.end || (self.by_day && time == run.end)))
            .collect();
        ends.dedup();
        ends
    }

    /// The run of a step that ends at `end`, where it has a leg there.
    fn run(&self, step: usize, end: i64, before: &[Run]) -> Option<Run> {
        let rule = &self.sequence.steps[step];
        let previous = before.last();
        let fits = |leg: u32| {
            let time = self.time(leg);
            let after = previous.is_none_or(|run| {
                let apart = time - run.end;
                let later = apart > 0 || (self.by_day && apart == 0);
                later && apart >= rule.gap.0 && apart <= rule.gap.1
            });
            after && time >= end.saturating_sub(rule.within) && time <= end
        };
        let open = &self.open[step];
        let from = open.partition_point(|&leg| self.time(leg) < end.saturating_sub(rule.within));
        let to = open.partition_point(|&leg| self.time(leg) <= end);
        let unused = |leg: &u32| before.iter().all(|run| !run.legs.contains(leg));
        let legs: Vec<u32> = open[from..to]
            .iter()
            .copied()
            .filter(|&leg| fits(leg))
            .filter(unused)
            .collect();
        (self.time(*legs.last()?) == end).then_some(Run { legs, end })
    }

    /// True where no later run of the previous step, before the next run's first leg, holds.
    fn is_last_before(&self, runs: &[Run], next: &Run) -> bool {
        let Some((previous, before)) = runs.split_last() else {
            return true;
        };
        let step = before.len();
        let first = next.legs.first().map_or(next.end, |&leg| self.time(leg));
        let mut ends: Vec<i64> = self.open[step]
            .iter()
            .filter(|leg| !next.legs.contains(leg))
            .map(|&leg| self.time(leg))
            .filter(|&time| time > previous.end && (time < first || (self.by_day && time == first)))
            .collect();
        ends.dedup();
        !ends.into_iter().any(|end| {
            let mut longer = before.to_vec();
            match self.run(step, end, before) {
                Some(run) => {
                    longer.push(run);
                    self.holds(&longer)
                }
                None => false,
            }
        })
    }

    /// True where the `having` of the last run holds.
    fn holds(&self, runs: &[Run]) -> bool {
        let having: &Having = &self.sequence.steps[runs.len() - 1].having;
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
                over(search.frame, aggregate, &runs[aggregate.step.unwrap_or(here)].legs)
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
