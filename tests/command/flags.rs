//! `screen --output flags`: where indicators hold, and nothing else.

use crate::support::{DEPOSITS, Place, project};

const SCREEN: [&str; 6] = ["screen", "tx.csv", "--output", "flags", "--out", "out"];

fn flags(place: &Place, out: &str, words: &[&str]) -> String {
    let mut command = vec!["screen", "--output", "flags", "--out", out, "--quiet"];
    command.extend(words);
    place.run(&command).succeeds();
    place.read(&format!("{out}/flags.csv"))
}

#[test]
fn a_window_flags_each_row_at_which_it_holds() {
    let place = Place::with_deposits();
    let said = place.run(&SCREEN);
    assert!(said.succeeds().out.contains("HT-FLOW-002"), "{said:?}");
    // With the third deposit there are enough: at the first two there were not.
    assert_eq!(place.read("out/flags.csv"), "rule,tx_id\nHT-FLOW-002,3\n");
    let names: Vec<_> = std::fs::read_dir(place.path("out"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(names.len(), 2, "{names:?}");
    assert_eq!(place.read("out/rejects.csv").lines().count(), 1);
}

#[test]
fn who_asks_is_told_by_the_exit_code_and_in_french() {
    let place = Place::with_deposits();
    let mut words = SCREEN.to_vec();
    words.extend(["--fail-on-findings", "--lang", "fr"]);
    let said = place.run(&words);
    assert_eq!(said.code, 1, "{said:?}");
    assert!(said.out.contains("Lignes lues"), "{said:?}");
    place.write("quiet.csv", DEPOSITS.lines().take(2).collect::<Vec<_>>().join("\n"));
    let mut words = SCREEN.to_vec();
    words.extend(["--fail-on-findings", "--force"]);
    words[1] = "quiet.csv";
    assert_eq!(place.run(&words).code, 0);
    assert_eq!(place.read("out/flags.csv"), "rule,tx_id\n");
}

#[test]
fn a_bad_row_is_told_here_too() {
    let place = Place::new();
    place.write("tx.csv", format!("{DEPOSITS}4,yesterday,1.00,EUR,cash,,ACC-1,\n"));
    let said = place.run(&SCREEN);
    assert!(said.succeeds().out.contains("rejected 1"), "{said:?}");
    assert!(place.read("out/rejects.csv").contains("yesterday"));
}

#[test]
fn threads_order_and_files_do_not_show() {
    let place = Place::new();
    let text = std::fs::read_to_string(project("sample-data/small/transactions.csv")).unwrap();
    let (header, rows) = text.split_once('\n').unwrap();
    let rows: Vec<&str> = rows.lines().collect();
    place.write("all.csv", &text);
    let expected = flags(&place, "one", &["all.csv", "--threads", "1"]);
    assert!(expected.lines().count() > 100, "{expected}");
    let backwards: Vec<&str> = rows.iter().rev().copied().collect();
    let (left, right) = backwards.split_at(rows.len() / 3);
    place.write("left.csv", format!("{header}\n{}\n", left.join("\n")));
    place.write("right.csv", format!("{header}\n{}\n", right.join("\n")));
    assert_eq!(
        flags(&place, "two", &["right.csv", "left.csv", "--threads", "2"]),
        expected
    );
}

#[test]
fn the_yardsticks_pack_answers_its_cases() {
    let place = Place::new();
    let pack = project("benches/peers/pack");
    let said = place.run(&["rules", "test", "--pack", pack.to_str().unwrap()]);
    assert!(
        said.succeeds().out.contains("35 cases of 12 indicators, 0 wrong"),
        "{said:?}"
    );
}
