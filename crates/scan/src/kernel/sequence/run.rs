//! Runs of steps, chains of runs, and what a step's `having` may read of them.

use super::super::aggregate::{Known, over};
use super::super::combined;
use super::super::frame::Frame;
use crate::program::{AnchorValues, LegValues, RootId, Rule, Value};
use redflag_model::Ratio;

/// The legs of one step.
#[derive(Clone, Debug)]
pub(super) struct Run {
    pub(super) step: usize,
    pub(super) legs: Vec<u32>,
    pub(super) end: i64,
    /// Aggregates already known, by index.
    pub(super) values: Vec<Known>,
}

/// A completed chain: its runs in the order of the steps.
#[derive(Clone, Debug)]
pub(super) struct Chain {
    pub(super) runs: Vec<Run>,
    pub(super) start: i64,
    pub(super) end: i64,
    pub(super) measures: Vec<(usize, Ratio, Ratio)>,
}

/// The last of some runs, with what earlier runs hold.
pub(super) struct RunAnchor<'s, 'p> {
    pub(super) frame: &'s Frame<'p>,
    pub(super) rule: &'s Rule,
    pub(super) runs: &'s [Run],
}

impl RunAnchor<'_, '_> {
    fn last_leg(&self) -> u32 {
        let leg = self.runs.last().and_then(|run| run.legs.last());
        leg.copied().unwrap_or_default()
    }

    /// An aggregate over the step's own run or an earlier one; over nothing where that step is not in the chain.
    fn aggregate(&self, at: usize) -> Option<Ratio> {
        let aggregate = &self.rule.aggregates[at];
        let run = match aggregate.step {
            None => self.runs.last(),
            Some(step) => self.runs.iter().find(|run| run.step == step),
        };
        let known = run.and_then(|run| run.values.get(at).copied()).unwrap_or(Known::Open);
        known.or_compute(|| over(self.frame, aggregate, run.map_or(&[], |run| &run.legs)))
    }
}

impl AnchorValues for RunAnchor<'_, '_> {
    fn value(&mut self, value: &Value) -> Option<Ratio> {
        let this: &Self = self;
        combined(this.frame, value, &mut |part| match part {
            Value::Aggregate(at) => this.aggregate(*at),
            other => this.frame.value(other, this.last_leg() as usize),
        })
    }

    fn anchor(&mut self, root: RootId) -> bool {
        self.frame.holds(root, self.last_leg() as usize)
    }

    fn overflowed(&mut self) {
        self.frame.note_overflow();
    }
}
