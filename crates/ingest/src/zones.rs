//! Offsets from UTC, as tables that are built once and searched often.

use crate::codes::two_letters;
use crate::zone_table::ZONES;
use jiff::Timestamp;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use redflag_model::time::{MINUTE, SECOND, days_from_civil};
use redflag_model::{NO_OFFSET, time};
use std::sync::OnceLock;

/// Every offset of one zone from 1899 to 2200, in order. The zone's rules are those compiled in, never the machine's.
#[derive(Debug)]
pub(crate) struct ZoneTable {
    /// Microseconds from which the offset holds, the first without beginning.
    starts: Vec<i64>,
    offsets: Vec<i64>,
}

impl ZoneTable {
    /// The table of an IANA zone; `None` where there is no such zone.
    pub(crate) fn of(zone: &str) -> Option<Self> {
        let zone = TimeZoneDatabase::bundled().get(zone).ok()?;
        let first = Timestamp::from_second(days_from_civil(1899, 1, 1) * (time::DAY / SECOND)).ok()?;
        let end = days_from_civil(2201, 1, 1) * time::DAY;
        let mut table = Self {
            starts: vec![i64::MIN],
            offsets: vec![micros_of(&zone, first)],
        };
        for change in zone.following(first) {
            let start = change.timestamp().as_microsecond();
            if start >= end {
                break;
            }
            table.starts.push(start);
            table.offsets.push(i64::from(change.offset().seconds()) * SECOND);
        }
        Some(table)
    }

    fn period(&self, instant: i64) -> usize {
        self.starts.partition_point(|&start| start <= instant) - 1
    }

    /// Microseconds east of UTC at an instant.
    pub(crate) fn offset(&self, instant: i64) -> i64 {
        self.offsets[self.period(instant)]
    }

    /// Whole minutes east of UTC at an instant.
    pub(crate) fn minutes(&self, instant: i64) -> i16 {
        whole_minutes(self.offset(instant))
    }

    /// The first instant at which clocks showed `local` (microseconds as if in UTC); `None` where they skipped it.
    pub(crate) fn instant(&self, local: i64) -> Option<i64> {
        let near = self.period(local);
        let until = (near + 3).min(self.starts.len());
        (near.saturating_sub(2)..until).find_map(|period| {
            let instant = local - self.offsets[period];
            (self.period(instant) == period).then_some(instant)
        })
    }
}

fn micros_of(zone: &TimeZone, at: Timestamp) -> i64 {
    i64::from(zone.to_offset(at).seconds()) * SECOND
}

/// Minutes of an offset; offsets of local mean time, with seconds, are rounded down.
pub(crate) fn whole_minutes(offset: i64) -> i16 {
    i16::try_from(offset.div_euclid(MINUTE)).unwrap_or(NO_OFFSET)
}

/// The zones of countries that have one clock, each built when first asked for.
pub(crate) struct CountryZones {
    /// One for each pair of letters.
    tables: Vec<Option<CountryZone>>,
}

struct CountryZone {
    name: &'static str,
    table: OnceLock<Option<ZoneTable>>,
}

impl CountryZones {
    pub(crate) fn new() -> Self {
        let mut tables: Vec<Option<CountryZone>> = std::iter::repeat_with(|| None).take(26 * 26).collect();
        for (country, name) in ZONES {
            if let Some(at) = letters_of(country) {
                let table = OnceLock::new();
                tables[at] = Some(CountryZone { name, table });
            }
        }
        Self { tables }
    }

    /// Minutes east of UTC in a country, where all of it has one clock.
    pub(crate) fn minutes(&self, country: &str, instant: i64) -> Option<i16> {
        let zone = self.tables[letters_of(country)?].as_ref()?;
        let table = zone.table.get_or_init(|| ZoneTable::of(zone.name));
        table.as_ref().map(|table| table.minutes(instant))
    }
}

fn letters_of(country: &str) -> Option<usize> {
    two_letters(country.as_bytes().try_into().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use redflag_model::time::{DAY, HOUR, parse_day};

    fn at(day: &str, hour: i64) -> i64 {
        parse_day(day).unwrap() * DAY + hour * HOUR
    }

    #[test]
    fn every_listed_zone_is_known_and_in_order() {
        assert!(ZONES.windows(2).all(|pair| pair[0].0 < pair[1].0));
        for (country, zone) in ZONES {
            assert!(ZoneTable::of(zone).is_some(), "{country} {zone}");
        }
        assert!(ZoneTable::of("Europe/Atlantis").is_none());
    }

    #[test]
    fn tables_agree_with_the_library_hour_by_hour() {
        for name in [
            "Europe/Paris",
            "America/St_Johns",
            "Asia/Kathmandu",
            "Africa/Casablanca",
            "Asia/Gaza",
        ] {
            let zone = TimeZoneDatabase::bundled().get(name).unwrap();
            let table = ZoneTable::of(name).unwrap();
            for hour in 0..(60 * 366 * 24) {
                let instant = at("1980-01-01", hour);
                let expected = micros_of(&zone, Timestamp::from_microsecond(instant).unwrap());
                assert_eq!(table.offset(instant), expected, "{name} {instant}");
            }
        }
    }

    #[test]
    fn skipped_and_repeated_hours() {
        let paris = ZoneTable::of("Europe/Paris").unwrap();
        assert_eq!(paris.instant(at("2025-03-30", 2)), None);
        assert_eq!(paris.instant(at("2025-03-30", 3)), Some(at("2025-03-30", 1)));
        assert_eq!(paris.instant(at("2025-10-26", 2)), Some(at("2025-10-26", 0)));
        assert_eq!(paris.instant(at("2025-07-01", 12)), Some(at("2025-07-01", 10)));
        assert_eq!(paris.minutes(at("2025-01-01", 0)), 60);
    }

    #[test]
    fn countries_of_several_clocks_have_none() {
        let zones = CountryZones::new();
        assert_eq!(zones.minutes("DE", at("2025-07-01", 0)), Some(120));
        assert_eq!(zones.minutes("IN", at("2025-07-01", 0)), Some(330));
        assert_eq!(zones.minutes("US", at("2025-07-01", 0)), None);
    }
}
