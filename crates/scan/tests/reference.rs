//! The fast engine against the slow one.

mod support;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};
use redflag_model::Currency;
use std::collections::{BTreeMap, BTreeSet};
use support::{cases, config, fast, in_terms, ledger, overflowed, packs, plans, shown, slow};

fn base(at: u8) -> Currency {
    let code = ["EUR", "EUR", "USD", "JPY"][usize::from(at)];
    Currency::from_code(code).unwrap_or(Currency::EUR)
}

proptest! {
    #![proptest_config(config(300))]

    #[test]
    fn the_twelve_agree(ledger::Ledger(rows) in ledger::ledger(), plan in 0..plans::PLANS, base_at in 0..4_u8) {
        let plan = plans::builtin(plan);
        let (fast, slow) = (fast(plan, &rows, base(base_at)), slow(plan, &rows, base(base_at)));
        prop_assert!(fast == slow, "{}", shown(&rows, plan, &fast, &slow));
    }
}

proptest! {
    #![proptest_config(config(24))]

    /// Every indicator of the program, at its defaults: fewer ledgers, for the slow engine is slow.
    #[test]
    fn the_whole_pack_agrees(ledger::Ledger(rows) in ledger::ledger(), base_at in 0..4_u8) {
        let plan = plans::whole();
        let (fast, slow) = (fast(plan, &rows, base(base_at)), slow(plan, &rows, base(base_at)));
        prop_assert!(fast == slow, "{}", shown(&rows, plan, &fast, &slow));
    }
}

proptest! {
    #![proptest_config(config(300))]

    #[test]
    fn made_up_packs_agree(ledger::Ledger(rows) in ledger::ledger(), pack in packs::pack(), base_at in 0..4_u8) {
        let plan = pack.plan();
        let cases = cases(&plan, &rows, base(base_at));
        // A number that does not fit silences an indicator for an account, and the reference has other intermediate numbers.
        prop_assume!(!overflowed(&cases));
        let (fast, slow) = (in_terms(&cases), slow(&plan, &rows, base(base_at)));
        prop_assert!(fast == slow, "{}", shown(&rows, &plan, &fast, &slow));
    }
}

proptest! {
    #![proptest_config(config(200))]

    #[test]
    fn sequences_agree(ledger::Ledger(rows) in ledger::ledger(), pack in packs::lone_sequence()) {
        let plan = pack.plan();
        let (fast, slow) = (fast(&plan, &rows, Currency::EUR), slow(&plan, &rows, Currency::EUR));
        prop_assert!(fast == slow, "{}", shown(&rows, &plan, &fast, &slow));
    }
}

proptest! {
    #![proptest_config(config(200))]

    /// Sums of money and their quotients fit, however long the past.
    #[test]
    fn deviations_agree_and_fit(ledger::Ledger(rows) in ledger::ledger(), pack in packs::lone_deviation()) {
        let plan = pack.plan();
        let cases = cases(&plan, &rows, Currency::EUR);
        prop_assert!(!overflowed(&cases));
        let (fast, slow) = (in_terms(&cases), slow(&plan, &rows, Currency::EUR));
        prop_assert!(fast == slow, "{}", shown(&rows, &plan, &fast, &slow));
    }
}

/// A fixed runner, so that the counts below are the same in every run.
fn fixed() -> TestRunner {
    TestRunner::new_with_rng(config(1), TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]))
}

/// A property that never fires proves nothing.
#[test]
fn each_of_the_twelve_fires() {
    let mut runner = fixed();
    let mut fired: BTreeMap<String, usize> = BTreeMap::new();
    for at in 0..400 {
        let ledger::Ledger(rows) = ledger::ledger().new_tree(&mut runner).unwrap().current();
        for finding in fast(plans::builtin(at % plans::PLANS), &rows, Currency::EUR) {
            *fired.entry(finding.indicator).or_default() += 1;
        }
    }
    assert_eq!(fired.len(), 12, "{fired:?}");
    assert!(fired.values().all(|&times| times >= 5), "{fired:?}");
}

/// Each kind, and the indicator that reads the others, finds something in many packs and nothing in many.
#[test]
fn each_kind_fires() {
    let mut runner = fixed();
    let mut fired: BTreeMap<String, usize> = BTreeMap::new();
    let runs = 150;
    for _ in 0..runs {
        let ledger::Ledger(rows) = ledger::ledger().new_tree(&mut runner).unwrap().current();
        let pack = packs::pack().new_tree(&mut runner).unwrap().current();
        let found: BTreeSet<String> = slow(&pack.plan(), &rows, Currency::EUR)
            .into_iter()
            .map(|it| it.indicator)
            .collect();
        for indicator in found {
            *fired.entry(indicator).or_default() += 1;
        }
    }
    assert_eq!(fired.len(), 5, "{fired:?}");
    assert!(
        fired.values().all(|times| (10..runs * 4 / 5).contains(times)),
        "{fired:?}"
    );
}

/// Sequences with each of their options find something.
#[test]
fn each_option_of_sequences_fires() {
    let options = [
        "unordered",
        "need",
        "same =",
        "other =",
        "= s0.",
        "times",
        "apart",
        "gap",
        "within",
    ];
    let mut runner = fixed();
    let mut fired: BTreeMap<&str, usize> = BTreeMap::new();
    for _ in 0..300 {
        let ledger::Ledger(rows) = ledger::ledger().new_tree(&mut runner).unwrap().current();
        let pack = packs::lone_sequence().new_tree(&mut runner).unwrap().current();
        if !fast(&pack.plan(), &rows, Currency::EUR).is_empty() {
            for option in options.into_iter().filter(|option| pack.0[0].contains(option)) {
                *fired.entry(option).or_default() += 1;
            }
        }
    }
    assert_eq!(fired.len(), options.len(), "{fired:?}");
    assert!(fired.values().all(|&times| times >= 10), "{fired:?}");
}

/// Guards act in many packs, leave much alone in many, and what they silence is sometimes missed by a reader.
#[test]
fn guards_act() {
    let mut runner = fixed();
    let (mut acted, mut left_alone) = (0, 0);
    for _ in 0..150 {
        let ledger::Ledger(rows) = ledger::ledger().new_tree(&mut runner).unwrap().current();
        let plan = packs::pack().new_tree(&mut runner).unwrap().current().plan();
        let found = slow(&plan, &rows, Currency::EUR);
        if plan.guards().next().is_some() {
            acted += usize::from(found.iter().any(|it| !it.guards.is_empty()));
            left_alone += usize::from(found.iter().any(|it| it.guards.is_empty()));
        }
    }
    assert!(acted >= 15 && left_alone >= 15, "{acted} and {left_alone}");
}
