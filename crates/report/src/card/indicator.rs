//! `redflag rules show`: one indicator of a plan.

use super::{guard, sources};
use crate::terminal::{Page, printable, widest};
use crate::words;
use crate::{Explainer, Lang};
use redflag_model::Currency;
use redflag_rules::Plan;
use redflag_rules::plan::{Indicator, Param};

/// The indicator's page with its parameters in force, conditions and sources.
#[must_use]
pub fn indicator_card(plan: &Plan, indicator: &Indicator, lang: Lang, width: usize) -> String {
    let explainer = Explainer::new(plan, Currency::EUR);
    let mut page = Page::new(width.min(100));
    for paragraph in explainer.page(indicator, lang).split("\n\n") {
        match paragraph.trim().strip_prefix('#') {
            Some(heading) => page.heading(&printable(heading.trim_start_matches('#').trim())),
            None => prose(&mut page, paragraph),
        }
    }
    facts(&mut page, indicator, lang);
    params(&mut page, &explainer, indicator, lang);
    conditions(&mut page, indicator, lang);
    guard::section(&mut page, plan, indicator, lang);
    sources::section(&mut page, plan, indicator, lang);
    page.finish()
}

/// Lines of one paragraph are one text; a list keeps its lines.
fn prose(page: &mut Page, paragraph: &str) {
    if paragraph.lines().any(|line| line.trim_start().starts_with("- ")) {
        paragraph.lines().for_each(|line| page.line(2, &printable(line)));
    } else {
        page.line(
            2,
            &printable(&paragraph.split_whitespace().collect::<Vec<_>>().join(" ")),
        );
    }
}

fn facts(page: &mut Page, indicator: &Indicator, lang: Lang) {
    let paragraphs: Vec<String> = indicator.paragraphs.iter().map(u8::to_string).collect();
    let state = match (indicator.enabled, lang) {
        (true, Lang::En) => "on",
        (false, Lang::En) => "off",
        (true, Lang::Fr) => "actif",
        (false, Lang::Fr) => "désactivé",
    };
    page.heading(&match lang {
        Lang::En => format!(
            "Version {}, {} since {}, {state}; {}; paragraphs {}; {} points",
            indicator.version,
            indicator.status,
            indicator.since,
            words::about(indicator, lang),
            paragraphs.join(", "),
            indicator.points.value,
        ),
        Lang::Fr => format!(
            "Version {}, {} depuis {}, {state}\u{a0}; {}\u{a0}; paragraphes {}\u{a0}; {} points",
            indicator.version,
            indicator.status,
            indicator.since,
            words::about(indicator, lang),
            paragraphs.join(", "),
            indicator.points.value,
        ),
    });
    page.line(2, &printable(lang.of(&indicator.points.why)));
}

fn params(page: &mut Page, explainer: &Explainer<'_>, indicator: &Indicator, lang: Lang) {
    page.heading(match lang {
        Lang::En => "Parameters",
        Lang::Fr => "Paramètres",
    });
    let column = widest(indicator.params.iter().map(|param| param.name.as_str())) + 2;
    for param in &indicator.params {
        let value = value(explainer, param, lang);
        let label = lang.of(&param.label);
        let text = match lang {
            Lang::En => format!("{value}: {label}. {}", param.why.en),
            Lang::Fr => format!("{value}\u{a0}: {label}. {}", param.why.fr),
        };
        page.hang(2, &param.name, column, &printable(&text));
    }
}

fn value(explainer: &Explainer<'_>, param: &Param, lang: Lang) -> String {
    let shown = explainer.param(param, lang);
    if param.value == param.default {
        return shown;
    }
    let default = explainer.param(
        &Param {
            value: param.default,
            ..param.clone()
        },
        lang,
    );
    match lang {
        Lang::En => format!("{shown} (default {default})"),
        Lang::Fr => format!("{shown} (par défaut {default})"),
    }
}

fn conditions(page: &mut Page, indicator: &Indicator, lang: Lang) {
    if indicator.predicates.is_empty() {
        return;
    }
    page.heading(&match lang {
        Lang::En => format!("Detection ({})", indicator.detect.kind()),
        Lang::Fr => format!("Détection ({})", indicator.detect.kind()),
    });
    for (path, text) in &indicator.predicates {
        page.line(2, &printable(path));
        page.line(4, &printable(text));
    }
}
