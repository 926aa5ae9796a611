//! Kind `deviation`: the measured window `[t − span, t]` against the spans `[t − (k + 2)·span, t − (k + 1)·span)` before it.

use super::aggregate::over;
use super::episode::Hold;
use super::eye::{Earlier, Eye, Scope};
use super::peers::group;
use redflag_model::Ratio;
use redflag_rules::plan::{Against, AggregateKind, Deviation, MeasureDef, Num};

pub(super) fn holds(eye: &Eye<'_>, deviation: &Deviation) -> Vec<Hold> {
    let anchors: Vec<usize> = (0..eye.account.legs.len())
        .filter(|&leg| eye.is_true(&deviation.where_, leg))
        .collect();
    let mut holds = Vec::new();
    for key in eye.groups(&anchors, &deviation.by, false) {
        for to in eye.instants(&key) {
            holds.extend(hold_at(eye, deviation, &key, to));
        }
    }
    holds
}

fn hold_at(eye: &Eye<'_>, deviation: &Deviation, key: &[usize], to: i64) -> Option<Hold> {
    let span = eye.whole(deviation.span);
    let from = to - span;
    let between = |from: i64, to: i64| -> Vec<usize> {
        let inside = |leg: &usize| from <= eye.time(*leg) && eye.time(*leg) <= to;
        key.iter().copied().filter(inside).collect()
    };
    let legs = between(from, to);
    let now: Vec<Option<Ratio>> = deviation.measures.iter().map(|def| measured(eye, def, &legs)).collect();
    let anchor = *legs.last()?;
    let past = match &deviation.against {
        Against::Own(past) => own_past(eye, deviation, &between, from, eye.whole(*past)),
        Against::Peers(_) => peers(eye, deviation, anchor)?,
    };
    let holds = eye.cond(&deviation.having, anchor, Scope::Past(&legs, &now, &past)) == Some(true);
    holds.then_some(Hold { from, to, legs })
}

/// Each measure over the whole spans of the past.
fn own_past(
    eye: &Eye<'_>,
    deviation: &Deviation,
    between: &dyn Fn(i64, i64) -> Vec<usize>,
    from: i64,
    past: i64,
) -> Vec<Earlier> {
    let span = eye.whole(deviation.span);
    let first = eye.account.legs.iter().map(|leg| leg.row.time).min();
    let nth = |k: i64| (from - (k + 1) * span, from - k * span - 1);
    let spans = if span > 0 { past / span } else { 0 };
    let is_whole = |&(start, _): &(i64, i64)| first.is_some_and(|first| start >= first);
    let tiles: Vec<(i64, i64)> = (0..spans).map(nth).filter(is_whole).collect();
    let over_tiles = |def: &MeasureDef| {
        let value = |&(from, to): &(i64, i64)| measured(eye, def, &between(from, to));
        let values: Vec<Ratio> = tiles.iter().filter_map(value).collect();
        Earlier {
            number: values.len() as u64,
            values,
        }
    };
    deviation.measures.iter().map(over_tiles).collect()
}

/// Each measure among the peers at a leg; nothing is compared where the baseline does not speak of the indicator.
fn peers(eye: &Eye<'_>, deviation: &Deviation, leg: usize) -> Option<Vec<Earlier>> {
    let figures = eye.world.baseline?.indicators.get(&eye.indicator.id)?;
    let of = group(eye, leg);
    let group = figures.groups.iter().find(|group| Some(&group.of) == of.as_ref());
    let among_peers = |def: &MeasureDef| {
        let measure = group.and_then(|group| group.measures.get(&def.name))?;
        let each = measure.values.values().iter();
        let repeated = each.map(|&(value, count)| std::iter::repeat_n(value, usize::try_from(count).unwrap_or(0)));
        let values = repeated
            .flatten()
            .map(|value| Ratio::fraction(value, measure.values.parts()));
        Some(Earlier {
            number: measure.accounts,
            values: values.collect::<Option<_>>()?,
        })
    };
    Some(
        deviation
            .measures
            .iter()
            .map(|def| among_peers(def).unwrap_or_default())
            .collect(),
    )
}

/// Fractions are rounded to six decimal places, half to even.
pub(super) fn measured(eye: &Eye<'_>, def: &MeasureDef, legs: &[usize]) -> Option<Ratio> {
    let value = total(eye, &def.value, legs)?;
    let value = match &def.per {
        Some(per) => value.checked_div(total(eye, per, legs)?)?,
        None => value,
    };
    match value.as_whole() {
        Some(whole) => Some(Ratio::whole(whole)),
        None => Ratio::scaled(value.checked_mul(Ratio::whole(1_000_000))?.round_half_even(), 6),
    }
}

/// A sum over no leg is 0 here: a silent month is a month without spending.
fn total(eye: &Eye<'_>, num: &Num, legs: &[usize]) -> Option<Ratio> {
    match num {
        Num::Aggregate(id) => {
            let aggregate = eye.indicator.aggregate(*id);
            let nothing = matches!(aggregate.kind, AggregateKind::Sum(_)).then_some(Ratio::ZERO);
            over(eye, aggregate, legs).or(nothing)
        }
        Num::Literal(value) => Some(Ratio::whole((*value).into())),
        Num::Param(id) | Num::Duration(id) | Num::Money(id) => eye.param(*id),
        Num::Add(a, b) => total(eye, a, legs)?.checked_add(total(eye, b, legs)?),
        Num::Sub(a, b) => total(eye, a, legs)?.checked_sub(total(eye, b, legs)?),
        Num::Mul(a, b) => total(eye, a, legs)?.checked_mul(total(eye, b, legs)?),
        _ => None,
    }
}
