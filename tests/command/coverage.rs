//! What the data suffice for: verdicts, what would enable what could not run, and how full the columns are.

use crate::support::Place;
use serde_json::{Value, json};
use std::fmt::Write as _;

const HEADER: &str = "timestamp,amount,currency,channel,account,direction,counterparty,counterparty_name,counterparty_country,\
                      account_name,account_country,mcc,merchant,place,memo\n";

/// Card payments of one account, one a day; `cells` gives category, merchant, place and memo of each.
fn payments(number: usize, time: &str, cells: impl Fn(usize) -> &'static str) -> String {
    let mut text = HEADER.to_owned();
    for at in 0..number {
        let (month, day) = (at / 28 + 1, at % 28 + 1);
        let cells = cells(at);
        writeln!(
            text,
            "2025-{month:02}-{day:02}{time},10.00,EUR,card,A,out,B,Bea Roy,FR,Ann Loy,FR,{cells}"
        )
        .unwrap();
    }
    text
}

fn coverage(place: &Place, file: &str) -> (Value, String) {
    let answer = place.run(&["screen", file, "--out", "out", "--force"]);
    answer.succeeds();
    (
        serde_json::from_str(&place.read("out/coverage.json")).unwrap(),
        answer.out,
    )
}

fn indicator<'c>(coverage: &'c Value, id: &str) -> &'c Value {
    let indicators = coverage["indicators"].as_array().unwrap();
    indicators.iter().find(|it| it["indicator"] == id).unwrap()
}

fn reasons(indicator: &Value) -> Vec<&str> {
    let reasons = indicator["reasons"].as_array().unwrap();
    reasons.iter().map(|it| it["reason"].as_str().unwrap()).collect()
}

#[test]
fn bare_data_say_which_column_would_enable_what() {
    let place = Place::new();
    let bare = "timestamp,amount,currency,account,direction\n2025-03-01,10.00,EUR,A,in\n2025-03-02,10.00,EUR,A,out\n";
    place.write("bare.csv", bare);
    let (coverage, shown) = coverage(&place, "bare.csv");
    let cards = indicator(&coverage, "HT-SEX-003");
    assert_eq!(cards["verdict"], "not-evaluable");
    assert_eq!(cards["enable"][0][0]["kind"], "column");
    assert_eq!(cards["enable"][0][0]["columns"], json!(["mcc"]));
    let gains = |row: &Value| row["alone"].as_array().unwrap().len() + row["with_others"].as_array().unwrap().len();
    let table = coverage["missing"].as_array().unwrap();
    assert!(table.windows(2).all(|pair| gains(&pair[0]) >= gains(&pair[1])));
    let mcc = table.iter().find(|row| row["field"] == "mcc").unwrap();
    assert!(mcc["alone"].as_array().unwrap().contains(&json!("HT-SEX-003")), "{mcc}");
    let unable = coverage["indicators"].as_array().unwrap().iter();
    let unable: Vec<&str> = unable
        .filter(|it| it["verdict"] == "not-evaluable")
        .map(|it| it["indicator"].as_str().unwrap())
        .collect();
    let (_, section) = shown.split_once("could not run").unwrap();
    let (section, _) = section.split_once("ran on part").unwrap();
    for id in &unable {
        assert_eq!(section.matches(id).count(), 1, "{id} in: {section}");
    }
    assert!(section.lines().count() < unable.len(), "{section}");
}

#[test]
fn what_is_said_to_enable_an_indicator_does() {
    let place = Place::new();
    let without = payments(9, "T10:00:00+01:00", |_| ",Shop,Lyon,note").replace(",mcc,", ",unused,");
    place.write("without.csv", without);
    place.write("with.csv", payments(9, "T10:00:00+01:00", |_| "5411,Shop,Lyon,note"));
    let (before, _) = coverage(&place, "without.csv");
    let row = before["missing"].as_array().unwrap().iter();
    let row = row.clone().find(|row| row["field"] == "mcc").unwrap();
    let alone = row["alone"].as_array().unwrap();
    assert!(!alone.is_empty(), "{row}");
    let (after, shown) = coverage(&place, "with.csv");
    for id in alone {
        assert_ne!(
            indicator(&after, id.as_str().unwrap())["verdict"],
            "not-evaluable",
            "{id}"
        );
    }
    assert!(!shown.contains("column for `mcc`"), "{shown}");
}

#[test]
fn empty_columns_are_missing_and_nearly_empty_ones_are_said() {
    let place = Place::new();
    place.write("empty.csv", payments(150, "T10:00:00+01:00", |_| ",Shop,Lyon,note"));
    let (empty, _) = coverage(&place, "empty.csv");
    let cards = indicator(&empty, "HT-SEX-003");
    assert_eq!(
        (&cards["verdict"], reasons(cards)[0]),
        (&json!("not-evaluable"), "column-sparse")
    );
    assert_eq!(empty["filled"]["mcc"], json!({ "legs": 0, "permille": 0 }));
    // A mirrored leg stands for the other side: two legs a payment.
    for (number, sparse) in [(101, true), (100, false)] {
        let some = |at| {
            if at == 0 {
                "5411,Shop,Lyon,note"
            } else {
                ",Shop,Lyon,note"
            }
        };
        place.write("few.csv", payments(number, "T10:00:00+01:00", some));
        let (few, shown) = coverage(&place, "few.csv");
        let cards = indicator(&few, "HT-SEX-003");
        assert_eq!(reasons(cards).contains(&"column-sparse"), sparse, "{cards}");
        assert_eq!(shown.contains("column nearly empty: `mcc`"), sparse, "{shown}");
        assert_ne!(cards["verdict"], "not-evaluable");
        assert!(!sparse || cards["verdict"] == "degraded");
    }
}

#[test]
fn days_switch_hour_rules_off_and_say_so() {
    let place = Place::new();
    place.write("days.csv", payments(9, "", |_| "5411,Shop,Lyon,note"));
    let (days, shown) = coverage(&place, "days.csv");
    let nights = indicator(&days, "HT-SEX-008");
    assert_eq!(nights["verdict"], "not-evaluable");
    assert!(reasons(nights).contains(&"days-only") && !reasons(nights).contains(&"no-local-time"));
    assert_eq!(nights["enable"][0][0]["kind"], "time-of-day");
    assert!(shown.contains("the time of day, not the day alone"), "{shown}");
}
