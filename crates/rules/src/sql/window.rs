//! Kinds `row` and `window`.

use super::write::Writer;
use super::{NoSqlForm, Parts};
use crate::plan::{AggregateKind, Cond, Row, Span, Window};
use redflag_model::time;

/// Legs that satisfy the predicate.
pub(super) fn row(writer: &Writer<'_>, row: &Row) -> Parts {
    let anchors = writer.name("anchors");
    Parts {
        ctes: vec![anchors_cte(writer, &anchors, &row.where_)],
        relation: anchors,
        keys: Vec::new(),
        holds: "TRUE".to_owned(),
        since: "time".to_owned(),
        first: "time".to_owned(),
        inside: "[tx]".to_owned(),
        merge: row.merge.map_or(30 * time::DAY, |id| writer.micros(id)),
    }
}

fn anchors_cte(writer: &Writer<'_>, name: &str, where_: &Cond) -> String {
    format!("{name} AS (\n  SELECT * FROM legs\n  WHERE {}\n)", writer.cond(where_))
}

/// Windows with their aggregates.
pub(super) fn window(writer: &Writer<'_>, window: &Window) -> Result<Parts, NoSqlForm> {
    if !window.each.is_empty() {
        return Err(NoSqlForm::new(
            writer.indicator,
            "groups inside a window that moves with each leg are not written as a query yet",
            "des groupes dans une fenêtre qui se déplace à chaque mouvement ne s'écrivent pas encore en requête",
        ));
    }
    let mut keys: Vec<String> = window.by.iter().map(|field| field.name().to_owned()).collect();
    if window.by_local_date {
        keys.push("local_date".to_owned());
    }
    let [anchors, windows, measures] = ["anchors", "windows", "measures"].map(|name| writer.name(name));
    let over = format!(
        "{windows} AS (
  SELECT *{}
  FROM {anchors}
  WINDOW span AS (PARTITION BY account{} ORDER BY time {})
)",
        columns(writer).concat(),
        listed(&keys),
        frame(writer, window.span),
    );
    let with_relays = format!("{measures} AS (\n  SELECT *{}\n  FROM {windows}\n)", relays(writer));
    Ok(Parts {
        ctes: vec![anchors_cte(writer, &anchors, &window.where_), over, with_relays],
        relation: measures,
        keys,
        holds: writer.cond(&window.having),
        since: match window.span {
            Span::All => "first_inside".to_owned(),
            Span::Param(id) => format!("time - {}", writer.interval(id)),
        },
        first: "first_inside".to_owned(),
        inside: "inside".to_owned(),
        merge: 0,
    })
}

/// The aggregates over the window; where another indicator reads this one, also what stands inside.
fn columns(writer: &Writer<'_>) -> Vec<String> {
    let aggregates = writer.indicator.aggregates.iter().enumerate();
    let computed = aggregates.map(|(at, aggregate)| {
        let letter = if matches!(aggregate.kind, AggregateKind::Relayed(_)) {
            'l'
        } else {
            'a'
        };
        format!(",\n    {} OVER span AS {letter}{at}", writer.aggregate(aggregate))
    });
    let inside = ",\n    min(time) OVER span AS first_inside,\n    list(tx) OVER span AS inside";
    computed.chain(writer.is_lower().then(|| inside.to_owned())).collect()
}

pub(super) fn listed(keys: &[String]) -> String {
    keys.iter().map(|key| format!(", {key}")).collect::<Vec<_>>().concat()
}

/// The window of a span looks back from each leg, ties included; without a span it is the whole period.
fn frame(writer: &Writer<'_>, span: Span) -> String {
    match span {
        Span::All => "RANGE BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING".to_owned(),
        Span::Param(id) => format!("RANGE BETWEEN {} PRECEDING AND CURRENT ROW", writer.interval(id)),
    }
}

/// Credits met by later debits, first in first out: a queue of credits is carried along the legs of the window in order.
fn relays(writer: &Writer<'_>) -> String {
    let aggregates = writer.indicator.aggregates.iter().enumerate();
    aggregates
        .filter_map(|(at, aggregate)| match aggregate.kind {
            AggregateKind::Relayed(hold) => Some(relayed(at, writer.micros(hold))),
            _ => None,
        })
        .collect()
}

fn relayed(at: usize, hold: i64) -> String {
    let empty = "[]::STRUCT(t BIGINT, r HUGEINT)[]";
    let live = format!("list_filter(s.q, lambda c: x.t - c.t <= {hold})");
    let rest = |list: &str| format!("coalesce(list_sum(list_transform({list}, lambda c: c.r)), 0)::HUGEINT");
    let before = rest(&format!("({live})[1:i - 1]"));
    format!(
        ",
    list_reduce(
      list_prepend(
        {{t: 0::BIGINT, k: 1, a: 0::HUGEINT, q: {empty}, met: 0::HUGEINT}},
        list_transform(list_sort(coalesce(l{at}, [])), lambda e: {{t: e.t, k: e.k, a: e.a, q: {empty}, met: 0::HUGEINT}})
      ),
      lambda s, x: CASE x.k
        WHEN 1 THEN {{t: x.t, k: x.k, a: x.a, q: list_append(s.q, {{t: x.t, r: x.a}}), met: s.met}}
        ELSE {{t: x.t, k: x.k, a: x.a,
          q: list_filter(
            list_transform({live}, lambda e, i: {{t: e.t, r: greatest(0::HUGEINT, e.r - greatest(0::HUGEINT, x.a - {before}))}}),
            lambda e: e.r > 0),
          met: s.met + least(x.a, {})}}
      END
    ).met AS a{at}",
        rest(&live)
    )
}
