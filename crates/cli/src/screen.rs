//! `redflag screen`.

use crate::args::{Output, Screen};
use crate::failure::Failure;
use crate::inputs::{Chosen, Opened};
use crate::progress::Bar;
use crate::stop::Stop;
use crate::{locale, talk};
use redflag::model::{Cases, Reject, time};
use redflag::report::{Folder, Lang, Run, Summary, Written, flag_line, flags_summary, summary};
use redflag::{ScanError, Scanner};
use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};

pub(crate) fn run(args: &Screen) -> Result<ExitCode, Failure> {
    let lang = locale::lang(args.inputs.lang);
    period(args)?;
    let chosen = Chosen::of(&args.inputs, &args.only)?;
    let mut folder = Folder::prepare(&args.out, &chosen.files, args.force)?;
    let stop = Stop::listen(folder.hidden());
    let opened = chosen.open(&args.inputs)?;
    if args.output == Output::Flags {
        return flags(args, &opened, folder, &stop);
    }
    let cases = scan(args, &opened, &folder, &stop)?;
    let run = Run::new(&opened.plan, &cases);
    let written = folder.write(&run, lang, &options(args, lang))?;
    stop.done()?;
    folder.publish()?;
    tell(args, &run, lang, &written)?;
    Ok(ExitCode::from(u8::from(
        args.fail_on_findings && !cases.findings.is_empty(),
    )))
}

fn period(args: &Screen) -> Result<(), Failure> {
    match (args.since, args.until) {
        (Some(since), Some(until)) if since > until => Err(Failure::usage(format!(
            "--since {} lies after --until {}\n  hint: exchange them",
            time::format_day(since * time::DAY),
            time::format_day(until * time::DAY),
        ))),
        _ => Ok(()),
    }
}

/// Writes flags alone.
fn flags(args: &Screen, opened: &Opened, folder: Folder, stop: &Stop) -> Result<ExitCode, Failure> {
    let lang = locale::lang(args.inputs.lang);
    let mut file = folder.flags()?;
    let flagged = scanning(args, opened, &folder, stop, |scanner| {
        scanner.flags(&opened.ledger, &flag_line, &mut |block| file.write_all(block))
    })?;
    stop.done()?;
    folder.publish()?;
    if !args.quiet {
        talk::answer(&flags_summary(&flagged, &args.out, lang, talk::width()))?;
    }
    Ok(ExitCode::from(u8::from(args.fail_on_findings && flagged.total() > 0)))
}

/// Reads and screens, with rejected rows written on the way.
fn scan(args: &Screen, opened: &Opened, folder: &Folder, stop: &Stop) -> Result<Cases, Failure> {
    let cases = scanning(args, opened, folder, stop, |scanner| scanner.scan(&opened.ledger))?;
    Ok(opened.told(cases))
}

/// Has a scanner work that knows the options and the context, shows progress, and writes rejected rows on the way.
fn scanning<T>(
    args: &Screen,
    opened: &Opened,
    folder: &Folder,
    stop: &Stop,
    work: impl FnOnce(Scanner<'_>) -> Result<T, ScanError>,
) -> Result<T, Failure> {
    let lang = locale::lang(args.inputs.lang);
    let names = args
        .inputs
        .files
        .iter()
        .map(|file| file.display().to_string())
        .collect();
    let rejects = Mutex::new(folder.rejects(names, lang)?);
    let reject = |reject: &Reject| rejects.lock().unwrap_or_else(PoisonError::into_inner).push(reject);
    let bar = Bar::new(args.quiet, lang);
    let progress = |progress| {
        bar.show(progress);
        !stop.asked()
    };
    let mut scanner = opened.scanner(&args.inputs).progress(&progress).rejects(&reject);
    if let Some(day) = args.since {
        scanner = scanner.since(day);
    }
    if let Some(day) = args.until {
        scanner = scanner.until(day);
    }
    if let Some(instant) = args.as_of {
        scanner = scanner.as_of(instant);
    }
    let done = work(scanner)?;
    rejects.into_inner().unwrap_or_else(PoisonError::into_inner).finish()?;
    Ok(done)
}

/// The options that bear on what is written, as given; threads and the like don't.
fn options(args: &Screen, lang: Lang) -> BTreeMap<String, String> {
    let day = |day: i64| time::format_day(day * time::DAY);
    let path = |path: &PathBuf| path.display().to_string();
    let packs: Vec<String> = args.inputs.pack.pack.iter().map(path).collect();
    let only = (!args.only.is_empty()).then(|| args.only.join(","));
    let given = [
        ("mapping", args.inputs.mapping.clone()),
        ("base", args.inputs.base.clone()),
        ("pack", (!packs.is_empty()).then(|| packs.join(","))),
        ("overlay", args.inputs.pack.overlay.as_ref().map(path)),
        ("baseline", args.inputs.baseline.as_ref().map(path)),
        ("only", only),
        ("lang", Some(lang.to_string())),
        ("since", args.since.map(day)),
        ("until", args.until.map(day)),
        ("as-of", args.as_of.map(time::format_instant)),
        ("max-record", Some(args.inputs.max_record.to_string())),
    ];
    given
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), value?)))
        .collect()
}

fn tell(args: &Screen, run: &Run<'_>, lang: Lang, written: &Written) -> Result<(), Failure> {
    if args.quiet {
        return Ok(());
    }
    let about = Summary {
        lang,
        width: talk::width(),
        out: args.out.clone(),
        run_digest: written.run_digest.clone(),
    };
    Ok(talk::answer(&summary(run, &about))?)
}
