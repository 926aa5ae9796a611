//! Laws of the fast engine: what must not show in its findings.

#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

mod support;

use proptest::prelude::*;
use proptest::sample::Index;
use redflag_model::{Cases, Currency, Finding, Statement, time};
use redflag_rules::Plan;
use redflag_scan::Scanner;
use redflag_scan::reference::{RefParty, RefRow};
use support::source::Memory;
use support::{config, ledger, packs, people, plans};

fn scan(plan: &Plan, source: &Memory, threads: usize) -> Cases {
    let people = people(&source.rows());
    Scanner::new(plan)
        .threads(threads)
        .customers(&people)
        .scan(source)
        .unwrap()
}

/// Findings as they leave, one text each.
fn lines<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> Vec<String> {
    findings
        .into_iter()
        .map(|it| serde_json::to_string(it).unwrap())
        .collect()
}

/// Everything that leaves: findings and cases.
fn written(cases: &Cases) -> (Vec<String>, Vec<String>) {
    let texts = cases.cases.iter().map(|it| serde_json::to_string(it).unwrap());
    (lines(&cases.findings), texts.collect())
}

/// Rows of two accounts that deal with each other and nobody else.
fn strangers() -> Vec<RefRow> {
    let party = |account: &str, name: &str| RefParty {
        account: Some(account.to_owned()),
        name: Some(name.to_owned()),
        country: Some("SY".to_owned()),
        bank: None,
        place: None,
    };
    let row = |nth: i64| RefRow {
        tx_id: format!("a-stranger-{nth}"),
        time: (20_240 + nth) * time::DAY,
        by_day: false,
        offsets: [Some(0), Some(0)],
        amount: 100_000,
        currency: Currency::EUR,
        channel: None,
        parties: [party("0-STRANGER", "Ada Lind"), party("Z-STRANGER", "Bo Ek")],
        statement: Statement::Both,
        own: [None, None],
        mcc: Some(7011),
        merchant: Some("City Classified Ads".to_owned()),
        place: None,
        place_country: None,
        terminal: None,
        branch: None,
        memo: Some("ransom".to_owned()),
        status: redflag_model::Status::Booked,
        reversal_of: None,
    };
    (0..12).map(row).collect()
}

fn is_stranger(finding: &Finding) -> bool {
    finding.subject.ends_with("-STRANGER")
}

/// The plan of a case: one of the overlays, or a pack made up.
#[derive(Clone, Debug)]
enum Rules {
    Builtin(usize),
    Made(packs::Made),
}

fn rules() -> impl Strategy<Value = Rules> {
    prop_oneof![
        3 => (0..plans::PLANS).prop_map(Rules::Builtin),
        1 => packs::pack().prop_map(Rules::Made),
    ]
}

impl Rules {
    fn plan(&self) -> Plan {
        match self {
            Self::Builtin(at) => plans::builtin(*at).clone(),
            Self::Made(pack) => pack.plan(),
        }
    }
}

proptest! {
    #![proptest_config(config(100))]

    #[test]
    fn order_files_and_threads_do_not_show(
        ledger::Ledger(rows) in ledger::ledger(),
        rules in rules(),
        order in any::<[Index; 8]>(),
        files in 1..5_usize,
        threads in 1..4_usize,
    ) {
        let plan = rules.plan();
        let expected = written(&scan(&plan, &Memory::new(rows.clone()), 1));
        let mut shuffled = rows;
        for (at, index) in order.iter().cycle().take(shuffled.len()).enumerate() {
            let other = (index.index(shuffled.len()) + at * 7) % shuffled.len();
            shuffled.swap(at, other);
        }
        let got = written(&scan(&plan, &Memory::split(&shuffled, files), threads));
        prop_assert_eq!(got, expected);
    }

    #[test]
    fn a_stranger_changes_nothing_for_others(ledger::Ledger(rows) in ledger::ledger(), rules in rules()) {
        let plan = rules.plan();
        // Silence lasts until as-of, which is the latest row of anybody's unless it is given.
        let scan = |rows, threads| {
            let source = Memory::new(rows);
            let people = people(&source.rows());
            let scanner = Scanner::new(&plan).threads(threads).as_of(20_600 * time::DAY).customers(&people);
            scanner.scan(&source).unwrap()
        };
        let alone = scan(rows.clone(), 1);
        let mut more = strangers();
        more.extend(rows);
        let together = scan(more, 2);
        let others = together.findings.iter().filter(|it| !is_stranger(it));
        prop_assert_eq!(lines(others), lines(&alone.findings));
    }

    #[test]
    fn a_period_only_drops_findings(
        ledger::Ledger(rows) in ledger::ledger(),
        plan in 0..plans::PLANS,
        days in (0..130_i64, 0..130_i64),
    ) {
        let plan = plans::builtin(plan);
        let source = Memory::new(rows);
        let all = scan(plan, &source, 1);
        let (since, until) = (20_240 + days.0.min(days.1), 20_240 + days.0.max(days.1));
        let people = people(&source.rows());
        let scanner = Scanner::new(plan).threads(1).customers(&people);
        let some = scanner.since(since).until(until).scan(&source).unwrap();
        for finding in &some.findings {
            let whole = all.findings.iter().any(|it| {
                it.indicator == finding.indicator
                    && it.subject == finding.subject
                    && finding.evidence.iter().all(|leg| it.evidence.contains(leg))
            });
            prop_assert!(whole, "{finding:?} is no part of a finding of the whole period");
        }
    }
}

/// The name in other letters, one by one: who shares a word with whom is as before, and so is which names are written alike. Legal forms stay.
fn in_other_letters(name: &str) -> String {
    const LETTERS: &str = "абвгдежзиклмнопрстуфхцчшщэ";
    let letter = |letter: char| {
        let plain = if letter == 'á' { 'a' } else { letter };
        let at = u32::from(plain.to_ascii_lowercase()).checked_sub(u32::from('a'));
        let other = at.and_then(|at| LETTERS.chars().nth(usize::try_from(at).unwrap()));
        match other {
            Some(other) if plain.is_ascii_uppercase() => other.to_uppercase().collect(),
            Some(other) => other.to_string(),
            None => letter.to_string(),
        }
    };
    let word = |word: &str| match word {
        "Ltd." | "LTD" => word.to_owned(),
        _ => word.chars().map(letter).collect::<String>(),
    };
    name.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// The subject as it is called where names are in other letters.
fn renamed(subject: &str, rows: &[RefRow]) -> String {
    let parties = || rows.iter().flat_map(|row| &row.parties);
    if parties().any(|party| party.account.as_deref() == Some(subject)) {
        return subject.to_owned();
    }
    let (name, country) = subject.split_once('|').unwrap();
    format!("{}|{country}", in_other_letters(name))
}

proptest! {
    #![proptest_config(config(150))]

    #[test]
    fn names_in_other_letters_give_the_same_findings(ledger::Ledger(rows) in ledger::ledger(), pack in packs::pack()) {
        let plan = pack.plan();
        let mut translated = rows.clone();
        for party in translated.iter_mut().flat_map(|row| &mut row.parties) {
            party.name = party.name.as_deref().map(in_other_letters);
        }
        let mut expected = support::fast(&plan, &rows, Currency::EUR);
        for finding in &mut expected {
            finding.subject = renamed(&finding.subject, &rows);
        }
        expected.sort();
        prop_assert_eq!(support::fast(&plan, &translated, Currency::EUR), expected);
    }
}
