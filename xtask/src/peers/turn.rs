//! Who runs, in turn, and what each turn cost.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use super::flags::Flags;
use crate::repo::{self, Outcome};

/// Who takes part. The first is what the others are compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Who {
    /// The twelve rules, flags alone.
    Redflag,
    /// The twelve rules with findings, evidence, cases and hashes.
    Findings,
    /// Every built-in indicator, with all of that.
    Builtin,
    DuckDb,
    Polars,
}

impl Who {
    const ALL: [Self; 5] = [Self::DuckDb, Self::Redflag, Self::Polars, Self::Findings, Self::Builtin];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Redflag => "Redflag, flags",
            Self::Findings => "Redflag, findings with evidence and hashes",
            Self::Builtin => "Redflag, the whole built-in pack",
            Self::DuckDb => "DuckDB",
            Self::Polars => "Polars, streaming",
        }
    }

    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Redflag => "redflag-flags",
            Self::Findings => "redflag-findings",
            Self::Builtin => "redflag-builtin",
            Self::DuckDb => "duckdb",
            Self::Polars => "polars",
        }
    }

    pub(super) fn is_peer(self) -> bool {
        matches!(self, Self::DuckDb | Self::Polars)
    }
}

/// What one run cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Cost {
    pub(super) wall_ms: u64,
    pub(super) cpu_ms: u64,
    pub(super) peak_kb: u64,
}

/// How to run each.
pub(super) struct Runner {
    pub(super) redflag: PathBuf,
    /// An interpreter with the peers; without one only Redflag runs.
    pub(super) python: Option<PathBuf>,
    pub(super) transactions: PathBuf,
    pub(super) lexicon: PathBuf,
    pub(super) folder: PathBuf,
    pub(super) threads: u64,
}

impl Runner {
    fn takes_part(&self, who: Who) -> bool {
        self.python.is_some() || !who.is_peer()
    }

    fn flags_of(&self, who: Who) -> PathBuf {
        match who {
            Who::Redflag => self.out(who).join("flags.csv"),
            _ => self.folder.join(format!("{}.csv", who.key())),
        }
    }

    fn out(&self, who: Who) -> PathBuf {
        self.folder.join(format!("out-{}", who.key()))
    }

    /// One run, and the version where it tells one.
    fn run(&self, who: Who) -> Result<(Cost, Option<String>), String> {
        let script = |name: &str| repo::root().join("benches/peers").join(name);
        let python = self.python.as_deref().unwrap_or(Path::new("python3"));
        let mut command = Command::new(python);
        match who {
            Who::DuckDb | Who::Polars => {
                command
                    .arg(script(&format!("run_{}.py", who.key())))
                    .arg(&self.transactions);
                command
                    .arg(self.flags_of(who))
                    .arg(&self.lexicon)
                    .arg(self.threads.to_string());
            }
            _ => {
                command
                    .arg(script("measure.py"))
                    .arg(&self.redflag)
                    .arg("screen")
                    .arg(&self.transactions);
                command.arg("--mapping").arg(script("mapping.toml"));
                command.arg("--threads").arg(self.threads.to_string());
                command.args(["--force", "--quiet", "--out"]).arg(self.out(who));
                if who != Who::Builtin {
                    command.arg("--pack").arg(script("pack"));
                }
                if who == Who::Redflag {
                    command.args(["--output", "flags"]);
                }
            }
        }
        let output = command
            .output()
            .map_err(|error| format!("can't run {}: {error}", who.name()))?;
        if !output.status.success() {
            return Err(format!(
                "{} failed:\n{}",
                who.name(),
                String::from_utf8_lossy(&output.stderr)
            ));
        }
        cost(&output.stdout).ok_or_else(|| format!("{} did not tell what it cost", who.name()))
    }
}

fn cost(line: &[u8]) -> Option<(Cost, Option<String>)> {
    let told: Value = serde_json::from_slice(line).ok()?;
    let cost = Cost {
        wall_ms: told["wall_ms"].as_u64()?,
        cpu_ms: told["cpu_ms"].as_u64()?,
        peak_kb: told["peak_kb"].as_u64()?,
    };
    Some((cost, told["version"].as_str().map(str::to_owned)))
}

/// What came of all rounds.
#[derive(Debug)]
pub(super) struct Contest {
    pub(super) rows: u64,
    pub(super) bytes: u64,
    pub(super) threads: u64,
    pub(super) costs: BTreeMap<Who, Vec<Cost>>,
    pub(super) versions: BTreeMap<Who, String>,
    pub(super) flags: BTreeMap<String, u64>,
    /// What differs, by peer; an empty list says that every flag is equal.
    pub(super) differences: BTreeMap<Who, Vec<String>>,
}

impl Contest {
    /// Everybody in turn, so many times, so that what else the machine does falls on all alike.
    pub(super) fn held(runner: &Runner, rows: u64, rounds: usize) -> Result<Self, String> {
        let about = fs::metadata(&runner.transactions);
        let mut contest = Self {
            rows,
            bytes: repo::attempt("read", &runner.transactions, about)?.len(),
            threads: runner.threads,
            costs: BTreeMap::new(),
            versions: BTreeMap::new(),
            flags: BTreeMap::new(),
            differences: BTreeMap::new(),
        };
        for round in 1..=rounds {
            for who in Who::ALL.into_iter().filter(|&who| runner.takes_part(who)) {
                let (cost, version) = runner.run(who)?;
                println!(
                    "{round}/{rounds} {}: {} ms, {} MB",
                    who.name(),
                    cost.wall_ms,
                    cost.peak_kb / 1024
                );
                contest.costs.entry(who).or_default().push(cost);
                contest.versions.extend(version.map(|version| (who, version)));
            }
        }
        let ours = Flags::read(&runner.flags_of(Who::Redflag))?;
        contest.flags = ours.by_rule();
        for peer in Who::ALL
            .into_iter()
            .filter(|who| who.is_peer() && runner.takes_part(*who))
        {
            let theirs = Flags::read(&runner.flags_of(peer))?;
            contest.differences.insert(peer, ours.differences(&theirs));
        }
        println!("{} flags", ours.len());
        Ok(contest)
    }

    /// The median of each figure.
    pub(super) fn median(&self, who: Who) -> Option<Cost> {
        let costs = self.costs.get(&who)?;
        let median = |figure: fn(&Cost) -> u64| {
            let mut figures: Vec<u64> = costs.iter().map(figure).collect();
            figures.sort_unstable();
            figures[figures.len() / 2]
        };
        Some(Cost {
            wall_ms: median(|cost| cost.wall_ms),
            cpu_ms: median(|cost| cost.cpu_ms),
            peak_kb: median(|cost| cost.peak_kb),
        })
    }

    /// An error where flags differ.
    pub(super) fn verdict(&self) -> Outcome {
        let different = self.differences.iter().filter(|(_, lines)| !lines.is_empty());
        let texts =
            different.map(|(peer, lines)| format!("flags differ from {}:\n  {}", peer.name(), lines.join("\n  ")));
        let texts: Vec<String> = texts.collect();
        if texts.is_empty() {
            Ok(())
        } else {
            Err(texts.join("\n"))
        }
    }
}
