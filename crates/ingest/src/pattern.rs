//! Time patterns such as `%d/%m/%Y %H:%M`.

use crate::timestamp::{Written, Zone, clock, date, iso, micros, zone};
use redflag_model::time::{DAY, SECOND};

/// One way to write a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Pattern {
    /// ISO 8601.
    Iso,
    /// Seconds since 1970.
    Epoch,
    /// Milliseconds since 1970.
    EpochMillis,
    /// Whole units from a start; the start is the step 0.
    Steps { unit: i64, start: Written },
    /// Parts in order.
    Parts(Vec<Part>),
}

/// One part of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Literal(char),
    Year,
    ShortYear,
    Month,
    MonthName,
    Day,
    Hour,
    Hour12,
    HalfDay,
    Minute,
    Second,
    Fraction,
    Offset,
}

/// English abbreviations, which is what exports hold where they hold names.
const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

impl Pattern {
    /// Reads a pattern as a mapping writes it.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        match text {
            "iso" => return Ok(Self::Iso),
            "epoch" => return Ok(Self::Epoch),
            "epoch-ms" => return Ok(Self::EpochMillis),
            _ => {}
        }
        let mut parts = Vec::new();
        let mut letters = text.chars();
        while let Some(letter) = letters.next() {
            parts.push(if letter == '%' {
                part(letters.next())?
            } else {
                Part::Literal(letter)
            });
        }
        let has = |wanted: &[Part]| wanted.iter().any(|part| parts.contains(part));
        let dated = has(&[Part::Year, Part::ShortYear]) && has(&[Part::Month, Part::MonthName]) && has(&[Part::Day]);
        if !dated {
            return Err(format!("`{text}` does not name a year, a month and a day"));
        }
        if has(&[Part::Hour12]) != has(&[Part::HalfDay]) {
            return Err(format!("`{text}`: %I and %p belong together"));
        }
        Ok(Self::Parts(parts))
    }

    /// Times counted in units (microseconds) from a start in ISO 8601; `None` where that is no time.
    pub(crate) fn steps(unit: i64, start: &str) -> Option<Self> {
        let start = iso(start.as_bytes())?;
        Some(Self::Steps { unit, start })
    }

    /// Reads a time; `None` where the text does not fit.
    pub(crate) fn read(&self, text: &str) -> Option<Written> {
        match self {
            Self::Iso => iso(text.as_bytes()),
            Self::Epoch => epoch(text, SECOND),
            Self::EpochMillis => epoch(text, SECOND / 1000),
            Self::Steps { unit, start } => step(text, *unit, *start),
            Self::Parts(parts) => read_parts(parts, text),
        }
    }
}

fn part(letter: Option<char>) -> Result<Part, String> {
    Ok(match letter {
        Some('Y') => Part::Year,
        Some('y') => Part::ShortYear,
        Some('m') => Part::Month,
        Some('b') => Part::MonthName,
        Some('d') => Part::Day,
        Some('H') => Part::Hour,
        Some('I') => Part::Hour12,
        Some('p') => Part::HalfDay,
        Some('M') => Part::Minute,
        Some('S') => Part::Second,
        Some('f') => Part::Fraction,
        Some('z') => Part::Offset,
        Some('%') => Part::Literal('%'),
        Some(other) => {
            return Err(format!(
                "`%{other}` is not known; use %Y %y %m %b %d %H %I %p %M %S %f %z"
            ));
        }
        None => return Err("the pattern ends in `%`".to_owned()),
    })
}

fn epoch(text: &str, unit: i64) -> Option<Written> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let negative = whole.starts_with('-');
    let plain = whole.strip_prefix('-').unwrap_or(whole);
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(plain) || !digits(fraction) || (unit != SECOND && text.contains('.')) {
        return None;
    }
    let magnitude = plain
        .parse::<i64>()
        .ok()?
        .checked_mul(unit)?
        .checked_add(micros(fraction.as_bytes())?)?;
    let instant = if negative { -magnitude } else { magnitude };
    let days = instant.div_euclid(DAY);
    let (year, month, day) = (-30_000_000..90_000_000)
        .contains(&days)
        .then(|| redflag_model::time::civil_from_days(days))?;
    Some(Written {
        days: date(year, month, day)?,
        clock: Some(instant.rem_euclid(DAY)),
        zone: Zone::Epoch,
    })
}

/// A step: whole days keep the precision of the start, smaller units show a clock.
fn step(text: &str, unit: i64, start: Written) -> Option<Written> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let after = digits.then(|| text.parse::<i64>().ok()?.checked_mul(unit))??;
    let (days, clock) = (after.div_euclid(DAY), after.rem_euclid(DAY) + start.clock.unwrap_or(0));
    let days = start.days.checked_add(days)?.checked_add(clock.div_euclid(DAY))?;
    let (year, month, day) = (0..90_000)
        .contains(&days)
        .then(|| redflag_model::time::civil_from_days(days))?;
    Some(Written {
        days: date(year, month, day)?,
        clock: (unit < DAY || start.clock.is_some()).then_some(clock.rem_euclid(DAY)),
        zone: start.zone,
    })
}

/// What the parts of a pattern found.
#[derive(Default)]
struct Found {
    year: i64,
    month: i64,
    day: i64,
    hour: Option<i64>,
    afternoon: Option<bool>,
    minute: i64,
    second: i64,
    fraction: i64,
    zone: Zone,
}

fn read_parts(parts: &[Part], text: &str) -> Option<Written> {
    let mut found = Found::default();
    let mut rest = text;
    for part in parts {
        rest = found.take(*part, rest)?;
    }
    if !rest.is_empty() {
        return None;
    }
    let days = date(found.year, found.month, found.day)?;
    let time = match found.hour {
        Some(hour) => Some(clock(found.hour_of_day(hour)?, found.minute, found.second)? + found.fraction),
        None => None,
    };
    Some(Written {
        days,
        clock: time,
        zone: found.zone,
    })
}

impl Found {
    /// Takes one part from the front of the text.
    fn take<'a>(&mut self, part: Part, text: &'a str) -> Option<&'a str> {
        let (value, rest) = match part {
            Part::Literal(letter) => return text.strip_prefix(letter),
            Part::MonthName => return self.month_name(text),
            Part::HalfDay => return self.half_day(text),
            Part::Fraction => return self.fraction(text),
            Part::Offset => return self.offset(text),
            Part::Year => number(text, 4, 4)?,
            _ => number(text, 1, 2)?,
        };
        match part {
            Part::Year => self.year = value,
            // The pivot of POSIX.
            Part::ShortYear => self.year = if value < 69 { 2000 + value } else { 1900 + value },
            Part::Month => self.month = value,
            Part::Day => self.day = value,
            Part::Hour | Part::Hour12 => self.hour = Some(value),
            Part::Minute => self.minute = value,
            _ => self.second = value,
        }
        Some(rest)
    }

    /// The hour of the day of an hour as written; `None` where no clock shows it.
    fn hour_of_day(&self, hour: i64) -> Option<i64> {
        match self.afternoon {
            None => Some(hour),
            Some(afternoon) => (1..=12)
                .contains(&hour)
                .then_some(hour % 12 + if afternoon { 12 } else { 0 }),
        }
    }

    fn month_name<'a>(&mut self, text: &'a str) -> Option<&'a str> {
        let (name, rest) = text.split_at_checked(3)?;
        let at = MONTHS.iter().position(|month| month.eq_ignore_ascii_case(name))?;
        self.month = i64::try_from(at).ok()? + 1;
        Some(rest)
    }

    fn half_day<'a>(&mut self, text: &'a str) -> Option<&'a str> {
        let (name, rest) = text.split_at_checked(2)?;
        self.afternoon = Some(name.eq_ignore_ascii_case("pm"));
        (name.eq_ignore_ascii_case("am") || name.eq_ignore_ascii_case("pm")).then_some(rest)
    }

    fn fraction<'a>(&mut self, text: &'a str) -> Option<&'a str> {
        let count = text.bytes().take_while(u8::is_ascii_digit).count();
        let (digits, rest) = text.split_at_checked(count)?;
        self.fraction = micros(digits.as_bytes())?;
        Some(rest)
    }

    fn offset<'a>(&mut self, text: &'a str) -> Option<&'a str> {
        let length = [6, 5, 3, 1].into_iter().find(|&length| {
            text.as_bytes()
                .get(..length)
                .is_some_and(|part| !matches!(zone(part), None | Some(Zone::Unsaid)))
        })?;
        let (part, rest) = text.split_at_checked(length)?;
        self.zone = zone(part.as_bytes())?;
        Some(rest)
    }
}

/// A number of `least` to `most` digits at the front.
fn number(text: &str, least: usize, most: usize) -> Option<(i64, &str)> {
    let count = text.bytes().take(most).take_while(u8::is_ascii_digit).count();
    if count < least {
        return None;
    }
    let (digits, rest) = text.split_at_checked(count)?;
    Some((digits.parse().ok()?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use redflag_model::time::format_instant;

    fn read(pattern: &str, text: &str) -> Option<String> {
        let written = Pattern::parse(pattern).unwrap().read(text)?;
        Some(format_instant(written.days * DAY + written.clock.unwrap_or(0)))
    }

    #[test]
    fn patterns_read_what_they_say() {
        for (pattern, text, expected) in [
            ("%d/%m/%Y %H:%M", "01/03/2025 09:05", "2025-03-01T09:05:00Z"),
            ("%d/%m/%Y %H:%M", "1/3/2025 9:05", "2025-03-01T09:05:00Z"),
            ("%m/%d/%y %I:%M:%S %p", "03/01/25 12:05:06 AM", "2025-03-01T00:05:06Z"),
            ("%m/%d/%y %I:%M:%S %p", "03/01/25 12:05:06 pm", "2025-03-01T12:05:06Z"),
            ("%d-%b-%Y", "01-MAR-2025", "2025-03-01T00:00:00Z"),
            ("%Y%m%d%H%M%S", "20250301090506", "2025-03-01T09:05:06Z"),
            (
                "%d.%m.%Y %H:%M:%S,%f",
                "01.03.2025 09:05:06,250",
                "2025-03-01T09:05:06.25Z",
            ),
            ("%y%m%d", "690301", "1969-03-01T00:00:00Z"),
            ("epoch", "1740819906", "2025-03-01T09:05:06Z"),
            ("epoch", "1740819906.5", "2025-03-01T09:05:06.5Z"),
            ("epoch", "-1", "1969-12-31T23:59:59Z"),
            ("epoch-ms", "1740819906250", "2025-03-01T09:05:06.25Z"),
        ] {
            assert_eq!(read(pattern, text).as_deref(), Some(expected), "{pattern} {text}");
        }
        let zoned = Pattern::parse("%d/%m/%Y %H:%M%z")
            .unwrap()
            .read("01/03/2025 09:05-03:30")
            .unwrap();
        assert_eq!(zoned.zone, Zone::Minutes(-210));
    }

    #[test]
    fn steps_count_from_their_start() {
        let read = |unit, start, text| {
            let written = Pattern::steps(unit, start).unwrap().read(text)?;
            let time = format_instant(written.days * DAY + written.clock.unwrap_or(0));
            Some((time, written.clock.is_none()))
        };
        let hour = 3600 * SECOND;
        let whole = |time: &str| Some((time.to_owned(), false));
        assert_eq!(read(hour, "2025-01-01T00:00:00Z", "0"), whole("2025-01-01T00:00:00Z"));
        assert_eq!(read(hour, "2025-01-01T20:30:00Z", "743"), whole("2025-02-01T19:30:00Z"));
        assert_eq!(read(hour, "2025-01-01", "25"), whole("2025-01-02T01:00:00Z"));
        assert_eq!(
            read(DAY, "2025-01-01", "31"),
            Some(("2025-02-01T00:00:00Z".into(), true))
        );
        for text in ["", "-1", "1.5", "x", "9999999999", "99999999999999999999"] {
            assert_eq!(read(hour, "2025-01-01", text), None, "{text}");
        }
        assert_eq!(Pattern::steps(hour, "tomorrow"), None);
    }

    #[test]
    fn texts_that_do_not_fit() {
        for (pattern, text) in [
            ("%d/%m/%Y", "2025-03-01"),
            ("%d/%m/%Y", "31/02/2025"),
            ("%d/%m/%Y", "01/03/2025 09:00"),
            ("%d/%m/%Y %H:%M", "01/03/2025 24:00"),
            ("%m/%d/%y %I:%M %p", "03/01/25 13:05 PM"),
            ("%m/%d/%y %I:%M %p", "03/01/25 00:05 AM"),
            ("%d-%b-%Y", "01-MÄR-2025"),
            ("epoch", "12e5"),
            ("epoch", ""),
            ("epoch", "99999999999999999999"),
            ("epoch-ms", "9223372036854775807"),
        ] {
            assert_eq!(read(pattern, text), None, "{pattern} {text}");
        }
    }

    #[test]
    fn wrong_patterns_say_why() {
        assert!(Pattern::parse("%d/%m").unwrap_err().contains("year"));
        assert!(Pattern::parse("%Q").unwrap_err().contains("%Q"));
        assert!(Pattern::parse("%d%m%Y%").unwrap_err().contains("ends"));
        assert!(Pattern::parse("%d/%m/%Y %I:%M").unwrap_err().contains("%p"));
    }
}
