//! Lists and terms of an institution, laid over a pack by its overlay.
#![cfg(test)]

use redflag_rules::{Overlay, Pack, Plan};
use std::fs;

const NAMED: &str = "[lists]\nconflict = { file = \"our conflict.csv\", as_of = \"2026-10-01\", source = \"Risk committee, minute 12\" }\n";

/// The plan, or what was said of the mistakes, with the folder cut from paths.
fn compiled(overlay: &str, csv: &str) -> Result<Plan, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bank.toml");
    fs::write(&path, overlay).unwrap();
    fs::write(folder.path().join("our conflict.csv"), csv).unwrap();
    let compiled = Overlay::open(&path).and_then(|overlay| Pack::builtin().with(overlay).compile());
    let prefix = format!("{}/", folder.path().display());
    compiled.map_err(|errors| errors.to_string().replace(&prefix, ""))
}

#[test]
fn a_list_takes_the_place_of_the_packs() {
    let csv = "\u{feff}Country;since;why\r\nUA;2022-02-24;\"war; see minute 12\"\r\n\r\nsy;;\r\n";
    let error = compiled(NAMED, csv).unwrap_err();
    assert!(
        error.contains("`sy` is no country code") && error.contains("our conflict.csv:4:1"),
        "{error}"
    );
    let plan = compiled(NAMED, &csv.replace("sy", "SY")).unwrap();
    let list = &plan.data.lists["conflict"];
    assert_eq!(
        list.entries.iter().map(|entry| entry[0].as_str()).collect::<Vec<_>>(),
        ["SY", "UA"]
    );
    assert_eq!(list.details[0].why.as_deref(), Some("war; see minute 12"));
    assert_eq!(list.details[0].since.as_deref(), Some("2022-02-24"));
    assert_eq!(
        (list.from.as_of.as_str(), list.from.file.as_str()),
        ("2026-10-01", "our conflict.csv")
    );
    assert_eq!(list.from.source, "Risk committee, minute 12");
    let departure = &plan.departures[0];
    assert_eq!(
        (departure.indicator.as_str(), departure.name.as_str()),
        ("data", "list conflict")
    );
    assert!(departure.value.starts_with("2026-10-01 "), "{departure:?}");
    assert_ne!(plan.pack_sha256, Pack::builtin().compile().unwrap().pack_sha256);
}

#[test]
fn mistakes_in_a_list_say_where_they_stand() {
    for (csv, said) in [
        ("", "the list holds nothing"),
        ("country\n", "the list holds nothing"),
        ("land\nSY\n", "a list has no column `land`"),
        ("why\nwar\n", "the column `country` is missing"),
        ("country\nSY\nsyria\n", "`syria` is no country code"),
        ("country\nSY\nSY\n", "this entry stands here twice"),
        ("country,why\n,war\n", "this line has no country"),
        ("country,until\nSY,30/06/2026\n", "`30/06/2026` is no date"),
    ] {
        let error = compiled(NAMED, csv).unwrap_err();
        assert!(
            error.contains(said) && error.contains("our conflict.csv"),
            "{csv:?}: {error}"
        );
        assert!(error.contains("hint: "), "{error}");
    }
}

#[test]
fn mistakes_in_the_overlay_say_where_they_stand() {
    let csv = "country\nSY\n";
    for (overlay, said) in [
        (NAMED.replace("conflict =", "conflct ="), "did you mean `conflict`?"),
        (
            NAMED.replace("our conflict.csv", "gone.csv"),
            "`gone.csv`: no such file",
        ),
        (NAMED.replace("as_of", "date"), "there is no key `date` here"),
        (
            NAMED.replace(", source = \"Risk committee, minute 12\"", ""),
            "the key `source` is missing",
        ),
        (
            "[lists]\nconflict = \"our conflict.csv\"\n".to_owned(),
            "bank.toml:2:12",
        ),
        ("[terms]\nadz = [\"x\"]\n".to_owned(), "did you mean `ads`?"),
        ("[terms]\nads = [\"…\"]\n".to_owned(), "neither letters nor digits"),
        ("[terms]\nads = []\n".to_owned(), "`ads` holds nothing"),
        ("[list]\n".to_owned(), "did you mean `lists`?"),
    ] {
        let error = compiled(&overlay, csv).unwrap_err();
        assert!(
            error.contains(said) && error.contains("bank.toml:2") | error.contains("bank.toml:1"),
            "{overlay}: {error}"
        );
    }
}

#[test]
fn terms_stand_beside_those_of_the_lexicon() {
    let shipped = Pack::builtin().compile().unwrap();
    let plan = compiled("[terms]\nads = [\"Night Owl Listings\"]\n", "").unwrap();
    let (old, new) = (&shipped.data.lexicons["ads"], &plan.data.lexicons["ads"]);
    assert_eq!(new.terms().len(), old.terms().len() + 1);
    assert!(new.terms().contains(&"Night Owl Listings"));
    assert_ne!(new.from.sha256, old.from.sha256);
    assert_eq!(plan.departures[0].name, "lexicon ads");
    let read = plan.lexicons.iter().find(|lexicon| lexicon.from.name == "ads").unwrap();
    assert!(
        read.terms().contains(&"Night Owl Listings"),
        "the matcher reads the same lexicon"
    );
}

#[test]
fn places_are_found_with_and_without_marks() {
    let overlay = "[lists]\nours = { file = \"our conflict.csv\", as_of = \"2026-10-01\", source = \"Minute 12\" }\n";
    let folder = tempfile::tempdir().unwrap();
    let list = "format = 1\nkind = \"list\"\nname = \"ours\"\ntitle = { en = \"Ours\", fr = \"Nos\" }\nas_of = \"2026-01-01\"\n\
        source = \"Own\"\nlicence = \"CC0-1.0\"\nbasis = \"judgement\"\nkeys = [\"country\", \"place\"]\n\
        entries = [{ value = [\"MX\", \"Ciudad Juárez\"] }, { value = [\"MX\", \"Ciudad Juarez\"] }]\n";
    fs::create_dir(folder.path().join("data")).unwrap();
    fs::write(folder.path().join("data/ours.toml"), list).unwrap();
    fs::write(folder.path().join("our conflict.csv"), "place,country\nAl-Qaïm,IQ\n").unwrap();
    fs::write(folder.path().join("bank.toml"), overlay).unwrap();
    let pack = Pack::builtin().and(Pack::open(folder.path()).unwrap());
    let entries = |pack: &Pack| -> Vec<String> {
        let plan = pack.compile().unwrap();
        plan.data.lists["ours"]
            .entries
            .iter()
            .map(|entry| entry.join("/"))
            .collect()
    };
    assert_eq!(entries(&pack), ["MX/CIUDAD JUAREZ", "MX/CIUDAD JUÁREZ"]);
    let replaced = pack.with(Overlay::open(folder.path().join("bank.toml")).unwrap());
    assert_eq!(entries(&replaced), ["IQ/AL QAIM", "IQ/AL-QAÏM"]);
}
