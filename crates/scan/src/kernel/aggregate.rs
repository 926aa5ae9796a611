//! Aggregates: over a set of legs from scratch, or rolled along a window.

use super::figures::{Moments, mean, percentile, samples, squared_spread};
use super::frame::Frame;
use super::relay::Relay;
use super::ties::strangers;
use crate::program::{BoundAggregate, BoundKind, LegColumn, LegValues, Value};
use redflag_model::{Field, Ratio, RefKind};
use redflag_rules::plan::Names;
use std::collections::{HashMap, HashSet, VecDeque};
use std::ops::Range;

type Codes = HashMap<i64, u32, foldhash::fast::FixedState>;

/// The aggregate over legs in order; NULL where SQL has NULL.
pub(super) fn over(frame: &Frame<'_>, aggregate: &BoundAggregate, legs: &[u32]) -> Option<Ratio> {
    let chosen = || {
        let passes = |leg: &usize| aggregate.filter.is_none_or(|filter| frame.holds(filter, *leg));
        legs.iter().map(|&leg| leg as usize).filter(passes)
    };
    let whole = |value: usize| Ratio::whole(i128::try_from(value).unwrap_or(i128::MAX));
    match &aggregate.kind {
        BoundKind::Count => Some(whole(chosen().count())),
        BoundKind::DistinctField(field) => {
            let codes: HashSet<u32> = chosen()
                .map(|leg| frame.code(*field, leg))
                .filter(|&code| code != 0)
                .collect();
            Some(whole(codes.len()))
        }
        BoundKind::DistinctDate => {
            let days: HashSet<i64> = chosen().filter_map(|leg| frame.local_day(leg)).collect();
            Some(whole(days.len()))
        }
        BoundKind::Families(Names::Field(field), families) => {
            Some(whole(families.among(chosen().map(|leg| frame.code(*field, leg)))))
        }
        BoundKind::Families(Names::Persons, families) => {
            let persons = chosen().flat_map(|leg| frame.slice.refs(RefKind::Person, leg));
            Some(whole(families.among(persons)))
        }
        BoundKind::DistinctRefs(kind) => {
            let codes: HashSet<u32> = chosen().flat_map(|leg| frame.slice.refs(*kind, leg)).collect();
            Some(whole(codes.len()))
        }
        BoundKind::Strangers(kinship) => Some(whole(strangers(frame, kinship, chosen()))),
        BoundKind::Sum(value) => chosen()
            .filter_map(|leg| frame.value(value, leg))
            .fold(None, |sum, next| {
                frame.checked(Ratio::checked_add, Some(sum.unwrap_or(Ratio::ZERO)), Some(next))
            }),
        BoundKind::Min(value) => extreme(frame, samples(frame, value, chosen()), std::cmp::Ordering::Less),
        BoundKind::Max(value) => extreme(frame, samples(frame, value, chosen()), std::cmp::Ordering::Greater),
        BoundKind::Avg(value) => mean(frame, &samples(frame, value, chosen())),
        BoundKind::Spread(value) => squared_spread(frame, &samples(frame, value, chosen())),
        BoundKind::Percentile(percent, value) => percentile(frame, *percent, samples(frame, value, chosen())),
        BoundKind::Relayed(hold) => Some(Ratio::whole(relayed(frame, &chosen().collect::<Vec<_>>(), *hold))),
    }
}

fn extreme(frame: &Frame<'_>, values: Vec<Ratio>, wanted: std::cmp::Ordering) -> Option<Ratio> {
    let mut best: Option<Ratio> = None;
    for value in values {
        match best.map(|best| value.compare(best)) {
            None => best = Some(value),
            Some(Some(order)) if order == wanted => best = Some(value),
            Some(Some(_)) => {}
            Some(None) => {
                frame.note_overflow();
                return None;
            }
        }
    }
    best
}

/// The part of the incoming amount met by later outgoing legs within `hold`, first in first out, each unit once. Legs of one day are
/// simultaneous where only days are known: either order counts.
fn relayed(frame: &Frame<'_>, legs: &[usize], hold: i64) -> i128 {
    let slice = &frame.slice;
    let mut waiting: VecDeque<(i64, i64)> = VecDeque::new();
    let mut met = 0_i128;
    for ties in legs.chunk_by(|&a, &b| slice.time[a] == slice.time[b]) {
        let now = slice.time[ties[0]];
        let any_order = ties.iter().any(|&leg| slice.by_day[leg]);
        let known = |leg: usize| frame.column(LegColumn::Amount, leg);
        let arrive = |waiting: &mut VecDeque<(i64, i64)>| {
            waiting.extend(
                ties.iter()
                    .filter(|&&leg| !slice.out[leg])
                    .filter_map(|&leg| known(leg))
                    .map(|amount| (now, amount)),
            );
        };
        if any_order {
            arrive(&mut waiting);
        }
        while waiting.front().is_some_and(|&(then, _)| now - then > hold) {
            waiting.pop_front();
        }
        for amount in ties.iter().filter(|&&leg| slice.out[leg]).filter_map(|&leg| known(leg)) {
            met += i128::from(consume(&mut waiting, amount));
        }
        if !any_order {
            arrive(&mut waiting);
        }
    }
    met
}

/// Takes up to `amount` from the oldest credits; the part taken.
fn consume(waiting: &mut VecDeque<(i64, i64)>, amount: i64) -> i64 {
    let mut left = amount;
    while left > 0 {
        let Some((_, credit)) = waiting.front_mut() else { break };
        let taken = left.min(*credit);
        *credit -= taken;
        left -= taken;
        if *credit == 0 {
            waiting.pop_front();
        }
    }
    amount - left
}

/// An aggregate that is at hand, NULL included, or still to be computed.
#[derive(Clone, Copy, Debug)]
pub(in crate::kernel) enum Known {
    Value(Option<Ratio>),
    /// No more than this; still to be computed.
    AtMost(Ratio),
    Open,
}

impl Known {
    /// The value, computed where it is not at hand.
    pub(in crate::kernel) fn or_compute(self, compute: impl FnOnce() -> Option<Ratio>) -> Option<Ratio> {
        match self {
            Self::Value(value) => value,
            Self::AtMost(_) | Self::Open => compute(),
        }
    }
}

/// An aggregate that follows a moving window: legs enter at the end and leave at the start.
pub(super) enum Rolling {
    Count(i64),
    Sum {
        column: LegColumn,
        sum: i128,
        values: i64,
    },
    Mean {
        column: LegColumn,
        sum: i128,
        values: i64,
    },
    Spread {
        column: LegColumn,
        moments: Moments,
    },
    Field {
        field: Field,
        counts: Codes,
    },
    /// Distinct parties or names: strangers are no more than these.
    Parties {
        field: Field,
        counts: Codes,
    },
    Date {
        counts: Codes,
    },
    Refs {
        kind: RefKind,
        counts: Codes,
    },
    /// Looked up, when somebody asks.
    Relayed {
        hold: i64,
        relay: Option<Relay>,
    },
    /// Computed from scratch, when somebody asks.
    Lazy,
}

impl Rolling {
    pub(super) fn new(aggregate: &BoundAggregate) -> Self {
        if aggregate.group.is_some() {
            return Self::Lazy;
        }
        match &aggregate.kind {
            BoundKind::Count => Self::Count(0),
            BoundKind::Sum(Value::Column(column @ (LegColumn::Amount | LegColumn::AmountOrig))) => Self::Sum {
                column: *column,
                sum: 0,
                values: 0,
            },
            BoundKind::Avg(Value::Column(column @ (LegColumn::Amount | LegColumn::AmountOrig))) => Self::Mean {
                column: *column,
                sum: 0,
                values: 0,
            },
            BoundKind::Spread(Value::Column(column @ (LegColumn::Amount | LegColumn::AmountOrig))) => Self::Spread {
                column: *column,
                moments: Moments::default(),
            },
            BoundKind::DistinctField(field) => Self::Field {
                field: *field,
                counts: Codes::default(),
            },
            BoundKind::Strangers(_) => Self::Parties {
                field: Field::Counterparty,
                counts: Codes::default(),
            },
            BoundKind::DistinctDate => Self::Date {
                counts: Codes::default(),
            },
            BoundKind::DistinctRefs(kind) => Self::Refs {
                kind: *kind,
                counts: Codes::default(),
            },
            BoundKind::Relayed(hold) => Self::Relayed {
                hold: *hold,
                relay: None,
            },
            BoundKind::Sum(_)
            | BoundKind::Min(_)
            | BoundKind::Max(_)
            | BoundKind::Avg(_)
            | BoundKind::Spread(_)
            | BoundKind::Percentile(..)
            | BoundKind::Families(..) => Self::Lazy,
        }
    }

    /// Empties the window before it moves over a group of legs.
    pub(super) fn begin(&mut self, frame: &Frame<'_>, aggregate: &BoundAggregate, legs: &[u32]) {
        match self {
            Self::Count(count) => *count = 0,
            Self::Sum { sum, values, .. } | Self::Mean { sum, values, .. } => (*sum, *values) = (0, 0),
            Self::Spread { moments, .. } => *moments = Moments::default(),
            Self::Field { counts, .. }
            | Self::Parties { counts, .. }
            | Self::Refs { counts, .. }
            | Self::Date { counts } => counts.clear(),
            Self::Relayed { hold, relay } => *relay = Some(Relay::new(frame, aggregate, legs, *hold)),
            Self::Lazy => {}
        }
    }

    /// A leg enters (`by` = 1) or leaves (`by` = −1).
    pub(super) fn step(&mut self, frame: &Frame<'_>, leg: usize, by: i64) {
        match self {
            Self::Count(count) => *count += by,
            Self::Spread { column, moments } => {
                if let Some(value) = frame.column(*column, leg) {
                    moments.step(i128::from(value), i128::from(by));
                }
            }
            Self::Sum { column, sum, values } | Self::Mean { column, sum, values } => {
                if let Some(value) = frame.column(*column, leg) {
                    *sum += i128::from(value) * i128::from(by);
                    *values += by;
                }
            }
            Self::Field { field, counts } | Self::Parties { field, counts } => match frame.code(*field, leg) {
                0 => {}
                code => tally(counts, i64::from(code), by),
            },
            Self::Refs { kind, counts } => {
                for code in frame.slice.refs(*kind, leg) {
                    tally(counts, i64::from(code), by);
                }
            }
            Self::Date { counts } => {
                if let Some(day) = frame.local_day(leg) {
                    tally(counts, day, by);
                }
            }
            Self::Relayed { .. } | Self::Lazy => {}
        }
    }

    /// The value over legs `window` of the group, where it is at hand.
    pub(super) fn value(&self, window: &Range<usize>) -> Known {
        let distinct = |counts: &Codes| Ratio::whole(i128::try_from(counts.len()).unwrap_or(i128::MAX));
        match self {
            Self::Count(count) => Known::Value(Some(Ratio::whole(i128::from(*count)))),
            Self::Sum { sum, values, .. } => Known::Value((*values > 0).then(|| Ratio::whole(*sum))),
            Self::Mean { sum, values, .. } => Known::Value(Ratio::fraction(*sum, i128::from(*values))),
            Self::Spread { moments, .. } => moments.squared_spread().map_or(Known::Open, Known::Value),
            Self::Field { counts, .. } | Self::Refs { counts, .. } | Self::Date { counts } => {
                Known::Value(Some(distinct(counts)))
            }
            Self::Parties { counts, .. } => Known::AtMost(distinct(counts)),
            Self::Relayed { relay: Some(relay), .. } => {
                Known::Value(Some(Ratio::whole(relay.met(window.start, window.end))))
            }
            Self::Relayed { relay: None, .. } | Self::Lazy => Known::Open,
        }
    }
}

fn tally(counts: &mut Codes, key: i64, by: i64) {
    if by > 0 {
        *counts.entry(key).or_insert(0) += 1;
    } else if let Some(count) = counts.get_mut(&key) {
        *count -= 1;
        if *count == 0 {
            counts.remove(&key);
        }
    }
}
