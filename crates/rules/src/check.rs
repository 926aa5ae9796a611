//! Laws over a whole pack that are no errors: what `redflag rules check` prints beside them.

use crate::data::{Language, Lexicon};
use crate::plan::{Cond, Detect, Indicator, Num, Op, Plan, Test};
use crate::text::fold;
use redflag_model::TextPair;
use std::collections::BTreeSet;

/// Something in a pack that a reviewer should look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// Stable name of the law.
    pub code: &'static str,
    /// What it concerns: an indicator, a lexicon, or `pack`.
    pub about: String,
    /// What was seen, in both languages.
    pub message: TextPair,
}

fn warning(code: &'static str, about: &str, en: String, fr: String) -> Warning {
    Warning {
        code,
        about: about.to_owned(),
        message: TextPair { en, fr },
    }
}

/// Everything worth a second look, in the order of indicators, then lexicons, then the pack.
#[must_use]
pub fn warnings(plan: &Plan) -> Vec<Warning> {
    let mut found = Vec::new();
    for indicator in &plan.indicators {
        overlaps(plan, indicator, &mut found);
        absence(indicator, &mut found);
        titles(indicator, &mut found);
        reads(plan, indicator, &mut found);
        strength(indicator, &mut found);
    }
    for lexicon in plan.data.lexicons.values() {
        lexicon_sentences(lexicon, &mut found);
    }
    uncovered(plan, &mut found);
    found
}

fn overlaps(plan: &Plan, indicator: &Indicator, found: &mut Vec<Warning>) {
    for other in &indicator.overlaps {
        match plan.indicator(other) {
            None => found.push(warning(
                "overlap_unknown",
                &indicator.id,
                format!("it overlaps {other}, which is not in the pack"),
                format!("il recouvre {other}, absent du jeu de règles"),
            )),
            Some((_, other)) if !other.overlaps.contains(&indicator.id) => found.push(warning(
                "overlap_one_sided",
                &indicator.id,
                format!("it overlaps {}, which does not say so", other.id),
                format!("il recouvre {}, qui ne le dit pas", other.id),
            )),
            Some(_) => {}
        }
    }
}

/// Absence means something only where the account was long enough in view, with all its legs.
fn absence(indicator: &Indicator, found: &mut Vec<Warning>) {
    let havings = havings(&indicator.detect);
    if !havings.iter().any(|cond| says_absence(cond)) {
        return;
    }
    let mut looks_back = false;
    for having in &havings {
        having.each_num(&mut |num| looks_back |= matches!(num, Num::SeenFor));
    }
    if !looks_back {
        found.push(warning(
            "absence_without_history",
            &indicator.id,
            "it rests on absence and does not ask seen_for()".to_owned(),
            "il repose sur une absence sans exiger seen_for()".to_owned(),
        ));
    }
    if !indicator.own_only {
        found.push(warning(
            "absence_not_own",
            &indicator.id,
            "it rests on absence and its scope is not \"own\"".to_owned(),
            "il repose sur une absence sans que sa portée soit « own »".to_owned(),
        ));
    }
}

fn havings(detect: &Detect) -> Vec<&Cond> {
    match detect {
        Detect::Absent | Detect::Row(_) => Vec::new(),
        Detect::Window(window) => vec![&window.having],
        Detect::Sequence(sequence) => sequence.steps.iter().map(|step| &step.having).collect(),
        Detect::Deviation(deviation) => vec![&deviation.having],
    }
}

fn says_absence(cond: &Cond) -> bool {
    let mut says = false;
    cond.each_test(&mut |test| {
        if let Test::Compare {
            left,
            op: Op::Equal,
            right,
        } = test
        {
            says |= matches!(
                (left, right),
                (Num::Aggregate(_), Num::Literal(0)) | (Num::Literal(0), Num::Aggregate(_))
            );
        }
    });
    says
}

fn titles(indicator: &Indicator, found: &mut Vec<Warning>) {
    for (page, title) in [
        (&indicator.page.en, &indicator.title.en),
        (&indicator.page.fr, &indicator.title.fr),
    ] {
        let wanted = format!("# {} {title}", indicator.id);
        let first = page.lines().next().unwrap_or_default();
        if first != wanted {
            found.push(warning(
                "page_title",
                &indicator.id,
                format!("its page starts with \"{first}\" and not with \"{wanted}\""),
                format!("sa page commence par « {first} » et non par « {wanted} »"),
            ));
        }
    }
}

fn reads(plan: &Plan, indicator: &Indicator, found: &mut Vec<Warning>) {
    let off = indicator
        .reads
        .iter()
        .map(|id| &plan.indicators[id.0])
        .filter(|read| !read.enabled);
    for read in off.filter(|_| indicator.enabled) {
        found.push(warning(
            "reads_switched_off",
            &indicator.id,
            format!("it reads {}, which is switched off", read.id),
            format!("il lit {}, qui est désactivé", read.id),
        ));
    }
}

fn strength(indicator: &Indicator, found: &mut Vec<Warning>) {
    if indicator.sources.iter().all(|source| source.verified == "recalled") {
        found.push(warning(
            "sources_recalled",
            &indicator.id,
            "none of its sources was read again; all are recalled".to_owned(),
            "aucune de ses sources n'a été relue ; toutes sont citées de mémoire".to_owned(),
        ));
    }
}

fn lexicon_sentences(lexicon: &Lexicon, found: &mut Vec<Warning>) {
    for language in &lexicon.languages {
        for (sentence, en, fr) in failures(lexicon, language) {
            found.push(warning(
                "lexicon_sentence",
                &lexicon.from.name,
                format!("{}: \"{sentence}\" {en}", language.code),
                format!("{} : « {sentence} » {fr}", language.code),
            ));
        }
    }
}

/// Sentences that should match and do not, or the reverse.
pub(crate) fn failures<'l>(lexicon: &Lexicon, language: &'l Language) -> Vec<(&'l str, &'static str, &'static str)> {
    let matches = |sentence: &str| {
        let folded = fold(sentence);
        let mut terms = language.terms.iter();
        terms.any(|term| lexicon.holds(sentence, &folded, term))
    };
    let silent = language.hits.iter().filter(|hit| !matches(hit));
    let noisy = language.misses.iter().filter(|miss| matches(miss));
    silent
        .map(|hit| {
            (
                hit.as_str(),
                "should match and does not",
                "devrait correspondre et ne correspond pas",
            )
        })
        .chain(noisy.map(|miss| (miss.as_str(), "matches and should not", "correspond et ne devrait pas")))
        .collect()
}

fn uncovered(plan: &Plan, found: &mut Vec<Warning>) {
    let covered: BTreeSet<u8> = plan
        .indicators
        .iter()
        .flat_map(|it| it.paragraphs.iter().copied())
        .collect();
    for paragraph in (4..=7).filter(|paragraph| !covered.contains(paragraph)) {
        found.push(warning(
            "paragraph_uncovered",
            "pack",
            format!("no indicator serves paragraph {paragraph} of resolution 2331 (2016)"),
            format!("aucun indicateur ne sert le paragraphe {paragraph} de la résolution 2331 (2016)"),
        ));
    }
}
