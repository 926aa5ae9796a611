//! The output folder appears whole or not at all.

use crate::support::Place;
use std::fs;

#[test]
fn a_folder_that_is_not_empty_is_kept_without_force() {
    let place = Place::with_deposits();
    place.write("out/mine.txt", "mine");
    place
        .run(&["screen", "tx.csv", "--out", "out"])
        .fails(2, &["not empty", "--force"]);
    assert_eq!(place.read("out/mine.txt"), "mine");
    assert_eq!(place.names(), ["out", "tx.csv"], "nothing hidden stays");
}

#[test]
fn force_replaces_what_a_run_wrote_and_nothing_else() {
    let place = Place::with_deposits();
    place.run(&["screen", "tx.csv", "--out", "out"]).succeeds();
    fs::remove_file(place.path("out/manifest.json")).unwrap();
    place.run(&["screen", "tx.csv", "--out", "out", "--force"]).succeeds();
    assert!(place.path("out/manifest.json").exists());
    place.write("out/mine.txt", "mine");
    let before = place.read("out/manifest.json");
    place.run(&["screen", "tx.csv", "--out", "out", "--force"]).fails(
        2,
        &["mine.txt", "no run of Redflag wrote", "choose another folder", "move"],
    );
    assert_eq!(place.read("out/mine.txt"), "mine");
    assert_eq!(place.read("out/manifest.json"), before);
    assert_eq!(place.names(), ["out", "tx.csv"], "nothing hidden stays");
}

#[test]
fn an_empty_folder_is_filled() {
    let place = Place::with_deposits();
    fs::create_dir(place.path("out")).unwrap();
    place.run(&["screen", "tx.csv", "--out", "out"]).succeeds();
    assert!(place.path("out/manifest.json").exists());
}

#[test]
fn force_replaces_only_when_the_new_one_is_complete() {
    let place = Place::with_deposits();
    place.run(&["screen", "tx.csv", "--out", "out"]).succeeds();
    let before = place.read("out/manifest.json");
    place.write("junk.csv", [0, 1, 2, 3, 0, 0, 9]);
    let answer = place.run(&["screen", "junk.csv", "--out", "out", "--force"]);
    assert_eq!(answer.code, 3, "{answer:?}");
    assert_eq!(place.read("out/manifest.json"), before);
    assert_eq!(place.names(), ["junk.csv", "out", "tx.csv"]);
}

#[test]
fn force_keeps_what_no_run_wrote() {
    let place = Place::with_deposits();
    place.write("out/photos/one.jpg", "x");
    place
        .run(&["screen", "tx.csv", "--out", "out", "--force"])
        .fails(2, &["photos", "not replaced"]);
    place
        .run(&["screen", "tx.csv", "--out", ".", "--force"])
        .fails(2, &["input", "--out"]);
    assert!(place.path("tx.csv").exists());
}

#[test]
fn the_place_is_checked_before_anything_is_read() {
    let place = Place::with_deposits();
    place
        .run(&["screen", "tx.csv", "--out", "tx.csv"])
        .fails(2, &["tx.csv"]);
    place
        .run(&["screen", "tx.csv", "--out", "none/out"])
        .fails(2, &["none", "does not exist"]);
    place.write("note", "x");
    place
        .run(&["screen", "missing.csv", "--out", "note"])
        .fails(2, &["note is a file"]);
}

#[cfg(unix)]
#[test]
fn the_folder_is_private() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = Place::with_deposits();
    place.run(&["screen", "tx.csv", "--out", "out"]).succeeds();
    assert_eq!(
        fs::metadata(place.path("out")).unwrap().permissions().mode() & 0o777,
        0o700
    );
}

#[cfg(unix)]
#[test]
fn a_link_to_a_folder_stays_a_link() {
    let place = Place::with_deposits();
    fs::create_dir(place.path("real")).unwrap();
    std::os::unix::fs::symlink(place.path("real"), place.path("out")).unwrap();
    place.run(&["screen", "tx.csv", "--out", "out"]).succeeds();
    assert!(fs::symlink_metadata(place.path("out")).unwrap().is_symlink());
    assert!(place.path("real/manifest.json").exists());
}
