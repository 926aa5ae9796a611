//! What each value becomes, and why a row is rejected.
use crate::support::{Kept, all_needs, mapping, open, read_text, read_with};
use redflag_ingest::Mapping;
use redflag_model::{Column, NO_OFFSET, Needs, Reason, Source, Statement, TextClassifier};
use std::fmt::Write as _;
use std::sync::Arc;

const HEADER: &str =
    "tx_id,timestamp,amount,currency,channel,originator_account,originator_country,beneficiary_account,mcc,status";

fn rejected(row: &str) -> (Reason, Option<Column>, Option<u32>, String, Vec<String>) {
    let reading = read_text(format!("{HEADER}\n{row}\n"), &Mapping::canonical());
    assert_eq!(reading.rows, [], "{row}");
    let reject = reading.rejects.into_iter().next().unwrap();
    assert_eq!(reject.position.line, 2);
    (reject.reason, reject.column, reject.field, reject.text, reject.accounts)
}

#[test]
fn every_fault_is_named() {
    use Column as C;
    use Reason as R;
    let cases = [
        ("1,,1,EUR,,A,,B,,", R::NoTimestamp, Some(C::Timestamp), ""),
        ("1,soon,1,EUR,,A,,B,,", R::BadTimestamp, Some(C::Timestamp), "soon"),
        ("1,2025-03-01,,EUR,,A,,B,,", R::NoAmount, Some(C::Amount), ""),
        ("1,2025-03-01,1e3,EUR,,A,,B,,", R::BadAmount, Some(C::Amount), "1e3"),
        (
            "1,2025-03-01,1.005,EUR,,A,,B,,",
            R::TooPrecise,
            Some(C::Amount),
            "1.005",
        ),
        (
            "1,2025-03-01,99999999999999999999,EUR,,A,,B,,",
            R::AmountTooLarge,
            Some(C::Amount),
            "99999999999999999999",
        ),
        ("1,2025-03-01,-1,EUR,,A,,B,,", R::NegativeAmount, Some(C::Amount), "-1"),
        ("1,2025-03-01,1,,,A,,B,,", R::NoCurrency, Some(C::Currency), ""),
        (
            "1,2025-03-01,1,EURO,,A,,B,,",
            R::UnknownCurrency,
            Some(C::Currency),
            "EURO",
        ),
        (
            "1,2025-03-01,1,EUR,pigeon,A,,B,,",
            R::UnknownChannel,
            Some(C::Channel),
            "pigeon",
        ),
        (
            "1,2025-03-01,1,EUR,,A,Francia,B,,",
            R::BadCountry,
            Some(C::OriginatorCountry),
            "Francia",
        ),
        ("1,2025-03-01,1,EUR,,A,,B,54111,", R::BadMcc, Some(C::Mcc), "54111"),
        (
            "1,2025-03-01,1,EUR,,A,,B,,maybe",
            R::UnknownStatus,
            Some(C::Status),
            "maybe",
        ),
        ("1,2025-03-01,1,EUR,,,,,,", R::NoParty, None, ""),
        (
            "1,2025-03-01,1,EUR,,A,,B,",
            R::FieldCount,
            None,
            "1,2025-03-01,1,EUR,,A,,B,",
        ),
        (
            "1,2025-03-01,1,EUR,,A,,\"B,,",
            R::UnclosedQuote,
            None,
            "1,2025-03-01,1,EUR,,A,,\"B,,",
        ),
    ];
    for (row, reason, column, text) in cases {
        let found = rejected(row);
        assert_eq!((found.0, found.1, found.3.as_str()), (reason, column, text), "{row}");
        let position = column.and_then(|column| HEADER.split(',').position(|name| name == column.name()));
        assert_eq!(found.2, position.map(|field| u32::try_from(field).unwrap() + 1));
    }
    assert_eq!(rejected("1,soon,1,EUR,,A,,B,,").4, ["A", "B"]);
}

#[test]
fn amounts_of_rejected_rows_are_in_the_control_totals() {
    let text = format!(
        "{HEADER}\n1,soon,2.50,EUR,,A,,B,,\n2,2025-01-01,1,EUR,,A,,B,,\n3,2025-01-01,5,JPY,x,A,,B,,\n4,2025-01-01,x,EUR,,A,,B,,\n"
    );
    let report = read_text(text, &Mapping::canonical()).report;
    let totals: Vec<_> = report
        .totals
        .iter()
        .map(|(currency, total)| (currency.code(), total.read, total.screened, total.rejected))
        .collect();
    assert_eq!(totals, [("EUR", 350, 100, 250), ("JPY", 5, 0, 5)]);
    assert_eq!(report.rejected_accounts.get("A"), Some(&3));
}

#[test]
fn columns_nobody_needs_reject_nothing() {
    let ledger = open(
        format!("{HEADER}\n1,2025-03-01,1,EUR,pigeon,A,Francia,B,x,\n"),
        &Mapping::canonical(),
    )
    .unwrap();
    let reading = read_with(&ledger, &Needs::default(), 1).unwrap();
    assert_eq!((reading.rows.len(), reading.rejects.len()), (1, 0));
    assert_eq!(reading.rows[0].parties[0][2], None);
}

#[test]
fn blank_lines_and_repeated_headers_are_no_transactions() {
    let text = format!("{HEADER}\n\n1,2025-03-01,1,EUR,,A,,B,,\n\n{HEADER}\n2,2025-03-01,1,EUR,,A,,B,,\n");
    let reading = read_text(text, &Mapping::canonical());
    assert_eq!(reading.report.rows_read, 3);
    assert_eq!(reading.report.excluded.get("repeated_header"), Some(&1));
    assert_eq!(reading.rows.iter().map(|row| row.line).collect::<Vec<_>>(), [3, 6]);
}

#[test]
fn texts_are_trimmed_and_nulls_are_nothing() {
    let text = format!("{HEADER}\n  ,2025-03-01\t, 1 ,EUR,-,\u{a0}0042 ,NULL,\"  \",-,\n");
    let reading = read_text(text, &mapping("null = [\"NULL\", \"-\"]"));
    assert_eq!(reading.rejects, []);
    let row = &reading.rows[0];
    assert!(row.derived);
    assert_eq!(row.parties[0], [Some("0042".to_owned()), None, None, None]);
    assert_eq!((row.channel, row.mcc, row.parties[1][0].as_ref()), (None, None, None));
}

#[test]
fn identifiers_are_derived_from_canonical_texts() {
    let plain = "timestamp,amount,currency,channel,originator_account,beneficiary_account\n2025-03-01T09:00:00Z,1.50,EUR,wire,A,B\n";
    let other = "currency;beneficiary_account;originator_account;channel;amount;timestamp\neur;B;\"A\";WIRE;1.5;2025-03-01 10:00:00+01:00\n";
    let [first, second] = [plain, other].map(|text| read_text(text, &Mapping::canonical()).rows.remove(0));
    assert_eq!(first.tx_id, second.tx_id);
    assert!(first.derived && first.tx_id.starts_with('x') && first.tx_id.len() == 33);
    // Pinned, since decisions refer to rows by these identifiers: sha256 of "timestamp=…<1F>amount=…<1F>currency=…<1F>channel=…<1F>…".
    assert_eq!(first.tx_id, "xcb6a954e57b8f8e28b6594dde89e7679");
    let different = read_text(plain.replace("1.50", "1.51"), &Mapping::canonical())
        .rows
        .remove(0);
    assert_ne!(different.tx_id, first.tx_id);
    let ledger = open(plain, &Mapping::canonical()).unwrap();
    let hash = ledger.reread(&[first.position()]).unwrap().remove(0).hash;
    assert_eq!(hash, first.tx_id[1..17]);
    let few = read_with(&ledger, &Needs::default(), 1).unwrap().rows.remove(0);
    assert_eq!(few.tx_id, first.tx_id);
}

#[test]
fn local_time_comes_from_the_stamp_then_the_mapping_then_the_country() {
    let header =
        "timestamp,amount,currency,originator_account,originator_country,beneficiary_account,beneficiary_country";
    let offsets = |stamp: &str, lines: &str| {
        let text = format!("{header}\n{stamp},1,EUR,A,IN,B,US\n");
        read_text(text, &mapping(lines)).rows.remove(0).offsets
    };
    assert_eq!(
        offsets("2025-07-01T12:00:00-05:00", "timezone = \"Europe/Paris\""),
        [-300, -300]
    );
    assert_eq!(
        offsets("2025-07-01T12:00:00Z", "timezone = \"Europe/Paris\""),
        [120, 120]
    );
    assert_eq!(offsets("2025-07-01T12:00:00Z", ""), [0, 0]);
    assert_eq!(offsets("2025-07-01T12:00:00", ""), [330, NO_OFFSET]);
    assert_eq!(offsets("2025-07-01", ""), [NO_OFFSET, NO_OFFSET]);

    let text = format!("{header}\n2025-07-01T12:00:00,1,EUR,A,IN,B,US\n");
    let ledger = open(text, &Mapping::canonical()).unwrap();
    let offsets = |local_time: bool| {
        let needs = Needs {
            local_time,
            ..Needs::default()
        };
        read_with(&ledger, &needs, 1).unwrap().rows.remove(0).offsets
    };
    assert_eq!(
        (offsets(true), offsets(false)),
        ([330, NO_OFFSET], [NO_OFFSET, NO_OFFSET])
    );
}

#[test]
fn statements_know_whose_money_moves() {
    let text = "timestamp,amount,currency,account,direction,counterparty,counterparty_name,counterparty_country\n\
                2025-03-01,5,EUR,ME,in,X,Xavier,FR\n2025-03-02,6,EUR,ME,OUT,Y,,\n2025-03-02,6,EUR,ME,sideways,Y,,\n";
    let reading = read_text(text, &Mapping::canonical());
    assert_eq!(reading.rejects.len(), 1);
    assert_eq!(reading.rejects[0].reason, Reason::BadDirection);
    let [arrives, leaves] = [&reading.rows[0], &reading.rows[1]];
    assert_eq!(arrives.statement, Statement::Beneficiary);
    assert_eq!(
        arrives.parties[0][..3],
        [Some("X".to_owned()), Some("Xavier".to_owned()), Some("FR".to_owned())]
    );
    assert_eq!(arrives.own, [None, Some(true)]);
    assert_eq!(
        (leaves.statement, leaves.own),
        (Statement::Originator, [Some(true), None])
    );
    assert_eq!(leaves.parties[1][0].as_deref(), Some("Y"));
}

#[test]
fn signs_and_split_amounts_tell_the_direction() {
    let common =
        "decimal = \",\"\n[columns]\ntimestamp = \"d\"\ncurrency = { value = \"EUR\" }\naccount = { value = \"ME\" }\n";
    let seen = |text: &str, amount: &str| -> Vec<(i64, Statement)> {
        let reading = read_text(text, &mapping(&format!("{common}amount = {amount}")));
        reading.rows.iter().map(|row| (row.amount, row.statement)).collect()
    };
    let (out, into) = (Statement::Originator, Statement::Beneficiary);
    let signed = "d;a\n2025-03-01;-5,00\n2025-03-01;6\n2025-03-01;-0\n";
    assert_eq!(
        seen(signed, "{ column = \"a\", sign = \"direction\" }"),
        [(500, out), (600, into), (0, out)]
    );
    let split = "d;debit;credit\n2025-03-01;5,00;\n2025-03-01;;6\n2025-03-01;0,00;7\n2025-03-01;-8;0\n2025-03-01;1;2\n2025-03-01;;-2\n";
    assert_eq!(
        seen(split, "{ debit = \"debit\", credit = \"credit\" }"),
        [(500, out), (600, into), (700, into), (800, out)]
    );
}

#[test]
fn home_banks_mark_own_accounts() {
    let text = "timestamp,amount,currency,originator_account,originator_bank,beneficiary_account,beneficiary_bank\n\
                2025-03-01,5,EUR,A,BANKFRPPXXX,B,OTHRDEFF\n2025-03-01,5,EUR,A,bankfrpp,B,\n";
    let rows = read_text(text, &mapping("home_banks = [\"BANKFRPP\"]")).rows;
    assert_eq!(rows[0].own, [Some(true), Some(false)]);
    assert_eq!(rows[1].own, [Some(true), None]);
}

#[test]
fn files_without_a_header_have_numbered_columns() {
    let lines =
        "header = false\n[columns]\ntimestamp = \"1\"\namount = \"2\"\ncurrency = \"3\"\noriginator_account = \"4\"";
    let reading = read_text("2025-03-01|5|EUR|A\n2025-03-02|5|EUR|A\n", &mapping(lines));
    assert_eq!(reading.rows.len(), 2);
    assert_eq!((reading.rows[0].line, reading.rows[0].byte), (1, 0));
}

#[test]
fn a_bad_byte_late_in_the_file_costs_one_row() {
    let mut text = String::from("tx_id,timestamp,amount,currency,originator_account,memo\n");
    for number in 0..40_000 {
        writeln!(text, "T{number},2025-03-01,1,EUR,A,caf\u{e9} {number}").unwrap();
    }
    let mut bytes = text.into_bytes();
    let at = bytes.iter().rposition(|&byte| byte == 0xA9).unwrap();
    bytes[at] = b'!';
    assert!(at > 1 << 20);
    let reading = read_text(bytes, &Mapping::canonical());
    assert_eq!(reading.report.files[0].encoding, "utf-8");
    assert_eq!((reading.rows.len(), reading.rejects.len()), (39_999, 1));
    assert_eq!(
        (reading.rejects[0].reason, reading.rejects[0].position.line),
        (Reason::Encoding, 40_001)
    );
}

#[test]
fn memos_are_classified_once_and_kept_where_wanted() {
    struct Length;
    impl TextClassifier for Length {
        fn classify(&self, text: &str) -> u64 {
            text.len() as u64
        }
    }
    let text = "timestamp,amount,currency,originator_account,memo\n2025-03-01,5,EUR,A,four\n2025-03-01,5,EUR,A,\n";
    let ledger = open(text, &Mapping::canonical()).unwrap();
    let needs = Needs {
        memo: Some(Arc::new(Length)),
        ..all_needs()
    };
    let bits: Vec<u64> = read_with(&ledger, &needs, 1)
        .unwrap()
        .rows
        .iter()
        .map(|row| row.memo_bits)
        .collect();
    assert_eq!(bits, [4, 0]);
}

#[test]
fn reread_rows_are_the_rows_that_were_read() {
    let mut text = String::from("tx_id;timestamp;amount;currency;channel;originator_account;memo\n");
    for number in 0..5000 {
        writeln!(
            text,
            "T{number};2025-03-01 09:00:00+01:00;{number}.5;EUR;Wire;\"A;{number}\";\"two\nlines\""
        )
        .unwrap();
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tx.csv");
    std::fs::write(&path, &text).unwrap();
    let from_file = redflag_ingest::Ledger::open(&[&path], &Mapping::canonical()).unwrap();
    for ledger in [open(text, &Mapping::canonical()).unwrap(), from_file] {
        let rows = crate::support::read(&ledger).rows;
        let places = [4999, 0, 1, 2500, 2500, 17].into_iter();
        let asked: Vec<&Kept> = places.chain((0..5000).rev().step_by(2)).map(|at| &rows[at]).collect();
        let positions: Vec<_> = asked.iter().map(|row| row.position()).collect();
        for (row, found) in asked.iter().zip(ledger.reread(&positions).unwrap()) {
            assert_eq!(found.position, row.position());
            assert_eq!(found.text(Column::TxId), Some(row.tx_id.as_str()));
            assert_eq!(found.text(Column::OriginatorAccount), row.parties[0][0].as_deref());
            assert_eq!(found.text(Column::Timestamp), Some("2025-03-01T08:00:00Z"));
            assert_eq!(found.text(Column::Channel), Some("wire"));
            assert_eq!(found.text(Column::Memo), Some("two\nlines"));
            assert_eq!(found.hash.len(), 16);
        }
    }
}
