//! Internal ledgers left out, and rates of the user's own.

use crate::support::{DEPOSITS, Place};
use serde_json::Value;

const LEDGER: &str = "account,reason,who,until\nGL-1,cash desk,Ada Lee,\nGL-2,suspense,Ada Lee,2025-03-04\n";

fn json(place: &Place, name: &str) -> Value {
    serde_json::from_str(&place.read(name)).unwrap()
}

/// Deposits booked against an internal ledger, moves between ledgers, and one ledger that is left out for a while.
fn with_ledgers() -> Place {
    let place = Place::new();
    let text = DEPOSITS.replace(",cash,,", ",cash,GL-1,")
        + "4,2025-03-03T10:00:00Z,100.00,EUR,transfer,GL-1,GL-2,\n5,2025-03-05T10:00:00Z,50.00,EUR,transfer,GL-1,GL-2,\n";
    place.write("tx.csv", text);
    place.write("exclude.csv", LEDGER);
    place
}

#[test]
fn an_internal_ledger_is_no_subject_and_its_customers_stay() {
    let place = with_ledgers();
    let answer = place.run(&["screen", "tx.csv", "--out", "out", "--exclude", "exclude.csv"]);
    assert!(
        answer
            .succeeds()
            .out
            .contains("5 rows = 4 screened + 1 excluded + 0 rejected"),
        "{}",
        answer.out
    );
    assert!(
        answer.out.contains("2\u{a0}accounts left out, with 6\u{a0}movements"),
        "{}",
        answer.out
    );
    let coverage = json(&place, "out/coverage.json");
    assert_eq!(coverage["rows"]["excluded"]["internal"], 1);
    assert_eq!(coverage["control_totals"]["EUR"]["excluded"], "100.00");
    assert_eq!(coverage["exclusions"][0]["reason"], "cash desk");
    assert_eq!(coverage["exclusions"][0]["legs"], 5);
    assert_eq!(coverage["exclusions"][1]["until"], "2025-03-04");
    assert_eq!(coverage["exclusions"][1]["legs"], 1);
    assert_eq!(
        coverage["legs"], 4,
        "three deposits of the customer, one leg of the ledger after its last day"
    );
    let manifest = json(&place, "out/manifest.json");
    assert_eq!(manifest["context"][0]["kind"], "exclusions");
    assert_eq!(manifest["context"][0]["sha256"].as_str().unwrap().len(), 64);
    assert!(
        place.read("out/findings.jsonl").contains("\"subject\":\"ACC-1\""),
        "the customer is still seen"
    );
    assert!(!place.read("out/findings.jsonl").contains("\"subject\":\"GL-1\""));
}

#[test]
fn a_bad_list_is_an_error_with_its_line() {
    let place = with_ledgers();
    place.write("exclude.csv", "account,reason,who\nGL-1,,Ada\n");
    place
        .run(&["screen", "tx.csv", "--out", "out", "--exclude", "exclude.csv"])
        .fails(3, &["exclude.csv:2:2", "no reason", "hint"]);
    assert!(!place.path("out").exists());
    place
        .run(&["validate", "tx.csv", "--exclude", "-"])
        .fails(2, &["--exclude -"]);
}

#[test]
fn rates_of_ones_own_count_from_their_first_day_on() {
    let place = Place::new();
    place.write(
        "tx.csv",
        DEPOSITS
            .replace("EUR", "UGX")
            .replace("500.00", "500")
            .replace("400.00", "400")
            .replace("600.00", "600"),
    );
    place.write("rates.csv", "date,currency,rate\n2025-01-01,UGX,2\n");
    let screen = |name: &str, words: &[&str]| {
        let mut all = vec!["screen", "tx.csv", "--out", name];
        all.extend(words);
        place.run(&all).succeeds();
    };
    screen("shipped", &[]);
    screen("own", &["--rates", "rates.csv"]);
    let manifest = json(&place, "own/manifest.json");
    assert_eq!(manifest["context"][0]["kind"], "rates");
    assert_eq!(manifest["context"][0]["rows"], 1);
    let coverage = |name: &str| place.read(&format!("{name}/coverage.json"));
    assert!(coverage("shipped").contains("no-rate"), "no rate of it ships");
    assert!(!coverage("own").contains("no-rate"), "every amount has a worth");
    place.write("rates.csv", "date,currency,rate\n2025-01-01,UGX,two\n");
    place
        .run(&["screen", "tx.csv", "--out", "x", "--rates", "rates.csv"])
        .fails(3, &["rates.csv:2:3", "`two` is no rate"]);
}
