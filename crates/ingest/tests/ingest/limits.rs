//! Inputs that cannot be read, threads, chunks, long records, and random bytes.
use crate::support::{Keep, all_needs, mapping, open, read_text, read_with};
use proptest::prelude::*;
use redflag_ingest::{Ledger, LedgerOptions, Mapping};
use redflag_model::{
    Needs, Part, Position, Progress, ReadError, ReadErrorKind, ReadOptions, Reason, Row, Sink, Source,
};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

fn refused(bytes: &[u8]) -> ReadError {
    open(bytes, &Mapping::canonical()).err().unwrap()
}

#[test]
fn what_is_no_table_is_refused_with_a_hint() {
    let junk: Vec<u8> = (0..5000_u32)
        .map(|at| (at.wrapping_mul(2_654_435_761) >> 13).to_le_bytes()[0])
        .collect();
    let cases: [(&[u8], &str); 8] = [
        (b"", "empty"),
        (b"\n\r\n", "blank lines"),
        (b"timestamp,amount,currency,originator_account\n", "no data row"),
        (b"PK\x03\x04junk", "spreadsheet"),
        (b"PAR1junk", "Parquet"),
        (b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x4b", "truncated"),
        (b"\x00\x01\x02\x03", "no text"),
        (&junk, "no text"),
    ];
    for (bytes, word) in cases {
        let error = refused(bytes);
        assert_eq!(error.kind, ReadErrorKind::Unreadable, "{error}");
        assert!(error.message.contains(word) && error.hint.is_some(), "{error}");
    }
    for (path, word) in [(".", "folder"), ("no/such/file.csv", "no such file")] {
        let error = Ledger::open(&[path], &Mapping::canonical()).err().unwrap();
        assert!(error.message.contains(word) && error.hint.is_some(), "{error}");
        assert_eq!(error.file.as_deref(), Some(Path::new(path)));
    }
    assert!(Ledger::open::<&str>(&[], &Mapping::canonical()).is_err());
    assert!(
        Ledger::open(&["-", "-"], &Mapping::canonical())
            .err()
            .unwrap()
            .message
            .contains("twice")
    );
}

#[test]
fn a_day_without_rows_ends_no_run_unless_all_are() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let header = "timestamp,amount,currency,originator_account";
    let quiet = write("quiet.csv", &format!("{header}\n"));
    let cut = write("cut.csv", header);
    let busy = write("busy.csv", &format!("{header}\n2025-03-01T09:00:00Z,12.50,EUR,A\n"));
    let ledger = Ledger::open(&[&quiet, &busy, &cut], &Mapping::canonical()).unwrap();
    let report = read_with(&ledger, &Needs::default(), 2).unwrap().report;
    assert_eq!(report.rows_read, 1);
    assert_eq!(
        report.files.iter().map(|file| file.rows).collect::<Vec<_>>(),
        [0, 1, 0],
        "each file is in the report"
    );
    let error = Ledger::open(&[&cut, &quiet], &Mapping::canonical()).err().unwrap();
    assert!(error.message.contains("no data row"), "{error}");
    assert_eq!(error.file.as_deref(), Some(cut.as_path()));
}

#[test]
fn a_gzip_file_cut_off_late_is_an_error_not_a_short_file() {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(&export(200_000).into_bytes()).unwrap();
    let mut bytes = encoder.finish().unwrap();
    bytes.truncate(bytes.len() - 1000);
    let ledger = open(bytes, &Mapping::canonical()).unwrap();
    let error = read_with(&ledger, &Needs::default(), 2).err().unwrap();
    assert!(
        error.kind == ReadErrorKind::Unreadable && error.message.contains("truncated"),
        "{error}"
    );
}

/// An export with some quotes, breaks inside quotes and bad rows.
fn export(rows: usize) -> String {
    let mut text = String::from("tx_id,timestamp,amount,currency,originator_account,beneficiary_account,memo\n");
    for number in 0..rows {
        let memo = match number % 7 {
            0 => "\"quoted, with \"\"quotes\"\"\"".to_owned(),
            1 => format!("\"{}\nbroken\"", "long ".repeat(number % 31)),
            2 => "5\" screen".to_owned(),
            _ => "plain".to_owned(),
        };
        let amount = if number % 11 == 0 { "x" } else { "12.50" };
        let day = number % 28 + 1;
        writeln!(
            text,
            "T{number},2025-03-{day:02}T09:00:00Z,{amount},EUR,A{},B{},{memo}",
            number % 97,
            number % 89
        )
        .unwrap();
    }
    text
}

#[test]
fn threads_and_chunks_change_nothing() {
    let mut text = export(9000);
    text.push_str("T,2025-03-01,1,EUR,A,B,\"never closed\n");
    text.push_str(&"T,2025-03-01,1,EUR,A,B,none\n".repeat(200));
    let read = |threads, chunk| {
        let options = LedgerOptions {
            max_record: 2000,
            chunk,
        };
        let bytes = std::io::Cursor::new(text.clone().into_bytes());
        let ledger = options.open_stream("tx.csv", bytes, &Mapping::canonical()).unwrap();
        read_with(&ledger, &all_needs(), threads).unwrap()
    };
    let expected = read(1, 1 << 20);
    assert!(expected.rejects.len() > 800 && expected.rows.len() > 8000);
    assert!(
        expected
            .rejects
            .iter()
            .any(|reject| reject.reason == Reason::UnclosedQuote)
    );
    assert!(expected.rejects.is_sorted_by_key(|reject| reject.position));
    for threads in [1, 2, 5] {
        for chunk in [1 << 14, 20_011, 1 << 15, 1 << 16] {
            let other = read(threads, chunk);
            assert_eq!(other.rows, expected.rows);
            assert_eq!(other.rejects, expected.rejects);
            assert_eq!(format!("{:?}", other.report), format!("{:?}", expected.report));
        }
    }
}

#[test]
fn records_too_long_cost_their_first_line() {
    let long = "x".repeat(5000);
    let text = format!(
        "timestamp,amount,currency,originator_account,memo\n2025-03-01,1,EUR,A,{long}\n2025-03-01,1,EUR,B,\"{long}\nmore\"\n2025-03-01,1,EUR,C,ok\n"
    );
    let options = LedgerOptions {
        max_record: 1000,
        chunk: 700,
    };
    let ledger = options
        .open_stream("tx.csv", std::io::Cursor::new(text.into_bytes()), &Mapping::canonical())
        .unwrap();
    let reading = read_with(&ledger, &all_needs(), 2).unwrap();
    let rejects: Vec<_> = reading
        .rejects
        .iter()
        .map(|reject| (reject.reason, reject.position.line, reject.text.len()))
        .collect();
    assert_eq!(
        rejects,
        [
            (Reason::RecordTooLong, 2, 80),
            (Reason::UnclosedQuote, 3, 80),
            (Reason::FieldCount, 4, 5)
        ]
    );
    assert_eq!(reading.rows[0].parties[0][0].as_deref(), Some("C"));
}

#[test]
fn progress_is_told_and_can_stop_the_read() {
    let ledger = open(export(1000), &Mapping::canonical()).unwrap();
    let last = std::sync::Mutex::new(Progress::default());
    let tell = |progress: Progress| {
        *last.lock().unwrap() = progress;
        true
    };
    let options = ReadOptions {
        progress: Some(&tell),
        ..ReadOptions::default()
    };
    ledger.read(&Needs::default(), &Keep, &options).unwrap();
    let last = *last.lock().unwrap();
    assert_eq!((last.rows, Some(last.bytes)), (1000, last.total_bytes));
    let stop = |_: Progress| false;
    let options = ReadOptions {
        progress: Some(&stop),
        ..ReadOptions::default()
    };
    assert_eq!(
        ledger.read(&Needs::default(), &Keep, &options).err().unwrap().kind,
        ReadErrorKind::Interrupted
    );
}

#[test]
fn a_sink_that_panics_ends_the_read() {
    struct Fragile;
    struct FragilePart;
    impl Sink for Fragile {
        type Part = FragilePart;
        fn part(&self) -> FragilePart {
            FragilePart
        }
    }
    impl Part for FragilePart {
        fn push(&mut self, _: &Row<'_>) {
            panic!("on purpose");
        }
    }
    let options = LedgerOptions {
        chunk: 1000,
        ..LedgerOptions::default()
    };
    let ledger = options
        .open_stream(
            "tx.csv",
            std::io::Cursor::new(export(20_000).into_bytes()),
            &Mapping::canonical(),
        )
        .unwrap();
    let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        let options = ReadOptions {
            threads: 2,
            ..ReadOptions::default()
        };
        ledger.read(&Needs::default(), &Fragile, &options).is_ok()
    }));
    assert!(outcome.is_err());
}

#[test]
fn a_file_written_again_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tx.csv");
    std::fs::write(&path, export(100)).unwrap();
    let ledger = Ledger::open(&[&path], &Mapping::canonical()).unwrap();
    let position = crate::support::read(&ledger).rows[5].position();
    assert!(ledger.reread(&[position]).is_ok());
    std::fs::write(&path, export(101)).unwrap();
    assert_eq!(ledger.reread(&[position]).unwrap_err().kind, ReadErrorKind::Changed);
    assert_eq!(
        read_with(&ledger, &all_needs(), 1).err().unwrap().kind,
        ReadErrorKind::Changed
    );
}

#[test]
fn positions_that_are_none_are_refused() {
    let ledger = open(export(10), &Mapping::canonical()).unwrap();
    let inside_a_row = crate::support::read(&ledger).rows[3].byte + 1;
    for (file, byte) in [(0, 3), (0, inside_a_row), (0, 1 << 40), (7, 0)] {
        let position = Position { file, byte, line: 1 };
        assert_eq!(ledger.reread(&[position]).unwrap_err().kind, ReadErrorKind::Changed);
    }
}

#[test]
fn the_hash_is_that_of_the_bytes_as_stored() {
    let report = read_text(
        "timestamp,amount,currency,originator_account\n2025-03-01,1,EUR,A\n",
        &Mapping::canonical(),
    )
    .report;
    assert_eq!(
        report.files[0].sha256,
        "39b71e5727b92fd20c177d81f57bd48b7b4cc2d1f1dd322829e7a20b26f6b65f"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn no_bytes_cause_a_panic(body in proptest::collection::vec(any::<u8>(), 0..400), headed in any::<bool>(), chunk in 1_usize..100) {
        let mut bytes = if headed { b"timestamp,amount,currency,originator_account\n".to_vec() } else { Vec::new() };
        bytes.extend(body);
        let options = LedgerOptions { max_record: 64, chunk };
        for mapping in [Mapping::canonical(), mapping("header = false\nencoding = \"latin-1\"\n[columns]\ntimestamp = \"1\"\namount = \"1\"\ncurrency = \"1\"\naccount = \"1\"\ndirection = \"1\"")] {
            if let Ok(ledger) = options.open_stream("tx.csv", std::io::Cursor::new(bytes.clone()), &mapping) {
                let reading = read_with(&ledger, &all_needs(), 2).unwrap();
                prop_assert_eq!(reading.report.rows_read, reading.report.rows_screened + reading.report.rows_rejected() + reading.report.rows_excluded());
                let positions: Vec<Position> = reading.rejects.iter().map(|reject| reject.position).collect();
                let _ = ledger.reread(&positions);
            }
        }
    }

    #[test]
    fn no_record_causes_a_panic(fields in proptest::collection::vec("[0-9T:+Zé \"-]{0,12}|EUR|in|FR|2025-03-01", 8)) {
        let text = format!("timestamp,amount,currency,account,direction,counterparty,counterparty_country,mcc\n{}\n", fields.join(","));
        read_text(text, &mapping("iban = true\ntimezone = \"Europe/Paris\"\nthousands = \" \""));
    }
}
