//! Indicator folders, read as plain TOML: this program knows no crate of the project, so that it
//! still works while one of them does not build.

use std::path::{Path, PathBuf};

use toml::{Table, Value};

use crate::repo;

/// The two languages, in the order in which every pair of texts stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    English,
    French,
}

impl Language {
    pub(crate) const BOTH: [Self; 2] = [Self::English, Self::French];

    /// `en` or `fr`, as keys and folders are called.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::French => "fr",
        }
    }
}

/// One indicator folder.
#[derive(Debug)]
pub(crate) struct Indicator {
    pub(crate) id: String,
    pub(crate) folder: PathBuf,
    pub(crate) facts: Table,
    /// `indicator.toml` as written, for the order of its tables and the text of its detection.
    pub(crate) text: String,
}

/// Where the built-in indicators live.
pub(crate) fn root() -> PathBuf {
    repo::root().join("crates/rules/indicators")
}

/// Every folder that holds an `indicator.toml`, in order of path.
pub(crate) fn folders() -> Result<Vec<PathBuf>, String> {
    Ok(repo::files_below(&root())?
        .into_iter()
        .filter(|path| path.file_name().is_some_and(|name| name == "indicator.toml"))
        .filter_map(|path| path.parent().map(Path::to_path_buf))
        .collect())
}

/// Every indicator, in order of id.
pub(crate) fn indicators() -> Result<Vec<Indicator>, String> {
    let mut found = folders()?
        .iter()
        .map(|folder| Indicator::open(folder))
        .collect::<Result<Vec<_>, _>>()?;
    found.sort_by(|one, other| one.id.cmp(&other.id));
    Ok(found)
}

/// A TOML file as a table.
pub(crate) fn table(path: &Path) -> Result<Table, String> {
    parse(path, &repo::read(path)?)
}

fn parse(path: &Path, text: &str) -> Result<Table, String> {
    text.parse()
        .map_err(|error| format!("{} is no TOML:\n{error}", repo::shown(path)))
}

impl Indicator {
    /// Reads a folder's `indicator.toml`.
    pub(crate) fn open(folder: &Path) -> Result<Self, String> {
        let path = folder.join("indicator.toml");
        let text = repo::read(&path)?;
        let facts = parse(&path, &text)?;
        let id = facts
            .get("id")
            .and_then(Value::as_str)
            .ok_or_else(|| format!("{} has no id", repo::shown(&path)))?
            .to_owned();
        Ok(Self {
            id,
            folder: folder.to_path_buf(),
            facts,
            text,
        })
    }

    /// One of the folder's own files.
    pub(crate) fn file(&self, name: &str) -> Result<String, String> {
        repo::read(&self.folder.join(name))
    }

    /// A text of the indicator in one language, empty where it is not given.
    pub(crate) fn said(&self, key: &str, language: Language) -> &str {
        said(self.facts.get(key), language)
    }

    /// A plain fact as text: strings, numbers, lists of them.
    pub(crate) fn fact(&self, key: &str) -> String {
        self.facts.get(key).map(plain).unwrap_or_default()
    }

    /// Parameters with their names, in the order of the file.
    pub(crate) fn params(&self) -> Vec<(&str, &Table)> {
        let Some(params) = self.facts.get("params").and_then(Value::as_table) else {
            return Vec::new();
        };
        let place = |name: &str| self.text.find(&format!("[params.{name}]"));
        let mut named: Vec<(&str, &Table)> = params
            .iter()
            .filter_map(|(name, value)| Some((name.as_str(), value.as_table()?)))
            .collect();
        named.sort_by_key(|(name, _)| place(name));
        named
    }

    /// The text of the `[detect.…]` and `[guard]` tables.
    pub(crate) fn detection(&self) -> String {
        let mut kept = Vec::new();
        let mut inside = false;
        for line in self.text.lines() {
            if line.starts_with('[') {
                let name = line.trim_start_matches('[');
                inside = name.starts_with("detect") || name.starts_with("guard");
            }
            if inside {
                kept.push(line);
            }
        }
        kept.join("\n").trim_end().to_owned()
    }
}

/// A text in one language, from a pair `{ en, fr }`.
pub(crate) fn said(pair: Option<&Value>, language: Language) -> &str {
    pair.and_then(|pair| pair.get(language.code()))
        .and_then(Value::as_str)
        .unwrap_or("")
}

/// A value as a reader expects it, without quotes or brackets.
pub(crate) fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(plain).collect::<Vec<_>>().join(", "),
        Value::Table(table) => table.get("value").map(plain).unwrap_or_default(),
        Value::Integer(number) => number.to_string(),
        Value::Float(number) => number.to_string(),
        Value::Boolean(answer) => answer.to_string(),
        Value::Datetime(time) => time.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Indicator, Language};
    use std::path::PathBuf;

    const TEXT: &str = r#"
id = "HT-X-001"
title = { en = "A", fr = "B" }
paragraphs = [4, 5]
[params.zeta]
value = 1
[params.alpha]
value = 2
[detect.window]
by = ["account"]
[detect.window.each.night]
by = ["local_date()"]
[after]
word = 1
"#;

    fn indicator() -> Indicator {
        Indicator {
            id: "HT-X-001".into(),
            folder: PathBuf::new(),
            facts: TEXT.parse().unwrap(),
            text: TEXT.into(),
        }
    }

    #[test]
    fn params_keep_the_order_of_the_file() {
        let names: Vec<String> = indicator().params().iter().map(|p| p.0.to_owned()).collect();
        assert_eq!(names, ["zeta", "alpha"]);
    }

    #[test]
    fn the_detection_ends_where_another_table_starts() {
        assert_eq!(
            indicator().detection(),
            "[detect.window]\nby = [\"account\"]\n[detect.window.each.night]\nby = [\"local_date()\"]"
        );
    }

    #[test]
    fn facts_and_texts_are_plain() {
        assert_eq!(indicator().fact("paragraphs"), "4, 5");
        assert_eq!(indicator().said("title", Language::French), "B");
        assert_eq!(indicator().said("innocent", Language::French), "");
    }
}
