//! `[guard]`: what a protective rule selects and what it does.

use super::detect::{kind, param};
use crate::error::Code;
use crate::plan::{BuiltIn, Effect, Factor, Guard, GuardOn, GuardRule, MeasureGuard, ParamId, ParamValue, Redact};
use crate::predicate::{Context, matches};
use crate::suggest;
use crate::toml_walk::{Table, Text};
use redflag_model::{Level, Ratio, Role};
use std::collections::BTreeMap;
use std::ops::Range;

const KEYS: &[&str] = &[
    "applies", "on", "covers", "roles", "measure", "at_most", "at_least", "points", "cap", "route", "redact",
];
const BUILT_IN: &[&str] = &["roles", "protected-attributes", "data-quality"];
/// Where a guard names an indicator, and whether by its whole id.
pub(crate) type Named = BTreeMap<usize, (Range<usize>, bool)>;

/// The guard of a folder that has one, and the indicators that it names; those are settled once the whole pack is read.
pub(super) fn read(root: &Table<'_>, context: &Context<'_>) -> Option<(Guard, Named)> {
    let table = root.maybe_table("guard")?;
    check_head(root);
    if table.has("built_in") {
        let rule = built_in(&table, context)?;
        if rule.is_always_on() && root.flag("enabled") == Some(false) {
            let hint = "take the line out: what protects people can't be switched off";
            refuse(
                root,
                &root.key_at("enabled"),
                "this rule of the engine is always on",
                hint,
            );
        }
        return Some((Guard::BuiltIn(rule), Named::new()));
    }
    table.only(KEYS);
    let named = applies(&table, context);
    let on = on(&table, context);
    let effect = effect(&table, context);
    let rule = GuardRule {
        applies: Vec::new(),
        on: on?,
        effect: effect?,
    };
    check_detector(root, &table, &rule.on);
    check_effect(&table, &rule);
    Some((Guard::Rule(rule), named))
}

/// What a guard finds is a fact: it supports no side and gives no points.
fn check_head(root: &Table<'_>) {
    let supports = root.maybe_text("supports").filter(|text| text.value != "fact");
    if let Some(text) = supports {
        refuse(
            root,
            &text.at,
            "what a guard finds is a fact, no red flag",
            "write supports = \"fact\"",
        );
    }
    let points = root.maybe_table("points").filter(|points| points.has("value"));
    if let Some((value, at)) = points.and_then(|points| points.whole("value"))
        && value != 0
    {
        refuse(root, &at, "a guard gives no points", "write value = 0");
    }
}

fn refuse(table: &Table<'_>, at: &Range<usize>, message: &str, hint: &str) {
    table.doc.hinted(Code::BadGuard, at, message, hint);
}

fn built_in(table: &Table<'_>, context: &Context<'_>) -> Option<BuiltIn> {
    table.only(&["built_in", "limits"]);
    let word = table.word("built_in", BUILT_IN)?;
    if word.value != "data-quality"
        && let Some(limits) = table.maybe_table("limits")
    {
        limits.only(&[]);
    }
    match word.value.as_str() {
        "roles" => Some(BuiltIn::Roles),
        "protected-attributes" => Some(BuiltIn::ProtectedAttributes),
        _ => {
            let limits = table.table("limits")?;
            limits.only(&["midnight"]);
            let text = limits.text("midnight")?;
            Some(BuiltIn::DataQuality {
                midnight: share(&limits, context, &text)?,
            })
        }
    }
}

fn applies(table: &Table<'_>, context: &Context<'_>) -> Named {
    let mut named = Named::new();
    if !table.filled("applies") {
        return named;
    }
    for text in table.texts("applies") {
        let ids = context.ids;
        let glob = text.value.contains('*');
        let found: Vec<usize> = (0..ids.len())
            .filter(|&n| matches(&text.value, &ids[n]) && !(glob && ids[n] == context.id))
            .collect();
        if found.is_empty() {
            let hint = suggest::did_you_mean(&text.value, ids.iter().map(String::as_str))
                .unwrap_or_else(|| "name an indicator of the pack, or a pattern such as \"HT-*\"".to_owned());
            let message = format!("the pack has no indicator `{}`", text.value);
            table.doc.hinted(Code::UnknownIndicator, &text.at, message, hint);
        }
        for at in found {
            let known = named.entry(at).or_insert_with(|| (text.at.clone(), false));
            if !glob && !known.1 {
                *known = (text.at.clone(), true);
            }
        }
    }
    named
}

fn on(table: &Table<'_>, context: &Context<'_>) -> Option<GuardOn> {
    let word = table.word("on", &["subject", "evidence", "role", "measure"])?;
    let keys: &[&str] = match word.value.as_str() {
        "evidence" => &["covers"],
        "role" => &["roles"],
        "measure" => &["measure", "at_most", "at_least"],
        _ => &[],
    };
    for key in ["covers", "roles", "measure", "at_most", "at_least"] {
        if table.has(key) && !keys.contains(&key) {
            let message = format!("`{key}` has no meaning beside on = \"{}\"", word.value);
            refuse(table, &table.key_at(key), &message, "take it out, or change `on`");
        }
    }
    match word.value.as_str() {
        "evidence" => Some(GuardOn::Evidence(share(table, context, &table.text("covers")?)?)),
        "role" => Some(GuardOn::Role(roles(table)?)),
        "measure" => measure(table, context),
        _ => Some(GuardOn::Subject),
    }
}

fn roles(table: &Table<'_>) -> Option<Vec<Role>> {
    if !table.filled("roles") {
        return None;
    }
    let read = |text: Text| {
        let role = Role::ALL.iter().find(|role| role.name() == text.value).copied();
        if role.is_none() {
            let hint = suggest::choice(&text.value, Role::ALL.iter().map(|role| role.name()));
            let message = format!("there is no role `{}`", text.value);
            table.doc.hinted(Code::UnknownRole, &text.at, message, hint);
        }
        role
    };
    table.texts("roles").into_iter().map(read).collect()
}

fn measure(table: &Table<'_>, context: &Context<'_>) -> Option<GuardOn> {
    let name = table.text("measure")?;
    if table.has("at_most") == table.has("at_least") {
        refuse(
            table,
            &name.at,
            "a measure needs one limit",
            "write at_most = \":NAME\" or at_least = \":NAME\"",
        );
        return None;
    }
    let at_most = table.has("at_most");
    let text = table.text(if at_most { "at_most" } else { "at_least" })?;
    let (limit, _) = param(table, context, &text)?;
    Some(GuardOn::Measure(MeasureGuard {
        name: name.value,
        limit,
        at_most,
    }))
}

fn effect(table: &Table<'_>, context: &Context<'_>) -> Option<Effect> {
    let points = match table.maybe_text("points") {
        Some(text) if text.value == "0" => Some(Factor::Zero),
        Some(text) => Some(Factor::Param(share(table, context, &text)?)),
        None => None,
    };
    let cap = optional_word(table, "cap", &["information", "review"]).map(|cap| {
        if cap == "information" {
            Level::Information
        } else {
            Level::Review
        }
    });
    let redact = optional_word(table, "redact", &["subject", "matched", "others"]).map(|who| match who.as_str() {
        "subject" => Redact::Subject,
        "matched" => Redact::Matched,
        _ => Redact::Others,
    });
    Some(Effect {
        points,
        cap,
        route: route(table),
        redact,
    })
}

fn optional_word(table: &Table<'_>, key: &str, vocabulary: &[&str]) -> Option<String> {
    if !table.has(key) {
        return None;
    }
    table.word(key, vocabulary).map(|text| text.value)
}

/// The name of a queue: small letters and dashes, as it stands in files.
fn route(table: &Table<'_>) -> Option<String> {
    let text = table.maybe_text("route")?;
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte == b'-';
    if text.value.bytes().all(plain) && text.value.len() <= 40 {
        return Some(text.value);
    }
    let message = format!("`{}` is no name of a queue", text.value);
    let hint = "use small letters and dashes, such as \"welfare\"";
    table.doc.hinted(Code::BadValue, &text.at, message, hint);
    None
}

/// A parameter whose bounds keep it from 0 to 1.
fn share(table: &Table<'_>, context: &Context<'_>, text: &Text) -> Option<ParamId> {
    let (id, _) = param(table, context, text)?;
    let bounds = &context.params[id.0];
    let number = |value: Option<ParamValue>| value.and_then(ParamValue::number);
    let within = |value: Option<Ratio>| {
        value.is_some_and(|value| value.numerator() >= 0 && value.numerator() <= value.denominator())
    };
    if within(number(bounds.min)) && within(number(bounds.max)) {
        return Some(id);
    }
    kind(table, text, "a share with `min` and `max` from 0 to 1");
    None
}

/// `subject` and `evidence` need something found; the others look at findings alone.
fn check_detector(root: &Table<'_>, table: &Table<'_>, on: &GuardOn) {
    let needs = matches!(on, GuardOn::Subject | GuardOn::Evidence(_));
    if needs && !root.has("detect") {
        refuse(
            table,
            &table.key_at("on"),
            "nothing tells whom this guard protects",
            "add [detect.row] or another detector",
        );
    } else if !needs && root.has("detect") {
        refuse(
            root,
            &root.key_at("detect"),
            "a guard on roles or measures has no detector",
            "take it out, or write on = \"subject\"",
        );
    }
}

fn check_effect(table: &Table<'_>, rule: &GuardRule) {
    let effect = &rule.effect;
    let at = table.key_at("on");
    if effect.points.is_none() && effect.cap.is_none() && effect.route.is_none() && effect.redact.is_none() {
        refuse(
            table,
            &at,
            "this guard does nothing",
            "add `points`, `cap`, `route` or `redact`",
        );
    }
    let on_role = matches!(rule.on, GuardOn::Role(_));
    if on_role && effect.points.is_some() {
        refuse(
            table,
            &table.key_at("points"),
            "roles follow from points, so points can't follow from roles",
            "use `cap`, `route` or `redact`",
        );
    }
    if !on_role && effect.redact == Some(Redact::Matched) {
        refuse(
            table,
            &table.key_at("redact"),
            "only a guard on roles matches single parties",
            "write \"subject\" or \"others\"",
        );
    }
}
