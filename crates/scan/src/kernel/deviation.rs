//! Kind `deviation`: an account against its own past, or against its peers.
//!
//! The measured window at an anchor *t* is `[t − span, t]`. The past is cut into spans `[t − (k + 2)·span, t − (k + 1)·span)`, the nearest ending where the
//! measured window starts; only spans that lie whole within the account's data count. A sum over no leg is 0 here: a silent month is a
//! month without spending, not an unknown one. A ratio over zero is unknown and its span does not count. Figures of peers come from a
//! baseline and not from the data at hand.

mod peers;

pub(crate) use peers::{PeerSample, peer_samples};

use super::aggregate::over;
use super::episode::{Hold, Holds, currency};
use super::frame::Frame;
use super::{combined, groups, measures};
use crate::program::{
    AnchorValues, BoundKind, BoundMeasure, DeviationRule, LegValues, Past, PeerRule, RootId, Rule, Value,
};
use redflag_model::{Distribution, DoesNotFit, Ratio};
use redflag_rules::plan::Baseline;
use std::borrow::Cow;

pub(super) fn holds(frame: &Frame<'_>, rule: &Rule, deviation: &DeviationRule) -> Holds {
    // Without a baseline nothing is said, not even that there are no peers.
    if deviation.peers().is_some_and(|peers| peers.groups.is_none()) {
        return Holds::default();
    }
    let anchors = groups(frame, frame.legs(deviation.where_), &deviation.by, false);
    let mut holds = Holds::of_legs(&anchors);
    for (group, legs) in anchors.iter().enumerate() {
        let time = |at: usize| frame.slice.time[legs[at] as usize];
        let mut end = 0;
        while end < legs.len() {
            let now = time(end);
            while end < legs.len() && time(end) == now {
                end += 1;
            }
            let from = now - deviation.span;
            let start = (0..end).find(|&at| time(at) >= from).unwrap_or(end);
            let mut at = Anchor::new(frame, rule, deviation, legs, start..end, now);
            if deviation.having.holds(&mut at) == Some(true) {
                holds.holds.push(Hold {
                    from,
                    to: now,
                    group,
                    legs: start..end,
                    measures: measures(rule, None, &mut |value| at.value(value)),
                    currency: currency(frame, legs[end - 1]),
                });
            }
        }
    }
    holds
}

/// A measured window with its past.
struct Anchor<'a, 'p> {
    frame: &'a Frame<'p>,
    rule: &'a Rule,
    legs: &'a [u32],
    range: std::ops::Range<usize>,
    /// Each measure now, in its parts.
    now: Vec<Option<i128>>,
    /// Each measure over the spans of the past that count, or over the peers, with their number.
    past: Vec<(u64, Cow<'a, Distribution>)>,
}

impl<'a, 'p> Anchor<'a, 'p> {
    fn new(
        frame: &'a Frame<'p>,
        rule: &'a Rule,
        deviation: &'a DeviationRule,
        legs: &'a [u32],
        range: std::ops::Range<usize>,
        now: i64,
    ) -> Self {
        let past = match &deviation.past {
            Past::Own(past) => own_past(frame, rule, deviation, legs, now, *past),
            Past::Peers(peers) => figures_of_peers(frame, deviation, peers, legs[range.end - 1]),
        };
        let now = deviation.measures.iter();
        Self {
            frame,
            rule,
            legs,
            past,
            now: now
                .map(|measure| measured(frame, rule, measure, &legs[range.clone()]))
                .collect(),
            range,
        }
    }

    fn figure(&self, measure: usize, figure: Baseline) -> Option<Ratio> {
        let (number, past) = &self.past[measure];
        let fits = |number: Result<Option<Ratio>, DoesNotFit>| {
            number.unwrap_or_else(|DoesNotFit| {
                self.frame.note_overflow();
                None
            })
        };
        match figure {
            Baseline::N => Some(Ratio::whole(i128::from(*number))),
            Baseline::Min => past.min(),
            Baseline::Max => past.max(),
            Baseline::Avg => fits(past.avg()),
            Baseline::Percentile(percent) => past.percentile(percent),
            // z² with the sign of z: both sides of a comparison are squared, see `squared`.
            Baseline::Z => fits(past.signed_square_z(self.now[measure]?)),
        }
    }
}

/// Each measure over the whole spans of the account's own past.
fn own_past<'a>(
    frame: &Frame<'_>,
    rule: &Rule,
    deviation: &DeviationRule,
    legs: &[u32],
    now: i64,
    past: i64,
) -> Vec<(u64, Cow<'a, Distribution>)> {
    let first = frame.slice.time.first().copied().unwrap_or(now);
    let tiles = tiles(deviation.span, past, now, first);
    let of_tile = |&(from, to): &(i64, i64)| {
        let bound = |limit: i64| legs.partition_point(|&leg| frame.slice.time[leg as usize] < limit);
        &legs[bound(from)..bound(to)]
    };
    let over_tiles = |measure: &BoundMeasure| {
        let values = tiles.iter().map(of_tile);
        let values = values.filter_map(|legs| measured(frame, rule, measure, legs));
        let values = Distribution::of(measure.parts, values.map(|value| (value, 1)));
        (values.count(), Cow::Owned(values))
    };
    deviation.measures.iter().map(over_tiles).collect()
}

/// Each measure over the peers of an account at a leg; over nobody where its group is not known.
fn figures_of_peers<'a>(
    frame: &Frame<'_>,
    deviation: &DeviationRule,
    peers: &'a PeerRule,
    leg: u32,
) -> Vec<(u64, Cow<'a, Distribution>)> {
    let group = peers::group(frame, deviation, leg).and_then(|group| peers.groups.as_ref()?.get(&group));
    let of_measure = |(at, measure): (usize, &BoundMeasure)| match group.and_then(|group| group[at].as_ref()) {
        Some((accounts, values)) => (*accounts, Cow::Borrowed(values)),
        None => (0, Cow::Owned(Distribution::new(measure.parts))),
    };
    deviation.measures.iter().enumerate().map(of_measure).collect()
}

/// Whole spans of the past, the nearest first.
fn tiles(span: i64, past: i64, now: i64, first: i64) -> Vec<(i64, i64)> {
    let span = span.max(1);
    (1..=past / span)
        .map(|nth| (now - (nth + 1) * span, now - nth * span))
        .take_while(|&(from, _)| from >= first)
        .collect()
}

/// The measure over some legs, in its parts.
fn measured(frame: &Frame<'_>, rule: &Rule, measure: &BoundMeasure, legs: &[u32]) -> Option<i128> {
    let number = |value: &Value| {
        combined(frame, value, &mut |part| match part {
            Value::Aggregate(at) => {
                let aggregate = &rule.aggregates[*at];
                let sums = matches!(aggregate.kind, BoundKind::Sum(_));
                over(frame, aggregate, legs).or(sums.then_some(Ratio::ZERO))
            }
            Value::Const(value) => *value,
            _ => None,
        })
    };
    let value = number(&measure.value)?;
    let value = match &measure.per {
        None => value,
        Some(per) => {
            let per = number(per).filter(|per| per.numerator() != 0)?;
            frame.checked(Ratio::checked_div, Some(value), Some(per))?
        }
    };
    let parts = frame.checked(Ratio::checked_mul, Some(value), Some(Ratio::whole(measure.parts)))?;
    Some(parts.round_half_even())
}

impl AnchorValues for Anchor<'_, '_> {
    fn value(&mut self, value: &Value) -> Option<Ratio> {
        let last = self.legs[self.range.end - 1] as usize;
        let this: &Self = self;
        combined(this.frame, value, &mut |part| match part {
            Value::Measure(at) => this.past[*at].1.number(this.now[*at]?),
            Value::Baseline(at, figure) => this.figure(*at, *figure),
            Value::Aggregate(at) => over(this.frame, &this.rule.aggregates[*at], &this.legs[this.range.clone()]),
            other => this.frame.value(other, last),
        })
    }

    fn anchor(&mut self, root: RootId) -> bool {
        self.frame.holds(root, self.legs[self.range.end - 1] as usize)
    }

    fn overflowed(&mut self) {
        self.frame.note_overflow();
    }
}
