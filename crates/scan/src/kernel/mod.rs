//! The kernel: a pure function of one account's legs and a program. No files, no global statistics, no clock.

mod aggregate;
mod deviation;
mod episode;
mod figures;
mod flags;
mod frame;
mod relay;
mod row;
mod sequence;
mod split;
mod ties;
mod window;

pub(crate) use deviation::{PeerSample, peer_samples};
pub(crate) use episode::{Found, FoundLeg, FoundMeasure};
pub(crate) use flags::{Flagged, flag};
pub(crate) use frame::Frame;
pub(crate) use ties::Transfers;

use crate::program::{Rule, RuleKind, Value};
use foldhash::fast::FixedState;
use redflag_model::{Field, Ratio};
use std::collections::HashMap;
use std::hash::Hash;

/// Which anchors may make a finding.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Period {
    /// Earliest anchor.
    pub(crate) since: i64,
    /// Latest anchor.
    pub(crate) until: i64,
}

impl Default for Period {
    fn default() -> Self {
        Self {
            since: i64::MIN,
            until: i64::MAX,
        }
    }
}

/// What one rule says of one account.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    pub(crate) found: Vec<Found>,
    /// Some number did not fit: nothing is said of this account.
    pub(crate) overflow: bool,
}

/// Runs one rule over the frame's account.
pub(crate) fn examine(frame: &Frame<'_>, rule: &Rule, period: Period) -> Outcome {
    let _ = frame.take_overflow();
    let (holds, merge) = match &rule.kind {
        RuleKind::Row { where_, merge } => (row::holds(frame, rule, *where_), *merge),
        RuleKind::Window(window) => (window::holds(frame, rule, window), 0),
        RuleKind::Sequence(sequence) => (sequence::holds(frame, rule, sequence), 0),
        RuleKind::Deviation(deviation) => (deviation::holds(frame, rule, deviation), 0),
    };
    if frame.take_overflow() {
        return Outcome {
            found: Vec::new(),
            overflow: true,
        };
    }
    Outcome {
        found: episode::episodes(frame, rule, holds, merge, period),
        overflow: false,
    }
}

/// Splits legs by the values of some fields, and by local day; NULLs are one value, as in SQL. Groups come in the order of their first leg.
fn groups(frame: &Frame<'_>, legs: Vec<u32>, by: &[Field], by_local_date: bool) -> Vec<Vec<u32>> {
    if by.is_empty() && !by_local_date {
        return vec![legs];
    }
    let code = |field: Field, leg: usize| {
        if field == Field::Direction {
            u32::from(frame.slice.out[leg])
        } else {
            frame.code(field, leg)
        }
    };
    match *by {
        [field] if !by_local_date => split_by(legs, |leg| code(field, leg)),
        [one, other] if !by_local_date => split_by(legs, |leg| (code(one, leg), code(other, leg))),
        _ => split_by(legs, |leg| {
            let codes: Vec<u32> = by.iter().map(|&field| code(field, leg)).collect();
            (codes, if by_local_date { frame.local_day(leg) } else { None })
        }),
    }
}

/// Legs with equal keys, in the order of their first leg.
fn split_by<K: Hash + Eq>(legs: Vec<u32>, key: impl Fn(usize) -> K) -> Vec<Vec<u32>> {
    let mut at: HashMap<K, usize, FixedState> = HashMap::default();
    let mut groups: Vec<Vec<u32>> = Vec::new();
    for leg in legs {
        let next = groups.len();
        let group = *at.entry(key(leg as usize)).or_insert(next);
        if group == next {
            groups.push(Vec::new());
        }
        groups[group].push(leg);
    }
    groups
}

/// Combines numbers, where the parts come from `part`.
fn combined(frame: &Frame<'_>, value: &Value, part: &mut dyn FnMut(&Value) -> Option<Ratio>) -> Option<Ratio> {
    match value {
        Value::Add(a, b) => {
            let (a, b) = (combined(frame, a, part), combined(frame, b, part));
            frame.checked(Ratio::checked_add, a, b)
        }
        Value::Sub(a, b) => {
            let (a, b) = (combined(frame, a, part), combined(frame, b, part));
            frame.checked(Ratio::checked_sub, a, b)
        }
        Value::Mul(a, b) => {
            let (a, b) = (combined(frame, a, part), combined(frame, b, part));
            frame.checked(Ratio::checked_mul, a, b)
        }
        Value::Root(square) => combined(frame, square, part),
        single => part(single),
    }
}

/// The measures of a rule at an anchor; `step` picks the comparisons of one step of a sequence.
fn measures(
    rule: &Rule,
    step: Option<usize>,
    value: &mut dyn FnMut(&Value) -> Option<Ratio>,
) -> Vec<(usize, Ratio, Ratio)> {
    let mut seen = Vec::new();
    for (at, spec) in rule.measures.iter().enumerate().filter(|(_, spec)| spec.step == step) {
        let observed = value(&spec.observed);
        let observed = match &spec.over {
            Some(over) => observed
                .zip(value(over))
                .and_then(|(observed, over)| observed.checked_div(over)),
            None => observed,
        };
        if let Some((observed, limit)) = observed.zip(value(&spec.limit)) {
            seen.push((at, observed, limit));
        }
    }
    seen
}
