//! `redflag screen`.

use crate::args::Screen;
use crate::failure::Failure;
use crate::progress::Bar;
use crate::stop::Stop;
use crate::{locale, pack, talk};
use redflag::model::{Baseline, Cases, Customers, Reject, time};
use redflag::report::{Folder, Lang, Run, Summary, Written, read_baseline, summary};
use redflag::rules::{Code, PackError, PackErrors};
use redflag::{Currency, Ledger, LedgerOptions, Mapping, Plan, ScanError, Scanner, open_customers};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};

pub(crate) fn run(args: &Screen) -> Result<ExitCode, Failure> {
    let lang = locale::lang(args.lang);
    let base = args.base.as_deref().map(currency).transpose()?;
    period(args)?;
    let inputs = inputs(&args.files, &args.customers)?;
    let plan = plan(args)?;
    let mapping = mapping(args.mapping.as_deref())?;
    let baseline = args.baseline.as_deref().map(read_baseline).transpose()?;
    let mut folder = Folder::prepare(&args.out, &inputs, args.force)?;
    let stop = Stop::listen(folder.hidden());
    let max_record = usize::try_from(args.max_record).unwrap_or(usize::MAX);
    let ledger = LedgerOptions {
        max_record,
        ..LedgerOptions::default()
    }
    .open(&args.files, &mapping)?;
    let customers = open_customers(&args.customers, &mapping)?;
    let context = Context {
        base,
        customers: &customers,
        baseline: baseline.as_ref(),
    };
    let cases = scan(args, &plan, &ledger, context, &folder, &stop)?;
    let run = Run::new(&plan, &cases);
    let written = folder.write(&run, lang, &options(args, lang))?;
    stop.done()?;
    folder.publish()?;
    tell(args, &run, lang, &written)?;
    Ok(ExitCode::from(u8::from(
        args.fail_on_findings && !cases.findings.is_empty(),
    )))
}

pub(crate) fn currency(code: &str) -> Result<Currency, Failure> {
    Currency::from_code(code).ok_or_else(|| {
        Failure::usage(format!(
            "--base {code} is no currency of ISO 4217\n  hint: write three letters, such as EUR"
        ))
    })
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

/// Every file that is read: transactions, and what gives context to them.
pub(crate) fn inputs(files: &[PathBuf], customers: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    if customers.iter().any(|file| file == Path::new("-")) {
        return Err(Failure::usage(
            "--customers - is not read: standard input is for transactions\n  hint: give the path of a file",
        ));
    }
    let inputs: Vec<PathBuf> = files.iter().chain(customers).cloned().collect();
    twice(&inputs)?;
    Ok(inputs)
}

/// The same file twice would double every count.
fn twice(files: &[PathBuf]) -> Result<(), Failure> {
    let real: Vec<Option<PathBuf>> = files.iter().map(|file| fs::canonicalize(file).ok()).collect();
    for (at, path) in real.iter().enumerate() {
        if path.is_some() && real[..at].contains(path) {
            return Err(Failure::usage(format!(
                "{} is named twice\n  hint: name each file once",
                files[at].display()
            )));
        }
    }
    Ok(())
}

fn plan(args: &Screen) -> Result<Plan, Failure> {
    let mut pack = pack::open(&args.pack.pack, args.pack.overlay.as_deref())?;
    if !args.only.is_empty() {
        let ids: Vec<&str> = args.only.iter().map(|id| id.trim()).collect();
        if ids.contains(&"") {
            return Err(Failure::usage(
                "--only names no indicator, or has one comma too many\n  hint: write ids with commas between, such as HT-FLOW-002,NEXUS-001",
            ));
        }
        pack = pack.only(ids);
    }
    pack.compile()
        .map_err(|errors| of_only(&errors).unwrap_or_else(|| errors.into()))
}

/// The first mistake in --only, where the pack itself has none.
fn of_only(errors: &PackErrors) -> Option<Failure> {
    let chosen = |error: &&PackError| error.code == Code::UnknownIndicator && error.line == 0;
    let first = errors
        .0
        .iter()
        .find(chosen)
        .filter(|_| errors.0.iter().all(|error| chosen(&error)))?;
    let hint = first.hint.as_deref().unwrap_or_default();
    Some(Failure::usage(format!("--only: {}\n  hint: {hint}", first.message)))
}

/// A built-in mapping, or a file where the name is a path or there is one of that name.
pub(crate) fn mapping(name: Option<&str>) -> Result<Mapping, Failure> {
    let Some(name) = name else {
        return Ok(Mapping::canonical());
    };
    let mapping = if Path::new(name).is_file() || name.contains(['/', '\\', '.']) {
        Mapping::open(name)
    } else {
        Mapping::builtin(name)
    };
    mapping.map_err(|error| Failure::usage(error.to_string()))
}

/// What is known beside the transactions.
#[derive(Clone, Copy)]
struct Context<'a> {
    base: Option<Currency>,
    customers: &'a Customers,
    baseline: Option<&'a Baseline>,
}

/// Reads and screens, with rejected rows written on the way.
fn scan(
    args: &Screen,
    plan: &Plan,
    ledger: &Ledger,
    context: Context<'_>,
    folder: &Folder,
    stop: &Stop,
) -> Result<Cases, Failure> {
    let lang = locale::lang(args.lang);
    let names = args.files.iter().map(|file| file.display().to_string()).collect();
    let rejects = Mutex::new(folder.rejects(names, lang)?);
    let reject = |reject: &Reject| rejects.lock().unwrap_or_else(PoisonError::into_inner).push(reject);
    let bar = Bar::new(args.quiet, lang);
    let progress = |progress| {
        bar.show(progress);
        !stop.asked()
    };
    let mut scanner = Scanner::new(plan)
        .customers(context.customers)
        .progress(&progress)
        .rejects(&reject);
    if let Some(threads) = args.threads {
        scanner = scanner.threads(usize::from(threads));
    }
    if let Some(base) = context.base {
        scanner = scanner.base(base);
    }
    if let Some(baseline) = context.baseline {
        scanner = scanner.baseline(baseline);
    }
    if let Some(day) = args.since {
        scanner = scanner.since(day);
    }
    if let Some(day) = args.until {
        scanner = scanner.until(day);
    }
    if let Some(instant) = args.as_of {
        scanner = scanner.as_of(instant);
    }
    let cases: Result<Cases, ScanError> = scanner.scan(ledger);
    let cases = cases?;
    rejects.into_inner().unwrap_or_else(PoisonError::into_inner).finish()?;
    Ok(cases)
}

/// The options that bear on what is written, as given; threads and the like don't.
fn options(args: &Screen, lang: Lang) -> BTreeMap<String, String> {
    let day = |day: i64| time::format_day(day * time::DAY);
    let path = |path: &PathBuf| path.display().to_string();
    let packs: Vec<String> = args.pack.pack.iter().map(path).collect();
    let only = (!args.only.is_empty()).then(|| args.only.join(","));
    let given = [
        ("mapping", args.mapping.clone()),
        ("base", args.base.clone()),
        ("pack", (!packs.is_empty()).then(|| packs.join(","))),
        ("overlay", args.pack.overlay.as_ref().map(path)),
        ("baseline", args.baseline.as_ref().map(path)),
        ("only", only),
        ("lang", Some(lang.to_string())),
        ("since", args.since.map(day)),
        ("until", args.until.map(day)),
        ("as-of", args.as_of.map(time::format_instant)),
        ("max-record", Some(args.max_record.to_string())),
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
