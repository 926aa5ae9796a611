//! Every error of a pack, as a pair of input and expected text: `tests/errors/<code>/`.
//!
//! A folder holds `indicator.toml` and `expected.txt`; `<code>.<variant>/` is a further pair for a code. What else may stand there: further folders of a pack, `overlay.toml`, `only.txt` (ids),
//! `open.txt` (a path to open instead), `without.txt` (companions to leave out) and `lexicons.txt` (how many to make up).
//! `REDFLAG_BLESS=1 cargo test -p redflag-rules` writes the expected texts and the list of codes.

#[cfg(test)]
mod support {
    use redflag_rules::{Overlay, Pack, PackErrors};
    use std::fmt::Write as _;
    use std::fs;
    use std::path::{Path, PathBuf};

    const COMPANIONS: [(&str, &str); 3] = [
        ("en.md", "# A page\n"),
        ("fr.md", "# Une page\n"),
        ("cases.csv", "case,expect,tx_id\nmany,flag,1\nfew,clear,2\n"),
    ];

    pub(super) fn root() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/errors")
    }

    /// Names of all folders, in order.
    pub(super) fn folders() -> Vec<String> {
        let entries = fs::read_dir(root()).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    pub(super) fn blesses() -> bool {
        std::env::var_os("REDFLAG_BLESS").is_some()
    }

    /// What the pack of a folder says when it is compiled.
    pub(super) fn says(folder: &Path) -> String {
        let copy = tempfile::tempdir().unwrap();
        lay_out(folder, copy.path());
        let said = compiled(folder, copy.path())
            .err()
            .map(|errors| errors.to_string())
            .unwrap_or_default();
        let prefix = format!("{}/", copy.path().display());
        said.replace(&prefix, "") + "\n"
    }

    fn compiled(folder: &Path, copy: &Path) -> Result<(), PackErrors> {
        let mut pack = match fs::read_to_string(folder.join("open.txt")) {
            Ok(other) => Pack::open(copy.join(other.trim()))?,
            Err(_) => Pack::open(copy)?,
        };
        if let Ok(text) = fs::read_to_string(folder.join("overlay.toml")) {
            pack = pack.with(Overlay::parse("overlay.toml", &text)?);
        }
        if let Ok(ids) = fs::read_to_string(folder.join("only.txt")) {
            pack = pack.only(ids.split_whitespace());
        }
        pack.compile().map(drop)
    }

    fn lay_out(from: &Path, to: &Path) {
        fs::create_dir_all(to).unwrap();
        for entry in fs::read_dir(from).unwrap() {
            let entry = entry.unwrap();
            let target = to.join(entry.file_name());
            if entry.path().is_dir() {
                lay_out(&entry.path(), &target);
            } else if entry.file_name() != "expected.txt" && entry.file_name() != "overlay.toml" {
                fs::copy(entry.path(), target).unwrap();
            }
        }
        if to.join("indicator.toml").exists() {
            add_companions(from, to);
        }
        if let Ok(number) = fs::read_to_string(from.join("lexicons.txt")) {
            make_lexicons(to, number.trim().parse().unwrap());
        }
    }

    fn add_companions(from: &Path, to: &Path) {
        let without = fs::read_to_string(from.join("without.txt")).unwrap_or_default();
        for (name, text) in COMPANIONS {
            if !to.join(name).exists() && !without.contains(name) {
                fs::write(to.join(name), text).unwrap();
            }
        }
    }

    fn make_lexicons(to: &Path, number: usize) {
        fs::create_dir_all(to.join("data")).unwrap();
        let mut predicate = String::new();
        for at in 0..number {
            let name = format!("made{at}");
            let text = format!(
                "format = 1\nkind = \"lexicon\"\nname = \"{name}\"\ntitle = {{ en = \"x\", fr = \"x\" }}\nas_of = \"2026-11-23\"\nsource = \"made up\"\nlicence = \"CC0-1.0\"\nbasis = \"judgement\"\n[[language]]\ncode = \"en\"\nstatus = \"reviewed\"\nterms = [\"a\"]\nhits = [\"a\"]\nmisses = [\"b\"]\n"
            );
            fs::write(to.join(format!("data/{name}.toml")), text).unwrap();
            write!(predicate, " OR in_lexicon(memo, '{name}')").unwrap();
        }
        let file = to.join("indicator.toml");
        let text = fs::read_to_string(&file).unwrap().replace("/* lexicons */", &predicate);
        fs::write(file, text).unwrap();
    }
}

use redflag_rules::Code;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

#[test]
fn every_mistake_is_said_as_expected() {
    let mut differing = Vec::new();
    for name in support::folders() {
        let folder = support::root().join(&name);
        let said = support::says(&folder);
        let code = name.split('.').next().unwrap();
        assert!(said.contains(&format!("error[{code}]")), "{name} says:\n{said}");
        let expected = folder.join("expected.txt");
        if support::blesses() {
            fs::write(&expected, &said).unwrap();
        }
        if fs::read_to_string(&expected).unwrap_or_default() != said {
            differing.push(format!("== {name}\n{said}"));
        }
    }
    assert!(differing.is_empty(), "{}", differing.join("\n"));
}

#[test]
fn every_code_has_a_folder_and_every_folder_a_code() {
    let codes: BTreeSet<String> = Code::ALL.iter().map(|code| code.name().to_owned()).collect();
    let folders: BTreeSet<String> = support::folders()
        .iter()
        .map(|name| name.split('.').next().unwrap().to_owned())
        .collect();
    assert_eq!(codes, folders);
}

/// A carets' line of each message is as wide as its source line, and every message says what to do.
#[test]
fn every_mistake_has_a_hint() {
    for name in support::folders() {
        let text = fs::read_to_string(support::root().join(&name).join("expected.txt")).unwrap();
        let (errors, hints) = (text.matches("error[").count(), text.matches("  hint: ").count());
        assert_eq!(errors, hints, "{name}:\n{text}");
    }
}

#[test]
fn the_list_of_codes_is_current() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/errors.md");
    let written = page();
    if support::blesses() {
        fs::write(&file, &written).unwrap();
    }
    assert!(
        fs::read_to_string(&file).unwrap() == written,
        "run with REDFLAG_BLESS=1 to write {}",
        file.display()
    );
}

fn page() -> String {
    let mut page = String::from(
        "# Errors of a pack · Erreurs d'un jeu de règles\n\nCodes are stable: a code keeps its meaning, and is not used again once it is gone. Each has a pair of input and expected text in\n`crates/rules/tests/errors/`. This page is written by the tests of `redflag-rules`.\n\nLes codes sont stables : un code garde son sens, et ne sert plus une fois retiré. Cette page est écrite par les tests de\n`redflag-rules`.\n\n| code | meaning | signification |\n|---|---|---|\n",
    );
    for code in Code::ALL {
        let (en, fr) = code.meaning();
        page.extend(["| `", code.name(), "` | ", en, " | ", fr, " |\n"]);
    }
    page
}
