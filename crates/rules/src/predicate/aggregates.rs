//! Aggregates over the legs of a window, a run, a group or a measure.

use super::functions::{Call, call_of};
use super::types::{Dim, Value};
use super::{Place, Reader, words};
use crate::error::Code;
use crate::names::legal_forms;
use crate::plan::{Aggregate, AggregateId, AggregateKind, Cond, Distinct, Num, Op, Test};
use redflag_model::{Domain, Field};
use sqlparser::ast::{Expr, FunctionArgExpr};
use std::sync::Arc;

impl Reader<'_> {
    pub(super) fn aggregate(&self, call: &Call<'_>) -> Option<Value> {
        if self.reads_legs() {
            let hint = if self.inside {
                "aggregates do not nest"
            } else {
                "move it to `having`"
            };
            return self.refuse(
                Code::Misplaced,
                &call.at,
                format!("`{}` is an aggregate of many legs", call.name),
                hint,
            );
        }
        let (step, group) = self.owner(call)?;
        let (kind, dim) = self.kind(call)?;
        let filter = match call.filter {
            Some(expr) => Some(self.within_aggregate().condition(expr)?),
            None => None,
        };
        let text = call.whole.to_string();
        let known = self.met.borrow().get(&text).copied();
        let id = known.unwrap_or_else(|| {
            self.keep(Aggregate {
                kind,
                filter,
                step,
                group,
            })
        });
        self.met.borrow_mut().insert(text, id);
        self.written.borrow_mut().push((id, call.at.clone()));
        Some(Value::Num(Num::Aggregate(id), dim))
    }

    fn keep(&self, aggregate: Aggregate) -> AggregateId {
        let mut aggregates = self.context.aggregates.borrow_mut();
        aggregates.push(aggregate);
        AggregateId(aggregates.len() - 1)
    }

    /// The earlier step or the group that the name before the point means.
    fn owner(&self, call: &Call<'_>) -> Option<(Option<usize>, Option<String>)> {
        let Some(owner) = call.owner else {
            return Some((None, None));
        };
        if self.is_group(owner) {
            return Some((None, Some(owner.to_owned())));
        }
        if let Place::Step(own) = self.place {
            let steps = self.context.steps.borrow();
            if let Some(step) = steps.iter().take(own).position(|name| name == owner) {
                return Some((Some(step), None));
            }
        }
        self.unknown_owner(owner, &call.at)
    }

    fn kind(&self, call: &Call<'_>) -> Option<(AggregateKind, Dim)> {
        if call.distinct && call.name != "count" {
            return self.bad_arguments(call, &format!("{}(amount); DISTINCT belongs to count", call.name));
        }
        match call.name.as_str() {
            "count" => self.count(call).map(|kind| (kind, Dim::Plain)),
            "sum" => self.amounts(call).map(|(num, dim)| (AggregateKind::Sum(num), dim)),
            "min" => self.figures(call).map(|(num, dim)| (AggregateKind::Min(num), dim)),
            "max" => self.figures(call).map(|(num, dim)| (AggregateKind::Max(num), dim)),
            "avg" => self.figures(call).map(|(num, dim)| (AggregateKind::Avg(num), dim)),
            "cv" => self.spread(call).map(|kind| (kind, Dim::Root)),
            "strangers" => self.strangers(call).map(|kind| (kind, Dim::Parties)),
            "relayed" => self.relayed(call).map(|kind| (kind, Dim::Base)),
            name => {
                if let Some(percent) = words::percentile(name) {
                    let of = |(num, dim)| (AggregateKind::Percentile(percent, num), dim);
                    return self.figures(call).map(of);
                }
                self.refuse(
                    Code::NotYet,
                    &call.at,
                    format!("`{name}` comes with a later version"),
                    "leave the condition out for now",
                )
            }
        }
    }

    /// Amounts, or the times between legs.
    fn figures(&self, call: &Call<'_>) -> Option<(Num, Dim)> {
        if let [FunctionArgExpr::Expr(expr)] = call.args.as_slice()
            && let Some(gap) = call_of("gap", expr)
        {
            return self.gap(gap).map(|gap| (gap, Dim::Time));
        }
        self.amounts(call)
    }

    fn spread(&self, call: &Call<'_>) -> Option<AggregateKind> {
        if self.place == Place::Measure {
            return self.refuse(
                Code::Misplaced,
                &call.at,
                "cv() is only compared, so it is no measure",
                "compare it in `having`: cv(amount) <= :spread",
            );
        }
        self.figures(call).map(|(num, _)| AggregateKind::Spread(num))
    }

    fn count(&self, call: &Call<'_>) -> Option<AggregateKind> {
        let usage = "count(*) or count(DISTINCT field)";
        match (call.args.as_slice(), call.distinct) {
            ([FunctionArgExpr::Wildcard], false) => Some(AggregateKind::Count),
            ([FunctionArgExpr::Expr(expr)], true) => self.distinct(call, expr).map(AggregateKind::CountDistinct),
            _ => self.bad_arguments(call, usage),
        }
    }

    fn distinct(&self, call: &Call<'_>, expr: &Expr) -> Option<Distinct> {
        let usage = "count(DISTINCT field), count(DISTINCT local_date()) or count(DISTINCT refs(memo, 'person'))";
        if let Expr::Function(function) = expr
            && function.to_string().eq_ignore_ascii_case("local_date()")
        {
            return Some(Distinct::LocalDate);
        }
        if let Some(refs) = call_of("refs", expr) {
            return self.within_aggregate().refs_of(refs).map(Distinct::Refs);
        }
        if let Some(surname) = call_of("surname", expr) {
            let names = self.within_aggregate().surname_of(surname)?;
            let skipped = Arc::new(legal_forms(self.context.data));
            return self.clearing(call).map(|()| Distinct::Surname(names, skipped));
        }
        let field = self.within_aggregate().field_of(call, expr, usage)?;
        if Domain::of(field).is_none() {
            return self.refuse(
                Code::BadArguments,
                &call.at,
                format!("values of `{field}` are not counted once each"),
                format!("write {usage}, with a field such as counterparty or merchant"),
            );
        }
        Some(Distinct::Field(field))
    }

    /// What clears is bounded in a condition, and a measure bounds nothing.
    fn clearing(&self, call: &Call<'_>) -> Option<()> {
        if self.place != Place::Measure {
            return Some(());
        }
        self.refuse(
            Code::Misplaced,
            &call.at,
            CLEARS,
            "compare it in `having`: count(DISTINCT surname(own_name)) >= :families",
        )
    }

    /// Aggregates that clear stand on the left of `>` or `>=`, under no NOT; else the first that does not is reported.
    pub(super) fn bounded(&self, cond: &Cond) -> Option<()> {
        let mut loose = Vec::new();
        clearing(cond, true, &mut loose);
        let aggregates = self.context.aggregates.borrow();
        let clears = |id: &AggregateId| aggregates[id.0].kind.clears();
        let Some(first) = loose.into_iter().find(clears) else {
            return Some(());
        };
        let places = self.written.borrow();
        let at = places.iter().find(|(id, _)| *id == first).map(|(_, at)| at.clone());
        let at = at.unwrap_or_else(|| self.text.at.clone());
        self.refuse(
            Code::Misplaced,
            &at,
            CLEARS,
            "write it on the left of > or >=, under no NOT, IS FALSE or IS NULL",
        )
    }

    fn amounts(&self, call: &Call<'_>) -> Option<(Num, Dim)> {
        let usage = format!("{0}(amount) or {0}(amount_orig)", call.name);
        let [FunctionArgExpr::Expr(expr)] = call.args.as_slice() else {
            return self.bad_arguments(call, &usage);
        };
        let (num, dim) = self.within_aggregate().number(expr)?;
        if !matches!(dim, Dim::Base | Dim::Own) {
            return self.bad_arguments(call, &usage);
        }
        if dim == Dim::Own && !self.context.by_currency.get() {
            return self.refuse(
                Code::CurrencyNotInBy,
                &call.at,
                "booked amounts of several currencies cannot be taken together",
                format!("write {}(amount), or by = [\"account\", \"currency\"]", call.name),
            );
        }
        Some((num, dim))
    }

    fn strangers(&self, call: &Call<'_>) -> Option<AggregateKind> {
        let usage = "strangers(counterparty)";
        let [expr] = call.expressions()[..] else {
            return self.bad_arguments(call, usage);
        };
        if self.place == Place::Measure {
            return self.refuse(
                Code::Misplaced,
                &call.at,
                "strangers() is only compared, so it is no measure",
                "compare it in `having`: strangers(counterparty) >= :payers",
            );
        }
        match self.within_aggregate().field_of(call, expr, usage)? {
            Field::Counterparty => Some(AggregateKind::Strangers),
            _ => self.bad_arguments(call, usage),
        }
    }

    fn relayed(&self, call: &Call<'_>) -> Option<AggregateKind> {
        let usage = "relayed(:hold), with a duration and without FILTER";
        let expressions = call.expressions();
        let ([expr], None) = (expressions.as_slice(), call.filter) else {
            return self.bad_arguments(call, usage);
        };
        self.param_of(call, expr, usage, "duration").map(AggregateKind::Relayed)
    }
}

const CLEARS: &str = "names that are alike clear people and never raise a question";

/// Aggregates that stand elsewhere than alone on the left of a lower bound.
fn clearing(cond: &Cond, plain: bool, loose: &mut Vec<AggregateId>) {
    match cond {
        Cond::All(parts) | Cond::Any(parts) | Cond::SomeOf(_, parts) => {
            for part in parts {
                clearing(part, plain, loose);
            }
        }
        Cond::IsTrue(part) => clearing(part, plain, loose),
        Cond::Not(part) | Cond::IsFalse(part) | Cond::IsUnknown(part) => clearing(part, false, loose),
        Cond::Test(test) => {
            let read = |num: &Num, loose: &mut Vec<AggregateId>| {
                num.each(&mut |part| {
                    if let Num::Aggregate(id) = part {
                        loose.push(*id);
                    }
                });
            };
            match test {
                Test::Compare {
                    left: Num::Aggregate(_),
                    op: Op::AtLeast | Op::More,
                    right,
                } if plain => read(right, loose),
                Test::Compare { left, right, .. } => {
                    read(left, loose);
                    read(right, loose);
                }
                Test::NumIsNull(num) => read(num, loose),
                _ => {}
            }
        }
    }
}

/// Whether a word names an aggregate of the format, so that no step, group or measure may take it.
pub(crate) fn is_reserved(word: &str) -> bool {
    words::FUNCTIONS.contains(&word)
        || words::is_later_function(word)
        || words::is_percentile(word)
        || Field::from_name(word).is_some()
        || matches!(word, "baseline" | "measure" | "groups" | "account")
}
