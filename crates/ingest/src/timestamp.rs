//! Times as exports write them.

use crate::pattern::Pattern;
use crate::zones::{ZoneTable, whole_minutes};
use redflag_model::time::{DAY, HOUR, MINUTE, SECOND, days_from_civil, is_date};
use std::sync::Arc;

/// A time read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stamp {
    /// UTC microseconds; midnight UTC of the local day where `by_day`.
    pub(crate) time: i64,
    pub(crate) by_day: bool,
    /// Minutes east of UTC, where the stamp or the mapping's zone tells.
    pub(crate) offset: Option<i16>,
}

/// A time as it stands in a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Written {
    /// Days since 1970-01-01.
    pub(crate) days: i64,
    /// Microseconds of the day; `None` where only the day is given.
    pub(crate) clock: Option<i64>,
    pub(crate) zone: Zone,
}

/// What a text says of its offset.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Zone {
    #[default]
    Unsaid,
    /// `Z`.
    Utc,
    /// Seconds since 1970: an instant that no clock showed.
    Epoch,
    /// Minutes east of UTC.
    Minutes(i16),
}

/// How one mapping writes times.
#[derive(Clone, Debug, Default)]
pub(crate) struct TimeRules {
    /// Patterns in the order tried; ISO 8601 where there is none.
    pub(crate) patterns: Vec<Pattern>,
    /// Only the day counts, whatever the texts say.
    pub(crate) by_day: bool,
    pub(crate) zone: Option<Arc<ZoneTable>>,
}

impl TimeRules {
    /// Reads a time; `None` where the text is none, or names a moment that does not exist.
    #[inline]
    pub(crate) fn read(&self, text: &str, days: &mut Days) -> Option<Stamp> {
        let written = if self.patterns.is_empty() {
            whole_seconds(text.as_bytes(), days).or_else(|| iso(text.as_bytes()))
        } else {
            self.patterns.iter().find_map(|pattern| pattern.read(text))
        };
        self.place(written?)
    }

    fn place(&self, written: Written) -> Option<Stamp> {
        let Some(clock) = written.clock else {
            return Some(day(written.days));
        };
        let local = written.days * DAY + clock;
        let (time, offset) = match (written.zone, &self.zone) {
            (Zone::Minutes(minutes), _) => (local - i64::from(minutes) * MINUTE, Some(minutes)),
            (Zone::Utc | Zone::Epoch, Some(zone)) => (local, Some(zone.minutes(local))),
            (Zone::Utc, None) => (local, Some(0)),
            (Zone::Epoch | Zone::Unsaid, None) => (local, None),
            // The day exists even where its hour was skipped.
            (Zone::Unsaid, Some(_)) if self.by_day => (local, Some(0)),
            (Zone::Unsaid, Some(zone)) => {
                let instant = zone.instant(local)?;
                (instant, Some(whole_minutes(local - instant)))
            }
        };
        if self.by_day {
            return Some(day((time + i64::from(offset.unwrap_or(0)) * MINUTE).div_euclid(DAY)));
        }
        Some(Stamp {
            time,
            by_day: false,
            offset,
        })
    }
}

fn day(days: i64) -> Stamp {
    Stamp {
        time: days * DAY,
        by_day: true,
        offset: None,
    }
}

/// The date, where it exists and lies in the years that data can be about.
pub(crate) fn date(year: i64, month: i64, day: i64) -> Option<i64> {
    let known = (1900..2200).contains(&year) && (1..=12).contains(&month);
    let exists = known && day >= 1 && (day <= 28 || is_date(year, month, day));
    exists.then(|| days_from_civil(year, month, day))
}

/// Microseconds of the day, where a clock shows them; leap seconds are none.
pub(crate) fn clock(hour: i64, minute: i64, second: i64) -> Option<i64> {
    (hour < 24 && minute < 60 && second < 60).then_some(hour * HOUR + minute * MINUTE + second * SECOND)
}

/// Minutes east of UTC, where places keep such clocks.
pub(crate) fn offset(east: bool, hours: i64, minutes: i64) -> Option<Zone> {
    let all = hours * 60 + minutes;
    let known = hours <= 18 && minutes < 60 && all <= 18 * 60;
    let signed = if east { all } else { -all };
    known.then_some(Zone::Minutes(i16::try_from(signed).ok()?))
}

/// The day that was read last: rows next to each other are mostly of one day.
#[derive(Default)]
pub(crate) struct Days(Option<([u8; 10], i64)>);

impl Days {
    fn of(&mut self, date: &[u8; 10]) -> Option<i64> {
        match self.0 {
            Some((known, days)) if known == *date => Some(days),
            _ => {
                let days = iso(date)?.days;
                self.0 = Some((*date, days));
                Some(days)
            }
        }
    }
}

/// The commonest form, `2025-03-01T09:00:00` with `Z` or without; whatever else is left to [`iso`].
#[inline]
fn whole_seconds(text: &[u8], days: &mut Days) -> Option<Written> {
    let (date, rest) = text.split_first_chunk::<10>()?;
    let (mark, rest) = rest.split_first()?;
    let (time, rest) = rest.split_first_chunk::<8>()?;
    let zone = match rest {
        [] => Zone::Unsaid,
        [b'Z'] => Zone::Utc,
        _ => return None,
    };
    if !matches!(mark, b'T' | b' ') {
        return None;
    }
    let [hour, minute, second] = three_pairs(*time)?;
    Some(Written {
        days: days.of(date)?,
        clock: Some(clock(hour, minute, second)?),
        zone,
    })
}

/// The numbers of `09:00:00`, all bytes at once.
fn three_pairs(text: [u8; 8]) -> Option<[i64; 3]> {
    const ZERO: u64 = u64::from_le_bytes(*b"00:00:00");
    /// Lifts a digit above 9, and anything in place of a colon, above 127.
    const LIMIT: u64 = u64::from_le_bytes([118, 118, 127, 118, 118, 127, 118, 118]);
    const HIGH: u64 = u64::from_le_bytes([128; 8]);
    let digits = u64::from_le_bytes(text) ^ ZERO;
    // A byte above 127 may spill into the next, and fails by itself.
    if (digits | digits.wrapping_add(LIMIT)) & HIGH != 0 {
        return None;
    }
    let pairs = (digits * 10 + (digits >> 8)).to_le_bytes();
    Some([pairs[0], pairs[3], pairs[6]].map(i64::from))
}

/// ISO 8601 as data has it: a date; or a date, `T` or a blank, a time with up to six digits of fraction, and an offset or none.
pub(crate) fn iso(text: &[u8]) -> Option<Written> {
    let (head, rest) = text.split_at_checked(10)?;
    if head[4] != b'-' || head[7] != b'-' {
        return None;
    }
    let year = two(head[0], head[1])? * 100 + two(head[2], head[3])?;
    let days = date(year, two(head[5], head[6])?, two(head[8], head[9])?)?;
    if rest.is_empty() {
        return Some(Written {
            days,
            ..Written::default()
        });
    }
    let (time, rest) = rest.split_at_checked(6)?;
    if !matches!(time[0], b'T' | b't' | b' ') || time[3] != b':' {
        return None;
    }
    let (hour, minute) = (two(time[1], time[2])?, two(time[4], time[5])?);
    let (second, rest) = match rest {
        [b':', tens, ones, rest @ ..] => (two(*tens, *ones)?, rest),
        _ => (0, rest),
    };
    let (fraction, rest) = fraction(rest)?;
    Some(Written {
        days,
        clock: Some(clock(hour, minute, second)? + fraction),
        zone: zone(rest)?,
    })
}

pub(crate) fn two(tens: u8, ones: u8) -> Option<i64> {
    (tens.is_ascii_digit() && ones.is_ascii_digit()).then(|| i64::from(tens - b'0') * 10 + i64::from(ones - b'0'))
}

/// Microseconds of `.5`, and what follows; digits beyond the sixth must be zeros.
fn fraction(text: &[u8]) -> Option<(i64, &[u8])> {
    let [b'.' | b',', digits @ ..] = text else {
        return Some((0, text));
    };
    let count = digits.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let micros = micros(&digits[..count])?;
    Some((micros, &digits[count..]))
}

/// Microseconds of the digits behind a point.
pub(crate) fn micros(digits: &[u8]) -> Option<i64> {
    let (kept, beyond) = digits.split_at(digits.len().min(6));
    if kept.is_empty() || beyond.iter().any(|&byte| byte != b'0') {
        return None;
    }
    let value = kept.iter().fold(0, |value, byte| value * 10 + i64::from(byte - b'0'));
    Some((kept.len()..6).fold(value, |value, _| value * 10))
}

/// The offset that ends a stamp: nothing, `Z`, `±hh`, `±hhmm` or `±hh:mm`.
pub(crate) fn zone(text: &[u8]) -> Option<Zone> {
    match *text {
        [] => Some(Zone::Unsaid),
        [b'Z' | b'z'] => Some(Zone::Utc),
        [b' ', ref rest @ ..] if !rest.is_empty() => zone(rest),
        [sign @ (b'+' | b'-'), a, b] => offset(sign == b'+', two(a, b)?, 0),
        [sign @ (b'+' | b'-'), a, b, c, d] | [sign @ (b'+' | b'-'), a, b, b':', c, d] => {
            offset(sign == b'+', two(a, b)?, two(c, d)?)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use redflag_model::time::{format_instant, parse_day};

    fn at_once(rules: &TimeRules, text: &str) -> Option<Stamp> {
        rules.read(text, &mut Days::default())
    }

    proptest! {
        #[test]
        fn the_common_form_is_read_as_any_other(
            texts in proptest::collection::vec("[12][09][02][0-9]-[01][0-9]-[0-3][0-9][T t]([01][0-9]|2[0-9]):[0-7][0-9]:[0-7][0-9]Z?", 1..20),
            at in 0_usize..20,
            byte in "[0-9:;/é\u{80}]",
        ) {
            let rules = TimeRules::default();
            let mut days = Days::default();
            for text in &texts {
                let mut bent = text.clone();
                bent.replace_range(at..=at.min(text.len() - 1), &byte);
                for text in [text, &bent] {
                    let plain = iso(text.as_bytes()).and_then(|written| rules.place(written));
                    prop_assert_eq!(rules.read(text, &mut days), plain);
                }
            }
        }
    }

    fn read(rules: &TimeRules, text: &str) -> Option<(String, Option<i16>)> {
        rules
            .read(text, &mut Days::default())
            .map(|stamp| (format_instant(stamp.time), stamp.offset))
    }

    fn plain(text: &str) -> Option<(String, Option<i16>)> {
        read(&TimeRules::default(), text)
    }

    #[test]
    fn stamps_of_every_form() {
        let nine = "2025-03-01T09:00:00Z".to_owned();
        for (text, offset) in [
            ("2025-03-01T09:00:00Z", Some(0)),
            ("2025-03-01 09:00", None),
            ("2025-03-01T09:00:00.000", None),
            ("2025-03-01T10:00:00+01:00", Some(60)),
            ("2025-03-01T10:00:00 +0100", Some(60)),
            ("2025-03-01T04:00:00.0-05", Some(-300)),
        ] {
            assert_eq!(plain(text), Some((nine.clone(), offset)), "{text}");
        }
        assert_eq!(plain("2025-03-01T09:00:00.5Z").unwrap().0, "2025-03-01T09:00:00.5Z");
        assert_eq!(
            plain("2025-03-01T09:00:00.1234560").unwrap().0,
            "2025-03-01T09:00:00.123456Z"
        );
    }

    #[test]
    fn moments_that_are_none() {
        for text in [
            "",
            "2025",
            "2025-02-29",
            "1899-12-31",
            "2200-01-01",
            "2025-13-01",
            "2025-00-10",
            "2025-01-00",
            "2025-03-01T24:00:00Z",
            "2025-03-01T09:60:00Z",
            "2025-03-01T23:59:60Z",
            "2025-03-01T09:00:00.1234567",
            "2025-03-01T09:00:00.",
            "2025-03-01T09:00:00+19:00",
            "2025-03-01T09:00:00+1:00",
            "2025-03-01T09",
            "2025/03/01",
            "01-03-2025",
            "2025-03-01T09:00:00Zjunk",
            "２０２５-03-01",
            "2025-03-0é",
        ] {
            assert_eq!(plain(text), None, "{text}");
        }
        assert!(plain("2024-02-29").is_some());
        assert!(plain("2199-12-31T23:59:59Z").is_some());
    }

    #[test]
    fn the_mappings_zone_places_bare_and_utc_stamps() {
        let paris = TimeRules {
            zone: ZoneTable::of("Europe/Paris").map(Arc::new),
            ..TimeRules::default()
        };
        assert_eq!(
            read(&paris, "2025-07-01 12:00"),
            Some(("2025-07-01T10:00:00Z".into(), Some(120)))
        );
        assert_eq!(
            read(&paris, "2025-07-01T12:00:00Z"),
            Some(("2025-07-01T12:00:00Z".into(), Some(120)))
        );
        assert_eq!(
            read(&paris, "2025-07-01T12:00:00-04:00"),
            Some(("2025-07-01T16:00:00Z".into(), Some(-240)))
        );
        assert_eq!(read(&paris, "2025-03-30 02:30"), None);
        assert_eq!(
            read(&paris, "2025-10-26 02:30"),
            Some(("2025-10-26T00:30:00Z".into(), Some(120)))
        );
    }

    #[test]
    fn days_are_local_days() {
        let mut rules = TimeRules {
            by_day: true,
            ..TimeRules::default()
        };
        let first = Some(day(parse_day("2025-03-01").unwrap()));
        assert_eq!(at_once(&rules, "2025-03-01T23:30:00-05:00"), first);
        assert_eq!(at_once(&rules, "2025-03-01T23:30:00Z"), first);
        rules.zone = ZoneTable::of("Europe/Paris").map(Arc::new);
        assert_eq!(at_once(&rules, "2025-02-28T23:30:00Z"), first);
        assert_eq!(at_once(&rules, "2025-03-01 02:30"), first);
        assert_eq!(at_once(&TimeRules::default(), "2025-03-01"), first);
    }
}
