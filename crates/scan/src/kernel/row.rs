//! Kind `row`: a predicate over one leg.

use super::episode::{Hold, Holds, currency};
use super::frame::Frame;
use super::measures;
use crate::program::{LegValues, RootId, Rule};

pub(super) fn holds(frame: &Frame<'_>, rule: &Rule, where_: RootId) -> Holds {
    if !frame.any(where_) {
        return Holds::default();
    }
    let anchors = frame.legs(where_);
    let mut holds = Vec::with_capacity(anchors.len());
    for (at, &leg) in anchors.iter().enumerate() {
        let time = frame.slice.time[leg as usize];
        holds.push(Hold {
            from: time,
            to: time,
            group: 0,
            legs: at..at + 1,
            measures: measures(rule, None, &mut |value| frame.value(value, leg as usize)),
            currency: currency(frame, leg),
        });
    }
    Holds::of_legs(&[anchors], holds)
}
