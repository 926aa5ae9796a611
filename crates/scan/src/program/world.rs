//! Opening hours and places, bound to the codes of a run.

use redflag_model::{Field, NULL_CODE, Spot};
use redflag_rules::data::Opening;
use std::sync::Arc;

const DAY: usize = 1440;
const WEEK: usize = 7 * DAY;

/// The minutes of a week at which a trade is open, Monday 00:00 first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Week([u64; WEEK.div_ceil(64)]);

impl Week {
    /// None without rows: nothing is known of that trade.
    pub(crate) fn of<'a>(rows: impl Iterator<Item = &'a Opening>) -> Option<Self> {
        let mut rows = rows.peekable();
        rows.peek()?;
        let mut week = Self([0; WEEK.div_ceil(64)]);
        for row in rows {
            let (open, close) = (usize::from(row.open), usize::from(row.close));
            let length = if close > open { close - open } else { close + DAY - open };
            for day in (0..7).filter(|&day| row.days[day]) {
                (0..length).for_each(|minute| week.add((day * DAY + open + minute) % WEEK));
            }
        }
        Some(week)
    }

    fn add(&mut self, minute: usize) {
        self.0[minute / 64] |= 1 << (minute % 64);
    }

    pub(crate) fn is_open(&self, minute: usize) -> bool {
        self.0[minute / 64] >> (minute % 64) & 1 == 1
    }
}

/// The towns that each place's code may be.
#[derive(Debug, Default)]
pub(crate) struct Towns(pub(crate) Vec<Vec<Town>>);

/// A town, where the leg's country has this code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Town {
    pub(crate) country: u32,
    pub(crate) spot: Spot,
}

impl Towns {
    fn find(&self, place: u32, country: u32) -> Option<Spot> {
        let bearers = self.0.get(place as usize)?;
        bearers
            .iter()
            .find(|town| town.country == country)
            .map(|town| town.spot)
    }
}

/// `km(a, b)`, bound.
#[derive(Debug)]
pub(crate) struct Distance {
    pub(crate) places: [Field; 2],
    /// The field that says in which country each place is.
    pub(crate) countries: [Option<Field>; 2],
    pub(crate) towns: Arc<Towns>,
}

impl Distance {
    /// Both places, where both are known; `code` reads a field of the leg.
    pub(crate) fn ends(&self, code: impl Fn(Field) -> u32) -> Option<(Spot, Spot)> {
        let end = |at: usize| {
            let country = self.countries[at].map_or(NULL_CODE, &code);
            self.towns.find(code(self.places[at]), country)
        };
        Some((end(0)?, end(1)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn week(open: u16, close: u16, days: [bool; 7]) -> Week {
        let row = Opening {
            open,
            close,
            days,
            ..Opening::default()
        };
        Week::of([row].iter()).unwrap()
    }

    #[test]
    fn closing_time_is_closed_and_may_lie_on_the_next_day() {
        let sunday = [false, false, false, false, false, false, true];
        let night = week(22 * 60, 2 * 60, sunday);
        assert!(night.is_open(6 * DAY + 22 * 60) && night.is_open(119));
        assert!(!night.is_open(120) && !night.is_open(6 * DAY + 22 * 60 - 1) && !night.is_open(DAY));
        let whole = week(0, 1440, [true; 7]);
        assert!((0..WEEK).all(|minute| whole.is_open(minute)));
        assert_eq!(Week::of([].iter()), None);
    }
}
