//! Peers: the fast engine measures and compares as the slow one does.

#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

mod support;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};
use redflag_model::{Baseline, Currency, PeerFigures};
use redflag_rules::Plan;
use redflag_scan::reference::{self, RefFinding, RefRow};
use redflag_scan::{ScanError, Scanner};
use std::collections::BTreeMap;
use support::source::Memory;
use support::{config, in_terms, ledger, packs, people, shown};

/// Days on which the ledgers are under way, or over.
const UNTIL: [i64; 4] = [20_245, 20_280, 20_340, 20_400];

/// Many ledgers side by side, each with parties of its own.
fn crowd() -> impl Strategy<Value = ledger::Ledger> {
    proptest::collection::vec(ledger::ledger(), 10..16).prop_map(|ledgers| {
        let of_its_own = |(nth, ledger::Ledger(rows)): (usize, ledger::Ledger)| {
            rows.into_iter().map(move |row| with_parties_of(row, nth))
        };
        ledger::Ledger(ledgers.into_iter().enumerate().flat_map(of_its_own).collect())
    })
}

fn with_parties_of(mut row: RefRow, nth: usize) -> RefRow {
    row.tx_id = format!("{nth}/{}", row.tx_id);
    row.reversal_of = row.reversal_of.map(|id| format!("{nth}/{id}"));
    for party in &mut row.parties {
        party.account = party.account.take().map(|account| format!("{nth}/{account}"));
        party.name = party.name.take().map(|name| format!("{name} {nth}"));
    }
    row
}

fn measured(plan: &Plan, rows: &[RefRow], until: i64) -> Baseline {
    let people = people(rows);
    let scanner = Scanner::new(plan).threads(1).base(Currency::EUR).customers(&people);
    scanner
        .measure_peers(&Memory::new(rows.to_vec()), Some(until))
        .unwrap()
        .baseline
}

fn compared(plan: &Plan, rows: &[RefRow], baseline: &Baseline) -> Vec<RefFinding> {
    let people = people(rows);
    let scanner = Scanner::new(plan)
        .threads(1)
        .base(Currency::EUR)
        .customers(&people)
        .baseline(baseline);
    in_terms(&scanner.scan(&Memory::new(rows.to_vec())).unwrap())
}

proptest! {
    #![proptest_config(config(60))]

    #[test]
    fn both_engines_measure_and_compare_alike(crowd in crowd(), ledger::Ledger(rows) in ledger::ledger(), pack in packs::lone_peers(), until in 0..4_usize) {
        let plan = pack.plan();
        let baseline = measured(&plan, &crowd.0, UNTIL[until]);
        let slow: BTreeMap<String, PeerFigures> = reference::peers(&plan, &crowd.0, &people(&crowd.0), Currency::EUR, UNTIL[until]);
        prop_assert_eq!(&baseline.indicators, &slow);
        let fast = compared(&plan, &rows, &baseline);
        let slow = reference::findings_with(&plan, &rows, &people(&rows), Currency::EUR, &baseline);
        prop_assert!(fast == slow, "{}", shown(&rows, &plan, &fast, &slow));
    }
}

fn fixed() -> TestRunner {
    TestRunner::new_with_rng(config(1), TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]))
}

/// A property that never fires proves nothing. And without a baseline nothing is said, whatever the condition.
#[test]
fn peers_are_there_and_some_stand_out() {
    let mut runner = fixed();
    let (mut groups, mut withheld, mut found) = (0, 0, 0);
    for _ in 0..120 {
        let crowd = crowd().new_tree(&mut runner).unwrap().current();
        let plan = packs::lone_peers().new_tree(&mut runner).unwrap().current().plan();
        let baseline = measured(&plan, &crowd.0, UNTIL[2]);
        let figures = &baseline.indicators["XX-TEST-001"];
        groups += usize::from(!figures.groups.is_empty());
        withheld += usize::from(figures.withheld > 0);
        found += usize::from(!compared(&plan, &crowd.0, &baseline).is_empty());
        let alone = Scanner::new(&plan).threads(1).scan(&Memory::new(crowd.0)).unwrap();
        assert!(alone.findings.is_empty());
        let said = serde_json::to_string(&alone.verdicts).unwrap();
        assert!(said.contains("not-evaluable") && said.contains("no-baseline"), "{said}");
    }
    assert!(
        groups >= 30 && withheld >= 10 && found >= 20,
        "{groups} {withheld} {found}"
    );
}

/// A baseline speaks for the pack, the values and the currency that it was made with.
#[test]
fn a_baseline_of_another_plan_is_refused() {
    let mut runner = fixed();
    let crowd = crowd().new_tree(&mut runner).unwrap().current();
    let plan = packs::lone_peers().new_tree(&mut runner).unwrap().current().plan();
    let baseline = measured(&plan, &crowd.0, UNTIL[2]);
    let refused = |plan: &Plan, base: Currency, baseline: &Baseline| {
        let scanner = Scanner::new(plan).threads(1).base(base).baseline(baseline);
        match scanner.scan(&Memory::new(crowd.0.clone())) {
            Err(ScanError::Baseline(mismatch)) => mismatch.to_string(),
            other => panic!("{other:?}"),
        }
    };
    let mut other = plan.clone();
    other.pack_sha256 = "0".repeat(64);
    assert!(refused(&other, Currency::EUR, &baseline).contains("another pack"));
    let mut other = plan.clone();
    other.overlay_sha256 = Some("0".repeat(64));
    assert!(refused(&other, Currency::EUR, &baseline).contains("another overlay"));
    let mut changed = baseline.clone();
    let figures = changed.indicators.get_mut("XX-TEST-001").unwrap();
    for value in figures.params.values_mut() {
        "13d".clone_into(value);
    }
    assert!(refused(&plan, Currency::EUR, &changed).contains("with 13d for :"));
    let yen = Currency::from_code("JPY").unwrap();
    assert!(refused(&plan, yen, &baseline).contains("--base EUR"));
}
