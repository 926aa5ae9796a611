//! Which findings each guard of a pack may act on: settled once every folder is read.

use crate::error::Code;
use crate::indicator::{Draft, measured};
use crate::plan::{Guard, GuardOn, GuardRule, Indicator, IndicatorId, ParamId, Redact};
use crate::source::{Faults, Source};
use redflag_model::Level;
use std::ops::Range;

/// Fills what each guard applies to. Patterns pass over guards, matches with lists, and whatever lacks the measure asked for; ids may not name them.
pub(crate) fn settle(drafts: &mut [Draft], sources: &[&Source], faults: &Faults) {
    for at in 0..drafts.len() {
        let Some(Guard::Rule(rule)) = &drafts[at].indicator.guard else {
            continue;
        };
        let mut applies = Vec::new();
        for (&target, (place, by_id)) in &drafts[at].guards {
            match objection(&drafts[at].indicator, rule, &drafts[target].indicator, *by_id) {
                None => applies.push(IndicatorId(target)),
                Some(objection) if *by_id => objection.say(sources[at], place, faults),
                Some(_) => {}
            }
        }
        if applies.is_empty() && faults.count() == 0 {
            let place = drafts[at]
                .guards
                .values()
                .next()
                .map_or(0..0, |(place, _)| place.clone());
            let fault = sources[at].fault(Code::BadGuard, &place, "nothing is left for this guard to act on");
            faults.add(fault.hint("patterns pass over guards and matches with lists: name an indicator by its id"));
        }
        if let Some(Guard::Rule(rule)) = &mut drafts[at].indicator.guard {
            rule.applies = applies;
        }
    }
}

/// Why a guard can't act on an indicator.
struct Objection {
    code: Code,
    message: String,
    hint: String,
}

impl Objection {
    fn new(code: Code, message: String, hint: &str) -> Self {
        let hint = hint.to_owned();
        Self { code, message, hint }
    }

    fn say(self, source: &Source, at: &Range<usize>, faults: &Faults) {
        faults.add(source.fault(self.code, at, self.message).hint(self.hint));
    }
}

fn objection(guard: &Indicator, rule: &GuardRule, target: &Indicator, by_id: bool) -> Option<Objection> {
    if target.guard.is_some() {
        let message = format!("{} is a guard itself", target.id);
        return Some(Objection::new(
            Code::BadGuard,
            message,
            "name indicators that make findings",
        ));
    }
    if target.is_list_match() && !(by_id && is_harmless(rule)) {
        let message = format!("{} is a match with a list, which no guard may lower or hide", target.id);
        let hint = "take it out, or leave nothing but cap = \"review\" and redact = \"others\"";
        return Some(Objection::new(Code::GuardHidesList, message, hint));
    }
    unmeasured(guard, rule, target)
}

/// The two things that a guard may do to a match with a list.
fn is_harmless(rule: &GuardRule) -> bool {
    let effect = &rule.effect;
    effect.points.is_none()
        && effect.route.is_none()
        && effect.cap.is_none_or(|cap| cap == Level::Review)
        && effect.redact.is_none_or(|who| who == Redact::Others)
}

/// A limit on a measure needs one of that name and unit.
fn unmeasured(guard: &Indicator, rule: &GuardRule, target: &Indicator) -> Option<Objection> {
    let GuardOn::Measure(measure) = &rule.on else {
        return None;
    };
    let limit = guard.param(measure.limit);
    let at = target.params.iter().position(|param| param.name == measure.name);
    let is_measured = |at: &usize| measured(&target.detect).contains(&ParamId(*at));
    if at
        .filter(is_measured)
        .is_some_and(|at| target.params[at].unit == limit.unit)
    {
        return None;
    }
    let message = format!("{} has no measure `{}` in {}", target.id, measure.name, limit.unit);
    let hint = "name a parameter that its `having` compares, and give the limit the same unit";
    Some(Objection::new(Code::BadGuard, message, hint))
}
