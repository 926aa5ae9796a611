//! What the cases of a folder answer.
//!
//! | folder | answers |
//! |---|---|
//! | an indicator | `flag`: it finds something; `clear`: it does not |
//! | a guard | `guarded`: it acts on a finding; `unguarded`: what it applies to is found, and it acts on nothing |
//! | built in, `roles` | the role of the first case's seed, with every indicator switched on |
//! | built in, `protected-attributes` | `refused` or `accepted`: what the format says to the predicate in the column `predicate` |
//! | built in, `data-quality` | `untimed`: the rule takes some clock for none; `timed`: it does not |

use super::{Case, CaseFile, CasebookError, measured, screened, wrong};
use crate::Plan;
use redflag_model::{Baseline, Cases, Supports, VerdictReason};
use redflag_rules::plan::{BuiltIn, Guard, IndicatorId};
use redflag_rules::{Code, try_predicate};

/// Answers the cases of one folder.
pub(super) struct Desk<'p> {
    guard: Option<&'p Guard>,
    plan: Plan,
    baseline: Option<Baseline>,
}

impl<'p> Desk<'p> {
    pub(super) fn new(plan: &'p Plan, id: IndicatorId, file: &CaseFile) -> Result<Self, CasebookError> {
        let guard = plan.indicators[id.0].guard.as_ref();
        let plan = match guard {
            None => shown(alone(plan, vec![id]), id),
            Some(Guard::Rule(rule)) => alone(plan, rule.applies.iter().copied().chain([id]).collect()),
            Some(Guard::BuiltIn(_)) => plan.clone(),
        };
        let baseline = file
            .peers
            .as_ref()
            .map(|peers| measured(&plan, file, peers))
            .transpose()?;
        Ok(Self { guard, plan, baseline })
    }

    /// The answer of a case; none where nothing was found that an answer could be about.
    pub(super) fn answer(
        &self,
        file: &CaseFile,
        case: &Case,
        header: &csv::StringRecord,
    ) -> Result<Option<&'static str>, CasebookError> {
        if matches!(self.guard, Some(Guard::BuiltIn(BuiltIn::ProtectedAttributes))) {
            return refusal(file, case, header);
        }
        let cases = screened(&self.plan, self.baseline.as_ref(), file, case, header)?;
        Ok(match self.guard {
            None => {
                let found = cases.findings.iter().any(|finding| finding.indicator == file.indicator);
                Some(if found { "flag" } else { "clear" })
            }
            Some(Guard::Rule(rule)) => {
                let names = |id: &IndicatorId| self.plan.indicators[id.0].id.as_str();
                let applies: Vec<&str> = rule.applies.iter().map(names).collect();
                guarded(&cases, &applies, &file.indicator)
            }
            Some(Guard::BuiltIn(BuiltIn::DataQuality { .. })) => {
                let verdict = cases
                    .verdicts
                    .iter()
                    .find(|verdict| verdict.indicator == file.indicator);
                let acted = verdict.is_some_and(|verdict| verdict.reasons.iter().any(is_untimed));
                Some(if acted { "untimed" } else { "timed" })
            }
            Some(Guard::BuiltIn(_)) => cases.cases.first().map(|case| case.role.name()),
        })
    }
}

fn is_untimed(reason: &VerdictReason) -> bool {
    matches!(reason, VerdictReason::NoTimeOfDay { .. })
}

fn guarded(cases: &Cases, applies: &[&str], guard: &str) -> Option<&'static str> {
    let mut about = cases
        .findings
        .iter()
        .filter(|finding| applies.contains(&finding.indicator.as_str()))
        .peekable();
    about.peek()?;
    let acted = about.any(|finding| finding.guards.iter().any(|it| it.id == guard));
    Some(if acted { "guarded" } else { "unguarded" })
}

/// What the format says to the predicate of a case.
fn refusal(file: &CaseFile, case: &Case, header: &csv::StringRecord) -> Result<Option<&'static str>, CasebookError> {
    let column = header.iter().position(|name| name == "predicate");
    let Some(predicate) = column.and_then(|column| case.rows.first()?.get(column)) else {
        let message = "there is no column `predicate`";
        return Err(wrong(file, Some(1), message, "give the header case,expect,predicate"));
    };
    Ok(match try_predicate(predicate) {
        Ok(()) => Some("accepted"),
        Err(errors) if errors.0.iter().any(|error| error.code == Code::ProtectedAttribute) => Some("refused"),
        Err(_) => None,
    })
}

/// A fact is never shown; its own cases must still see what it finds.
fn shown(mut plan: Plan, IndicatorId(at): IndicatorId) -> Plan {
    if plan.indicators[at].supports == Supports::Fact {
        plan.indicators[at].supports = Supports::Trafficking;
    }
    plan
}

/// The plan with these indicators and, directly or not, those that they read.
fn alone(plan: &Plan, mut open: Vec<IndicatorId>) -> Plan {
    let mut alone = plan.clone();
    let mut kept = vec![false; alone.indicators.len()];
    while let Some(IndicatorId(at)) = open.pop() {
        if !std::mem::replace(&mut kept[at], true) {
            open.extend(alone.indicators[at].reads.iter().copied());
        }
    }
    for (indicator, kept) in alone.indicators.iter_mut().zip(kept) {
        indicator.enabled = kept;
    }
    alone
}
