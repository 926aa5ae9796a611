//! `redflag rules list`.

use crate::args::PackArgs;
use crate::failure::Failure;
use crate::{locale, pack, talk};
use redflag::report::{Lang, indicator_list, indicator_list_json};
use std::io;
use std::process::ExitCode;

pub(super) fn run(json: bool, lang: Option<Lang>, args: &PackArgs) -> Result<ExitCode, Failure> {
    let plan = pack::open(&args.pack, args.overlay.as_deref())?.compile()?;
    let text = if json {
        indicator_list_json(&plan).map_err(io::Error::from)?
    } else {
        indicator_list(&plan, locale::lang(lang), talk::width())
    };
    talk::answer(&text)?;
    Ok(ExitCode::SUCCESS)
}
