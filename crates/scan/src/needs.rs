//! What a plan needs of each row.

use crate::lexicon::Matcher;
use redflag_model::{Column, ColumnSet, Field, Needs, RefKind};
use redflag_rules::Plan;
use redflag_rules::plan::{AggregateKind, Detect, Distinct, Names, Num, Subjects, Test};
use std::sync::Arc;

/// By kind: whether some enabled indicator reads what memos name.
pub(crate) fn refs(plan: &Plan) -> [bool; RefKind::ALL.len()] {
    let mut refs = [false; RefKind::ALL.len()];
    for (_, indicator) in plan.enabled() {
        for aggregate in &indicator.aggregates {
            match aggregate.kind {
                AggregateKind::CountDistinct(Distinct::Refs(kind)) => refs[kind.index()] = true,
                AggregateKind::CountDistinct(Distinct::Surname(Names::Persons, _)) => {
                    refs[RefKind::Person.index()] = true;
                }
                _ => {}
            }
        }
        indicator.each_condition(&mut |cond| {
            cond.each_test(&mut |test| {
                if let Test::NoRefs(kind) = test {
                    refs[kind.index()] = true;
                }
            });
        });
    }
    refs
}

/// Whether names and countries are looked at again once each side of a row has its account: (names, countries).
pub(crate) fn parties(plan: &Plan) -> (bool, bool) {
    let names = [
        Field::OwnName,
        Field::CounterpartyName,
        Field::HolderKind,
        Field::CounterpartyKind,
    ];
    let countries = [Field::OwnCountry, Field::CounterpartyCountry];
    let (mut reads_names, mut reads_countries) = (false, false);
    for (_, indicator) in plan.enabled() {
        let fields = indicator.fields();
        let any = |of: &[Field]| of.iter().any(|field| fields.contains(field));
        // Roles ask whether who is fed by victims is a shop.
        let asks_trade = indicator.subjects != Subjects::Any || indicator.subject_role.is_victim_side();
        reads_names |= asks_trade || any(&names);
        reads_countries |= any(&countries);
    }
    (reads_names, reads_countries)
}

/// The columns, text classifiers and clocks that the enabled indicators ask for.
pub(crate) fn needs(plan: &Plan, matcher: Option<&Arc<Matcher>>) -> Needs {
    let mut columns = ColumnSet::default();
    let mut memo = false;
    // Midnight is a matter of the clock at hand.
    let mut local_time = plan.midnight_share().is_some();
    for (_, indicator) in plan.enabled() {
        let mut fields = indicator.fields();
        if indicator.subjects != Subjects::Any {
            fields.extend([Field::OwnName, Field::Channel]);
        }
        for field in fields {
            columns = columns.union(field.columns().iter().copied().collect());
        }
        indicator.each_condition(&mut |cond| {
            cond.each_test(&mut |test| memo |= matches!(test, Test::InLexicon(Field::Memo, _)));
            cond.each_test(&mut |test| local_time |= matches!(test, Test::Closed(..)));
            cond.each_num(&mut |num| local_time |= matches!(num, Num::LocalHour | Num::Weekday));
        });
        local_time |= matches!(
            &indicator.detect,
            Detect::Window(window) if window.by_local_date || window.each.iter().any(|each| each.by_local_date)
        );
        local_time |= indicator
            .aggregates
            .iter()
            .any(|aggregate| matches!(aggregate.kind, AggregateKind::CountDistinct(Distinct::LocalDate)));
    }
    // A side without an account is known by name and country.
    for column in [
        Column::OriginatorName,
        Column::BeneficiaryName,
        Column::OriginatorCountry,
        Column::BeneficiaryCountry,
        Column::AccountName,
        Column::CounterpartyName,
        Column::AccountCountry,
        Column::CounterpartyCountry,
    ] {
        columns.insert(column);
    }
    let memo = if memo {
        matcher.map(|matcher| Arc::clone(matcher) as _)
    } else {
        None
    };
    Needs {
        columns,
        memo,
        local_time,
    }
}
