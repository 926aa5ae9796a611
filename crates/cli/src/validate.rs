//! `redflag validate`.

use crate::args::Validate;
use crate::failure::Failure;
use crate::inputs::Chosen;
use crate::progress::Bar;
use crate::{locale, talk};
use redflag::model::Reject;
use redflag::report::{RejectExamples, Run, validation};
use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};

pub(crate) fn run(args: &Validate) -> Result<ExitCode, Failure> {
    let lang = locale::lang(args.inputs.lang);
    let opened = Chosen::of(&args.inputs, &[])?.open(&args.inputs)?;
    let names: Vec<String> = args
        .inputs
        .files
        .iter()
        .map(|file| file.display().to_string())
        .collect();
    let examples = Mutex::new(RejectExamples::default());
    let reject = |reject: &Reject| examples.lock().unwrap_or_else(PoisonError::into_inner).push(reject);
    let bar = Bar::new(args.quiet, lang);
    let progress = |progress| {
        bar.show(progress);
        true
    };
    let scanner = opened.scanner(&args.inputs).progress(&progress).rejects(&reject);
    let cases = scanner.inspect(&opened.ledger);
    let examples = examples.into_inner().unwrap_or_else(PoisonError::into_inner);
    let cases = match cases {
        Ok(cases) => opened.told(cases),
        Err(error) => {
            // Nothing is left to show but the rows themselves.
            let lines = examples.lines(&names, lang);
            return Err(Failure::from(error).with_lines(&lines));
        }
    };
    let page = validation(&Run::new(&opened.plan, &cases), &examples, &names, lang, talk::width());
    talk::answer(&page)?;
    Ok(ExitCode::SUCCESS)
}
