//! What held becomes episodes: connected components of the union of closed intervals.

use super::eye::Eye;
use redflag_model::{Direction, time};
use redflag_rules::plan::Row;

/// An interval in which a detector held, and its legs.
pub(super) struct Hold {
    pub(super) from: i64,
    pub(super) to: i64,
    pub(super) legs: Vec<usize>,
}

/// A leg of the evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct EvidenceLeg {
    pub(super) row: usize,
    pub(super) direction: Direction,
}

/// One finding's time and evidence.
#[derive(Clone, Debug)]
pub(super) struct Episode {
    pub(super) start: i64,
    pub(super) end: i64,
    pub(super) legs: Vec<EvidenceLeg>,
}

/// Hits no further apart than `merge` are one episode.
pub(super) fn of_row(eye: &Eye<'_>, row: &Row) -> Vec<Episode> {
    let merge = row.merge.map_or(30 * time::DAY, |param| eye.whole(param));
    let mut episodes: Vec<Vec<usize>> = Vec::new();
    for leg in (0..eye.account.legs.len()).filter(|&leg| eye.is_true(&row.where_, leg)) {
        match episodes.last_mut() {
            Some(legs) if eye.time(leg) - eye.time(legs[legs.len() - 1]) <= merge => legs.push(leg),
            _ => episodes.push(vec![leg]),
        }
    }
    episodes.into_iter().filter_map(|legs| episode(eye, legs)).collect()
}

/// Joins what overlaps or touches until nothing does.
pub(super) fn of_holds(eye: &Eye<'_>, holds: Vec<Hold>) -> Vec<Episode> {
    let mut parts: Vec<Hold> = Vec::new();
    for mut hold in holds {
        while let Some(at) = parts
            .iter()
            .position(|part| part.from <= hold.to && hold.from <= part.to)
        {
            let part = parts.remove(at);
            hold.from = hold.from.min(part.from);
            hold.to = hold.to.max(part.to);
            hold.legs.extend(part.legs);
        }
        parts.push(hold);
    }
    parts.into_iter().filter_map(|part| episode(eye, part.legs)).collect()
}

/// The evidence, each leg once and narrowed; none where nothing is left.
fn episode(eye: &Eye<'_>, mut legs: Vec<usize>) -> Option<Episode> {
    legs.sort_unstable();
    legs.dedup();
    if let Some(evidence) = &eye.indicator.evidence {
        legs.retain(|&leg| eye.is_true(evidence, leg));
    }
    let evidence = |&leg: &usize| EvidenceLeg {
        row: eye.leg(leg).at,
        direction: eye.leg(leg).direction,
    };
    Some(Episode {
        start: eye.time(*legs.first()?),
        end: eye.time(*legs.last()?),
        legs: legs.iter().map(evidence).collect(),
    })
}
