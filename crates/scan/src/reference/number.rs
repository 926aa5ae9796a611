//! Numbers at a leg: plain recursion, `None` where unknown.

use super::aggregate;
use super::eye::{Earlier, Eye, Scope};
use redflag_model::{Field, Ratio, time};
use redflag_rules::plan::{Baseline, Num, country_of};

impl Eye<'_> {
    pub(super) fn num(&self, num: &Num, leg: usize, scope: Scope<'_>) -> Option<Ratio> {
        let row = self.leg(leg).row;
        let whole = |value: i64| Some(Ratio::whole(value.into()));
        let part = |num: &Num| self.num(num, leg, scope);
        match num {
            Num::Literal(value) => whole(*value),
            Num::Param(id) | Num::Duration(id) | Num::Money(id) => self.param(*id),
            Num::Units(id) => self
                .param(*id)?
                .checked_mul(Ratio::whole(10_i128.pow(row.currency.exponent()))),
            Num::SinceOpened => self.since_opened(leg),
            Num::DeclaredIncome => self.declared_income(),
            Num::Amount => whole(self.base_amount(leg)?),
            Num::AmountOrig => whole(row.amount),
            Num::Line(table) => whole(*table.lines.get(&row.currency)?),
            Num::LocalHour => whole(self.local_hour(leg)?),
            Num::SeenFor => whole(row.time - self.account.legs.iter().map(|leg| leg.row.time).min()?),
            Num::Weekday => whole((self.local_day(leg)? + 3).rem_euclid(7) + 1),
            Num::Kilometres(places, table) => {
                let spot = |place: Field| {
                    let country = country_of(place).and_then(|field| self.text(leg, field));
                    table.find(&self.text(leg, place)?, country.as_deref())
                };
                whole(spot(places[0])?.kilometres_to(spot(places[1])?))
            }
            Num::QuietFor => {
                let later = self
                    .account
                    .legs
                    .iter()
                    .map(|leg| leg.row.time)
                    .filter(|&time| time > row.time);
                let until = later.min().unwrap_or(i64::MAX).min(self.world.as_of);
                if until < row.time {
                    None
                } else {
                    whole(until - row.time)
                }
            }
            Num::SincePrevious(fields) => {
                let key = |leg: usize| {
                    let texts: Option<Vec<String>> = fields.iter().map(|&field| self.text(leg, field)).collect();
                    texts.map(|texts| (self.leg(leg).direction, texts))
                };
                let own = key(leg)?;
                let previous = (0..leg).rev().find(|&earlier| key(earlier).as_ref() == Some(&own))?;
                whole(row.time - self.time(previous))
            }
            Num::Gap(_) => None,
            Num::Aggregate(id) => aggregate::value(self, self.indicator.aggregate(*id), leg, scope),
            Num::Groups(name) => {
                let groups = aggregate::holding_groups(self, name, leg, scope);
                Some(Ratio::whole(i128::try_from(groups.len()).ok()?))
            }
            Num::Measure(at) => match scope {
                Scope::Past(_, now, _) => now[*at],
                _ => None,
            },
            Num::Baseline(at, figure) => match scope {
                Scope::Past(_, _, earlier) => baseline(&earlier[*at], *figure),
                _ => None,
            },
            Num::Add(a, b) => part(a)?.checked_add(part(b)?),
            Num::Sub(a, b) => part(a)?.checked_sub(part(b)?),
            Num::Mul(a, b) => part(a)?.checked_mul(part(b)?),
        }
    }

    pub(super) fn base_amount(&self, leg: usize) -> Option<i64> {
        let row = self.leg(leg).row;
        let day = row.time.div_euclid(time::DAY);
        self.world
            .plan
            .data
            .rates
            .convert(row.amount, row.currency, self.world.base, day)
    }

    fn local_hour(&self, leg: usize) -> Option<i64> {
        let leg = self.leg(leg);
        let local = leg.row.time + i64::from(leg.offset()?) * time::MINUTE;
        (!leg.by_day).then(|| local.rem_euclid(time::DAY) / time::HOUR)
    }

    /// Day of the local week, Monday being 0, and minute of the day, where the clock is known.
    pub(super) fn local_clock(&self, leg: usize) -> Option<(usize, i64)> {
        let hour = self.local_hour(leg)?;
        let offset = i64::from(self.leg(leg).offset()?);
        let minute = (self.time(leg).div_euclid(time::MINUTE) + offset).rem_euclid(60);
        let weekday = usize::try_from((self.local_day(leg)? + 3).rem_euclid(7)).ok()?;
        Some((weekday, hour * 60 + minute))
    }

    pub(super) fn local_day(&self, leg: usize) -> Option<i64> {
        let leg = self.leg(leg);
        if leg.by_day && leg.row.time % time::DAY == 0 {
            return Some(leg.row.time.div_euclid(time::DAY));
        }
        let local = leg.row.time + i64::from(leg.offset()?) * time::MINUTE;
        Some(local.div_euclid(time::DAY))
    }
}

/// A figure of the past. `z` is no fraction: see `test`, which compares it.
fn baseline(past: &Earlier, figure: Baseline) -> Option<Ratio> {
    let mut sorted = past.values.clone();
    sorted.sort_by(|a, b| a.compare(*b).unwrap_or(std::cmp::Ordering::Equal));
    match figure {
        Baseline::N => Some(Ratio::whole(past.number.into())),
        Baseline::Min => sorted.first().copied(),
        Baseline::Max => sorted.last().copied(),
        Baseline::Avg => mean(&sorted),
        Baseline::Percentile(percent) => percentile(&sorted, percent),
        Baseline::Z => None,
    }
}

/// Nearest rank: the first value that at least so many per cent of all values do not exceed.
pub(super) fn percentile(values: &[Ratio], percent: u8) -> Option<Ratio> {
    let mut sorted = values.to_vec();
    sorted.sort_by(|a, b| a.compare(*b).unwrap_or(std::cmp::Ordering::Equal));
    let rank = (1..=sorted.len()).find(|rank| rank * 100 >= usize::from(percent) * sorted.len())?;
    sorted.get(rank - 1).copied()
}

/// The mean; none of nothing.
pub(super) fn mean(values: &[Ratio]) -> Option<Ratio> {
    let sum = values
        .iter()
        .try_fold(Ratio::ZERO, |sum, &value| sum.checked_add(value))?;
    sum.checked_div(Ratio::whole(i128::try_from(values.len()).ok()?))
}
