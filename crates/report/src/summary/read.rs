//! What was read.

use crate::terminal::{Page, printable, widest};
use crate::words::{self, dates, numbers};
use crate::{Lang, Run};
use redflag_model::{CustomerCount, Exclusion, FileReport, Reason, time};

/// Reject reasons that are shown; the rest is in the files.
const REASONS: usize = 5;
/// Files that are shown.
const FILES: usize = 10;

pub(super) fn section(page: &mut Page, run: &Run<'_>, lang: Lang) {
    page.heading(match lang {
        Lang::En => "Read",
        Lang::Fr => "Lu",
    });
    files(page, &run.cases.read.files, lang);
    context(page, run, lang);
    rows(page, run, lang);
    excluded(page, run, lang);
    rejected(page, run, lang);
    period(page, run, lang);
    peers(page, run, lang);
}

fn files(page: &mut Page, files: &[FileReport], lang: Lang) {
    let names: Vec<String> = files
        .iter()
        .take(FILES)
        .map(|file| printable(&file.name).into_owned())
        .collect();
    let column = widest(names.iter().map(String::as_str)) + 2;
    for (file, name) in files.iter().zip(&names) {
        let rows = words::counted(file.rows, words_row(lang).0, words_row(lang).1, lang);
        page.hang(2, name, column, &format!("{rows}, {}", size(file.bytes, lang)));
    }
    if files.len() > FILES {
        let more = u64::try_from(files.len() - FILES).unwrap_or(u64::MAX);
        page.line(
            2,
            &match lang {
                Lang::En => format!("and {}", words::counted(more, "more file", "more files", lang)),
                Lang::Fr => format!("et {}", words::counted(more, "autre fichier", "autres fichiers", lang)),
            },
        );
    }
}

/// Files that gave context, what of them was passed over, and whether they speak of the same accounts.
fn context(page: &mut Page, run: &Run<'_>, lang: Lang) {
    let files = &run.cases.context;
    let names: Vec<String> = files.iter().map(|file| printable(&file.name).into_owned()).collect();
    let column = widest(names.iter().map(String::as_str)) + 2;
    for (file, name) in files.iter().zip(&names) {
        let rows = words::counted(file.rows, words_row(lang).0, words_row(lang).1, lang);
        let kind = words::context(&file.kind, lang).unwrap_or(&file.kind);
        page.hang(2, name, column, &format!("{rows}, {kind}"));
        if !file.unread.is_empty() {
            let unread = printable(&file.unread.join(", ")).into_owned();
            page.hang(2, "", column, &passed_over(&unread, lang));
        }
    }
    if let Some(count) = run.cases.customers {
        page.line(2, &accounts_in_both(count, lang));
    }
    if !run.cases.exclusions.is_empty() {
        page.line(2, &left_out(&run.cases.exclusions, lang));
    }
}

fn passed_over(columns: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("columns without a meaning here: {columns}"),
        Lang::Fr => format!("colonnes sans signification ici\u{a0}: {columns}"),
    }
}

fn accounts_in_both(count: CustomerCount, lang: Lang) -> String {
    let all = words::counted(count.accounts, words_account(lang).0, words_account(lang).1, lang);
    let seen = numbers::count(count.seen, lang);
    match (lang, count.seen) {
        (Lang::En, 0) => format!("{all} of customers, none in the transactions: are accounts written alike in both?"),
        (Lang::En, _) => format!("{all} of customers, {seen} in the transactions"),
        (Lang::Fr, 0) => format!(
            "{all} de clients, aucun dans les transactions\u{a0}: les comptes s’écrivent-ils de même des deux côtés\u{a0}?"
        ),
        (Lang::Fr, _) => format!("{all} de clients, dont {seen} dans les transactions"),
    }
}

fn left_out(exclusions: &[Exclusion], lang: Lang) -> String {
    let number = u64::try_from(exclusions.len()).unwrap_or(u64::MAX);
    let accounts = words::counted(number, words_account(lang).0, words_account(lang).1, lang);
    let legs = exclusions.iter().map(|entry| entry.legs).sum();
    match lang {
        Lang::En => format!(
            "{accounts} left out, with {}",
            words::counted(legs, "movement", "movements", lang)
        ),
        Lang::Fr => format!(
            "{accounts} à l’écart, avec {}",
            words::counted(legs, "mouvement", "mouvements", lang)
        ),
    }
}

fn words_account(lang: Lang) -> (&'static str, &'static str) {
    match lang {
        Lang::En => ("account", "accounts"),
        Lang::Fr => ("compte", "comptes"),
    }
}

fn words_row(lang: Lang) -> (&'static str, &'static str) {
    match lang {
        Lang::En => ("row", "rows"),
        Lang::Fr => ("ligne", "lignes"),
    }
}

/// Bytes in the unit people use, with one digit; integers only.
fn size(bytes: u64, lang: Lang) -> String {
    let units = match lang {
        Lang::En => ["bytes", "kB", "MB", "GB", "TB"],
        Lang::Fr => ["octets", "ko", "Mo", "Go", "To"],
    };
    let mut at = 0;
    let mut scale = 1_u64;
    while at + 1 < units.len() && bytes / scale >= 1000 {
        scale *= 1000;
        at += 1;
    }
    let tenths = bytes / (scale / 10).max(1);
    let shown = if at == 0 {
        bytes.to_string()
    } else {
        format!("{}.{}", tenths / 10, tenths % 10)
    };
    format!("{}\u{a0}{}", numbers::decimal(&shown, lang), units[at])
}

fn rows(page: &mut Page, run: &Run<'_>, lang: Lang) {
    let read = &run.cases.read;
    let [all, screened, excluded, rejected] = [
        read.rows_read,
        read.rows_screened,
        read.rows_excluded(),
        read.rows_rejected(),
    ]
    .map(|rows| numbers::count(rows, lang));
    page.line(
        2,
        &match lang {
            Lang::En => format!("{all} rows = {screened} screened + {excluded} excluded + {rejected} rejected"),
            Lang::Fr => format!("{all} lignes = {screened} examinées + {excluded} exclues + {rejected} rejetées"),
        },
    );
}

fn excluded(page: &mut Page, run: &Run<'_>, lang: Lang) {
    for (&reason, &rows) in run.cases.read.excluded.iter().filter(|&(_, &rows)| rows > 0) {
        let what = words::excluded(reason, lang).unwrap_or(reason);
        let label = match lang {
            Lang::En => "excluded",
            Lang::Fr => "exclues",
        };
        page.hang(4, label, 12, &format!("{}  {what}", numbers::count(rows, lang)));
    }
}

fn rejected(page: &mut Page, run: &Run<'_>, lang: Lang) {
    let mut reasons: Vec<(Reason, u64)> = run
        .cases
        .read
        .rejected
        .iter()
        .map(|(&reason, &rows)| (reason, rows))
        .collect();
    reasons.retain(|&(_, rows)| rows > 0);
    reasons.sort_by_key(|&(reason, rows)| (std::cmp::Reverse(rows), reason));
    let label = match lang {
        Lang::En => "rejected",
        Lang::Fr => "rejetées",
    };
    for &(reason, rows) in reasons.iter().take(REASONS) {
        let (what, advice) = words::reason(reason, lang);
        page.hang(4, label, 12, &format!("{}  {what}", numbers::count(rows, lang)));
        page.hang(4, "", 12, &format!("→ {advice}"));
    }
    if reasons.len() > REASONS {
        page.hang(
            4,
            "",
            12,
            match lang {
                Lang::En => "further reasons stand in coverage.json, all rows in rejects.csv",
                Lang::Fr => "d’autres motifs figurent dans coverage.json, toutes les lignes dans rejects.csv",
            },
        );
    }
}

fn period(page: &mut Page, run: &Run<'_>, lang: Lang) {
    let Some((start, end)) = run.cases.period else { return };
    let (accounts, legs) = (run.cases.accounts, run.cases.legs);
    page.line(
        2,
        &match lang {
            Lang::En => format!(
                "From {} to {}: {}, {} seen from them",
                dates::day(start, lang),
                dates::day(end, lang),
                words::counted(accounts, "account", "accounts", lang),
                words::counted(legs, "movement", "movements", lang),
            ),
            Lang::Fr => format!(
                "Du {} au {}\u{a0}: {}, {} vus de ceux-ci",
                dates::day(start, lang),
                dates::day(end, lang),
                words::counted(accounts, "compte", "comptes", lang),
                words::counted(legs, "mouvement", "mouvements", lang),
            ),
        },
    );
}

/// The baseline, where one was given.
fn peers(page: &mut Page, run: &Run<'_>, lang: Lang) {
    let Some(baseline) = &run.cases.baseline else { return };
    let until = time::parse_day(&baseline.until).map_or_else(
        || baseline.until.clone(),
        |day| dates::day(day.saturating_mul(time::DAY), lang),
    );
    let sha256 = baseline.sha256.get(..12).unwrap_or_default();
    page.line(
        2,
        &match lang {
            Lang::En => format!("Peers: baseline up to {until} ({sha256}…)"),
            Lang::Fr => format!("Pairs\u{a0}: référence arrêtée au {until} ({sha256}…)"),
        },
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_read_well() {
        assert_eq!(size(999, Lang::En), "999\u{a0}bytes");
        assert_eq!(size(1_250_000, Lang::Fr), "1,2\u{a0}Mo");
        assert_eq!(size(u64::MAX, Lang::En), "18,446,744.0\u{a0}TB");
    }
}
