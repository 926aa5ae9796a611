//! The result as a table for people and as JSON.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::turn::{Contest, Cost, Who};
use crate::repo::{self, Outcome};

const PAGE: &str = "docs/performance.md";
const JSON: &str = "docs/performance-peers.json";
const BEGIN: &str = "<!-- written by cargo xtask bench-peers --write -->";
const END: &str = "<!-- end of what bench-peers writes -->";

/// Everybody's medians, ratios first.
pub(super) fn table(contest: &Contest) -> String {
    let mut text = String::new();
    let ours = contest.median(Who::Redflag).unwrap_or_default();
    let mut line = |words: String| {
        text.push_str(&words);
        text.push('\n');
    };
    line("| | time | processor | memory | seconds | processor seconds | peak MB |".to_owned());
    line("|---|---|---|---|---|---|---|".to_owned());
    for (&who, costs) in &contest.costs {
        let Some(median) = contest.median(who) else { continue };
        let version = contest
            .versions
            .get(&who)
            .map_or(String::new(), |version| format!(" {version}"));
        let ratio = |figure: fn(&Cost) -> u64| tenths(figure(&median) * 10, figure(&ours));
        line(format!(
            "| {}{version} | {} × | {} × | {} × | {} | {} | {} |",
            who.name(),
            ratio(|cost| cost.wall_ms),
            ratio(|cost| cost.cpu_ms),
            ratio(|cost| cost.peak_kb),
            tenths(median.wall_ms, 100),
            tenths(median.cpu_ms, 100),
            median.peak_kb / 1024,
        ));
        debug_assert!(!costs.is_empty());
    }
    text.push('\n');
    text.push_str(&said(contest, ours));
    text
}

/// A quotient in tenths, rounded: `tenths(25, 1)` is `2.5`.
fn tenths(number: u64, by: u64) -> String {
    let tenths = (number * 2 + by) / (by * 2).max(1);
    format!("{}.{}", tenths / 10, tenths % 10)
}

fn said(contest: &Contest, ours: Cost) -> String {
    let mut text = String::new();
    let rounds = contest.costs.get(&Who::Redflag).map_or(0, Vec::len);
    let flags: u64 = contest.flags.values().sum();
    let written = write!(
        text,
        "{} rows, {} MB of CSV, {} threads, medians of {rounds} alternating rounds; {} bytes of memory per row. {flags} flags",
        contest.rows,
        contest.bytes / 1_000_000,
        contest.threads,
        ours.peak_kb * 1024 / contest.rows.max(1),
    );
    debug_assert!(written.is_ok(), "a String takes every write");
    text.push_str(match (contest.differences.is_empty(), contest.verdict().is_ok()) {
        (true, _) => "; nobody was there to compare with.",
        (false, true) => ", equal to those of each peer, line by line.",
        (false, false) => ", which are NOT equal to those of each peer.",
    });
    text
}

fn document(contest: &Contest) -> Value {
    let cost = |cost: &Cost| json!({"wall_ms": cost.wall_ms, "cpu_ms": cost.cpu_ms, "peak_kb": cost.peak_kb});
    let runs = contest.costs.iter().map(|(&who, costs)| {
        let about = json!({
            "version": contest.versions.get(&who),
            "median": contest.median(who).as_ref().map(cost),
            "rounds": costs.iter().map(cost).collect::<Vec<_>>(),
            "flags_equal": contest.differences.get(&who).map(Vec::is_empty),
        });
        (who.key().to_owned(), about)
    });
    json!({
        "rows": contest.rows,
        "bytes": contest.bytes,
        "threads": contest.threads,
        "processor": processor(),
        "flags": contest.flags,
        "runs": runs.collect::<serde_json::Map<_, _>>(),
    })
}

/// What the processor calls itself, where the system tells.
fn processor() -> Option<String> {
    let about = fs::read_to_string("/proc/cpuinfo").ok()?;
    let line = about.lines().find(|line| line.starts_with("model name"))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

/// Puts the table into the page on performance and the figures beside it.
pub(super) fn write(contest: &Contest) -> Outcome {
    let path = repo::root().join(PAGE);
    let page = repo::read(&path)?;
    let page =
        replaced(&page, &table(contest)).ok_or_else(|| format!("{PAGE} has lost the lines {BEGIN} and {END}"))?;
    put(&path, &page)?;
    let document = serde_json::to_string_pretty(&document(contest)).map_err(|error| error.to_string())?;
    put(&repo::root().join(JSON), &format!("{document}\n"))
}

fn put(path: &Path, text: &str) -> Outcome {
    repo::attempt("write", path, fs::write(path, text))
}

fn replaced(page: &str, table: &str) -> Option<String> {
    let (before, rest) = page.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{BEGIN}\n\n{table}\n\n{END}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_are_rounded_to_tenths() {
        for (number, by, expected) in [
            (25, 1, "2.5"),
            (250, 100, "0.3"),
            (249, 100, "0.2"),
            (1240, 10, "12.4"),
            (5, 1, "0.5"),
        ] {
            assert_eq!(tenths(number, by), expected, "{number} / {by}");
        }
    }

    #[test]
    fn only_what_stands_between_the_marks_is_replaced() {
        let page = format!("a\n{BEGIN}\nold\n{END}\nb\n");
        let expected = format!("a\n{BEGIN}\n\nnew\n\n{END}\nb\n");
        assert_eq!(replaced(&page, "new"), Some(expected));
        assert_eq!(replaced("a", "new"), None);
    }

    #[test]
    fn the_page_has_its_marks() {
        assert!(repo::read(&repo::root().join(PAGE)).is_ok_and(|page| replaced(&page, "").is_some()));
    }
}
