//! One indicator folder, read and checked.

mod cases;
mod detect;
mod guard;
mod head;
pub(crate) mod params;
mod sentence;
mod sequence;

use crate::data::Data;
use crate::error::{Code, PackError};
use crate::pack::Folder;
use crate::plan::{Cond, Detect, Indicator, IndicatorId, Param};
use crate::predicate::{Context, Lexicons};
use crate::source::{Faults, Source};
use crate::toml_walk::{Doc, Table, Text};
use redflag_model::TextPair;
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

pub(crate) use guard::Named;
pub(crate) use sentence::measured;

/// What all indicators of a pack share while they are read.
pub(crate) struct Shared<'a> {
    pub(crate) ids: &'a [String],
    pub(crate) data: &'a Data,
    pub(crate) lexicons: &'a RefCell<Lexicons>,
    pub(crate) faults: &'a Faults,
}

/// An indicator whose [`IndicatorId`]s are still places in the list of ids.
pub(crate) struct Draft {
    pub(crate) indicator: Indicator,
    /// Where each indicator that it reads is named.
    pub(crate) named_at: BTreeMap<usize, Range<usize>>,
    /// Which indicators it names as a guard, and where.
    pub(crate) guards: Named,
}

/// The id of a folder's file, where it has a legal one.
pub(crate) fn id(root: &Table<'_>) -> Option<Text> {
    let text = root.text("id")?;
    if head::is_id(&text.value) {
        return Some(text);
    }
    head::bad_id(root, &text);
    None
}

/// Reads and checks a folder; mistakes go to `shared.faults`.
pub(crate) fn read(root: &Table<'_>, id: &str, folder: &Folder, shared: &Shared<'_>) -> Option<Draft> {
    let head = head::read(root, id, shared.data);
    let declared = params::declared(root);
    let params = params::read(root);
    let (sentence, sentences) = root.pair_with_places("sentence");
    let context = context(root.doc, id, shared, &params, &declared);
    let found = detector(root, &context);
    let guard = guard::read(root, &context);
    let page = page(folder, &params, shared.faults);
    cases::check(folder, guard.as_ref().map(|(guard, _)| guard), shared.faults);
    let (detect, evidence) = found?;
    if guard.is_none() && root.has("guard") {
        return None;
    }
    check_used(root, &context);
    // A guard's sentence speaks of findings of others, which measured something else.
    let measured = if guard.is_some() {
        BTreeSet::new()
    } else {
        sentence::measured(&detect)
    };
    for text in &sentences {
        sentence::check_sentence(root.doc, text, &params, &measured);
    }
    let (subject_role, party_roles) = head::roles(root, &places(&detect));
    let named_at = context.reads.take();
    let aggregates = context.aggregates.take();
    let predicates = context.written.take();
    let (guard, guards) = guard.map_or_else(|| (None, Named::new()), |(guard, named)| (Some(guard), named));
    let indicator = Indicator {
        id: head.id,
        version: head.version,
        title: head.title,
        status: head.status,
        since: head.since,
        supports: head.supports,
        paragraphs: head.paragraphs,
        points: head.points,
        overlaps: head.overlaps,
        own_only: head.own_only,
        subjects: head.subjects,
        subject_role,
        party_roles,
        family: head.family,
        both_sides: head.both_sides,
        sources: head.sources,
        cannot_show: head.cannot_show,
        innocent: head.innocent,
        sentence,
        aggregates,
        detect,
        evidence,
        guard,
        layer: 0,
        reads: named_at.keys().copied().map(IndicatorId).collect(),
        enabled: head.enabled,
        predicates,
        page,
        folder: folder.name.clone(),
        params,
    };
    Some(Draft {
        indicator,
        named_at,
        guards,
    })
}

/// A guard that looks at findings alone has no detector.
fn detector(root: &Table<'_>, context: &Context<'_>) -> Option<(Detect, Option<Cond>)> {
    if root.has("guard") && !root.has("detect") {
        return Some((Detect::Absent, None));
    }
    detect::read(root, context)
}

fn context<'a>(
    doc: Doc<'a>,
    id: &'a str,
    shared: &'a Shared<'_>,
    params: &'a [Param],
    declared: &'a [String],
) -> Context<'a> {
    Context {
        doc,
        id,
        ids: shared.ids,
        data: shared.data,
        lexicons: shared.lexicons,
        params,
        declared,
        by_currency: Cell::new(false),
        steps: RefCell::default(),
        groups: RefCell::default(),
        measures: RefCell::default(),
        used: RefCell::default(),
        aggregates: RefCell::default(),
        reads: RefCell::default(),
        written: RefCell::default(),
    }
}

/// Places in the pattern for which an indicator may declare a role.
fn places(detect: &Detect) -> Vec<String> {
    match detect {
        Detect::Absent => Vec::new(),
        Detect::Sequence(sequence) => sequence.steps.iter().map(|step| step.name.clone()).collect(),
        Detect::Row(_) | Detect::Window(_) | Detect::Deviation(_) => vec!["in".to_owned(), "out".to_owned()],
    }
}

fn check_used(root: &Table<'_>, context: &Context<'_>) {
    let used = context.used.borrow();
    let Some(table) = root.maybe_table("params") else {
        return;
    };
    for key in table.keys() {
        let at = context.params.iter().position(|param| param.name == key.value);
        if at.is_some_and(|at| !used.contains(&crate::plan::ParamId(at))) {
            root.doc.hinted(
                Code::UnusedParam,
                &key.at,
                format!("nothing in [detect] uses `:{}`", key.value),
                "use it, or take it out: a threshold that decides nothing misleads",
            );
        }
    }
}

fn page(folder: &Folder, params: &[Param], faults: &Faults) -> TextPair {
    TextPair {
        en: page_text(folder, folder.en.as_ref(), "en.md", params, faults),
        fr: page_text(folder, folder.fr.as_ref(), "fr.md", params, faults),
    }
}

fn page_text(folder: &Folder, source: Option<&Source>, file: &str, params: &[Param], faults: &Faults) -> String {
    let Some(source) = source else {
        missing(folder, file, faults);
        return String::new();
    };
    sentence::check_page(Doc { source, faults }, params);
    if source.text.trim().is_empty() {
        faults.add(PackError::of_file(Code::EmptyText, &source.name, "the page is empty").hint("write the page"));
    }
    source.text.to_string()
}

fn missing(folder: &Folder, file: &str, faults: &Faults) {
    let name = format!("{}{file}", folder.toml.name.trim_end_matches("indicator.toml"));
    let hint = "an indicator is one folder with indicator.toml, en.md, fr.md and cases.csv";
    faults.add(PackError::of_file(Code::MissingFile, name, "this file is missing").hint(hint));
}
