//! `redflag rules`.

use crate::support::{Place, project};
use serde_json::Value;

#[test]
fn indicators_are_listed() {
    let place = Place::new();
    let listed = place.run(&["rules", "list"]);
    assert!(
        listed
            .succeeds()
            .out
            .lines()
            .any(|line| line.starts_with("HT-FLOW-002  ")),
        "{}",
        listed.out
    );
    let json: Value = serde_json::from_str(&place.run(&["rules", "list", "--json"]).succeeds().out).unwrap();
    assert_eq!(
        json.as_array().unwrap().len(),
        listed.out.lines().filter(|line| !line.starts_with(' ')).count()
    );
    assert!(json[0]["title"]["fr"].is_string());
}

#[test]
fn an_indicator_is_shown_with_its_values() {
    let place = Place::new();
    for lang in ["en", "fr"] {
        let page = place.run(&["rules", "show", "nexus-001", "--lang", lang]);
        assert!(page.succeeds().out.starts_with("NEXUS-001 "), "{}", page.out);
        assert!(!page.out.contains("{param:"), "{}", page.out);
        assert!(
            page.out.contains("detect.sequence") && page.out.contains(":payers"),
            "{}",
            page.out
        );
    }
    place
        .run(&["rules", "show", "NEXUS-999"])
        .fails(2, &["NEXUS-999", "rules list"]);
}

#[test]
fn the_shipped_cases_hold() {
    let place = Place::new();
    let answer = place.run(&["rules", "test"]);
    assert!(answer.succeeds().out.trim_end().ends_with(" 0 wrong"), "{}", answer.out);
    let one = place.run(&["rules", "test", "TF-007"]);
    assert_eq!(one.succeeds().out.lines().count(), 2, "{}", one.out);
}

#[test]
fn a_wrong_case_is_1_and_says_where() {
    let place = Place::new();
    let folder = project("crates/rules/indicators/ht-flow/structuring-under-line");
    for name in ["indicator.toml", "en.md", "fr.md"] {
        place.write(&format!("pack/one/{name}"), std::fs::read(folder.join(name)).unwrap());
    }
    let cases = "case,expect,tx_id,timestamp,amount,currency,channel,originator_account,beneficiary_account\n\
        none,clear,1,2025-03-01T10:00:00Z,5.00,EUR,cash,,A\nfew,flag,2,2025-03-01T10:00:00Z,9500.00,EUR,cash,,A\n";
    place.write("pack/one/cases.csv", cases);
    let answer = place.run(&["rules", "test", "--pack", "pack"]);
    assert_eq!(answer.code, 1, "{answer:?}");
    assert!(
        answer.out.contains("cases.csv:3: few: should be flagged and is clear"),
        "{}",
        answer.out
    );
    assert!(
        answer.out.contains("! HT-FLOW-002: 1 to flag, 1 to leave clear"),
        "{}",
        answer.out
    );
}

#[test]
fn a_pack_is_checked() {
    let place = Place::new();
    let fine = place.run(&["rules", "check", "builtin"]);
    assert!(fine.succeeds().out.contains("no mistake in"), "{}", fine.out);
    place.write("pack/one/indicator.toml", "format = 1\n");
    place
        .run(&["rules", "check", "pack"])
        .fails(2, &["indicator.toml", "error["]);
}

#[test]
fn sql_is_printed_or_refused() {
    let place = Place::new();
    let query = place.run(&["rules", "sql", "HT-FLOW-002"]);
    assert!(
        query.succeeds().out.contains("read_csv('transactions.csv'"),
        "{}",
        query.out
    );
    place
        .run(&["rules", "sql", "HT-FLOW-002", "--dialect", "oracle"])
        .fails(2, &["duckdb"]);
}
