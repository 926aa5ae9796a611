//! What the properties share: rows in memory, small ledgers that make things fire, and packs made up on the spot.
#![allow(
    unreachable_pub,
    dead_code,
    clippy::unwrap_used,
    reason = "each test file uses its own part, and a test may fail where it stands"
)]

pub mod conditions;
pub mod ledger;
pub mod packs;
pub mod plans;
pub mod source;

use proptest::test_runner::Config;
use redflag_model::{
    Cases, Currency, Customer, Customers, Direction, Exclusion, Exclusions, GuardReason, HolderKind, Supports,
    VerdictKind, VerdictReason, time,
};
use redflag_rules::Plan;
use redflag_scan::Scanner;
use redflag_scan::reference::{self, RefFinding, RefRow};
use source::Memory;

/// Cases of a property: its share of a run, or what the environment asks for.
pub fn config(cases: u32) -> Config {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok());
    Config {
        cases: asked.unwrap_or(cases),
        failure_persistence: None,
        max_shrink_iters: 600,
        ..Config::default()
    }
}

/// What the fast engine finds, in the reference's terms.
pub fn fast(plan: &Plan, rows: &[RefRow], base: Currency) -> Vec<RefFinding> {
    in_terms(&cases(plan, rows, base))
}

/// A whole run of the fast engine.
pub fn cases(plan: &Plan, rows: &[RefRow], base: Currency) -> Cases {
    let source = Memory::new(rows.to_vec());
    let people = people(rows);
    let ledgers = ledgers(rows);
    let scanner = Scanner::new(plan)
        .threads(1)
        .base(base)
        .customers(&people)
        .exclusions(&ledgers);
    scanner.scan(&source).unwrap()
}

/// Accounts that are left out, for good or up to a day: an account's own text decides, so that a stranger changes nothing.
pub fn ledgers(rows: &[RefRow]) -> Exclusions {
    let mut ledgers = Exclusions::default();
    let accounts = rows
        .iter()
        .flat_map(|row| &row.parties)
        .filter_map(|party| party.account.as_deref());
    for account in accounts {
        let die = account
            .bytes()
            .fold(3_u32, |die, byte| die.wrapping_mul(37).wrapping_add(u32::from(byte)));
        if !die.is_multiple_of(7) {
            continue;
        }
        let entry = Exclusion {
            account: account.to_owned(),
            until: (die / 7 % 2 > 0).then(|| 20_240 + i64::from(die / 14 % 60)),
            ..Exclusion::default()
        };
        ledgers.accounts.insert(account.to_owned(), entry);
    }
    ledgers
}

/// What is known of the holders of some of the accounts: an account's own text decides, so that a stranger changes nothing.
pub fn people(rows: &[RefRow]) -> Customers {
    let mut people = Customers::default();
    let accounts = rows
        .iter()
        .flat_map(|row| &row.parties)
        .filter_map(|party| party.account.as_deref());
    for account in accounts {
        let die = account
            .bytes()
            .fold(7_u32, |die, byte| die.wrapping_mul(31).wrapping_add(u32::from(byte)));
        let pick = |at: u32, of: u32| die / at % of;
        let some = |known: bool, text: &str| known.then(|| text.into());
        if pick(1, 3) > 0 {
            continue;
        }
        let customer = Customer {
            customers: vec![format!("C{}", pick(3, 2)).into()],
            kind: HolderKind::ALL.get(pick(5, 6) as usize).copied(),
            opened: (pick(7, 3) > 0).then(|| (20_230 + i64::from(pick(11, 40))) * time::DAY),
            income: vec![(
                i64::from(pick(13, 5)) * 10_000,
                Currency::from_code(["EUR", "USD"][pick(17, 2) as usize]).unwrap(),
            )],
            sector: some(pick(19, 3) > 0, ["bakery", "Salon"][pick(23, 2) as usize]),
            home_place: some(pick(29, 2) > 0, "Lyon"),
            attested_survivor: [None, Some(true), Some(false)][pick(31, 3) as usize],
            contacts: vec![format!("phone {}", pick(37, 3)).into()],
            ..Customer::default()
        };
        people.accounts.insert(account.into(), customer);
    }
    people
}

/// True where some indicator was silenced by a number that does not fit.
pub fn overflowed(cases: &Cases) -> bool {
    let reasons = cases.verdicts.iter().flat_map(|verdict| &verdict.reasons);
    reasons
        .into_iter()
        .any(|reason| matches!(reason, VerdictReason::Overflow { .. }))
}

/// Findings of a run in the reference's terms. What was found by an indicator that is said to be unable was judged wrongly.
pub fn in_terms(cases: &Cases) -> Vec<RefFinding> {
    for verdict in &cases.verdicts {
        let is_able = verdict.verdict != VerdictKind::NotEvaluable;
        assert!(is_able || verdict.findings == 0, "{verdict:?}");
    }
    let evidence = |leg: &redflag_model::EvidenceLeg| -> (String, Direction) { (leg.tx_id.clone(), leg.direction) };
    let by_own_hits =
        |guard: &&redflag_model::Guarded| matches!(guard.reason, GuardReason::Subject | GuardReason::Evidence { .. });
    let mut found: Vec<RefFinding> = cases
        .findings
        .iter()
        .map(|finding| RefFinding {
            subject: finding.subject.clone(),
            indicator: finding.indicator.clone(),
            start: finding.start,
            end: finding.end,
            evidence: finding.evidence.iter().map(evidence).collect(),
            guards: finding
                .guards
                .iter()
                .filter(by_own_hits)
                .map(|guard| guard.id.clone())
                .collect(),
        })
        .collect();
    found.sort();
    found
}

/// What the reference finds and a run prints: everything but facts.
pub fn slow(plan: &Plan, rows: &[RefRow], base: Currency) -> Vec<RefFinding> {
    let mut found = reference::findings_without(plan, rows, &people(rows), &ledgers(rows), base);
    found.retain(|it| {
        plan.indicator(&it.indicator)
            .is_some_and(|(_, it)| it.supports != Supports::Fact)
    });
    found
}

/// Rows and findings in a form that a person can compare.
pub fn shown(rows: &[RefRow], plan: &Plan, fast: &[RefFinding], slow: &[RefFinding]) -> String {
    let only = |these: &[RefFinding], those: &[RefFinding]| -> Vec<String> {
        let missing = these.iter().filter(|it| !those.contains(it));
        missing.map(|it| format!("  {it:?}\n")).collect()
    };
    let differing: std::collections::BTreeSet<&str> = fast
        .iter()
        .filter(|it| !slow.contains(it))
        .chain(slow.iter().filter(|it| !fast.contains(it)))
        .map(|it| it.indicator.as_str())
        .collect();
    let rules: Vec<String> = plan
        .indicators
        .iter()
        .filter(|it| differing.contains(it.id.as_str()))
        .map(|it| {
            let params: Vec<String> = it.params.iter().map(|p| format!("{}={:?}", p.name, p.value)).collect();
            format!("{} {:#?}\n{}\n", it.id, it.predicates, params.join(" "))
        })
        .collect();
    let rows: Vec<String> = rows.iter().map(line).collect();
    format!(
        "only the fast engine:\n{}only the reference:\n{}rows:\n{}{}",
        only(fast, slow).concat(),
        only(slow, fast).concat(),
        rows.concat(),
        rules.concat()
    )
}

/// A row on one line, without what is absent.
fn line(row: &RefRow) -> String {
    let text = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
    let party = |at: usize| {
        let party = &row.parties[at];
        let [account, name, country] = [&party.account, &party.name, &party.country].map(text);
        format!("{account}/{name}/{country}/own {:?}/{:?}", row.own[at], row.offsets[at])
    };
    format!(
        "  {} {}{} {} {} {:?} | {} => {} | memo {} merchant {} mcc {:?} at {} {:?} {:?} reverses {}\n",
        row.tx_id,
        redflag_model::time::format_instant(row.time),
        if row.by_day { " (day)" } else { "" },
        redflag_model::money::format(row.amount, row.currency),
        row.currency.code(),
        row.channel,
        party(0),
        party(1),
        text(&row.memo),
        text(&row.merchant),
        row.mcc,
        text(&row.place_country),
        row.statement,
        row.status,
        text(&row.reversal_of),
    )
}
