//! `[detect.sequence]` and its steps.

use super::detect::{by, count, duration, required, span};
use super::params::check_part_name;
use crate::error::Code;
use crate::plan::{Detect, ParamId, ParamValue, Sequence, Step, Tie};
use crate::predicate::{Context, Place, field_refusal};
use crate::suggest;
use crate::toml_walk::{Table, Text};
use redflag_model::{Domain, Field, Ratio};
use std::cmp::Ordering;

pub(super) fn read(table: &Table<'_>, context: &Context<'_>) -> Option<Detect> {
    table.only(&["by", "span", "times", "apart", "unordered", "need", "step", "evidence"]);
    let (by, _) = by(table, context, false)?;
    let span = span(table, context);
    let times = table.maybe_text("times").map(|text| count(table, context, &text));
    let apart = table.maybe_text("apart").map(|text| duration(table, context, &text));
    if !table.filled("step") {
        return None;
    }
    let tables = table.tables("step");
    let unordered = table.flag("unordered").unwrap_or(false);
    check_shape(table, tables.len(), unordered);
    let need = need(table, tables.len(), context);
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
        unordered,
        need,
        steps: read.into_iter().collect::<Option<_>>()?,
    }))
}

fn check_shape(table: &Table<'_>, steps: usize, unordered: bool) {
    if steps < 2 && !table.has("times") {
        let at = table.key_at("step");
        table.doc.hinted(
            Code::BadSequence,
            &at,
            "a single step repeats nothing",
            "add a step, or `times`",
        );
    }
    if steps < 2 && unordered {
        let at = table.key_at("unordered");
        table.doc.hinted(
            Code::BadSequence,
            &at,
            "a single step has no order",
            "add a step, or take `unordered` out",
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

/// How many steps are enough: no value that an overlay may give is beyond the steps that there are.
fn need(table: &Table<'_>, steps: usize, context: &Context<'_>) -> Option<ParamId> {
    let text = table.maybe_text("need")?;
    let id = count(table, context, &text)?;
    let most = context.params[id.0].max.and_then(ParamValue::number);
    let steps_there = Ratio::whole(i128::try_from(steps).unwrap_or(i128::MAX));
    if most
        .and_then(|most| most.compare(steps_there))
        .is_none_or(Ordering::is_gt)
    {
        let message = format!(
            "`{}` may ask for more than the {steps} steps that there are",
            text.value
        );
        let hint = format!(
            "write max = {steps} under [params.{}]",
            text.value.trim_start_matches(':')
        );
        table.doc.hinted(Code::BadSequence, &text.at, message, hint);
    }
    Some(id)
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
    let name = context.steps.borrow().get(at).cloned().unwrap_or_default();
    let path = format!("sequence.step.{name}");
    let where_ = required(table, context, &path, "where", Place::Leg);
    let within = table.maybe_text("within").map(|text| duration(table, context, &text));
    let gap = gap(table, at, context);
    let ties = ties(table, at, context);
    let having = required(table, context, &path, "having", Place::Step(at));
    Some(Step {
        name,
        where_: where_?,
        within: within.flatten(),
        gap,
        ties: ties?,
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

/// `same` and `other`: fields, or `field = step.field` where the two have different names or the step is not the one before.
fn ties(table: &Table<'_>, at: usize, context: &Context<'_>) -> Option<Vec<Tie>> {
    let mut read = Vec::new();
    for (key, same) in [("same", true), ("other", false)] {
        if at == 0 && table.has(key) {
            table.doc.hinted(
                Code::BadSequence,
                &table.key_at(key),
                "nothing comes before the first step",
                "move it to the step that follows",
            );
        }
        let texts = if table.has(key) { table.texts(key) } else { Vec::new() };
        read.extend(texts.iter().map(|text| tie(table, text, same, at, context)));
    }
    read.into_iter().collect()
}

fn tie(table: &Table<'_>, text: &Text, same: bool, at: usize, context: &Context<'_>) -> Option<Tie> {
    let part = |value: &str| Text {
        value: value.trim().to_owned(),
        at: text.at.clone(),
    };
    let (own, theirs) = text.value.split_once('=').unwrap_or((&text.value, &text.value));
    let (step, theirs) = match theirs.split_once('.') {
        Some((name, field)) => (Some(earlier_step(table, &part(name), at, context)?), field),
        None => (None, theirs),
    };
    let (field, earlier) = (tied_field(table, &part(own))?, tied_field(table, &part(theirs))?);
    if Domain::of(field) != Domain::of(earlier) {
        table.doc.hinted(
            Code::TypeMismatch,
            &text.at,
            format!("`{field}` and `{earlier}` never hold the same values"),
            "compare two fields of one kind: two countries, two parties, two places",
        );
        return None;
    }
    Some(Tie {
        same,
        field,
        earlier,
        step,
    })
}

fn tied_field(table: &Table<'_>, text: &Text) -> Option<Field> {
    let Some(field) = Field::from_name(&text.value) else {
        let (code, message, hint) = field_refusal(&text.value);
        table.doc.hinted(code, &text.at, message, hint);
        return None;
    };
    if Domain::of(field).is_none() || field == Field::Account {
        table.doc.hinted(
            Code::BadSequence,
            &text.at,
            format!("`{field}` ties no leg to another"),
            "use counterparty, counterparty_country, merchant, place or another field of codes",
        );
        return None;
    }
    Some(field)
}

fn earlier_step(table: &Table<'_>, name: &Text, at: usize, context: &Context<'_>) -> Option<usize> {
    let steps = context.steps.borrow();
    let earlier = &steps[..at.min(steps.len())];
    let found = earlier.iter().position(|step| *step == name.value);
    if found.is_none() {
        let hint = if earlier.is_empty() {
            "only earlier steps have names to read here".to_owned()
        } else {
            suggest::choice(&name.value, earlier.iter().map(String::as_str))
        };
        let message = format!("no earlier step is called `{}`", name.value);
        table.doc.hinted(Code::UnknownName, &name.at, message, hint);
    }
    found
}
