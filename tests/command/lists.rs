//! `redflag lists`.

use crate::support::Place;
use serde_json::Value;

const LIST: &str = r#"format = 1
kind = "list"
name = "conflict"
title = { en = "Our corridors", fr = "Nos corridors" }
as_of = "2024-01-15"
source = "Own selection"
licence = "CC0-1.0"
basis = "judgement"
keys = ["country"]
entries = [
  { value = "SY", since = "2011-01-01", why = "war" },
  { value = "IQ", until = "2024-06-30" },
]
"#;

fn lexicon(miss: &str) -> String {
    format!(
        r#"format = 1
kind = "lexicon"
name = "ours"
title = {{ en = "Our words", fr = "Nos mots" }}
as_of = "2026-01-15"
source = "Own selection"
licence = "CC0-1.0"
basis = "judgement"
[[language]]
code = "en"
status = "reviewed"
terms = ["ransom", "mia"]
hits = ["ransom, second part"]
misses = ["{miss}"]
[[language]]
code = "fr"
status = "experimental"
terms = ["rançon"]
hits = ["RANCON"]
misses = ["ransom note, a film"]
"#
    )
}

/// An answer without its line breaks, which depend on the terminal.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_shipped_lists_hold() {
    let place = Place::new();
    for (lang, total) in [("en", ", 0 of them failures"), ("fr", ", dont 0 en échec")] {
        let answer = place.run(&["lists", "check", "--on", "2026-11-24", "--lang", lang]);
        let out = &answer.succeeds().out;
        assert!(out.trim_end().ends_with(total), "{out}");
        assert!(!out.contains("! stale"), "{out}");
    }
    let old = place.run(&["lists", "check", "--on", "2026-11-24", "--older-than", "0"]);
    assert!(old.succeeds().out.contains("! stale: "), "{}", old.out);
}

#[test]
fn old_and_expired_entries_are_named() {
    let place = Place::new();
    place.write("mine/data/conflict.toml", LIST);
    let check = ["lists", "check", "--pack", "builtin", "--pack", "mine", "--on"];
    let answer = place.run(&[&check[..], &["2026-01-15"]].concat());
    let out = &flat(&answer.succeeds().out);
    assert!(
        out.contains("Our corridors. 2 entries; of 2024-01-15, 731 days old"),
        "{out}"
    );
    assert!(out.contains("! stale: 731 days old"), "{out}");
    assert!(
        out.contains("! expired: past their last day, and still in force: IQ"),
        "{out}"
    );
    let early = place.run(&[&check[..], &["2024-06-30"]].concat());
    assert!(!early.succeeds().out.contains("! expired"), "{}", early.out);
}

#[test]
fn a_sentence_that_fails_is_2() {
    let place = Place::new();
    place.write("mine/data/ours.toml", lexicon("parking ticket"));
    let check = ["lists", "check", "--pack", "mine", "--on", "2026-02-01"];
    let fine = place.run(&check);
    let out = &flat(&fine.succeeds().out);
    assert!(out.contains("! short_term: ") && out.contains("en mia"), "{out}");
    assert!(out.contains("! lexicon_across: fr: \"ransom note, a film\""), "{out}");
    place.write("mine/data/ours.toml", lexicon("Mia's birthday"));
    let broken = place.run(&check);
    assert_eq!(broken.code, 2, "{broken:?}");
    assert!(
        flat(&broken.out).contains("!! lexicon_sentence: en: \"Mia's birthday\""),
        "{}",
        broken.out
    );
}

#[test]
fn a_data_file_is_shown_whole() {
    let place = Place::new();
    place.write("mine/data/conflict.toml", LIST);
    let ours = place.run(&["lists", "show", "conflict", "--pack", "mine", "--lang", "fr"]);
    let out = &ours.succeeds().out;
    assert!(out.starts_with("conflict (liste)\u{a0}: Nos corridors\n"), "{out}");
    assert!(
        out.contains("SY  depuis 2011-01-01; war") && out.contains("IQ  jusqu’au 2024-06-30"),
        "{out}"
    );
    for name in ["ransom", "lodging", "report", "rates"] {
        assert!(
            place.run(&["lists", "show", name]).succeeds().out.starts_with(name),
            "{name}"
        );
    }
    place
        .run(&["lists", "show", "conflct"])
        .fails(2, &["conflct", "redflag lists check"]);
}

#[test]
fn lists_of_an_overlay_are_named_in_the_run() {
    let place = Place::with_deposits();
    place.write("bank/corridors.csv", "country;why\nUA;war\n");
    let overlay = "[lists]\nconflict = { file = \"corridors.csv\", as_of = \"2025-10-01\", source = \"Minute 12\" }\n\
        [terms]\nads = [\"Night Owl Listings\"]\n";
    place.write("bank/bank.toml", overlay);
    let shown = place.run(&["lists", "show", "conflict", "--overlay", "bank/bank.toml"]);
    assert!(flat(&shown.succeeds().out).ends_with("UA war"), "{}", shown.out);
    let run = place.run(&["screen", "tx.csv", "--out", "out", "--overlay", "bank/bank.toml"]);
    let said = flat(&format!("{}{}", run.succeeds().out, run.err));
    assert!(said.contains("list conflict") && said.contains("lexicon ads"), "{said}");
    let manifest: Value = serde_json::from_str(&place.read("out/manifest.json")).unwrap();
    let text = manifest.to_string();
    assert!(
        text.contains("\"corridors.csv\"") && text.contains("2025-10-01"),
        "{text}"
    );
}
