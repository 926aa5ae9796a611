//! `[detect.…]`: which kind, and the keys of each.

use super::params::check_part_name;
use super::sequence;
use crate::error::Code;
use crate::plan::{Against, Cond, Detect, Deviation, Each, MeasureDef, ParamId, ParamValue, Row, Span, Window};
use crate::predicate::{Context, Dim, Place, field_refusal};
use crate::suggest;
use crate::toml_walk::{Table, Text};
use redflag_model::{Domain, Field};

/// Splits legs by the contacts of the other side.
const CONTACTS: &str = "contacts(counterparty)";

const KINDS: &[&str] = &["row", "window", "sequence", "deviation"];
/// Fields that say something of the account, not of a leg.
const OF_ACCOUNT: [&str; 4] = ["own_country", "holder_kind", "sector", "home_place"];
const LATER_KINDS: &[&str] = &["motif", "path", "coupling", "watchlist"];

/// The detector, with what narrows its evidence.
pub(super) fn read(root: &Table<'_>, context: &Context<'_>) -> Option<(Detect, Option<Cond>)> {
    let detect = root.table("detect")?;
    let keys = detect.keys();
    let [kind] = keys.as_slice() else {
        root.doc.hinted(
            Code::BadValue,
            &root.key_at("detect"),
            format!("an indicator has one detector, not {}", keys.len()),
            "write [detect.row], [detect.window], [detect.sequence] or [detect.deviation]",
        );
        return None;
    };
    let read = match kind.value.as_str() {
        "row" => row,
        "window" => window,
        "sequence" => sequence::read,
        "deviation" => deviation,
        _ => {
            unknown_kind(root, kind);
            return None;
        }
    };
    let table = detect.maybe_table(&kind.value)?;
    let found = read(&table, context);
    let evidence = predicate(&table, context, kind.value.as_str(), "evidence", Place::Leg);
    Some((found?, evidence))
}

fn unknown_kind(root: &Table<'_>, kind: &Text) {
    let name = kind.value.as_str();
    if LATER_KINDS.contains(&name) {
        let message = format!("the kind `{name}` comes with a later version");
        root.doc
            .hinted(Code::NotYet, &kind.at, message, "leave the folder out for now");
        return;
    }
    let hint = suggest::choice(name, KINDS.iter().copied());
    root.doc
        .hinted(Code::UnknownKey, &kind.at, format!("there is no kind `{name}`"), hint);
}

/// A predicate that may be absent.
pub(super) fn predicate(table: &Table<'_>, context: &Context<'_>, path: &str, key: &str, place: Place) -> Option<Cond> {
    let text = table.maybe_text(key)?;
    context.condition(&format!("detect.{path}.{key}"), &text, place)
}

/// A predicate that must be there.
pub(super) fn required(table: &Table<'_>, context: &Context<'_>, path: &str, key: &str, place: Place) -> Option<Cond> {
    if !table.has(key) {
        table.missing(key);
    }
    predicate(table, context, path, key, place)
}

/// A predicate that says every leg where it is absent.
pub(super) fn or_always(table: &Table<'_>, context: &Context<'_>, path: &str, key: &str) -> Option<Cond> {
    if table.has(key) {
        return predicate(table, context, path, key, Place::Leg);
    }
    Some(Cond::always())
}

fn row(table: &Table<'_>, context: &Context<'_>) -> Option<Detect> {
    table.only(&["where", "merge", "evidence"]);
    let where_ = required(table, context, "row", "where", Place::Leg);
    let merge = table.maybe_text("merge").map(|text| duration(table, context, &text));
    Some(Detect::Row(Row {
        where_: where_?,
        merge: merge.flatten(),
    }))
}

fn window(table: &Table<'_>, context: &Context<'_>) -> Option<Detect> {
    table.only(&["by", "span", "where", "having", "each", "evidence"]);
    let (by, by_local_date) = by(table, context, true)?;
    let span = span(table, context);
    let where_ = or_always(table, context, "window", "where");
    let each = table
        .maybe_table("each")
        .map(|each| groups(&each, context))
        .unwrap_or_default();
    *context.groups.borrow_mut() = each.iter().map(|each| each.name.clone()).collect();
    let having = required(table, context, "window", "having", Place::Window);
    Some(Detect::Window(Window {
        by,
        by_local_date,
        span: span?,
        where_: where_?,
        having: having?,
        each,
    }))
}

fn groups(each: &Table<'_>, context: &Context<'_>) -> Vec<Each> {
    let keys = each.keys();
    keys.iter().filter_map(|name| group(each, name, context)).collect()
}

fn group(each: &Table<'_>, name: &Text, context: &Context<'_>) -> Option<Each> {
    check_part_name(each.doc, name, "group");
    let table = each.maybe_table(&name.value)?;
    table.only(&["by", "where", "having"]);
    let path = format!("window.each.{}", name.value);
    let mut by_contacts = false;
    let (by, by_local_date) = if table.filled("by") {
        let (mut texts, by_local_date) = without_date(table.texts("by"));
        let fields_given = texts.len();
        texts.retain(|text| text.value != CONTACTS);
        by_contacts = texts.len() < fields_given;
        (fields(&table, &texts), by_local_date)
    } else {
        (None, false)
    };
    let where_ = or_always(&table, context, &path, "where");
    let having = required(&table, context, &path, "having", Place::Group);
    Some(Each {
        name: name.value.clone(),
        by: by?,
        by_local_date,
        by_contacts,
        where_: where_?,
        having: having?,
    })
}

fn deviation(table: &Table<'_>, context: &Context<'_>) -> Option<Detect> {
    table.only(&[
        "by", "where", "measure", "measures", "per", "span", "against", "peers", "past", "having", "evidence",
    ]);
    let (by, _) = by(table, context, false)?;
    let against = against(table, &by, context);
    let where_ = or_always(table, context, "deviation", "where");
    let measures = measures(table, context);
    let span = table.text("span").and_then(|text| duration(table, context, &text));
    let having = required(table, context, "deviation", "having", Place::Deviation);
    Some(Detect::Deviation(Deviation {
        by,
        where_: where_?,
        measures: measures?,
        span: span?,
        against: against?,
        having: having?,
    }))
}

fn against(table: &Table<'_>, by: &[Field], context: &Context<'_>) -> Option<Against> {
    let against = table.word("against", &["own", "peers"])?;
    let (other, key) = if against.value == "own" {
        ("peers", "past")
    } else {
        ("own", "peers")
    };
    for key in ["past", "peers"].into_iter().filter(|&it| it != key && table.has(it)) {
        table.doc.hinted(
            Code::BadValue,
            &table.key_at(key),
            format!("`{key}` belongs to against = \"{other}\""),
            format!("leave `{key}` out, or write against = \"{other}\""),
        );
    }
    if key == "past" {
        let past = table.text("past")?;
        return duration(table, context, &past).map(Against::Own);
    }
    if !table.filled("peers") {
        return None;
    }
    let texts = table.texts("peers");
    let peers = fields(table, &texts)?;
    for (field, text) in peers.iter().zip(&texts) {
        if matches!(
            Domain::of(*field),
            Some(Domain::Account | Domain::Name | Domain::Customer)
        ) {
            table.doc.hinted(
                Code::BadBy,
                &text.at,
                format!("`{field}` names parties, and a baseline of peers holds none"),
                "use a country, a sector or another field of codes",
            );
            continue;
        }
        if !by.contains(field) && !OF_ACCOUNT.contains(&field.name()) {
            table.doc.hinted(
                Code::BadBy,
                &text.at,
                format!("`{field}` differs from leg to leg: an account would have several groups of peers"),
                format!("put `{field}` into `by` as well, or use a fact about the account, such as own_country"),
            );
        }
    }
    Some(Against::Peers(peers))
}

/// `measure` with its `per`, or a table `measures` of several by name.
fn measures(table: &Table<'_>, context: &Context<'_>) -> Option<Vec<MeasureDef>> {
    let read: Vec<Option<(MeasureDef, Dim)>> = if let Some(several) = table.maybe_table("measures") {
        let keys = several.keys();
        keys.iter().map(|name| named_measure(&several, name, context)).collect()
    } else {
        let value = table.text("measure")?;
        vec![measure(
            context,
            table,
            "measure",
            "deviation.measure",
            &value,
            table.maybe_text("per").as_ref(),
        )]
    };
    let measures: Vec<(MeasureDef, Dim)> = read.into_iter().collect::<Option<_>>()?;
    let names = measures.iter().map(|(measure, dim)| (measure.name.clone(), *dim));
    *context.measures.borrow_mut() = names.collect();
    Some(measures.into_iter().map(|(measure, _)| measure).collect())
}

fn named_measure(several: &Table<'_>, name: &Text, context: &Context<'_>) -> Option<(MeasureDef, Dim)> {
    check_part_name(several.doc, name, "measure");
    let path = format!("deviation.measures.{}", name.value);
    let is_table = several.get(&name.value)?.get_ref().as_table().is_some();
    if !is_table {
        let value = several.text(&name.value)?;
        return measure(context, several, &name.value, &path, &value, None);
    }
    let table = several.maybe_table(&name.value)?;
    table.only(&["value", "per"]);
    let value = table.text("value")?;
    measure(
        context,
        &table,
        &name.value,
        &path,
        &value,
        table.maybe_text("per").as_ref(),
    )
}

fn measure(
    context: &Context<'_>,
    table: &Table<'_>,
    name: &str,
    path: &str,
    value: &Text,
    per: Option<&Text>,
) -> Option<(MeasureDef, Dim)> {
    let (number, dim) = context.number(&format!("detect.{path}"), value)?;
    let divisor = match per {
        Some(per) => Some((context.number(&format!("detect.{path}.per"), per)?, per)),
        None => None,
    };
    let dim = match &divisor {
        Some(((_, by), _)) if *by == dim => Dim::Plain,
        Some(((_, Dim::Plain), _)) | None => dim,
        Some(((_, by), per)) => {
            let message = format!("{} per {} has no meaning", dim.describe(), by.describe());
            table.doc.hinted(
                Code::UnitMismatch,
                &per.at,
                message,
                "divide by a count or by the same unit",
            );
            return None;
        }
    };
    let measure = MeasureDef {
        name: name.to_owned(),
        value: number,
        per: divisor.map(|((per, _), _)| per),
    };
    Some((measure, dim))
}

/// Fields after the leading `account`, and whether `local_date()` is among them.
pub(super) fn by(table: &Table<'_>, context: &Context<'_>, dates: bool) -> Option<(Vec<Field>, bool)> {
    if !table.filled("by") {
        return None;
    }
    let mut texts = table.texts("by");
    if texts.first().is_none_or(|first| first.value != "account") {
        table.doc.hinted(
            Code::BadBy,
            &table.get("by")?.span(),
            "`by` starts with \"account\"",
            "write by = [\"account\"], and further fields after it",
        );
        return None;
    }
    texts.remove(0);
    let (texts, by_date) = if dates { without_date(texts) } else { (texts, false) };
    let fields = fields(table, &texts)?;
    context.by_currency.set(fields.contains(&Field::Currency));
    Some((fields, by_date))
}

/// The texts without `local_date()`, and whether it was among them.
fn without_date(mut texts: Vec<Text>) -> (Vec<Text>, bool) {
    let at = texts.iter().position(|text| text.value == "local_date()");
    if let Some(at) = at {
        texts.remove(at);
    }
    (texts, at.is_some())
}

fn fields(table: &Table<'_>, texts: &[Text]) -> Option<Vec<Field>> {
    let read: Vec<Option<Field>> = texts.iter().map(|text| splitting_field(table, text)).collect();
    let fields: Vec<Field> = read.into_iter().collect::<Option<_>>()?;
    for (at, text) in texts.iter().enumerate() {
        if fields[..at].contains(&fields[at]) {
            table.doc.hinted(
                Code::BadBy,
                &text.at,
                format!("`{}` stands here twice", text.value),
                "keep one",
            );
        }
    }
    Some(fields)
}

fn splitting_field(table: &Table<'_>, text: &Text) -> Option<Field> {
    let Some(field) = Field::from_name(&text.value) else {
        let (code, message, hint) = field_refusal(&text.value);
        table.doc.hinted(code, &text.at, message, hint);
        return None;
    };
    if Domain::of(field).is_none() || field == Field::Account {
        table.doc.hinted(
            Code::BadBy,
            &text.at,
            format!("`{field}` cannot split an account's legs"),
            "use currency, counterparty, counterparty_country, merchant, place or another field of codes; write conditions into `where`",
        );
        return None;
    }
    Some(field)
}

/// `:name` of a duration, or `all`.
pub(super) fn span(table: &Table<'_>, context: &Context<'_>) -> Option<Span> {
    let text = table.text("span")?;
    if text.value == "all" {
        return Some(Span::All);
    }
    duration(table, context, &text).map(Span::Param)
}

/// A key that names a duration parameter.
pub(super) fn duration(table: &Table<'_>, context: &Context<'_>, text: &Text) -> Option<ParamId> {
    let (id, value) = param(table, context, text)?;
    if value.duration().is_some() {
        return Some(id);
    }
    kind(
        table,
        text,
        "a duration, such as value = \"48h\" with unit = \"duration\"",
    );
    None
}

/// A key that names a whole number of at least one.
pub(super) fn count(table: &Table<'_>, context: &Context<'_>, text: &Text) -> Option<ParamId> {
    let (id, value) = param(table, context, text)?;
    let whole = value.number().and_then(redflag_model::Ratio::as_whole);
    if whole.is_some_and(|number| number >= 1) {
        return Some(id);
    }
    kind(table, text, "a whole number of at least 1");
    None
}

pub(super) fn kind(table: &Table<'_>, text: &Text, wanted: &str) {
    let message = format!("`{}` must be {wanted}", text.value);
    table.doc.hinted(
        Code::ParamKind,
        &text.at,
        message,
        "change the parameter's value and unit, or name another",
    );
}

pub(super) fn param(table: &Table<'_>, context: &Context<'_>, text: &Text) -> Option<(ParamId, ParamValue)> {
    let Some(name) = text.value.strip_prefix(':') else {
        table.doc.hinted(
            Code::NakedNumber,
            &text.at,
            format!("`{}` is no parameter", text.value),
            "declare [params.NAME] and write \":NAME\"",
        );
        return None;
    };
    if let Some((id, param)) = context.param(name) {
        return Some((id, param.value));
    }
    if context.is_broken(name) {
        return None;
    }
    table.doc.hinted(
        Code::UnknownParam,
        &text.at,
        format!("the parameter `:{name}` is not declared"),
        suggest::did_you_mean(name, context.param_names()).unwrap_or_else(|| format!("declare [params.{name}]")),
    );
    None
}
