//! The fast engine against the slow one.

mod support;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use redflag_model::Currency;
use std::collections::BTreeMap;
use support::{fast, ledger, packs, plans, shown, slow};

fn base(at: u8) -> Currency {
    let code = ["EUR", "EUR", "USD", "JPY"][usize::from(at)];
    Currency::from_code(code).unwrap_or(Currency::EUR)
}

/// Cases of a property: its share of a run, or what the environment asks for.
fn config(cases: u32) -> Config {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok());
    Config {
        cases: asked.unwrap_or(cases),
        failure_persistence: None,
        max_shrink_iters: 600,
        ..Config::default()
    }
}

proptest! {
    #![proptest_config(config(400))]

    #[test]
    fn the_twelve_agree(ledger::Ledger(rows) in ledger::ledger(), plan in 0..plans::PLANS, base_at in 0..4_u8) {
        let plan = plans::builtin(plan);
        let (fast, slow) = (fast(plan, &rows, base(base_at)), slow(plan, &rows, base(base_at)));
        prop_assert!(fast == slow, "{}", shown(&rows, plan, &fast, &slow));
    }
}

proptest! {
    #![proptest_config(config(300))]

    #[test]
    fn made_up_packs_agree(ledger::Ledger(rows) in ledger::ledger(), pack in packs::pack(), base_at in 0..4_u8) {
        let plan = pack.plan();
        let (fast, slow) = (fast(&plan, &rows, base(base_at)), slow(&plan, &rows, base(base_at)));
        prop_assert!(fast == slow, "{}", shown(&rows, &plan, &fast, &slow));
    }
}

/// A property that never fires proves nothing.
#[test]
fn each_of_the_twelve_fires() {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut runner = TestRunner::new_with_rng(config(1), rng);
    let mut fired: BTreeMap<String, usize> = BTreeMap::new();
    for at in 0..400 {
        let rows = ledger::ledger().new_tree(&mut runner).unwrap().current().0;
        let plan = plans::builtin(at % plans::PLANS);
        for finding in fast(plan, &rows, Currency::EUR) {
            *fired.entry(finding.indicator).or_default() += 1;
        }
    }
    println!("{fired:?}");
    assert_eq!(fired.len(), 12, "{fired:?}");
    assert!(fired.values().all(|&times| times >= 5), "{fired:?}");
}
