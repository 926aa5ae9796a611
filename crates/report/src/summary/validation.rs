//! What a dry run tells: what was read, what was not, how far each column is filled, and which indicators could run.

use super::{read, verdicts};
use crate::explain::minor_text;
use crate::terminal::{Page, printable, widest};
use crate::words::{self, numbers};
use crate::{Lang, Run};
use redflag_model::{Column, Reason, Reject, VerdictKind};
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
    possible(&mut page, run, lang);
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
    let statement = read.columns.contains(Column::Account) || read.columns.contains(Column::AccountName);
    let may_have = |column: &&Column| match column.name().split('_').next() {
        Some("originator" | "beneficiary") => !statement,
        Some("account" | "counterparty" | "direction") => statement,
        _ => true,
    };
    let lacks = |column: &&Column| !read.filled.contains_key(column) && !read.columns.contains(**column);
    let absent = Column::ALL.iter().filter(may_have).filter(lacks);
    let absent: Vec<&str> = absent.map(|column| column.name()).collect();
    let label = match lang {
        Lang::En => "absent:",
        Lang::Fr => "absentes\u{a0}:",
    };
    if !absent.is_empty() {
        page.line(2, &format!("{label} {}", absent.join(", ")));
    }
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

/// Which indicators could run, and what would let more of them.
fn possible(page: &mut Page, run: &Run<'_>, lang: Lang) {
    let all = &run.cases.verdicts;
    page.heading(match lang {
        Lang::En => "Indicators that could run",
        Lang::Fr => "Indicateurs qui pourraient s’exécuter",
    });
    for (kind, label) in [
        (VerdictKind::Ran, ["on all the data", "sur toutes les données"]),
        (VerdictKind::Degraded, ["on part of them", "sur une partie"]),
        (VerdictKind::NotEvaluable, ["not at all", "pas du tout"]),
    ] {
        let of_kind = all.iter().filter(|verdict| verdict.verdict == kind);
        let ids: Vec<&str> = of_kind.map(|verdict| verdict.indicator.as_str()).collect();
        if !ids.is_empty() {
            let label = label[usize::from(lang == Lang::Fr)];
            page.hang(
                2,
                label,
                24,
                &printable(&format!("{}{} {}", ids.len(), words::colon(lang), ids.join(", "))),
            );
        }
    }
    let mut missing: BTreeMap<String, u64> = BTreeMap::new();
    for reason in all.iter().flat_map(|verdict| &verdict.reasons) {
        *missing.entry(words::verdict_reason(reason, lang)).or_default() += 1;
    }
    if missing.is_empty() {
        return;
    }
    page.heading(match lang {
        Lang::En => "What is missing, by the number of indicators that ask for it",
        Lang::Fr => "Ce qui manque, par nombre d’indicateurs qui le demandent",
    });
    let mut missing: Vec<(String, u64)> = missing.into_iter().collect();
    missing.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    for (reason, indicators) in missing {
        page.hang(2, &numbers::count(indicators, lang), 6, &printable(&reason));
    }
}
