//! Why a case stands where it stands, in one paragraph of each language.

use crate::lang::both;
use crate::words::{self, numbers};
use crate::{Explainer, Lang, Run};
use redflag_model::{Case, Finding, Level, SideScore, TextPair};
use std::collections::BTreeSet;

/// The paragraph, in both languages.
pub(crate) fn why(run: &Run<'_>, case: &Case) -> TextPair {
    let findings = run.findings_of(case);
    both(|lang| {
        let mut parts = vec![opening(case, findings.len(), lang)];
        parts.extend(side(&case.trafficking, true, lang));
        parts.extend(side(&case.terrorism, false, lang));
        parts.extend(overlapping(run, case, &findings, lang));
        parts.extend(nexus(case, lang));
        parts.push(level(run, case, &findings, lang));
        parts.extend(guards(case, &findings, lang));
        parts.extend(words::role_caution(case.role, lang).map(str::to_owned));
        parts.extend(case.notes.iter().map(|note| words::note(note, lang)));
        parts.extend(cut(case, lang));
        parts.join(" ")
    })
}

fn opening(case: &Case, findings: usize, lang: Lang) -> String {
    let findings = u64::try_from(findings).unwrap_or(u64::MAX);
    let subjects = u64::try_from(case.subjects.len()).unwrap_or(u64::MAX);
    match lang {
        Lang::En => format!(
            "This case grew from {} and rests on {} about {}.",
            case.seed,
            words::counted(findings, "finding", "findings", lang),
            words::counted(subjects, "subject", "subjects", lang),
        ),
        Lang::Fr => format!(
            "Ce dossier part de {} et repose sur {} au sujet de {}.",
            case.seed,
            words::counted(findings, "résultat", "résultats", lang),
            words::counted(subjects, "sujet", "sujets", lang),
        ),
    }
}

fn side(score: &SideScore, trafficking: bool, lang: Lang) -> Option<String> {
    if score.points == 0 {
        return None;
    }
    let name = match (lang, trafficking) {
        (Lang::En, true) => "Trafficking",
        (Lang::En, false) => "Terrorist financing",
        (Lang::Fr, true) => "Traite",
        (Lang::Fr, false) => "Financement du terrorisme",
    };
    let parts: Vec<String> = score
        .contributions
        .iter()
        .map(|part| {
            format!(
                "{} {}",
                part.indicator,
                numbers::decimal(&part.points.to_string(), lang)
            )
        })
        .collect();
    let total = numbers::decimal(&score.points.to_string(), lang);
    Some(match lang {
        Lang::En => format!("{name}: {total} points ({}).", parts.join(", ")),
        Lang::Fr => format!("{name}\u{a0}: {total} points ({}).", parts.join(", ")),
    })
}

/// Indicators of another family that add nothing because one that counts describes the same payments.
fn overlapping(run: &Run<'_>, case: &Case, findings: &[&Finding], lang: Lang) -> Option<String> {
    let counted: Vec<_> = [&case.trafficking, &case.terrorism]
        .into_iter()
        .flat_map(|side| &side.contributions)
        .collect();
    let declares = |from: &str, to: &str| {
        let found = run.plan.indicator(from).map(|(_, indicator)| indicator);
        found.is_some_and(|indicator| indicator.overlaps.iter().any(|twin| twin == to))
    };
    let left_out: BTreeSet<&str> = findings
        .iter()
        .filter(|finding| finding.points > 0)
        .filter(|finding| counted.iter().all(|part| part.family != finding.family))
        .map(|finding| finding.indicator.as_str())
        .filter(|id| {
            counted
                .iter()
                .any(|part| declares(id, &part.indicator) || declares(&part.indicator, id))
        })
        .collect();
    if left_out.is_empty() {
        return None;
    }
    let names = left_out.into_iter().collect::<Vec<_>>().join(", ");
    Some(match lang {
        Lang::En => format!("Not added, since it overlaps what counts: {names}."),
        Lang::Fr => format!("Non compté, car recouvert par ce qui compte\u{a0}: {names}."),
    })
}

fn nexus(case: &Case, lang: Lang) -> Option<String> {
    if case.nexus == 0 {
        return None;
    }
    let points = numbers::decimal(&case.nexus.to_string(), lang);
    let share = (case.permille < 1000).then(|| numbers::percent(&format!("0.{:03}", case.permille.max(0)), lang));
    Some(match (lang, share) {
        (Lang::En, None) => format!("Nexus: {points} points, the lesser of both sides."),
        (Lang::En, Some(share)) => {
            format!("Nexus: {points} points, {share} of the lesser side for value lost, days and transfers on the way.")
        }
        (Lang::Fr, None) => format!("Lien\u{a0}: {points} points, le moindre des deux volets."),
        (Lang::Fr, Some(share)) => {
            format!(
                "Lien\u{a0}: {points} points, {share} du moindre volet, selon la valeur perdue, les jours et les transferts en chemin."
            )
        }
    })
}

/// Findings whose weight guards took, and the queues that they ask for.
fn guards(case: &Case, findings: &[&Finding], lang: Lang) -> Vec<String> {
    let acted: BTreeSet<&str> = findings
        .iter()
        .flat_map(|finding| &finding.guards)
        .filter(|guard| guard.effect.points.is_some() || guard.effect.cap.is_some())
        .map(|guard| guard.id.as_str())
        .collect();
    let names = acted.into_iter().collect::<Vec<_>>().join(", ");
    let lowered = (!names.is_empty()).then(|| match lang {
        Lang::En => format!("Lowered by protective rules: {names}."),
        Lang::Fr => format!("Abaissé par des règles de protection\u{a0}: {names}."),
    });
    let routes = case.routes.join(", ");
    let queue = (!routes.is_empty()).then(|| match lang {
        Lang::En => format!("Queue: {routes}."),
        Lang::Fr => format!("File\u{a0}: {routes}."),
    });
    lowered.into_iter().chain(queue).collect()
}

fn level(run: &Run<'_>, case: &Case, findings: &[&Finding], lang: Lang) -> String {
    let explainer = Explainer::new(run.plan, run.base).on(run.cases.reference_day);
    let both_sided = findings
        .iter()
        .any(|finding| explainer.indicator(finding).is_some_and(|it| it.both_sides));
    let families: BTreeSet<&str> = findings
        .iter()
        .filter_map(|finding| explainer.indicator(finding))
        .map(|indicator| indicator.family.as_str())
        .collect();
    let why = match (case.level, lang) {
        (Level::Priority, Lang::En) => "both sides hold and value can be followed between them",
        (Level::Priority, Lang::Fr) => "les deux volets sont réunis et la valeur se suit de l’un à l’autre",
        (Level::Review, Lang::En) if both_sided => "one indicator tests both sides itself",
        (Level::Review, Lang::Fr) if both_sided => "un indicateur éprouve à lui seul les deux volets",
        (Level::Review, Lang::En) => "indicators of different families agree",
        (Level::Review, Lang::Fr) => "des indicateurs de familles différentes concordent",
        (Level::Information, Lang::En) if families.len() > 1 => "the pattern is too weak for a review",
        (Level::Information, Lang::Fr) if families.len() > 1 => "l’ensemble est trop faible pour une revue",
        (Level::Information, Lang::En) => "one family of indicators alone is never more than this",
        (Level::Information, Lang::Fr) => "une seule famille d’indicateurs ne donne jamais davantage",
    };
    let name = words::level(case.level, lang);
    match lang {
        Lang::En => format!("Level {name}: {why}."),
        Lang::Fr => format!("Niveau {name}\u{a0}: {why}."),
    }
}

fn cut(case: &Case, lang: Lang) -> Option<String> {
    case.cut.then(|| {
        match lang {
            Lang::En => "More subjects belonged here; those with the fewest points were left out.",
            Lang::Fr => "D’autres sujets en relevaient\u{a0}; ceux qui ont le moins de points ont été laissés de côté.",
        }
        .to_owned()
    })
}
