//! Days and instants on the command line.

use redflag::model::time::{DAY, HOUR, MINUTE, SECOND, parse_day};
use std::time::{SystemTime, UNIX_EPOCH};

/// Reads `2025-03-01` as days since 1970-01-01.
pub(crate) fn day(text: &str) -> Result<i64, String> {
    parse_day(text).ok_or_else(|| "write a day as 2025-03-01".to_owned())
}

/// Today in UTC. Only for the age of lists, which is about today; no result of a run may depend on it.
pub(crate) fn today() -> i64 {
    let seconds = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
        .as_secs();
    i64::try_from(seconds / 86_400).unwrap_or(i64::MAX)
}

/// Reads a day, which means its last instant in UTC, or a time such as `2025-03-01T18:30:00Z` or `2025-03-01T18:30+01:00`.
pub(crate) fn instant(text: &str) -> Result<i64, String> {
    parse(text).ok_or_else(|| "write a day as 2025-03-01, or a time with its offset as 2025-03-01T18:30:00Z".to_owned())
}

fn parse(text: &str) -> Option<i64> {
    let day = parse_day(text.get(..10)?)? * DAY;
    let rest = &text[10..];
    if rest.is_empty() {
        return Some(day + DAY - 1);
    }
    let clock = rest.strip_prefix(['T', ' '])?;
    let (clock, offset) = split_offset(clock)?;
    Some(day + time_of_day(clock)? - offset)
}

/// The clock, and the offset east of UTC in microseconds.
fn split_offset(clock: &str) -> Option<(&str, i64)> {
    if let Some(clock) = clock.strip_suffix('Z') {
        return Some((clock, 0));
    }
    let at = clock.rfind(['+', '-'])?;
    let (hours, minutes) = clock[at + 1..].split_once(':')?;
    let offset = two_digits(hours, 14)? * HOUR + two_digits(minutes, 59)? * MINUTE;
    Some((
        &clock[..at],
        if clock[at..].starts_with('-') { -offset } else { offset },
    ))
}

fn time_of_day(clock: &str) -> Option<i64> {
    let mut parts = clock.split(':');
    let hour = two_digits(parts.next()?, 23)?;
    let minute = two_digits(parts.next()?, 59)?;
    let second = parts.next().map_or(Some(0), |text| two_digits(text, 59))?;
    parts
        .next()
        .is_none()
        .then_some(hour * HOUR + minute * MINUTE + second * SECOND)
}

fn two_digits(text: &str, most: i64) -> Option<i64> {
    let plain = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = plain.then(|| text.parse().ok())??;
    (number <= most).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use redflag::model::time::format_instant;

    #[test]
    fn days_end_with_their_last_instant() {
        let shown = |text| instant(text).map(format_instant);
        assert_eq!(shown("2025-03-01").unwrap(), "2025-03-01T23:59:59.999999Z");
        assert_eq!(shown("2025-03-01T18:30:00Z").unwrap(), "2025-03-01T18:30:00Z");
        assert_eq!(shown("2025-03-01 00:30+01:00").unwrap(), "2025-02-28T23:30:00Z");
        for text in [
            "",
            "2025-02-29",
            "2025-03-01T",
            "2025-03-01T18",
            "2025-03-01T24:00Z",
            "2025-03-01T18:30",
            "2025-03-0é",
            "2025-03-01T1:30Z",
        ] {
            assert!(instant(text).is_err(), "{text}");
        }
    }
}
