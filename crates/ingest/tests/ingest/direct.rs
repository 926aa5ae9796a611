//! The short way for columns that are fields as they stand, against the general way.

use crate::support::{Kept, Reading, all_needs, mapping, read_with};
use proptest::prelude::*;
use redflag_ingest::{LedgerOptions, Mapping};
use redflag_model::{Needs, Reject};

const COLUMNS: &str = r#"
null = ["NULL"]
[columns]
timestamp = "when"
amount = "sum"
currency = "unit"
channel = "way"
originator_account = "from"
originator_name = "who"
originator_country = "land"
beneficiary_account = "to"
mcc = "code"
memo = "text"
status = "state"
[values.channel]
CASH_OUT = "cash"
"#;
const HEADER: &str = "id,when,sum,unit,way,from,who,land,to,code,text,state";

/// The same meaning, by the general way: an exchange of sides that no row asks for.
fn both(with_id: bool) -> [Mapping; 2] {
    let columns = if with_id {
        COLUMNS.replace("[columns]", "[columns]\ntx_id = \"id\"")
    } else {
        COLUMNS.to_owned()
    };
    [
        mapping(&columns),
        mapping(&format!(
            "swap = {{ column = \"id\", values = [\"never\"] }}\n{columns}"
        )),
    ]
}

fn field((good, bad): (&'static [&'static str], &'static [&'static str])) -> impl Strategy<Value = String> {
    let text = prop_oneof![
        20 => prop::sample::select(good),
        1 => prop::sample::select(bad),
    ];
    let bent = prop_oneof![
        40 => Just("{}"),
        10 => Just("\"{}\""),
        5 => Just(" {} "),
        1 => Just("\"{}, \"\"x\"\"\""),
        1 => Just("\"{}\" y"),
        1 => Just("\"{}\n\""),
        1 => Just("NULL"),
        1 => Just(""),
    ];
    (text, bent).prop_map(|(text, bent)| bent.replace("{}", text))
}

fn record() -> impl Strategy<Value = String> {
    let fields: [(&[&str], &[&str]); 12] = [
        (&["T1", "T2"], &["\u{e9}"]),
        (
            &["2025-03-01T09:00:00Z", "2025-03-02 23:59:59", "2025-03-02"],
            &["2025-02-30", "2025-03-01T24:00:00Z", "2025-03-01T09:00:00+01:00"],
        ),
        (&["12.50", "1", "0"], &["-3", "(4.00)", "1.005", "99999999999999999999"]),
        (&["EUR", "JPY", "eur"], &["XXQ"]),
        (&["CASH_OUT", "card", "CARD"], &["pigeon"]),
        (&["A", "00012"], &["."]),
        (&["Ann", "B\u{f6}b"], &["."]),
        (&["FR", "fra", "France"], &["ZZ"]),
        (&["B", "C"], &["."]),
        (&["5411", "42"], &["x"]),
        (&["rent", "caf\u{e9}", "a, b"], &["."]),
        (&["booked", "DECLINED"], &["lost"]),
    ];
    let whole = Vec::from(fields.map(field)).prop_map(|fields| fields.join(","));
    prop_oneof![
        16 => whole,
        1 => Just(HEADER.to_owned()),
        1 => Just("T1,too,few".to_owned()),
        1 => Just(String::new()),
        1 => Just("T9,\"never closed".to_owned()),
    ]
}

type Seen = (Vec<Kept>, Vec<Reject>, String);

fn seen(text: &[u8], mapping: &Mapping, needs: &Needs, chunk: usize, threads: usize) -> Seen {
    let options = LedgerOptions { chunk, max_record: 300 };
    let ledger = options
        .open_stream("tx.csv", std::io::Cursor::new(text.to_vec()), mapping)
        .unwrap();
    let Reading {
        rows,
        rejects,
        mut report,
    } = read_with(&ledger, needs, threads).unwrap();
    report.mapping_sha256.clear();
    (rows, rejects, format!("{report:?}"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn both_ways_give_the_same_rows_and_rejects(
        records in prop::collection::vec((record(), prop::sample::select(vec!["\n", "\r\n", "\r", "\n\n"])), 1..30),
        with_id: bool,
        everything: bool,
        spoilt in prop::option::of(0_usize..2000),
        chunk in 1_usize..600,
        threads in 1_usize..4,
    ) {
        let body: String = records.iter().flat_map(|(record, end)| [record.as_str(), end]).collect();
        let mut text = format!("{HEADER}\n{body}x").into_bytes();
        if let Some(byte) = spoilt.and_then(|at| text.get_mut(HEADER.len() + 1..)?.get_mut(at)) {
            *byte = 0xFF;
        }
        let needs = if everything { all_needs() } else { Needs::default() };
        let [short, general] = both(with_id);
        let expected = seen(&text, &general, &needs, 1 << 20, 1);
        let found = seen(&text, &short, &needs, chunk, threads);
        prop_assert_eq!(found, expected);
    }
}
