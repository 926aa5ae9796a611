//! What turns a file's own layout into canonical columns.

mod document;
mod read;

use crate::amount::AmountRules;
use crate::codes::Values;
use crate::encoding::Encoding;
use crate::identity::sha256_hex;
use crate::suggest::{listing, nearest};
use crate::timestamp::TimeRules;
use redflag_model::{Column, Currency, ReadError, ReadErrorKind};
use std::path::Path;

const CANONICAL: &str = include_str!("../../mappings/canonical.toml");
const BUILTINS: &[(&str, &str)] = &[
    ("amlsim", include_str!("../../mappings/amlsim.toml")),
    ("amlworld", include_str!("../../mappings/amlworld.toml")),
    ("canonical", CANONICAL),
    ("paysim", include_str!("../../mappings/paysim.toml")),
    ("releve", include_str!("../../mappings/releve.toml")),
    ("saml-d", include_str!("../../mappings/saml-d.toml")),
    ("statement", include_str!("../../mappings/statement.toml")),
    ("wire", include_str!("../../mappings/wire.toml")),
];

/// A mapping: the names, codes and marks that a file uses, and what they mean.
///
/// It is a TOML text. `format = 1` and `name` must be there; all else has a default:
///
/// | key | says | without it |
/// |---|---|---|
/// | `base` | currency to convert into | the run's |
/// | `delimiter`, `quote` | one character each; `quote = ""` for none | found among `,` `;` tab `\|`; `"` |
/// | `encoding` | `utf-8`, `utf-16le`, `utf-16be`, `latin-1` | found |
/// | `decimal`, `thousands` | marks in amounts | `.` and none |
/// | `timezone` | IANA zone of stamps without an offset; also the local time of stamps in UTC | UTC, local time unknown |
/// | `null` | texts that mean nothing | the empty one |
/// | `iban` | accounts lose blanks and become upper case | `false` |
/// | `home_banks` | codes of the institution's own banks | accounts' side unknown |
/// | `header` | `false`: columns are named `"1"`, `"2"` … | `true` |
/// | `swap` | `{ column = "…", values = ["…"] }`: rows in which the sides stand exchanged | none |
/// | `[columns]` | canonical column = the file's column; only these are read | canonical names |
/// | `[values.channel]` … | the file's code = the canonical one; also `direction`, `status`, `country`, `currency` | canonical codes |
///
/// A column is given by name (`"Account#2"` is the second of that name) or as a table: `{ column = "…" }`, `{ columns = ["…", "…"] }` joined by a blank,
/// `{ value = "…" }` for every row; `optional = true` where files may lack it. A timestamp may add `formats` (patterns such as `"%d/%m/%Y %H:%M"`, or `"iso"`, `"epoch"`, `"epoch-ms"`; only these
/// are then tried) and `precision = "day"`, or be a number of units from a start: `{ column = "…", unit = "hour", start = "2025-01-01T00:00:00Z" }`. An amount may add `scale` (digits that are meant, rounded half to even) and `sign = "direction"` (a minus
/// means out), or be `{ debit = "…", credit = "…" }`.
///
/// ```
/// use redflag_ingest::Mapping;
/// let text = "format = 1\nname = \"bank\"\ndecimal = \",\"\n[columns]\ntimestamp = \"Date\"\namount = \"Montant\"\n";
/// assert_eq!(Mapping::parse("bank.toml", text)?.name(), "bank");
/// let wrong = Mapping::parse("bank.toml", "format = 1\nname = \"bank\"\ndecimals = \",\"\n").unwrap_err();
/// assert_eq!((wrong.line, wrong.column), (Some(3), Some(1)));
/// # Ok::<(), redflag_model::ReadError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Mapping {
    pub(crate) name: String,
    /// The path it came from, as given; the name where it is built in.
    pub(crate) origin: String,
    pub(crate) sha256: String,
    pub(crate) base: Option<Currency>,
    pub(crate) delimiter: Option<u8>,
    pub(crate) quote: Option<u8>,
    pub(crate) encoding: Option<Encoding>,
    pub(crate) null: Vec<String>,
    pub(crate) iban: bool,
    pub(crate) home_banks: Vec<String>,
    pub(crate) header: bool,
    /// `None` where canonical columns stand under their own names.
    pub(crate) columns: Option<Vec<ColumnRule>>,
    pub(crate) amounts: AmountRules,
    pub(crate) times: TimeRules,
    pub(crate) values: Values,
    pub(crate) swap: Option<SwapRule>,
}

/// Where a canonical column comes from.
#[derive(Clone, Debug)]
pub(crate) struct ColumnRule {
    pub(crate) column: Column,
    pub(crate) from: From,
    /// Line and column in the mapping.
    pub(crate) at: (u64, u64),
    /// True where a file may lack it.
    pub(crate) optional: bool,
}

/// Rows whose two sides stand exchanged: those with one of some texts in a column.
#[derive(Clone, Debug)]
pub(crate) struct SwapRule {
    pub(crate) source: String,
    pub(crate) values: Vec<String>,
    /// Line and column in the mapping.
    pub(crate) at: (u64, u64),
}

/// Where a text comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum From {
    /// Columns of the file, joined by a blank.
    Columns(Vec<String>),
    /// The same for every row.
    Value(String),
    /// An amount whose minus means money that leaves.
    Sign(String),
    /// An amount in one of two columns: money that leaves, money that arrives.
    Split { debit: String, credit: String },
}

impl From {
    /// The file's columns that are read.
    pub(crate) fn sources(&self) -> Vec<&str> {
        match self {
            Self::Columns(names) => names.iter().map(String::as_str).collect(),
            Self::Value(_) => Vec::new(),
            Self::Sign(name) => vec![name],
            Self::Split { debit, credit } => vec![debit, credit],
        }
    }
}

impl Mapping {
    /// Canonical columns under their own names: `timestamp`, `amount`, `currency`, `originator_account` …
    #[must_use]
    pub fn canonical() -> Self {
        Self::plain("canonical", "canonical", CANONICAL)
    }

    /// A mapping that ships with the crate; [`Mapping::builtins`] names them.
    ///
    /// # Errors
    /// [`ReadErrorKind::Mapping`] where none has the name.
    pub fn builtin(name: &str) -> Result<Self, ReadError> {
        let Some((known, text)) = BUILTINS.iter().find(|(known, _)| *known == name) else {
            let error = ReadError::new(
                ReadErrorKind::Mapping,
                name,
                "no mapping of this name ships with the program",
            );
            return Err(match nearest(name, Self::builtins()) {
                Some(near) => error.with_hint(format!("did you mean `{near}`?")),
                None => error.with_hint(format!(
                    "known: {}; or give the path of a file",
                    listing(Self::builtins())
                )),
            });
        };
        read::mapping(known, text)
    }

    /// The names of the mappings that ship with the crate, in order.
    pub fn builtins() -> impl Iterator<Item = &'static str> {
        BUILTINS.iter().map(|(name, _)| *name)
    }

    /// The text of a mapping that ships with the crate, to start one's own from.
    #[must_use]
    pub fn builtin_text(name: &str) -> Option<&'static str> {
        BUILTINS.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
    }

    /// Reads a mapping file.
    ///
    /// # Errors
    /// [`ReadErrorKind::Unreadable`] where there is no such file, [`ReadErrorKind::Mapping`] with line and column where it is wrong.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, ReadError> {
        let path = path.as_ref();
        let text = std::fs::read_to_string(path).map_err(|error| {
            crate::input::unreadable(path, format!("the mapping cannot be read: {error}"))
                .with_hint("give the path of a TOML file in UTF-8")
        })?;
        Self::parse(&path.display().to_string(), &text)
    }

    /// Reads a mapping from its text; `origin` is named in errors and reports.
    ///
    /// # Errors
    /// [`ReadErrorKind::Mapping`] with line and column where it is wrong.
    pub fn parse(origin: &str, text: &str) -> Result<Self, ReadError> {
        read::mapping(origin, text)
    }

    /// The names of a header that the mapping reads; `None` where it needs others.
    pub(crate) fn reads(&self, header: &[&str]) -> Option<Vec<String>> {
        let Some(rules) = &self.columns else {
            let canonical: Vec<&&str> = header.iter().filter(|name| Column::from_name(name).is_some()).collect();
            let must = ["timestamp", "amount", "currency"]
                .iter()
                .all(|name| header.contains(name));
            return must.then(|| canonical.into_iter().map(|name| (*name).to_owned()).collect());
        };
        let mut read = Vec::new();
        for rule in rules {
            let sources = rule.from.sources();
            let (there, lacking): (Vec<&str>, Vec<&str>) = sources.into_iter().partition(|name| header.contains(name));
            if !lacking.is_empty() && !rule.optional {
                return None;
            }
            read.extend(there.into_iter().map(str::to_owned));
        }
        Some(read)
    }

    /// The mapping's own name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The base currency that it asks for.
    #[must_use]
    pub fn base(&self) -> Option<Currency> {
        self.base
    }

    /// SHA-256 of its text, 64 hex digits.
    #[must_use]
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    fn plain(name: &str, origin: &str, text: &str) -> Self {
        Self {
            name: name.to_owned(),
            origin: origin.to_owned(),
            sha256: sha256_hex(text.as_bytes()),
            base: None,
            delimiter: None,
            quote: Some(b'"'),
            encoding: None,
            null: Vec::new(),
            iban: false,
            home_banks: Vec::new(),
            header: true,
            columns: None,
            amounts: AmountRules::default(),
            times: TimeRules::default(),
            values: Values::default(),
            swap: None,
        }
    }
}

#[cfg(test)]
mod tests;
