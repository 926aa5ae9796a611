//! What an indicator may read that no query here says.

use super::NoSqlForm;
use crate::plan::{AggregateKind, Detect, Distinct, Indicator, Num, Related, Test};
use redflag_model::Field;

/// Why something has no form, in both languages.
type Reason = (&'static str, &'static str);

const FIGURES: Reason = (
    "averages, spreads, percentiles and gaps between legs are exact fractions here, which a query would round",
    "les moyennes, dispersions, centiles et intervalles entre mouvements sont ici des fractions exactes, qu'une requête arrondirait",
);

const SILENCE: Reason = (
    "how long an account stays silent depends on the day up to which the data are known, which a query does not have",
    "la durée du silence d'un compte dépend du jour jusqu'auquel les données sont connues, que la requête n'a pas",
);

const TABLES: Reason = (
    "opening hours and distances between towns are looked up in tables that are not written into a query",
    "les heures d'ouverture et les distances entre villes se lisent dans des tables qui ne s'écrivent pas dans une requête",
);

const REFS: Reason = (
    "numbers and persons in memos, and families among names, are told by rules that a query does not have",
    "les numéros et personnes des libellés, et les familles parmi les noms, suivent des règles que la requête n'a pas",
);

const CUSTOMERS: Reason = (
    "what is known of the holders comes from a customers file, from merchant codes and from names, which a query of the transactions does not have",
    "ce que l'on sait des titulaires vient d'un fichier de clients, des codes marchands et des noms, qu'une requête sur les opérations n'a pas",
);

const TIES: Reason = (
    "who belongs together is told by words of names, contacts and transfers between the parties, which a query would need a graph for",
    "qui va avec qui se lit dans les mots des noms, les coordonnées et les virements entre parties, ce qui demanderait un graphe",
);

/// # Errors
/// With the first reason why the indicator has no query.
pub(super) fn check(indicator: &Indicator) -> Result<(), NoSqlForm> {
    match reason(indicator) {
        Some((en, fr)) => Err(NoSqlForm::new(indicator, en, fr)),
        None => Ok(()),
    }
}

fn reason(indicator: &Indicator) -> Option<Reason> {
    let mut found = indicator
        .aggregates
        .iter()
        .find_map(|aggregate| of_aggregate(&aggregate.kind));
    let of_holders =
        |field: &Field| field.is_of_customers() || matches!(field, Field::HolderKind | Field::CounterpartyKind);
    found = found.or_else(|| groups_by_contacts(indicator).then_some(CUSTOMERS));
    found = found.or_else(|| indicator.fields().iter().any(of_holders).then_some(CUSTOMERS));
    indicator.each_condition(&mut |cond| {
        cond.each_num(&mut |num| found = found.or_else(|| of_num(num)));
        cond.each_test(&mut |test| found = found.or_else(|| of_test(test)));
    });
    found
}

fn groups_by_contacts(indicator: &Indicator) -> bool {
    matches!(&indicator.detect, Detect::Window(window) if window.each.iter().any(|each| each.by_contacts))
}

fn of_aggregate(kind: &AggregateKind) -> Option<Reason> {
    let is_figure = matches!(
        kind,
        AggregateKind::Avg(_) | AggregateKind::Spread(_) | AggregateKind::Percentile(..)
    );
    let is_gap = matches!(kind.num(), Some(Num::Gap(_)));
    if matches!(
        kind,
        AggregateKind::CountDistinct(Distinct::Refs(_) | Distinct::Surname(..))
    ) {
        return Some(REFS);
    }
    if matches!(kind, AggregateKind::Strangers) {
        return Some(TIES);
    }
    (is_figure || is_gap).then_some(FIGURES)
}

fn of_num(num: &Num) -> Option<Reason> {
    match num {
        Num::QuietFor => Some(SILENCE),
        Num::Kilometres(..) => Some(TABLES),
        _ => None,
    }
}

fn of_test(test: &Test) -> Option<Reason> {
    match test {
        Test::Closed(..) => Some(TABLES),
        Test::NoRefs(_) => Some(REFS),
        Test::Related(Related::Kin) => Some(TIES),
        _ => None,
    }
}
