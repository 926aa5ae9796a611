//! Laws of a run for flags: it holds where findings are, and nothing of how it was read shows.

#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

mod support;

use proptest::prelude::*;
use proptest::sample::Index;
use redflag_model::{Cases, Flag, Flagged};
use redflag_rules::Plan;
use redflag_rules::plan::{Detect, Indicator};
use redflag_scan::Scanner;
use std::collections::BTreeSet;
use support::source::Memory;
use support::{config, ledger, packs, people, plans};

/// What a run for flags writes, and what it says of it.
fn flags(plan: &Plan, source: &Memory, threads: usize) -> (Vec<(String, String)>, Flagged) {
    let people = people(&source.rows());
    let line = |flag: Flag<'_>, to: &mut Vec<u8>| {
        let copy = flag.copy.map_or(String::new(), |copy| format!("-{copy}"));
        to.extend_from_slice(format!("{}\t{}{copy}\n", flag.indicator, flag.id).as_bytes());
    };
    let mut written = Vec::new();
    let flagged = Scanner::new(plan)
        .threads(threads)
        .customers(&people)
        .flags(source, &line, &mut |block| {
            written.extend_from_slice(block);
            Ok(())
        })
        .unwrap();
    let text = String::from_utf8(written).unwrap();
    let lines = text.lines().map(|line| line.split_once('\t').unwrap());
    (
        lines.map(|(rule, id)| (rule.to_owned(), id.to_owned())).collect(),
        flagged,
    )
}

fn cases(plan: &Plan, source: &Memory) -> Cases {
    let people = people(&source.rows());
    Scanner::new(plan).threads(1).customers(&people).scan(source).unwrap()
}

/// True where the account is flagged and not its rows.
fn flags_accounts(indicator: &Indicator) -> bool {
    matches!(&indicator.detect, Detect::Window(window) if matches!(window.span, redflag_rules::plan::Span::All))
}

/// The plan of a case: one of the overlays, or a pack made up.
fn plan() -> impl Strategy<Value = Plan> {
    prop_oneof![
        3 => (0..plans::PLANS).prop_map(|at| plans::builtin(at).clone()),
        1 => packs::pack().prop_map(|pack| pack.plan()),
    ]
}

proptest! {
    #![proptest_config(config(60))]

    #[test]
    fn order_files_and_threads_do_not_show(
        ledger::Ledger(rows) in ledger::ledger(),
        plan in plan(),
        order in any::<[Index; 8]>(),
        files in 1..5_usize,
        threads in 1..4_usize,
    ) {
        let (expected, _) = flags(&plan, &Memory::new(rows.clone()), 1);
        let mut shuffled = rows;
        for (at, index) in order.iter().cycle().take(shuffled.len()).enumerate() {
            let other = (index.index(shuffled.len()) + at * 7) % shuffled.len();
            shuffled.swap(at, other);
        }
        let (got, _) = flags(&plan, &Memory::split(&shuffled, files), threads);
        prop_assert_eq!(got, expected);
    }

    #[test]
    fn flags_stand_where_findings_are(ledger::Ledger(rows) in ledger::ledger(), plan in plan()) {
        let source = Memory::new(rows);
        let (lines, flagged) = flags(&plan, &source, 2);
        let cases = cases(&plan, &source);
        prop_assert_eq!(flagged.total(), lines.len() as u64);
        prop_assert_eq!(&flagged.read.rows_screened, &cases.read.rows_screened);
        let flagged: BTreeSet<(&str, &str)> = lines.iter().map(|(rule, id)| (rule.as_str(), id.as_str())).collect();
        let mut told: BTreeSet<(&str, &str)> = BTreeSet::new();
        for finding in &cases.findings {
            let rule = finding.indicator.as_str();
            let (_, indicator) = plan.indicator(rule).unwrap();
            let rows = finding.evidence.iter().map(|leg| leg.tx_id.as_str());
            let ids: Vec<&str> = if flags_accounts(indicator) { vec![&finding.subject] } else { rows.collect() };
            // Narrowed evidence may leave out the very leg at which the rule held.
            let is_flagged = ids.iter().any(|id| flagged.contains(&(rule, *id)));
            let some = || flagged.iter().any(|(other, _)| *other == rule);
            prop_assert!(is_flagged || (indicator.evidence.is_some() && some()), "{rule} {}", finding.subject);
            told.extend(ids.into_iter().map(|id| (rule, id)));
        }
        for &(rule, id) in &flagged {
            let (_, indicator) = plan.indicator(rule).unwrap();
            prop_assert!(indicator.evidence.is_some() || told.contains(&(rule, id)), "{rule} {id}");
        }
    }
}
