//! Figures of peers: every account, every group of `by`, every whole span, from nothing.

use super::deviation::measured;
use super::eye::Eye;
use super::ledger::Account;
use super::{World, may_speak};
use redflag_model::{Distribution, LEAST_ACCOUNTS, PeerFigures, PeerGroup, PeerMeasure, Ratio};
use redflag_rules::plan::{Detect, Deviation, Indicator};
use std::collections::BTreeMap;

/// Values of one measure in one group, with the account that each is of.
type Values = Vec<(usize, Ratio)>;

/// The figures of one indicator over spans that end at the instant `end`.
pub(super) fn figures(world: &World<'_>, accounts: &[Account<'_>], indicator: &Indicator, end: i64) -> PeerFigures {
    let Detect::Deviation(deviation) = &indicator.detect else {
        return PeerFigures::default();
    };
    let mut found: BTreeMap<(Vec<String>, String), Values> = BTreeMap::new();
    for (at, account) in accounts.iter().enumerate() {
        if may_speak(world, indicator, account) {
            let eye = Eye::new(world, indicator, account);
            add(&eye, deviation, end, at, &mut found);
        }
    }
    let params = indicator.params.iter();
    let mut figures = PeerFigures {
        version: indicator.version.clone(),
        params: params.map(|it| (it.name.clone(), it.value.written())).collect(),
        peers: indicator
            .detect
            .peers()
            .unwrap_or_default()
            .iter()
            .map(ToString::to_string)
            .collect(),
        ..PeerFigures::default()
    };
    for ((of, measure), values) in found {
        let accounts: std::collections::BTreeSet<usize> = values.iter().map(|(account, _)| *account).collect();
        let accounts = accounts.len() as u64;
        let def = deviation.measures.iter().find(|def| def.name == measure);
        let Some(def) = def.filter(|_| accounts >= LEAST_ACCOUNTS) else {
            figures.withheld += 1;
            continue;
        };
        let parts = def.parts(indicator);
        let in_parts = |(_, value): &(usize, Ratio)| Some((value.checked_mul(Ratio::whole(parts))?.as_whole()?, 1));
        let values = Distribution::of(parts, values.iter().filter_map(in_parts));
        let measured = PeerMeasure { accounts, values };
        match figures.groups.iter_mut().find(|group| group.of == of) {
            Some(group) => drop(group.measures.insert(measure, measured)),
            None => figures.groups.push(PeerGroup {
                of,
                measures: [(measure, measured)].into(),
            }),
        }
    }
    figures
}

/// What one account adds.
fn add(
    eye: &Eye<'_>,
    deviation: &Deviation,
    end: i64,
    account: usize,
    found: &mut BTreeMap<(Vec<String>, String), Values>,
) {
    let span = eye.whole(deviation.span).max(1);
    let Some(first) = eye.account.legs.iter().map(|leg| leg.row.time).min() else {
        return;
    };
    let anchors: Vec<usize> = (0..eye.account.legs.len())
        .filter(|&leg| eye.is_true(&deviation.where_, leg))
        .collect();
    for key in eye.groups(&anchors, &deviation.by, false) {
        let mut to = end;
        while to - span >= first {
            let from = to - span;
            let legs: Vec<usize> = key
                .iter()
                .copied()
                .filter(|&leg| from <= eye.time(leg) && eye.time(leg) < to)
                .collect();
            if let Some(group) = legs.last().and_then(|&leg| group(eye, leg)) {
                for def in &deviation.measures {
                    if let Some(value) = measured(eye, def, &legs) {
                        let values = found.entry((group.clone(), def.name.clone())).or_default();
                        values.push((account, value));
                    }
                }
            }
            to = from;
        }
    }
}

/// The values that a leg has in common with its peers.
pub(super) fn group(eye: &Eye<'_>, leg: usize) -> Option<Vec<String>> {
    let fields = eye.indicator.detect.peers()?.iter();
    fields.map(|&field| eye.text(leg, field)).collect()
}
