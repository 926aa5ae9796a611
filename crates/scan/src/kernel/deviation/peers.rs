//! What an account adds to the figures of its peers.

use super::super::frame::Frame;
use super::super::groups;
use super::measured;
use crate::program::{DeviationRule, Rule};

/// What an account did in one whole span.
#[derive(Debug)]
pub(crate) struct PeerSample {
    /// Codes of the group.
    pub(crate) group: Vec<u32>,
    /// Each measure, in its parts.
    pub(crate) measures: Vec<Option<i128>>,
}

/// A sample of each whole span that ends before `end`, lies wholly after the account's first leg and holds a leg; spans without a known
/// group are left out.
pub(crate) fn peer_samples(frame: &Frame<'_>, rule: &Rule, deviation: &DeviationRule, end: i64) -> Vec<PeerSample> {
    let span = deviation.span.max(1);
    let first = frame.slice.time.first().copied().unwrap_or(end);
    let mut samples = Vec::new();
    for legs in groups(frame, frame.legs(deviation.where_), &deviation.by, false) {
        let time = |leg: u32| frame.slice.time[leg as usize];
        let before_end = &legs[..legs.partition_point(|&leg| time(leg) < end)];
        let spans_back = |leg: u32| (end - 1 - time(leg)) / span;
        for legs in before_end.chunk_by(|&a, &b| spans_back(a) == spans_back(b)) {
            let start = end - (spans_back(legs[0]) + 1) * span;
            if start < first {
                continue;
            }
            if let Some(group) = group(frame, deviation, legs[legs.len() - 1]) {
                let measures = deviation.measures.iter();
                samples.push(PeerSample {
                    group,
                    measures: measures.map(|measure| measured(frame, rule, measure, legs)).collect(),
                });
            }
        }
    }
    samples
}

/// The group at a leg, where every value is known.
pub(super) fn group(frame: &Frame<'_>, deviation: &DeviationRule, leg: u32) -> Option<Vec<u32>> {
    let codes = deviation.peers()?.fields.iter();
    let codes: Vec<u32> = codes.map(|&field| frame.code(field, leg as usize)).collect();
    (!codes.contains(&0)).then_some(codes)
}
