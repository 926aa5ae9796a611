//! What a guard does, for `redflag rules show`.

use crate::Lang;
use crate::terminal::{Page, printable};
use crate::words::{self, numbers};
use redflag_rules::Plan;
use redflag_rules::plan::{Factor, Guard, GuardOn, GuardRule, Indicator, Param, ParamId, ParamValue, Redact};

pub(super) fn section(page: &mut Page, plan: &Plan, indicator: &Indicator, lang: Lang) {
    let Some(guard) = &indicator.guard else { return };
    page.heading(match lang {
        Lang::En => "What it does",
        Lang::Fr => "Ce qu’elle fait",
    });
    match guard {
        Guard::Rule(rule) => {
            let ids: Vec<&str> = rule
                .applies
                .iter()
                .map(|id| plan.indicators[id.0].id.as_str())
                .collect();
            page.line(2, &on(indicator, &rule.on, lang));
            effects(page, indicator, rule, lang);
            page.line(2, &printable(&ids.join(", ")));
        }
        Guard::BuiltIn(rule) => {
            let always = rule.is_always_on();
            page.line(
                2,
                match (lang, always) {
                    (Lang::En, true) => "A rule of the engine, always on: no pack and no overlay can switch it off.",
                    (Lang::En, false) => "A rule of the engine, with the limit above.",
                    (Lang::Fr, true) => {
                        "Une règle du moteur, toujours active\u{a0}: ni pack ni overlay ne peut la désactiver."
                    }
                    (Lang::Fr, false) => "Une règle du moteur, avec la limite ci-dessus.",
                },
            );
        }
    }
}

fn on(indicator: &Indicator, on: &GuardOn, lang: Lang) -> String {
    match (on, lang) {
        (GuardOn::Subject, Lang::En) => "On findings about an account that it found at the same time:".to_owned(),
        (GuardOn::Subject, Lang::Fr) => {
            "Sur les résultats d’un compte qu’elle a reconnu au même moment\u{a0}:".to_owned()
        }
        (GuardOn::Evidence(covers), _) => {
            let share = value(indicator, *covers, lang);
            match lang {
                Lang::En => format!("On findings of whose amount at least {share} lies in payments that it found:"),
                Lang::Fr => format!(
                    "Sur les résultats dont au moins {share} du montant tient dans des paiements qu’elle a reconnus\u{a0}:"
                ),
            }
        }
        (GuardOn::Role(roles), _) => {
            let roles: Vec<&str> = roles.iter().map(|role| words::role(*role, lang)).collect();
            match lang {
                Lang::En => format!(
                    "On findings whose subject or party has one of these roles: {}:",
                    roles.join(", ")
                ),
                Lang::Fr => format!(
                    "Sur les résultats dont le sujet ou une partie a l’un de ces rôles\u{a0}: {}\u{a0}:",
                    roles.join(", ")
                ),
            }
        }
        (GuardOn::Measure(measure), _) => {
            let limit = value(indicator, measure.limit, lang);
            match (lang, measure.at_most) {
                (Lang::En, true) => format!("On findings whose `{}` is at most {limit}:", measure.name),
                (Lang::En, false) => format!("On findings whose `{}` is at least {limit}:", measure.name),
                (Lang::Fr, true) => format!("Sur les résultats dont `{}` est au plus {limit}\u{a0}:", measure.name),
                (Lang::Fr, false) => format!("Sur les résultats dont `{}` est au moins {limit}\u{a0}:", measure.name),
            }
        }
    }
}

fn effects(page: &mut Page, indicator: &Indicator, rule: &GuardRule, lang: Lang) {
    let effect = &rule.effect;
    let points = effect.points.map(|factor| {
        let factor = match factor {
            Factor::Zero => "0".to_owned(),
            Factor::Param(param) => value(indicator, param, lang),
        };
        format!("points × {factor}")
    });
    let cap = effect.cap.map(|level| {
        let level = words::level(level, lang);
        match lang {
            Lang::En => format!("level at most {level}"),
            Lang::Fr => format!("niveau au plus {level}"),
        }
    });
    let route = effect.route.as_ref().map(|route| match lang {
        Lang::En => format!("queue `{route}`"),
        Lang::Fr => format!("file `{route}`"),
    });
    let redact = effect.redact.map(|who| redacted(who, lang).to_owned());
    for line in [points, cap, route, redact].into_iter().flatten() {
        page.hang(4, "-", 2, &printable(&line));
    }
}

fn redacted(who: Redact, lang: Lang) -> &'static str {
    match (who, lang) {
        (Redact::Subject, Lang::En) => "the subject is left out of whatever leaves the institution",
        (Redact::Matched, Lang::En) => "whoever has the role is left out of whatever leaves the institution",
        (Redact::Others, Lang::En) => "the other parties are left out of whatever leaves the institution",
        (Redact::Subject, Lang::Fr) => "le sujet est omis de tout ce qui quitte l’établissement",
        (Redact::Matched, Lang::Fr) => "quiconque a ce rôle est omis de tout ce qui quitte l’établissement",
        (Redact::Others, Lang::Fr) => "les autres parties sont omises de tout ce qui quitte l’établissement",
    }
}

fn value(indicator: &Indicator, id: ParamId, lang: Lang) -> String {
    let Param { value, unit, .. } = indicator.param(id);
    match value {
        ParamValue::Number(number) if unit == "share" => numbers::percent(&number.to_string(), lang),
        ParamValue::Number(number) => numbers::decimal(&number.to_string(), lang),
        ParamValue::Duration(micros) => numbers::duration(*micros, lang),
        ParamValue::Money(minor, currency) => numbers::amount(i128::from(*minor), *currency, lang),
    }
}
