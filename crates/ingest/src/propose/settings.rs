//! What the user says with `--set`.

use crate::codes::{country, status_word};
use crate::propose::profile::Profile;
use crate::zones::ZoneTable;
use redflag_model::{Channel, Column, Currency, Direction, Doubt, SettingFault, nearest};
use std::collections::BTreeMap;

/// The file's columns by number, or what stands for one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Told {
    Column(usize),
    Fixed(String),
    Nothing,
}

/// Settings that are understood.
#[derive(Debug, Default)]
pub(super) struct Settings {
    /// Where a canonical column, `time`, `debit` or `credit` comes from.
    pub(super) columns: BTreeMap<String, Told>,
    pub(super) date: Option<String>,
    pub(super) decimal: Option<char>,
    pub(super) thousands: Option<char>,
    pub(super) timezone: Option<String>,
    /// (table, the file's code) to the canonical one.
    pub(super) codes: BTreeMap<(&'static str, String), String>,
}

const PLAIN: [&str; 4] = ["date", "decimal", "thousands", "timezone"];
const HALVES: [&str; 3] = ["time", "debit", "credit"];
const TABLES: [&str; 5] = ["channel", "direction", "status", "country", "currency"];

impl Settings {
    /// Understands `key=value` texts; every one that is wrong is named.
    pub(super) fn of(given: &[String], profile: &Profile) -> Result<Self, Vec<Doubt>> {
        let mut settings = Self::default();
        let mut doubts = Vec::new();
        for setting in given {
            if let Err(fault) = settings.take(setting, profile) {
                doubts.push(Doubt::Setting {
                    setting: setting.clone(),
                    fault,
                });
            }
        }
        if doubts.is_empty() { Ok(settings) } else { Err(doubts) }
    }

    fn take(&mut self, setting: &str, profile: &Profile) -> Result<(), SettingFault> {
        let (key, value) = setting.split_once('=').ok_or(SettingFault::Value)?;
        let (key, value) = (key.trim(), value.trim());
        if PLAIN.contains(&key) {
            return self.plain(key, value);
        }
        if Column::from_name(key).is_some() || HALVES.contains(&key) {
            self.columns.insert(key.to_owned(), told(value, profile)?);
            return Ok(());
        }
        // A code may hold the sign of equality, its meaning can't.
        if let Some((table, code, meaning)) = code(setting) {
            let meaning = meant(table, meaning).ok_or(SettingFault::Value)?;
            self.codes.insert((table, code.to_owned()), meaning);
            return Ok(());
        }
        let columns = Column::ALL.iter().map(|column| column.name());
        let known: Vec<&str> = PLAIN.into_iter().chain(HALVES).chain(columns).collect();
        Err(SettingFault::Key(nearest(key, known).map(str::to_owned)))
    }

    fn plain(&mut self, key: &str, value: &str) -> Result<(), SettingFault> {
        let mark = || -> Result<Option<char>, SettingFault> {
            // A blank is lost on the way.
            let value = if value.is_empty() && key == "thousands" {
                " "
            } else {
                value
            };
            let mut letters = value.chars();
            match (letters.next(), letters.next()) {
                (Some(letter), None) if !letter.is_alphanumeric() => Ok(Some(letter)),
                _ => Err(SettingFault::Value),
            }
        };
        match key {
            "decimal" if matches!(value, "." | ",") => self.decimal = mark()?,
            "thousands" => self.thousands = mark()?,
            "timezone" if ZoneTable::of(value).is_some() => self.timezone = Some(value.to_owned()),
            "date" if crate::pattern::Pattern::parse(value).is_ok() => self.date = Some(value.to_owned()),
            _ => return Err(SettingFault::Value),
        }
        Ok(())
    }
}

/// `channel.VIR=transfer` in three parts.
fn code(setting: &str) -> Option<(&'static str, &str, &str)> {
    let (left, meaning) = setting.rsplit_once('=')?;
    let (table, code) = left.split_once('.')?;
    let table = TABLES.into_iter().find(|known| *known == table.trim())?;
    Some((table, code.trim(), meaning.trim()))
}

/// The canonical form of a meaning, where it is one.
fn meant(table: &str, meaning: &str) -> Option<String> {
    Some(match table {
        "channel" => Channel::from_name(meaning)?.name().to_owned(),
        "direction" => Direction::from_name(meaning)?.name().to_owned(),
        "status" => status_word(meaning)?.to_owned(),
        "country" => country(meaning)?.to_owned(),
        _ => Currency::from_code(meaning)?.code().to_owned(),
    })
}

/// `Montant` is a column, `=EUR` a text for every row, nothing is nothing.
fn told(value: &str, profile: &Profile) -> Result<Told, SettingFault> {
    if value.is_empty() {
        return Ok(Told::Nothing);
    }
    if let Some(text) = value.strip_prefix('=') {
        return Ok(Told::Fixed(text.trim().to_owned()));
    }
    let names = || profile.columns.iter().map(|column| column.name.as_str());
    let at = names().position(|name| name == value);
    at.map(Told::Column)
        .ok_or_else(|| SettingFault::Column(nearest(value, names()).map(str::to_owned)))
}
