//! Instants as UTC microseconds, and the civil calendar.

/// Microseconds in a second.
pub const SECOND: i64 = 1_000_000;
/// Microseconds in a minute.
pub const MINUTE: i64 = 60 * SECOND;
/// Microseconds in an hour.
pub const HOUR: i64 = 60 * MINUTE;
/// Microseconds in a day.
pub const DAY: i64 = 24 * HOUR;

/// Days since 1970-01-01 of a civil date (proleptic Gregorian); the date is not checked.
///
/// Method: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms".
#[must_use]
pub fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// Year, month and day of a number of days since 1970-01-01.
#[must_use]
pub fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 {
        shifted_month + 3
    } else {
        shifted_month - 9
    };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

/// True where the civil date exists.
#[must_use]
pub fn is_date(year: i64, month: i64, day: i64) -> bool {
    (1..=12).contains(&month) && day >= 1 && civil_from_days(days_from_civil(year, month, day)) == (year, month, day)
}

/// `2025-03-01T09:00:00Z`, with a fraction only where there is one.
#[must_use]
pub fn format_instant(micros: i64) -> String {
    let (year, month, day) = civil_from_days(micros.div_euclid(DAY));
    let rest = micros.rem_euclid(DAY);
    let (hour, minute, second) = (rest / HOUR, rest / MINUTE % 60, rest / SECOND % 60);
    let fraction = rest % SECOND;
    let tail = if fraction == 0 {
        String::new()
    } else {
        format!(".{fraction:06}").trim_end_matches('0').to_owned()
    };
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{tail}Z")
}

/// `2025-03-01`: the day in UTC.
#[must_use]
pub fn format_day(micros: i64) -> String {
    let (year, month, day) = civil_from_days(micros.div_euclid(DAY));
    format!("{year:04}-{month:02}-{day:02}")
}

/// Reads `2025-03-01` as days since 1970-01-01.
#[must_use]
pub fn parse_day(text: &str) -> Option<i64> {
    let bytes = text.as_bytes();
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    let number = |range: std::ops::Range<usize>| -> Option<i64> {
        let part = text.get(range)?;
        part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse().ok())?
    };
    let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
    is_date(year, month, day).then(|| days_from_civil(year, month, day))
}

/// Reads a duration such as `10d`, `48h`, `90m`, `30s` or `0` into microseconds.
#[must_use]
pub fn parse_duration(text: &str) -> Option<i64> {
    if text == "0" {
        return Some(0);
    }
    let unit = match text.as_bytes().last()? {
        b'd' => DAY,
        b'h' => HOUR,
        b'm' => MINUTE,
        b's' => SECOND,
        _ => return None,
    };
    let digits = text.get(..text.len() - 1)?;
    let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| digits.parse::<i64>().ok()?.checked_mul(unit))?
}

/// The hour of the day (0–23) at an offset of `minutes` east of UTC.
#[must_use]
pub fn local_hour(micros: i64, minutes: i16) -> i64 {
    (micros + i64::from(minutes) * MINUTE).rem_euclid(DAY) / HOUR
}

/// The local day as days since 1970-01-01, at an offset of `minutes` east of UTC.
#[must_use]
pub fn local_day(micros: i64, minutes: i16) -> i64 {
    (micros + i64::from(minutes) * MINUTE).div_euclid(DAY)
}

/// The day of the week of a day since 1970-01-01 (a Thursday): 1 is Monday, 7 Sunday.
#[must_use]
pub const fn weekday(day: i64) -> i64 {
    (day + 3).rem_euclid(7) + 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_days() {
        assert_eq!(days_from_civil(1970, 1, 1), 0);
        assert_eq!(parse_day("2016-12-20"), Some(17_155));
        assert_eq!(parse_day("2025-02-29"), None);
        assert_eq!((weekday(0), weekday(4), weekday(-4)), (4, 1, 7));
        assert_eq!(format_instant(0), "1970-01-01T00:00:00Z");
        assert_eq!(format_instant(-1), "1969-12-31T23:59:59.999999Z");
        assert_eq!(parse_duration("48h"), Some(2 * DAY));
        assert_eq!(parse_duration("h"), None);
    }

    proptest! {
        #[test]
        fn civil_days_come_back(days in -1_000_000_i64..1_000_000) {
            let (y, m, d) = civil_from_days(days);
            prop_assert_eq!(days_from_civil(y, m, d), days);
        }
    }
}
