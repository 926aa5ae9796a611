//! The output contract: which files, which fields, in which order.

use crate::support::{Place, project};
use serde_json::Value;

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key]
        .as_str()
        .unwrap_or_else(|| panic!("{key} is no text in {value}"))
}

fn small_town() -> Place {
    let place = Place::new();
    let input = project("sample-data/small/transactions.csv");
    place
        .run(&["screen", input.to_str().unwrap(), "--out", "out", "--quiet"])
        .succeeds();
    place
}

#[test]
fn every_file_is_there() {
    let place = small_town();
    let mut names: Vec<String> = std::fs::read_dir(place.path("out"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let expected = [
        "cases.jsonl",
        "coverage.json",
        "evidence.csv",
        "findings.csv",
        "findings.jsonl",
        "manifest.json",
        "rejects.csv",
    ];
    assert_eq!(names, expected);
}

#[test]
fn findings_have_their_fields_and_their_order() {
    let place = small_town();
    let findings = lines(&place.read("out/findings.jsonl"));
    assert!(!findings.is_empty());
    let order = |it: &Value| ["subject", "indicator", "start", "finding_id"].map(|key| text(it, key).to_owned());
    assert!(
        findings.windows(2).all(|pair| order(&pair[0]) < order(&pair[1])),
        "findings are sorted and distinct"
    );
    for finding in &findings {
        assert!(["finding_id", "key"].iter().all(|key| text(finding, key).len() == 64));
        assert!(text(finding, "start") <= text(finding, "end"));
        assert!(["information", "review", "priority"].contains(&text(finding, "level")));
        assert!(["trafficking", "terrorism", "nexus"].contains(&text(finding, "supports")));
        for measure in finding["measures"].as_array().unwrap() {
            for key in ["param", "observed", "peak", "limit", "unit"] {
                assert!(!text(measure, key).is_empty());
            }
        }
        let evidence = finding["evidence"].as_array().unwrap();
        assert_eq!(
            finding["evidence_count"].as_u64().unwrap(),
            evidence.len() as u64,
            "nothing is cut in so small a file"
        );
        for leg in evidence {
            assert_eq!(text(leg, "row").len(), 16);
            for key in ["tx_id", "direction", "amount", "currency", "time"] {
                assert!(!text(leg, key).is_empty());
            }
        }
        for lang in ["en", "fr"] {
            let explanation = text(&finding["explanation"], lang);
            assert!(
                explanation.contains(text(finding, "subject")) && !explanation.contains('{'),
                "{explanation}"
            );
        }
    }
}

#[test]
fn nothing_in_findings_tells_where_a_row_stood() {
    let place = small_town();
    for name in ["out/findings.jsonl", "out/cases.jsonl", "out/coverage.json"] {
        let content = place.read(name);
        assert!(!content.contains("\"byte\"") && !content.contains("\"line\""), "{name}");
    }
}

#[test]
fn evidence_names_file_and_line() {
    let place = small_town();
    let input = std::fs::read_to_string(project("sample-data/small/transactions.csv")).unwrap();
    let rows: Vec<&str> = input.lines().collect();
    let evidence = place.read("out/evidence.csv");
    let header = "finding_id,tx_id,row,file,line,byte,direction,time,amount,currency,counterparty,counterparty_name,channel,merchant,place,memo";
    assert_eq!(evidence.lines().next(), Some(header));
    let mut seen = 0;
    for row in evidence.lines().skip(1) {
        let cells: Vec<&str> = row.split(',').collect();
        let (line, byte): (usize, usize) = (cells[4].parse().unwrap(), cells[5].parse().unwrap());
        assert!(
            rows[line - 1].starts_with(&format!("{},", cells[1])),
            "line {line}: {}",
            rows[line - 1]
        );
        assert!(input[byte..].starts_with(rows[line - 1]));
        seen += 1;
    }
    let legs: usize = lines(&place.read("out/findings.jsonl"))
        .iter()
        .map(|it| it["evidence"].as_array().unwrap().len())
        .sum();
    assert_eq!(seen, legs);
}

#[test]
fn cases_point_at_findings_and_say_why() {
    let place = small_town();
    let findings = lines(&place.read("out/findings.jsonl"));
    let keys: Vec<&str> = findings.iter().map(|it| text(it, "key")).collect();
    let cases = lines(&place.read("out/cases.jsonl"));
    assert!(!cases.is_empty());
    for case in &cases {
        assert!(
            case["findings"]
                .as_array()
                .unwrap()
                .iter()
                .all(|key| keys.contains(&key.as_str().unwrap()))
        );
        assert!(
            ["en", "fr"]
                .iter()
                .all(|lang| text(&case["why"], lang).contains(text(case, "seed")))
        );
        let victim = ["victim-likely", "coerced-payer"].contains(&text(case, "role"));
        assert!(!(victim && text(case, "level") == "priority"), "{case}");
    }
}

#[test]
fn coverage_accounts_for_every_row_and_every_indicator() {
    let place = small_town();
    let coverage: Value = serde_json::from_str(&place.read("out/coverage.json")).unwrap();
    let rows = &coverage["rows"];
    assert_eq!(rows["reconciled"], true);
    assert_eq!(rows["read"], rows["screened"], "the sample is clean");
    let listed: Value = serde_json::from_str(&place.run(&["rules", "list", "--json"]).succeeds().out).unwrap();
    let ids = |value: &Value, key: &str| -> Vec<String> {
        value
            .as_array()
            .unwrap()
            .iter()
            .map(|it| text(it, key).to_owned())
            .collect()
    };
    assert_eq!(ids(&coverage["indicators"], "indicator"), ids(&listed, "id"));
    for indicator in coverage["indicators"].as_array().unwrap() {
        let ran = text(indicator, "verdict") == "ran";
        assert_eq!(ran, indicator["reasons"].as_array().unwrap().is_empty(), "{indicator}");
    }
}

#[test]
fn the_manifest_names_what_the_run_was_made_of() {
    let place = small_town();
    let manifest: Value = serde_json::from_str(&place.read("out/manifest.json")).unwrap();
    for file in manifest["outputs"].as_array().unwrap() {
        let length = std::fs::metadata(place.path("out").join(text(file, "name")))
            .unwrap()
            .len();
        assert_eq!(file["bytes"].as_u64(), Some(length));
        assert_eq!(text(file, "sha256").len(), 64);
    }
    assert_eq!(manifest["outputs"].as_array().unwrap().len(), 6);
    assert_eq!(manifest["inputs"][0]["rows"].as_u64().unwrap() + 1, {
        let input = std::fs::read_to_string(project("sample-data/small/transactions.csv")).unwrap();
        u64::try_from(input.lines().count()).unwrap()
    });
    let data: Vec<String> = manifest["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| format!("{} {}", text(it, "kind"), text(it, "name")))
        .collect();
    for used in [
        "list conflict",
        "lexicon ransom",
        "group lodging",
        "table report",
        "rates rates",
    ] {
        assert!(data.iter().any(|it| it == used), "{used} is not in {data:?}");
    }
    for key in ["run_digest", "pack_sha256"] {
        assert_eq!(text(&manifest, key).len(), 64);
    }
}

#[test]
fn memos_cannot_become_formulas() {
    let place = Place::with_deposits();
    place.run(&["screen", "tx.csv", "--out", "out"]).succeeds();
    assert!(
        place
            .read("out/evidence.csv")
            .lines()
            .nth(1)
            .unwrap()
            .ends_with(",'=1+1")
    );
}
