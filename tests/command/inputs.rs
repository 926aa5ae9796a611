//! Bad inputs: a clear message, the right exit code, never a panic.

use crate::support::{Answer, DEPOSITS, Place, project};
use std::fs;
use std::process::Stdio;

fn screen(place: &Place, file: &str) -> Answer {
    place.run(&["screen", file, "--out", "out"])
}

#[test]
fn what_is_no_table_is_3() {
    let place = Place::new();
    fs::create_dir(place.path("folder")).unwrap();
    screen(&place, "folder").fails(3, &["folder", "hint"]);
    screen(&place, "missing.csv").fails(3, &["missing.csv", "hint"]);
    place.write("empty.csv", "");
    screen(&place, "empty.csv").fails(3, &["empty.csv"]);
    place.write("header.csv", DEPOSITS.lines().next().unwrap());
    screen(&place, "header.csv").fails(3, &["header.csv"]);
    let junk: Vec<u8> = (1..4000_u32)
        .map(|at| at.wrapping_mul(2_654_435_761).to_be_bytes()[0])
        .collect();
    place.write("junk.bin", junk);
    screen(&place, "junk.bin").fails(3, &["junk.bin"]);
    assert!(!place.path("out").exists());
}

#[test]
fn what_does_not_fit_into_memory_is_3_before_anything_is_read() {
    let place = Place::with_deposits();
    let run = |memory: &str| place.run(&["screen", "tx.csv", "--out", "out", "--memory", memory]);
    run("1").fails(3, &["1 MB are free", "--only", "--memory"]);
    assert!(!place.path("out").exists());
    assert_eq!(run("4096").code, 0);
}

/// A gzip stream of one stored block that ends before its text does.
#[test]
fn a_truncated_archive_is_3_and_says_so() {
    let place = Place::new();
    let text = DEPOSITS.as_bytes();
    let length = u16::try_from(text.len()).unwrap();
    let mut gzip = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255, 1];
    gzip.extend(length.to_le_bytes());
    gzip.extend((!length).to_le_bytes());
    gzip.extend(&text[..text.len() - 20]);
    place.write("tx.csv.gz", gzip);
    let answer = screen(&place, "tx.csv.gz");
    answer.fails(3, &["tx.csv.gz"]);
    assert!(
        ["truncated", "cut", "ends", "incomplete"]
            .iter()
            .any(|word| answer.err.contains(word)),
        "{}",
        answer.err
    );
    assert_eq!(place.names(), ["tx.csv.gz"]);
}

#[test]
fn a_mapping_that_does_not_fit_is_2() {
    let place = Place::with_deposits();
    let mapping = "format = 1\nname = \"bank\"\n[columns]\ntimestamp = \"timestmp\"\namount = \"amount\"\ncurrency = \"currency\"\n\
        beneficiary_account = \"beneficiary_account\"\n";
    place.write("bank.toml", mapping);
    let run = |mapping: &str| place.run(&["screen", "tx.csv", "--out", "out", "--mapping", mapping]);
    run("bank.toml").fails(2, &["timestmp", "tx.csv", "timestamp"]);
    run("amlsmi").fails(2, &["amlsmi", "amlsim"]);
    run("missing.toml").fails(2, &["missing.toml", "No such file"]);
    place.write("broken.toml", "format = 1\nnmae = \"x\"\n");
    run("broken.toml").fails(2, &["broken.toml:2", "nmae"]);
}

#[test]
fn standard_input_is_a_file_like_any_other() {
    let place = Place::with_deposits();
    place.run(&["screen", "tx.csv", "--out", "a"]).succeeds();
    let input = fs::File::open(place.path("tx.csv")).unwrap();
    let output = place
        .command()
        .args(["screen", "-", "--out", "b"])
        .stdin(Stdio::from(input))
        .output()
        .unwrap();
    Answer::of(&output).succeeds();
    assert_eq!(place.read("a/findings.jsonl"), place.read("b/findings.jsonl"));
}

#[test]
fn rejected_rows_are_counted_and_explained() {
    let place = Place::new();
    place.write(
        "tx.csv",
        format!(
            "{DEPOSITS}4,31/02/2025,1.00,EUR,cash,,ACC-1,\n5,2025-03-06T10:00:00Z,1.00,EUR,telex,,ACC-2,\u{1b}[31m\n"
        ),
    );
    let answer = place.run(&["screen", "tx.csv", "--out", "out"]);
    assert!(
        answer
            .succeeds()
            .out
            .contains("5 rows = 3 screened + 0 excluded + 2 rejected"),
        "{}",
        answer.out
    );
    let rejects = place.read("out/rejects.csv");
    let rows: Vec<&str> = rejects.lines().skip(1).collect();
    assert!(
        rows[0].starts_with("tx.csv,5,") && rows[0].contains(",timestamp,2,bad_timestamp,"),
        "{rejects}"
    );
    assert!(
        rows[1].contains("unknown_channel") && rows[1].ends_with(",telex"),
        "{rejects}"
    );
    let finding = place.read("out/findings.jsonl");
    assert!(finding.contains("{\"note\":\"rejected-rows\",\"rows\":1}"), "{finding}");
}

/// Files of a public collection of CSV edge cases: none is an export, each must be refused in words.
#[test]
fn csv_edge_cases_are_refused_in_words() {
    let folder = project("../shared/reference/csv-spectrum");
    let Ok(entries) = fs::read_dir(&folder) else {
        println!("skipped: the reference files are not beside the project");
        return;
    };
    let mut seen = 0;
    for path in entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "csv"))
    {
        let place = Place::new();
        let answer = place.run(&["screen", path.to_str().unwrap(), "--out", "out"]);
        assert!([2, 3].contains(&answer.code), "{}: {answer:?}", path.display());
        assert!(
            answer.err.starts_with("redflag: ") && answer.err.contains("hint"),
            "{}",
            answer.err
        );
        assert!(place.names().is_empty());
        seen += 1;
    }
    assert!(seen >= 10, "only {seen} files");
}

#[test]
fn a_pipe_that_closes_early_is_no_error() {
    let place = Place::with_deposits();
    let mut child = place
        .command()
        .args(["rules", "show", "NEXUS-001"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(0));
}
