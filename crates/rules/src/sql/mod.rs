//! Indicators as queries for `DuckDB`: documentation that runs, and a check of the engine by other hands.
//!
//! A query reads a transaction export with the canonical columns and gives the accounts, with the further keys of `by`, for which the
//! indicator holds at some leg. Amounts are whole minor units; parameters are cross-multiplied as integers, so nothing is rounded.

mod legs;
mod limits;
mod lower;
mod sequence;
mod subjects;
mod window;
mod write;

use crate::plan::{Detect, Indicator, Plan};
use redflag_model::{Column, Currency, Field, TextPair};
use std::collections::BTreeSet;
use std::fmt;
use write::Writer;

/// Why an indicator has no query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoSqlForm {
    /// Indicator.
    pub indicator: String,
    /// Why, in both languages.
    pub reason: TextPair,
}

impl NoSqlForm {
    fn new(indicator: &Indicator, en: &str, fr: &str) -> Self {
        Self {
            indicator: indicator.id.clone(),
            reason: TextPair {
                en: en.to_owned(),
                fr: fr.to_owned(),
            },
        }
    }
}

impl fmt::Display for NoSqlForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} has no SQL form: {}", self.indicator, self.reason.en)
    }
}

impl std::error::Error for NoSqlForm {}

/// The indicator as a query for `DuckDB`, with the euro as base currency.
///
/// # Errors
/// Where the indicator says something that one query does not.
pub fn duckdb(plan: &Plan, indicator: &Indicator) -> Result<String, NoSqlForm> {
    duckdb_in(plan, indicator, Currency::EUR)
}

/// As [`duckdb`], with amounts converted into `base`.
///
/// # Errors
/// As [`duckdb`].
pub fn duckdb_in(plan: &Plan, indicator: &Indicator, base: Currency) -> Result<String, NoSqlForm> {
    let writer = Writer::new(plan, indicator, base);
    let parts = parts(&writer)?;
    let legs = legs::ctes(&writer);
    let ctes: Vec<String> = [legs]
        .into_iter()
        .chain(writer.lower_ctes())
        .chain(parts.ctes.clone())
        .collect();
    Ok(format!(
        "{}WITH {}\n{}",
        head(&writer),
        ctes.join(",\n"),
        answer(&writer, &parts)
    ))
}

/// What a detector comes down to: a relation with one row per leg, window or chain, and the condition under which it holds.
struct Parts {
    /// Named sub-queries.
    ctes: Vec<String>,
    /// The last of them; it has `account`, the keys and `time`.
    relation: String,
    /// Keys of `by`.
    keys: Vec<String>,
    /// The condition.
    holds: String,
    /// Start of the window or chain.
    since: String,
    /// Time of the first leg inside.
    first: String,
    /// Identifiers of the transactions inside, where another indicator reads this one.
    inside: String,
    /// Microseconds by which two may be apart and still be one episode.
    merge: i64,
}

fn parts(writer: &Writer<'_>) -> Result<Parts, NoSqlForm> {
    limits::check(writer.indicator)?;
    match &writer.indicator.detect {
        Detect::Absent => Err(NoSqlForm::new(
            writer.indicator,
            "it has no detector of its own: it looks at findings",
            "il n'a pas de détecteur propre : il regarde des résultats",
        )),
        Detect::Row(row) => Ok(window::row(writer, row)),
        Detect::Window(window) => window::window(writer, window),
        Detect::Sequence(sequence) => sequence::sequence(writer, sequence),
        Detect::Deviation(_) => Err(NoSqlForm::new(
            writer.indicator,
            "a comparison with spans of the past that move with each leg is not written as a query yet",
            "une comparaison avec des périodes du passé qui se déplacent à chaque mouvement ne s'écrit pas encore en requête",
        )),
    }
}

/// Accounts and keys where the condition holds, with the first time and the number of legs, windows or chains at which it does.
fn answer(writer: &Writer<'_>, parts: &Parts) -> String {
    let keys = window::listed(&parts.keys);
    format!(
        "SELECT account{keys}, min(time) AS first_held, count(*) AS times_held
FROM {}
WHERE ({}){}
GROUP BY account{keys}
ORDER BY account{keys};
",
        parts.relation,
        parts.holds,
        subjects::admitted(writer)
    )
}

fn head(writer: &Writer<'_>) -> String {
    let indicator = writer.indicator;
    let mut lines = vec![
        "'transactions.csv' below stands for your file: an export with the canonical columns of both sides.".to_owned(),
        format!("{} {}: {}", indicator.id, indicator.version, indicator.title.en),
        format!("Needs: {}", columns(writer)),
        "Columns that the file lacks are NULL. Amounts are whole minor units; quotients are cross-multiplied."
            .to_owned(),
        "Rows are told apart to the instant: in files dated by day the engine takes either order, this query neither."
            .to_owned(),
        "The local hour comes from the offset in the stamp alone; the engine also knows time zones.".to_owned(),
    ];
    if writer.uses_base() {
        lines.push(format!("`amount` is in {} at the pack's dated rates.", writer.base));
    }
    for param in &indicator.params {
        lines.push(format!(
            ":{} = {}",
            param.name,
            crate::indicator::params::written(param.value)
        ));
    }
    lines.extend(writer.remarks());
    lines.iter().fold(String::new(), |text, line| {
        text + "-- " + &line.replace(['\n', '\r'], " ") + "\n"
    })
}

/// Canonical columns that the indicator reads, those of every query first.
fn columns(writer: &Writer<'_>) -> String {
    let always = [Column::Timestamp, Column::Amount, Column::Currency];
    let read: BTreeSet<Column> = writer
        .fields()
        .into_iter()
        .chain([Field::Account])
        .flat_map(|field| field.columns().iter().copied())
        .filter(|column| legs::COLUMNS.contains(column) && !always.contains(column))
        .collect();
    let names: Vec<&str> = always.into_iter().chain(read).map(Column::name).collect();
    names.join(", ")
}
