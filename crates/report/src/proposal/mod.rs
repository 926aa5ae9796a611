//! A proposed mapping as a file and in words, and the questions where none can be proposed.

mod en;
mod fr;

use crate::Lang;
use crate::terminal::{Page, printable, widest};
use crate::words::{self, numbers};
use redflag_model::{Doubt, MappingEntry, Proposal, Proposed, Section, Sure, Trial, Unused, Why};

/// The mapping as a file to keep: each line under a remark on why it is there.
#[must_use]
pub fn mapping_text(proposal: &Proposal, file: &str, lang: Lang) -> String {
    let head = match (&proposal.mapping, lang) {
        (Proposed::Builtin { name, .. }, Lang::En) => {
            format!("The built-in mapping `{name}`, which fits {file}. `--mapping {name}` does the same.")
        }
        (Proposed::Builtin { name, .. }, Lang::Fr) => {
            format!("Le mapping intégré `{name}`, qui convient à {file}. `--mapping {name}` revient au même.")
        }
        (Proposed::Made(_), Lang::En) => format!(
            "Proposed by `redflag map` for {file}. Read the remarks before you trust it; lines behind # are suggestions."
        ),
        (Proposed::Made(_), Lang::Fr) => format!(
            "Proposé par `redflag map` pour {file}. Lisez les remarques avant de vous y fier ; les lignes derrière # sont des suggestions."
        ),
    };
    let mut text = format!("# {}\n", one_line(&head));
    match &proposal.mapping {
        Proposed::Builtin { text: builtin, .. } => text.push_str(builtin),
        Proposed::Made(entries) => lines(&mut text, entries, lang),
    }
    text
}

fn lines(text: &mut String, entries: &[MappingEntry], lang: Lang) {
    let mut section = Section::Top;
    for entry in entries {
        if entry.section != section {
            section = entry.section;
            text.extend(["\n", &section.heading().unwrap_or_default(), "\n"]);
        }
        let remark = one_line(&why(&entry.why, lang));
        let line = entry.line();
        match section {
            Section::Values(_) => text.extend([
                &line, "  # ", &remark, "
",
            ]),
            _ if remark.is_empty() => text.extend([
                &line, "
",
            ]),
            _ => text.extend([
                "# ", &remark, "
", &line, "
",
            ]),
        }
    }
}

/// A remark never ends its comment early.
fn one_line(text: &str) -> String {
    let plain: String = text
        .chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .collect();
    printable(&plain).into_owned()
}

/// What was chosen, why, what is left alone, and how the first rows fared.
#[must_use]
pub fn explained(proposal: &Proposal, file: &str, lang: Lang, width: usize) -> String {
    let mut page = Page::new(width.min(100));
    let file = printable(file);
    let title = match (&proposal.mapping, lang) {
        (Proposed::Builtin { name, .. }, Lang::En) => format!("{file}: the built-in mapping `{name}` fits"),
        (Proposed::Builtin { name, .. }, Lang::Fr) => format!("{file}\u{a0}: le mapping intégré `{name}` convient"),
        (Proposed::Made(_), Lang::En) => format!("{file}: a mapping made from its names and values"),
        (Proposed::Made(_), Lang::Fr) => format!("{file}\u{a0}: un mapping tiré de ses noms et valeurs"),
    };
    page.line(0, &title);
    trial(&mut page, &proposal.trial, lang);
    if let Proposed::Made(entries) = &proposal.mapping {
        chosen(&mut page, entries, lang);
    }
    unused(&mut page, &proposal.unused, lang);
    page.heading(match lang {
        Lang::En => "Keep the text in a file, read its remarks, then try it: redflag validate FILE --mapping mapping.toml",
        Lang::Fr => "Gardez le texte dans un fichier, lisez ses remarques, puis essayez-le\u{a0}: redflag validate FICHIER --mapping mapping.toml",
    });
    page.finish()
}

fn trial(page: &mut Page, trial: &Trial, lang: Lang) {
    let rejected: u64 = trial.rejected.values().sum();
    let [rows, read] = [trial.rows, trial.rows - rejected].map(|rows| numbers::count(rows, lang));
    page.line(
        2,
        &match lang {
            Lang::En => format!("of the first {rows} rows {read} can be read with it"),
            Lang::Fr => format!("sur les {rows} premières lignes, {read} se lisent ainsi"),
        },
    );
    for (&reason, &rows) in &trial.rejected {
        let (what, advice) = words::reason(reason, lang);
        page.hang(4, &numbers::count(rows, lang), 8, &format!("{what} → {advice}"));
    }
}

fn chosen(page: &mut Page, entries: &[MappingEntry], lang: Lang) {
    page.heading(match lang {
        Lang::En => "Chosen",
        Lang::Fr => "Choix",
    });
    let shown = || entries.iter().filter(|entry| entry.active && entry.why != Why::Always);
    let label = |entry: &MappingEntry| match entry.section {
        Section::Values(table) => format!("{table} {}", printable(&entry.key)),
        _ => entry.key.clone(),
    };
    let labels: Vec<String> = shown().map(label).collect();
    let column = widest(labels.iter().map(String::as_str)).min(30) + 2;
    for (entry, label) in shown().zip(&labels) {
        let remark = why(&entry.why, lang);
        let colon = words::colon(lang);
        let sure = sure(entry.why.sure(), lang);
        page.hang(
            2,
            label,
            column,
            &format!("{}  ({sure}{colon} {})", printable(&entry.value), printable(&remark)),
        );
    }
    let open: Vec<&MappingEntry> = entries.iter().filter(|entry| !entry.active).collect();
    if !open.is_empty() {
        page.heading(match lang {
            Lang::En => "Left open, as comments in the text",
            Lang::Fr => "Laissé ouvert, en commentaire dans le texte",
        });
        for entry in open {
            page.hang(2, &label(entry), column, &printable(&why(&entry.why, lang)));
        }
    }
}

fn unused(page: &mut Page, unused: &[(String, Unused)], lang: Lang) {
    if unused.is_empty() {
        return;
    }
    page.heading(match lang {
        Lang::En => "Columns that are not read",
        Lang::Fr => "Colonnes non lues",
    });
    let names: Vec<_> = unused.iter().map(|(name, _)| printable(name)).collect();
    let column = widest(names.iter().map(AsRef::as_ref)).min(30) + 2;
    for ((_, why), name) in unused.iter().zip(&names) {
        let why = match lang {
            Lang::En => en::unused(why),
            Lang::Fr => fr::unused(why),
        };
        page.hang(2, name, column, &printable(&why));
    }
}

/// The questions that stand between the file and a mapping, each with how to answer it.
#[must_use]
pub fn doubted(doubts: &[Doubt], lang: Lang) -> String {
    let mut text = match lang {
        Lang::En => "no mapping can be proposed without an answer:".to_owned(),
        Lang::Fr => "aucun mapping ne peut être proposé sans réponse\u{a0}:".to_owned(),
    };
    for doubt in doubts {
        let (question, answer) = match lang {
            Lang::En => en::doubt(doubt),
            Lang::Fr => fr::doubt(doubt),
        };
        let hint = match lang {
            Lang::En => "hint:",
            Lang::Fr => "conseil\u{a0}:",
        };
        text.extend(["\n- ", &question, "\n  ", hint, " ", &answer]);
    }
    text
}

/// `a, b or c`.
fn together(names: &[String], last: &str) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [head @ .., tail] => format!("{} {last} {tail}", head.join(", ")),
    }
}

fn why(why: &Why, lang: Lang) -> String {
    match lang {
        Lang::En => en::why(why),
        Lang::Fr => fr::why(why),
    }
}

fn sure(sure: Sure, lang: Lang) -> &'static str {
    match (sure, lang) {
        (Sure::Certain, _) => "certain",
        (Sure::Likely, Lang::En) => "likely",
        (Sure::Likely, Lang::Fr) => "probable",
        (Sure::Guess, Lang::En) => "a guess, check it",
        (Sure::Guess, Lang::Fr) => "supposition, à vérifier",
    }
}

#[cfg(test)]
mod tests;
