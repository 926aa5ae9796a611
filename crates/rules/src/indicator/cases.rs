//! The head of `cases.csv` and its answers. The rows are a reader's business, not a pack's.

use super::missing;
use crate::error::Code;
use crate::pack::Folder;
use crate::plan::{Guard, answers};
use crate::source::Faults;

/// The header starts with `case,expect`, and there is a case for each of two answers.
pub(super) fn check(folder: &Folder, guard: Option<&Guard>, faults: &Faults) {
    let Some(source) = &folder.cases else {
        return missing(folder, "cases.csv", faults);
    };
    let mut lines = source.text.lines();
    let header = lines.next().unwrap_or_default();
    let given: Vec<&str> = lines.filter_map(|line| line.split(',').nth(1)).collect();
    let wanted = answers(guard);
    let met = wanted.iter().filter(|answer| given.contains(answer)).count();
    if !header.starts_with("case,expect,") || met < 2 {
        let message = "cases need a header `case,expect,…`, and both answers";
        let quoted: Vec<String> = wanted.iter().map(|answer| format!("`{answer}`")).collect();
        let hint = match quoted.as_slice() {
            [one, other] => format!("give at least one case with {one} and one with {other}"),
            several => format!("give cases with at least two of {}", several.join(", ")),
        };
        faults.add(source.fault(Code::BadCases, &(0..header.len()), message).hint(hint));
    }
}
