//! A run built by hand, with texts of its own so that a new wording in the pack leaves the golden files alone.

use redflag_model::{
    AmountTotal, Case, CaseScore, CaseSubject, Cases, Column, ContextFile, Currency, CustomerCount, Direction,
    EvidenceLeg, Field, FileReport, Finding, Level, Measure, Note, Party, Position, Reason, Role, SideScore, Supports,
    TextPair, Total, Verdict, VerdictKind, VerdictReason, time,
};
use redflag_rules::{Overlay, Pack, Plan};
use std::path::Path;

/// Compares with a golden file; `REDFLAG_BLESS=1` writes it.
pub(crate) fn golden(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    if std::env::var_os("REDFLAG_BLESS").is_some() {
        std::fs::write(&path, text).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap();
    assert_eq!(
        text, expected,
        "{name}: run with REDFLAG_BLESS=1 and read the difference"
    );
}

/// What a writer writes.
pub(crate) fn written(write: impl FnOnce(&mut Vec<u8>) -> std::io::Result<()>) -> String {
    let mut bytes = Vec::new();
    write(&mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

fn pair(en: &str, fr: &str) -> TextPair {
    TextPair {
        en: en.to_owned(),
        fr: fr.to_owned(),
    }
}

pub(crate) fn plan() -> Plan {
    let overlay = Overlay::parse("bank.toml", "[\"HT-FLOW-002\"]\nat_least = 4").unwrap();
    let mut plan = Pack::builtin().with(overlay).compile().unwrap();
    let indicator = plan.indicators.iter_mut().find(|it| it.id == "HT-FLOW-002").unwrap();
    indicator.title = pair("Split deposits", "Dépôts fractionnés");
    indicator.sentence = pair(
        "{subject} took {observed:at_least} deposits (limit {limit:at_least}) of {param:band} of the line in {param:span}: {total}, {legs} legs of {parties} parties, {start} to {end}.",
        "{subject} a reçu {observed:at_least} dépôts (limite {limit:at_least}) à {param:band} du seuil en {param:span} : {total}, {legs} opérations de {parties} personnes, du {start} au {end}.",
    );
    indicator.innocent = pair("A shop banks its takings.", "Un commerce dépose sa recette.");
    plan
}

const MONDAY: i64 = 20_157 * time::DAY;

fn leg(at: i64, amount: &str) -> EvidenceLeg {
    EvidenceLeg {
        tx_id: format!("T{at}"),
        row: "00112233aabbccdd".to_owned(),
        direction: Direction::In,
        counterparty: Some("ACC-9".to_owned()),
        amount: amount.to_owned(),
        currency: Currency::EUR,
        time: MONDAY + at * time::DAY + 10 * time::HOUR + 20 * time::MINUTE,
        step: None,
        position: Position {
            file: 0,
            byte: 10,
            line: 2,
        },
        texts: vec![
            (Column::OriginatorName, "+Ana".to_owned()),
            (Column::BeneficiaryName, "Ben".to_owned()),
            (Column::Memo, "rent, May".to_owned()),
        ],
    }
}

fn finding() -> Finding {
    Finding {
        finding_id: "ab".repeat(32),
        key: "cd".repeat(32),
        indicator: "HT-FLOW-002".to_owned(),
        indicator_version: "1.0.0".to_owned(),
        family: "HT-FLOW".to_owned(),
        supports: Supports::Trafficking,
        paragraphs: vec![4],
        subject: "ACC-1\u{1b}[31m".to_owned(),
        role: Role::VictimLikely,
        level: Level::Information,
        points: 10,
        start: leg(0, "").time,
        end: leg(6, "").time,
        measures: vec![Measure {
            param: "at_least".to_owned(),
            observed: "4".to_owned(),
            peak: "5".to_owned(),
            limit: "4".to_owned(),
            unit: "transactions".to_owned(),
        }],
        amounts: vec![AmountTotal {
            currency: Currency::EUR,
            total: "27350.00".to_owned(),
            legs: 2,
        }],
        parties: vec![Party {
            account: "ACC-9".to_owned(),
            role: Role::CoercedPayer,
            place_in_pattern: "payer".to_owned(),
        }],
        parties_count: 1,
        notes: vec![Note::CompletenessUnknown, Note::RejectedRows { rows: 2 }],
        guards: vec![],
        evidence_count: 2,
        evidence_digest: None,
        evidence: vec![leg(0, "13675.00"), leg(6, "13675.00")],
    }
}

fn case() -> Case {
    let part = CaseScore {
        family: "HT-FLOW".to_owned(),
        indicator: "HT-FLOW-002".to_owned(),
        key: finding().key,
        points: 10,
    };
    Case {
        case_id: "ef".repeat(32),
        seed: finding().subject,
        level: Level::Information,
        role: Role::VictimLikely,
        trafficking: SideScore {
            points: 10,
            contributions: vec![part],
        },
        terrorism: SideScore::default(),
        nexus: 0,
        permille: 0,
        subjects: vec![CaseSubject {
            subject: finding().subject,
            role: Role::VictimLikely,
        }],
        cut: true,
        routes: vec![],
        start: finding().start,
        end: finding().end,
        findings: vec![finding().key],
        notes: vec![Note::Hub {
            account: "ACC-7".to_owned(),
            counterparties: 1812,
        }],
    }
}

pub(crate) fn cases() -> Cases {
    let mut cases = Cases {
        findings: vec![finding()],
        cases: vec![case()],
        base: Some(Currency::EUR),
        period: Some((MONDAY, MONDAY + 40 * time::DAY)),
        as_of: Some(MONDAY + 40 * time::DAY),
        accounts: 12,
        legs: 230,
        hub_limit: 500,
        filled: [(Field::Memo, 2), (Field::Place, 230)].into(),
        verdicts: vec![
            verdict("HT-FLOW-002", VerdictKind::Ran, vec![], 1),
            not_evaluable("HT-SEX-003"),
            not_evaluable("HT-SEX-004"),
            in_part(),
        ],
        ..Cases::default()
    };
    cases.context = vec![ContextFile {
        kind: "customers".to_owned(),
        name: "customers.csv".to_owned(),
        sha256: "c0".repeat(32),
        rows: 900,
        unread: vec!["nickname".to_owned()],
    }];
    cases.customers = Some(CustomerCount {
        accounts: 880,
        seen: 11,
    });
    let read = &mut cases.read;
    read.files = vec![FileReport {
        name: "export.csv".to_owned(),
        bytes: 12_345,
        rows: 120,
        ..FileReport::default()
    }];
    (read.rows_read, read.rows_screened) = (120, 115);
    read.excluded.insert("duplicate", 2);
    read.rejected.insert(Reason::BadTimestamp, 3);
    read.totals.insert(
        Currency::EUR,
        Total {
            read: 100_050,
            screened: 100_000,
            excluded: 50,
            rejected: 0,
        },
    );
    cases
}

fn not_evaluable(id: &str) -> Verdict {
    let reason = VerdictReason::ColumnMissing {
        field: "mcc".to_owned(),
        columns: vec!["mcc".to_owned()],
    };
    let enable = vec![reason.supply().into_iter().collect()];
    Verdict {
        enable,
        ..verdict(id, VerdictKind::NotEvaluable, vec![reason], 0)
    }
}

fn in_part() -> Verdict {
    let sparse = VerdictReason::ColumnSparse {
        field: "memo".to_owned(),
        columns: vec!["memo".to_owned()],
        filled: 2,
        legs: 230,
    };
    let reasons = vec![
        sparse,
        VerdictReason::CustomersMissing {
            field: "sector".to_owned(),
        },
        VerdictReason::DaysOnly { legs: 230 },
    ];
    verdict("HT-SEX-008", VerdictKind::Degraded, reasons, 0)
}

fn verdict(indicator: &str, verdict: VerdictKind, reasons: Vec<VerdictReason>, findings: u64) -> Verdict {
    Verdict {
        indicator: indicator.to_owned(),
        verdict,
        reasons,
        enable: Vec::new(),
        findings,
        subjects: findings,
    }
}
