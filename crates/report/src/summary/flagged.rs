//! What a person reads when a run for flags is over.

use crate::Lang;
use crate::terminal::{Page, printable};
use crate::words::{self, numbers};
use redflag_model::Flagged;
use std::path::Path;

/// The page of a run for flags: what was read, how often each indicator holds, where the file is.
#[must_use]
pub fn flags_summary(flagged: &Flagged, out: &Path, lang: Lang, width: usize) -> String {
    let mut page = Page::new(width.min(100));
    page.line(0, &read(flagged, lang));
    if flagged.overflows > 0 {
        page.line(0, &overflows(flagged.overflows, lang));
    }
    page.heading(&heading(flagged.total(), lang));
    for (indicator, count) in flagged.counts.iter().filter(|(_, count)| *count > 0) {
        page.hang(2, indicator, 16, &numbers::count(*count, lang));
    }
    let file = out.join("flags.csv");
    page.heading(&printable(&file.to_string_lossy()));
    page.line(2, closing(lang));
    page.finish()
}

fn read(flagged: &Flagged, lang: Lang) -> String {
    let count = |number| numbers::count(number, lang);
    let read = &flagged.read;
    let (rows, screened) = (count(read.rows_read), count(read.rows_screened));
    let (excluded, rejected) = (count(read.rows_excluded()), count(read.rows_rejected()));
    match lang {
        Lang::En => format!("Rows read: {rows}; screened {screened}, excluded {excluded}, rejected {rejected}."),
        Lang::Fr => {
            format!("Lignes lues\u{a0}: {rows}\u{a0}; examinées {screened}, exclues {excluded}, rejetées {rejected}.")
        }
    }
}

fn overflows(accounts: u64, lang: Lang) -> String {
    match lang {
        Lang::En => format!(
            "Nothing is said by some indicator of {}: a number did not fit.",
            words::counted(accounts, "account", "accounts", lang)
        ),
        Lang::Fr => format!(
            "Un indicateur ne dit rien de {}\u{a0}: un nombre trop grand.",
            words::counted(accounts, "compte", "comptes", lang)
        ),
    }
}

fn heading(total: u64, lang: Lang) -> String {
    match lang {
        Lang::En => words::counted(total, "flag", "flags", lang),
        Lang::Fr => words::counted(total, "signalement", "signalements", lang),
    }
}

fn closing(lang: Lang) -> &'static str {
    match lang {
        Lang::En => {
            "A flag says where an indicator holds, not why, and is no proof; without --output flags a run explains its findings."
        }
        Lang::Fr => {
            "Un signalement dit où un indicateur est rempli, sans dire pourquoi, et ne prouve rien\u{a0}; sans --output flags, l’examen explique ses résultats."
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_count_what_was_read_and_flagged() {
        let mut flagged = Flagged {
            counts: vec![("HT-FLOW-002".to_owned(), 1200), ("TF-001".to_owned(), 0)],
            overflows: 3,
            ..Flagged::default()
        };
        flagged.read.rows_read = 5000;
        flagged.read.rows_screened = 4321;
        let english = flags_summary(&flagged, Path::new("out"), Lang::En, 100);
        for said in ["5,000", "4,321", "1,200", "HT-FLOW-002", "3", "flags.csv"] {
            assert!(english.contains(said), "{said}: {english}");
        }
        assert!(!english.contains("TF-001"));
        let french = flags_summary(&flagged, Path::new("out"), Lang::Fr, 100);
        assert!(french.contains("examinées 4\u{202f}321"), "{french}");
    }
}
