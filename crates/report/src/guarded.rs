//! What protective rules did to a finding, in words.

use crate::words::{self, numbers};
use crate::{Explainer, Lang};
use redflag_model::{Finding, GuardEffect, Guarded, Level};

/// One sentence or two for each guard that acted: which, why, and to what effect.
pub(crate) fn told(explainer: &Explainer<'_>, finding: &Finding, lang: Lang) -> Vec<String> {
    finding
        .guards
        .iter()
        .map(|guard| {
            let lead = match lang {
                Lang::En => format!("Protective rule {}:", guard.id),
                Lang::Fr => format!("Règle de protection {}\u{a0}:", guard.id),
            };
            let why = explainer.guard_sentence(guard, finding, lang);
            let parts = [lead].into_iter().chain(why).chain(effects(&guard.effect, lang));
            parts.collect::<Vec<_>>().join(" ")
        })
        .collect()
}

fn effects(effect: &GuardEffect, lang: Lang) -> Vec<String> {
    let points = effect.points.as_deref().map(|factor| points(factor, lang));
    let cap = effect.cap.map(|level| cap(level, lang));
    let route = effect.route.as_deref().map(|route| match lang {
        Lang::En => format!("It belongs in the queue `{route}`."),
        Lang::Fr => format!("Il relève de la file `{route}`."),
    });
    let redact = (!effect.redact.is_empty()).then(|| {
        let accounts = effect.redact.join(", ");
        match lang {
            Lang::En => format!("Nothing that leaves the institution may name {accounts}."),
            Lang::Fr => format!("Rien de ce qui quitte l’établissement ne doit nommer {accounts}."),
        }
    });
    [points, cap, route, redact].into_iter().flatten().collect()
}

fn points(factor: &str, lang: Lang) -> String {
    let shown = numbers::decimal(factor, lang);
    match (factor, lang) {
        ("0", Lang::En) => "The finding gives no points, opens no case and is read by no other indicator.".to_owned(),
        ("0", Lang::Fr) => {
            "Le résultat ne donne aucun point, n’ouvre aucun dossier et n’est lu par aucun autre indicateur.".to_owned()
        }
        (_, Lang::En) => format!("Its points are multiplied by {shown}."),
        (_, Lang::Fr) => format!("Ses points sont multipliés par {shown}."),
    }
}

fn cap(level: Level, lang: Lang) -> String {
    let name = words::level(level, lang);
    match lang {
        Lang::En => format!("It lifts no case above the level {name}."),
        Lang::Fr => format!("Il n’élève aucun dossier au-dessus du niveau {name}."),
    }
}

/// A guard with its effects in short, for a cell of a table: `GUARD-006 ×0`.
pub(crate) fn short(guard: &Guarded) -> String {
    let effect = &guard.effect;
    let mut parts = vec![guard.id.clone()];
    parts.extend(effect.points.as_ref().map(|factor| format!("×{factor}")));
    parts.extend(effect.cap.map(|level| format!("≤{}", level.name())));
    parts.extend(effect.route.as_ref().map(|route| format!("→{route}")));
    parts.join(" ")
}
