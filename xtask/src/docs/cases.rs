//! The test cases of an indicator, one line each.

use super::page::row;
use super::words::Words;
use crate::pack::Indicator;

/// A case with what is expected of it and where its rows lie in time.
#[derive(Debug, PartialEq, Eq)]
struct Case {
    name: String,
    expect: String,
    rows: usize,
    first: String,
    last: String,
}

/// The section of the page.
pub(crate) fn section(indicator: &Indicator, words: &Words, link: &str) -> Result<String, String> {
    let cases =
        cases(&indicator.file("cases.csv")?).map_err(|problem| format!("cases.csv of {}: {problem}", indicator.id))?;
    let about = words.cases_about.replace("{link}", link);
    let mut table = format!("## {}\n\n{about}\n\n{}", words.cases, words.case_columns);
    for case in &cases {
        let expected = words.answer(&case.expect);
        table.push_str(&row(&[
            &case.name,
            expected,
            &case.rows.to_string(),
            &case.first,
            &case.last,
        ]));
    }
    Ok(table.trim_end().to_owned())
}

/// The cases in the order of the file.
fn cases(csv: &str) -> Result<Vec<Case>, String> {
    let mut records = records(csv).into_iter();
    let header = records.next().unwrap_or_default();
    let column = |name: &str| {
        header
            .iter()
            .position(|field| field == name)
            .ok_or_else(|| format!("has no column `{name}`"))
    };
    // Predicates have no time.
    let (case, expect, time) = (column("case")?, column("expect")?, column("timestamp").ok());
    let mut cases: Vec<Case> = Vec::new();
    for record in records {
        let field = |index: usize| record.get(index).cloned().unwrap_or_default();
        let day: String = time.map(field).unwrap_or_default().chars().take(10).collect();
        match cases.iter_mut().find(|known| known.name == field(case)) {
            Some(known) if known.expect != field(expect) => {
                return Err(format!("case `{}` expects two things", known.name));
            }
            Some(known) => known.add(day),
            None => cases.push(Case {
                name: field(case),
                expect: field(expect),
                rows: 1,
                first: day.clone(),
                last: day,
            }),
        }
    }
    Ok(cases)
}

impl Case {
    fn add(&mut self, day: String) {
        self.rows += 1;
        if day < self.first {
            self.first.clone_from(&day);
        }
        if day > self.last {
            self.last = day;
        }
    }
}

/// Records of a CSV text, quotes respected; blank lines are no records.
fn records(csv: &str) -> Vec<Vec<String>> {
    let mut records = Vec::new();
    let mut record = vec![String::new()];
    let mut quoted = false;
    let mut letters = csv.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                push(&mut record, '"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => record.push(String::new()),
            '\r' if !quoted => {}
            '\n' if !quoted => finish(&mut records, &mut record),
            other => push(&mut record, other),
        }
    }
    finish(&mut records, &mut record);
    records
}

fn push(record: &mut [String], letter: char) {
    if let Some(field) = record.last_mut() {
        field.push(letter);
    }
}

fn finish(records: &mut Vec<Vec<String>>, record: &mut Vec<String>) {
    let done = std::mem::replace(record, vec![String::new()]);
    if done.len() > 1 || done.iter().any(|field| !field.is_empty()) {
        records.push(done);
    }
}

#[cfg(test)]
mod tests {
    use super::{cases, records};

    #[test]
    fn quotes_may_hold_anything() {
        assert_eq!(
            records("a,\"b,\"\"c\"\"\nd\"\r\n\ne,f"),
            [["a", "b,\"c\"\nd"], ["e", "f"]]
        );
    }

    #[test]
    fn rows_gather_under_their_case() {
        let csv = "case,expect,timestamp\none,flag,2025-03-02T09:00:00Z\none,flag,2025-03-01\ntwo,clear,2025-04-01\n";
        let found = cases(csv).unwrap();
        assert_eq!(found.len(), 2);
        assert_eq!(
            (found[0].rows, found[0].first.as_str(), found[0].last.as_str()),
            (2, "2025-03-01", "2025-03-02")
        );
        assert!(cases("case,expect,timestamp\none,flag,x\none,clear,y\n").is_err());
        assert!(cases("case,timestamp\n").is_err());
    }
}
