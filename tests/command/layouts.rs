//! Real layouts, screened with the mappings that ship.

use crate::support::{Answer, Place, project};
use serde_json::Value;

fn file(layout: &str) -> String {
    let path = project(&format!("crates/ingest/tests/layouts/{layout}.csv"));
    path.to_str().unwrap().to_owned()
}

fn screened(place: &Place, layout: &str) -> Answer {
    place.run(&["screen", &file(layout), "--mapping", layout, "--out", "out"])
}

fn coverage(place: &Place) -> Value {
    serde_json::from_str(&place.read("out/coverage.json")).unwrap()
}

#[test]
fn every_layout_that_ships_is_read_and_reconciles() {
    for (layout, rows) in [
        ("amlworld", "6 rows = 5 screened + 0 excluded + 1 rejected"),
        ("saml-d", "4 rows = 4 screened + 0 excluded + 0 rejected"),
        ("paysim", "5 rows = 5 screened + 0 excluded + 0 rejected"),
        ("statement", "5 rows = 4 screened + 0 excluded + 1 rejected"),
        ("releve", "4 rows = 3 screened + 0 excluded + 1 rejected"),
        ("wire", "4 rows = 1 screened + 3 excluded + 0 rejected"),
    ] {
        let place = Place::new();
        let answer = screened(&place, layout);
        assert!(answer.succeeds().out.contains(rows), "{layout}: {}", answer.out);
        assert_eq!(coverage(&place)["rows"]["reconciled"], true, "{layout}");
    }
}

#[test]
fn two_statements_of_one_transfer_are_counted_once_from_each_side() {
    let place = Place::new();
    screened(&place, "statement").succeeds();
    let coverage = coverage(&place);
    assert_eq!(coverage["accounts"], 2);
    assert_eq!(
        coverage["legs"], 4,
        "each line gives its own account's leg and no mirror"
    );
}

#[test]
fn a_reversal_and_a_rejected_payment_are_left_out() {
    let place = Place::new();
    screened(&place, "wire").succeeds();
    let excluded = &coverage(&place)["rows"]["excluded"];
    assert_eq!(excluded["reversed"], 2);
    assert_eq!(excluded["not_booked"], 1);
}

#[test]
fn what_has_no_currency_code_is_rejected_in_words() {
    let place = Place::new();
    let answer = screened(&place, "amlworld");
    assert!(answer.out.contains("ISO 4217"), "{}", answer.out);
    let rejects = place.read("out/rejects.csv");
    assert!(
        rejects.contains(",unknown_currency,") && rejects.contains("virtual asset"),
        "{rejects}"
    );
}
