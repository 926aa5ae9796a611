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
    AnchorValues, BoundKind, BoundMeasure, DeviationRule, Having, LegColumn, LegValues, Past, PeerRule, RootId, Rule,
    Value,
};
use redflag_model::{Distribution, DoesNotFit, Ratio};
use redflag_rules::plan::{Baseline, Op};
use std::borrow::Cow;
use std::cell::OnceCell;
use std::cmp::Ordering;

pub(super) fn holds(frame: &Frame<'_>, rule: &Rule, deviation: &DeviationRule) -> Holds {
    // Without a baseline nothing is said, not even that there are no peers.
    if deviation.peers().is_some_and(|peers| peers.groups.is_none()) {
        return Holds::default();
    }
    let anchors = groups(frame, frame.legs(deviation.where_), &deviation.by, false);
    let mut holds = Vec::new();
    let able = |(_, legs): &(usize, &Vec<u32>)| can_hold(frame, rule, deviation, &deviation.having, legs);
    for (group, legs) in anchors.iter().enumerate().filter(able) {
        let time = |at: usize| frame.slice.time[legs[at] as usize];
        let (mut start, mut end) = (0, 0);
        while end < legs.len() {
            let now = time(end);
            while end < legs.len() && time(end) == now {
                end += 1;
            }
            let from = now - deviation.span;
            while start < end && time(start) < from {
                start += 1;
            }
            let mut at = Anchor::new(frame, rule, deviation, legs, start..end, now);
            if deviation.having.holds(&mut at) == Some(true) {
                holds.push(Hold {
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
    Holds::of_legs(&anchors, holds)
}

/// False where a lower bound on a measure that only grows with its legs fails over all legs together: no window can reach it.
fn can_hold(frame: &Frame<'_>, rule: &Rule, deviation: &DeviationRule, having: &Having, legs: &[u32]) -> bool {
    match having {
        Having::All(parts) => parts.iter().all(|part| can_hold(frame, rule, deviation, part, legs)),
        Having::Compare {
            left: Value::Measure(at),
            op: Op::AtLeast | Op::More,
            right: Value::Const(Some(limit)),
        } if grows(rule, &deviation.measures[*at]) => {
            let measure = &deviation.measures[*at];
            let most = measured(frame, rule, measure, legs)
                .and_then(|most| Ratio::whole(most).checked_div(Ratio::whole(measure.parts)));
            most.and_then(|most| most.compare(*limit)).is_none_or(Ordering::is_ge)
        }
        _ => true,
    }
}

/// True where a measure of some legs is never above that of more legs.
fn grows(rule: &Rule, measure: &BoundMeasure) -> bool {
    let Value::Aggregate(at) = &measure.value else {
        return false;
    };
    let sums_amounts = |value: &Value| matches!(value, Value::Column(LegColumn::Amount | LegColumn::AmountOrig));
    measure.per.is_none()
        && match &rule.aggregates[*at].kind {
            BoundKind::Count | BoundKind::DistinctField(_) | BoundKind::DistinctDate => true,
            BoundKind::Sum(value) => sums_amounts(value),
            _ => false,
        }
}

/// A measured window with its past. Figures are made when somebody asks: mostly the measured window alone decides.
struct Anchor<'a, 'p> {
    frame: &'a Frame<'p>,
    rule: &'a Rule,
    deviation: &'a DeviationRule,
    legs: &'a [u32],
    range: std::ops::Range<usize>,
    /// The anchor's time.
    time: i64,
    /// Each measure now, in its parts.
    now: Vec<OnceCell<Option<i128>>>,
    /// Each measure over the spans of the past that count, or over the peers, with their number.
    past: Vec<OnceCell<(u64, Cow<'a, Distribution>)>>,
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
        let measures = deviation.measures.len();
        Self {
            frame,
            rule,
            deviation,
            legs,
            range,
            time: now,
            now: vec![OnceCell::new(); measures],
            past: vec![OnceCell::new(); measures],
        }
    }

    fn now(&self, measure: usize) -> Option<i128> {
        *self.now[measure].get_or_init(|| {
            let legs = &self.legs[self.range.clone()];
            measured(self.frame, self.rule, &self.deviation.measures[measure], legs)
        })
    }

    fn past(&self, measure: usize) -> &(u64, Cow<'a, Distribution>) {
        self.past[measure].get_or_init(|| match &self.deviation.past {
            Past::Own(past) => self.own_past(&self.deviation.measures[measure], *past),
            Past::Peers(peers) => self.figures_of_peers(peers, measure),
        })
    }

    /// A measure over the whole spans of the account's own past.
    fn own_past(&self, measure: &BoundMeasure, past: i64) -> (u64, Cow<'a, Distribution>) {
        let times = &self.frame.slice.time;
        let first = times.first().copied().unwrap_or(self.time);
        let spans = tiles(self.deviation.span, past, self.time, first);
        let of_tile = |&(from, to): &(i64, i64)| {
            let bound = |limit: i64| self.legs.partition_point(|&leg| times[leg as usize] < limit);
            &self.legs[bound(from)..bound(to)]
        };
        let values = spans.iter().map(of_tile);
        let values = values.filter_map(|legs| measured(self.frame, self.rule, measure, legs));
        let values = Distribution::of(measure.parts, values.map(|value| (value, 1)));
        (values.count(), Cow::Owned(values))
    }

    /// A measure over the peers of the account; over nobody where its group is not known.
    fn figures_of_peers(&self, peers: &'a PeerRule, measure: usize) -> (u64, Cow<'a, Distribution>) {
        let group = peers::group(self.frame, self.deviation, self.legs[self.range.end - 1]);
        let figures = group.and_then(|group| peers.groups.as_ref()?.get(&group)?[measure].as_ref());
        match figures {
            Some((accounts, values)) => (*accounts, Cow::Borrowed(values)),
            None => (0, Cow::Owned(Distribution::new(self.deviation.measures[measure].parts))),
        }
    }

    fn figure(&self, measure: usize, figure: Baseline) -> Option<Ratio> {
        let (number, past) = self.past(measure);
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
            Baseline::Z => fits(past.signed_square_z(self.now(measure)?)),
        }
    }
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
            Value::Measure(at) => {
                Ratio::whole(this.now(*at)?).checked_div(Ratio::whole(this.deviation.measures[*at].parts))
            }
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
