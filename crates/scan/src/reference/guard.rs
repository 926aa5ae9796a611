//! Which guards act on a finding.

use super::World;
use super::episode::Episode;
use super::ledger::{Node, RefRow};
use redflag_model::{Ratio, time};
use redflag_rules::Plan;
use redflag_rules::plan::{Factor, GuardOn, GuardRule, IndicatorId, ParamId};
use std::cmp::Ordering;

/// Guards that act on a finding by what they found themselves. Those on roles wait for cases, those on measures for measures; this engine has neither.
pub(super) fn acting(
    world: &World<'_>,
    rows: &[RefRow],
    indicator: IndicatorId,
    node: &Node,
    episode: &Episode,
) -> Vec<IndicatorId> {
    let guards = world
        .plan
        .guards()
        .filter(|(_, _, rule)| rule.applies.contains(&indicator));
    guards
        .filter(|(id, _, rule)| acts(world, rows, *id, rule, node, episode))
        .map(|(id, ..)| id)
        .collect()
}

fn acts(world: &World<'_>, rows: &[RefRow], id: IndicatorId, rule: &GuardRule, node: &Node, episode: &Episode) -> bool {
    let own = || world.guarded.iter().filter(|(guard, ..)| *guard == id);
    match &rule.on {
        GuardOn::Subject => own()
            .any(|(_, subject, theirs)| subject == node && theirs.start <= episode.end && episode.start <= theirs.end),
        GuardOn::Evidence(covers) => {
            let in_guard = |leg: usize| {
                let leg = episode.legs[leg];
                own().any(|(_, _, theirs)| theirs.legs.contains(&leg))
            };
            let (inside, outside): (Vec<usize>, Vec<usize>) = (0..episode.legs.len()).partition(|&leg| in_guard(leg));
            let sum = |legs: &[usize]| -> Option<i128> {
                let amounts = legs.iter().map(|&leg| base_amount(world, &rows[episode.legs[leg].row]));
                amounts.map(|amount| amount.map(i128::from)).sum()
            };
            let known: Vec<usize> = inside
                .iter()
                .copied()
                .filter(|&leg| base_amount(world, &rows[episode.legs[leg].row]).is_some())
                .collect();
            let (Some(within), Some(beside)) = (sum(&known), sum(&outside)) else {
                return false;
            };
            let least = share(world.plan, id, *covers);
            let needed = least.checked_mul(Ratio::whole(within + beside));
            let enough = needed.and_then(|needed| Ratio::whole(within).compare(needed));
            !inside.is_empty() && enough.is_some_and(|order| order != Ordering::Less)
        }
        GuardOn::Role(_) | GuardOn::Measure(_) => false,
    }
}

fn base_amount(world: &World<'_>, row: &RefRow) -> Option<i64> {
    let rates = &world.rates;
    rates.convert(row.amount, row.currency, world.base, row.time.div_euclid(time::DAY))
}

fn share(plan: &Plan, guard: IndicatorId, param: ParamId) -> Ratio {
    let value = plan.indicators[guard.0].param(param).value;
    value.number().unwrap_or(Ratio::whole(1))
}

/// True where one of the guards takes all weight.
pub(super) fn silence(plan: &Plan, guards: &[IndicatorId]) -> bool {
    guards.iter().any(|&id| {
        let rule = plan.indicators[id.0].guard.as_ref().and_then(|guard| guard.rule());
        match rule.and_then(|rule| rule.effect.points) {
            Some(Factor::Zero) => true,
            Some(Factor::Param(param)) => share(plan, id, param).numerator() == 0,
            None => false,
        }
    })
}
