//! `redflag map`: a mapping comes out that loads as it is, or a question.

use crate::support::{Place, project};

fn layout(name: &str) -> String {
    let path = project(&format!("crates/ingest/tests/layouts/{name}.csv"));
    path.to_str().unwrap().to_owned()
}

/// Maps a file, keeps the text, screens with it, and gives the line on rows.
fn round_trip(place: &Place, file: &str, settings: &[&str]) -> String {
    let mut words = vec!["map", file];
    words.extend(settings.iter().flat_map(|setting| ["--set", setting]));
    let answer = place.run(&words);
    place.write("mapping.toml", &answer.succeeds().out);
    let answer = place.run(&["screen", file, "--mapping", "mapping.toml", "--out", "out", "--force"]);
    let rows = answer.succeeds().out.lines().find(|line| line.contains(" rows = "));
    rows.unwrap_or_default().trim().to_owned()
}

#[test]
fn every_layout_that_ships_comes_back() {
    for (name, rows) in [
        ("amlworld", "6 rows = 5 screened + 0 excluded + 1 rejected"),
        ("saml-d", "4 rows = 4 screened + 0 excluded + 0 rejected"),
        ("paysim", "5 rows = 5 screened + 0 excluded + 0 rejected"),
        ("statement", "5 rows = 4 screened + 0 excluded + 1 rejected"),
        ("releve", "4 rows = 3 screened + 0 excluded + 1 rejected"),
        ("wire", "4 rows = 1 screened + 3 excluded + 0 rejected"),
    ] {
        assert_eq!(round_trip(&Place::new(), &layout(name), &[]), rows, "{name}");
    }
}

#[test]
fn layouts_made_without_the_built_in_ones_come_back_too() {
    // A setting puts the built-in mappings aside.
    for (name, setting, rows) in [
        (
            "saml-d",
            "currency=Payment_currency",
            "4 rows = 3 screened + 0 excluded + 1 rejected",
        ),
        (
            "statement",
            "timezone=Europe/London",
            "5 rows = 4 screened + 0 excluded + 1 rejected",
        ),
        (
            "releve",
            "timezone=Europe/Paris",
            "4 rows = 3 screened + 0 excluded + 1 rejected",
        ),
        ("wire", "timezone=UTC", "4 rows = 1 screened + 3 excluded + 0 rejected"),
    ] {
        assert_eq!(round_trip(&Place::new(), &layout(name), &[setting]), rows, "{name}");
    }
}

#[test]
fn the_samples_come_back() {
    let messy = project("sample-data/messy/releve-2025-03.csv");
    let place = Place::new();
    let answer = place.run(&["map", messy.to_str().unwrap()]);
    // Two of its columns are called `Compte`: nobody but the bank knows which is whose.
    answer.fails(2, &["\"Compte\"", "\"Compte#2\"", "--set account="]);
    let rows = round_trip(
        &place,
        messy.to_str().unwrap(),
        &["account=Compte", "counterparty=Compte#2"],
    );
    let rejects = place.read("out/rejects.csv").lines().count() - 1;
    assert!(rows.ends_with(&format!("{rejects} rejected")), "{rows}");
    let expected = std::fs::read_to_string(project("sample-data/messy/expected-rejects.csv")).unwrap();
    // What a person put down as a mistake of the file, a proposal reads: `EURO`, and a code that it calls other.
    let read = ["unknown_currency", "unknown_channel"];
    let expected = expected
        .lines()
        .filter(|line| line.starts_with("releve-2025-03") && !read.iter().any(|reason| line.ends_with(reason)))
        .count();
    assert_eq!(rejects, expected, "{rows}");
    let small = project("sample-data/small/transactions.csv");
    assert!(round_trip(&place, small.to_str().unwrap(), &[]).ends_with(" 0 rejected"));
}

#[test]
fn questions_are_asked_in_the_readers_language() {
    let place = Place::new();
    place.write(
        "bank.csv",
        "Date,Amount,Account\n03/04/2025,-1.00,A\n05/06/2025,2.00,A\n",
    );
    place.run(&["map", "bank.csv"]).fails(
        2,
        &["03/04/2025", "%d/%m/%Y", "%m/%d/%Y", "--set currency==EUR", "hint"],
    );
    place.run(&["map", "bank.csv", "--lang", "fr"]).fails(
        2,
        &["chaque date se lit", "aucune colonne ne contient de monnaie", "conseil"],
    );
    let rows = round_trip(&place, "bank.csv", &["date=%d/%m/%Y", "currency==EUR"]);
    assert_eq!(rows, "2 rows = 2 screened + 0 excluded + 0 rejected");
    place
        .run(&["map", "bank.csv", "--set", "ammount=Amount"])
        .fails(2, &["--set ammount=Amount", "did you mean `amount`?"]);
}

#[test]
fn reasons_go_to_standard_error_and_stay_harmless() {
    let place = Place::new();
    place.write(
        "bank.csv",
        "Date,Amount,Currency,Account,Direction,Type\n2025-03-25,1.00,EUR,A,D,\"\u{1b}[31mZ\nx = 1\"\n",
    );
    let answer = place.run(&["map", "bank.csv"]);
    assert!(answer.succeeds().err.contains("Direction"), "{}", answer.err);
    assert!(
        !answer.out.contains('\u{1b}') && !answer.err.contains('\u{1b}'),
        "{answer:?}"
    );
    assert_eq!(
        round_trip(&place, "bank.csv", &[]),
        "1 rows = 1 screened + 0 excluded + 0 rejected"
    );
}

#[test]
fn what_is_no_table_is_refused() {
    let place = Place::new();
    place.run(&["map", "missing.csv"]).fails(3, &["missing.csv", "hint"]);
    place.write("text.csv", "one column\nonly\n");
    place.run(&["map", "text.csv"]).fails(3, &["text.csv", "delimiter"]);
    place.write("header.csv", "Date,Amount\n");
    place
        .run(&["map", "header.csv"])
        .fails(3, &["header.csv", "no data row"]);
}
