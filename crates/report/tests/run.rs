//! A small run, built by hand, through every writer.

#[cfg(test)]
mod support;

use redflag_model::{Cases, Currency, GuardEffect, GuardReason, Guarded, Level};
use redflag_report::{
    Explainer, Folder, Lang, Run, Summary, cases_jsonl, coverage_json, evidence_csv, findings_csv, findings_jsonl,
    summary,
};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use support::{cases, golden, plan, written as text};

#[test]
fn the_summary_reads_well_in_both_languages() {
    let (plan, cases) = (plan(), cases());
    let run = Run::new(&plan, &cases);
    for lang in Lang::ALL {
        let about = Summary {
            lang,
            width: 100,
            out: "out".into(),
            run_digest: "0123abcd".repeat(8),
        };
        let shown = summary(&run, &about);
        golden(&format!("summary.{lang}.txt"), &shown);
        assert!(!shown.contains('\u{1b}'), "nothing from the data steers the terminal");
    }
}

#[test]
fn the_summary_fits_any_terminal() {
    let (plan, cases) = (plan(), cases());
    let run = Run::new(&plan, &cases);
    for width in [0, 1, 30, 40, 79, 1000] {
        let about = Summary {
            lang: Lang::Fr,
            width,
            out: "out".into(),
            run_digest: "0123abcd".repeat(8),
        };
        let widest = summary(&run, &about)
            .lines()
            .map(|line| line.chars().count())
            .max()
            .unwrap();
        assert!(widest <= width.clamp(30, 100), "{width}: {widest}");
    }
}

#[test]
fn a_finding_is_one_line_with_its_explanation() {
    let (plan, cases) = (plan(), cases());
    let run = Run::new(&plan, &cases);
    let text = text(|to| findings_jsonl(&run, to));
    assert_eq!(text.lines().count(), cases.findings.len());
    let finding: Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
    for key in [
        "finding_id",
        "key",
        "indicator",
        "indicator_version",
        "supports",
        "paragraphs",
        "subject",
        "role",
        "level",
        "start",
        "end",
        "measures",
        "amounts",
        "parties",
        "evidence",
        "explanation",
    ] {
        assert!(finding.get(key).is_some(), "{key} is missing");
    }
    assert_eq!(finding["evidence"][0]["time"], "2025-03-10T10:20:00Z");
    assert_eq!(finding["evidence"][0]["direction"], "in");
    assert!(
        finding["evidence"][0].get("position").is_none(),
        "places do not belong here"
    );
    golden("explanation.en.txt", finding["explanation"]["en"].as_str().unwrap());
    golden("explanation.fr.txt", finding["explanation"]["fr"].as_str().unwrap());
}

#[test]
fn a_case_says_why_it_stands_where_it_stands() {
    let (plan, cases) = (plan(), cases());
    let run = Run::new(&plan, &cases);
    let text = text(|to| cases_jsonl(&run, to));
    let case: Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
    golden("why.en.txt", case["why"]["en"].as_str().unwrap());
    golden("why.fr.txt", case["why"]["fr"].as_str().unwrap());
}

#[test]
fn a_case_names_what_an_overlap_left_out() {
    let (plan, mut cases) = (plan(), cases());
    let why = |cases: &Cases| {
        let text = text(|to| cases_jsonl(&Run::new(&plan, cases), to));
        let case: Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
        ["en", "fr"].map(|lang| case["why"][lang].as_str().unwrap().to_owned())
    };
    let first = &mut cases.findings[0];
    (first.indicator, first.family) = ("NEXUS-001".to_owned(), "NEXUS".to_owned());
    let mut twin = first.clone();
    (twin.indicator, twin.family) = ("TF-007".to_owned(), "TF-COLLECT".to_owned());
    twin.key = "77".repeat(32);
    cases.findings.push(twin.clone());
    let case = &mut cases.cases[0];
    case.findings.push(twin.key);
    let part = &mut case.trafficking.contributions[0];
    (part.indicator, part.family) = ("NEXUS-001".to_owned(), "NEXUS".to_owned());
    let [english, french] = why(&cases);
    assert!(
        english.contains("Not added, since it overlaps what counts: TF-007."),
        "{english}"
    );
    assert!(
        french.contains("recouvert par ce qui compte\u{a0}: TF-007."),
        "{french}"
    );
    cases.findings[1].points = 0;
    assert!(!why(&cases)[0].contains("Not added"), "nothing was left out");
}

#[test]
fn coverage_gives_reasons_as_data_and_in_words() {
    let (plan, cases) = (plan(), cases());
    let run = Run::new(&plan, &cases);
    let coverage: Value = serde_json::from_str(&text(|to| coverage_json(&run, to))).unwrap();
    assert_eq!(coverage["rows"]["read"], 120);
    assert_eq!(coverage["rows"]["rejected"]["bad_timestamp"]["rows"], 3);
    assert_eq!(coverage["rows"]["reconciled"], true);
    assert_eq!(coverage["control_totals"]["EUR"]["read"], "1000.50");
    let missing = &coverage["indicators"][1];
    assert_eq!(missing["verdict"], "not-evaluable");
    assert_eq!(missing["reasons"][0]["reason"], "column-missing");
    assert_eq!(missing["reasons"][0]["columns"][0], "mcc");
    assert!(
        missing["reasons"][0]["text"]["fr"]
            .as_str()
            .unwrap()
            .contains("colonne")
    );
}

#[test]
fn coverage_ranks_what_is_missing_and_says_what_is_filled() {
    let (plan, cases) = (plan(), cases());
    let run = Run::new(&plan, &cases);
    let coverage: Value = serde_json::from_str(&text(|to| coverage_json(&run, to))).unwrap();
    let kinds = |list: &Value| -> Vec<String> {
        let kind = |it: &Value| {
            format!(
                "{} {}",
                it["kind"].as_str().unwrap(),
                it["field"].as_str().unwrap_or("-")
            )
        };
        list.as_array().unwrap().iter().map(kind).collect()
    };
    assert_eq!(
        kinds(&coverage["missing"]),
        ["column mcc", "column memo", "customers sector", "time-of-day -"]
    );
    assert_eq!(coverage["missing"][0]["alone"], json!(["HT-SEX-003", "HT-SEX-004"]));
    assert_eq!(coverage["missing"][1]["wider"], json!(["HT-SEX-008"]));
    let indicators = &coverage["indicators"];
    assert_eq!(kinds(&indicators[1]["enable"][0]), ["column mcc"]);
    assert_eq!(
        kinds(&indicators[3]["widen"]),
        ["column memo", "customers sector", "time-of-day -"]
    );
    assert_eq!(indicators[0]["enable"], json!([]));
    assert_eq!(coverage["filled"]["memo"], json!({ "legs": 2, "permille": 8 }));
}

#[test]
fn the_spreadsheet_has_one_header_and_no_formula() {
    let (plan, mut cases) = (plan(), cases());
    cases.findings[0].subject = "=HYPERLINK(1)".to_owned();
    let run = Run::new(&plan, &cases);
    let text = text(|to| findings_csv(&run, Lang::Fr, to));
    assert!(text.starts_with("niveau,sujet,rôle,"), "{text}");
    assert!(
        text.contains(",'=HYPERLINK(1),") && !text.contains(",=HYPERLINK"),
        "{text}"
    );
}

#[test]
fn evidence_has_its_place_and_the_other_sides_name() {
    let (plan, cases) = (plan(), cases());
    let run = Run::new(&plan, &cases);
    let text = text(|to| evidence_csv(&run, to));
    let second = text.lines().nth(1).unwrap();
    let expected =
        "T0,00112233aabbccdd,export.csv,2,10,in,2025-03-10T10:20:00Z,13675.00,EUR,ACC-9,'+Ana,,,,\"rent, May\"";
    assert_eq!(second, format!("{},{expected}", cases.findings[0].finding_id));
    assert_eq!(text.lines().count(), 3);
}

#[test]
fn the_run_digest_is_that_of_findings_then_cases() {
    let (plan, cases) = (plan(), cases());
    let run = Run::new(&plan, &cases);
    let place = tempfile::tempdir().unwrap();
    let mut folder = Folder::prepare(&place.path().join("out"), &[], false).unwrap();
    let written = folder.write(&run, Lang::En, &BTreeMap::new()).unwrap();
    assert!(!place.path().join("out").exists(), "nothing shows before the end");
    let out = folder.publish().unwrap();
    let mut bytes = std::fs::read(out.join("findings.jsonl")).unwrap();
    bytes.extend(std::fs::read(out.join("cases.jsonl")).unwrap());
    let digest: String = Sha256::digest(&bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect::<Vec<_>>()
        .concat();
    assert_eq!(written.run_digest, digest);
    let manifest: Value = serde_json::from_slice(&std::fs::read(out.join("manifest.json")).unwrap()).unwrap();
    assert_eq!(manifest["run_digest"], digest);
}

#[test]
fn a_folder_that_is_given_up_leaves_nothing() {
    let place = tempfile::tempdir().unwrap();
    let folder = Folder::prepare(&place.path().join("out"), &[], false).unwrap();
    assert!(folder.hidden().exists());
    drop(folder);
    assert_eq!(std::fs::read_dir(place.path()).unwrap().count(), 0);
}

#[test]
fn money_shows_its_source_and_the_base_currency() {
    let plan = plan();
    let indicator = plan.indicator("HT-SEX-003").unwrap().1;
    let spend = indicator.params.iter().find(|param| param.name == "spend").unwrap();
    let shown = Explainer::new(&plan, Currency::EUR).param(spend, Lang::En);
    assert!(
        shown.starts_with("2,000.00\u{a0}AUD (") && shown.ends_with("\u{a0}EUR)"),
        "{shown}"
    );
    let same = Explainer::new(&plan, Currency::from_code("AUD").unwrap()).param(spend, Lang::Fr);
    assert_eq!(same, "2\u{202f}000,00\u{a0}AUD");
}

#[test]
fn every_shipped_sentence_fills_all_its_places() {
    let plan = redflag_rules::Pack::builtin().compile().unwrap();
    let mut finding = cases().findings.swap_remove(0);
    finding.measures.clear();
    for indicator in &plan.indicators {
        finding.indicator.clone_from(&indicator.id);
        for lang in Lang::ALL {
            let sentence = Explainer::new(&plan, Currency::EUR).sentence(&finding, lang);
            assert!(!sentence.contains(['{', '}']), "{sentence}");
        }
    }
}

#[test]
fn what_guards_did_is_said_in_both_languages() {
    let (plan, mut cases) = (plan(), cases());
    let guard = |points: Option<&str>, cap, route: Option<&str>, redact: &[&str]| Guarded {
        id: "GUARD-999".to_owned(),
        effect: GuardEffect {
            points: points.map(str::to_owned),
            cap,
            route: route.map(str::to_owned),
            redact: redact.iter().map(|&account| account.to_owned()).collect(),
        },
        reason: GuardReason::Subject,
    };
    cases.findings[0].guards = vec![
        guard(Some("0"), None, None, &["ACC-1"]),
        guard(Some("0.3"), Some(Level::Information), Some("welfare"), &[]),
    ];
    cases.cases[0].routes = vec!["welfare".to_owned()];
    let run = Run::new(&plan, &cases);
    let finding: Value = serde_json::from_str(text(|to| findings_jsonl(&run, to)).lines().next().unwrap()).unwrap();
    assert_eq!(finding["guards"][0]["effect"]["redact"][0], "ACC-1");
    assert_eq!(finding["guards"][1]["effect"]["cap"], "information");
    assert_eq!(finding["guards"][1]["reason"]["on"], "subject");
    let said = |lang: &str| finding["explanation"][lang].as_str().unwrap().to_owned();
    for wanted in [
        "Protective rule GUARD-999: The finding gives no points, opens no case",
        "may name ACC-1.",
        "multiplied by 0.3. It lifts no case above the level information. It belongs in the queue `welfare`.",
    ] {
        assert!(said("en").contains(wanted), "{}", said("en"));
    }
    for wanted in [
        "Règle de protection GUARD-999\u{a0}: Le résultat",
        "multipliés par 0,3.",
        "la file `welfare`",
    ] {
        assert!(said("fr").contains(wanted), "{}", said("fr"));
    }
    let csv = text(|to| findings_csv(&run, Lang::Fr, to));
    assert!(
        csv.contains("GUARD-999 ×0; GUARD-999 ×0.3 ≤information →welfare"),
        "{csv}"
    );
    let case: Value = serde_json::from_str(text(|to| cases_jsonl(&run, to)).lines().next().unwrap()).unwrap();
    let why = case["why"]["en"].as_str().unwrap();
    assert!(
        why.contains("Lowered by protective rules: GUARD-999. Queue: welfare."),
        "{why}"
    );
    assert_eq!(case["routes"][0], "welfare");
}
