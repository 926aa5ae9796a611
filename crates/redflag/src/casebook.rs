//! Runs the test cases that stand beside each indicator.
//!
//! `cases.csv` is a transaction export with two leading columns, `case` and `expect`. Each case is screened alone, by its indicator and
//! those that it reads: `flag` asks for at least one finding of the indicator, `clear` for none. Guards have answers of their own, in
//! `answer`. Where `peers.csv` stands beside, the peers are measured from it.

mod answer;

use crate::{LedgerOptions, Mapping, Pack, Plan, ScanError, Scanner, parse_customers};
use answer::Desk;
use redflag_model::{Baseline, Cases, Customers};
use redflag_rules::plan::{IndicatorId, answers};
use redflag_rules::{Beside, CaseFile};
use std::fmt;
use std::io::Cursor;

/// What became of an indicator's cases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The indicator.
    pub indicator: String,
    /// How many cases expect each answer, in the order of the format.
    pub expected: Vec<(&'static str, usize)>,
    /// Cases whose answer is another.
    pub wrong: Vec<Wrong>,
}

/// A case whose answer is not the one expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// Its name.
    pub case: String,
    /// The file.
    pub file: String,
    /// Line of its first row.
    pub line: u64,
    /// What was expected.
    pub expected: &'static str,
    /// What came; none where nothing was found that an answer could be about.
    pub got: Option<&'static str>,
}

/// Why a case could not be run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CasebookError {
    /// The file.
    pub file: String,
    /// Line, where one is to blame.
    pub line: Option<u64>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub hint: String,
}

impl fmt::Display for CasebookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, ": {}\n  hint: {}", self.message, self.hint)
    }
}

impl std::error::Error for CasebookError {}

/// Runs the cases of all indicators of a pack, or of one.
///
/// # Errors
/// [`CasebookError`] where a file can't be read as cases. A wrong answer is no error: it stands in [`Outcome::wrong`].
pub fn run(pack: &Pack, plan: &Plan, only: Option<&str>) -> Result<Vec<Outcome>, CasebookError> {
    let files = pack.case_files();
    let wanted = files.iter().filter(|file| only.is_none_or(|id| file.indicator == id));
    wanted
        .filter_map(|file| plan.indicator(&file.indicator).map(|(id, _)| outcome(plan, id, file)))
        .collect()
}

fn outcome(plan: &Plan, id: IndicatorId, file: &CaseFile) -> Result<Outcome, CasebookError> {
    let guard = plan.indicators[id.0].guard.as_ref();
    let desk = Desk::new(plan, id, file)?;
    let answers = answers(guard);
    let mut outcome = Outcome {
        indicator: file.indicator.clone(),
        expected: answers.iter().map(|&answer| (answer, 0)).collect(),
        wrong: Vec::new(),
    };
    let book = casebook(file, answers)?;
    for case in book.cases {
        let known = outcome
            .expected
            .iter_mut()
            .filter(|(answer, _)| *answer == case.expected);
        known.for_each(|(_, cases)| *cases += 1);
        let got = desk.answer(file, &case, &book.header)?;
        if got != Some(case.expected) {
            outcome.wrong.push(Wrong {
                case: case.name,
                file: file.name.clone(),
                line: case.line,
                expected: case.expected,
                got,
            });
        }
    }
    outcome.expected.retain(|&(_, cases)| cases > 0);
    Ok(outcome)
}

/// Rows of one name, as an export of their own.
struct Case {
    name: String,
    expected: &'static str,
    line: u64,
    rows: Vec<csv::StringRecord>,
}

impl Case {
    /// The rows as an export of their own.
    fn export(&self, header: &csv::StringRecord) -> Result<Vec<u8>, csv::Error> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        for record in std::iter::once(header).chain(&self.rows) {
            writer.write_record(record.iter().skip(2))?;
        }
        writer
            .into_inner()
            .map_err(|error| csv::Error::from(error.into_error()))
    }
}

/// A file of cases, cut up.
struct Casebook {
    header: csv::StringRecord,
    cases: Vec<Case>,
}

fn casebook(file: &CaseFile, answers: &'static [&'static str]) -> Result<Casebook, CasebookError> {
    let mut reader = csv::Reader::from_reader(file.text.as_bytes());
    let header = reader.headers().map_err(|error| broken(file, &error))?.clone();
    if header.iter().take(2).ne(["case", "expect"]) {
        let message = "the first two columns are not `case` and `expect`";
        return Err(wrong(
            file,
            Some(1),
            message,
            "start the header with case,expect, then the columns of an export",
        ));
    }
    let mut cases: Vec<Case> = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| broken(file, &error))?;
        let line = record.position().map_or(0, csv::Position::line);
        case_of(&mut cases, file, &record, line, answers)?.rows.push(record);
    }
    Ok(Casebook { header, cases })
}

/// The case of a row; a new one where the name is new.
fn case_of<'c>(
    cases: &'c mut Vec<Case>,
    file: &CaseFile,
    record: &csv::StringRecord,
    line: u64,
    answers: &'static [&'static str],
) -> Result<&'c mut Case, CasebookError> {
    let (name, expected) = (&record[0], expected(file, &record[1], line, answers)?);
    let at = if let Some(at) = cases.iter().position(|case| case.name == *name) {
        if cases[at].expected != expected {
            let message = format!("the case `{name}` expects both answers");
            return Err(wrong(
                file,
                Some(line),
                message,
                "give every row of a case the same `expect`",
            ));
        }
        at
    } else {
        cases.push(Case {
            name: name.to_owned(),
            expected,
            line,
            rows: Vec::new(),
        });
        cases.len() - 1
    };
    Ok(&mut cases[at])
}

fn expected(
    file: &CaseFile,
    text: &str,
    line: u64,
    answers: &'static [&'static str],
) -> Result<&'static str, CasebookError> {
    let known = answers.iter().find(|answer| **answer == text);
    known.copied().ok_or_else(|| {
        let hint = format!("write {} under `expect`", answers.join(" or "));
        wrong(file, Some(line), format!("`{text}` is no answer"), &hint)
    })
}

/// What the case's rows give under a plan.
fn screened(
    plan: &Plan,
    baseline: Option<&Baseline>,
    file: &CaseFile,
    case: &Case,
    header: &csv::StringRecord,
) -> Result<Cases, CasebookError> {
    let failed = |message: String| {
        wrong(
            file,
            Some(case.line),
            format!("case `{}`: {message}", case.name),
            "correct its rows",
        )
    };
    let bytes = case.export(header).map_err(|error| failed(error.to_string()))?;
    let ledger = LedgerOptions::default()
        .open_stream(&file.name, Cursor::new(bytes), &Mapping::canonical())
        .map_err(|error| failed(error.to_string()))?;
    let customers = customers(file).map_err(failed)?;
    let mut scanner = Scanner::new(plan).threads(1).customers(&customers);
    if let Some(baseline) = baseline {
        scanner = scanner.baseline(baseline);
    }
    let cases = scanner
        .scan(&ledger)
        .map_err(|error: ScanError| failed(error.to_string()))?;
    match cases.rejects.first() {
        Some(reject) => Err(failed(format!(
            "a row is rejected as {} (`{}`)",
            reject.reason, reject.text
        ))),
        None => Ok(cases),
    }
}

/// What stands beside the cases of their customers.
fn customers(file: &CaseFile) -> Result<Customers, String> {
    match &file.customers {
        Some(beside) => parse_customers(&beside.name, &beside.text).map_err(|error| error.to_string()),
        None => Ok(Customers::default()),
    }
}

/// The peers of the cases, up to the last day of their file.
fn measured(plan: &Plan, file: &CaseFile, peers: &Beside) -> Result<Baseline, CasebookError> {
    let failed = |message: String| CasebookError {
        file: peers.name.clone(),
        line: None,
        message,
        hint: "make it an export with the canonical columns, without `case` and `expect`".to_owned(),
    };
    let ledger = LedgerOptions::default()
        .open_stream(&peers.name, Cursor::new(peers.text.clone()), &Mapping::canonical())
        .map_err(|error| failed(error.to_string()))?;
    let customers = customers(file).map_err(failed)?;
    let measured = Scanner::new(plan)
        .threads(1)
        .customers(&customers)
        .measure_peers(&ledger, None)
        .map_err(|error| failed(error.to_string()))?;
    match measured.read.rows_rejected() {
        0 => Ok(measured.baseline),
        rows => Err(failed(format!("{rows} rows are rejected"))),
    }
}

fn broken(file: &CaseFile, error: &csv::Error) -> CasebookError {
    let line = error.position().map(csv::Position::line);
    wrong(
        file,
        line,
        format!("this is no table ({error})"),
        "give every row as many fields as the header",
    )
}

fn wrong(file: &CaseFile, line: Option<u64>, message: impl Into<String>, hint: &str) -> CasebookError {
    CasebookError {
        file: file.name.clone(),
        line,
        message: message.into(),
        hint: hint.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "case,expect,tx_id,timestamp,amount,currency,channel,originator_account,beneficiary_account\n";

    fn run_text(text: &str) -> Result<Outcome, CasebookError> {
        let plan = Pack::builtin().compile().unwrap();
        let file = CaseFile {
            indicator: "HT-FLOW-002".to_owned(),
            name: "cases.csv".to_owned(),
            text: text.to_owned(),
            customers: None,
            peers: None,
        };
        outcome(&plan, plan.indicator("HT-FLOW-002").unwrap().0, &file)
    }

    fn deposits(case: &str, expect: &str, count: usize) -> String {
        let row = |day: usize| format!("{case},{expect},{case}{day},2025-03-0{day}T10:00:00Z,9500.00,EUR,cash,,A\n");
        (1..=count).map(row).collect::<Vec<_>>().concat()
    }

    #[test]
    fn right_and_wrong_answers_are_told_apart() {
        let cases = [
            ("three", "flag", 3),
            ("two", "clear", 2),
            ("missed", "flag", 2),
            ("false", "clear", 3),
        ];
        let rows: String = cases
            .iter()
            .map(|&(case, expect, count)| deposits(case, expect, count))
            .collect();
        let outcome = run_text(&format!("{HEADER}{rows}")).unwrap();
        assert_eq!(outcome.expected, [("flag", 2), ("clear", 2)]);
        let wrong: Vec<_> = outcome
            .wrong
            .iter()
            .map(|it| (it.case.as_str(), it.line, it.expected, it.got))
            .collect();
        assert_eq!(
            wrong,
            [
                ("missed", 7, "flag", Some("clear")),
                ("false", 9, "clear", Some("flag"))
            ]
        );
    }

    #[test]
    fn broken_casebooks_say_where() {
        let both = format!("{HEADER}{}{}", deposits("a", "flag", 1), deposits("a", "clear", 1));
        assert_eq!(run_text(&both).unwrap_err().line, Some(3));
        let answer = format!("{HEADER}{}", deposits("a", "maybe", 1));
        assert!(
            run_text(&answer)
                .unwrap_err()
                .to_string()
                .starts_with("cases.csv:2: `maybe` is no answer")
        );
        assert!(
            run_text("a,b\n1,2\n")
                .unwrap_err()
                .message
                .contains("`case` and `expect`")
        );
        let rejected = format!("{HEADER}a,flag,1,no date,1.00,EUR,cash,,A\n");
        assert!(run_text(&rejected).unwrap_err().message.contains("bad_timestamp"));
        let short = format!("{HEADER}a,flag\n");
        assert_eq!(run_text(&short).unwrap_err().line, Some(2));
    }
}
