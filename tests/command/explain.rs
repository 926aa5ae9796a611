//! `redflag explain`.

use crate::support::Place;
use serde_json::Value;

fn run() -> (Place, Value) {
    let place = Place::with_deposits();
    place.run(&["screen", "tx.csv", "--out", "out"]).succeeds();
    let finding = serde_json::from_str(place.read("out/findings.jsonl").lines().next().unwrap()).unwrap();
    (place, finding)
}

#[test]
fn a_finding_is_shown_by_id_key_or_prefix() {
    let (place, finding) = run();
    let (id, key) = (
        finding["finding_id"].as_str().unwrap(),
        finding["key"].as_str().unwrap(),
    );
    let whole = place.run(&["explain", id, "--run", "out"]);
    for part in [
        "HT-FLOW-002",
        "ACC-1",
        "9,500.00",
        "tx.csv:2",
        "=1+1",
        "What it cannot show",
        "Lawful readings",
        "Sources and their strength",
    ] {
        assert!(whole.succeeds().out.contains(part), "`{part}` is not in: {}", whole.out);
    }
    assert!(whole.out.contains("limit 3\u{a0}transactions"), "{}", whole.out);
    for short in [key, &id[..6], &key[..10]] {
        assert_eq!(place.run(&["explain", short, "--run", "out"]).succeeds().out, whole.out);
    }
    let french = place.run(&["explain", id, "--run", "out", "--lang", "fr"]);
    assert!(
        french.succeeds().out.contains("Ce qu’il ne montre pas"),
        "{}",
        french.out
    );
}

#[test]
fn what_is_not_there_is_2() {
    let (place, _) = run();
    place.run(&["explain", "abc", "--run", "out"]).fails(2, &["too short"]);
    place
        .run(&["explain", "zzzzzzzz", "--run", "out"])
        .fails(2, &["zzzzzzzz"]);
    place
        .run(&["explain", "abcdef", "--run", "nowhere"])
        .fails(2, &["nowhere", "--run"]);
    place.write("broken/findings.jsonl", "{\"finding_id\":1}\n");
    place
        .run(&["explain", "abcdef", "--run", "broken"])
        .fails(2, &["findings.jsonl:1"]);
}

#[test]
fn another_pack_is_said() {
    let (place, finding) = run();
    place.write("bank.toml", "[\"HT-FLOW-002\"]\nat_least = 2\n");
    let id = finding["finding_id"].as_str().unwrap();
    let answer = place.run(&["explain", id, "--run", "out", "--overlay", "bank.toml"]);
    assert!(
        answer.succeeds().out.contains("another pack or overlay"),
        "{}",
        answer.out
    );
    assert!(
        !place
            .run(&["explain", id, "--run", "out"])
            .out
            .contains("another pack or overlay")
    );
}

#[test]
fn data_cannot_steer_the_terminal() {
    let place = Place::new();
    place.write(
        "tx.csv",
        crate::support::DEPOSITS.replace("ACC-1", "ACC\u{1b}]0;owned\u{7}"),
    );
    let screen = place.run(&["screen", "tx.csv", "--out", "out"]);
    let finding: Value = serde_json::from_str(place.read("out/findings.jsonl").lines().next().unwrap()).unwrap();
    let explain = place.run(&["explain", finding["key"].as_str().unwrap(), "--run", "out"]);
    for answer in [screen, explain] {
        assert!(
            answer.succeeds().out.contains("\\u{1b}]0;owned\\u{7}"),
            "{}",
            answer.out
        );
        assert!(!answer.out.contains('\u{1b}') && !answer.err.contains('\u{1b}'));
    }
}
