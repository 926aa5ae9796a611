//! The slow, obvious engine: for tests and debugging only.
//!
//! It answers the same question as [`Scanner`](crate::Scanner) from plain owned rows, with nothing clever: no dictionaries, no bit sets, no
//! rolling sums. Each anchor looks at all legs again and computes each aggregate from nothing. It is slow by intention, so that whoever
//! doubts the fast engine can read this one and compare.

mod aggregate;
mod deviation;
mod episode;
mod eye;
mod guard;
mod holder;
mod ledger;
mod number;
mod peers;
mod sequence;
mod test;
mod ties;
mod window;

pub use ledger::{RefParty, RefRow};

use episode::{Episode, EvidenceLeg};
use eye::Eye;
use ledger::{Account, Leg, Node, accounts, forget_midnights};
use redflag_model::{
    Baseline, Channel, Currency, Customers, Direction, Exclusions, HolderKind, PeerFigures, Rates, time,
};
use redflag_rules::Plan;
use redflag_rules::data::Lexicon;
use redflag_rules::plan::{Detect, Indicator, IndicatorId, Subjects};
use redflag_rules::text;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

/// What the slow engine found.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RefFinding {
    /// The account, or the node `NAME|COUNTRY`.
    pub subject: String,
    /// Indicator.
    pub indicator: String,
    /// Time of the first evidence leg.
    pub start: i64,
    /// Time of the last evidence leg.
    pub end: i64,
    /// Evidence in order: identifier and direction.
    pub evidence: Vec<(String, Direction)>,
    /// Guards that act on it, those on roles and measures apart, in order.
    pub guards: Vec<String>,
}

/// What the engine knows while it works: the plan, and the findings of lower layers.
struct World<'a> {
    plan: &'a Plan,
    customers: &'a Customers,
    baseline: Option<&'a Baseline>,
    base: Currency,
    /// The instant up to which the data are known: the latest of all legs.
    as_of: i64,
    /// As known when the data end.
    rates: Rates,
    found: BTreeMap<IndicatorId, Vec<(Node, Episode)>>,
    /// What guards found so far.
    guarded: Vec<(IndicatorId, Node, Episode)>,
    /// Who dealt with whom.
    deals: BTreeSet<(Node, Node)>,
    /// Answers of lexicons to texts: folding all terms for each leg again would be slow beyond use.
    said: RefCell<BTreeMap<(String, String), bool>>,
}

impl World<'_> {
    fn dealt(&self, one: &Node, other: &Node) -> bool {
        self.deals.contains(&(one.clone(), other.clone()))
    }

    /// True where a text holds a term of a lexicon.
    fn says(&self, lexicon: &Lexicon, text: &str) -> bool {
        let key = (lexicon.from.name.clone(), text.to_owned());
        if let Some(&said) = self.said.borrow().get(&key) {
            return said;
        }
        let folded = text::fold(text).into_owned();
        let terms = lexicon.terms();
        let says = terms.iter().any(|term| lexicon.holds(text, &folded, term));
        self.said.borrow_mut().insert(key, says);
        says
    }
}

/// Findings of every indicator that is switched on, facts included, in order (subject, indicator, start, end, evidence).
#[must_use]
pub fn findings(plan: &Plan, rows: &[RefRow], customers: &Customers, base: Currency) -> Vec<RefFinding> {
    findings_without(plan, rows, customers, &Exclusions::default(), base)
}

/// The same where some accounts are left out.
#[must_use]
pub fn findings_without(
    plan: &Plan,
    rows: &[RefRow],
    customers: &Customers,
    exclusions: &Exclusions,
    base: Currency,
) -> Vec<RefFinding> {
    examined(
        plan,
        accounts(rows, exclusions),
        rows,
        customers,
        base,
        None,
        &mut |_, _, _| (),
    )
}

/// As [`findings`], with the peers of a baseline.
#[must_use]
pub fn findings_with(
    plan: &Plan,
    rows: &[RefRow],
    customers: &Customers,
    base: Currency,
    baseline: &Baseline,
) -> Vec<RefFinding> {
    examined(
        plan,
        everyone(rows),
        rows,
        customers,
        base,
        Some(baseline),
        &mut |_, _, _| (),
    )
}

/// The figures of peers by indicator, over spans that end with a day.
#[must_use]
pub fn peers(
    plan: &Plan,
    rows: &[RefRow],
    customers: &Customers,
    base: Currency,
    until: i64,
) -> BTreeMap<String, PeerFigures> {
    let mut figures = BTreeMap::new();
    let end = (until + 1) * time::DAY;
    examined(
        plan,
        everyone(rows),
        rows,
        customers,
        base,
        None,
        &mut |world, accounts, indicator| {
            if indicator.detect.peers().is_some() {
                figures.insert(indicator.id.clone(), peers::figures(world, accounts, indicator, end));
            }
        },
    );
    figures
}

/// All accounts, of which none is left out.
fn everyone(rows: &[RefRow]) -> Vec<Account<'_>> {
    accounts(rows, &Exclusions::default())
}

/// Goes through the layers, and calls `visit` for each indicator before it is asked.
fn examined<'r>(
    plan: &Plan,
    mut accounts: Vec<Account<'r>>,
    rows: &'r [RefRow],
    customers: &Customers,
    base: Currency,
    baseline: Option<&Baseline>,
    visit: &mut dyn FnMut(&World<'_>, &[Account<'_>], &Indicator),
) -> Vec<RefFinding> {
    for account in &mut accounts {
        if !account.node.by_name && customers.get(&account.node.text).is_some() {
            account.own = Some(true);
        }
    }
    if let Some(share) = plan.midnight_share() {
        for account in &mut accounts {
            forget_midnights(account, share);
        }
    }
    let mut world = World {
        plan,
        customers,
        baseline,
        base,
        as_of: latest(&accounts),
        rates: plan.data.rates.known_on(latest(&accounts).div_euclid(time::DAY)),
        found: BTreeMap::new(),
        guarded: Vec::new(),
        deals: deals(&accounts),
        said: RefCell::default(),
    };
    let layers = plan.enabled().map(|(_, indicator)| indicator.layer).max();
    let mut findings = Vec::new();
    for layer in 0..=layers.unwrap_or(0) {
        let of_layer = || plan.enabled().filter(|(_, indicator)| indicator.layer == layer);
        let mut fresh = Vec::new();
        for (id, indicator) in of_layer() {
            visit(&world, &accounts, indicator);
            for account in &accounts {
                let episodes = episodes(&world, indicator, account);
                fresh.extend(episodes.into_iter().map(|episode| (id, account.node.clone(), episode)));
            }
        }
        for (id, node, episode) in &fresh {
            if plan.indicators[id.0].guard.is_some() {
                world.guarded.push((*id, node.clone(), episode.clone()));
            }
        }
        for (id, node, episode) in fresh {
            let guards = guard::acting(&world, rows, id, &node, &episode);
            findings.push(finding(plan, rows, id, &node, &episode, &guards));
            if !guard::silence(plan, &guards) {
                world.found.entry(id).or_default().push((node, episode));
            }
        }
    }
    findings.sort();
    findings
}

fn deals(accounts: &[Account<'_>]) -> BTreeSet<(Node, Node)> {
    let mut deals = BTreeSet::new();
    for account in accounts {
        for other in account.legs.iter().filter_map(|leg| leg.other().node()) {
            deals.insert((account.node.clone(), other.clone()));
            deals.insert((other, account.node.clone()));
        }
    }
    deals
}

fn latest(accounts: &[Account<'_>]) -> i64 {
    let times = accounts
        .iter()
        .flat_map(|account| &account.legs)
        .map(|leg| leg.row.time);
    times.max().unwrap_or(i64::MAX)
}

fn finding(
    plan: &Plan,
    rows: &[RefRow],
    id: IndicatorId,
    node: &Node,
    episode: &Episode,
    guards: &[IndicatorId],
) -> RefFinding {
    let name = |id: &IndicatorId| plan.indicators[id.0].id.clone();
    let leg = |leg: &EvidenceLeg| (rows[leg.row].tx_id.clone(), leg.direction);
    RefFinding {
        subject: node.text.clone(),
        indicator: name(&id),
        start: episode.start,
        end: episode.end,
        evidence: episode.legs.iter().map(leg).collect(),
        guards: guards.iter().map(name).collect::<BTreeSet<_>>().into_iter().collect(),
    }
}

/// True where the indicator may speak of the account at all.
fn may_speak(world: &World<'_>, indicator: &Indicator, account: &Account<'_>) -> bool {
    let of_subject = match indicator.subjects {
        Subjects::Any => true,
        Subjects::Persons => match holder::told_kind(world, account) {
            Some(kind) => kind == HolderKind::Person,
            None => !is_business(world, account),
        },
        Subjects::Businesses => match holder::told_kind(world, account) {
            Some(kind) => kind == HolderKind::Business,
            None => is_business(world, account),
        },
    };
    of_subject && !(indicator.own_only && account.own == Some(false))
}

fn episodes(world: &World<'_>, indicator: &Indicator, account: &Account<'_>) -> Vec<Episode> {
    if !may_speak(world, indicator, account) {
        return Vec::new();
    }
    let eye = Eye::new(world, indicator, account);
    let holds = match &indicator.detect {
        Detect::Absent => return Vec::new(),
        Detect::Row(row) => return episode::of_row(&eye, row),
        Detect::Window(window) => window::holds(&eye, window),
        Detect::Sequence(sequence) => sequence::holds(&eye, sequence),
        Detect::Deviation(deviation) => deviation::holds(&eye, deviation),
    };
    episode::of_holds(&eye, holds)
}

/// Distinct card payers that make an account a merchant.
const CARD_PAYERS: usize = 20;

fn is_business(world: &World<'_>, account: &Account<'_>) -> bool {
    let forms = world.plan.data.lexicons.get("legal-forms");
    let is_form = |name: &String| forms.is_some_and(|forms| world.says(forms, name));
    let by_name = account
        .legs
        .iter()
        .any(|leg| leg.own().name.as_ref().is_some_and(is_form));
    let paid_by_card = |leg: &&Leg<'_>| leg.direction == Direction::In && leg.row.channel == Some(Channel::Card);
    let payers: BTreeSet<Node> = account
        .legs
        .iter()
        .filter(paid_by_card)
        .filter_map(|leg| leg.other().node())
        .collect();
    by_name || payers.len() >= CARD_PAYERS
}
