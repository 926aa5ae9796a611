//! `redflag explain`.

use crate::args::Explain;
use crate::failure::Failure;
use crate::{locale, pack, talk};
use redflag::report::{Stored, StoredError, finding_card};
use std::process::ExitCode;

pub(crate) fn run(args: &Explain) -> Result<ExitCode, Failure> {
    let lang = locale::lang(args.lang);
    let plan = pack::open(&args.pack.pack, args.pack.overlay.as_deref())?.compile()?;
    let failure = |error: StoredError| Failure::usage(error.text(lang));
    let finding = Stored::find(&args.run, &args.finding).map_err(failure)?;
    let card = finding_card(&args.run, &finding, &plan, lang, talk::width()).map_err(failure)?;
    talk::answer(&card)?;
    Ok(ExitCode::SUCCESS)
}
