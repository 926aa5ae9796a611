//! What the built-in pack does not use: groups in windows, deviations, patterns of ids, data of one's own. And files that are broken anyhow.

#[cfg(test)]
mod support {
    use redflag_rules::{Pack, PackErrors, Plan};
    use std::fs;
    use std::path::Path;

    const HEAD: &str = r#"
format      = 1
version     = "1.0.0"
title       = { en = "A test", fr = "Un essai" }
status      = "experimental"
since       = "2026-11-23"
supports    = "trafficking"
paragraphs  = [4]
points      = { value = 10, basis = "judgement", why = { en = "Because.", fr = "Parce que." } }
overlaps    = []
scope       = "any"
roles       = { subject = "unclear" }
sources     = [{ document = "redflag-judgement", at = "nowhere", basis = "judgement", verified = "issuer" }]
cannot_show = { en = "Much.", fr = "Bien des choses." }
innocent    = { en = "Many.", fr = "Plusieurs." }
sentence    = { en = "{subject}.", fr = "{subject}." }
"#;

    /// A whole indicator file: parameters are `name = value unit`.
    pub(super) fn file(id: &str, params: &[(&str, &str, &str)], detect: &str) -> String {
        let params: Vec<String> = params
            .iter()
            .map(|(name, value, unit)| {
                format!("[params.{name}]\nvalue = \"{value}\"\nunit = \"{unit}\"\nmin = \"0\"\nbasis = \"judgement\"\nlabel = {{ en = \"x\", fr = \"x\" }}\nwhy = {{ en = \"x\", fr = \"x\" }}\n")
            })
            .collect();
        format!("id = \"{id}\"\n{HEAD}\n{}\n{detect}", params.concat())
    }

    pub(super) fn write(root: &Path, name: &str, toml: &str) {
        let folder = root.join(name);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("indicator.toml"), toml).unwrap();
        fs::write(folder.join("en.md"), "# A page\n").unwrap();
        fs::write(folder.join("fr.md"), "# Une page\n").unwrap();
        fs::write(folder.join("cases.csv"), "case,expect,tx_id\na,flag,1\nb,clear,2\n").unwrap();
    }

    pub(super) fn compile(files: &[(&str, String)]) -> Result<Plan, PackErrors> {
        let root = tempfile::tempdir().unwrap();
        for (name, toml) in files {
            write(root.path(), name, toml);
        }
        Pack::open(root.path())?.compile()
    }
}

use proptest::prelude::*;
use redflag_model::Field;
use redflag_rules::plan::{AggregateKind, Baseline, Cond, Detect, Num, Op, Span, Test};
use redflag_rules::{Pack, sql};
use std::fs;

#[test]
fn groups_inside_a_window() {
    let toml = support::file(
        "XX-TEST-001",
        &[("few", "2", "payers"), ("least", "3", "groups")],
        "[detect.window]\nby = [\"account\", \"local_date()\"]\nspan = \"all\"\nhaving = \"big.groups >= :least AND big.sum(amount) > 0\"\n[detect.window.each.big]\nby = [\"counterparty\"]\nwhere = \"direction = 'in'\"\nhaving = \"count(*) >= :few\"",
    );
    let plan = support::compile(&[("one", toml)]).unwrap_or_else(|errors| panic!("{errors}"));
    let indicator = &plan.indicators[0];
    let Detect::Window(window) = &indicator.detect else {
        panic!("a window")
    };
    assert!(window.by_local_date && window.by.is_empty() && window.span == Span::All);
    assert_eq!(window.each[0].by, [Field::Counterparty]);
    let of_groups: Vec<_> = indicator.aggregates.iter().map(|it| it.group.as_deref()).collect();
    assert_eq!(of_groups, [None, Some("big")]);
    assert!(
        sql::duckdb(&plan, indicator)
            .unwrap_err()
            .to_string()
            .contains("groups")
    );
}

#[test]
fn measures_and_their_past() {
    let toml = support::file(
        "XX-TEST-001",
        &[
            ("span", "30d", "duration"),
            ("past", "180d", "duration"),
            ("times", "3", "number"),
            ("enough", "4", "number"),
        ],
        "[detect.deviation]\nby = [\"account\"]\nspan = \":span\"\npast = \":past\"\nagainst = \"own\"\nhaving = \"taken >= :times * taken.p95 AND taken.n >= :enough AND mean.z > 0\"\n[detect.deviation.measures]\ntaken = \"sum(amount) FILTER (WHERE direction = 'in')\"\nmean = { value = \"sum(amount)\", per = \"count(*)\" }",
    );
    let plan = support::compile(&[("one", toml)]).unwrap_or_else(|errors| panic!("{errors}"));
    let Detect::Deviation(deviation) = &plan.indicators[0].detect else {
        panic!("a deviation")
    };
    let names: Vec<&str> = deviation.measures.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["taken", "mean"]);
    let mut read = Vec::new();
    deviation.having.each_num(&mut |num| {
        if let Num::Baseline(at, figure) = num {
            read.push((*at, *figure));
        }
    });
    assert_eq!(
        read,
        [(0, Baseline::Percentile(95)), (0, Baseline::N), (1, Baseline::Z)]
    );
}

#[test]
fn steps_read_earlier_runs_only() {
    let steps = |first: &str, second: &str| {
        format!(
            "[detect.sequence]\nby = [\"account\"]\nspan = \"all\"\n[[detect.sequence.step]]\nname = \"gather\"\nwhere = \"direction = 'in'\"\nhaving = \"{first}\"\n[[detect.sequence.step]]\nname = \"send\"\nwhere = \"direction = 'out'\"\nhaving = \"{second}\""
        )
    };
    let share = [("share", "0.80", "share")];
    let good = steps("count(*) >= 1", "sum(amount) >= :share * gather.sum(amount)");
    let plan = support::compile(&[("one", support::file("XX-TEST-001", &share, &good))]).unwrap();
    let read: Vec<_> = plan.indicators[0].aggregates.iter().map(|it| it.step).collect();
    assert_eq!(read, [None, None, Some(0)]);
    let early = steps("send.count(*) >= 1", "sum(amount) >= :share * gather.sum(amount)");
    let errors = support::compile(&[("one", support::file("XX-TEST-001", &share, &early))]).unwrap_err();
    assert_eq!(errors.0[0].code.name(), "unknown_name");
}

#[test]
fn a_range_is_two_comparisons_and_some_of_counts() {
    let toml = support::file(
        "XX-TEST-001",
        &[
            ("low", "2.97", "number"),
            ("high", "3.03", "number"),
            ("n", "2", "number"),
        ],
        "[detect.row]\nwhere = \"amount_orig NOT BETWEEN :low AND :high AND some_of(:n, own, channel <> 'cash', own_country = counterparty_country AND channel = 'p2p' OR own)\"",
    );
    let plan = support::compile(&[("one", toml)]).unwrap_or_else(|errors| panic!("{errors}"));
    let Detect::Row(row) = &plan.indicators[0].detect else {
        panic!("a row")
    };
    let Cond::All(parts) = &row.where_ else {
        panic!("two parts")
    };
    let Cond::Not(range) = &parts[0] else {
        panic!("a negated range")
    };
    let mut operators = Vec::new();
    range.each_test(&mut |test| {
        if let Test::Compare {
            left: Num::AmountOrig,
            op,
            right: Num::Units(_),
        } = test
        {
            operators.push(*op);
        }
    });
    assert_eq!(operators, [Op::AtLeast, Op::AtMost]);
    let Cond::SomeOf(_, conditions) = &parts[1] else {
        panic!("some of")
    };
    assert_eq!(conditions.len(), 3);
    // AND binds before OR, and `=` before both, inside arguments too.
    let Cond::Any(either) = &conditions[2] else {
        panic!("a choice")
    };
    let Cond::All(both) = &either[0] else { panic!("both") };
    assert!(matches!(
        both[0],
        Cond::Test(Test::Same(Field::OwnCountry, Field::CounterpartyCountry))
    ));
}

#[test]
fn a_pattern_of_ids_leaves_out_its_own() {
    let row = |cond: &str| format!("[detect.row]\nwhere = \"{cond}\"");
    let file = |id: &str, cond: &str| support::file(id, &[], &row(cond));
    let plan = support::compile(&[
        ("a", file("XX-TEST-001", "direction = 'in'")),
        ("b", file("XX-TEST-002", "direction = 'out'")),
        ("c", file("XX-TEST-003", "found(counterparty, 'XX-*')")),
    ])
    .unwrap_or_else(|errors| panic!("{errors}"));
    let (_, reader) = plan.indicator("XX-TEST-003").unwrap();
    assert_eq!((reader.reads.len(), reader.layer), (2, 1));
}

/// A list of one's own takes the place of the built-in one, and the report can say so.
#[test]
fn data_of_ones_own_is_a_departure() {
    let root = tempfile::tempdir().unwrap();
    fs::create_dir(root.path().join("data")).unwrap();
    let list = "format = 1\nkind = \"list\"\nname = \"conflict\"\ntitle = { en = \"x\", fr = \"x\" }\nas_of = \"2026-11-01\"\nsource = \"ours\"\nlicence = \"ours\"\nbasis = \"judgement\"\nkeys = [\"country\"]\nentries = [{ value = \"SY\" }]\n";
    fs::write(root.path().join("data/ours.toml"), list).unwrap();
    let plan = Pack::builtin().and(Pack::open(root.path()).unwrap()).compile().unwrap();
    assert_eq!(plan.data.lists["conflict"].entries.len(), 1);
    assert_eq!(
        (plan.departures[0].indicator.as_str(), plan.departures[0].name.as_str()),
        ("data", "list conflict")
    );
    assert!(plan.departures[0].value.starts_with("2026-11-01 "));
    assert_ne!(plan.pack_sha256, Pack::builtin().compile().unwrap().pack_sha256);
}

#[test]
fn equal_aggregates_of_a_predicate_are_one() {
    let toml = support::file(
        "XX-TEST-001",
        &[("n", "2", "transactions")],
        "[detect.window]\nby = [\"account\"]\nspan = \"all\"\nhaving = \"count(*) >= :n AND count(*) > 0 AND count(*) FILTER (WHERE direction = 'in') > 0\"",
    );
    let plan = support::compile(&[("one", toml)]).unwrap();
    let kinds = &plan.indicators[0].aggregates;
    assert_eq!(kinds.len(), 2);
    assert!(kinds.iter().all(|it| matches!(it.kind, AggregateKind::Count)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Whatever is cut out of or put into a good file, the answer is a plan or a list of mistakes with places.
    #[test]
    fn broken_files_are_reported(at in 0usize..4000, cut in 0usize..40, put in "[\\PC\n\"=\\[\\]{}:.']{0,12}") {
        let good = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/indicators/ht-sex/ad-micropayments/indicator.toml")).unwrap();
        let border = |at: usize| (0..=at.min(good.len())).rev().find(|&at| good.is_char_boundary(at)).unwrap();
        let (start, end) = (border(at), border(at + cut));
        let broken = format!("{}{put}{}", &good[..start], &good[end..]);
        if let Err(errors) = support::compile(&[("one", broken)]) {
            prop_assert!(!errors.0.is_empty());
            for error in &errors.0 {
                prop_assert!(error.hint.is_some(), "{}", error);
                prop_assert!(error.line == 0 || (error.column >= 1 && error.width >= 1));
            }
        }
    }
}
