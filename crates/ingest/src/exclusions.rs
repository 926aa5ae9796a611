//! The exclusion list: internal ledgers that are no customer's.

use crate::mapping::Mapping;
use crate::sheet::{Sheet, SheetRow};
use redflag_model::{Exclusion, Exclusions, ReadError, time};
use std::path::Path;

/// Columns that are read; the first three must be there and filled.
const COLUMNS: [&str; 4] = ["account", "reason", "who", "until"];

/// Reads an exclusion list: CSV with a header `account,reason,who,until`. An account is written as the mapping has those of the transactions; `until` is the
/// last day on which it is left out, and may be empty.
///
/// # Errors
/// [`ReadError`] with file, line and column where the list can't be read, where a row gives no reason or no name, or where an account stands twice: whoever
/// leaves something out says why.
pub fn open_exclusions(path: &Path, mapping: &Mapping) -> Result<Exclusions, ReadError> {
    let sheet = Sheet::open(path, &COLUMNS)?;
    let mut exclusions = Exclusions::default();
    let places = sheet.places(["account", "reason", "who"], &COLUMNS)?;
    for row in &sheet.rows {
        let entry = entry(&sheet, row, places, mapping)?;
        if exclusions.accounts.contains_key(&entry.account) {
            let hint = "keep one row for each account";
            return Err(sheet.wrong(
                row,
                places[0],
                format!("{} stands here a second time", entry.account),
                hint,
            ));
        }
        exclusions.accounts.insert(entry.account.clone(), entry);
    }
    exclusions.files.push(sheet.report("exclusions", &COLUMNS));
    Ok(exclusions)
}

fn entry(sheet: &Sheet, row: &SheetRow, places: [usize; 3], mapping: &Mapping) -> Result<Exclusion, ReadError> {
    let filled = |place: usize, what: &str| match row.text(Some(place)) {
        Some(text) => Ok(text.to_owned()),
        None => Err(sheet.wrong(
            row,
            place,
            format!("the row gives no {what}"),
            "fill it, or take the row out",
        )),
    };
    let account = filled(places[0], "account")?;
    let until = sheet.column("until");
    Ok(Exclusion {
        account: if mapping.iban { compact(&account) } else { account },
        reason: filled(places[1], "reason")?,
        who: filled(places[2], "name of who decided it")?,
        until: match until.zip(row.text(until)) {
            None => None,
            Some((at, text)) => Some(time::parse_day(text).ok_or_else(|| {
                sheet.wrong(
                    row,
                    at,
                    format!("`{text}` is no day"),
                    "write it as 2026-12-31, or leave it empty",
                )
            })?),
        },
        legs: 0,
    })
}

/// As accounts of the transactions are written where the mapping says `iban`.
fn compact(account: &str) -> String {
    account.split_whitespace().collect::<String>().to_ascii_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Exclusions, ReadError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("exclude.csv");
        std::fs::write(&path, text).unwrap();
        let iban = Mapping::parse("bank.toml", "format = 1\nname = \"bank\"\niban = true\n").unwrap();
        open_exclusions(&path, &iban)
    }

    #[test]
    fn a_list_says_why_and_who_and_how_long() {
        let list = read("account;reason;who;until\nfr76 3000;suspense;Ada;2025-12-31\nGL-2;cash desk;Ada;\n").unwrap();
        assert_eq!(
            list.end("FR763000"),
            time::parse_day("2026-01-01").map(|day| day * time::DAY)
        );
        assert_eq!(list.accounts["GL-2"].reason, "cash desk");
        assert_eq!((list.files[0].kind.as_str(), list.files[0].rows), ("exclusions", 2));
    }

    #[test]
    fn bad_rows_are_errors_with_their_line() {
        for (text, words) in [
            (
                "account,reason,who\nA,x,Ada\na,y,Bo\n",
                "exclude.csv:3:1: A stands here a second time",
            ),
            (
                "account,reason,who\nA,,Ada\n",
                "exclude.csv:2:2: the row gives no reason",
            ),
            ("account,reason,who\nA,x,\n", "no name of who"),
            ("account,reason,who\n,x,Ada\n", "no account"),
            (
                "account,reason,who,until\nA,x,Ada,soon\n",
                "exclude.csv:2:4: `soon` is no day",
            ),
            ("account,raison,who\nA,x,Ada\n", "call `raison` `reason`"),
        ] {
            let error = read(text).unwrap_err().to_string();
            assert!(error.contains(words), "{error}");
        }
    }
}
