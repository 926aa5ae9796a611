//! Mappings proposed for exports that nobody described, and the questions where two readings are equally good.
use redflag_ingest::{Unproposed, propose};
use redflag_model::{Column, Doubt, Proposal, Proposed, Section, SettingFault, Unused};
use std::path::{Path, PathBuf};

fn of(text: &str, settings: &[&str]) -> Result<Proposal, Unproposed> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("export.csv");
    std::fs::write(&path, text).unwrap();
    let settings: Vec<String> = settings.iter().map(|setting| (*setting).to_owned()).collect();
    propose(&path, &settings)
}

fn lines(text: &str, settings: &[&str]) -> Vec<String> {
    let proposal = of(text, settings).unwrap();
    assert_eq!(proposal.trial.rejected.len(), 0, "{proposal:?}");
    let Proposed::Made(entries) = proposal.mapping else {
        panic!("made for the file")
    };
    let active = entries.iter().filter(|entry| entry.active);
    active
        .skip(2)
        .map(|entry| match entry.section {
            Section::Values(table) => format!("{table}.{}", entry.line()),
            _ => entry.line(),
        })
        .collect()
}

fn doubts(text: &str, settings: &[&str]) -> Vec<Doubt> {
    match of(text, settings) {
        Err(Unproposed::Doubts(doubts)) => doubts,
        other => panic!("{other:?}"),
    }
}

#[test]
fn layouts_that_ship_are_recognised() {
    for name in ["amlworld", "saml-d", "paysim", "statement", "releve", "wire"] {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/layouts/{name}.csv"));
        let proposal = propose(Path::new(&path), &[]).unwrap();
        assert!(
            matches!(&proposal.mapping, Proposed::Builtin { name: found, .. } if found == name),
            "{name}"
        );
    }
    let proposal = of(
        "timestamp,amount,currency,originator_account,note\n2025-03-01,1,EUR,A,x\n",
        &[],
    )
    .unwrap();
    assert!(matches!(&proposal.mapping, Proposed::Builtin { name, .. } if name == "canonical"));
    assert_eq!(proposal.unused, [("note".to_owned(), Unused::NotInBuiltin)]);
}

#[test]
fn a_german_statement_is_understood() {
    let text = "Auftragskonto;Buchungstag;Valutadatum;Buchungstext;Verwendungszweck;Beguenstigter/Zahlungspflichtiger;Kontonummer/IBAN;Betrag;Waehrung;Saldo\n\
        DE89370400440532013000;28.02.25;28.02.25;KARTENZAHLUNG;Markt;Markt 12;;-45,00;EUR;1,00\n\
        DE89370400440532013000;03.03.25;03.03.25;UEBERWEISUNG;Lohn;Firma GmbH;DE02120300000000202051;2.145,50;EUR;2,00\n";
    let expected = [
        "decimal = \",\"",
        "thousands = \".\"",
        "iban = true",
        "timestamp = { column = \"Buchungstag\", formats = [\"%d.%m.%y\"] }",
        "amount = { column = \"Betrag\", sign = \"direction\" }",
        "currency = \"Waehrung\"",
        "channel = \"Buchungstext\"",
        "memo = \"Verwendungszweck\"",
        "account = \"Auftragskonto\"",
        "counterparty = \"Kontonummer/IBAN\"",
        "counterparty_name = \"Beguenstigter/Zahlungspflichtiger\"",
        "channel.\"KARTENZAHLUNG\" = \"card\"",
        "channel.\"UEBERWEISUNG\" = \"transfer\"",
    ];
    assert_eq!(lines(text, &[]), expected);
    let unused = of(text, &[]).unwrap().unused;
    let beaten = Unused::Beaten {
        column: Column::Timestamp,
        by: "Buchungstag".to_owned(),
    };
    assert_eq!(
        unused,
        [
            ("Valutadatum".to_owned(), beaten),
            ("Saldo".to_owned(), Unused::Balance)
        ]
    );
}

#[test]
fn two_sides_day_and_time_and_codes_are_understood() {
    let text = "Ref No,Date,Time,Amount,Ccy,Payer Account,Payer Name,Payee Account,Payee Country,Payment Method,Status,Is Fraud\n\
        R1,25/03/2025,10:05,\"1,012.50\",US Dollar,1,Ann Lee,2,Deutschland,Z9,Posted,0\n\
        R2,26/03/2025,23:59,12.50,EUR,1,Ann Lee,3,France,Credit card,Posted,0\n";
    let proposal = of(text, &[]).unwrap();
    assert_eq!(proposal.trial.rejected.values().sum::<u64>(), 1, "a country in German");
    let told = lines(text, &["country.Deutschland=DE", "timezone=Europe/London"]);
    let expected = [
        "thousands = \",\"",
        "timezone = \"Europe/London\"",
        "timestamp = { columns = [\"Date\", \"Time\"], formats = [\"%d/%m/%Y %H:%M\"] }",
        "amount = \"Amount\"",
        "currency = \"Ccy\"",
        "channel = \"Payment Method\"",
        "originator_account = \"Payer Account\"",
        "originator_name = \"Payer Name\"",
        "beneficiary_account = \"Payee Account\"",
        "beneficiary_country = \"Payee Country\"",
        "status = \"Status\"",
        "channel.\"Credit card\" = \"card\"",
        "channel.\"Z9\" = \"other\"",
        "country.\"Deutschland\" = \"DE\"",
        "currency.\"US Dollar\" = \"USD\"",
        "status.\"Posted\" = \"posted\"",
    ];
    let mut told: Vec<String> = told.into_iter().filter(|line| !line.starts_with("tx_id")).collect();
    told.sort();
    let mut expected: Vec<String> = expected.iter().map(|line| (*line).to_owned()).collect();
    expected.retain(|line| !line.contains("Posted"));
    expected.sort();
    assert_eq!(told, expected);
}

#[test]
fn what_reads_two_ways_is_asked() {
    let text = "Date,Amount,Currency,Account\n03/04/2025,-1.00,EUR,A\n05/06/2025,2.00,EUR,A\n";
    let asked = doubts(text, &[]);
    assert!(
        matches!(asked.as_slice(), [Doubt::DayOrMonth { source, .. }] if source == "Date"),
        "{asked:?}"
    );
    let told = lines(text, &["date=%m/%d/%Y"]);
    assert!(
        told.contains(&"timestamp = { column = \"Date\", formats = [\"%m/%d/%Y\"] }".to_owned()),
        "{told:?}"
    );

    let text = "Date;Amount;Currency;Account;Direction\n2025-03-01;1,200;EUR;A;D\n";
    assert!(matches!(doubts(text, &[]).as_slice(), [Doubt::Decimal { example, .. }] if example == "1,200"));
    assert!(lines(text, &["decimal=,"]).contains(&"decimal = \",\"".to_owned()));

    let text = "Timestamp,Account,Account,Amount,Currency\n2025-03-01,7,8,12.5,GBP\n";
    let asked = doubts(text, &[]);
    assert!(
        matches!(asked.as_slice(), [Doubt::Tie { key, sources }] if key == "account" && sources == &["Account", "Account#2"]),
        "{asked:?}"
    );
    let told = lines(text, &["originator_account=Account", "beneficiary_account=Account#2"]);
    assert!(
        told.contains(&"beneficiary_account = \"Account#2\"".to_owned()),
        "{told:?}"
    );
}

#[test]
fn what_nobody_can_know_is_asked() {
    let text = "Date,Amount,Description\n2025-03-25,1.00,x\n";
    let asked = doubts(text, &[]);
    let missing = |column| Doubt::Missing { column };
    assert_eq!(asked, [missing(Column::Currency), missing(Column::Account)]);
    let asked = doubts(text, &["currency==EUR", "account==FR1"]);
    assert_eq!(asked, [Doubt::NoDirection]);
    let signed = text.replace("1.00", "-1.00");
    let told = lines(&signed, &["currency==EUR", "account==FR1"]);
    assert!(told.contains(&"account = { value = \"FR1\" }".to_owned()), "{told:?}");

    let text = "Date,Amount,Currency,Account,Direction,Status\n2025-03-25,1.00,EUR,A,Q,Zed\n";
    let codes = |column, code: &str| Doubt::Codes {
        column,
        codes: vec![code.to_owned()],
    };
    assert_eq!(
        doubts(text, &[]),
        [codes(Column::Direction, "Q"), codes(Column::Status, "Zed")]
    );
    let told = lines(text, &["direction.Q=out", "status="]);
    assert!(told.contains(&"direction.\"Q\" = \"out\"".to_owned()), "{told:?}");
    assert!(!told.iter().any(|line| line.starts_with("status")), "{told:?}");
}

#[test]
fn settings_that_can_not_be_followed_are_named() {
    let text = "Date,Amount,Currency,Account,Direction\n2025-03-25,1.00,EUR,A,D\n";
    let fault = |setting: &str| match doubts(text, &[setting]).remove(0) {
        Doubt::Setting { fault, .. } => fault,
        other => panic!("{other:?}"),
    };
    assert_eq!(fault("acount=Account"), SettingFault::Key(Some("account".to_owned())));
    assert_eq!(
        fault("account=Acount"),
        SettingFault::Column(Some("Account".to_owned()))
    );
    for setting in [
        "account",
        "date=tomorrow",
        "decimal=x",
        "timezone=Mars",
        "channel.X=pigeon",
    ] {
        assert_eq!(fault(setting), SettingFault::Value, "{setting}");
    }
}

#[test]
fn a_file_without_a_header_is_told_by_its_values() {
    let text = "2025-03-25,12.50,EUR,DE89370400440532013000,D\n2025-03-26,13.50,EUR,DE89370400440532013000,C\n";
    let expected = [
        "header = false",
        "iban = true",
        "timestamp = \"1\"",
        "amount = \"2\"",
        "currency = \"3\"",
        "account = \"4\"",
        "direction = \"5\"",
        "direction.\"C\" = \"in\"",
        "direction.\"D\" = \"out\"",
    ];
    assert_eq!(lines(text, &[]), expected);
}

#[test]
fn odd_names_are_written_so_that_they_come_back() {
    let text = "\"Da\"\"te\\\",Amount,Currency,Account,Direction\n2025-03-25,1.00,EUR,A,D\n";
    let told = lines(text, &["timestamp=Da\"te\\"]);
    assert!(told.contains(&"timestamp = \"Da\\\"te\\\\\"".to_owned()), "{told:?}");
}
