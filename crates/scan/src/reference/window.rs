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
            let to = eye.time(anchor);
            let from = eye.span.map_or(i64::MIN, |span| to.saturating_sub(span));
            let inside = |leg: &usize| eye.span.is_none() || (from..=to).contains(&eye.time(*leg));
            let legs: Vec<usize> = key.iter().copied().filter(inside).collect();
            if eye.cond(&window.having, anchor, Scope::Window(&legs, &window.each)) == Some(true) {
                let end = if eye.span.is_none() { i64::MAX } else { to };
                holds.push(Hold { from, to: end, legs });
            }
        }
    }
    holds
}
