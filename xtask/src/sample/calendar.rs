//! Days, local times and the offset a clock on the wall shows.

/// A day, counted from 1 January 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Day(i64);

impl Day {
    /// The day of a date of the Gregorian calendar.
    pub(crate) fn of(year: i64, month: i64, day: i64) -> Self {
        let shifted = if month > 2 { year } else { year - 1 };
        let era = shifted.div_euclid(400);
        let year_of_era = shifted.rem_euclid(400);
        let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        Self(era * 146_097 + day_of_era - 719_468)
    }

    /// Year, month and day.
    pub(crate) fn date(self) -> (i64, i64, i64) {
        let shifted = self.0 + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
        let month = (month_from_march + 2) % 12 + 1;
        let year = era * 400 + year_of_era + i64::from(month <= 2);
        (year, month, day)
    }

    /// The day `days` later.
    pub(crate) fn plus(self, days: i64) -> Self {
        Self(self.0 + days)
    }

    /// 0 for Monday to 6 for Sunday.
    pub(crate) fn weekday(self) -> i64 {
        (self.0 + 3).rem_euclid(7)
    }

    /// The `nth` Sunday on or after a date; clocks change on such days.
    fn sunday(year: i64, month: i64, from: i64) -> Self {
        let first = Self::of(year, month, from);
        first.plus(6 - first.weekday())
    }
}

/// Where a clock hangs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Zone {
    /// Central Europe.
    Paris,
    /// The British Isles.
    Dublin,
    /// Eastern North America.
    Toronto,
    /// Eastern Australia.
    Sydney,
}

impl Zone {
    /// Minutes ahead of UTC on that day; the hour of the change itself is never used.
    fn offset(self, day: Day) -> i64 {
        let year = day.date().0;
        match self {
            Self::Paris | Self::Dublin => {
                let summer = day >= Day::sunday(year, 3, 25) && day < Day::sunday(year, 10, 25);
                let winter = if self == Self::Paris { 60 } else { 0 };
                winter + 60 * i64::from(summer)
            }
            Self::Toronto => {
                let summer = day >= Day::sunday(year, 3, 8) && day < Day::sunday(year, 11, 1);
                -300 + 60 * i64::from(summer)
            }
            Self::Sydney => {
                let winter = day >= Day::sunday(year, 4, 1) && day < Day::sunday(year, 10, 1);
                660 - 60 * i64::from(winter)
            }
        }
    }
}

/// A local time with its zone.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moment {
    day: Day,
    second: i64,
    zone: Zone,
}

impl Moment {
    /// `hour`:`minute` of a day; hours from 24 on belong to the following day.
    pub(crate) fn at(day: Day, hour: i64, minute: i64, zone: Zone) -> Self {
        let second = hour * 3600 + minute * 60;
        Self {
            day: day.plus(second.div_euclid(86_400)),
            second: second.rem_euclid(86_400),
            zone,
        }
    }

    /// The same moment, `seconds` later inside the same day.
    pub(crate) fn and_seconds(self, seconds: i64) -> Self {
        Self {
            second: (self.second + seconds).clamp(0, 86_399),
            ..self
        }
    }

    /// Seconds since 1970 in UTC.
    pub(crate) fn instant(self) -> i64 {
        self.day.0 * 86_400 + self.second - self.zone.offset(self.day) * 60
    }

    /// `2025-03-01T09:00:00+01:00`.
    pub(crate) fn stamp(self) -> String {
        let (year, month, day) = self.day.date();
        let offset = self.zone.offset(self.day);
        let sign = if offset < 0 { '-' } else { '+' };
        let (hour, minute, second) = self.clock();
        format!(
            "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{sign}{:02}:{:02}",
            offset.abs() / 60,
            offset.abs() % 60
        )
    }

    /// `01/03/2025 09:00`, as French banks print it.
    pub(crate) fn french(self) -> String {
        let (year, month, day) = self.day.date();
        let (hour, minute, _) = self.clock();
        format!("{day:02}/{month:02}/{year:04} {hour:02}:{minute:02}")
    }

    fn clock(self) -> (i64, i64, i64) {
        (self.second / 3600, self.second / 60 % 60, self.second % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::{Day, Moment, Zone};

    #[test]
    fn dates_survive_the_round_trip() {
        for (date, weekday) in [((1970, 1, 1), 3), ((2024, 2, 29), 3), ((2025, 12, 31), 2)] {
            let day = Day::of(date.0, date.1, date.2);
            assert_eq!(day.date(), date);
            assert_eq!(day.weekday(), weekday);
        }
    }

    #[test]
    fn clocks_change_in_spring_and_autumn() {
        let noon = |month, day, zone| Moment::at(Day::of(2025, month, day), 12, 0, zone).stamp();
        assert_eq!(noon(3, 29, Zone::Paris), "2025-03-29T12:00:00+01:00");
        assert_eq!(noon(3, 30, Zone::Paris), "2025-03-30T12:00:00+02:00");
        assert_eq!(noon(10, 26, Zone::Dublin), "2025-10-26T12:00:00+00:00");
        assert_eq!(noon(3, 9, Zone::Toronto), "2025-03-09T12:00:00-04:00");
        assert_eq!(noon(4, 6, Zone::Sydney), "2025-04-06T12:00:00+10:00");
    }

    #[test]
    fn hours_after_midnight_move_to_the_next_day() {
        let late = Moment::at(Day::of(2025, 1, 31), 25, 30, Zone::Dublin);
        assert_eq!(late.stamp(), "2025-02-01T01:30:00+00:00");
        assert_eq!(late.instant(), 1_738_373_400);
    }
}
