//! Which data files the indicators of a plan read.

use redflag_rules::Plan;
use redflag_rules::data::Provenance;
use redflag_rules::plan::{Cond, Indicator, Num, Test};
use std::collections::BTreeMap;

/// Every list, lexicon, group, table and the rates that an enabled indicator reads, by kind and name.
pub(crate) fn data_files(plan: &Plan) -> BTreeMap<(&'static str, &str), &Provenance> {
    let mut used = BTreeMap::from([(("rates", plan.data.rates_from.name.as_str()), &plan.data.rates_from)]);
    for (_, indicator) in plan.enabled() {
        indicator.each_condition(&mut |cond| of_condition(plan, cond, &mut used));
        of_aggregates(indicator, &mut used);
    }
    used
}

fn of_condition<'a>(plan: &'a Plan, cond: &'a Cond, used: &mut BTreeMap<(&'static str, &'a str), &'a Provenance>) {
    cond.each_test(&mut |test| {
        let (kind, from) = match test {
            Test::InList(_, list) => ("list", &list.from),
            Test::InGroup(group) => ("group", &group.from),
            Test::Closed(_, hours) => ("hours", &hours.from),
            Test::InLexicon(_, id) => match plan.lexicons.get(id.0) {
                Some(lexicon) => ("lexicon", &lexicon.from),
                None => return,
            },
            _ => return,
        };
        used.insert((kind, from.name.as_str()), from);
    });
    cond.each_num(&mut |num| of_number(num, used));
}

fn of_aggregates<'a>(indicator: &'a Indicator, used: &mut BTreeMap<(&'static str, &'a str), &'a Provenance>) {
    for aggregate in &indicator.aggregates {
        if let Some(num) = aggregate.kind.num() {
            num.each(&mut |part| of_number(part, used));
        }
    }
}

fn of_number<'a>(num: &'a Num, used: &mut BTreeMap<(&'static str, &'a str), &'a Provenance>) {
    let (kind, from) = match num {
        Num::Line(table) => ("table", &table.from),
        Num::Kilometres(_, places) => ("places", &places.from),
        _ => return,
    };
    used.insert((kind, from.name.as_str()), from);
}
