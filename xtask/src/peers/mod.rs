//! `cargo xtask bench-peers`: the twelve rules of the yardstick, run by `DuckDB`, by Polars and by Redflag in turn on one file.

mod data;
mod flags;
mod page;
mod turn;

use std::fs::{self, File};
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::repo::{self, Outcome};
use data::Shape;
use turn::{Contest, Runner};

/// What the figures in the documentation were made with.
const PINNED: [&str; 2] = ["duckdb==2.0.0", "polars==2.1.0"];
const TERMS: usize = 1000;

/// What was asked for.
#[derive(Debug)]
struct Wanted {
    rows: u64,
    rounds: usize,
    threads: u64,
    /// An interpreter that has the peers already.
    python: Option<PathBuf>,
    /// Puts the result into the documentation.
    write: bool,
}

impl Wanted {
    fn of(words: &[&str]) -> Result<Self, String> {
        let mut wanted = Self {
            rows: 8_000_000,
            rounds: 5,
            threads: 2,
            python: None,
            write: false,
        };
        let mut words = words.iter().copied();
        while let Some(word) = words.next() {
            if word == "--write" {
                wanted.write = true;
                continue;
            }
            let value = words.next().ok_or_else(|| format!("{word} needs a value"))?;
            let number = || value.replace('_', "").parse().ok().filter(|&number: &u64| number > 0);
            let number = || number().ok_or_else(|| format!("{word} {value} is no whole number above zero"));
            match word {
                "--rows" => wanted.rows = number()?,
                "--rounds" => wanted.rounds = usize::try_from(number()?).unwrap_or(usize::MAX),
                "--threads" => wanted.threads = number()?,
                "--python" => wanted.python = Some(PathBuf::from(value)),
                _ => {
                    return Err(format!(
                        "`{word}` is unknown here: --rows, --rounds, --threads, --python, --write"
                    ));
                }
            }
        }
        Ok(wanted)
    }
}

/// Runs the contest; where the peers can't be had, says so and measures Redflag alone.
pub(crate) fn run(words: &[&str]) -> Outcome {
    let wanted = Wanted::of(words)?;
    let redflag = built()?;
    let folder = target().join("peers");
    repo::attempt("create", &folder, fs::create_dir_all(&folder))?;
    let transactions = transactions(&folder, Shape::yardstick(wanted.rows))?;
    let lexicon = lexicon(&folder)?;
    let python = match &wanted.python {
        Some(python) => Some(python.clone()),
        None => environment(&folder),
    };
    let runner = Runner {
        redflag,
        python,
        transactions,
        lexicon,
        folder,
        threads: wanted.threads,
    };
    let contest = Contest::held(&runner, wanted.rows, wanted.rounds)?;
    println!("{}", page::table(&contest));
    if wanted.write {
        page::write(&contest)?;
    }
    contest.verdict()
}

fn built() -> Result<PathBuf, String> {
    let status = repo::cargo(&["build", "--release", "--locked", "--package", "redflag-root"]).status();
    match status {
        Ok(status) if status.success() => Ok(target().join("release/redflag")),
        Ok(_) => Err("the release build failed".to_owned()),
        Err(error) => Err(format!("can't run cargo: {error}")),
    }
}

/// Where cargo builds.
fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| repo::root().join("target"), PathBuf::from)
}

fn transactions(folder: &Path, shape: Shape) -> Result<PathBuf, String> {
    let path = folder.join(format!("tx-{}.csv", shape.rows));
    if path.is_file() {
        return Ok(path);
    }
    println!("making {} rows …", shape.rows);
    // Under another name until it is whole, so that an interrupted run leaves nothing that looks finished.
    let unfinished = path.with_extension("unfinished");
    let file = repo::attempt("create", &unfinished, File::create(&unfinished))?;
    repo::attempt("write", &unfinished, data::write(shape, &mut BufWriter::new(file)))?;
    repo::attempt("rename", &unfinished, fs::rename(&unfinished, &path))?;
    Ok(path)
}

fn lexicon(folder: &Path) -> Result<PathBuf, String> {
    let path = folder.join("lexicon.txt");
    let text = data::lexicon(TERMS).join("\n") + "\n";
    repo::attempt("write", &path, fs::write(&path, text))?;
    Ok(path)
}

/// A Python with the peers, made where there is none yet; none where that fails, which is said aloud.
fn environment(folder: &Path) -> Option<PathBuf> {
    let venv = folder.join("venv");
    let python = venv.join(if cfg!(windows) {
        "Scripts/python.exe"
    } else {
        "bin/python"
    });
    let works = |program: &Path, words: &[&str]| {
        let status = Command::new(program).args(words).status();
        status.is_ok_and(|status| status.success())
    };
    if works(&python, &["-c", "import duckdb, polars"]) {
        return Some(python);
    }
    println!("installing {} …", PINNED.join(" and "));
    let venv = venv.to_string_lossy().into_owned();
    let install = ["-m", "pip", "install", "--quiet", PINNED[0], PINNED[1]];
    if works(Path::new("python3"), &["-m", "venv", &venv]) && works(&python, &install) {
        return Some(python);
    }
    eprintln!(
        "SKIPPED: DuckDB and Polars can't be installed here (python3 with venv and a package index are needed).\n\
         Only Redflag is measured, and nothing is compared. With both at hand, name their interpreter: --python PATH"
    );
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read_or_refused() {
        let wanted = Wanted::of(&["--rows", "100_000", "--rounds", "1", "--write"]).unwrap();
        assert_eq!((wanted.rows, wanted.rounds, wanted.write), (100_000, 1, true));
        for words in [
            &["--rows"][..],
            &["--rows", "0"],
            &["--rows", "many"],
            &["--fast", "yes"],
        ] {
            assert!(Wanted::of(words).is_err(), "{words:?}");
        }
    }

    #[test]
    fn the_pack_holds_the_generators_terms() {
        let file = repo::root().join("benches/peers/pack/data/lexicons/peer-terms.toml");
        let text = repo::read(&file).unwrap();
        let table: toml::Table = text.parse().unwrap();
        let terms = table["language"][0]["terms"].as_array().unwrap();
        let terms: Vec<&str> = terms.iter().map(|term| term.as_str().unwrap()).collect();
        assert_eq!(terms, data::lexicon(TERMS));
    }
}
