//! Guards in cases: roles that they look after, levels that they cap, queues that they open.

use crate::guards::of_roles;
use redflag_model::{Finding, Level, Role};
use redflag_rules::Plan;
use redflag_rules::plan::GuardOn;
use std::collections::{BTreeMap, BTreeSet};

/// Lets guards on roles act, now that every finding knows the role of its subject and parties.
pub(super) fn by_role(plan: &Plan, findings: &mut [Finding]) {
    let on_roles = plan.guards().any(|(_, _, rule)| matches!(rule.on, GuardOn::Role(_)));
    if !on_roles {
        return;
    }
    for finding in findings {
        let Some((id, _)) = plan.indicator(&finding.indicator) else {
            continue;
        };
        let acted = of_roles(plan, id, (&finding.subject, finding.role), &finding.parties);
        finding.guards.extend(acted);
        finding.guards.sort_by(|a, b| a.id.cmp(&b.id));
        finding.level = finding.level.min(finding.cap());
    }
}

/// Queues of a seed's findings, each once.
pub(super) fn routes(findings: &[Finding]) -> Vec<String> {
    let heard = findings.iter().filter(|finding| !finding.is_silenced());
    let routes: BTreeSet<&String> = heard
        .flat_map(|finding| finding.guards.iter().filter_map(|guard| guard.effect.route.as_ref()))
        .collect();
    routes.into_iter().cloned().collect()
}

/// The highest level to which a finding may lift its case, where subjects have these roles.
pub(super) fn caps<'a>(plan: &'a Plan, roles: &'a BTreeMap<String, Role>) -> impl Fn(&Finding) -> Level + 'a {
    move |finding| {
        let role = roles.get(&finding.subject).copied().unwrap_or_default();
        let caps = plan.guards().filter_map(|(_, _, rule)| match &rule.on {
            GuardOn::Role(looked_after) if looked_after.contains(&role) => {
                let applies = rule
                    .applies
                    .iter()
                    .any(|id| plan.indicators[id.0].id == finding.indicator);
                rule.effect.cap.filter(|_| applies)
            }
            _ => None,
        });
        caps.chain([finding.cap()]).min().unwrap_or(Level::Priority)
    }
}
