//! `redflag map`.

use crate::args::Map;
use crate::failure::Failure;
use crate::{locale, talk};
use redflag::report::{doubted, explained, mapping_text};
use redflag::{Mapping, Unproposed, propose};
use std::process::ExitCode;

pub(crate) fn run(args: &Map) -> Result<ExitCode, Failure> {
    let lang = locale::lang(args.lang);
    let file = args.file.display().to_string();
    let proposal = propose(&args.file, &args.set).map_err(|error| match error {
        Unproposed::Read(error) => error.into(),
        Unproposed::Doubts(doubts) => Failure::usage(format!("{file}: {}", doubted(&doubts, lang))),
    })?;
    let text = mapping_text(&proposal, &file, lang);
    // Remarks hold texts of the file: none of them may change what the mapping says.
    Mapping::parse("mapping.toml", &text)?;
    talk::answer(&text)?;
    talk::message(&explained(&proposal, &file, lang, talk::width()));
    Ok(ExitCode::SUCCESS)
}
