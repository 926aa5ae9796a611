//! `redflag validate`: the dry run.

use crate::support::{DEPOSITS, Place, project};

#[test]
fn the_page_tells_rows_totals_columns_and_what_could_run() {
    let place = Place::with_deposits();
    let text = format!("{DEPOSITS}4,31/02/2025,1.00,EUR,cash,,ACC-1,\n5,2025-03-06,7.00,EUR,telex,,ACC-2,\n");
    place.write("tx.csv", text);
    let answer = place.run(&["validate", "tx.csv"]);
    for words in [
        "5 rows = 3 screened + 0 excluded + 2 rejected",
        "EUR  28,508.00 = 28,500.00 + 0.00 + 8.00",
        "tx.csv:5, timestamp: a date that cannot be read or does not exist \"31/02/2025\"",
        "tx.csv:6, channel: a channel code that is not known \"telex\"",
        "beneficiary_account  100\u{a0}% (5 of 5)",
        "memo                 20\u{a0}% (1 of 5)",
        "absent: originator_name",
        "What is missing, by the number of indicators that ask for it",
    ] {
        assert!(
            answer.succeeds().out.contains(words),
            "`{words}` is not in: {}",
            answer.out
        );
    }
    assert!(!answer.out.contains("counterparty_bank,"), "{}", answer.out);
    assert_eq!(place.names(), ["tx.csv"], "a dry run leaves nothing behind");
    let answer = place.run(&["validate", "tx.csv", "--lang", "fr"]);
    assert!(
        answer.succeeds().out.contains("Premières lignes rejetées"),
        "{}",
        answer.out
    );
    assert!(answer.out.contains("20\u{a0}% (1 sur 5)"), "{}", answer.out);
}

#[test]
fn nothing_readable_is_3_with_the_rows() {
    let place = Place::new();
    place.write(
        "tx.csv",
        "timestamp,amount,currency,originator_account\nsoon,1,EUR,A\nlater,2,EUR,B\n",
    );
    place.run(&["validate", "tx.csv"]).fails(
        3,
        &["none of the 2 rows could be read", "tx.csv:2, timestamp", "\"soon\""],
    );
    place.run(&["validate", "missing.csv"]).fails(3, &["missing.csv"]);
    place
        .run(&["validate", "tx.csv", "--mapping", "nobody.toml"])
        .fails(2, &["nobody.toml"]);
}

#[test]
fn verdicts_are_those_of_a_real_run() {
    let input = project("sample-data/small/transactions.csv");
    let place = Place::new();
    let dry = place.run(&["validate", input.to_str().unwrap()]);
    place
        .run(&["screen", input.to_str().unwrap(), "--out", "out", "--quiet"])
        .succeeds();
    let coverage: serde_json::Value = serde_json::from_str(&place.read("out/coverage.json")).unwrap();
    let count = |kind: &str| {
        let indicators = coverage["indicators"].as_array().unwrap();
        indicators.iter().filter(|it| it["verdict"] == kind).count()
    };
    for (label, kind) in [("on all the data", "ran"), ("not at all", "not-evaluable")] {
        let line = dry
            .succeeds()
            .out
            .lines()
            .find(|line| line.trim_start().starts_with(label));
        let told = line.map_or("0", |line| {
            line.trim_start()[label.len()..].trim().split(':').next().unwrap()
        });
        assert_eq!(told, count(kind).to_string(), "{label}: {}", dry.out);
    }
}
