//! Roles: indicators declare marks, the case derives roles in one pass, and no role reads a derived role.

use super::grow::Graph;
use redflag_model::{Direction, Finding, Level, Note, Role};
use redflag_rules::Plan;
use std::collections::{BTreeMap, BTreeSet};

/// Accounts that feed somebody make a controller only from this many on.
const FED_BY: usize = 3;

/// The role of each subject.
pub(super) fn roles(
    plan: &Plan,
    graph: &Graph<'_>,
    findings: &[&Finding],
    subjects: &BTreeSet<String>,
    level: Level,
) -> BTreeMap<String, Role> {
    let marks = marks(plan, findings);
    let fed = feeders(plan, findings);
    let is_fed = |subject: &str| fed.get(subject).is_some_and(|feeders| feeders.len() >= FED_BY);
    let derive = |subject: &String| {
        let marked = marks.get(subject.as_str()).copied();
        if graph.is_hub(subject) {
            return Role::Unclear;
        }
        match (is_fed(subject) && level >= Level::Review, marked) {
            // A mark of the victim's side and the structure of a controller contradict each other.
            (true, Some(_)) => Role::Unclear,
            (true, None) if graph.is_bystander(subject) => Role::Unclear,
            (true, None) if forwards(findings, subject).iter().any(|payee| is_fed(payee)) => Role::Facilitator,
            (true, None) => Role::ControllerLikely,
            (false, marked) => marked.unwrap_or_default(),
        }
    };
    subjects
        .iter()
        .map(|subject| (subject.clone(), derive(subject)))
        .collect()
}

/// The gentlest mark of the victim's side on each subject.
fn marks<'a>(plan: &Plan, findings: &[&'a Finding]) -> BTreeMap<&'a str, Role> {
    let mut marks: BTreeMap<&str, Role> = BTreeMap::new();
    for finding in findings {
        let declared = plan
            .indicator(&finding.indicator)
            .map(|(_, indicator)| indicator.subject_role);
        let own = declared.map(|role| (finding.subject.as_str(), role));
        let others = finding.parties.iter().map(|party| (party.account.as_str(), party.role));
        for (subject, role) in own.into_iter().chain(others).filter(|(_, role)| role.is_victim_side()) {
            let known = marks.entry(subject).or_insert(role);
            *known = (*known).min(role);
        }
    }
    marks
}

/// Who is paid by accounts that an indicator marks as victims or coerced payers, in the evidence of that very indicator. The payee's own
/// findings don't count: an indicator can't make its subject a controller.
fn feeders<'a>(plan: &Plan, findings: &[&'a Finding]) -> BTreeMap<&'a str, BTreeSet<&'a str>> {
    let mut fed: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for finding in findings {
        let marks = plan
            .indicator(&finding.indicator)
            .is_some_and(|(_, it)| it.subject_role.is_victim_side());
        let paid = finding
            .evidence
            .iter()
            .filter(|leg| marks && leg.direction == Direction::Out);
        for payee in paid.filter_map(|leg| leg.counterparty.as_deref()) {
            fed.entry(payee).or_default().insert(&finding.subject);
        }
    }
    fed
}

/// Whom a subject pays, as far as its evidence tells.
fn forwards<'a>(findings: &[&'a Finding], subject: &str) -> BTreeSet<&'a str> {
    let own = findings.iter().filter(|finding| finding.subject == subject);
    let paid = own.flat_map(|finding| finding.evidence.iter().filter(|leg| leg.direction == Direction::Out));
    paid.filter_map(|leg| leg.counterparty.as_deref()).collect()
}

/// What speaks of a payer's own doings: no finding that marks the payer as coerced, and none on the same payments.
pub(super) fn apart_from_coercion<'a>(findings: &[&'a Finding], seed: &str) -> Vec<&'a Finding> {
    let coerces = |finding: &Finding| {
        let is_party = |party: &redflag_model::Party| party.account == seed && party.role == Role::CoercedPayer;
        (finding.subject == seed && finding.role == Role::CoercedPayer) || finding.parties.iter().any(is_party)
    };
    let marking = findings.iter().filter(|finding| coerces(finding));
    let legs = marking.flat_map(|finding| &finding.evidence);
    let payments: BTreeSet<&str> = legs.map(|leg| leg.tx_id.as_str()).collect();
    let shares = |finding: &Finding| finding.evidence.iter().any(|leg| payments.contains(leg.tx_id.as_str()));
    let is_apart = |finding: &&Finding| !coerces(finding) && !shares(finding);
    findings.iter().copied().filter(is_apart).collect()
}

/// Says which indicator decided for the gentler role, where another finding of the seed rests on the same legs.
pub(super) fn gentler(findings: &[&Finding], seed: &str, role: Role) -> Option<Note> {
    let own: Vec<&&Finding> = findings.iter().filter(|finding| finding.subject == seed).collect();
    let deciding = own
        .iter()
        .find(|finding| role.is_victim_side() && finding.role == role)?;
    let legs: BTreeSet<&str> = deciding.evidence.iter().map(|leg| leg.tx_id.as_str()).collect();
    let harsher = |finding: &&&&Finding| {
        finding.indicator != deciding.indicator
            && finding.role != role
            && finding.evidence.iter().any(|leg| legs.contains(leg.tx_id.as_str()))
    };
    own.iter().find(harsher).map(|_| Note::GentlerRole {
        indicator: deciding.indicator.clone(),
    })
}
