//! `cargo xtask layers`: the rooms stay rooms.

use std::path::Path;

use serde_json::Value;

use crate::repo::{self, Outcome};

/// Who may use whom, as `ARCHITECTURE.md` draws it. The first column is the package, the second the
/// packages of this workspace it may name; a room may leave a permission unused, and may be yet to come.
const ROOMS: [(&str, &[&str]); 11] = [
    ("redflag-model", &[]),
    ("redflag-rules", &["redflag-model"]),
    ("redflag-ingest", &["redflag-model"]),
    ("redflag-names", &["redflag-model"]),
    (
        "redflag-scan",
        &["redflag-rules", "redflag-ingest", "redflag-names", "redflag-model"],
    ),
    ("redflag-report", &["redflag-rules", "redflag-model"]),
    (
        "redflag",
        &[
            "redflag-model",
            "redflag-rules",
            "redflag-ingest",
            "redflag-names",
            "redflag-scan",
            "redflag-report",
            "redflag-frames",
        ],
    ),
    ("redflag-frames", &["redflag-ingest", "redflag-scan"]),
    ("redflag-cli", &["redflag"]),
    ("redflag-root", &["redflag-cli"]),
    ("xtask", &[]),
];

const LONGEST_FILE: usize = 600;
const SOURCE_FOLDERS: [&str; 5] = ["benches", "crates", "src", "tests", "xtask"];

/// Checks dependencies, the default graph and the length of files; reports everything it finds.
pub(crate) fn run() -> Outcome {
    let metadata = repo::cargo_output(&["metadata", "--format-version", "1", "--no-deps", "--locked"])?;
    let mut problems = trespasses(&metadata)?;
    problems.extend(polars(&repo::cargo_output(&[
        "tree",
        "--locked",
        "--edges",
        "normal,build",
        "--prefix",
        "none",
    ])?)?);
    problems.extend(long_files()?);
    if problems.is_empty() {
        println!("rooms use only what they may, no Polars by default, no file over {LONGEST_FILE} lines");
        return Ok(());
    }
    Err(problems.join("\n"))
}

/// Dependencies between rooms that the table does not allow. Dev-dependencies are free: a test may meet anyone.
fn trespasses(metadata: &str) -> Result<Vec<String>, String> {
    let metadata: Value =
        serde_json::from_str(metadata).map_err(|error| format!("cargo metadata printed no JSON: {error}"))?;
    let packages = metadata["packages"].as_array().map_or(&[][..], Vec::as_slice);
    if packages.is_empty() {
        return Err("cargo metadata names no package, so there is nothing to check".into());
    }
    Ok(packages.iter().flat_map(trespasses_of).collect())
}

fn trespasses_of(package: &Value) -> Vec<String> {
    let name = package["name"].as_str().unwrap_or("");
    let Some((_, allowed)) = ROOMS.iter().find(|(room, _)| *room == name) else {
        return vec![format!(
            "package {name} is no room: add it to the table in ARCHITECTURE.md and in xtask/src/commands/layers.rs"
        )];
    };
    let dependencies = package["dependencies"].as_array().map_or(&[][..], Vec::as_slice);
    dependencies
        .iter()
        .filter(|dependency| dependency["kind"].as_str() != Some("dev"))
        .filter_map(|dependency| dependency["name"].as_str())
        .filter(|used| ROOMS.iter().any(|(room, _)| room == used) && !allowed.contains(used))
        .map(|used| format!("{name} uses {used}, which the table of rooms does not allow"))
        .collect()
}

/// Polars in what `cargo build` builds: it would add minutes for everyone.
fn polars(tree: &str) -> Result<Vec<String>, String> {
    let names = || tree.lines().filter_map(|line| line.split_whitespace().next());
    if !names().any(|name| name == "redflag-root") {
        return Err("cargo tree does not show redflag-root, so it says nothing about the default build".into());
    }
    let mut found: Vec<&str> = names().filter(|name| name.starts_with("polars")).collect();
    found.sort_unstable();
    found.dedup();
    Ok(found
        .into_iter()
        .map(|name| format!("{name} is in the default build; only redflag-frames may use it"))
        .collect())
}

fn long_files() -> Result<Vec<String>, String> {
    let mut long = Vec::new();
    for folder in SOURCE_FOLDERS {
        for path in repo::files_below(&repo::root().join(folder))? {
            if is_rust(&path) {
                long.extend(too_long(&repo::shown(&path), &repo::read(&path)?));
            }
        }
    }
    Ok(long)
}

fn is_rust(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "rs")
}

fn too_long(name: &str, text: &str) -> Option<String> {
    let lines = text.lines().count();
    (lines > LONGEST_FILE).then(|| format!("{name} has {lines} lines; split it below {LONGEST_FILE}"))
}

#[cfg(test)]
mod tests {
    use super::{polars, too_long, trespasses};

    fn metadata(name: &str, uses: &str, kind: &str) -> String {
        format!(r#"{{"packages":[{{"name":"{name}","dependencies":[{{"name":"{uses}","kind":{kind}}}]}}]}}"#)
    }

    #[test]
    fn strangers_are_kept_apart() {
        let found = trespasses(&metadata("redflag-rules", "redflag-ingest", "null"));
        assert_eq!(found.map(|problems| problems.len()), Ok(1));
        let found = trespasses(&metadata("redflag-rules", "redflag-ingest", "\"build\""));
        assert_eq!(found.map(|problems| problems.len()), Ok(1));
    }

    #[test]
    fn allowed_foreign_and_test_dependencies_pass() {
        for (uses, kind) in [
            ("redflag-model", "null"),
            ("serde", "null"),
            ("redflag-ingest", "\"dev\""),
        ] {
            assert_eq!(trespasses(&metadata("redflag-rules", uses, kind)), Ok(Vec::new()));
        }
    }

    #[test]
    fn unknown_rooms_and_silence_are_reported() {
        let found = trespasses(&metadata("redflag-attic", "serde", "null"));
        assert_eq!(found.map(|problems| problems.len()), Ok(1));
        assert!(trespasses(r#"{"packages":[]}"#).is_err());
        assert!(polars("redflag-model v0.1.0\n").is_err());
    }

    #[test]
    fn polars_is_found_once_per_package() {
        let tree = "redflag-root v0.1.0\npolars v0.55.2\npolars-core v0.55.2\npolars-core v0.55.2 (*)\n";
        assert_eq!(polars(tree).map(|problems| problems.len()), Ok(2));
        assert_eq!(polars("redflag-root v0.1.0\nserde v1.0.0\n"), Ok(Vec::new()));
    }

    #[test]
    fn files_have_a_longest_length() {
        assert_eq!(too_long("a.rs", &"\n".repeat(600)), None);
        assert!(too_long("a.rs", &"\n".repeat(601)).is_some());
    }
}
