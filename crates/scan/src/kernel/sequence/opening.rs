//! Runs of a step with which chains begin, rolled along once.
//!
//! Whether such a step holds at an instant depends on nothing else, so its runs are rolled like a window, as far as the search has come, and those
//! that hold are kept with what later steps may read of them.

use super::super::aggregate::{Known, Rolling, over};
use super::super::combined;
use super::super::frame::Frame;
use crate::program::{AnchorValues, LegValues, RootId, Rule, StepRule, Value};
use redflag_model::Ratio;
use std::ops::Range;

/// A first run that holds.
#[derive(Clone, Debug)]
pub(super) struct Opening {
    pub(super) end: i64,
    /// Which of the step's unused legs.
    pub(super) legs: Range<usize>,
    /// Aggregates over the run, by index; those that are dear to compute are left out.
    pub(super) values: Vec<Known>,
}

/// The first runs of one step, in the order of their ends.
pub(super) struct Openings {
    step: usize,
    pub(super) found: Vec<Opening>,
    rolled: Vec<Rolling>,
    /// The window over the unused legs.
    start: usize,
    end: usize,
}

impl Openings {
    pub(super) fn new(rule: &Rule, step: usize) -> Self {
        Self {
            step,
            found: Vec::new(),
            rolled: rule.aggregates.iter().map(Rolling::new).collect(),
            start: 0,
            end: 0,
        }
    }

    /// Starts again at the first leg no earlier than `from`: the legs have changed.
    pub(super) fn restart(&mut self, frame: &Frame<'_>, rule: &Rule, legs: &[u32], from: i64) {
        self.found.clear();
        for (rolling, aggregate) in self.rolled.iter_mut().zip(&rule.aggregates) {
            rolling.begin(frame, aggregate, legs);
        }
        self.start = legs.partition_point(|&leg| frame.slice.time[leg as usize] < from);
        self.end = self.start;
    }

    /// Rolls on to all runs that end no later than `until`.
    pub(super) fn reach(&mut self, frame: &Frame<'_>, rule: &Rule, step: &StepRule, legs: &[u32], until: i64) {
        let time = |at: usize| frame.slice.time[legs[at] as usize];
        while self.end < legs.len() && time(self.end) <= until {
            let now = time(self.end);
            while self.end < legs.len() && time(self.end) == now {
                self.enter(frame, rule, legs[self.end], 1);
                self.end += 1;
            }
            while time(self.start) < now.saturating_sub(step.within) {
                self.enter(frame, rule, legs[self.start], -1);
                self.start += 1;
            }
            let range = self.start..self.end;
            let holds = {
                let mut at = At {
                    step: self.step,
                    frame,
                    rule,
                    legs,
                    range: range.clone(),
                    rolled: &self.rolled,
                };
                step.having.holds(&mut at) == Some(true)
            };
            if holds {
                let values = self.rolled.iter().map(|rolling| rolling.value(&range)).collect();
                self.found.push(Opening {
                    end: now,
                    legs: range,
                    values,
                });
            }
        }
    }

    fn enter(&mut self, frame: &Frame<'_>, rule: &Rule, leg: u32, by: i64) {
        for (rolling, aggregate) in self.rolled.iter_mut().zip(&rule.aggregates) {
            if aggregate.filter.is_none_or(|filter| frame.holds(filter, leg as usize)) {
                rolling.step(frame, leg as usize, by);
            }
        }
    }
}

struct At<'a, 'p> {
    step: usize,
    frame: &'a Frame<'p>,
    rule: &'a Rule,
    legs: &'a [u32],
    range: Range<usize>,
    rolled: &'a [Rolling],
}

impl AnchorValues for At<'_, '_> {
    fn value(&mut self, value: &Value) -> Option<Ratio> {
        let Self {
            step,
            frame,
            rule,
            legs,
            range,
            rolled,
        } = self;
        let last = legs[range.end - 1] as usize;
        combined(frame, value, &mut |part| match part {
            // Earlier steps are not in the chain: nothing is there of them.
            Value::Aggregate(at) if rule.aggregates[*at].step.is_some_and(|of| of != *step) => {
                over(frame, &rule.aggregates[*at], &[])
            }
            Value::Aggregate(at) => rolled[*at]
                .value(range)
                .or_compute(|| over(frame, &rule.aggregates[*at], &legs[range.clone()])),
            other => frame.value(other, last),
        })
    }

    fn anchor(&mut self, root: RootId) -> bool {
        self.frame.holds(root, self.legs[self.range.end - 1] as usize)
    }

    fn overflowed(&mut self) {
        self.frame.note_overflow();
    }
}
