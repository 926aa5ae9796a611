//! Kind `sequence`: every combination of ends is tried, the earliest first.

use super::episode::Hold;
use super::eye::{Eye, Scope};
use redflag_rules::plan::{Sequence, Step};

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
    let mut chains = Vec::new();
    let mut after = None;
    loop {
        let search = Search {
            eye,
            sequence,
            unused: &unused,
            by_day: eye.by_day(),
        };
        let ends = search.instants_of(sequence.steps.len() - 1);
        let later = ends.into_iter().filter(|&end| after.is_none_or(|after| end > after));
        let Some(chain) = later.into_iter().find_map(|end| search.complete(&mut Vec::new(), end)) else {
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
    unused: &'s [usize],
    by_day: bool,
}

impl Search<'_, '_> {
    fn legs_of(&self, step: &Step) -> Vec<usize> {
        let is_of = |leg: &usize| self.eye.is_true(&step.where_, *leg);
        self.unused.iter().copied().filter(is_of).collect()
    }

    fn instants_of(&self, step: usize) -> Vec<i64> {
        self.eye.instants(&self.legs_of(&self.sequence.steps[step]))
    }

    /// Tries every end of the next step, the earliest first, until the last step ends at `end`.
    fn complete(&self, runs: &mut Vec<Vec<usize>>, end: i64) -> Option<Chain> {
        let step = runs.len();
        if step == self.sequence.steps.len() {
            return self.chain(runs);
        }
        let is_last = step + 1 == self.sequence.steps.len();
        for at in self
            .instants_of(step)
            .into_iter()
            .filter(|&at| if is_last { at == end } else { at <= end })
        {
            let Some(run) = self.run(runs, at) else { continue };
            if !self.is_latest(runs, &run) {
                continue;
            }
            runs.push(run);
            if let Some(chain) = self.complete(runs, end) {
                return Some(chain);
            }
            runs.pop();
        }
        None
    }

    fn chain(&self, runs: &[Vec<usize>]) -> Option<Chain> {
        let start = self.eye.time(*runs.first()?.first()?);
        let end = self.eye.time(*runs.last()?.last()?);
        let fits = self.sequence.times.is_some_and(|times| self.eye.whole(times) > 1)
            || self.eye.span.is_none_or(|span| end - start <= span);
        fits.then(|| Chain {
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
        let previous_end = before.last().and_then(|run| run.last()).map(|&leg| eye.time(leg));
        let follows = |leg: &usize| {
            let Some(previous) = previous_end else { return true };
            let distance = eye.time(*leg) - previous;
            let is_after = distance > 0 || (self.by_day && distance == 0);
            let (least, most) = match step.gap {
                Some((least, most)) => (least.map_or(0, |param| eye.whole(param)), eye.whole(most)),
                None => (0, i64::MAX),
            };
            is_after && least <= distance && distance <= most
        };
        let in_time = |leg: &usize| eye.time(*leg) <= at && at - eye.time(*leg) <= within;
        let free = |leg: &usize| !before.iter().any(|run| run.contains(leg));
        let mut run = self.legs_of(step);
        run.retain(|leg| in_time(leg) && follows(leg) && free(leg));
        let last = *run.last()?;
        if eye.time(last) != at {
            return None;
        }
        let runs: Vec<Vec<usize>> = before.iter().cloned().chain([run.clone()]).collect();
        (eye.cond(&step.having, last, Scope::Runs(&runs)) == Some(true)).then_some(run)
    }

    /// True where the step before could not have ended later and still lie before the next run's first leg.
    fn is_latest(&self, runs: &[Vec<usize>], next: &[usize]) -> bool {
        let (Some((previous, before)), Some(&first)) = (runs.split_last(), next.first()) else {
            return true;
        };
        let Some(&last) = previous.last() else { return true };
        let (ended, first) = (self.eye.time(last), self.eye.time(first));
        let legs = self.legs_of(&self.sequence.steps[before.len()]);
        let may_end = |&at: &i64| {
            let apart = || legs.iter().any(|leg| self.eye.time(*leg) == at && !next.contains(leg));
            at > ended && (at < first || (self.by_day && at == first && apart()))
        };
        let later = self.instants_of(before.len());
        !later
            .iter()
            .filter(|at| may_end(at))
            .any(|&at| self.run(before, at).is_some())
    }
}
