//! The order in which indicators can run, and rings that have none.

use crate::error::Code;
use crate::indicator::Draft;
use crate::plan::{Cond, Detect, Guard, Indicator, IndicatorId, Test};
use crate::source::{Faults, Source};
use std::collections::BTreeMap;

/// Gives each draft its layer and puts all in the order (layer, id). `drafts[n]` is the indicator of the n-th id; a ring is reported.
pub(crate) fn ordered(drafts: Vec<Draft>, sources: &[&Source], faults: &Faults) -> Option<Vec<Indicator>> {
    let reads: Vec<Vec<usize>> = drafts
        .iter()
        .map(|draft| draft.named_at.keys().copied().collect())
        .collect();
    let guarded = guarded(&drafts);
    let waits: Vec<Vec<usize>> = reads
        .iter()
        .zip(&guarded)
        .map(|(a, b)| [&a[..], &b[..]].concat())
        .collect();
    if let Some(ring) = ring(&waits) {
        report(&ring, &drafts, sources, faults);
        return None;
    }
    let layers = layers(&reads, &guarded);
    let mut order: Vec<usize> = (0..drafts.len()).collect();
    order.sort_by(|&a, &b| (layers[a], &drafts[a].indicator.id).cmp(&(layers[b], &drafts[b].indicator.id)));
    let places: BTreeMap<usize, usize> = order.iter().enumerate().map(|(place, &at)| (at, place)).collect();
    let place = |id: IndicatorId| IndicatorId(places.get(&id.0).copied().unwrap_or(id.0));
    let mut indicators: Vec<(usize, Indicator)> = Vec::new();
    for (at, draft) in drafts.into_iter().enumerate() {
        let mut indicator = draft.indicator;
        indicator.layer = layers[at];
        renumber(&mut indicator, &place);
        indicators.push((places.get(&at).copied().unwrap_or(at), indicator));
    }
    indicators.sort_by_key(|(place, _)| *place);
    Some(indicators.into_iter().map(|(_, indicator)| indicator).collect())
}

/// The guards of each draft.
fn guarded(drafts: &[Draft]) -> Vec<Vec<usize>> {
    let mut guarded = vec![Vec::new(); drafts.len()];
    for (at, draft) in drafts.iter().enumerate() {
        let rule = draft.indicator.guard.as_ref().and_then(Guard::rule);
        for target in rule.iter().flat_map(|rule| &rule.applies) {
            guarded[target.0].push(at);
        }
    }
    guarded
}

/// Layers of a graph without a ring, from the leaves up: above all that it reads, and no lower than its guards.
fn layers(reads: &[Vec<usize>], guarded: &[Vec<usize>]) -> Vec<usize> {
    let mut layers = vec![0; reads.len()];
    for _ in 0..reads.len() {
        for at in 0..reads.len() {
            let above = reads[at].iter().map(|&below| layers[below] + 1);
            layers[at] = above
                .chain(guarded[at].iter().map(|&guard| layers[guard]))
                .max()
                .unwrap_or(0);
        }
    }
    layers
}

/// Some ring, its first member repeated at the end.
fn ring(reads: &[Vec<usize>]) -> Option<Vec<usize>> {
    let mut finished = vec![false; reads.len()];
    (0..reads.len()).find_map(|start| walk(start, reads, &mut finished))
}

/// Follows readings by an explicit stack: packs may be deep.
fn walk(start: usize, reads: &[Vec<usize>], finished: &mut [bool]) -> Option<Vec<usize>> {
    let mut path = vec![(start, 0)];
    while let Some((at, next)) = path.last_mut() {
        let at = *at;
        let Some(&below) = reads[at].get(*next).filter(|_| !finished[at]) else {
            finished[at] = true;
            path.pop();
            continue;
        };
        *next += 1;
        if let Some(from) = path.iter().position(|&(member, _)| member == below) {
            let members = path[from..].iter().map(|&(member, _)| member);
            return Some(members.chain([below]).collect());
        }
        path.push((below, 0));
    }
    None
}

fn report(ring: &[usize], drafts: &[Draft], sources: &[&Source], faults: &Faults) {
    let names: Vec<&str> = ring.iter().map(|&at| drafts[at].indicator.id.as_str()).collect();
    // A guard acts on no guard, so some step of each ring is a reading.
    let reading = ring.windows(2).find_map(|pair| {
        let at = drafts[pair[0]].named_at.get(&pair[1])?;
        Some((pair[0], at.clone()))
    });
    let (first, at) = reading.unwrap_or((ring[0], 0..0));
    faults.add(
        sources[first]
            .fault(Code::Cycle, &at, format!("a ring of readings: {}", names.join(" → ")))
            .hint("an indicator reads only finished and guarded findings of lower layers: break the ring at one place"),
    );
}

/// Turns places in the list of ids into places in the plan.
fn renumber(indicator: &mut Indicator, place: &impl Fn(IndicatorId) -> IndicatorId) {
    for id in &mut indicator.reads {
        *id = place(*id);
    }
    indicator.reads.sort_unstable();
    if let Some(Guard::Rule(rule)) = &mut indicator.guard {
        rule.applies.iter_mut().for_each(|id| *id = place(*id));
        rule.applies.sort_unstable();
    }
    each_root(&mut indicator.detect, &mut |cond| renumber_cond(cond, place));
    for aggregate in &mut indicator.aggregates {
        if let Some(filter) = &mut aggregate.filter {
            renumber_cond(filter, place);
        }
    }
    if let Some(evidence) = &mut indicator.evidence {
        renumber_cond(evidence, place);
    }
}

fn each_root(detect: &mut Detect, visit: &mut dyn FnMut(&mut Cond)) {
    match detect {
        Detect::Absent => {}
        Detect::Row(row) => visit(&mut row.where_),
        Detect::Window(window) => {
            visit(&mut window.where_);
            visit(&mut window.having);
            for each in &mut window.each {
                visit(&mut each.where_);
                visit(&mut each.having);
            }
        }
        Detect::Sequence(sequence) => {
            for step in &mut sequence.steps {
                visit(&mut step.where_);
                visit(&mut step.having);
            }
        }
        Detect::Deviation(deviation) => {
            visit(&mut deviation.where_);
            visit(&mut deviation.having);
        }
    }
}

fn renumber_cond(cond: &mut Cond, place: &impl Fn(IndicatorId) -> IndicatorId) {
    match cond {
        Cond::All(parts) | Cond::Any(parts) | Cond::SomeOf(_, parts) => {
            for part in parts {
                renumber_cond(part, place);
            }
        }
        Cond::Not(part) | Cond::IsTrue(part) | Cond::IsFalse(part) | Cond::IsUnknown(part) => {
            renumber_cond(part, place);
        }
        Cond::Test(Test::Found(_, ids) | Test::PartOf(ids)) => {
            for id in ids.iter_mut() {
                *id = place(*id);
            }
            ids.sort_unstable();
        }
        Cond::Test(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rings_are_found_and_layers_counted() {
        assert_eq!(ring(&[vec![1], vec![2], vec![]]), None);
        let alone = [vec![], vec![], vec![]];
        assert_eq!(layers(&[vec![1], vec![2], vec![]], &alone), [2, 1, 0]);
        assert_eq!(
            layers(&[vec![], vec![2], vec![]], &[vec![1], vec![], vec![]]),
            [1, 1, 0]
        );
        assert_eq!(ring(&[vec![1], vec![2], vec![1]]), Some(vec![1, 2, 1]));
        assert_eq!(ring(&[vec![0]]), Some(vec![0, 0]));
        assert_eq!(ring(&[vec![1, 2], vec![2], vec![]]), None);
    }
}
