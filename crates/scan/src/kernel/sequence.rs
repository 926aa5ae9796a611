//! Kind `sequence`: ordered steps.
//!
//! A step's run ends at one instant *t*: all unused legs that satisfy the step, no earlier than *t* − `within`, after the previous step's end and
//! at a distance from it inside `gap`. *t* is the last instant before the next step's first leg at which the step's `having` holds. A chain
//! is complete at the first instant at which the last step holds; among chains complete at one instant the one whose steps end earliest
//! counts. Each leg is used once.

mod opening;
mod run;
mod search;
mod ties;
mod unordered;

use super::episode::{Hold, Holds, currency};
use super::frame::Frame;
use super::groups;
use crate::program::{LegValues, Rule, SequenceRule, Value};
use redflag_model::Ratio;
use run::{Chain, Run};
use search::Search;

pub(super) fn holds(frame: &Frame<'_>, rule: &Rule, sequence: &SequenceRule) -> Holds {
    let mut holds = Holds::default();
    // The last step is mostly the rarest: an account without it is done.
    let spare = sequence.steps.len() - sequence.need;
    let without = sequence.steps.iter().rev().filter(|step| !frame.any(step.where_));
    if without.take(spare + 1).count() > spare {
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
                .flat_map(|run| run.legs.iter().map(move |&leg| (leg, step_of(run)))),
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
        let ended = row[times - 1].runs.iter().max_by_key(|run| run.end);
        let anchor = ended.and_then(|run| run.legs.last()).copied().unwrap_or_default();
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

fn step_of(run: &Run) -> u8 {
    u8::try_from(run.step).unwrap_or(u8::MAX)
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
