//! The flags. What they mean is decided in each command's file.

use crate::{instant, locale};
use clap::{Args, Parser, Subcommand};
use redflag::report::Lang;
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  redflag screen transactions.csv --out out
  redflag screen 2025-*.csv.gz --mapping bank.toml --base EUR --out out --lang fr
  redflag map export.csv > mapping.toml
  redflag explain 3f9c2a --run out
  redflag rules list
  redflag lists check --older-than 180

Exit codes: 0 ran; 1 findings (--fail-on-findings) or failed cases (rules test); 2 usage, configuration, pack;
3 data unreadable or not reconciled; 130 interrupted.";

const SCREEN_EXAMPLES: &str = "\
Examples:
  redflag screen transactions.csv --out out
  zcat export.csv.gz | redflag screen - --mapping bank.toml --out out
  redflag screen a.csv b.csv --out out --only HT-FLOW-002,NEXUS-001 --since 2025-01-01
  redflag screen a.csv --out out --pack builtin --pack my-pack --overlay bank.toml

The folder appears whole or not at all. A finding is a reason to look, never a proof.";

const MAP_EXAMPLES: &str = "\
Examples:
  redflag map export.csv > mapping.toml
  redflag map export.csv --set date=%d/%m/%Y --set currency==EUR > mapping.toml
  redflag map export.csv --set originator_account=Account --set \"channel.Z9=card\" > mapping.toml

The text goes to standard output, the reasons to standard error. Exit code 2 where a question must be answered first.";

/// Screen transaction exports for red flags of human trafficking that finances terrorism.
#[derive(Debug, Parser)]
#[command(name = "redflag", version, about, after_help = EXAMPLES, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Screen files and write findings, evidence, coverage and a manifest to a folder
    Screen(Box<Screen>),
    /// The dry run: read everything, and say what could be read, how far columns are filled, and which indicators could run
    Validate(Box<Validate>),
    /// Propose a mapping for an export, as a commented file on standard output; what is doubtful is asked, never guessed
    Map(Map),
    /// Measure peers, with which some indicators compare, or merge such measurements
    Baseline(Box<Baseline>),
    /// Show one finding with its measures, limits, evidence, lawful readings and sources
    Explain(Explain),
    /// List, show, check and test indicators, or print them as SQL
    Rules(Rules),
    /// Check and show the lists, lexicons, groups and tables that indicators read
    Lists(Lists),
    /// Print a shell's completion script
    Completions {
        /// Shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page, or write one page per command to a folder
    Man {
        /// Folder for the pages, `redflag.1` and one for each command
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
    },
}

/// Flags of `screen`.
#[derive(Args, Debug)]
#[command(after_help = SCREEN_EXAMPLES)]
pub(crate) struct Screen {
    #[command(flatten)]
    pub(crate) inputs: Inputs,
    /// Folder for the results; it must not exist yet, or be empty
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// Only these indicators, and those that they read
    #[arg(long, value_name = "IDS", value_delimiter = ',')]
    pub(crate) only: Vec<String>,
    /// Only findings from this day on; earlier rows still count in windows
    #[arg(long, value_name = "DAY", value_parser = instant::day)]
    pub(crate) since: Option<i64>,
    /// Only findings up to this day
    #[arg(long, value_name = "DAY", value_parser = instant::day)]
    pub(crate) until: Option<i64>,
    /// Up to when the data are known [default: the latest time in them]
    #[arg(long, value_name = "DAY|TIME", value_parser = instant::instant)]
    pub(crate) as_of: Option<i64>,
    /// What to write: everything, or only flags.csv, which says where indicators hold and not why
    #[arg(long, value_name = "WHAT", value_enum, default_value_t)]
    pub(crate) output: Output,
    /// Replace the output of an earlier run; a folder that holds anything else is left alone
    #[arg(long)]
    pub(crate) force: bool,
    /// End with exit code 1 where there are findings
    #[arg(long)]
    pub(crate) fail_on_findings: bool,
    /// No progress and no summary
    #[arg(long, short)]
    pub(crate) quiet: bool,
}

/// What `screen` writes.
#[derive(clap::ValueEnum, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Output {
    /// Findings, cases, evidence, coverage and a manifest
    #[default]
    Findings,
    /// Only flags.csv (rule, `tx_id`), and rejects.csv
    Flags,
}

const VALIDATE_EXAMPLES: &str = "\
Examples:
  redflag validate transactions.csv
  redflag validate 2025-*.csv.gz --mapping bank.toml --customers customers.csv --exclude exclude.csv

All columns are read, so that a code which no indicator asks for is checked too. Exit code 3 where nothing can be read.";

/// Flags of `validate`.
#[derive(Args, Debug)]
#[command(after_help = VALIDATE_EXAMPLES)]
pub(crate) struct Validate {
    #[command(flatten)]
    pub(crate) inputs: Inputs,
    /// No progress
    #[arg(long, short)]
    pub(crate) quiet: bool,
}

/// What is read, and how.
#[derive(Args, Debug)]
pub(crate) struct Inputs {
    /// Transaction exports, plain or gzip; `-` is standard input
    #[arg(required = true, value_name = "FILES")]
    pub(crate) files: Vec<PathBuf>,
    /// How columns are called: the name of a built-in mapping or a file [default: canonical]
    #[arg(long, value_name = "NAME|FILE")]
    pub(crate) mapping: Option<String>,
    /// Customers: account, kind of holder, income, sector, attested survivors …; their accounts are your own. May be given again
    #[arg(long, value_name = "FILE")]
    pub(crate) customers: Vec<PathBuf>,
    /// Internal ledgers to leave out: account, reason, who, until
    #[arg(long, value_name = "FILE")]
    pub(crate) exclude: Option<PathBuf>,
    /// Your own exchange rates: date, currency, rate, base; from their first day on they count in place of those that ship
    #[arg(long, value_name = "FILE")]
    pub(crate) rates: Option<PathBuf>,
    /// Base currency [default: the mapping's, else EUR]
    #[arg(long, value_name = "CUR")]
    pub(crate) base: Option<String>,
    #[command(flatten)]
    pub(crate) pack: PackArgs,
    /// Peers to compare with, as `redflag baseline` wrote them
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,
    /// Language of findings.csv, rejects.csv and the summary: en or fr
    #[arg(long, value_parser = locale::parse)]
    pub(crate) lang: Option<Lang>,
    /// Worker threads [default: all cores]; results do not depend on it
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(crate) threads: Option<u16>,
    /// Megabytes of memory that may be taken; what would take more is refused before it is read [default: what is free]
    #[arg(long, value_name = "MB", value_parser = clap::value_parser!(u64).range(1..=1 << 30))]
    pub(crate) memory: Option<u64>,
    /// Bytes of the longest record allowed
    #[arg(long, value_name = "BYTES", default_value_t = 1 << 20, value_parser = clap::value_parser!(u64).range(64..=1 << 30))]
    pub(crate) max_record: u64,
}

const BASELINE_EXAMPLES: &str = "\
Examples:
  redflag baseline 2025-h1.csv --until 2025-06-30 --out peers.json
  redflag baseline --merge north.json south.json --out peers.json
  redflag screen 2025-07.csv --baseline peers.json --out out

The file holds no account. Figures of groups with fewer than ten accounts are withheld.";

/// Flags of `baseline`.
#[derive(Args, Debug)]
#[command(after_help = BASELINE_EXAMPLES)]
pub(crate) struct Baseline {
    /// Transaction exports, plain or gzip; with --merge, baselines of different accounts
    #[arg(required = true, value_name = "FILES")]
    pub(crate) files: Vec<PathBuf>,
    /// The files are baselines: make one of them
    #[arg(long, conflicts_with_all = ["until", "mapping", "customers", "base", "pack", "overlay", "threads"])]
    pub(crate) merge: bool,
    /// Last day to measure; spans are counted back from its end
    #[arg(long, value_name = "DAY", value_parser = instant::day, required_unless_present = "merge")]
    pub(crate) until: Option<i64>,
    /// File for the result
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
    /// How columns are called: the name of a built-in mapping or a file [default: canonical]
    #[arg(long, value_name = "NAME|FILE")]
    pub(crate) mapping: Option<String>,
    /// Customers, where a group of peers depends on them: kind of holder, sector, home. May be given again
    #[arg(long, value_name = "FILE")]
    pub(crate) customers: Vec<PathBuf>,
    /// Base currency [default: the mapping's, else EUR]
    #[arg(long, value_name = "CUR")]
    pub(crate) base: Option<String>,
    #[command(flatten)]
    pub(crate) pack: PackArgs,
    /// Language of what is told: en or fr
    #[arg(long, value_parser = locale::parse)]
    pub(crate) lang: Option<Lang>,
    /// Worker threads [default: all cores]; results do not depend on it
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(crate) threads: Option<u16>,
    /// Replace an earlier baseline; any other file is left alone
    #[arg(long)]
    pub(crate) force: bool,
    /// No progress and no summary
    #[arg(long, short)]
    pub(crate) quiet: bool,
}

/// Which indicators.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct PackArgs {
    /// Folder of indicators in place of the built-in ones; `builtin` names those. May be given again
    #[arg(long, value_name = "DIR|builtin")]
    pub(crate) pack: Vec<PathBuf>,
    /// Your own values and switches
    #[arg(long, value_name = "FILE")]
    pub(crate) overlay: Option<PathBuf>,
}

/// Flags of `map`.
#[derive(Args, Debug)]
#[command(after_help = MAP_EXAMPLES)]
pub(crate) struct Map {
    /// A transaction export, plain or gzip; `-` is standard input
    pub(crate) file: PathBuf,
    /// What you know: `COLUMN=NAME`, `COLUMN==TEXT` for every row, `COLUMN=` to leave it out, `date=PATTERN`, `decimal=,`,
    /// `thousands=.`, `timezone=ZONE`, `channel.CODE=card`. May be given again
    #[arg(long, value_name = "KEY=VALUE")]
    pub(crate) set: Vec<String>,
    /// Language of the remarks: en or fr
    #[arg(long, value_parser = locale::parse)]
    pub(crate) lang: Option<Lang>,
}

/// Flags of `explain`.
#[derive(Args, Debug)]
pub(crate) struct Explain {
    /// Identifier or key of a finding, or its first six digits or more
    pub(crate) finding: String,
    /// Folder that `screen` wrote
    #[arg(long, value_name = "DIR")]
    pub(crate) run: PathBuf,
    /// Language: en or fr
    #[arg(long, value_parser = locale::parse)]
    pub(crate) lang: Option<Lang>,
    #[command(flatten)]
    pub(crate) pack: PackArgs,
}

/// Flags of `rules`.
#[derive(Args, Debug)]
pub(crate) struct Rules {
    #[command(subcommand)]
    pub(crate) command: RulesCommand,
}

/// What to do with indicators.
#[derive(Debug, Subcommand)]
pub(crate) enum RulesCommand {
    /// List the indicators
    List {
        /// As JSON
        #[arg(long)]
        json: bool,
        /// Language: en or fr
        #[arg(long, value_parser = locale::parse)]
        lang: Option<Lang>,
        #[command(flatten)]
        pack: PackArgs,
    },
    /// Show an indicator's page, parameters and sources
    Show {
        /// Indicator, such as HT-FLOW-002
        id: String,
        /// Language: en or fr
        #[arg(long, value_parser = locale::parse)]
        lang: Option<Lang>,
        #[command(flatten)]
        pack: PackArgs,
    },
    /// Check a pack: every mistake with its place, then what a reviewer should look at
    Check {
        /// Folder of a pack, or `builtin`
        dir: PathBuf,
        /// Language of the remarks: en or fr
        #[arg(long, value_parser = locale::parse)]
        lang: Option<Lang>,
    },
    /// Run the test cases beside each indicator
    Test {
        /// Only this indicator
        id: Option<String>,
        /// Language: en or fr
        #[arg(long, value_parser = locale::parse)]
        lang: Option<Lang>,
        #[command(flatten)]
        pack: PackArgs,
    },
    /// Print an indicator as a query
    Sql {
        /// Indicator, such as HT-FLOW-002
        id: String,
        /// Dialect; `duckdb` is the one there is
        #[arg(long, value_parser = ["duckdb"], default_value = "duckdb")]
        dialect: String,
        /// Base currency
        #[arg(long, value_name = "CUR", default_value = "EUR")]
        base: String,
        #[command(flatten)]
        pack: PackArgs,
    },
}

/// Flags of `lists`.
#[derive(Args, Debug)]
pub(crate) struct Lists {
    #[command(subcommand)]
    pub(crate) command: ListsCommand,
}

/// What to do with data files.
#[derive(Debug, Subcommand)]
pub(crate) enum ListsCommand {
    /// List every data file with its size, age, basis and source, and try the sentences of lexicons; a failing one ends with exit code 2
    Check {
        /// Days after which a file is reported as stale
        #[arg(long, value_name = "DAYS", default_value_t = 365, value_parser = clap::value_parser!(u16))]
        older_than: u16,
        /// Day against which ages are measured [default: today]
        #[arg(long, value_name = "DAY", value_parser = instant::day)]
        on: Option<i64>,
        /// Language: en or fr
        #[arg(long, value_parser = locale::parse)]
        lang: Option<Lang>,
        #[command(flatten)]
        pack: PackArgs,
    },
    /// Show every entry of a data file
    Show {
        /// Name, such as conflict; a list and a lexicon of one name are both shown
        name: String,
        /// Language: en or fr
        #[arg(long, value_parser = locale::parse)]
        lang: Option<Lang>,
        #[command(flatten)]
        pack: PackArgs,
    },
}
