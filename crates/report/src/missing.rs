//! What is missing, by what it would let run.

use redflag_model::{Supply, Verdict, VerdictKind, VerdictReason};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Something that is missing, and the indicators that wait for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Waiting<'a> {
    /// Could not run, and would with this alone.
    pub(crate) alone: BTreeSet<&'a str>,
    /// Could not run, and would with this and something more.
    pub(crate) with_others: BTreeSet<&'a str>,
    /// Ran on part of the data, and would see more.
    pub(crate) wider: BTreeSet<&'a str>,
}

/// Everything that is missing, what would let most indicators run first.
pub(crate) fn missing(verdicts: &[Verdict]) -> Vec<(Supply, Waiting<'_>)> {
    let mut table: BTreeMap<Supply, Waiting<'_>> = BTreeMap::new();
    for verdict in verdicts {
        let id = verdict.indicator.as_str();
        let alone: BTreeSet<Supply> = enabling(verdict, verdicts)
            .into_iter()
            .filter(|set| set.len() == 1)
            .flatten()
            .collect();
        let others: BTreeSet<Supply> = enabling(verdict, verdicts)
            .into_iter()
            .flatten()
            .filter(|supply| !alone.contains(supply))
            .collect();
        for supply in alone {
            table.entry(supply).or_default().alone.insert(id);
        }
        for supply in others {
            table.entry(supply).or_default().with_others.insert(id);
        }
        for supply in widening(verdict) {
            table.entry(supply).or_default().wider.insert(id);
        }
    }
    let mut rows: Vec<(Supply, Waiting<'_>)> = table.into_iter().collect();
    rows.sort_by_key(|(_, waiting)| {
        let Waiting {
            alone,
            with_others,
            wider,
        } = waiting;
        Reverse((alone.len() + with_others.len(), alone.len(), wider.len()))
    });
    rows
}

/// What would let an indicator see all the data, where it saw a part.
pub(crate) fn widening(verdict: &Verdict) -> BTreeSet<Supply> {
    if verdict.verdict != VerdictKind::Degraded {
        return BTreeSet::new();
    }
    let supplies = verdict.reasons.iter().filter_map(VerdictReason::supply);
    supplies
        .filter(|supply| !matches!(supply, Supply::Indicator { .. }))
        .collect()
}

/// What would let an indicator run that could not; another indicator's supplies instead of its name.
fn enabling(verdict: &Verdict, verdicts: &[Verdict]) -> Vec<BTreeSet<Supply>> {
    let sets = verdict.enable.iter();
    sets.flat_map(|set| {
        set.iter().fold(vec![BTreeSet::new()], |sets, supply| {
            let more = match supply {
                // It reads findings of lower layers only: this ends.
                Supply::Indicator { indicator } => verdicts
                    .iter()
                    .find(|it| it.indicator == *indicator)
                    .map(|it| enabling(it, verdicts))
                    .unwrap_or_default(),
                supply => vec![BTreeSet::from([supply.clone()])],
            };
            let joined = |set: &BTreeSet<Supply>| more.iter().map(|more| set | more).collect::<Vec<_>>();
            sets.iter().flat_map(joined).collect()
        })
    })
    .collect()
}

/// A way to let all run that could not: what to give next, and who runs then. What lets most run for each thing given comes first; each
/// indicator stands once.
pub(crate) fn steps(verdicts: &[Verdict]) -> Vec<(Vec<Supply>, Vec<&str>)> {
    let mut waiting: Vec<(&str, Vec<BTreeSet<Supply>>)> = verdicts
        .iter()
        .map(|verdict| (verdict.indicator.as_str(), enabling(verdict, verdicts)))
        .filter(|(_, sets)| !sets.is_empty())
        .collect();
    let mut steps = Vec::new();
    while let Some(next) = best(&waiting) {
        for (_, sets) in &mut waiting {
            for set in sets {
                set.retain(|wanted| !next.iter().any(|given| covers(given, wanted)));
            }
        }
        let able = |(_, sets): &(&str, Vec<BTreeSet<Supply>>)| sets.iter().any(BTreeSet::is_empty);
        let run = waiting.iter().filter(|it| able(it)).map(|(id, _)| *id).collect();
        waiting.retain(|it| !able(it));
        steps.push((next.into_iter().collect(), run));
    }
    steps
}

/// A column may fill several fields.
fn covers(given: &Supply, wanted: &Supply) -> bool {
    match (given, wanted) {
        (Supply::Column { columns: given, .. }, Supply::Column { columns: wanted, .. }) => {
            given.iter().all(|column| wanted.contains(column))
        }
        _ => given == wanted,
    }
}

fn best(waiting: &[(&str, Vec<BTreeSet<Supply>>)]) -> Option<BTreeSet<Supply>> {
    let sets: BTreeSet<&BTreeSet<Supply>> = waiting.iter().flat_map(|(_, sets)| sets).collect();
    let runs = |given: &BTreeSet<Supply>| {
        let able = |sets: &[BTreeSet<Supply>]| sets.iter().any(|set| set.is_subset(given));
        waiting.iter().filter(|(_, sets)| able(sets)).count()
    };
    let scored = sets.into_iter().map(|set| (set, runs(set)));
    // Of equals the first stays: sets are in order.
    let best = scored.reduce(|best, next| {
        if next.1 * best.0.len() > best.1 * next.0.len() {
            next
        } else {
            best
        }
    });
    best.map(|(set, _)| set.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn customers(field: &str) -> Supply {
        Supply::Customers {
            field: field.to_owned(),
        }
    }

    fn verdict(id: &str, kind: VerdictKind, enable: &[&[Supply]]) -> Verdict {
        Verdict {
            indicator: id.to_owned(),
            verdict: kind,
            reasons: vec![VerdictReason::CustomersMissing {
                field: "sector".to_owned(),
            }],
            enable: enable.iter().map(|set| set.to_vec()).collect(),
            findings: 0,
            subjects: 0,
        }
    }

    fn verdicts() -> [Verdict; 4] {
        let lower = Supply::Indicator {
            indicator: "A".to_owned(),
        };
        [
            verdict("A", VerdictKind::NotEvaluable, &[&[customers("opened")]]),
            verdict("B", VerdictKind::NotEvaluable, &[&[customers("sector"), lower]]),
            verdict("C", VerdictKind::Degraded, &[]),
            verdict("D", VerdictKind::Ran, &[]),
        ]
    }

    #[test]
    fn what_helps_most_comes_first_and_indicators_pass_on_what_they_need() {
        let verdicts = verdicts();
        let table = missing(&verdicts);
        let names: Vec<&Supply> = table.iter().map(|(supply, _)| supply).collect();
        assert_eq!(names, [&customers("opened"), &customers("sector")]);
        assert_eq!(table[0].1.alone, ["A"].into());
        assert_eq!(table[0].1.with_others, ["B"].into());
        assert_eq!(table[1].1.with_others, ["B"].into());
        assert_eq!(table[1].1.wider, ["C"].into());
    }

    #[test]
    fn a_column_given_once_serves_every_field_that_it_fills() {
        let column = |field: &str, columns: &[&str]| Supply::Column {
            field: field.to_owned(),
            columns: columns.iter().copied().map(str::to_owned).collect(),
        };
        let (channel, kind) = (
            column("channel", &["channel"]),
            column("holder_kind", &["mcc", "channel"]),
        );
        let verdicts = [
            verdict("A", VerdictKind::NotEvaluable, &[std::slice::from_ref(&channel)]),
            verdict("B", VerdictKind::NotEvaluable, &[&[kind]]),
        ];
        assert_eq!(steps(&verdicts), vec![(vec![channel], vec!["A", "B"])]);
    }

    #[test]
    fn each_step_names_who_runs_then_and_nobody_twice() {
        let expected = vec![
            (vec![customers("opened")], vec!["A"]),
            (vec![customers("sector")], vec!["B"]),
        ];
        assert_eq!(steps(&verdicts()), expected);
        let [pair, alone] = [&[customers("a"), customers("b")][..], &[customers("z")][..]];
        let verdicts = [
            verdict("P", VerdictKind::NotEvaluable, &[pair]),
            verdict("Q", VerdictKind::NotEvaluable, &[pair, alone]),
            verdict("R", VerdictKind::NotEvaluable, &[alone]),
            verdict("S", VerdictKind::NotEvaluable, &[]),
        ];
        let expected = vec![(alone.to_vec(), vec!["Q", "R"]), (pair.to_vec(), vec!["P"])];
        assert_eq!(steps(&verdicts), expected);
    }
}
