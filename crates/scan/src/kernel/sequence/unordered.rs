//! Steps in any order: runs near one another, whichever comes first.
//!
//! Steps are placed as listed, each with its latest end first, so that a run holds all that came until the chain is complete. `gap` is the time
//! between a run and the one listed before it, and 0 where the two overlap.

use super::run::Run;
use super::search::Search;
use super::ties::Ties;

impl Search<'_, '_> {
    /// Places the steps that are missing, so that one of all ends at `end`.
    pub(super) fn surround(&self, runs: &mut Vec<Run>, end: i64) -> bool {
        let left = self.sequence.need - runs.len();
        if left == 0 {
            return self.spans(runs);
        }
        let from = runs.last().map_or(0, |run| run.step + 1);
        for step in from..=self.sequence.steps.len() - left {
            for candidate in self.ends_around(runs, step, end) {
                let Some(run) = self.run_around(runs, step, candidate) else {
                    continue;
                };
                runs.push(run);
                if self.holds(runs) && self.surround(runs, end) {
                    return true;
                }
                runs.pop();
            }
        }
        false
    }

    /// Instants at which a step may end, the latest first: `end` itself where nothing else would end there.
    fn ends_around(&self, runs: &[Run], step: usize, end: i64) -> Vec<i64> {
        let is_last = runs.len() + 1 == self.sequence.need;
        if is_last && runs.iter().all(|run| run.end < end) {
            return vec![end];
        }
        let within = self.sequence.steps.iter().map(|step| step.within);
        let reach = within.fold(self.reach, i64::saturating_add);
        let span = self.span().unwrap_or(i64::MAX);
        let earliest = end.saturating_sub(reach).max(end.saturating_sub(span));
        let legs = self.between(step, earliest, end).iter().rev();
        let mut ends: Vec<i64> = legs.map(|&leg| self.time(leg)).collect();
        ends.dedup();
        ends
    }

    /// The run of a step that ends at `end`, where it has a leg there and lies at the right distance from the run before.
    fn run_around(&self, before: &[Run], step: usize, end: i64) -> Option<Run> {
        let rule = &self.sequence.steps[step];
        let ties = Ties::of(self.frame, &rule.ties, before);
        let unused = |leg: &u32| before.iter().all(|run| run.legs.binary_search(leg).is_err());
        let legs: Vec<u32> = self
            .between(step, end.saturating_sub(rule.within), end)
            .iter()
            .copied()
            .filter(|leg| unused(leg) && ties.admit(self.frame, *leg))
            .collect();
        let (start, last) = (self.time(*legs.first()?), self.time(*legs.last()?));
        let distance = before.last().map(|previous| {
            let began = previous.legs.first().map_or(previous.end, |&leg| self.time(leg));
            (start - previous.end).max(began - end).max(0)
        });
        let near = distance.is_none_or(|distance| rule.gap.0 <= distance && distance <= rule.gap.1);
        (last == end && near).then_some(Run {
            step,
            legs,
            end,
            values: Vec::new(),
        })
    }
}
