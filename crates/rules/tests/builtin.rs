//! The pack that the program carries compiles, and says what it must.

#[cfg(test)]
mod support {
    use std::path::Path;

    pub(super) fn copy_folder(from: &Path, to: &Path) {
        std::fs::create_dir_all(to).unwrap();
        for entry in std::fs::read_dir(from).unwrap() {
            let entry = entry.unwrap();
            let target = to.join(entry.file_name());
            if entry.path().is_dir() {
                copy_folder(&entry.path(), &target);
            } else {
                std::fs::copy(entry.path(), target).unwrap();
            }
        }
    }
}

use redflag_rules::plan::{Cond, Detect, Num, Test};
use redflag_rules::{Overlay, Pack, check};
use std::path::Path;

#[test]
fn it_compiles_in_layers() {
    let plan = Pack::builtin().compile().unwrap_or_else(|errors| panic!("{errors}"));
    assert!(plan.departures.is_empty());
    let at = |id: &str| plan.indicator(id).unwrap();
    assert_eq!(at("HT-SEX-005").1.layer, 0);
    assert_eq!(at("NEXUS-001").1.layer, 1);
    assert_eq!(at("NEXUS-005").1.layer, 2);
    assert_eq!(at("NEXUS-001").1.reads, [at("HT-SEX-005").0]);
    assert_eq!(at("NEXUS-005").1.reads, [at("NEXUS-001").0]);
    let order: Vec<_> = plan.indicators.iter().map(|it| (it.layer, &it.id)).collect();
    assert!(order.is_sorted());
}

/// After the layers are known, conditions must name the same indicators as before.
#[test]
fn readings_survive_the_ordering() {
    let plan = Pack::builtin().compile().unwrap();
    let (_, wording) = plan.indicator("NEXUS-005").unwrap();
    let Detect::Row(row) = &wording.detect else {
        panic!("a row")
    };
    let mut read = Vec::new();
    row.where_.each_test(&mut |test| {
        if let Test::PartOf(ids) = test {
            read.extend(ids.iter().map(|id| plan.indicators[id.0].id.clone()));
        }
    });
    assert_eq!(read, ["NEXUS-001"]);
}

/// A reviewer should find nothing in the pack that ships, but for what is known and written down here.
#[test]
fn its_laws_hold() {
    let plan = Pack::builtin().compile().unwrap();
    let known = [
        "overlap_unknown",
        "overlap_one_sided",
        "sources_recalled",
        "paragraph_uncovered",
    ];
    let found: Vec<_> = check::warnings(&plan)
        .into_iter()
        .filter(|it| !known.contains(&it.code))
        .collect();
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn plain_numbers_beside_booked_amounts_are_units_of_the_currency() {
    let plan = Pack::builtin().compile().unwrap();
    let (_, ads) = plan.indicator("HT-SEX-001").unwrap();
    let mut units = 0;
    ads.each_condition(&mut |cond: &Cond| cond.each_num(&mut |num| units += usize::from(matches!(num, Num::Units(_)))));
    assert_eq!(units, 2);
}

/// The built-in pack has no privilege: the same folders read from disk give the same plan, and the same digest wherever they lie.
#[test]
fn a_folder_reads_alike() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let copy = tempfile::tempdir().unwrap();
    for part in ["indicators", "data"] {
        support::copy_folder(&root.join(part), &copy.path().join(part));
    }
    let (carried, read) = (
        Pack::builtin().compile().unwrap(),
        Pack::open(copy.path()).unwrap().compile().unwrap(),
    );
    assert_eq!(carried.pack_sha256, read.pack_sha256);
    assert!(format!("{:?}", carried.indicators) == format!("{:?}", read.indicators));
}

#[test]
fn a_choice_keeps_what_it_reads_and_its_guards() {
    let plan = Pack::builtin().only(["NEXUS-005"]).compile().unwrap();
    let (guards, on): (Vec<&str>, Vec<&str>) = plan
        .enabled()
        .map(|(_, it)| it.id.as_str())
        .partition(|id| id.starts_with("GUARD-"));
    assert_eq!(on, ["HT-SEX-005", "NEXUS-001", "NEXUS-005"]);
    assert!(
        guards.contains(&"GUARD-004") && guards.contains(&"GUARD-008"),
        "{guards:?}"
    );
    assert!(!guards.contains(&"GUARD-006"), "it guards nothing that was chosen");
    assert_eq!(
        plan.indicators.len(),
        Pack::builtin().compile().unwrap().indicators.len()
    );
    assert_eq!(
        (plan.departures[0].name.as_str(), plan.departures[0].value.as_str()),
        ("only", "NEXUS-005")
    );
}

#[test]
fn an_overlay_sets_switches_and_limits() {
    let text = "[\"HT-FLOW-002\"]\nat_least = 4\nspan = \"336h\"\n[\"TF-004\"]\nenabled = false\nceiling = \"3000.50\"\n[run]\nhub = 300\ncase_subjects = 50\n";
    let plan = Pack::builtin()
        .with(Overlay::parse("bank.toml", text).unwrap())
        .compile()
        .unwrap();
    let departures: Vec<String> = plan
        .departures
        .iter()
        .map(|it| format!("{} {} {} {}", it.indicator, it.name, it.default, it.value))
        .collect();
    assert_eq!(
        departures,
        [
            "HT-FLOW-002 at_least 3 4",
            "HT-FLOW-002 span 10d 14d",
            "TF-004 enabled true false",
            "TF-004 ceiling 2500.00 EUR 3000.50 EUR",
            "run hub 500 300",
        ]
    );
    assert!(!plan.indicator("TF-004").unwrap().1.enabled);
    assert_eq!((plan.limits.hub, plan.limits.case_subjects), (300, 50));
    assert!(plan.overlay_sha256.is_some());
}

#[test]
fn two_packs_with_one_id_do_not_compile() {
    let errors = Pack::builtin().and(Pack::builtin()).compile().unwrap_err();
    assert!(
        errors.0.iter().all(|error| error.code.name() == "duplicate_id"),
        "{errors}"
    );
    assert_eq!(errors.0.len(), Pack::builtin().compile().unwrap().indicators.len());
}
