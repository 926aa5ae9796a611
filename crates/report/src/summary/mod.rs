//! What a person reads on the terminal when a run is over.

mod flagged;
mod found;
mod read;
mod validation;
mod verdicts;

use crate::terminal::{Page, printable};
use crate::{Lang, Run};
use std::path::PathBuf;

pub use flagged::flags_summary;
pub use validation::{RejectExamples, validation};

/// What the summary needs beside the run.
#[derive(Clone, Debug)]
pub struct Summary {
    /// Language.
    pub lang: Lang,
    /// Columns of the page; more than 100 are not used.
    pub width: usize,
    /// Where the files are.
    pub out: PathBuf,
    /// SHA-256 over findings and cases.
    pub run_digest: String,
}

/// The page: base currency, what was read, what was found, what could not run, where the files are. Every line ends within the width, and
/// nothing from the data can steer the terminal.
#[must_use]
pub fn summary(run: &Run<'_>, about: &Summary) -> String {
    let lang = about.lang;
    let mut page = Page::new(about.width.min(100));
    base(&mut page, run, lang);
    read::section(&mut page, run, lang);
    found::counts(&mut page, run, lang);
    found::leading(&mut page, run, lang);
    verdicts::section(&mut page, run, lang);
    verdicts::departures(&mut page, run, lang);
    files(&mut page, about);
    page.finish()
}

fn base(page: &mut Page, run: &Run<'_>, lang: Lang) {
    let text = match lang {
        Lang::En => format!(
            "Base currency: {}. Amounts in other currencies were converted at dated rates.",
            run.base
        ),
        Lang::Fr => format!(
            "Monnaie de base\u{a0}: {}. Les autres montants ont été convertis à des cours datés.",
            run.base
        ),
    };
    page.line(0, &text);
}

fn files(page: &mut Page, about: &Summary) {
    let (heading, digest, list): (_, _, [(&str, &str); 7]) = match about.lang {
        Lang::En => (
            "Files in",
            "Run digest",
            [
                ("findings.csv", "findings for a spreadsheet"),
                ("evidence.csv", "their payments, with file and line"),
                ("cases.jsonl", "cases with scores and roles"),
                ("findings.jsonl", "findings for programs"),
                ("rejects.csv", "rows that could not be read, and what to do"),
                ("coverage.json", "what ran, on what, and what is missing"),
                ("manifest.json", "versions, settings and hashes"),
            ],
        ),
        Lang::Fr => (
            "Fichiers dans",
            "Empreinte",
            [
                ("findings.csv", "les résultats pour un tableur"),
                ("evidence.csv", "leurs paiements, avec fichier et ligne"),
                ("cases.jsonl", "les dossiers, leurs points et leurs rôles"),
                ("findings.jsonl", "les résultats pour des programmes"),
                ("rejects.csv", "les lignes illisibles et que faire"),
                ("coverage.json", "ce qui a été exécuté, sur quoi, et ce qui manque"),
                ("manifest.json", "versions, réglages et empreintes"),
            ],
        ),
    };
    page.heading(&format!("{heading} {}", printable(&about.out.to_string_lossy())));
    for (name, what) in list {
        page.hang(2, name, 16, what);
    }
    page.hang(2, digest, 16, &about.run_digest);
}
