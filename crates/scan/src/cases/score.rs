//! Scores and levels, as in docs/semantics.md.

use redflag_model::{CaseScore, Finding, Level, SideScore, Supports};
use redflag_rules::Plan;
use redflag_rules::plan::Indicator;
use std::collections::BTreeSet;

/// A case's scores.
pub(super) struct Scored {
    pub(super) trafficking: SideScore,
    pub(super) terrorism: SideScore,
    pub(super) nexus: i64,
    pub(super) permille: i64,
    /// Both sides rest mostly on the same legs.
    pub(super) same_evidence: bool,
    /// Families that count on either side, after overlaps.
    families: BTreeSet<String>,
}

/// Money flows alone make no side: they say nothing about who is exploited or what is financed.
const NO_SIDE: &str = "HT-FLOW";

pub(super) fn score(plan: &Plan, findings: &[&Finding]) -> Scored {
    let trafficking = side(plan, findings, Supports::Trafficking);
    let terrorism = side(plan, findings, Supports::Terrorism);
    let same_evidence = rests_on_same_legs(findings);
    let both_sided = findings.iter().any(|finding| is_both_sided(plan, finding));
    let stands = |side: &SideScore| side.contributions.iter().any(|part| part.family != NO_SIDE);
    let both = stands(&trafficking) && stands(&terrorism) && (both_sided || !same_evidence);
    let permille = if both_sided { 1000 } else { 0 };
    let nexus = if both {
        trafficking.points.min(terrorism.points) * permille / 1000
    } else {
        0
    };
    let families = [&trafficking, &terrorism]
        .iter()
        .flat_map(|side| side.contributions.iter().map(|part| part.family.clone()))
        .collect();
    Scored {
        trafficking,
        terrorism,
        nexus,
        permille,
        same_evidence,
        families,
    }
}

fn indicator_of<'p>(plan: &'p Plan, finding: &Finding) -> Option<&'p Indicator> {
    plan.indicator(&finding.indicator).map(|(_, indicator)| indicator)
}

fn is_both_sided(plan: &Plan, finding: &Finding) -> bool {
    indicator_of(plan, finding).is_some_and(|indicator| indicator.both_sides)
}

/// The best finding of each family; declared overlaps count once.
fn side(plan: &Plan, findings: &[&Finding], supports: Supports) -> SideScore {
    let mut ranked: Vec<&&Finding> = findings
        .iter()
        .filter(|finding| finding.supports == supports || finding.supports == Supports::Nexus)
        .collect();
    ranked.sort_by_key(|finding| (-finding.points, finding.indicator.as_str(), finding.key.as_str()));
    let mut counted: Vec<CaseScore> = Vec::new();
    for finding in ranked {
        let overlaps = |other: &CaseScore| {
            let declares = |id: &str, other: &str| {
                plan.indicator(id)
                    .is_some_and(|(_, indicator)| indicator.overlaps.iter().any(|known| known == other))
            };
            declares(&finding.indicator, &other.indicator) || declares(&other.indicator, &finding.indicator)
        };
        if finding.points > 0
            && !counted
                .iter()
                .any(|other| other.family == finding.family || overlaps(other))
        {
            counted.push(CaseScore {
                family: finding.family.clone(),
                indicator: finding.indicator.clone(),
                key: finding.key.clone(),
                points: finding.points,
            });
        }
    }
    counted.sort_by(|a, b| a.family.cmp(&b.family));
    SideScore {
        points: counted.iter().map(|part| part.points).sum(),
        contributions: counted,
    }
}

/// True where more than half of the smaller side's legs are legs of the other side.
fn rests_on_same_legs(findings: &[&Finding]) -> bool {
    let has = |supports: Supports| findings.iter().any(|finding| finding.supports == supports);
    if !has(Supports::Trafficking) || !has(Supports::Terrorism) {
        return false;
    }
    let legs = |supports: Supports| -> BTreeSet<&str> {
        let of_side = findings.iter().filter(|finding| finding.supports == supports);
        of_side
            .flat_map(|finding| finding.evidence.iter().map(|leg| leg.tx_id.as_str()))
            .collect()
    };
    let (trafficking, terrorism) = (legs(Supports::Trafficking), legs(Supports::Terrorism));
    let shared = trafficking.intersection(&terrorism).count();
    shared * 2 > trafficking.len().min(terrorism.len())
}

/// The highest level that the findings reach which may lift a case so far.
pub(super) fn level(plan: &Plan, findings: &[&Finding], cap: &dyn Fn(&Finding) -> Level) -> Level {
    if findings.iter().all(|finding| cap(finding) == Level::Priority) {
        return uncapped(plan, findings);
    }
    let reached = |wanted: Level| {
        let allowed: Vec<&Finding> = findings
            .iter()
            .copied()
            .filter(|finding| cap(finding) >= wanted)
            .collect();
        uncapped(plan, &allowed) >= wanted
    };
    let levels = [Level::Priority, Level::Review];
    levels
        .into_iter()
        .find(|&level| reached(level))
        .unwrap_or(Level::Information)
}

/// Two families, a both-sided finding or a match with a list make a review; both sides and a path between two accounts make a priority.
fn uncapped(plan: &Plan, findings: &[&Finding]) -> Level {
    let scored = score(plan, findings);
    let both_sided: Vec<&&Finding> = findings.iter().filter(|finding| is_both_sided(plan, finding)).collect();
    let reads_others = |finding: &&&Finding| {
        indicator_of(plan, finding).is_some_and(|indicator| super::grow::reads_others(plan, indicator))
    };
    let is_listed = |finding: &&Finding| indicator_of(plan, finding).is_some_and(Indicator::is_list_match);
    if scored.nexus > 0 && both_sided.iter().any(reads_others) {
        Level::Priority
    } else if !both_sided.is_empty() || scored.families.len() >= 2 || findings.iter().any(is_listed) {
        Level::Review
    } else {
        Level::Information
    }
}
