//! Opening hours of trades, and places on the map.

use super::figures::code_range;
use super::only;
use crate::country::is_country;
use crate::data::{Hours, Opening, Places, Provenance, Town};
use crate::error::Code;
use crate::text::fold;
use crate::toml_walk::{Table, Text};
use redflag_model::Spot;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// Opening hours by merchant category code and by word.
pub(super) fn hours(table: &Table<'_>, from: Provenance) -> Hours {
    only(table, &["rows"]);
    let mut rows = Vec::new();
    if table.filled("rows") {
        rows = table.tables("rows").iter().filter_map(opening).collect();
    }
    Hours { from, rows }
}

fn opening(row: &Table<'_>) -> Option<Opening> {
    row.only(&["keys", "from", "to", "open", "close", "days", "why", "source"]);
    let codes = if row.has("from") || row.has("to") {
        Some(code_range(row)?)
    } else {
        None
    };
    let keys: Vec<String> = row
        .texts("keys")
        .iter()
        .map(|key| fold(&key.value).into_owned())
        .collect();
    if codes.is_none() && keys.is_empty() {
        let hint = "write keys = [\"bakery\"], or from and to of the merchant category codes";
        row.doc.hinted(Code::BadData, &row.at, "nobody keeps these hours", hint);
        return None;
    }
    let (open, close) = (minute(row, "open"), minute(row, "close"));
    let opening = Opening {
        keys,
        codes,
        open: open?,
        close: close?,
        days: days(row),
    };
    if opening.open == opening.close || opening.open == 1440 {
        let hint = "round the clock is open = \"00:00\", close = \"24:00\"";
        row.doc.hinted(Code::BadData, &row.at, "these hours are empty", hint);
        return None;
    }
    Some(opening)
}

/// `HH:MM` from 00:00 to 24:00 as a minute of the day.
fn minute(row: &Table<'_>, key: &str) -> Option<u16> {
    let text = row.text(key)?;
    let read = minute_of(&text.value);
    if read.is_none() {
        let message = format!("`{}` is no time of day", text.value);
        row.doc.hinted(
            Code::BadData,
            &text.at,
            message,
            "write hours and minutes, such as \"08:30\"",
        );
    }
    read
}

fn minute_of(text: &str) -> Option<u16> {
    let (hours, minutes) = text.split_once(':')?;
    let number = |part: &str| -> Option<u16> {
        let plain = part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
        part.parse().ok().filter(|_| plain)
    };
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    let minute = hours * 60 + minutes;
    (minutes < 60 && minute <= 1440).then_some(minute)
}

/// Days of the week; every day where the row names none.
fn days(row: &Table<'_>) -> [bool; 7] {
    const NAMES: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    if !row.has("days") {
        return [true; 7];
    }
    let mut days = [false; 7];
    for text in row.texts("days") {
        match NAMES.iter().position(|name| *name == text.value) {
            Some(at) => days[at] = true,
            None => row.doc.hinted(
                Code::BadData,
                &text.at,
                format!("`{}` is no day of the week", text.value),
                "write mon, tue, wed, thu, fri, sat or sun",
            ),
        }
    }
    days
}

/// Towns by name and spelling.
pub(super) fn places(table: &Table<'_>, from: Provenance) -> Places {
    only(table, &["rows"]);
    let mut towns: BTreeMap<String, Vec<Town>> = BTreeMap::new();
    if table.filled("rows") {
        for row in table.tables("rows") {
            row.only(&["name", "country", "lat", "lon", "also", "source"]);
            if let Some((names, town)) = town(&row) {
                for name in names {
                    add_town(&row, &name, &town, &mut towns);
                }
            }
        }
    }
    Places { from, towns }
}

fn add_town(row: &Table<'_>, name: &Text, town: &Town, towns: &mut BTreeMap<String, Vec<Town>>) {
    let bearers = towns.entry(fold(&name.value).into_owned()).or_default();
    if bearers.iter().any(|known| known.country == town.country) {
        let message = format!("`{}` stands here twice for {}", name.value, town.country);
        let hint = "keep one; spellings that differ by case, marks or signs are one";
        row.doc.hinted(Code::BadData, &name.at, message, hint);
        return;
    }
    bearers.push(town.clone());
}

fn town(row: &Table<'_>) -> Option<(Vec<Text>, Town)> {
    let (name, country) = (row.text("name"), row.text("country"));
    let (latitude, longitude) = (degrees(row, "lat", 90), degrees(row, "lon", 180));
    let (name, country) = (name?, country?);
    if !is_country(&country.value) {
        let message = format!("`{}` is no country code", country.value);
        let hint = "write the two capital letters of ISO 3166, such as \"FR\"";
        row.doc.hinted(Code::BadData, &country.at, message, hint);
        return None;
    }
    let spot = Spot {
        latitude: latitude?,
        longitude: longitude?,
    };
    let mut names = vec![name];
    names.extend(row.texts("also"));
    let country = country.value;
    Some((names, Town { country, spot }))
}

/// A decimal number of degrees, in millionths.
fn degrees(row: &Table<'_>, key: &str, most: i64) -> Option<i32> {
    let text = row.text(key)?;
    let micro = Decimal::from_str_exact(&text.value)
        .ok()
        .and_then(|number| number.checked_mul(Decimal::from(1_000_000)))
        .filter(Decimal::is_integer)
        .and_then(|number| i32::try_from(number).ok())
        .filter(|number| i64::from(*number).abs() <= most * 1_000_000);
    if micro.is_none() {
        let message = format!("`{}` is no number of degrees", text.value);
        let hint = format!("write a decimal as a text, from -{most} to {most}, with six digits at most");
        row.doc.hinted(Code::BadData, &text.at, message, hint);
    }
    micro
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_day() {
        assert_eq!(minute_of("00:00"), Some(0));
        assert_eq!(minute_of("24:00"), Some(1440));
        for wrong in ["24:01", "8:00", "08:60", "0800", "-1:00", "08:00:00"] {
            assert_eq!(minute_of(wrong), None, "{wrong}");
        }
    }
}
