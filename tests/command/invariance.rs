//! The same bytes whatever the threads, the order of rows and the division into files.

use crate::support::{Place, project};

fn input() -> (String, Vec<String>) {
    let text = std::fs::read_to_string(project("sample-data/small/transactions.csv")).unwrap();
    let mut lines = text.lines().map(str::to_owned);
    (lines.next().unwrap(), lines.collect())
}

fn export(header: &str, rows: &[String]) -> String {
    format!("{header}\n{}\n", rows.join("\n"))
}

/// Findings, cases and digest of a run.
fn results(place: &Place, out: &str, words: &[&str]) -> [String; 3] {
    let mut command = vec!["screen", "--out", out, "--quiet"];
    command.extend(words);
    place.run(&command).succeeds();
    let manifest: serde_json::Value = serde_json::from_str(&place.read(&format!("{out}/manifest.json"))).unwrap();
    [
        place.read(&format!("{out}/findings.jsonl")),
        place.read(&format!("{out}/cases.jsonl")),
        manifest["run_digest"].as_str().unwrap().to_owned(),
    ]
}

#[test]
fn threads_order_and_files_do_not_show() {
    let place = Place::new();
    let (header, rows) = input();
    place.write("all.csv", export(&header, &rows));
    let expected = results(&place, "one", &["all.csv", "--threads", "1"]);
    assert!(!expected[0].is_empty());
    assert_eq!(results(&place, "two", &["all.csv", "--threads", "2"]), expected);

    let mut shuffled = rows.clone();
    shuffle(&mut shuffled);
    assert_ne!(shuffled, rows);
    place.write("shuffled.csv", export(&header, &shuffled));
    assert_eq!(results(&place, "three", &["shuffled.csv", "--threads", "2"]), expected);

    let (left, right) = shuffled.split_at(rows.len() / 3);
    place.write("left.csv", export(&header, left));
    place.write("right.csv", export(&header, right));
    assert_eq!(results(&place, "four", &["right.csv", "left.csv"]), expected);
}

#[test]
fn the_same_run_twice_gives_the_same_folder() {
    let place = Place::with_deposits();
    for out in ["a", "b"] {
        place.run(&["screen", "tx.csv", "--out", out]).succeeds();
    }
    for name in [
        "findings.jsonl",
        "cases.jsonl",
        "findings.csv",
        "evidence.csv",
        "rejects.csv",
        "coverage.json",
        "manifest.json",
    ] {
        assert_eq!(
            place.read(&format!("a/{name}")),
            place.read(&format!("b/{name}")),
            "{name}"
        );
    }
}

/// Fisher and Yates with a small generator of fixed seed.
fn shuffle(rows: &mut [String]) {
    let mut state = 0x2331_u64;
    for at in (1..rows.len()).rev() {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let other = usize::try_from(state >> 33).unwrap() % (at + 1);
        rows.swap(at, other);
    }
}
