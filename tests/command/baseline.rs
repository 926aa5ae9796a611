//! `redflag baseline`, and runs that compare with peers.

use crate::support::Place;
use std::fmt::Write as _;

const INDICATOR: &str = r#"format      = 1
id          = "XX-TEST-001"
version     = "1.0.0"
title       = { en = "Far above its peers", fr = "Loin au-dessus de ses pairs" }
status      = "experimental"
since       = "2026-11-23"
supports    = "trafficking"
paragraphs  = [4]
points      = { value = 10, basis = "judgement", why = { en = "Because.", fr = "Parce que." } }
overlaps    = []
scope       = "any"
roles       = { subject = "unclear" }
sources     = [{ document = "redflag-judgement", at = "nowhere", basis = "judgement", verified = "issuer" }]
cannot_show = { en = "Much.", fr = "Bien des choses." }
innocent    = { en = "Many.", fr = "Plusieurs." }
sentence    = { en = "{subject} withdrew often.", fr = "{subject} a souvent retiré." }

[params.enough]
value = 10
unit  = "accounts"
min   = 10
basis = "judgement"
label = { en = "peers", fr = "pairs" }
why   = { en = "Few say little.", fr = "Peu disent peu." }

[params.span]
value = "30d"
unit  = "duration"
min   = "1d"
basis = "judgement"
label = { en = "length", fr = "durée" }
why   = { en = "A month.", fr = "Un mois." }

[detect.deviation]
by      = ["account", "place_country"]
where   = "channel = 'atm'"
measure = "count(*)"
span    = ":span"
against = "peers"
peers   = ["place_country"]
having  = "measure > baseline.p95 AND baseline.n >= :enough"
"#;

const COLUMNS: &str = "tx_id,timestamp,amount,currency,channel,originator_account,place_country";

/// One row in March and so many withdrawals in June, by each of some travellers.
fn withdrawals(name: &str, travellers: usize, country: &str, times: usize) -> String {
    let mut rows = String::new();
    for at in 0..travellers {
        writeln!(rows, "{name}{at}-0,2025-03-01T10:00:00Z,1.00,EUR,card,{name}{at},FR").unwrap();
        for nth in 1..=times {
            writeln!(
                rows,
                "{name}{at}-{nth},2025-06-{nth:02}T10:00:00Z,50.00,EUR,atm,{name}{at},{country}"
            )
            .unwrap();
        }
    }
    rows
}

/// A pack of one indicator with its cases and, where wanted, their peers.
fn pack(place: &Place, with_peers: bool) {
    place.write("pack/often/indicator.toml", INDICATOR);
    place.write("pack/often/en.md", "# XX-TEST-001 Far above its peers\n");
    place.write("pack/often/fr.md", "# XX-TEST-001 Loin au-dessus de ses pairs\n");
    let case = |case: &str, expect: &str, times: usize| -> String {
        let rows = withdrawals(case, 1, "TH", times);
        rows.lines().fold(String::new(), |mut cases, row| {
            writeln!(cases, "{case},{expect},{row}").unwrap();
            cases
        })
    };
    let cases = case("often", "flag", 6) + &case("as-others", "clear", 2);
    place.write("pack/often/cases.csv", format!("case,expect,{COLUMNS}\n{cases}"));
    if with_peers {
        let peers = withdrawals("peer", 12, "TH", 2);
        place.write("pack/often/peers.csv", format!("{COLUMNS}\n{peers}"));
    }
}

fn travellers(place: &Place) {
    let rows = withdrawals("a", 12, "TH", 2) + &withdrawals("b", 4, "PH", 9);
    place.write("north.csv", format!("{COLUMNS}\n{rows}"));
    place.write("south.csv", format!("{COLUMNS}\n{}", withdrawals("c", 10, "TH", 3)));
    let rows = withdrawals("x", 1, "TH", 8) + &withdrawals("y", 1, "PH", 8);
    place.write("tx.csv", format!("{COLUMNS}\n{rows}"));
}

const MEASURE: [&str; 6] = ["--until", "2025-06-30", "--pack", "pack", "--out", "peers.json"];

#[test]
fn peers_are_measured_and_compared_with() {
    let place = Place::new();
    pack(&place, false);
    travellers(&place);
    let measured = place.run(&[&["baseline", "north.csv"], MEASURE.as_slice()].concat());
    let told = &measured.succeeds().out;
    assert!(told.contains("Peers up to") && told.contains("1 withheld"), "{told}");
    let file = place.read("peers.json");
    // A hash may hold any two letters.
    let mut lines = file.lines().filter(|line| !line.contains("sha256"));
    assert!(
        lines.all(|line| !line.contains("a0") && !line.contains("PH")),
        "no account, and no small group: {file}"
    );
    let screen = [
        "screen",
        "tx.csv",
        "--pack",
        "pack",
        "--baseline",
        "peers.json",
        "--out",
        "out",
    ];
    let told = place.run(&screen).succeeds().out.clone();
    assert!(told.contains("Peers: baseline up to"), "{told}");
    let findings = place.read("out/findings.jsonl");
    assert_eq!(findings.lines().count(), 1, "{findings}");
    assert!(findings.contains("\"subject\":\"x0\""));
    let sha256 = file.split('"').nth(5).unwrap();
    let manifest = place.read("out/manifest.json");
    assert!(
        manifest.contains(sha256) && manifest.contains("\"until\": \"2025-06-30\""),
        "{manifest}"
    );
}

#[test]
fn without_a_baseline_nothing_is_said() {
    let place = Place::new();
    pack(&place, false);
    travellers(&place);
    for (lang, words) in [
        ("en", "a baseline of peers (`redflag baseline`"),
        ("fr", "une référence de pairs (`redflag baseline`"),
    ] {
        let out = format!("out-{lang}");
        let told = place.run(&["screen", "tx.csv", "--pack", "pack", "--out", &out, "--lang", lang]);
        let told = told.succeeds().out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(told.contains(words), "{told}");
        assert!(place.read(&format!("{out}/findings.jsonl")).is_empty());
        assert!(place.read(&format!("{out}/coverage.json")).contains("no-baseline"));
    }
}

#[test]
fn parts_of_a_baseline_make_a_whole() {
    let place = Place::new();
    pack(&place, false);
    travellers(&place);
    for (file, out) in [("north.csv", "north.json"), ("south.csv", "south.json")] {
        let words = [
            "baseline",
            file,
            "--until",
            "2025-06-30",
            "--pack",
            "pack",
            "--out",
            out,
        ];
        place.run(&words).succeeds();
    }
    place
        .run(&["baseline", "--merge", "north.json", "south.json", "--out", "peers.json"])
        .succeeds();
    let whole = [
        "baseline",
        "north.csv",
        "south.csv",
        "--until",
        "2025-06-30",
        "--pack",
        "pack",
        "--out",
        "whole.json",
    ];
    place.run(&whole).succeeds();
    let groups = |name: &str| {
        let text = place.read(name);
        text[text.find("\"groups\"").unwrap()..].replace("\"withheld\": 2", "\"withheld\": 1")
    };
    assert_eq!(groups("peers.json"), groups("whole.json"));
    let twice = place.run(&["baseline", "--merge", "north.json", "whole.json", "--out", "more.json"]);
    assert_eq!(twice.code, 2);
    assert!(twice.err.contains("measured for both"), "{}", twice.err);
}

#[test]
fn what_does_not_belong_is_refused() {
    let place = Place::new();
    pack(&place, false);
    travellers(&place);
    place
        .run(&[&["baseline", "north.csv"], MEASURE.as_slice()].concat())
        .succeeds();
    let again = place.run(&[&["baseline", "north.csv"], MEASURE.as_slice()].concat());
    assert_eq!(again.code, 2);
    assert!(again.err.contains("add --force"), "{}", again.err);
    let over_data = place.run(&[
        "baseline",
        "north.csv",
        "--until",
        "2025-06-30",
        "--pack",
        "pack",
        "--out",
        "tx.csv",
        "--force",
    ]);
    assert!(over_data.err.contains("is no baseline"), "{}", over_data.err);
    place.write("bank.toml", "[XX-TEST-001]\nenough = 12\n");
    let screen = [
        "screen",
        "tx.csv",
        "--pack",
        "pack",
        "--baseline",
        "peers.json",
        "--out",
        "out",
    ];
    let other = place.run(&[screen.as_slice(), &["--overlay", "bank.toml"]].concat());
    assert_eq!(other.code, 2);
    assert!(other.err.contains("with 10 for :enough"), "{}", other.err);
    place.write("peers.json", place.read("peers.json").replace("\"2\": 12", "\"2\": 13"));
    let changed = place.run(&screen);
    assert!(changed.err.contains("was changed"), "{}", changed.err);
    assert!(!place.path("out").exists());
    let none = place.run(&[
        "baseline",
        "north.csv",
        "--until",
        "2025-06-30",
        "--out",
        "none.json",
        "--pack",
        "empty",
    ]);
    assert_eq!(none.code, 2);
}

#[test]
fn cases_have_the_peers_beside_them() {
    let place = Place::new();
    pack(&place, true);
    place.run(&["rules", "test", "--pack", "pack"]).succeeds();
    place.write(
        "pack/often/peers.csv",
        format!("{COLUMNS}\n{}", withdrawals("few", 9, "TH", 2)),
    );
    assert_eq!(place.run(&["rules", "test", "--pack", "pack"]).code, 1);
    place.write(
        "pack/often/peers.csv",
        format!("{COLUMNS}\n1,no date,1.00,EUR,atm,A,TH\n"),
    );
    let broken = place.run(&["rules", "test", "--pack", "pack"]);
    assert!(broken.err.contains("peers.csv"), "{}", broken.err);
}
