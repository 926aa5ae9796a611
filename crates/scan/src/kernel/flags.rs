//! Where a rule holds, and nothing else: no episodes, no measures, no evidence.

use super::episode::Holds;
use super::frame::Frame;
use super::{Period, deviation, sequence, window};
use crate::program::{Rule, RuleKind};

/// What a rule flags of one account.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Flagged {
    /// The account as such: the rule looks at the whole period.
    Account,
    /// The legs that were handed over.
    Legs,
    /// Some number did not fit: nothing is said of this account.
    Overflow,
}

/// Puts into `legs` those at which the rule holds, in the order of the slice: of a row itself, of a window or a comparison all legs at its
/// last instant for which it holds, of a sequence the legs that complete it.
pub(crate) fn flag(frame: &Frame<'_>, rule: &Rule, period: Period, legs: &mut Vec<u32>) -> Flagged {
    let _ = frame.take_overflow();
    legs.clear();
    let time = |leg: u32| frame.slice.time[leg as usize];
    let is_inside = |time: i64| (period.since..=period.until).contains(&time);
    let mut whole = false;
    match &rule.kind {
        RuleKind::Row { where_, .. } => {
            if frame.any(*where_) {
                legs.extend(frame.legs(*where_).into_iter().filter(|&leg| is_inside(time(leg))));
            }
        }
        RuleKind::Window(window) => {
            whole = window.span.is_none();
            window::flags(frame, rule, window, &mut |leg, to| {
                if is_inside(to) {
                    legs.push(leg);
                }
            });
        }
        RuleKind::Sequence(sequence) => last_legs(frame, &sequence::holds(frame, rule, sequence), legs),
        RuleKind::Deviation(deviation) => last_legs(frame, &deviation::holds(frame, rule, deviation), legs),
    }
    if frame.take_overflow() {
        return Flagged::Overflow;
    }
    if whole && !legs.is_empty() {
        return Flagged::Account;
    }
    legs.retain(|&leg| is_inside(time(leg)));
    // Groups come one after the other, and chains may share their last legs.
    if !legs.is_sorted_by(|a, b| a < b) {
        legs.sort_unstable();
        legs.dedup();
    }
    Flagged::Legs
}

/// The legs at the last instant of each hold.
fn last_legs(frame: &Frame<'_>, holds: &Holds, legs: &mut Vec<u32>) {
    for hold in &holds.holds {
        let of_group = holds.groups[hold.group][hold.legs.clone()].iter();
        let at_end = of_group.filter(|(leg, _)| frame.slice.time[*leg as usize] == hold.to);
        legs.extend(at_end.map(|&(leg, _)| leg));
    }
}
