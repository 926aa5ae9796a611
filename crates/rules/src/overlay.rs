//! A bank's own values, switches, lists and words.

mod data;

use crate::error::{Code, PackErrors};
use crate::indicator::params::{Unit, check_bounds, value, written};
use crate::pack::read_file;
use crate::plan::{BuiltIn, Guard, Indicator, Limits};
use crate::source::{Faults, Source};
use crate::suggest;
use crate::toml_walk::{Doc, Table, parse};
use redflag_model::Setting;
use std::path::Path;

/// Values and switches of one institution, laid over a pack: parameters by indicator, `[run]`, `[lists]` and `[terms]`.
///
/// Names and bounds are checked when the pack is compiled.
#[derive(Clone, Debug)]
pub struct Overlay {
    pub(crate) source: Source,
    /// Files of lists that take the place of the pack's, by the name of the list.
    lists: Vec<(String, Source)>,
}

impl Overlay {
    /// Reads an overlay file and the lists that it names, whose paths start at the overlay's own folder.
    ///
    /// # Errors
    /// Where a file cannot be read, or the overlay is no TOML.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, PackErrors> {
        let path = path.as_ref();
        Self::checked(read_file(path)?, path.parent().unwrap_or(Path::new("")))
    }

    /// Reads an overlay from a text; `name` stands in messages. Paths of lists start at the current folder.
    ///
    /// # Errors
    /// Where the text is no TOML, or a list that it names cannot be read.
    pub fn parse(name: &str, text: &str) -> Result<Self, PackErrors> {
        Self::checked(Source::new(name, text), Path::new(""))
    }

    fn checked(source: Source, folder: &Path) -> Result<Self, PackErrors> {
        let faults = Faults::default();
        let doc = Doc {
            source: &source,
            faults: &faults,
        };
        let root = parse(&source, &faults);
        let lists = root.map_or_else(Vec::new, |root| data::list_files(doc, &root, folder));
        if faults.count() == 0 {
            Ok(Self { source, lists })
        } else {
            Err(PackErrors::sorted(faults.into_vec()))
        }
    }

    /// Lays the overlay over indicators and limits; every departure is noted.
    pub(crate) fn apply(
        &self,
        indicators: &mut [Indicator],
        limits: &mut Limits,
        notes: &mut Vec<Setting>,
        faults: &Faults,
    ) {
        let Some(root) = parse(&self.source, faults) else {
            return;
        };
        let doc = Doc {
            source: &self.source,
            faults,
        };
        let root = Table::root(doc, &root);
        for key in root.keys() {
            let Some(table) = root.maybe_table(&key.value) else {
                continue;
            };
            if data::SECTIONS.contains(&key.value.as_str()) {
                continue;
            }
            if key.value == "run" {
                run(&table, limits, notes);
                continue;
            }
            if let Some(at) = indicators.iter().position(|indicator| indicator.id == key.value) {
                switch(&table, &mut indicators[at], notes);
                continue;
            }
            let known = indicators
                .iter()
                .map(|indicator| indicator.id.as_str())
                .chain(["run", "lists", "terms"]);
            let hint = suggest::did_you_mean(&key.value, known)
                .unwrap_or_else(|| "name an indicator of the pack, [run], [lists] or [terms]".to_owned());
            let message = format!("the pack has no indicator `{}`", key.value);
            doc.hinted(Code::UnknownIndicator, &key.at, message, hint);
        }
    }
}

fn switch(table: &Table<'_>, indicator: &mut Indicator, notes: &mut Vec<Setting>) {
    for key in table.keys() {
        if key.value == "enabled" {
            if is_always_on(indicator) {
                let message = format!("{} is a rule of the engine and always on", indicator.id);
                let hint = "take the line out: what protects people can't be switched off";
                table.doc.hinted(Code::BadGuard, &key.at, message, hint);
            } else if let Some(enabled) = table.flag("enabled") {
                note(
                    notes,
                    &indicator.id,
                    "enabled",
                    &indicator.enabled.to_string(),
                    &enabled.to_string(),
                );
                indicator.enabled = enabled;
            }
            continue;
        }
        let Some(at) = indicator.params.iter().position(|param| param.name == key.value) else {
            let known = indicator
                .params
                .iter()
                .map(|param| param.name.as_str())
                .chain(["enabled"]);
            let hint = suggest::choice(&key.value, known);
            let message = format!("{} has no parameter `{}`", indicator.id, key.value);
            table.doc.hinted(Code::UnknownParam, &key.at, message, hint);
            continue;
        };
        let Some(found) = table.get(&key.value) else { continue };
        let param = &mut indicator.params[at];
        let Some(new) = value(table.doc, &key.value, found, Unit::of(param)) else {
            continue;
        };
        check_bounds(table.doc, &found.span(), param, new);
        param.value = new;
        note(
            notes,
            &indicator.id,
            &param.name,
            &written(param.default),
            &written(new),
        );
    }
}

fn is_always_on(indicator: &Indicator) -> bool {
    let rule = indicator.guard.as_ref().and_then(Guard::built_in);
    rule.is_some_and(BuiltIn::is_always_on)
}

fn run(table: &Table<'_>, limits: &mut Limits, notes: &mut Vec<Setting>) {
    table.only(&["hub", "case_subjects"]);
    let default = Limits::default();
    if let Some(hub) = limit(table, "hub", 1_000_000_000) {
        note(notes, "run", "hub", &default.hub.to_string(), &hub.to_string());
        limits.hub = hub;
    }
    if let Some(subjects) = limit(table, "case_subjects", 1000) {
        note(
            notes,
            "run",
            "case_subjects",
            &default.case_subjects.to_string(),
            &subjects.to_string(),
        );
        limits.case_subjects = usize::try_from(subjects).unwrap_or(default.case_subjects);
    }
}

fn limit(table: &Table<'_>, key: &str, most: u64) -> Option<u64> {
    if !table.has(key) {
        return None;
    }
    let (number, at) = table.whole(key)?;
    let limit = u64::try_from(number).ok().filter(|number| (1..=most).contains(number));
    if limit.is_none() {
        let message = format!("{number} is outside the bounds of `{key}`");
        table.doc.hinted(
            Code::ParamOutOfBounds,
            &at,
            message,
            format!("choose a whole number from 1 to {most}"),
        );
    }
    limit
}

/// Notes a departure from the pack; a value equal to its default is none. Of several overlays the last decides and the first knows the default.
fn note(notes: &mut Vec<Setting>, indicator: &str, name: &str, default: &str, value: &str) {
    let known = notes
        .iter()
        .position(|known| known.indicator == indicator && known.name == name);
    let default = known.map_or_else(|| default.to_owned(), |at| notes.remove(at).default);
    if default != value {
        notes.push(Setting {
            indicator: indicator.to_owned(),
            name: name.to_owned(),
            default,
            value: value.to_owned(),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_overlay_decides_and_the_default_stays_the_packs() {
        let mut notes = Vec::new();
        note(&mut notes, "A", "enabled", "true", "false");
        note(&mut notes, "A", "least", "3", "4");
        note(&mut notes, "A", "least", "3", "5");
        note(&mut notes, "A", "enabled", "false", "true");
        assert_eq!(notes.len(), 1);
        assert_eq!((notes[0].default.as_str(), notes[0].value.as_str()), ("3", "5"));
    }
}
