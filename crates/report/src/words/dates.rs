//! Days and instants in words.

use crate::Lang;
use redflag_model::time;

const EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const FR: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];

/// The day in UTC: `1 March 2025`, `1er mars 2025`.
#[must_use]
pub(crate) fn day(micros: i64, lang: Lang) -> String {
    let (year, month, day) = time::civil_from_days(micros.div_euclid(time::DAY));
    let at = usize::try_from(month - 1).unwrap_or_default().min(11);
    match lang {
        Lang::En => format!("{day} {} {year}", EN[at]),
        Lang::Fr if day == 1 => format!("1er {} {year}", FR[at]),
        Lang::Fr => format!("{day} {} {year}", FR[at]),
    }
}

/// The day and the minute in UTC.
#[must_use]
pub(crate) fn minute(micros: i64, lang: Lang) -> String {
    let rest = micros.rem_euclid(time::DAY);
    let (hour, minute) = (rest / time::HOUR, rest / time::MINUTE % 60);
    match lang {
        Lang::En => format!("{} {hour:02}:{minute:02} UTC", day(micros, lang)),
        Lang::Fr => format!("{} à {hour}\u{a0}h\u{a0}{minute:02} UTC", day(micros, lang)),
    }
}

/// Both ends of an episode: days, and the minute too where both ends fall on one day whose hours are known.
#[must_use]
pub(crate) fn span(start: i64, end: i64, lang: Lang) -> (String, String) {
    let same_day = start.div_euclid(time::DAY) == end.div_euclid(time::DAY);
    if same_day && start != end {
        (minute(start, lang), minute(end, lang))
    } else {
        (day(start, lang), day(end, lang))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_read_as_written_by_hand() {
        let first = time::parse_day("2025-03-01").unwrap() * time::DAY;
        assert_eq!(day(first, Lang::En), "1 March 2025");
        assert_eq!(day(first, Lang::Fr), "1er mars 2025");
        assert_eq!(day(first - 1, Lang::Fr), "28 février 2025");
        let (start, end) = span(
            first + 9 * time::HOUR,
            first + 17 * time::HOUR + 5 * time::MINUTE,
            Lang::Fr,
        );
        assert_eq!(
            (start.as_str(), end.as_str()),
            (
                "1er mars 2025 à 9\u{a0}h\u{a0}00 UTC",
                "1er mars 2025 à 17\u{a0}h\u{a0}05 UTC"
            )
        );
        assert_eq!(span(first, first, Lang::En).0, "1 March 2025");
    }
}
