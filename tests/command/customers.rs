//! A customers file beside the transactions: what it changes, what is said of it, and what happens where it is wrong.

use crate::support::{Answer, Place};
use serde_json::Value;

/// An indicator of one leg that reads what only a customers file knows.
const INDICATOR: &str = r#"format      = 1
id          = "XX-TEST-001"
version     = "1.0.0"
title       = { en = "A test", fr = "Un essai" }
status      = "experimental"
since       = "2026-11-23"
supports    = "trafficking"
paragraphs  = [4]
points      = { value = 10, basis = "judgement", why = { en = "Because.", fr = "Parce que." } }
overlaps    = []
scope       = "own"
roles       = { subject = "unclear" }
sources     = [{ document = "redflag-judgement", at = "nowhere", basis = "judgement", verified = "issuer" }]
cannot_show = { en = "Much.", fr = "Bien des choses." }
innocent    = { en = "Many.", fr = "Plusieurs." }
sentence    = { en = "{subject}: {observed:times}.", fr = "{subject} : {observed:times}." }

[params.times]
value = 3
unit  = "number"
min   = 1
basis = "judgement"
label = { en = "monthly incomes", fr = "revenus mensuels" }
why   = { en = "Far above.", fr = "Bien au-dessus." }

[detect.row]
where = "amount > :times * declared_income AND holder_kind = 'person' AND attested_survivor IS NOT TRUE"
"#;

fn place() -> Place {
    let place = Place::with_deposits();
    place.write("pack/income/indicator.toml", INDICATOR);
    place.write("pack/income/en.md", "# XX-TEST-001 A test\n");
    place.write("pack/income/fr.md", "# XX-TEST-001 Un essai\n");
    place.write(
        "pack/income/cases.csv",
        "case,expect,tx_id,timestamp,amount,currency,beneficiary_account\n\
         above,flag,1,2025-03-03,9001.00,EUR,LOW\nequal,clear,2,2025-03-03,9000.00,EUR,LOW\nunknown,clear,3,2025-03-03,9001.00,EUR,NONE\n",
    );
    let known = "account,holder_kind,declared_income,income_currency\nLOW,person,3000,EUR\nNONE,person,,\n";
    place.write("pack/income/customers.csv", known);
    place
}

fn screen(place: &Place, more: &[&str]) -> Answer {
    let words = ["screen", "tx.csv", "--pack", "pack", "--out", "out", "--force"];
    place.run(&[&words, more].concat())
}

fn document(place: &Place, name: &str) -> Value {
    serde_json::from_str(&place.read(name)).unwrap()
}

#[test]
fn cases_are_screened_with_the_customers_beside_them() {
    let place = place();
    let answer = place.run(&["rules", "test", "--pack", "pack"]);
    assert!(
        answer.succeeds().out.contains("3 cases of 1 indicator, 0 wrong"),
        "{answer:?}"
    );
    place.write("pack/income/customers.csv", "account,opened\nLOW,yesterday\n");
    let answer = place.run(&["rules", "test", "--pack", "pack"]);
    answer.fails(2, &["customers.csv:2:2", "yesterday", "2024-05-31"]);
}

#[test]
fn what_no_file_tells_is_not_evaluable_and_what_it_tells_counts() {
    let place = place();
    screen(&place, &[]).succeeds();
    let coverage = document(&place, "out/coverage.json");
    assert_eq!(coverage["customers"], Value::Null);
    let verdict = &coverage["indicators"][0];
    assert_eq!(verdict["verdict"], "not-evaluable");
    let text = verdict["reasons"].to_string();
    assert!(
        text.contains("declared_income") && text.contains("--customers"),
        "{text}"
    );
    assert!(text.contains("completeness-unknown"), "{text}");

    let rows =
        "Account;Holder_Kind;Declared_Income;Income_Currency;Nickname\nACC-1;person;3150;EUR;x\nACC-2;person;1;EUR;y\n";
    place.write("customers.csv", rows);
    let answer = screen(&place, &["--customers", "customers.csv"]);
    answer.succeeds();
    for words in [
        "2\u{a0}rows, customers",
        "nickname",
        "2\u{a0}accounts of customers, 1 in the transactions",
    ] {
        assert!(answer.out.contains(words), "`{words}` is not in: {}", answer.out);
    }
    let coverage = document(&place, "out/coverage.json");
    assert_eq!(coverage["customers"], serde_json::json!({ "accounts": 2, "seen": 1 }));
    let text = coverage["indicators"][0]["reasons"].to_string();
    assert!(
        !text.contains("declared_income") && !text.contains("completeness-unknown"),
        "{text}"
    );
    let findings = place.read("out/findings.jsonl");
    assert!(
        findings.contains("\"9500.00\"") && !findings.contains("\"9400.00\""),
        "{findings}"
    );
    let context = &document(&place, "out/manifest.json")["context"][0];
    assert_eq!(
        (context["kind"].as_str(), context["rows"].as_u64()),
        (Some("customers"), Some(2))
    );
    assert_eq!(context["sha256"].as_str().map(str::len), Some(64));
}

#[test]
fn the_summary_asks_where_accounts_are_written_apart() {
    let place = place();
    place.write("customers.csv", "account,sector\nACC 1,bakery\n");
    let answer = screen(&place, &["--customers", "customers.csv", "--lang", "fr"]);
    let flat: String = answer.succeeds().out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        flat.contains("1 compte de clients, aucun dans les transactions"),
        "{flat}"
    );
}

#[test]
fn a_wrong_file_says_where_and_writes_nothing() {
    let place = place();
    place.write("customers.csv", "account,holder_kind\nACC-1,robot\n");
    let with = |file: &str| screen(&place, &["--customers", file]);
    with("customers.csv").fails(3, &["customers.csv:2:2", "robot", "person, business"]);
    with("missing.csv").fails(3, &["missing.csv", "hint"]);
    with("-").fails(2, &["--customers", "hint"]);
    with("tx.csv").fails(2, &["tx.csv", "twice"]);
    assert!(!place.path("out").exists());
    place.write("out/customers.csv", "account\nACC-1\n");
    with("out/customers.csv").fails(2, &["input", "--out"]);
}
