//! Cases: findings around one seed subject, scored, with roles.

mod grow;
mod guarded;
mod roles;
mod score;

use crate::digest::digest;
use crate::store::{LegIndex, Store};
use grow::Graph;
use rayon::prelude::*;
use redflag_model::{Case, CaseSubject, Cases, Finding, Level, Note, Role};
use redflag_rules::Plan;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Builds the cases of all findings, and gives each finding its subject's role and level in its own case.
pub(crate) fn build(plan: &Plan, store: &Store, index: &LegIndex, all: &mut Cases) {
    let graph = Graph::new(plan, store, index, &all.findings);
    let seeds: Vec<&str> = graph.subjects().collect();
    let mut built: Vec<Case> = seeds
        .into_par_iter()
        .map(|seed| case(plan, &graph, &all.findings, seed))
        .collect();
    let hubs = graph.hubs();
    let own: BTreeMap<String, (Role, Level)> = built
        .iter()
        .map(|case| (case.seed.clone(), (case.role, case.level)))
        .collect();
    for finding in &mut all.findings {
        if let Some(&(role, level)) = own.get(&finding.subject) {
            finding.role = role;
            finding.level = level;
        }
        if finding.is_silenced() {
            finding.level = Level::Information;
        }
        for party in &mut finding.parties {
            // A party that is a likely victim or a coerced payer in its own case is never shown as less.
            if let Some((role, _)) = own.get(&party.account).filter(|(role, _)| role.is_victim_side()) {
                party.role = *role;
            }
        }
    }
    guarded::by_role(plan, &mut all.findings);
    for case in &mut built {
        case.routes = guarded::routes(of_subject(&all.findings, &case.seed));
    }
    built.sort_by(rank);
    all.hubs = hubs;
    all.cases = without_twins(built);
}

/// One group of subjects joined both ways makes one case, seeded by its strongest member; it belongs to the queues of all.
fn without_twins(built: Vec<Case>) -> Vec<Case> {
    let mut routes: HashMap<Vec<String>, BTreeSet<String>> = HashMap::new();
    for case in &built {
        let queues = routes.entry(case.findings.clone()).or_default();
        queues.extend(case.routes.iter().cloned());
    }
    let first = |mut case: Case| {
        case.routes = routes.remove(&case.findings)?.into_iter().collect();
        Some(case)
    };
    built.into_iter().filter_map(first).collect()
}

/// The findings of a subject; findings are in the order of subjects.
fn of_subject<'a>(findings: &'a [Finding], subject: &str) -> &'a [Finding] {
    let from = findings.partition_point(|finding| finding.subject.as_str() < subject);
    let length = findings[from..].partition_point(|finding| finding.subject == subject);
    &findings[from..from + length]
}

/// The strongest first.
fn rank(a: &Case, b: &Case) -> std::cmp::Ordering {
    let strength = |case: &Case| (case.level, case.nexus, case.trafficking.points + case.terrorism.points);
    strength(b).cmp(&strength(a)).then_with(|| a.seed.cmp(&b.seed))
}

fn case(plan: &Plan, graph: &Graph<'_>, findings: &[Finding], seed: &str) -> Case {
    let group = graph.grow(seed, plan.limits.case_subjects);
    let members: Vec<&Finding> = group
        .subjects
        .iter()
        .flat_map(|subject| of_subject(findings, subject))
        .filter(|finding| !finding.is_silenced())
        .collect();
    let scored = score::score(plan, &members);
    let level = score::level(plan, &members, &Finding::cap);
    let roles = roles::roles(plan, graph, &members, &group.subjects, level);
    let role = roles.get(seed).copied().unwrap_or_default();
    let level = level.min(score::level(plan, &members, &guarded::caps(plan, &roles)));
    let level = if role.is_victim_side() {
        let apart = roles::apart_from_coercion(&members, seed);
        level.min(Level::Review).min(score::level(plan, &apart, &Finding::cap))
    } else {
        level
    };
    let mut keys: Vec<&str> = members.iter().map(|finding| finding.key.as_str()).collect();
    keys.sort_unstable();
    let mut notes = group.notes;
    notes.extend(scored.same_evidence.then_some(Note::SameEvidence));
    notes.extend(roles::gentler(&members, seed, role));
    notes.sort();
    notes.dedup();
    let others = group.subjects.iter().filter(|subject| subject.as_str() != seed);
    let subject = |subject: &str| CaseSubject {
        subject: subject.to_owned(),
        role: roles.get(subject).copied().unwrap_or_default(),
    };
    Case {
        case_id: digest("case", std::iter::once(seed).chain(keys)),
        seed: seed.to_owned(),
        level,
        role,
        nexus: scored.nexus,
        permille: scored.permille,
        trafficking: scored.trafficking,
        terrorism: scored.terrorism,
        subjects: std::iter::once(subject(seed))
            .chain(others.map(|other| subject(other)))
            .collect(),
        cut: group.cut,
        routes: Vec::new(),
        start: members.iter().map(|finding| finding.start).min().unwrap_or_default(),
        end: members.iter().map(|finding| finding.end).max().unwrap_or_default(),
        findings: members.iter().map(|finding| finding.key.clone()).collect(),
        notes,
    }
}
