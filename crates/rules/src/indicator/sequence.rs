//! `[detect.sequence]` and its steps.

use super::detect::{by, count, duration, required, span};
use super::params::check_part_name;
use crate::error::Code;
use crate::plan::{Detect, ParamId, Sequence, Step};
use crate::predicate::{Context, Place};
use crate::toml_walk::Table;

pub(super) fn read(table: &Table<'_>, context: &Context<'_>) -> Option<Detect> {
    table.only(&["by", "span", "times", "apart", "unordered", "need", "step", "evidence"]);
    refuse_later(table);
    let (by, _) = by(table, context, false)?;
    let span = span(table, context);
    let times = table.maybe_text("times").map(|text| count(table, context, &text));
    let apart = table.maybe_text("apart").map(|text| duration(table, context, &text));
    if !table.filled("step") {
        return None;
    }
    let tables = table.tables("step");
    check_shape(table, tables.len());
    name_steps(&tables, context);
    let read: Vec<Option<Step>> = tables
        .iter()
        .enumerate()
        .map(|(at, step)| read_step(step, at, context))
        .collect();
    Some(Detect::Sequence(Sequence {
        by,
        span: span?,
        times: times.flatten(),
        apart: apart.flatten(),
        unordered: false,
        steps: read.into_iter().collect::<Option<_>>()?,
    }))
}

fn refuse_later(table: &Table<'_>) {
    let unordered = table.flag("unordered").unwrap_or(false);
    for (key, asked) in [("unordered", unordered), ("need", table.has("need"))] {
        if asked {
            let message = format!("`{key}` comes with a later version");
            table.doc.hinted(
                Code::NotYet,
                &table.key_at(key),
                message,
                "leave it out: steps follow in order",
            );
        }
    }
}

fn check_shape(table: &Table<'_>, steps: usize) {
    if steps < 2 && !table.has("times") {
        let at = table.key_at("step");
        table.doc.hinted(
            Code::BadSequence,
            &at,
            "a single step repeats nothing",
            "add a step, or `times`",
        );
    }
    if table.has("apart") && !table.has("times") {
        let at = table.key_at("apart");
        table.doc.hinted(
            Code::BadSequence,
            &at,
            "`apart` stands between repeats",
            "add `times`, or take it out",
        );
    }
}

fn name_steps(tables: &[Table<'_>], context: &Context<'_>) {
    let mut names: Vec<String> = Vec::new();
    for table in tables {
        let Some(name) = table.text("name") else {
            names.push(String::new());
            continue;
        };
        check_part_name(table.doc, &name, "step");
        if names.contains(&name.value) {
            let message = format!("two steps are called `{}`", name.value);
            table
                .doc
                .hinted(Code::BadSequence, &name.at, message, "give each step its own name");
        }
        names.push(name.value);
    }
    *context.steps.borrow_mut() = names;
}

fn read_step(table: &Table<'_>, at: usize, context: &Context<'_>) -> Option<Step> {
    table.only(&["name", "where", "within", "gap", "having", "same", "other"]);
    for key in ["same", "other"] {
        if table.items(key).is_some_and(|items| !items.is_empty()) {
            let message = format!("`{key}` comes with a later version");
            table
                .doc
                .hinted(Code::NotYet, &table.key_at(key), message, "leave it out for now");
        }
    }
    let name = context.steps.borrow().get(at).cloned().unwrap_or_default();
    let path = format!("sequence.step.{name}");
    let where_ = required(table, context, &path, "where", Place::Leg);
    let within = table.maybe_text("within").map(|text| duration(table, context, &text));
    let gap = gap(table, at, context);
    let having = required(table, context, &path, "having", Place::Step(at));
    Some(Step {
        name,
        where_: where_?,
        within: within.flatten(),
        gap,
        having: having?,
    })
}

/// `["0", ":gap"]` or `[":least", ":gap"]`.
fn gap(table: &Table<'_>, at: usize, context: &Context<'_>) -> Option<(Option<ParamId>, ParamId)> {
    if !table.has("gap") {
        return None;
    }
    let texts = table.texts("gap");
    let [least, most] = texts.as_slice() else {
        let hint = "write gap = [\"0\", \":gap\"]";
        table.doc.hinted(
            Code::BadSequence,
            &table.key_at("gap"),
            "a gap has a least and a greatest time",
            hint,
        );
        return None;
    };
    if at == 0 {
        let hint = "move it to the step that follows";
        table.doc.hinted(
            Code::BadSequence,
            &table.key_at("gap"),
            "nothing comes before the first step",
            hint,
        );
    }
    let least = if least.value == "0" {
        None
    } else {
        Some(duration(table, context, least)?)
    };
    Some((least, duration(table, context, most)?))
}
