//! Layouts that ship with the program, each on a file made by hand after its published header.
use crate::support::{Kept, Reading, mapping, open, read, read_text};
use redflag_ingest::{Ledger, Mapping};
use redflag_model::{Channel, Column, Reason, Source, Statement, time};
use std::path::PathBuf;

fn layout(name: &str) -> Reading {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/layouts/{name}.csv"));
    let ledger = Ledger::open(&[path], &Mapping::builtin(name).unwrap()).unwrap();
    read(&ledger)
}

fn account(row: &Kept, side: usize) -> &str {
    row.parties[side][0].as_deref().unwrap_or_default()
}

fn money(rows: &[Kept]) -> Vec<(i64, &str)> {
    rows.iter().map(|row| (row.amount, row.currency.as_str())).collect()
}

fn rejected(reading: &Reading) -> Vec<(u64, Reason, &str)> {
    let reject = |it: &'_ redflag_model::Reject| (it.position.line, it.reason);
    let places = reading.rejects.iter().map(reject);
    let texts = reading.rejects.iter().map(|it| it.text.as_str());
    places
        .zip(texts)
        .map(|((line, reason), text)| (line, reason, text))
        .collect()
}

#[test]
fn amlworld_names_currencies_and_two_columns_called_account() {
    let reading = layout("amlworld");
    assert_eq!(rejected(&reading), [(6, Reason::UnknownCurrency, "Bitcoin")]);
    let rows = &reading.rows;
    assert_eq!(
        money(rows),
        [
            (369_734, "USD"),
            (1, "USD"),
            (146, "JPY"),
            (10_220, "GBP"),
            (2_000, "CHF")
        ]
    );
    assert_eq!(account(&rows[1], 0), "03208 8000C4580");
    assert_eq!(account(&rows[1], 1), "001 8000C5340");
    assert_eq!(rows[1].parties[1][3].as_deref(), Some("001"));
    assert_eq!(account(&rows[0], 0), account(&rows[0], 1));
    assert_eq!(time::format_instant(rows[3].time), "2022-09-01T13:05:00Z");
    let channels: Vec<_> = rows.iter().filter_map(|row| row.channel).collect();
    assert_eq!(
        channels,
        [
            Channel::Other,
            Channel::Cheque,
            Channel::Transfer,
            Channel::Wire,
            Channel::Card
        ]
    );
    assert!(rows.iter().all(|row| row.derived));
}

#[test]
fn saml_d_joins_day_and_time_and_names_countries() {
    let reading = layout("saml-d");
    assert_eq!(rejected(&reading), []);
    let rows = &reading.rows;
    assert_eq!(
        money(rows),
        [(145_915, "GBP"), (601_964, "GBP"), (14_328, "JPY"), (1_189_500, "MAD")]
    );
    let countries: Vec<_> = rows
        .iter()
        .map(|row| [0, 1].map(|side| row.parties[side][2].as_deref().unwrap()))
        .collect();
    assert_eq!(countries, [["GB", "GB"], ["GB", "AE"], ["JP", "GB"], ["MA", "US"]]);
    assert_eq!(time::format_instant(rows[3].time), "2023-01-31T23:59:59Z");
    assert_eq!(
        (rows[0].channel, rows[1].channel),
        (Some(Channel::Cash), Some(Channel::Wire))
    );
}

#[test]
fn paysim_counts_hours_and_pays_in_the_other_way_round() {
    let reading = layout("paysim");
    assert_eq!(rejected(&reading), []);
    let rows = &reading.rows;
    let times: Vec<String> = rows.iter().map(|row| time::format_instant(row.time)).collect();
    assert_eq!(times[0], "2025-01-01T01:00:00Z");
    assert_eq!(times[3], "2025-01-02T01:00:00Z");
    assert_eq!(times[4], "2025-01-31T23:00:00Z");
    assert_eq!(
        [account(&rows[2], 0), account(&rows[2], 1)],
        ["C840000671", "C38990010"]
    );
    assert_eq!(
        [account(&rows[3], 0), account(&rows[3], 1)],
        ["C1688000183", "C1862000994"]
    );
    assert_eq!(
        [account(&rows[4], 0), account(&rows[4], 1)],
        ["C712000124", "C195000860"]
    );
    assert_eq!(money(rows)[3], (14_323_626, "EUR"));
}

#[test]
fn an_exchanged_row_is_the_same_row_when_it_is_read_again() {
    let mapping = mapping(
        "swap = { column = \"kind\", values = [\"IN\"] }\n[columns]\ntimestamp = \"t\"\namount = \"a\"\ncurrency = \"c\"\n\
         originator_account = \"x\"\noriginator_name = \"n\"\nbeneficiary_account = \"y\"\nbeneficiary_country = \"l\"",
    );
    let text = "kind,t,a,c,x,n,y,l\nIN,2025-03-01,1,EUR,A,Ada,B,ZZ\nIN,2025-03-01,1,EUR,A,Ada,B,FR\nOUT,2025-03-01,1,EUR,A,,B,\n";
    let ledger = open(text, &mapping).unwrap();
    let reading = read(&ledger);
    assert_eq!(rejected(&reading), [(2, Reason::BadCountry, "ZZ")]);
    assert_eq!(reading.rejects[0].field, Some(8), "the field as the file has it");
    let first = &reading.rows[0];
    assert_eq!([account(first, 0), account(first, 1)], ["B", "A"]);
    assert_eq!(first.parties[0][2].as_deref(), Some("FR"));
    assert_eq!(first.parties[1][1].as_deref(), Some("Ada"));
    let second = &reading.rows[1];
    assert_eq!(
        second.parties[1],
        [Some("B".into()), None, None, None],
        "nothing is left of the row before"
    );
    let again = ledger.reread(&[first.position()]).unwrap();
    assert_eq!(again[0].text(Column::OriginatorAccount), Some("B"));
    assert_eq!(again[0].text(Column::BeneficiaryName), Some("Ada"));
}

#[test]
fn a_statement_knows_debit_from_credit() {
    let reading = layout("statement");
    assert_eq!(rejected(&reading), [(6, Reason::BadAmount, "1.00")]);
    let rows = &reading.rows;
    let statements: Vec<Statement> = rows.iter().map(|row| row.statement).collect();
    assert_eq!(
        statements,
        [
            Statement::Originator,
            Statement::Beneficiary,
            Statement::Beneficiary,
            Statement::Originator
        ]
    );
    assert_eq!(rows[0].tx_id, rows[2].tx_id);
    assert_eq!(
        account(&rows[0], 0),
        account(&rows[2], 0),
        "both lines tell one transfer"
    );
    assert_eq!(account(&rows[0], 1), account(&rows[2], 1));
    assert_eq!(money(rows)[3], (1_240, "GBP"), "a zero beside an amount is empty");
    assert!(rows.iter().all(|row| row.by_day));
}

#[test]
fn a_french_statement_in_latin_1_is_understood() {
    let reading = layout("releve");
    assert_eq!(rejected(&reading), [(5, Reason::BadTimestamp, "30/02/2025")]);
    assert_eq!(reading.report.files[0].encoding, "latin-1");
    let rows = &reading.rows;
    assert_eq!(money(rows), [(125_050, "EUR"), (915_000, "EUR"), (3_641, "EUR")]);
    assert_eq!(account(&rows[0], 0), "FR7630006000011234567890189");
    assert_eq!(account(&rows[0], 0), account(&rows[1], 1));
    assert_eq!(account(&rows[0], 1), "FR7610107001011234567890129");
    assert_eq!(rows[0].parties[1][2].as_deref(), Some("FR"));
    assert_eq!(rows[2].statement, Statement::Originator, "a debit may carry its minus");
    assert_eq!(rows[1].memo.as_deref(), Some("VERSEMENT ESPÈCES"));
    assert_eq!(rows[1].channel, Some(Channel::Cash));
}

#[test]
fn a_wire_export_holds_both_parties() {
    let reading = layout("wire");
    assert_eq!(rejected(&reading), []);
    let rows = &reading.rows;
    assert_eq!(account(&rows[0], 0), "DE89370400440532013000");
    assert_eq!(rows[0].parties[1][2].as_deref(), Some("TR"));
    assert_eq!(rows[0].parties[1][3].as_deref(), Some("ISBKTRIS"));
    assert_eq!(rows[0].memo.as_deref(), Some("MEDI invoice 12, part 1"));
    assert_eq!(rows[2].parties[0][2].as_deref(), Some("GB"));
    let booked: Vec<bool> = rows.iter().map(|row| row.booked).collect();
    assert_eq!(booked, [true, false, true, true]);
    assert!(rows.iter().all(|row| row.channel == Some(Channel::Wire)));
}

#[test]
fn optional_columns_may_be_absent_and_others_not() {
    let columns = "[columns]\ntimestamp = \"t\"\namount = \"a\"\ncurrency = \"c\"\noriginator_account = \"x\"\n";
    let lenient = mapping(&format!(
        "{columns}memo = {{ columns = [\"m\", \"n\"], optional = true }}\nplace = {{ column = \"p\", optional = true }}"
    ));
    let reading = read_text("t,a,c,x,n\n2025-03-01,1,EUR,A,hello\n", &lenient);
    assert_eq!(reading.rows[0].memo.as_deref(), Some("hello"));
    let strict = mapping(&format!("{columns}memo = \"m\""));
    let error = open("t,a,c,x,n\n2025-03-01,1,EUR,A,hello\n", &strict).err().unwrap();
    assert!(error.message.contains("no column `m`"), "{error}");
}
