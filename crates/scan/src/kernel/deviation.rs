//! Kind `deviation`: an account against its own past.
//!
//! The measured window at an anchor *t* is `[t − span, t]`. The past is cut into spans `[t − (k + 2)·span, t − (k + 1)·span)`, the nearest ending where the
//! measured window starts; only spans that lie whole within the account's data count. A sum over no leg is 0 here: a silent month is a
//! month without spending, not an unknown one. A ratio over zero is unknown and its span does not count.

use super::aggregate::over;
use super::episode::{Hold, Holds, currency};
use super::frame::Frame;
use super::{combined, groups, measures};
use crate::program::{AnchorValues, BoundKind, DeviationRule, LegValues, RootId, Rule, Value};
use redflag_model::Ratio;
use redflag_rules::plan::Baseline;

pub(super) fn holds(frame: &Frame<'_>, rule: &Rule, deviation: &DeviationRule) -> Holds {
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
    /// Each measure now.
    now: Vec<Option<Ratio>>,
    /// Each measure over the spans of the past that count, ascending.
    past: Vec<Vec<Ratio>>,
}

impl<'a, 'p> Anchor<'a, 'p> {
    fn new(
        frame: &'a Frame<'p>,
        rule: &'a Rule,
        deviation: &DeviationRule,
        legs: &'a [u32],
        range: std::ops::Range<usize>,
        now: i64,
    ) -> Self {
        let measure = |at: usize, legs: &[u32]| measured(frame, rule, &deviation.measures[at], legs);
        let first = frame.slice.time.first().copied().unwrap_or(now);
        let tiles = tiles(deviation, now, first);
        let of_tile = |&(from, to): &(i64, i64)| {
            let bound = |limit: i64| legs.partition_point(|&leg| frame.slice.time[leg as usize] < limit);
            &legs[bound(from)..bound(to)]
        };
        let past = (0..deviation.measures.len())
            .map(|at| {
                let mut values: Vec<Ratio> = tiles.iter().map(of_tile).filter_map(|legs| measure(at, legs)).collect();
                values.sort_by(|a, b| {
                    a.compare(*b).unwrap_or_else(|| {
                        frame.note_overflow();
                        std::cmp::Ordering::Equal
                    })
                });
                values
            })
            .collect();
        let now = (0..deviation.measures.len())
            .map(|at| measure(at, &legs[range.clone()]))
            .collect();
        Self {
            frame,
            rule,
            legs,
            range,
            now,
            past,
        }
    }

    fn figure(&self, measure: usize, figure: Baseline) -> Option<Ratio> {
        let frame = self.frame;
        let past = &self.past[measure];
        let count = Ratio::whole(i128::try_from(past.len()).unwrap_or(i128::MAX));
        match figure {
            Baseline::N => Some(count),
            Baseline::Min => past.first().copied(),
            Baseline::Max => past.last().copied(),
            Baseline::Avg if past.is_empty() => None,
            Baseline::Avg => frame.checked(
                Ratio::checked_div,
                added(frame, past.iter().copied().map(Some)),
                Some(count),
            ),
            Baseline::Percentile(percent) => {
                let rank = (usize::from(percent) * past.len()).div_ceil(100).max(1);
                past.get(rank - 1).copied()
            }
            // z² with the sign of z: both sides of a comparison are squared, see `squared`.
            Baseline::Z => {
                let total = added(frame, past.iter().copied().map(Some));
                let squares = added(
                    frame,
                    past.iter()
                        .map(|&value| frame.checked(Ratio::checked_mul, Some(value), Some(value))),
                );
                let mul = |a, b| frame.checked(Ratio::checked_mul, a, b);
                let sub = |a, b| frame.checked(Ratio::checked_sub, a, b);
                let above = sub(mul(Some(count), self.now[measure]), total)?;
                let spread = sub(mul(Some(count), squares), mul(total, total))?;
                if spread.numerator() <= 0 {
                    return None;
                }
                let square = frame.checked(Ratio::checked_div, mul(Some(above), Some(above)), Some(spread))?;
                if above.numerator() < 0 {
                    Ratio::ZERO.checked_sub(square)
                } else {
                    Some(square)
                }
            }
        }
    }
}

/// The sum; `None` where a value is missing or does not fit.
fn added(frame: &Frame<'_>, mut values: impl Iterator<Item = Option<Ratio>>) -> Option<Ratio> {
    values.try_fold(Ratio::ZERO, |sum, value| {
        frame.checked(Ratio::checked_add, Some(sum), value)
    })
}

/// Whole spans of the past, the nearest first.
fn tiles(deviation: &DeviationRule, now: i64, first: i64) -> Vec<(i64, i64)> {
    let span = deviation.span.max(1);
    (1..=deviation.past / span)
        .map(|nth| (now - (nth + 1) * span, now - nth * span))
        .take_while(|&(from, _)| from >= first)
        .collect()
}

fn measured(frame: &Frame<'_>, rule: &Rule, (value, per): &(Value, Option<Value>), legs: &[u32]) -> Option<Ratio> {
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
    match per {
        None => number(value),
        Some(per) => {
            let (value, per) = (number(value)?, number(per)?);
            if per.numerator() == 0 {
                None
            } else {
                frame.checked(Ratio::checked_div, Some(value), Some(per))
            }
        }
    }
}

impl AnchorValues for Anchor<'_, '_> {
    fn value(&mut self, value: &Value) -> Option<Ratio> {
        let last = self.legs[self.range.end - 1] as usize;
        let this: &Self = self;
        combined(this.frame, value, &mut |part| match part {
            Value::Measure(at) => this.now[*at],
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
