//! A mapping proposed for a file: a built-in one that fits, or one made from names and values of its columns. What is doubtful is asked, never guessed.

mod choose;
mod profile;
mod settings;
mod shape;
mod values;
mod words;

use crate::Mapping;
use crate::ledger::LedgerOptions;
use choose::Choices;
use profile::Profile;
use redflag_model::{
    Column, Currency, Doubt, MappingEntry, Needs, Part, Proposal, Proposed, ReadError, ReadOptions, Row, Section, Sink,
    Source, Trial, Unused, Why,
};
use settings::{Settings, Told};
use std::io::Cursor;
use std::path::Path;

/// Why no mapping could be proposed.
#[derive(Debug)]
pub enum Unproposed {
    /// The file can't be read.
    Read(ReadError),
    /// What only the user knows.
    Doubts(Vec<Doubt>),
}

impl From<ReadError> for Unproposed {
    fn from(error: ReadError) -> Self {
        Self::Read(error)
    }
}

/// Proposes a mapping for a file from its header and first rows. `settings` are `key=value` texts: a canonical column (or `time`, `debit`, `credit`) and the
/// file's column, `=text` for one text in every row, or nothing to leave it out; `date`, `decimal`, `thousands`, `timezone`; `channel.CODE=meaning`, and the
/// same for `direction`, `status`, `country`, `currency`.
///
/// # Errors
/// [`Unproposed`] where the file can't be read, or where two readings are equally good.
///
/// ```
/// use redflag_ingest::propose;
/// # let folder = tempfile::tempdir()?;
/// # let path = folder.path().join("bank.csv");
/// std::fs::write(&path, "Datum;Betrag;Währung;Konto\n25.03.2025;-1.250,50;EUR;A1\n02.04.2025;20,00;EUR;A1\n")?;
/// assert!(propose(&path, &[]).is_ok());
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn propose(path: &Path, settings: &[String]) -> Result<Proposal, Unproposed> {
    let profile = Profile::of(path, |cell| shape::is_date(cell) || shape::is_iban(cell))?;
    if settings.is_empty()
        && let Some(proposal) = builtin(&profile, path)
    {
        return Ok(proposal);
    }
    made(&profile, settings, path)
}

/// The built-in mapping that reads most of the file's columns, where it reads the first rows too.
fn builtin(profile: &Profile, path: &Path) -> Option<Proposal> {
    let header: Vec<&str> = profile.columns.iter().map(|column| column.name.as_str()).collect();
    let fits = |name: &'static str| {
        let mapping = Mapping::builtin(name).ok()?;
        let read = mapping.reads(&header)?;
        Some((read.len(), name, mapping, read))
    };
    let (_, name, mapping, read) = Mapping::builtins()
        .filter_map(fits)
        .max_by_key(|(columns, ..)| *columns)?;
    let trial = trial(profile, &mapping, path).ok()?;
    let rejected: u64 = trial.rejected.values().sum();
    if trial.rows == 0 || rejected * 10 > trial.rows * 3 {
        return None;
    }
    let choices_unused = header
        .iter()
        .zip(&profile.columns)
        .filter(|(name, _)| !read.contains(&(**name).to_owned()));
    let unused = choices_unused.map(|(name, column)| ((*name).to_owned(), plain_reason(&column.header)));
    Some(Proposal {
        mapping: Proposed::Builtin {
            name: name.to_owned(),
            text: Mapping::builtin_text(name)?.to_owned(),
        },
        unused: unused.collect(),
        trial,
    })
}

fn plain_reason(header: &str) -> Unused {
    match words::never(header) {
        Some("label") => Unused::Label,
        Some(_) => Unused::Balance,
        None => Unused::NotInBuiltin,
    }
}

fn made(profile: &Profile, given: &[String], path: &Path) -> Result<Proposal, Unproposed> {
    let settings = Settings::of(given, profile).map_err(Unproposed::Doubts)?;
    let choices = Choices::of(profile, &settings);
    let (entries, doubts) = entries(&choices, path);
    if !doubts.is_empty() {
        return Err(Unproposed::Doubts(doubts));
    }
    let mapping = Mapping::parse(&path.display().to_string(), &plain_text(&entries))?;
    Ok(Proposal {
        unused: unused(&choices),
        trial: trial(profile, &mapping, path)?,
        mapping: Proposed::Made(entries),
    })
}

/// The mapping without remarks.
fn plain_text(entries: &[MappingEntry]) -> String {
    let mut text = String::new();
    let mut section = Section::Top;
    for entry in entries {
        if entry.section != section {
            section = entry.section;
            text.push_str(&section.heading().unwrap_or_default());
            text.push('\n');
        }
        text.push_str(&entry.line());
        text.push('\n');
    }
    text
}

fn unused(choices: &Choices<'_>) -> Vec<(String, Unused)> {
    let taken = |at: usize| choices.taken.values().any(|choice| choice.from == Told::Column(at));
    let columns = choices.profile.columns.iter().enumerate();
    columns
        .filter(|(at, _)| !taken(*at))
        .map(|(at, column)| {
            let why = choices.left.get(&at).cloned().unwrap_or(Unused::Unknown);
            (column.name.clone(), why)
        })
        .collect()
}

/// Every line of the mapping, by section, and what can't be decided.
fn entries(choices: &Choices<'_>, path: &Path) -> (Vec<MappingEntry>, Vec<Doubt>) {
    let mut doubts = choices.doubts.clone();
    let mut entries = top(choices, path, &mut doubts);
    let formats = formats(choices, &mut doubts);
    for column in Column::ALL {
        if let Some((value, why)) = source(choices, *column, &formats) {
            entries.push(line(Section::Columns, column.name(), value, why, true));
        }
    }
    let (values, unread) = values::entries(choices);
    entries.extend(values);
    doubts.extend(unread);
    entries.sort_by_key(|entry| entry.section);
    (entries, doubts)
}

fn line(section: Section, key: &str, value: String, why: Why, active: bool) -> MappingEntry {
    MappingEntry {
        section,
        key: key.to_owned(),
        value,
        why,
        active,
    }
}

fn top(choices: &Choices<'_>, path: &Path, doubts: &mut Vec<Doubt>) -> Vec<MappingEntry> {
    let name = path.file_stem().map_or("export".into(), |stem| stem.to_string_lossy());
    let mut lines = vec![
        line(Section::Top, "format", "1".to_owned(), Why::Always, true),
        line(Section::Top, "name", toml_text(&name), Why::Always, true),
    ];
    let mut add =
        |key: &str, value: String, why: Why, active: bool| lines.push(line(Section::Top, key, value, why, active));
    let profile = choices.profile;
    if !profile.headed {
        add("header", "false".to_owned(), Why::NoHeader, true);
    }
    match marks(choices) {
        Ok(Some((numbers, example))) => {
            let told = choices.settings.decimal.is_some();
            let why = |example: String| if told { Why::Told } else { Why::Marks { example } };
            if numbers.decimal != b'.' {
                add(
                    "decimal",
                    toml_text(&char::from(numbers.decimal).to_string()),
                    why(example.clone()),
                    true,
                );
            }
            if let Some(mark) = numbers.thousands {
                add("thousands", toml_text(&mark.to_string()), why(example), true);
            }
        }
        Ok(None) => {}
        Err(doubt) => doubts.push(doubt),
    }
    match &choices.settings.timezone {
        Some(zone) => add("timezone", toml_text(zone), Why::Told, true),
        None => add("timezone", toml_text("Europe/Paris"), Why::TimezoneUnsaid, false),
    }
    if !profile.nulls.is_empty() {
        let nulls: Vec<String> = profile.nulls.iter().map(|null| toml_text(null)).collect();
        add("null", format!("[{}]", nulls.join(", ")), Why::Nulls, true);
    }
    let (fit, of) = ibans(choices);
    if of > 0 && fit * 2 > of {
        add("iban", "true".to_owned(), Why::Ibans { fit, of }, true);
    }
    if !choices.statement() {
        add("home_banks", "[]".to_owned(), Why::HomeBanksUnsaid, false);
    }
    lines
}

/// How amounts are written, with an amount that shows it.
fn marks(choices: &Choices<'_>) -> Result<Option<(shape::Numbers, String)>, Doubt> {
    let columns: Vec<_> = ["amount", "debit", "credit"]
        .iter()
        .filter_map(|key| choices.column(key))
        .collect();
    if columns.is_empty() {
        return Ok(None);
    }
    let told = [choices.settings.decimal, choices.settings.thousands];
    let numbers = shape::numbers(&columns, most_digits(choices), told)?;
    let shows = |text: &str| {
        text.contains(char::from(numbers.decimal)) || numbers.thousands.is_some_and(|mark| text.contains(mark))
    };
    let example = columns
        .iter()
        .find_map(|column| column.example(shows))
        .unwrap_or_default();
    Ok(Some((numbers, example.to_owned())))
}

/// The currency with most digits that the file holds: what it allows, any amount may have.
fn most_digits(choices: &Choices<'_>) -> Currency {
    let fixed = match choices.taken.get("currency").map(|choice| &choice.from) {
        Some(Told::Fixed(code)) => Currency::from_code(code),
        _ => None,
    };
    let held = choices
        .column("currency")
        .map(|column| column.codes())
        .unwrap_or_default();
    let currencies = held.keys().filter_map(|code| shape::currency(code)).chain(fixed);
    currencies
        .max_by_key(|currency| currency.exponent())
        .unwrap_or(Currency::EUR)
}

fn ibans(choices: &Choices<'_>) -> (u64, u64) {
    let columns = ["account", "counterparty", "originator_account", "beneficiary_account"].iter();
    let counts = columns
        .filter_map(|key| choices.column(key))
        .map(|column| (column.count(shape::is_iban), column.len()));
    counts.fold((0, 0), |sum, count| (sum.0 + count.0, sum.1 + count.1))
}

/// The pattern of the times, and why; none where ISO 8601 is meant.
fn formats(choices: &Choices<'_>, doubts: &mut Vec<Doubt>) -> (Option<String>, Option<Why>) {
    let Some(column) = choices.column("timestamp") else {
        return (None, None);
    };
    let clock = choices.column("time").and_then(shape::clock);
    let with_clock = |day: String| match clock {
        // A day and a time of two columns are joined by a blank, which ISO 8601 has too.
        _ if day == "iso" => None,
        Some(clock) => Some(format!("{day} {clock}")),
        None => Some(day),
    };
    if let Some(told) = &choices.settings.date {
        return (with_clock(told.clone()), Some(Why::Told));
    }
    match shape::pattern(column) {
        Ok((pattern, example)) => (with_clock(pattern), example.map(|example| Why::DayOrder { example })),
        Err(doubt) => {
            doubts.push(doubt);
            (None, None)
        }
    }
}

/// The value of a line under `[columns]`.
fn source(choices: &Choices<'_>, column: Column, formats: &(Option<String>, Option<Why>)) -> Option<(String, Why)> {
    if column == Column::Amount
        && let (Some(debit), Some(credit)) = (choices.column("debit"), choices.column("credit"))
    {
        let halves = format!(
            "{{ debit = {}, credit = {} }}",
            toml_text(&debit.name),
            toml_text(&credit.name)
        );
        return Some((halves, Why::DebitCredit));
    }
    let choice = choices.taken.get(column.name())?;
    let name = match &choice.from {
        Told::Nothing => return None,
        Told::Fixed(text) => return Some((format!("{{ value = {} }}", toml_text(text)), choice.why.clone())),
        Told::Column(at) => toml_text(&choices.profile.columns.get(*at)?.name),
    };
    Some(match column {
        Column::Timestamp => (
            time(choices, name, formats.0.as_deref()),
            formats.1.clone().unwrap_or_else(|| choice.why.clone()),
        ),
        Column::Amount => amount(choices, name, &choice.why),
        _ => (name, choice.why.clone()),
    })
}

fn time(choices: &Choices<'_>, day: String, format: Option<&str>) -> String {
    let clock = choices.column("time").map(|column| toml_text(&column.name));
    let formats = format.map_or(String::new(), |format| format!(", formats = [{}]", toml_text(format)));
    match clock {
        Some(clock) => format!("{{ columns = [{day}, {clock}]{formats} }}"),
        None if formats.is_empty() => day,
        None => format!("{{ column = {day}{formats} }}"),
    }
}

fn amount(choices: &Choices<'_>, name: String, why: &Why) -> (String, Why) {
    let scale = marks(choices)
        .ok()
        .flatten()
        .and_then(|(numbers, example)| Some((numbers.scale?, example)));
    let digits = scale
        .as_ref()
        .map_or(String::new(), |(scale, _)| format!(", scale = {scale}"));
    let is_minus = |text: &str| text.starts_with(['-', '\u{2212}', '(']) || text.ends_with('-');
    let minus = choices.column("amount").map_or(0, |column| column.count(is_minus));
    if choices.statement() && minus > 0 && !choices.has("direction") {
        let value = format!("{{ column = {name}, sign = \"direction\"{digits} }}");
        return (value, Why::SignTells { minus });
    }
    match scale {
        Some((_, example)) => (format!("{{ column = {name}{digits} }}"), Why::Scale { example }),
        None => (name, why.clone()),
    }
}

/// Reads the first rows with a mapping.
fn trial(profile: &Profile, mapping: &Mapping, path: &Path) -> Result<Trial, ReadError> {
    let mut mapping = mapping.clone();
    // The text was decoded when the head was taken.
    mapping.encoding = Some(crate::encoding::Encoding::Utf8);
    let text = Cursor::new(profile.text.clone());
    let ledger = LedgerOptions::default().open_stream(path, text, &mapping)?;
    let needs = Needs {
        columns: redflag_model::ColumnSet::all(),
        ..Needs::default()
    };
    let (_, report) = ledger.read(&needs, &Nobody, &ReadOptions::default())?;
    Ok(Trial {
        rows: report.rows_read,
        rejected: report.rejected,
    })
}

/// Takes rows and forgets them.
struct Nobody;

impl Sink for Nobody {
    type Part = Self;
    fn part(&self) -> Self {
        Self
    }
}

impl Part for Nobody {
    fn push(&mut self, _: &Row<'_>) {}
}

/// A text as TOML writes it.
pub(super) fn toml_text(text: &str) -> String {
    let mut out = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => out.extend(['\\', letter]),
            control if control.is_control() => out.extend(format!("\\u{:04X}", u32::from(control)).chars()),
            letter => out.push(letter),
        }
    }
    out.push('"');
    out
}
