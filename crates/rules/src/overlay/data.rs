//! Lists that take the place of the pack's, and further terms of its lexicons.

use super::Overlay;
use crate::data::{Data, Language, Provenance};
use crate::data_read::list_of_rows;
use crate::error::Code;
use crate::hash::{sha256, sha256_parts};
use crate::pack::read_file;
use crate::source::{Faults, Source};
use crate::suggest;
use crate::text::fold;
use crate::toml_walk::{Doc, Table, Text, parse};
use std::path::Path;
use std::sync::Arc;
use toml::Spanned;
use toml::de::DeTable;

/// Parts of an overlay that concern data.
pub(super) const SECTIONS: [&str; 2] = ["lists", "terms"];

/// The files that `[lists]` names. What cannot be read is reported where the overlay names it.
pub(super) fn list_files(doc: Doc<'_>, root: &Spanned<DeTable<'_>>, folder: &Path) -> Vec<(String, Source)> {
    let root = Table::root(doc, root);
    let Some(lists) = root.maybe_table("lists") else {
        return Vec::new();
    };
    let named = lists.keys().into_iter();
    named
        .filter_map(|name| {
            let file = lists.maybe_table(&name.value)?.text("file")?;
            Some((name.value, list_file(doc, file, folder)?))
        })
        .collect()
}

fn list_file(doc: Doc<'_>, file: Text, folder: &Path) -> Option<Source> {
    match read_file(&folder.join(&file.value)) {
        Ok(source) => Some(Source {
            local: file.value,
            ..source
        }),
        Err(errors) => {
            let error = errors.0.into_iter().next()?;
            let message = format!("`{}`: {}", file.value, error.message);
            doc.hinted(error.code, &file.at, message, error.hint.unwrap_or_default());
            None
        }
    }
}

impl Overlay {
    /// Puts the overlay's lists in place of the pack's and adds its terms to lexicons.
    pub(crate) fn lay_over(&self, data: &mut Data, faults: &Faults) {
        let Some(root) = parse(&self.source, faults) else {
            return;
        };
        let doc = Doc {
            source: &self.source,
            faults,
        };
        let root = Table::root(doc, &root);
        if let Some(lists) = root.maybe_table("lists") {
            self.replace_lists(&lists, data);
        }
        if let Some(terms) = root.maybe_table("terms") {
            add_terms(&terms, data);
        }
    }

    fn replace_lists(&self, lists: &Table<'_>, data: &mut Data) {
        for name in lists.keys() {
            let Some(old) = data.lists.get(&name.value).map(Arc::clone) else {
                unknown(lists.doc, "list", &name, data.lists.keys());
                continue;
            };
            let Some(about) = lists.maybe_table(&name.value) else {
                continue;
            };
            about.only(&["file", "as_of", "source"]);
            let (as_of, said) = (about.day("as_of"), about.text("source"));
            let file = self.lists.iter().find(|(known, _)| *known == name.value);
            if let (Some((as_of, _)), Some(said), Some((_, file))) = (as_of, said, file) {
                let from = Provenance {
                    name: name.value.clone(),
                    title: old.from.title.clone(),
                    as_of,
                    source: said.value,
                    licence: "LicenseRef-institution".to_owned(),
                    basis: "judgement".to_owned(),
                    file: file.local.clone(),
                    sha256: sha256(file.text.as_bytes()),
                    note: None,
                };
                let new = list_of_rows(file, &old.keys, from, lists.doc.faults);
                data.lists.insert(name.value, Arc::new(new));
            }
        }
    }
}

/// Terms of the institution stand beside those of the lexicon, in a language of their own.
fn add_terms(sections: &Table<'_>, data: &mut Data) {
    for name in sections.keys() {
        let Some(old) = data.lexicons.get(&name.value).map(Arc::clone) else {
            unknown(sections.doc, "lexicon", &name, data.lexicons.keys());
            continue;
        };
        if !sections.filled(&name.value) {
            continue;
        }
        let terms = sections.texts(&name.value);
        for term in &terms {
            check_term(sections.doc, term);
        }
        let terms: Vec<String> = terms.into_iter().map(|term| term.value).collect();
        let mut new = (*old).clone();
        let digests = std::iter::once(&new.from.sha256).chain(&terms).map(String::as_bytes);
        new.from.sha256 = sha256_parts(digests);
        new.languages.push(Language {
            code: "und".to_owned(),
            status: "reviewed".to_owned(),
            enabled: true,
            terms,
            ..Language::default()
        });
        data.lexicons.insert(name.value, Arc::new(new));
    }
}

fn check_term(doc: Doc<'_>, term: &Text) {
    if fold(&term.value).is_empty() {
        let message = format!("the term `{}` has neither letters nor digits", term.value);
        doc.hinted(Code::BadData, &term.at, message, "it would match nothing: take it out");
    }
}

fn unknown<'a>(doc: Doc<'_>, kind: &str, name: &Text, known: impl IntoIterator<Item = &'a String>) {
    let message = format!("there is no {kind} `{}`", name.value);
    let hint = suggest::did_you_mean(&name.value, known.into_iter().map(String::as_str))
        .unwrap_or_else(|| "`redflag lists check` shows those there are".to_owned());
    doc.hinted(Code::UnknownData, &name.at, message, hint);
}
