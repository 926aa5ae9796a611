//! Kind `window`: at each anchor, the anchors of its key within the span.

use super::episode::Hold;
use super::eye::{Eye, Scope};
use redflag_rules::plan::Window;

pub(super) fn holds(eye: &Eye<'_>, window: &Window) -> Vec<Hold> {
    let anchors: Vec<usize> = (0..eye.account.legs.len())
        .filter(|&leg| eye.is_true(&window.where_, leg))
        .collect();
    let mut holds = Vec::new();
    for key in eye.groups(&anchors, &window.by, window.by_local_date) {
        for &anchor in &key {
            // Over the whole period a window reaches from the first anchor of its key to the last.
            let whole = (eye.time(key[0]), eye.time(key[key.len() - 1]));
            let (from, to) = eye
                .span
                .map_or(whole, |span| (eye.time(anchor) - span, eye.time(anchor)));
            let inside = |leg: &usize| (from..=to).contains(&eye.time(*leg));
            let legs: Vec<usize> = key.iter().copied().filter(inside).collect();
            if eye.cond(&window.having, anchor, Scope::Window(&legs, &window.each)) == Some(true) {
                holds.push(Hold { from, to, legs });
            }
        }
    }
    holds
}
