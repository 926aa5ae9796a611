//! Which comparisons of an indicator its findings report, and in what unit.

use super::bind::Binder;
use super::having::{MeasureSpec, MeasureUnit};
use super::value::Value;
use crate::params::Params;
use redflag_rules::plan::{AggregateKind, Baseline, Cond, Detect, Indicator, Num, Op, ParamId, Test};

/// A comparison as written, turned so that the limit stands right.
struct Comparison<'a> {
    observed: &'a Num,
    over: Option<&'a Num>,
    limit: &'a Num,
    op: Op,
}

/// The measures of an indicator, in the order in which its comparisons stand.
pub(super) fn of(binder: &mut Binder<'_>, params: &Params, indicator: &Indicator) -> Vec<MeasureSpec> {
    let mut specs: Vec<MeasureSpec> = Vec::new();
    for (step, cond) in conditions(indicator) {
        let mut comparisons = Vec::new();
        comparisons_of(cond, &mut comparisons);
        for (left, op, right) in comparisons {
            let Some(comparison) = turned(left, op, right) else {
                continue;
            };
            let Some(param) = name(indicator, comparison.limit) else {
                continue;
            };
            if specs.iter().any(|spec| spec.param == param) {
                continue;
            }
            specs.push(MeasureSpec {
                unit: unit(binder, indicator, &comparison),
                param,
                observed: binder.value_of(params, indicator, comparison.observed),
                over: comparison.over.map(|over| binder.value_of(params, indicator, over)),
                limit: binder.value_of(params, indicator, comparison.limit),
                upward: matches!(comparison.op, Op::AtLeast | Op::More | Op::Equal | Op::NotEqual),
                step,
            });
        }
    }
    specs.extend(repeats(binder, params, indicator));
    specs
}

/// How often a sequence must come.
fn repeats(binder: &mut Binder<'_>, params: &Params, indicator: &Indicator) -> Option<MeasureSpec> {
    let Detect::Sequence(sequence) = &indicator.detect else {
        return None;
    };
    let times = sequence.times?;
    let param = indicator.param(times);
    Some(MeasureSpec {
        param: param.name.clone(),
        observed: Value::Repeats,
        over: None,
        limit: binder.value_of(params, indicator, &Num::Param(times)),
        upward: true,
        unit: MeasureUnit::Plain(param.unit.clone()),
        step: None,
    })
}

fn conditions(indicator: &Indicator) -> Vec<(Option<usize>, &Cond)> {
    match &indicator.detect {
        Detect::Absent => Vec::new(),
        Detect::Row(row) => vec![(None, &row.where_)],
        Detect::Window(window) => vec![(None, &window.having)],
        Detect::Sequence(sequence) => sequence
            .steps
            .iter()
            .map(|step| &step.having)
            .enumerate()
            .map(|(at, cond)| (Some(at), cond))
            .collect(),
        Detect::Deviation(deviation) => vec![(None, &deviation.having)],
    }
}

/// Comparisons that must or may hold; those below a negation say nothing about what was seen.
fn comparisons_of<'a>(cond: &'a Cond, found: &mut Vec<(&'a Num, Op, &'a Num)>) {
    match cond {
        Cond::All(parts) | Cond::Any(parts) | Cond::SomeOf(_, parts) => {
            for part in parts {
                comparisons_of(part, found);
            }
        }
        Cond::IsTrue(part) => comparisons_of(part, found),
        Cond::Test(Test::Compare { left, op, right }) => found.push((left, *op, right)),
        Cond::Not(_) | Cond::IsFalse(_) | Cond::IsUnknown(_) | Cond::Test(_) => {}
    }
}

/// `a op :p` and `a op :p * b`, in either order; anything else is observed left against right.
fn turned<'a>(left: &'a Num, op: Op, right: &'a Num) -> Option<Comparison<'a>> {
    let direct = |observed, limit, op| Comparison {
        observed,
        over: None,
        limit,
        op,
    };
    let share = |observed, product: &'a Num, op| match product {
        Num::Mul(a, b) if is_limit(a) && !is_limit(b) => Some(Comparison {
            observed,
            over: Some(b),
            limit: a,
            op,
        }),
        Num::Mul(a, b) if is_limit(b) && !is_limit(a) => Some(Comparison {
            observed,
            over: Some(a),
            limit: b,
            op,
        }),
        _ => None,
    };
    if is_limit(left) == is_limit(right) {
        return share(left, right, op).or_else(|| share(right, left, mirrored(op)));
    }
    Some(if is_limit(right) {
        direct(left, right, op)
    } else {
        direct(right, left, mirrored(op))
    })
}

fn mirrored(op: Op) -> Op {
    match op {
        Op::Less => Op::More,
        Op::AtMost => Op::AtLeast,
        Op::More => Op::Less,
        Op::AtLeast => Op::AtMost,
        same => same,
    }
}

fn is_limit(num: &Num) -> bool {
    let mut limit = true;
    num.each(&mut |part| {
        limit &= matches!(
            part,
            Num::Literal(_)
                | Num::Param(_)
                | Num::Duration(_)
                | Num::Money(_)
                | Num::Units(_)
                | Num::Line(_)
                | Num::Mul(..)
                | Num::Add(..)
                | Num::Sub(..)
        );
    });
    limit
}

/// The first parameter of a limit, else its line; none where only 0 or 1 stands there.
fn name(indicator: &Indicator, limit: &Num) -> Option<String> {
    param_of(limit).map(|id| indicator.param(id).name.clone()).or_else(|| {
        let mut line = None;
        limit.each(&mut |part| {
            if let Num::Line(table) = part {
                line = Some(format!("line:{}", table.from.name));
            }
        });
        line
    })
}

fn param_of(num: &Num) -> Option<ParamId> {
    let mut found = None;
    num.each(&mut |part| {
        if let Num::Param(id) | Num::Duration(id) | Num::Money(id) | Num::Units(id) = part {
            found = found.or(Some(*id));
        }
    });
    found
}

fn unit(binder: &Binder<'_>, indicator: &Indicator, comparison: &Comparison<'_>) -> MeasureUnit {
    if comparison.over.is_some() {
        return MeasureUnit::Plain("share".to_owned());
    }
    if matches!(comparison.observed, Num::Baseline(_, Baseline::Z)) {
        return MeasureUnit::Root("deviations".to_owned());
    }
    let of_param = || {
        let param = param_of(comparison.limit).map(|id| indicator.param(id).unit.clone());
        param.unwrap_or_else(|| "number".to_owned())
    };
    if let Num::Aggregate(id) = comparison.observed
        && matches!(indicator.aggregate(*id).kind, AggregateKind::Spread(_))
    {
        return MeasureUnit::Root(of_param());
    }
    let mut unit = None;
    comparison.observed.each(&mut |part| {
        let read = match part {
            Num::Aggregate(id) => match &indicator.aggregate(*id).kind {
                AggregateKind::Relayed(_) => &Num::Amount,
                kind => match kind.num() {
                    Some(num) => num,
                    None => return,
                },
            },
            other => other,
        };
        match read {
            Num::Amount => unit = Some(MeasureUnit::Base(binder.base())),
            Num::AmountOrig => unit = Some(MeasureUnit::LegCurrency),
            Num::SeenFor | Num::QuietFor | Num::SincePrevious(_) | Num::Gap(_) => unit = Some(MeasureUnit::Duration),
            _ => {}
        }
    });
    unit.unwrap_or_else(|| MeasureUnit::Plain(of_param()))
}
