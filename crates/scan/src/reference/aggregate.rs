//! Aggregates, each from nothing.

use super::eye::{Eye, Scope};
use super::number::{mean, percentile};
use super::ties::components;
use redflag_model::{Direction, Field, Ratio, RefKind};
use redflag_rules::names::{FamilyWords, family_words};
use redflag_rules::plan::{Aggregate, AggregateKind, Cond, Distinct, Names, Num};
use std::collections::BTreeSet;

/// The value of an aggregate in its scope; `anchor` is the leg at which groups read fields.
pub(super) fn value(eye: &Eye<'_>, aggregate: &Aggregate, anchor: usize, scope: Scope<'_>) -> Option<Ratio> {
    let legs = match (scope, &aggregate.group, aggregate.step) {
        (Scope::Leg, ..) => return None,
        (Scope::Window(..), Some(name), _) => {
            let mut legs = holding_groups(eye, name, anchor, scope).concat();
            legs.sort_unstable();
            legs
        }
        (Scope::Window(legs, _) | Scope::Past(legs, ..), ..) => legs.to_vec(),
        (Scope::Runs(runs), _, Some(step)) => runs[step].clone(),
        (Scope::Runs(runs), _, None) => runs.last()?.clone(),
    };
    over(eye, aggregate, &legs)
}

/// The value of an aggregate over some legs.
pub(super) fn over(eye: &Eye<'_>, aggregate: &Aggregate, legs: &[usize]) -> Option<Ratio> {
    let passes = |leg: &usize| aggregate.filter.as_ref().is_none_or(|filter| eye.is_true(filter, *leg));
    let legs: Vec<usize> = legs.iter().copied().filter(passes).collect();
    let count = |number: usize| i128::try_from(number).ok().map(Ratio::whole);
    let values = |num: &Num| -> Vec<Ratio> {
        match num {
            Num::Gap(fields) => gaps(eye, fields, &legs),
            num => legs.iter().filter_map(|&leg| eye.num(num, leg, Scope::Leg)).collect(),
        }
    };
    let best = |num: &Num, wins: fn(std::cmp::Ordering) -> bool| {
        let better = |a: Ratio, b: Ratio| if b.compare(a).is_some_and(wins) { b } else { a };
        values(num).into_iter().reduce(better)
    };
    match &aggregate.kind {
        AggregateKind::Count => count(legs.len()),
        AggregateKind::CountDistinct(Distinct::Field(field)) => {
            let texts: BTreeSet<String> = legs.iter().filter_map(|&leg| eye.text(leg, *field)).collect();
            count(texts.len())
        }
        AggregateKind::CountDistinct(Distinct::LocalDate) => {
            let days: BTreeSet<i64> = legs.iter().filter_map(|&leg| eye.local_day(leg)).collect();
            count(days.len())
        }
        AggregateKind::CountDistinct(Distinct::Surname(names, skipped)) => {
            let of_leg = |leg: usize| match names {
                Names::Field(field) => eye.leg(leg).text(*field).into_iter().collect(),
                Names::Persons => eye.refs(RefKind::Person, leg),
            };
            let all = legs.iter().flat_map(|&leg| of_leg(leg));
            let words: Vec<FamilyWords> = all.map(|name| family_words(&name, skipped)).collect();
            count(families(&words))
        }
        AggregateKind::CountDistinct(Distinct::Refs(kind)) => {
            let named: BTreeSet<String> = legs.iter().flat_map(|&leg| eye.refs(*kind, leg)).collect();
            count(named.len())
        }
        AggregateKind::Strangers => count(eye.strangers(&legs)),
        AggregateKind::Sum(num) => {
            let values = values(num);
            let first = values.first().copied()?;
            values[1..].iter().try_fold(first, |sum, &value| sum.checked_add(value))
        }
        AggregateKind::Min(num) => best(num, std::cmp::Ordering::is_lt),
        AggregateKind::Max(num) => best(num, std::cmp::Ordering::is_gt),
        AggregateKind::Avg(num) => mean(&values(num)),
        AggregateKind::Spread(num) => squared_spread(&values(num)),
        AggregateKind::Percentile(percent, num) => percentile(&values(num), *percent),
        AggregateKind::Relayed(hold) => Some(relayed(eye, &legs, eye.whole(*hold))),
    }
}

/// Names are joined until no two may be of one family; names without a word are of none.
fn families(names: &[FamilyWords]) -> usize {
    let known: Vec<&FamilyWords> = names.iter().filter(|name| !name.is_empty()).collect();
    components(&known, &|one, other| one.join(other))
}

/// For each leg the time since the nearest earlier one with equal values.
fn gaps(eye: &Eye<'_>, fields: &[Field], legs: &[usize]) -> Vec<Ratio> {
    let key = |leg: usize| -> Option<Vec<String>> { fields.iter().map(|&field| eye.text(leg, field)).collect() };
    let gap = |(at, &leg): (usize, &usize)| {
        let own = key(leg)?;
        let previous = legs[..at]
            .iter()
            .rev()
            .find(|&&earlier| key(earlier).as_ref() == Some(&own))?;
        Some(Ratio::whole((eye.time(leg) - eye.time(*previous)).into()))
    };
    legs.iter().enumerate().filter_map(gap).collect()
}

/// The mean squared distance from the mean, in squares of the mean.
fn squared_spread(values: &[Ratio]) -> Option<Ratio> {
    let mean_value = mean(values).filter(|_| values.len() >= 2)?;
    let squares: Vec<Ratio> = values
        .iter()
        .map(|value| value.checked_sub(mean_value).and_then(|off| off.checked_mul(off)))
        .collect::<Option<_>>()?;
    let variance = mean(&squares)?;
    if variance.numerator() == 0 {
        return Some(Ratio::ZERO);
    }
    variance.checked_div(mean_value.checked_mul(mean_value)?)
}

/// Each debit takes from the oldest credits that are not used up, that came before it and no longer than `hold` ago.
fn relayed(eye: &Eye<'_>, legs: &[usize], hold: i64) -> Ratio {
    let amounts = |direction: Direction| -> Vec<(i64, i64)> {
        let of = legs.iter().filter(|&&leg| eye.leg(leg).direction == direction);
        of.filter_map(|&leg| Some((eye.time(leg), eye.base_amount(leg)?)))
            .collect()
    };
    let day_only = |at: i64| legs.iter().any(|&leg| eye.time(leg) == at && eye.leg(leg).by_day);
    let mut credits = amounts(Direction::In);
    let mut met = 0;
    for (time, mut debit) in amounts(Direction::Out) {
        for (from, left) in &mut credits {
            let came_before = *from < time || (*from == time && day_only(time));
            if came_before && time - *from <= hold {
                let part = debit.min(*left);
                debit -= part;
                *left -= part;
                met += i128::from(part);
            }
        }
    }
    Ratio::whole(met)
}

/// The groups of a name, among the window's legs, that hold.
pub(super) fn holding_groups(eye: &Eye<'_>, name: &str, anchor: usize, scope: Scope<'_>) -> Vec<Vec<usize>> {
    let Scope::Window(legs, each) = scope else {
        return Vec::new();
    };
    let Some(each) = each.iter().find(|each| each.name == name) else {
        return Vec::new();
    };
    let of_group: Vec<usize> = legs
        .iter()
        .copied()
        .filter(|&leg| eye.is_true(&each.where_, leg))
        .collect();
    let holds = |having: &Cond, legs: &[usize]| eye.cond(having, anchor, Scope::Window(legs, &[])) == Some(true);
    let mut groups = if each.by_contacts {
        eye.by_contacts(&of_group, &each.by)
    } else {
        eye.groups(&of_group, &each.by, each.by_local_date)
    };
    groups.retain(|legs| holds(&each.having, legs));
    groups
}
