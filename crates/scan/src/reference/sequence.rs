//! Kind `sequence`: every combination of steps and ends is tried, in the order that the definition gives.
//!
//! Runs stand at the place of their step; a step that is left out has an empty run.

use super::episode::Hold;
use super::eye::{Eye, Scope};
use redflag_rules::plan::{Sequence, Step, Tie};

/// A completed chain: the runs of its steps.
struct Chain {
    runs: Vec<Vec<usize>>,
    start: i64,
    end: i64,
}

pub(super) fn holds(eye: &Eye<'_>, sequence: &Sequence) -> Vec<Hold> {
    let all: Vec<usize> = (0..eye.account.legs.len()).collect();
    let mut holds = Vec::new();
    for key in eye.groups(&all, &sequence.by, false) {
        holds.extend(repeats(eye, sequence, &chains(eye, sequence, key)));
    }
    holds
}

/// `times` chains in a row, each long enough after the one before, all within the span.
fn repeats(eye: &Eye<'_>, sequence: &Sequence, chains: &[Chain]) -> Vec<Hold> {
    let times = sequence
        .times
        .map_or(1, |param| usize::try_from(eye.whole(param)).unwrap_or(usize::MAX))
        .max(1);
    let apart = sequence.apart.map_or(0, |param| eye.whole(param));
    let mut kept: Vec<&Chain> = Vec::new();
    for chain in chains {
        if times == 1 || kept.last().is_none_or(|last| chain.start - last.end >= apart) {
            kept.push(chain);
        }
    }
    let mut holds = Vec::new();
    for row in kept.windows(times) {
        let (from, to) = (row[0].start, row[times - 1].end);
        if eye.span.is_none_or(|span| to - from <= span) {
            let legs = row.iter().flat_map(|chain| chain.runs.concat()).collect();
            holds.push(Hold { from, to, legs });
        }
    }
    holds
}

/// Chains in the order in which they complete; each leg is used once.
fn chains(eye: &Eye<'_>, sequence: &Sequence, mut unused: Vec<usize>) -> Vec<Chain> {
    let asked = sequence.need.and_then(|need| usize::try_from(eye.whole(need)).ok());
    let mut chains = Vec::new();
    let mut after = None;
    loop {
        let search = Search {
            eye,
            sequence,
            need: asked.unwrap_or(sequence.steps.len()),
            unused: &unused,
            by_day: eye.by_day(),
        };
        let ends = eye.instants(&unused);
        let later = ends.into_iter().filter(|&end| after.is_none_or(|after| end > after));
        let Some(chain) = later.into_iter().find_map(|end| search.complete(&[], end)) else {
            return chains;
        };
        after = Some(chain.end);
        unused.retain(|leg| !chain.runs.iter().any(|run| run.contains(leg)));
        chains.push(chain);
    }
}

struct Search<'s, 'a> {
    eye: &'s Eye<'a>,
    sequence: &'s Sequence,
    need: usize,
    unused: &'s [usize],
    by_day: bool,
}

type Runs = Vec<Vec<usize>>;

impl Search<'_, '_> {
    fn legs_of(&self, step: &Step) -> Vec<usize> {
        let is_of = |leg: &usize| self.eye.is_true(&step.where_, *leg);
        self.unused.iter().copied().filter(is_of).collect()
    }

    fn instants_of(&self, step: usize) -> Vec<i64> {
        self.eye.instants(&self.legs_of(&self.sequence.steps[step]))
    }

    /// Tries every next step and every end of it, until so many steps as are needed are placed and the chain ends at `end`.
    fn complete(&self, runs: &[Vec<usize>], end: i64) -> Option<Chain> {
        let placed = runs.iter().filter(|run| !run.is_empty()).count();
        if placed == self.need {
            return self.chain(runs, end);
        }
        for step in runs.len()..self.sequence.steps.len() {
            let mut before = runs.to_vec();
            before.resize(step, Vec::new());
            let mut ends = self.instants_of(step);
            if self.sequence.unordered {
                ends.reverse();
            }
            for at in ends.into_iter().filter(|&at| at <= end) {
                let Some(run) = self.run(&before, at) else { continue };
                if self.sequence.unordered || self.is_latest(&before, step, &run) {
                    let longer: Runs = before.iter().cloned().chain([run]).collect();
                    if let Some(chain) = self.complete(&longer, end) {
                        return Some(chain);
                    }
                }
            }
        }
        None
    }

    fn chain(&self, runs: &[Vec<usize>], end: i64) -> Option<Chain> {
        let times = || runs.iter().flatten().map(|&leg| self.eye.time(leg));
        let (start, last) = (times().min()?, times().max()?);
        let fits = self.sequence.times.is_some_and(|times| self.eye.whole(times) > 1)
            || self.eye.span.is_none_or(|span| last - start <= span);
        (fits && last == end).then(|| Chain {
            runs: runs.to_vec(),
            start,
            end,
        })
    }

    /// The run of the next step that ends at an instant, where it has a leg there and its `having` holds.
    fn run(&self, before: &[Vec<usize>], at: i64) -> Option<Vec<usize>> {
        let eye = self.eye;
        let step = &self.sequence.steps[before.len()];
        let within = step.within.map_or(0, |param| eye.whole(param));
        let in_time = |leg: &usize| eye.time(*leg) <= at && at - eye.time(*leg) <= within;
        let free = |leg: &usize| !before.iter().any(|run| run.contains(leg));
        let mut run = self.legs_of(step);
        run.retain(|leg| in_time(leg) && free(leg) && self.follows(before, *leg) && self.is_tied(before, step, *leg));
        let last = *run.last()?;
        if eye.time(last) != at || !self.is_near(before, &run) {
            return None;
        }
        let runs: Runs = before.iter().cloned().chain([run.clone()]).collect();
        (eye.cond(&step.having, last, Scope::Runs(&runs)) == Some(true)).then_some(run)
    }

    /// Least and greatest distance from the run before.
    fn gap(&self, step: usize) -> (i64, i64) {
        match self.sequence.steps[step].gap {
            Some((least, most)) => (least.map_or(0, |param| self.eye.whole(param)), self.eye.whole(most)),
            None => (0, i64::MAX),
        }
    }

    /// Steps in order: every leg lies after the run before, at the right distance from its end.
    fn follows(&self, before: &[Vec<usize>], leg: usize) -> bool {
        let previous = before.iter().rev().find_map(|run| run.last());
        let Some(&previous) = previous.filter(|_| !self.sequence.unordered) else {
            return true;
        };
        let distance = self.eye.time(leg) - self.eye.time(previous);
        let (least, most) = self.gap(before.len());
        (distance > 0 || (self.by_day && distance == 0)) && least <= distance && distance <= most
    }

    /// Steps in any order: the time between the two runs, none where they overlap, is right.
    fn is_near(&self, before: &[Vec<usize>], run: &[usize]) -> bool {
        let previous = before.iter().rev().find(|run| !run.is_empty());
        let Some(previous) = previous.filter(|_| self.sequence.unordered) else {
            return true;
        };
        let bounds = |run: &[usize]| {
            let times = || run.iter().map(|&leg| self.eye.time(leg));
            times().min().zip(times().max())
        };
        let (least, most) = self.gap(before.len());
        bounds(previous)
            .zip(bounds(run))
            .is_some_and(|((from, to), (start, end))| {
                let distance = if start > to {
                    start - to
                } else if from > end {
                    from - end
                } else {
                    0
                };
                least <= distance && distance <= most
            })
    }

    /// True where a leg shares with earlier runs what it must, and nothing that it must not.
    fn is_tied(&self, before: &[Vec<usize>], step: &Step, leg: usize) -> bool {
        let text = |leg: usize, field| self.eye.text(leg, field);
        let holds = |tie: &Tie| {
            let run = match tie.step {
                Some(step) => before.get(step).filter(|run| !run.is_empty()),
                None => before.iter().rev().find(|run| !run.is_empty()),
            };
            let Some(run) = run else { return true };
            let Some(own) = text(leg, tie.field) else { return false };
            run.iter().any(|&leg| text(leg, tie.earlier).as_ref() == Some(&own)) == tie.same
        };
        step.ties.iter().all(holds)
    }

    /// True where the step before could not have ended later, before the next run's first leg, and left that run its ties.
    fn is_latest(&self, before: &[Vec<usize>], step: usize, next: &[usize]) -> bool {
        let at = before.iter().rposition(|run| !run.is_empty());
        let (Some(at), Some(&first)) = (at, next.first()) else {
            return true;
        };
        let Some(&last) = before[at].last() else { return true };
        let (ended, first) = (self.eye.time(last), self.eye.time(first));
        let legs = self.legs_of(&self.sequence.steps[at]);
        let may_end = |&instant: &i64| {
            let apart = || {
                legs.iter()
                    .any(|leg| self.eye.time(*leg) == instant && !next.contains(leg))
            };
            instant > ended && (instant < first || (self.by_day && instant == first && apart()))
        };
        let keeps_ties = |run: Vec<usize>| {
            let mut runs: Runs = before[..at].iter().cloned().chain([run]).collect();
            runs.resize(step, Vec::new());
            let step = &self.sequence.steps[step];
            next.iter().all(|&leg| self.is_tied(&runs, step, leg))
        };
        !self
            .instants_of(at)
            .iter()
            .filter(|at| may_end(at))
            .any(|&instant| self.run(&before[..at], instant).is_some_and(keeps_ties))
    }
}
