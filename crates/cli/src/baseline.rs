//! `redflag baseline`: figures of peers, measured or merged.

use crate::args::Baseline as Args;
use crate::failure::Failure;
use crate::inputs::{currency, mapping, together};
use crate::progress::Bar;
use crate::{locale, pack, talk};
use redflag::model::Baseline;
use redflag::report::{Lang, baseline_summary, printable, read_baseline, write_baseline};
use redflag::{LedgerOptions, Measured, Plan, Scanner, open_customers};
use std::process::ExitCode;

pub(crate) fn run(args: &Args) -> Result<ExitCode, Failure> {
    let lang = locale::lang(args.lang);
    together(&args.files, args.customers.iter().map(|file| ("--customers", file)))?;
    if args.merge {
        let baseline = merged(args)?;
        return finish(
            args,
            &baseline,
            baseline_summary(&baseline, None, lang, talk::width()),
            lang,
        );
    }
    let plan = pack::open(&args.pack.pack, args.pack.overlay.as_deref())?.compile()?;
    let measured = measured(args, &plan, lang)?;
    let read = Some((&measured.read, measured.accounts));
    let told = baseline_summary(&measured.baseline, read, lang, talk::width());
    finish(args, &measured.baseline, told, lang)
}

fn merged(args: &Args) -> Result<Baseline, Failure> {
    let mut parts = Vec::new();
    for file in &args.files {
        parts.push(read_baseline(file)?);
    }
    let mut parts = parts.into_iter();
    let first = parts.next().unwrap_or_default();
    parts.try_fold(first, |all, part| {
        all.and(&part)
            .map_err(|error| Failure::usage(format!("these baselines do not make one: {error}")))
    })
}

fn measured(args: &Args, plan: &Plan, lang: Lang) -> Result<Measured, Failure> {
    if !plan.enabled().any(|(_, it)| it.detect.peers().is_some()) {
        return Err(Failure::usage(
            "no indicator that is switched on compares with peers: there is nothing to measure\n  hint: choose a pack that has one with --pack",
        ));
    }
    let mapping = mapping(args.mapping.as_deref())?;
    let ledger = LedgerOptions::default().open(&args.files, &mapping)?;
    let bar = Bar::new(args.quiet, lang);
    let progress = |progress| {
        bar.show(progress);
        true
    };
    let customers = open_customers(&args.customers, &mapping)?;
    let mut scanner = Scanner::new(plan).progress(&progress).customers(&customers);
    if let Some(threads) = args.threads {
        scanner = scanner.threads(usize::from(threads));
    }
    if let Some(base) = args.base.as_deref() {
        scanner = scanner.base(currency(base)?);
    }
    Ok(scanner.measure_peers(&ledger, args.until)?)
}

fn finish(args: &Args, baseline: &Baseline, told: String, lang: Lang) -> Result<ExitCode, Failure> {
    let sha256 = write_baseline(baseline, &args.out, args.force)?;
    if !args.quiet {
        let out = args.out.display().to_string();
        let out = printable(&out);
        let written = match lang {
            Lang::En => format!("\nWritten to {out} ({sha256})\n"),
            Lang::Fr => format!("\nÉcrit dans {out} ({sha256})\n"),
        };
        talk::answer(&(told + &written))?;
    }
    Ok(ExitCode::SUCCESS)
}
