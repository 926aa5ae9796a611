//! The shipped samples: what must be found is found and nothing else, and ordinary life stays quiet but for a reviewed list.

use crate::support::{Place, project};
use serde_json::Value;
use std::collections::BTreeSet;

type Pairs = BTreeSet<(String, String)>;

/// (account, indicator) of every finding.
fn found(place: &Place) -> Pairs {
    let findings = place.read("out/findings.jsonl");
    let pair = |line: &str| {
        let finding: Value = serde_json::from_str(line).unwrap();
        let text = |key: &str| finding[key].as_str().unwrap().to_owned();
        (text("subject"), text("indicator"))
    };
    findings.lines().map(pair).collect()
}

/// (account, indicator) of the rows of a hand-kept list for which `keep` holds.
fn listed(path: &str, keep: impl Fn(&[&str]) -> bool) -> Pairs {
    let text = std::fs::read_to_string(project(path)).unwrap();
    let rows = text.lines().skip(1).map(|line| line.split(',').collect::<Vec<_>>());
    rows.filter(|row| keep(row))
        .map(|row| (row[0].to_owned(), row[1].to_owned()))
        .collect()
}

fn screened(sample: &str) -> Place {
    let place = Place::new();
    let input = project(sample);
    place
        .run(&["screen", input.to_str().unwrap(), "--out", "out", "--quiet"])
        .succeeds();
    place
}

#[test]
fn the_small_sample_gives_its_expected_findings_and_no_other() {
    let found = found(&screened("sample-data/small/transactions.csv"));
    assert_eq!(found, listed("sample-data/small/expected.csv", |row| row[2] == "flag"));
}

#[test]
fn ordinary_life_is_quiet_but_for_the_reviewed_exceptions() {
    let place = screened("sample-data/ordinary/transactions.csv");
    assert_eq!(
        found(&place),
        listed("sample-data/ordinary/known-exceptions.csv", |_| true)
    );
    for line in place.read("out/cases.jsonl").lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        assert_eq!(case["level"], "information", "{line}");
    }
}

#[test]
fn the_messy_export_rejects_what_it_should_and_finds_the_rest() {
    let place = Place::new();
    let path = |name: &str| {
        project(&format!("sample-data/messy/{name}"))
            .to_str()
            .unwrap()
            .to_owned()
    };
    let (march, april, mapping) = (
        path("releve-2025-03.csv"),
        path("releve-2025-04.csv"),
        path("mapping.toml"),
    );
    place
        .run(&[
            "screen",
            &march,
            &april,
            "--mapping",
            &mapping,
            "--out",
            "out",
            "--quiet",
        ])
        .succeeds();
    assert_eq!(
        found(&place),
        listed("sample-data/messy/expected.csv", |row| row[2] == "flag")
    );
    let expected = std::fs::read_to_string(path("expected-rejects.csv")).unwrap();
    let rejects = place.read("out/rejects.csv");
    let seen = rejects.lines().skip(1).map(|line| {
        let cells: Vec<&str> = line.split(',').collect();
        let file = cells[0].rsplit('/').next().unwrap();
        format!("{file},{},{}", cells[1], cells[5])
    });
    assert_eq!(seen.collect::<Vec<_>>(), expected.lines().skip(1).collect::<Vec<_>>());
}
