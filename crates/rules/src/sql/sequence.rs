//! Kind `sequence`, without repeats: whether a chain exists does not depend on which legs earlier chains used.
//!
//! For each step: `ends` are instants at which a run may end, `runs` the run's aggregates, `held` the runs whose `having` holds, and `chain`
//! those that no later run of the previous step makes void.

use super::window::listed;
use super::write::Writer;
use super::{NoSqlForm, Parts};
use crate::plan::{AggregateKind, Cond, Num, Sequence, Span, Step};
use std::collections::BTreeSet;

pub(super) fn sequence(writer: &Writer<'_>, sequence: &Sequence) -> Result<Parts, NoSqlForm> {
    refuse(writer, sequence)?;
    let keys: Vec<String> = sequence.by.iter().map(|field| field.name().to_owned()).collect();
    let steps = sequence.steps.iter().enumerate();
    let mut ctes: Vec<String> = steps
        .map(|(at, step)| step_ctes(writer, sequence, step, at, &keys))
        .collect();
    let last = sequence.steps.len() - 1;
    let chains = writer.name("chains");
    ctes.push(format!(
        "{chains} AS (\n  SELECT *, t{last} AS time FROM {}\n)",
        writer.name(&format!("chain{last}"))
    ));
    let inside: Vec<String> = (0..=last).map(|step| format!("inside{step}")).collect();
    Ok(Parts {
        ctes,
        relation: chains,
        keys,
        holds: match sequence.span {
            Span::All => "TRUE".to_owned(),
            Span::Param(id) => format!("epoch_us(t{last}) - epoch_us(f0) <= {}", writer.micros(id)),
        },
        since: "f0".to_owned(),
        first: "f0".to_owned(),
        inside: format!("flatten([{}])", inside.join(", ")),
        merge: 0,
    })
}

fn refuse(writer: &Writer<'_>, sequence: &Sequence) -> Result<(), NoSqlForm> {
    if sequence.times.is_some() {
        return Err(NoSqlForm::new(
            writer.indicator,
            "repeats use each leg once, which depends on all earlier repeats",
            "les répétitions n'emploient chaque mouvement qu'une fois, ce qui dépend de toutes les précédentes",
        ));
    }
    if sequence.unordered || sequence.need.is_some() || sequence.steps.iter().any(|step| !step.ties.is_empty()) {
        return Err(NoSqlForm::new(
            writer.indicator,
            "steps in any order, some of the steps, or steps tied by values are not written as a query yet",
            "des étapes sans ordre, certaines étapes seulement ou des étapes liées par des valeurs ne s'écrivent pas encore en requête",
        ));
    }
    let relays = writer
        .indicator
        .aggregates
        .iter()
        .any(|it| matches!(it.kind, AggregateKind::Relayed(_)));
    if relays || sequence.steps.iter().any(|step| reads_leg(&step.having)) {
        return Err(NoSqlForm::new(
            writer.indicator,
            "a step's `having` reads more than aggregates and seen_for()",
            "le « having » d'une étape lit plus que des agrégats et seen_for()",
        ));
    }
    Ok(())
}

/// True where a condition on a run reads a field of its last leg.
fn reads_leg(having: &Cond) -> bool {
    let mut fields = false;
    having.each_num(&mut |num| {
        fields |= matches!(
            num,
            Num::Amount | Num::AmountOrig | Num::LocalHour | Num::Line(_) | Num::Units(_) | Num::SincePrevious(_)
        );
    });
    let mut tests = false;
    having.each_test(&mut |test| {
        tests |= !matches!(
            test,
            crate::plan::Test::Compare { .. } | crate::plan::Test::NumIsNull(_)
        );
    });
    fields || tests
}

/// The sub-queries of one step.
fn step_ctes(writer: &Writer<'_>, sequence: &Sequence, step: &Step, at: usize, keys: &[String]) -> String {
    let names = Names { writer, at, keys };
    let legs = format!(
        "{} AS (
  SELECT * FROM legs WHERE {}
),
{} AS (
  SELECT DISTINCT account{}, time AS t, seen_for FROM {}
)",
        names.own("step"),
        writer.cond(&step.where_),
        names.own("ends"),
        listed(keys),
        names.own("step"),
    );
    let computed = computed(writer, sequence, at);
    let within = step.within.map_or(0, |id| writer.micros(id));
    let runs = if at == 0 {
        names.first_runs(within, &computed)
    } else {
        names.next_runs(within, &computed, &|time| gap(writer, step, at - 1, time))
    };
    let held = format!(
        "{} AS (
  SELECT * FROM {} WHERE {}
)",
        names.own("held"),
        names.own("runs"),
        writer.cond(&step.having)
    );
    [legs, runs, held, names.chain()].join(",\n")
}

/// Names of one step's sub-queries, and what joins them.
struct Names<'w> {
    writer: &'w Writer<'w>,
    at: usize,
    keys: &'w [String],
}

impl Names<'_> {
    fn own(&self, name: &str) -> String {
        self.writer.name(&format!("{name}{}", self.at))
    }

    fn previous(&self, name: &str) -> String {
        self.writer.name(&format!("{name}{}", self.at.saturating_sub(1)))
    }

    fn same(&self, left: &str, right: &str) -> String {
        let keys = self.keys.iter();
        let keys: Vec<String> = keys
            .map(|key| format!(" AND {left}.{key} IS NOT DISTINCT FROM {right}.{key}"))
            .collect();
        format!("{left}.account = {right}.account{}", keys.concat())
    }

    fn first_runs(&self, within: i64, computed: &str) -> String {
        let keys: Vec<String> = self.keys.iter().map(|key| format!(", e.{key}")).collect();
        format!(
            "{} AS (
  SELECT e.account{}, e.t AS t0, e.seen_for, min(time) AS f0{computed}
  FROM {} AS e
  JOIN {} AS x ON {} AND epoch_us(x.time) BETWEEN epoch_us(e.t) - {within} AND epoch_us(e.t)
  GROUP BY ALL
)",
            self.own("runs"),
            keys.concat(),
            self.own("ends"),
            self.own("step"),
            self.same("x", "e"),
        )
    }

    fn next_runs(&self, within: i64, computed: &str, gap: &dyn Fn(&str) -> String) -> String {
        let at = self.at;
        format!(
            "{} AS (
  SELECT p.* EXCLUDE (seen_for), e.t AS t{at}, e.seen_for, min(time) AS f{at}{computed}
  FROM {} AS p
  JOIN {} AS e ON {} AND {}
  JOIN {} AS x ON {} AND epoch_us(x.time) BETWEEN epoch_us(e.t) - {within} AND epoch_us(e.t) AND {}
  GROUP BY ALL
)",
            self.own("runs"),
            self.previous("chain"),
            self.own("ends"),
            self.same("e", "p"),
            gap("e.t"),
            self.own("step"),
            self.same("x", "p"),
            gap("x.time"),
        )
    }

    /// A run is void where a later run of the previous step holds before its first leg.
    fn chain(&self) -> String {
        let (at, chain, held) = (self.at, self.own("chain"), self.own("held"));
        let Some(before) = at.checked_sub(1) else {
            return format!("{chain} AS (\n  SELECT * FROM {held}\n)");
        };
        let fixed: Vec<String> = (0..before)
            .map(|step| format!(" AND later.t{step} = r.t{step}"))
            .collect();
        format!(
            "{chain} AS (
  SELECT * FROM {held} AS r
  WHERE NOT EXISTS (
    SELECT 1 FROM {} AS later
    WHERE {}{} AND later.t{before} > r.t{before} AND later.t{before} < r.f{at}
  )
)",
            self.previous("held"),
            self.same("later", "r"),
            fixed.concat()
        )
    }
}

/// The condition on the time since the previous step's end.
fn gap(writer: &Writer<'_>, step: &Step, before: usize, time: &str) -> String {
    let Some((least, most)) = step.gap else {
        return format!("{time} > p.t{before}");
    };
    let least = least.map_or(0, |id| writer.micros(id));
    let most = writer.micros(most);
    format!("{time} > p.t{before} AND epoch_us({time}) - epoch_us(p.t{before}) BETWEEN {least} AND {most}")
}

/// Aggregates of a step's own run: those that its `having` names without a step, and those that later steps read of it.
fn computed(writer: &Writer<'_>, sequence: &Sequence, at: usize) -> String {
    let mut own = BTreeSet::new();
    for (step, it) in sequence.steps.iter().enumerate() {
        it.having.each_num(&mut |num| {
            if let Num::Aggregate(id) = num
                && writer.indicator.aggregate(*id).step.unwrap_or(step) == at
            {
                own.insert(id.0);
            }
        });
    }
    let aggregates = own.into_iter().map(|id| {
        let aggregate = writer.aggregate(&writer.indicator.aggregates[id]);
        format!(", {aggregate} AS a{id}")
    });
    let inside = writer.is_lower().then(|| format!(", list(tx) AS inside{at}"));
    aggregates.chain(inside).collect::<Vec<_>>().concat()
}
