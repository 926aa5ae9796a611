//! What a dry run tells: what was read, what was not, how far each column is filled, and which indicators could run.

use super::{read, verdicts};
use crate::explain::minor_text;
use crate::terminal::{Page, printable, widest};
use crate::words::{self, numbers};
use crate::{Lang, Run};
use redflag_model::{Column, Reason, Reject};
use std::collections::BTreeMap;

/// The first rejected rows of each reason.
#[derive(Clone, Debug, Default)]
pub struct RejectExamples {
    of: BTreeMap<Reason, Vec<Reject>>,
}

impl RejectExamples {
    /// How many rows of a reason are kept.
    const KEPT: usize = 3;

    /// Keeps the reject where it is among the first of its reason.
    pub fn push(&mut self, reject: &Reject) {
        let known = self.of.entry(reject.reason).or_default();
        if known.len() < Self::KEPT {
            known.push(reject.clone());
        }
    }

    /// The rows in words, each with its place; `files` are the names in the order given.
    #[must_use]
    pub fn lines(&self, files: &[String], lang: Lang) -> Vec<String> {
        let rejects = self.of.values().flatten();
        rejects.map(|reject| line(reject, files, lang)).collect()
    }
}

/// The page.
#[must_use]
pub fn validation(run: &Run<'_>, examples: &RejectExamples, files: &[String], lang: Lang, width: usize) -> String {
    let mut page = Page::new(width.min(100));
    read::section(&mut page, run, lang);
    totals(&mut page, run, lang);
    rejected(&mut page, examples, files, lang);
    columns(&mut page, run, lang);
    verdicts::section(&mut page, run, lang, true);
    verdicts::departures(&mut page, run, lang);
    page.finish()
}

/// Control totals, and whether rows and amounts add up.
fn totals(page: &mut Page, run: &Run<'_>, lang: Lang) {
    page.heading(match lang {
        Lang::En => "Control totals by currency (read = screened + excluded + rejected)",
        Lang::Fr => "Totaux de contrôle par monnaie (lu = examiné + exclu + rejeté)",
    });
    for (&currency, total) in &run.cases.read.totals {
        let amount = |minor: i128| numbers::decimal(&minor_text(minor, currency), lang);
        let [all, screened, excluded, rejected] =
            [total.read, total.screened, total.excluded, total.rejected].map(amount);
        page.hang(
            2,
            currency.code(),
            5,
            &format!("{all} = {screened} + {excluded} + {rejected}"),
        );
    }
}

fn rejected(page: &mut Page, examples: &RejectExamples, files: &[String], lang: Lang) {
    let lines = examples.lines(files, lang);
    if lines.is_empty() {
        return;
    }
    page.heading(match lang {
        Lang::En => "First rejected rows",
        Lang::Fr => "Premières lignes rejetées",
    });
    for line in lines {
        page.line(2, &line);
    }
}

fn line(reject: &Reject, files: &[String], lang: Lang) -> String {
    let at = usize::try_from(reject.position.file).unwrap_or(usize::MAX);
    let file = files.get(at).map_or("", String::as_str);
    let (what, _) = words::reason(reject.reason, lang);
    let column = reject.column.map_or(String::new(), |column| format!(", {column}"));
    let text = if reject.text.is_empty() {
        String::new()
    } else {
        format!(" \"{}\"", printable(&reject.text))
    };
    format!(
        "{}:{}{column}{} {what}{text}",
        printable(file),
        reject.position.line,
        words::colon(lang)
    )
}

/// How many rows fill each column that the mapping names.
fn columns(page: &mut Page, run: &Run<'_>, lang: Lang) {
    let read = &run.cases.read;
    page.heading(match lang {
        Lang::En => "Columns, by the share of rows that fill them",
        Lang::Fr => "Colonnes, par la part des lignes qui les remplissent",
    });
    let column = widest(read.filled.keys().map(|column| column.name())) + 2;
    for (known, &rows) in &read.filled {
        page.hang(2, known.name(), column, &share(rows, read.rows_read, lang));
    }
    let absent: Vec<&str> = Column::ALL
        .iter()
        .filter(|column| !read.filled.contains_key(column) && !read.columns.contains(**column))
        .map(|column| column.name())
        .collect();
    let label = match lang {
        Lang::En => "absent:",
        Lang::Fr => "absentes\u{a0}:",
    };
    page.line(2, &format!("{label} {}", absent.join(", ")));
}

/// A share in whole percent, rounded down so that 100 % is all.
fn share(rows: u64, all: u64, lang: Lang) -> String {
    let percent = rows.saturating_mul(100).checked_div(all).unwrap_or(0);
    let [rows, all] = [rows, all].map(|number| numbers::count(number, lang));
    match lang {
        Lang::En => format!("{percent}\u{a0}% ({rows} of {all})"),
        Lang::Fr => format!("{percent}\u{a0}% ({rows} sur {all})"),
    }
}
