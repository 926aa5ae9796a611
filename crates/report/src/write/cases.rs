//! `cases.jsonl`.

use super::line;
use crate::Run;
use crate::why::why;
use redflag_model::{Case, TextPair};
use serde::Serialize;
use std::io::{self, Write};

#[derive(Serialize)]
struct Line<'a> {
    #[serde(flatten)]
    case: &'a Case,
    why: TextPair,
}

/// One case a line, the strongest first, with a paragraph in both languages that says why it stands where it stands.
///
/// # Errors
/// What the writer says.
pub fn cases_jsonl(run: &Run<'_>, to: &mut impl Write) -> io::Result<()> {
    run.cases.cases.iter().try_for_each(|case| {
        line(
            &Line {
                case,
                why: why(run, case),
            },
            to,
        )
    })
}
