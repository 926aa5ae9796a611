//! The file of a baseline, and what a person is told of one.

use crate::terminal::{Page, printable, widest};
use crate::words::{self, dates, numbers};
use crate::{FolderError, Lang};
use redflag_model::{Baseline, LEAST_ACCOUNTS, PeerFigures, ReadReport, hex, time};
use sha2::{Digest, Sha256};
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

/// Writes a baseline, whole or not at all; gives the hash under which runs will name it. With `force` an earlier baseline is replaced, and
/// nothing else ever is.
///
/// # Errors
/// [`FolderError`] where the place is taken or not writable.
pub fn write_baseline(baseline: &Baseline, target: &Path, force: bool) -> Result<String, FolderError> {
    free(target, force)?;
    let mut sealed = baseline.clone();
    sealed.sha256 = digest(baseline)?;
    let mut hidden = target.as_os_str().to_owned();
    hidden.push(".part");
    let hidden = Path::new(&hidden);
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(hidden)?;
    let written = file
        .write_all(text(&sealed)?.as_bytes())
        .and_then(|()| file.sync_all())
        .and_then(|()| fs::rename(hidden, target));
    if let Err(error) = written {
        fs::remove_file(hidden)?;
        return Err(error.into());
    }
    Ok(sealed.sha256)
}

fn free(target: &Path, force: bool) -> Result<(), FolderError> {
    if target.is_dir() {
        return Err(refused(target, "is a folder", "name a file, such as baseline.json"));
    }
    if !target.exists() {
        return Ok(());
    }
    if !force {
        return Err(refused(target, "is there already", "name another file, or add --force"));
    }
    match read_baseline(target) {
        Ok(_) => Ok(()),
        Err(_) => Err(refused(
            target,
            "is no baseline and will not be replaced",
            "name another file",
        )),
    }
}

/// Reads a baseline and checks that it is as it was written.
///
/// # Errors
/// [`FolderError`] where it cannot be read or was changed.
pub fn read_baseline(path: &Path) -> Result<Baseline, FolderError> {
    let text = fs::read_to_string(path).map_err(|error| {
        refused(
            path,
            &format!("cannot be read: {error}"),
            "check the path and your right to read it",
        )
    })?;
    let baseline: Baseline = serde_json::from_str(&text).map_err(|error| {
        refused(
            path,
            &format!("is no baseline: {error}"),
            "make one with `redflag baseline`",
        )
    })?;
    let mut open = baseline.clone();
    open.sha256 = String::new();
    if digest(&open)? != baseline.sha256 {
        let hint = "use the file as it was made, or make it again with `redflag baseline`";
        return Err(refused(path, "was changed after it was made", hint));
    }
    Ok(baseline)
}

fn refused(path: &Path, what: &str, hint: &str) -> FolderError {
    FolderError {
        message: format!("{} {what}", path.display()),
        hint: Some(hint.to_owned()),
    }
}

fn text(baseline: &Baseline) -> io::Result<String> {
    Ok(serde_json::to_string_pretty(baseline)? + "\n")
}

fn digest(baseline: &Baseline) -> io::Result<String> {
    Ok(hex(&Sha256::digest(text(baseline)?)))
}

/// What was measured, and what was withheld. `read` is missing where baselines were merged.
#[must_use]
pub fn baseline_summary(baseline: &Baseline, read: Option<(&ReadReport, u64)>, lang: Lang, width: usize) -> String {
    let mut page = Page::new(width);
    let until = time::parse_day(&baseline.until).map_or_else(
        || baseline.until.clone(),
        |day| dates::day(day.saturating_mul(time::DAY), lang),
    );
    page.heading(&match lang {
        Lang::En => format!("Peers up to {until}"),
        Lang::Fr => format!("Pairs jusqu’au {until}"),
    });
    if let Some((read, accounts)) = read {
        page.line(2, &rows(read, accounts, lang));
    }
    let column = widest(baseline.indicators.keys().map(String::as_str)) + 2;
    for (id, figures) in &baseline.indicators {
        page.hang(2, &printable(id), column, &groups(figures, lang));
    }
    page.finish()
}

fn rows(read: &ReadReport, accounts: u64, lang: Lang) -> String {
    let [all, rejected] = [read.rows_read, read.rows_rejected()].map(|rows| numbers::count(rows, lang));
    let accounts = match lang {
        Lang::En => words::counted(accounts, "account", "accounts", lang),
        Lang::Fr => words::counted(accounts, "compte", "comptes", lang),
    };
    match lang {
        Lang::En => format!("{all} rows, {rejected} of them rejected; {accounts}"),
        Lang::Fr => format!("{all} lignes, dont {rejected} rejetées\u{a0}; {accounts}"),
    }
}

fn groups(figures: &PeerFigures, lang: Lang) -> String {
    let number = u64::try_from(figures.groups.len()).unwrap_or(u64::MAX);
    let withheld = numbers::count(figures.withheld, lang);
    match lang {
        Lang::En => format!(
            "{} by {}; {withheld} withheld for having fewer than {LEAST_ACCOUNTS} accounts",
            words::counted(number, "group", "groups", lang),
            figures.peers.join(", "),
        ),
        Lang::Fr => format!(
            "{} par {}\u{a0}; {withheld} non publiés, faute de {LEAST_ACCOUNTS} comptes",
            words::counted(number, "groupe", "groupes", lang),
            figures.peers.join(", "),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use redflag_model::{Distribution, PeerGroup, PeerMeasure};

    fn baseline() -> Baseline {
        let measure = PeerMeasure {
            accounts: 12,
            values: Distribution::of(1_000_000, [(250_000, 3), (-1_500_000, 1), (2_000_000, 9)]),
        };
        let figures = PeerFigures {
            version: "1.0.0".to_owned(),
            params: [("span".to_owned(), "90d".to_owned())].into(),
            peers: vec!["place_country".to_owned()],
            groups: vec![PeerGroup {
                of: vec!["TH".to_owned()],
                measures: [("measure".to_owned(), measure)].into(),
            }],
            withheld: 2,
        };
        Baseline {
            format: 1,
            until: "2025-06-30".to_owned(),
            indicators: [("HT-CSE-006".to_owned(), figures)].into(),
            ..Baseline::default()
        }
    }

    #[test]
    fn what_is_written_comes_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("baseline.json");
        let sha256 = write_baseline(&baseline(), &path, false).unwrap();
        let read = read_baseline(&path).unwrap();
        assert_eq!((read.sha256.clone(), read.sha256.len()), (sha256, 64));
        let expected = Baseline {
            sha256: read.sha256.clone(),
            ..baseline()
        };
        assert_eq!(read, expected);
        assert!(
            write_baseline(&baseline(), &path, false)
                .unwrap_err()
                .message
                .contains("there already")
        );
        write_baseline(&baseline(), &path, true).unwrap();
    }

    #[test]
    fn what_was_changed_or_is_something_else_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("baseline.json");
        write_baseline(&baseline(), &path, false).unwrap();
        let text = fs::read_to_string(&path).unwrap();
        for (from, to, said) in [
            ("\"2\": 9", "\"2\": 90", "was changed"),
            ("\"2\": 9", "\"two\": 9", "`two` is no value"),
            ("\"format\"", "\"shape\"", "is no baseline"),
        ] {
            assert!(text.contains(from));
            fs::write(&path, text.replace(from, to)).unwrap();
            assert!(read_baseline(&path).unwrap_err().message.contains(said), "{said}");
            assert!(write_baseline(&baseline(), &path, true).is_err());
        }
    }

    #[test]
    fn both_languages_say_what_is_withheld() {
        let english = baseline_summary(&baseline(), None, Lang::En, 100);
        assert!(
            english.contains("1\u{a0}group by place_country; 2 withheld"),
            "{english}"
        );
        let french = baseline_summary(&baseline(), None, Lang::Fr, 100);
        assert!(
            french.contains("Pairs jusqu’au") && french.contains("2 non publiés"),
            "{french}"
        );
    }
}
