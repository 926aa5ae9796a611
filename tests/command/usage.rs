//! Usage: what is asked, in which words, with which exit code.

use crate::support::Place;

#[test]
fn help_and_version_are_answers() {
    let place = Place::new();
    let help = place.run(&["--help"]);
    assert!(help.succeeds().out.contains("Examples:"), "{help:?}");
    assert!(help.out.lines().all(|line| line.chars().count() <= 120), "{}", help.out);
    assert!(
        place
            .run(&["screen", "--help"])
            .succeeds()
            .out
            .contains("--fail-on-findings")
    );
    assert!(place.run(&["--version"]).succeeds().out.starts_with("redflag "));
}

#[test]
fn completions_and_manual_pages_know_every_command() {
    let place = Place::new();
    for shell in ["bash", "zsh", "fish", "powershell"] {
        let script = place.run(&["completions", shell]);
        assert!(script.succeeds().out.contains("fail-on-findings"), "{shell}");
    }
    place.run(&["completions", "tcsh"]).fails(2, &["tcsh", "bash"]);
    assert!(place.run(&["man"]).succeeds().out.contains(".TH redflag 1"));
    place.run(&["man", "--out", "man"]).succeeds();
    for page in ["redflag.1", "redflag-screen.1", "redflag-rules-test.1"] {
        let text = std::fs::read_to_string(place.path("man").join(page)).unwrap();
        assert!(text.contains(".SH OPTIONS"), "{page}");
    }
}

#[test]
fn mistakes_in_the_command_are_2() {
    let place = Place::with_deposits();
    place.run(&[]).fails(2, &["Usage"]);
    place.run(&["scren"]).fails(2, &["screen"]);
    place.run(&["screen", "tx.csv"]).fails(2, &["--out"]);
    place
        .run(&["screen", "tx.csv", "--out", "out", "--base", "EURO"])
        .fails(2, &["EURO", "ISO 4217"]);
    place
        .run(&["screen", "tx.csv", "--out", "out", "--threads", "0"])
        .fails(2, &["--threads"]);
    place
        .run(&["screen", "tx.csv", "--out", "out", "--lang", "de"])
        .fails(2, &["en and fr"]);
    place
        .run(&["screen", "tx.csv", "--out", "out", "--since", "2025-02-30"])
        .fails(2, &["2025-03-01"]);
    place
        .run(&[
            "screen",
            "tx.csv",
            "--out",
            "out",
            "--since",
            "2025-03-02",
            "--until",
            "2025-03-01",
        ])
        .fails(2, &["--until"]);
    place
        .run(&["screen", "tx.csv", "./tx.csv", "--out", "out"])
        .fails(2, &["named twice"]);
    place
        .run(&["screen", "tx.csv", "--out", "out", "--only", "HT-FLOW-02"])
        .fails(2, &["HT-FLOW-02", "hint"]);
    for (ids, words) in [
        ("", ["--only", "names no indicator"]),
        ("HT-FLOW-002,", ["--only", "one comma too many"]),
        ("NOPE", ["--only", "rules list"]),
    ] {
        let answer = place.run(&["screen", "tx.csv", "--out", "out", "--only", ids]);
        answer.fails(2, &words);
        assert!(!answer.err.contains("mistake"), "{answer:?}");
    }
    for option in ["--pack", "--overlay"] {
        let answer = place.run(&["screen", "tx.csv", "--out", "out", option, "nowhere"]);
        answer.fails(2, &["nowhere", "no such file", "hint"]);
        assert!(!answer.err.contains("mistake"), "{answer:?}");
    }
    assert_eq!(place.names(), ["tx.csv"], "no attempt leaves anything behind");
}

#[test]
fn findings_are_1_only_where_asked() {
    let place = Place::with_deposits();
    place.run(&["screen", "tx.csv", "--out", "a"]).succeeds();
    let asked = place.run(&["screen", "tx.csv", "--out", "b", "--fail-on-findings"]);
    assert_eq!(asked.code, 1, "{asked:?}");
    assert_eq!(
        place.read("a/findings.jsonl"),
        place.read("b/findings.jsonl"),
        "the results are there all the same"
    );
    place
        .run(&[
            "screen",
            "tx.csv",
            "--out",
            "c",
            "--fail-on-findings",
            "--only",
            "TF-005",
        ])
        .succeeds();
}

#[test]
fn a_pack_with_mistakes_is_2_and_says_where() {
    let place = Place::with_deposits();
    place.write(
        "pack/one/indicator.toml",
        "format = 1\nid = \"HT-TEST-001\"\ntitel = 3\n",
    );
    place
        .run(&["screen", "tx.csv", "--out", "out", "--pack", "pack"])
        .fails(2, &["indicator.toml:3:1", "titel", "^^^^^"]);
    place
        .run(&["screen", "tx.csv", "--out", "out", "--pack", "nowhere"])
        .fails(2, &["nowhere"]);
    place.write("bank.toml", "[\"HT-FLOW-002\"]\nat_leats = 4\n");
    place
        .run(&["screen", "tx.csv", "--out", "out", "--overlay", "bank.toml"])
        .fails(2, &["bank.toml:2", "at_least"]);
}

#[test]
fn an_overlay_changes_the_result_and_is_said() {
    let place = Place::with_deposits();
    place.write("bank.toml", "[\"HT-FLOW-002\"]\nat_least = 4\n");
    let answer = place.run(&["screen", "tx.csv", "--out", "out", "--overlay", "bank.toml"]);
    assert!(answer.succeeds().out.contains("at_least 3 → 4"), "{}", answer.out);
    assert_eq!(place.read("out/findings.jsonl"), "");
    assert!(answer.out.contains("no proof that nothing happened"), "{}", answer.out);
}

#[test]
fn the_reader_chooses_the_language() {
    let place = Place::with_deposits();
    assert!(
        place
            .run(&["screen", "tx.csv", "--out", "a", "--lang", "fr"])
            .succeeds()
            .out
            .starts_with("Monnaie de base\u{a0}: EUR")
    );
    let mut command = place.command();
    command
        .args(["screen", "tx.csv", "--out", "b"])
        .env_remove("REDFLAG_LANG")
        .env_remove("LC_ALL")
        .env_remove("LC_MESSAGES");
    let output = command.env("LANG", "fr_CA.UTF-8").output().unwrap();
    assert!(String::from_utf8(output.stdout).unwrap().starts_with("Monnaie"));
    assert!(place.read("b/findings.csv").starts_with("niveau,"));
}

#[test]
fn quiet_says_nothing() {
    let place = Place::with_deposits();
    let answer = place.run(&["screen", "tx.csv", "--out", "out", "--quiet"]);
    assert_eq!((answer.succeeds().out.as_str(), answer.err.as_str()), ("", ""));
}
