//! Placeholders of sentences and pages.

use crate::error::Code;
use crate::plan::{Cond, Detect, Num, Param, ParamId, Test};
use crate::predicate::Located;
use crate::suggest;
use crate::toml_walk::{Doc, Text};
use std::collections::BTreeSet;
use std::ops::Range;

const PLAIN: &[&str] = &["subject", "start", "end", "legs", "total", "parties"];
const OF_PARAM: &[&str] = &["observed", "limit", "param"];

/// Checks the placeholders of a finding's sentence.
pub(super) fn check_sentence(doc: Doc<'_>, text: &Text, params: &[Param], measured: &BTreeSet<ParamId>) {
    let located = Located::new(doc, text);
    for (word, characters) in placeholders(&text.value) {
        let at = located.characters(characters);
        let Some((kind, name)) = word.split_once(':') else {
            if !PLAIN.contains(&word) {
                let hint = suggest::did_you_mean(word, PLAIN.iter().copied()).unwrap_or_else(usage);
                doc.hinted(
                    Code::UnknownPlaceholder,
                    &at,
                    format!("there is no placeholder {{{word}}}"),
                    hint,
                );
            }
            continue;
        };
        if !OF_PARAM.contains(&kind) {
            doc.hinted(
                Code::UnknownPlaceholder,
                &at,
                format!("there is no placeholder {{{word}}}"),
                usage(),
            );
            continue;
        }
        let Some(id) = params.iter().position(|param| param.name == name) else {
            unknown_param(doc, &at, name, params);
            continue;
        };
        if kind != "param" && !measured.contains(&ParamId(id)) {
            doc.hinted(
                Code::PlaceholderNotMeasured,
                &at,
                format!("`:{name}` stands in no comparison of `having`, so nothing is observed for it"),
                format!("write {{param:{name}}} for its value"),
            );
        }
    }
}

/// Checks `{param:NAME}` in a page.
pub(super) fn check_page(doc: Doc<'_>, params: &[Param]) {
    for (at, _) in doc.source.text.match_indices("{param:") {
        let rest = &doc.source.text[at + "{param:".len()..];
        let name = rest.split('}').next().unwrap_or(rest);
        if !params.iter().any(|param| param.name == name) {
            let shown: String = name.chars().take(40).collect();
            unknown_param(doc, &(at..at + "{param:".len() + shown.len() + 1), &shown, params);
        }
    }
}

fn unknown_param(doc: Doc<'_>, at: &Range<usize>, name: &str, params: &[Param]) {
    let known = params.iter().map(|param| param.name.as_str());
    doc.hinted(
        Code::UnknownPlaceholder,
        at,
        format!("there is no parameter `{name}` for this placeholder"),
        suggest::choice(name, known),
    );
}

fn usage() -> String {
    "{subject} {start} {end} {legs} {total} {parties} {observed:PARAM} {limit:PARAM} {param:PARAM}".to_owned()
}

/// What stands between braces, with its place in characters, braces included.
fn placeholders(text: &str) -> Vec<(&str, Range<usize>)> {
    let mut found = Vec::new();
    for (open, _) in text.match_indices('{') {
        let rest = &text[open + 1..];
        let word = rest.split(['}', '{']).next().unwrap_or(rest);
        let start = text[..open].chars().count();
        found.push((word, start..start + word.chars().count() + 2));
    }
    found
}

/// Parameters that stand in a comparison of a detector's measure: in `having`, or in a row's `where`.
pub(crate) fn measured(detect: &Detect) -> BTreeSet<ParamId> {
    let mut found = BTreeSet::new();
    let mut visit = |cond: &Cond| {
        cond.each_test(&mut |test| {
            if let Test::Compare { left, right, .. } = test {
                left.each(&mut |num| found.extend(param_of(num)));
                right.each(&mut |num| found.extend(param_of(num)));
            }
        });
    };
    match detect {
        Detect::Absent => {}
        Detect::Row(row) => visit(&row.where_),
        Detect::Window(window) => visit(&window.having),
        Detect::Sequence(sequence) => sequence.steps.iter().for_each(|step| visit(&step.having)),
        Detect::Deviation(deviation) => visit(&deviation.having),
    }
    found
}

fn param_of(num: &Num) -> Option<ParamId> {
    match num {
        Num::Param(id) | Num::Duration(id) | Num::Money(id) | Num::Units(id) => Some(*id),
        _ => None,
    }
}
