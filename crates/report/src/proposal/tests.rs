use super::*;
use redflag_model::Column;
use std::collections::BTreeMap;

fn entry(section: Section, key: &str, value: &str, why: Why, active: bool) -> MappingEntry {
    MappingEntry {
        section,
        key: key.to_owned(),
        value: value.to_owned(),
        why,
        active,
    }
}

fn proposal() -> Proposal {
    let order = Why::DayOrder {
        example: "25/03/2025\n[x]".to_owned(),
    };
    Proposal {
        mapping: Proposed::Made(vec![
            entry(Section::Top, "format", "1", Why::Always, true),
            entry(Section::Top, "timezone", "\"Europe/Paris\"", Why::TimezoneUnsaid, false),
            entry(Section::Columns, "timestamp", "\"Date\"", order, true),
            entry(
                Section::Values("channel"),
                "\"ZZ\"",
                "\"other\"",
                Why::UnknownCode { rows: 1 },
                true,
            ),
        ]),
        unused: vec![("Solde".to_owned(), Unused::Balance)],
        trial: Trial {
            rows: 1200,
            rejected: BTreeMap::new(),
        },
    }
}

#[test]
fn the_text_is_a_file_with_remarks_that_stay_remarks() {
    let text = mapping_text(&proposal(), "a\nb.csv", Lang::En);
    let lines: Vec<&str> = text.lines().collect();
    assert!(
        lines[0].starts_with("# Proposed by") && lines[0].contains("a b.csv"),
        "{text}"
    );
    assert_eq!(lines[1], "format = 1");
    assert_eq!(lines[3], "# timezone = \"Europe/Paris\"");
    assert_eq!(&lines[4..6], ["", "[columns]"]);
    assert!(
        lines[6].starts_with("# only this order") && lines[6].contains("[x]"),
        "{text}"
    );
    assert!(
        lines
            .last()
            .unwrap()
            .starts_with("\"ZZ\" = \"other\"  # 1\u{a0}row; NOT KNOWN"),
        "{text}"
    );
}

#[test]
fn both_languages_explain_and_ask() {
    for (lang, words) in [
        (Lang::En, ["of the first 1,200 rows", "a guess", "a balance"]),
        (Lang::Fr, ["1\u{202f}200 premières lignes", "supposition", "un solde"]),
    ] {
        let text = explained(&proposal(), "bank.csv", lang, 100).replace('\n', " ");
        for word in words {
            assert!(text.contains(word), "{word}: {text}");
        }
    }
    let doubts = [
        Doubt::Missing {
            column: Column::Currency,
        },
        Doubt::DayOrMonth {
            source: "Date".to_owned(),
            example: "03/04/2025".to_owned(),
            patterns: ["%d/%m/%Y".to_owned(), "%m/%d/%Y".to_owned()],
        },
    ];
    assert!(doubted(&doubts, Lang::En).contains("--set currency==EUR"));
    assert!(doubted(&doubts, Lang::Fr).contains("ou --set date=\"%m/%d/%Y\""));
}
