//! Findings read back from an output folder.

use crate::Lang;
use redflag_model::{Level, Role, time};
use serde::Deserialize;
use std::fmt;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

/// Least length of an abbreviated identifier.
const PREFIX: usize = 6;

/// A finding as `findings.jsonl` holds it, with what is needed to show it again.
#[derive(Clone, Debug, Deserialize)]
pub struct Stored {
    /// Identifier.
    pub finding_id: String,
    /// Stable key.
    pub key: String,
    /// Indicator.
    pub indicator: String,
    /// Its version in the run.
    pub indicator_version: String,
    /// Subject.
    pub subject: String,
    /// Role, as named in files.
    pub role: String,
    /// Level, as named in files.
    pub level: String,
    /// Points.
    pub points: i64,
    /// First leg.
    pub start: String,
    /// Last leg.
    pub end: String,
    /// Comparisons.
    pub measures: Vec<StoredMeasure>,
    /// Legs in all.
    pub evidence_count: u64,
    explanation: StoredText,
}

/// What a manifest says of the run as a whole.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct StoredRun {
    pub(crate) base: String,
    pub(crate) pack_sha256: String,
    pub(crate) overlay_sha256: Option<String>,
    #[serde(default)]
    reference_day: Option<String>,
}

impl StoredRun {
    /// Day (since 1970-01-01) of the rates at which parameters in money were converted.
    pub(crate) fn reference_day(&self) -> Option<i64> {
        time::parse_day(self.reference_day.as_deref()?)
    }
}

/// What a person wants to see of a row of `evidence.csv`.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct EvidenceRow {
    finding_id: String,
    pub(crate) file: String,
    pub(crate) line: String,
    pub(crate) direction: String,
    pub(crate) time: String,
    pub(crate) amount: String,
    pub(crate) currency: String,
    pub(crate) counterparty: String,
    pub(crate) counterparty_name: String,
    pub(crate) memo: String,
}

/// A comparison of a stored finding.
#[derive(Clone, Debug, Deserialize)]
pub struct StoredMeasure {
    /// Parameter.
    pub param: String,
    /// First observed.
    pub observed: String,
    /// Most extreme.
    pub peak: String,
    /// Limit.
    pub limit: String,
    /// Unit.
    pub unit: String,
}

#[derive(Clone, Debug, Deserialize)]
struct StoredText {
    en: String,
    fr: String,
}

/// Why a finding could not be read back.
#[derive(Debug)]
#[non_exhaustive]
pub enum StoredError {
    /// The file is not there or not readable.
    Unreadable(PathBuf, std::io::Error),
    /// A line is no finding.
    Broken(PathBuf, usize, serde_json::Error),
    /// No finding of that identifier or key.
    NotFound(String),
    /// More than one finding begins like this.
    Ambiguous(String, usize),
    /// Too short to look for.
    TooShort(String),
}

impl StoredError {
    /// The message with the thing to do next.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::Unreadable(path, error), Lang::En) => {
                format!(
                    "{}: {error}\n  hint: name the folder of a run with --run",
                    path.display()
                )
            }
            (Self::Unreadable(path, error), Lang::Fr) => {
                format!(
                    "{}\u{a0}: {error}\n  conseil\u{a0}: indiquez le dossier d’une exécution avec --run",
                    path.display()
                )
            }
            (Self::Broken(path, line, error), Lang::En) => {
                format!("{}:{line}: this is no finding ({error})", path.display())
            }
            (Self::Broken(path, line, error), Lang::Fr) => {
                format!("{}:{line}\u{a0}: ce n’est pas un résultat ({error})", path.display())
            }
            (Self::NotFound(id), Lang::En) => {
                format!("no finding has the id or key {id}\n  hint: ids stand in the last column of findings.csv")
            }
            (Self::NotFound(id), Lang::Fr) => format!(
                "aucun résultat n’a l’identifiant ou la clé {id}\n  conseil\u{a0}: les identifiants figurent en dernière colonne de findings.csv"
            ),
            (Self::Ambiguous(id, count), Lang::En) => {
                format!("{count} findings begin with {id}\n  hint: give more digits")
            }
            (Self::Ambiguous(id, count), Lang::Fr) => {
                format!("{count} résultats commencent par {id}\n  conseil\u{a0}: donnez plus de chiffres")
            }
            (Self::TooShort(id), Lang::En) => format!("{id} is too short\n  hint: give at least {PREFIX} digits"),
            (Self::TooShort(id), Lang::Fr) => {
                format!("{id} est trop court\n  conseil\u{a0}: donnez au moins {PREFIX} chiffres")
            }
        }
    }
}

impl fmt::Display for StoredError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Lang::En))
    }
}

impl std::error::Error for StoredError {}

impl StoredRun {
    /// The manifest of a folder.
    pub(crate) fn read(folder: &Path) -> Result<Self, StoredError> {
        let path = folder.join("manifest.json");
        let text = std::fs::read_to_string(&path).map_err(|error| StoredError::Unreadable(path.clone(), error))?;
        serde_json::from_str(&text).map_err(|error| StoredError::Broken(path, error.line(), error))
    }
}

impl Stored {
    /// The finding of an id or key, which may be cut to its first digits where that is unambiguous.
    ///
    /// # Errors
    /// [`StoredError`] where the folder holds no findings, or not exactly one that fits.
    pub fn find(folder: &Path, id: &str) -> Result<Self, StoredError> {
        if id.len() < PREFIX {
            return Err(StoredError::TooShort(id.to_owned()));
        }
        let mut fitting: Vec<Self> = Vec::new();
        let path = folder.join("findings.jsonl");
        let unreadable = |error| StoredError::Unreadable(path.clone(), error);
        let file = BufReader::new(File::open(&path).map_err(unreadable)?);
        for (at, line) in file.lines().enumerate() {
            let line = line.map_err(|error| StoredError::Unreadable(path.clone(), error))?;
            let finding: Self =
                serde_json::from_str(&line).map_err(|error| StoredError::Broken(path.clone(), at + 1, error))?;
            if finding.finding_id.starts_with(id) || finding.key.starts_with(id) {
                fitting.push(finding);
            }
        }
        match fitting.len() {
            0 => Err(StoredError::NotFound(id.to_owned())),
            1 => Ok(fitting.swap_remove(0)),
            count => Err(StoredError::Ambiguous(id.to_owned(), count)),
        }
    }

    /// Its rows of `evidence.csv`, in the order of the file.
    pub(crate) fn evidence(&self, folder: &Path) -> Result<Vec<EvidenceRow>, StoredError> {
        let path = folder.join("evidence.csv");
        let unreadable = |error: csv::Error| StoredError::Unreadable(path.clone(), std::io::Error::other(error));
        let mut reader = csv::Reader::from_path(&path).map_err(unreadable)?;
        let mut rows = Vec::new();
        for row in reader.deserialize() {
            let row: EvidenceRow = row.map_err(unreadable)?;
            if row.finding_id == self.finding_id {
                rows.push(row);
            }
        }
        Ok(rows)
    }

    /// The role, where it is one that this version knows.
    pub(crate) fn known_role(&self) -> Option<Role> {
        [
            Role::VictimLikely,
            Role::CoercedPayer,
            Role::Unclear,
            Role::Facilitator,
            Role::ControllerLikely,
        ]
        .into_iter()
        .find(|role| role.name() == self.role)
    }

    /// The level, where it is one that this version knows.
    pub(crate) fn known_level(&self) -> Option<Level> {
        [Level::Information, Level::Review, Level::Priority]
            .into_iter()
            .find(|level| level.name() == self.level)
    }

    /// The explanation as it stands in the file.
    #[must_use]
    pub fn explanation(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.explanation.en,
            Lang::Fr => &self.explanation.fr,
        }
    }
}
