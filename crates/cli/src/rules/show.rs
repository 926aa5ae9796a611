//! `redflag rules show`.

use crate::args::PackArgs;
use crate::failure::Failure;
use crate::{locale, pack, talk};
use redflag::report::{Lang, indicator_card};
use std::process::ExitCode;

pub(super) fn run(id: &str, lang: Option<Lang>, args: &PackArgs) -> Result<ExitCode, Failure> {
    let plan = pack::open(&args.pack, args.overlay.as_deref())?.compile()?;
    let indicator = super::indicator(&plan, id)?;
    talk::answer(&indicator_card(&plan, indicator, locale::lang(lang), talk::width()))?;
    Ok(ExitCode::SUCCESS)
}
