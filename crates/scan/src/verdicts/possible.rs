//! Whether an indicator can hold on any data with these columns.

use super::offer::Offer;
use crate::params::Params;
use redflag_model::{Currency, Field, Rates, Ratio};
use redflag_rules::Plan;
use redflag_rules::plan::{
    Aggregate, AggregateKind, Baseline, Cond, Detect, Each, Indicator, IndicatorId, Num, Op, Step, Test, Tie,
};
use std::cmp::Ordering;

/// The plan, and at what its money stands.
#[derive(Clone, Copy)]
pub(super) struct Rated<'a> {
    pub(super) plan: &'a Plan,
    pub(super) base: Currency,
    pub(super) rates: &'a Rates,
}

/// False where the indicator can't hold on any data with these columns.
pub(super) fn can_hold(offer: &Offer, at: Rated<'_>, indicator: &Indicator) -> bool {
    if offer.peerless.contains(&indicator.id) {
        return false;
    }
    let possible = Possible {
        offer,
        plan: at.plan,
        indicator,
        params: Params::resolve(indicator, at.base, at.rates),
    };
    // A value that no leg has ties no leg.
    let has_ties = |step: &Step| {
        let tied = |tie: &Tie| offer.has(tie.field) && (!tie.same || offer.has(tie.earlier));
        step.ties.iter().all(tied)
    };
    let both = |where_: &Cond, having: &Cond| possible.cond(where_).can_be_true && possible.cond(having).can_be_true;
    match &indicator.detect {
        Detect::Absent => true,
        Detect::Row(row) => possible.cond(&row.where_).can_be_true,
        Detect::Window(window) => both(&window.where_, &window.having),
        Detect::Sequence(sequence) => {
            let can_be = |step: &&Step| both(&step.where_, &step.having) && has_ties(step);
            let able = sequence.steps.iter().filter(can_be).count();
            let asked = sequence
                .need
                .and_then(|need| usize::try_from(possible.params.whole(need)).ok());
            able >= asked.unwrap_or(sequence.steps.len())
        }
        Detect::Deviation(deviation) => both(&deviation.where_, &deviation.having),
    }
}

pub(super) fn reads(indicator: &Indicator, is_it: fn(&Num) -> bool) -> bool {
    let mut reads = false;
    indicator.each_condition(&mut |cond| cond.each_num(&mut |num| reads |= is_it(num)));
    reads
}

pub(super) fn reads_clock(indicator: &Indicator) -> bool {
    let mut closed = false;
    indicator.each_condition(&mut |cond| cond.each_test(&mut |test| closed |= matches!(test, Test::Closed(..))));
    closed || reads(indicator, |num| matches!(num, Num::LocalHour))
}

/// True where groups of that name, or of any, are those of one contact.
pub(super) fn splits_by_contacts(indicator: &Indicator, name: Option<&str>) -> bool {
    let Detect::Window(window) = &indicator.detect else {
        return false;
    };
    let named = |each: &&Each| name.is_none_or(|name| each.name == name);
    window.each.iter().filter(named).any(|each| each.by_contacts)
}

/// What a condition can still be where some columns are absent.
#[derive(Clone, Copy)]
struct Outcome {
    can_be_true: bool,
    can_be_false: bool,
}

impl Outcome {
    const OPEN: Self = Self {
        can_be_true: true,
        can_be_false: true,
    };
    const UNKNOWN: Self = Self {
        can_be_true: false,
        can_be_false: false,
    };
}

struct Possible<'a> {
    offer: &'a Offer,
    plan: &'a Plan,
    indicator: &'a Indicator,
    params: Params,
}

impl Possible<'_> {
    fn cond(&self, cond: &Cond) -> Outcome {
        let each = |parts: &[Cond]| parts.iter().map(|part| self.cond(part)).collect::<Vec<_>>();
        match cond {
            Cond::All(parts) => {
                let parts = each(parts);
                Outcome {
                    can_be_true: parts.iter().all(|part| part.can_be_true),
                    can_be_false: parts.iter().any(|part| part.can_be_false),
                }
            }
            Cond::Any(parts) => {
                let parts = each(parts);
                Outcome {
                    can_be_true: parts.iter().any(|part| part.can_be_true),
                    can_be_false: parts.iter().all(|part| part.can_be_false),
                }
            }
            Cond::SomeOf(least, parts) => {
                let able = each(parts).iter().filter(|part| part.can_be_true).count();
                let least = usize::try_from(self.params.whole(*least)).unwrap_or(usize::MAX);
                Outcome {
                    can_be_true: able >= least,
                    can_be_false: true,
                }
            }
            Cond::Not(part) => {
                let part = self.cond(part);
                Outcome {
                    can_be_true: part.can_be_false,
                    can_be_false: part.can_be_true,
                }
            }
            Cond::IsTrue(part) => Outcome {
                can_be_true: self.cond(part).can_be_true,
                can_be_false: true,
            },
            Cond::IsFalse(part) => Outcome {
                can_be_true: self.cond(part).can_be_false,
                can_be_false: true,
            },
            Cond::IsUnknown(_) => Outcome::OPEN,
            Cond::Test(test) => self.test(test),
        }
    }

    fn test(&self, test: &Test) -> Outcome {
        match test {
            Test::Compare { left, op, right } => self.compare(left, *op, right),
            // Either name tells; one account on both sides tells without names.
            Test::Related(_) | Test::NoRefs(_) | Test::FieldIsNull(_) | Test::NumIsNull(_) => Outcome::OPEN,
            Test::Found(_, reads) | Test::PartOf(reads) if self.are_silent(reads) => Outcome {
                can_be_true: false,
                can_be_false: true,
            },
            Test::Closed(..) if !self.offer.local_time => Outcome::UNKNOWN,
            other => {
                let mut present = true;
                other.each_field(&mut |field| present &= self.offer.has(field));
                if present { Outcome::OPEN } else { Outcome::UNKNOWN }
            }
        }
    }

    fn are_silent(&self, reads: &[IndicatorId]) -> bool {
        let id = |read: &IndicatorId| &self.plan.indicators[read.0].id;
        reads.iter().all(|read| self.offer.silent.contains(id(read)))
    }

    fn compare(&self, left: &Num, op: Op, right: &Num) -> Outcome {
        match (self.num(left), self.num(right)) {
            (Known::Unknown, _) | (_, Known::Unknown) => Outcome::UNKNOWN,
            (Known::Between(left), Known::Between(right)) => Outcome {
                can_be_true: left.meets(op, right),
                can_be_false: left.meets(opposite(op), right),
            },
        }
    }

    fn num(&self, num: &Num) -> Known {
        match num {
            Num::Literal(value) => Known::exactly(Ratio::whole(i128::from(*value))),
            Num::Param(id) | Num::Duration(id) | Num::Money(id) => {
                self.params.get(*id).map_or(Known::Unknown, Known::exactly)
            }
            Num::LocalHour if !self.offer.local_time => Known::Unknown,
            Num::Weekday if !self.offer.local_day => Known::Unknown,
            Num::Kilometres(places, _) if places.iter().any(|&place| !self.offer.has(place)) => Known::Unknown,
            Num::SinceOpened if !self.offer.has(Field::Opened) => Known::Unknown,
            Num::DeclaredIncome if !self.offer.has(Field::DeclaredIncome) => Known::Unknown,
            Num::SincePrevious(fields) if fields.iter().any(|&field| !self.offer.has(field)) => Known::Unknown,
            Num::Aggregate(id) => {
                let aggregate = self.indicator.aggregate(*id);
                let passes = aggregate
                    .filter
                    .as_ref()
                    .is_none_or(|filter| self.cond(filter).can_be_true);
                let mut present = true;
                // Whoever has no name is counted too.
                let clears =
                    |field| matches!(aggregate.kind, AggregateKind::Strangers) && field == Field::CounterpartyName;
                aggregate
                    .kind
                    .each_field(&mut |field| present &= self.offer.has(field) || clears(field));
                let counts = matches!(
                    aggregate.kind,
                    AggregateKind::Count | AggregateKind::CountDistinct(_) | AggregateKind::Relayed(_)
                );
                match (passes && present, counts) {
                    (true, true) => Known::Between(Span {
                        least: Some(Ratio::whole(i128::from(self.counts_the_anchor(aggregate)))),
                        most: None,
                    }),
                    (true, false) => Known::OPEN,
                    (false, true) => Known::exactly(Ratio::ZERO),
                    (false, false) => Known::Unknown,
                }
            }
            Num::Groups(name) if !self.offer.contacts && splits_by_contacts(self.indicator, Some(name)) => {
                Known::exactly(Ratio::ZERO)
            }
            Num::Baseline(_, figure) if self.has_no_group() => match figure {
                Baseline::N => Known::exactly(Ratio::ZERO),
                _ => Known::Unknown,
            },
            Num::Add(a, b) => self.both(a, b, Span::plus),
            Num::Sub(a, b) => self.both(a, b, Span::minus),
            Num::Mul(a, b) => self.both(a, b, Span::times),
            _ => Known::OPEN,
        }
    }

    fn both(&self, a: &Num, b: &Num, joined: fn(Span, Span) -> Span) -> Known {
        match (self.num(a), self.num(b)) {
            (Known::Between(a), Known::Between(b)) => Known::Between(joined(a, b)),
            _ => Known::Unknown,
        }
    }

    /// True where peers are told apart by what nobody gives: then no account has any.
    fn has_no_group(&self) -> bool {
        let mut peers = self.indicator.detect.peers().unwrap_or_default().iter();
        peers.any(|&field| !self.offer.has(field))
    }

    /// True where a count is of all legs of a window, its anchor among them.
    fn counts_the_anchor(&self, aggregate: &Aggregate) -> bool {
        matches!(self.indicator.detect, Detect::Window(_))
            && matches!(aggregate.kind, AggregateKind::Count)
            && aggregate.filter.is_none()
            && aggregate.group.is_none()
    }
}

/// What is known of a number without looking at rows.
enum Known {
    Between(Span),
    Unknown,
}

impl Known {
    const OPEN: Self = Self::Between(Span {
        least: None,
        most: None,
    });

    fn exactly(value: Ratio) -> Self {
        Self::Between(Span {
            least: Some(value),
            most: Some(value),
        })
    }
}

/// Bounds of a number; `None` where there is none, or none that fits.
#[derive(Clone, Copy)]
struct Span {
    least: Option<Ratio>,
    most: Option<Ratio>,
}

impl Span {
    fn plus(self, other: Self) -> Self {
        Self {
            least: with(self.least, other.least, Ratio::checked_add),
            most: with(self.most, other.most, Ratio::checked_add),
        }
    }

    fn minus(self, other: Self) -> Self {
        Self {
            least: with(self.least, other.most, Ratio::checked_sub),
            most: with(self.most, other.least, Ratio::checked_sub),
        }
    }

    /// Bounded only where neither can be negative.
    fn times(self, other: Self) -> Self {
        let is_negative = |it: Self| it.least.is_none_or(|least| least.numerator() < 0);
        if is_negative(self) || is_negative(other) {
            return Self {
                least: None,
                most: None,
            };
        }
        Self {
            least: with(self.least, other.least, Ratio::checked_mul),
            most: with(self.most, other.most, Ratio::checked_mul),
        }
    }

    /// True where some number of ours can stand in that relation to some number of the other.
    fn meets(self, op: Op, other: Self) -> bool {
        let order = |a: Option<Ratio>, b: Option<Ratio>| a.zip(b).and_then(|(a, b)| a.compare(b));
        let below = order(self.least, other.most);
        let above = order(self.most, other.least);
        match op {
            Op::Less => below.is_none_or(Ordering::is_lt),
            Op::AtMost => below.is_none_or(Ordering::is_le),
            Op::More => above.is_none_or(Ordering::is_gt),
            Op::AtLeast => above.is_none_or(Ordering::is_ge),
            Op::Equal => below.is_none_or(Ordering::is_le) && above.is_none_or(Ordering::is_ge),
            Op::NotEqual => below != Some(Ordering::Equal) || above != Some(Ordering::Equal),
        }
    }
}

fn with(a: Option<Ratio>, b: Option<Ratio>, join: fn(Ratio, Ratio) -> Option<Ratio>) -> Option<Ratio> {
    join(a?, b?)
}

fn opposite(op: Op) -> Op {
    match op {
        Op::Equal => Op::NotEqual,
        Op::NotEqual => Op::Equal,
        Op::Less => Op::AtLeast,
        Op::AtMost => Op::More,
        Op::More => Op::AtMost,
        Op::AtLeast => Op::Less,
    }
}
