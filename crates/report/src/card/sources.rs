//! Where an indicator comes from, and how well that was checked.

use crate::Lang;
use crate::terminal::{Page, printable};
use redflag_rules::Plan;
use redflag_rules::plan::{Indicator, Source};

/// Each source with its strength.
pub(super) fn section(page: &mut Page, plan: &Plan, indicator: &Indicator, lang: Lang) {
    page.heading(match lang {
        Lang::En => "Sources and their strength",
        Lang::Fr => "Sources et leur force",
    });
    for source in &indicator.sources {
        let document = plan.data.sources.get(&source.document);
        let title = document.map_or_else(
            || source.document.clone(),
            |it| {
                [it.issuer.as_str(), it.title.as_str(), it.date.as_str()]
                    .into_iter()
                    .filter(|part| !part.is_empty())
                    .collect::<Vec<_>>()
                    .join(", ")
            },
        );
        page.hang(
            2,
            "-",
            2,
            &printable(&format!("{title}. {}. {}.", source.at, strength(source, lang))),
        );
    }
}

fn strength(source: &Source, lang: Lang) -> String {
    let basis = match (source.basis.as_str(), lang) {
        ("published", Lang::En) => "published",
        ("published", Lang::Fr) => "publié",
        ("judgement", Lang::En) => "our judgement",
        ("judgement", Lang::Fr) => "notre jugement",
        (other, _) => other,
    };
    let verified = match (source.verified.as_str(), lang) {
        ("issuer", Lang::En) => "read at the issuer",
        ("issuer", Lang::Fr) => "lu chez l’émetteur",
        ("copy", Lang::En) => "read in a copy",
        ("copy", Lang::Fr) => "lu dans une copie",
        ("secondary", Lang::En) => "read on secondary pages",
        ("secondary", Lang::Fr) => "lu sur des pages secondaires",
        ("recalled", Lang::En) => "recalled, not read again",
        ("recalled", Lang::Fr) => "de mémoire, non relu",
        (other, _) => other,
    };
    format!("{basis}, {verified}")
}
