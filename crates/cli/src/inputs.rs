//! What `screen` and `validate` read: transactions through a mapping, a plan, and what gives context.

use crate::args::Inputs;
use crate::failure::Failure;
use crate::{machine, pack};
use redflag::model::{Baseline, Cases, ContextFile, Customers, Exclusions};
use redflag::report::read_baseline;
use redflag::rules::{Code, PackError, PackErrors};
use redflag::{Currency, Ledger, LedgerOptions, Mapping, Plan, Scanner, open_customers, open_exclusions, open_rates};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What was asked for, understood; no transaction file is open yet.
pub(crate) struct Chosen {
    plan: Plan,
    mapping: Mapping,
    base: Option<Currency>,
    baseline: Option<Baseline>,
    /// Every file that will be read.
    pub(crate) files: Vec<PathBuf>,
}

/// Everything open.
pub(crate) struct Opened {
    pub(crate) plan: Plan,
    pub(crate) ledger: Ledger,
    base: Option<Currency>,
    customers: Customers,
    exclusions: Exclusions,
    baseline: Option<Baseline>,
    rates: Option<ContextFile>,
}

impl Chosen {
    pub(crate) fn of(inputs: &Inputs, only: &[String]) -> Result<Self, Failure> {
        Ok(Self {
            base: inputs.base.as_deref().map(currency).transpose()?,
            files: files(inputs)?,
            plan: plan(inputs, only)?,
            mapping: mapping(inputs.mapping.as_deref())?,
            baseline: inputs.baseline.as_deref().map(read_baseline).transpose()?,
        })
    }

    pub(crate) fn open(self, inputs: &Inputs) -> Result<Opened, Failure> {
        let mut plan = self.plan;
        let options = LedgerOptions {
            max_record: usize::try_from(inputs.max_record).unwrap_or(usize::MAX),
            ..LedgerOptions::default()
        };
        let ledger = options.open(&inputs.files, &self.mapping)?;
        let exclusions = match &inputs.exclude {
            Some(path) => open_exclusions(path, &self.mapping)?,
            None => Exclusions::default(),
        };
        let rates = match &inputs.rates {
            Some(path) => Some(open_rates(path, &mut Arc::make_mut(&mut plan.data).rates)?),
            None => None,
        };
        Ok(Opened {
            plan,
            ledger,
            base: self.base,
            customers: open_customers(&inputs.customers, &self.mapping)?,
            exclusions,
            baseline: self.baseline,
            rates,
        })
    }
}

impl Opened {
    /// A scanner that knows all the context.
    pub(crate) fn scanner(&self, inputs: &Inputs) -> Scanner<'_> {
        let mut scanner = Scanner::new(&self.plan)
            .customers(&self.customers)
            .exclusions(&self.exclusions);
        if let Some(threads) = inputs.threads {
            scanner = scanner.threads(usize::from(threads));
        }
        let named = inputs.memory.map(|megabytes| megabytes << 20);
        if let Some(bytes) = named.or_else(machine::free_memory) {
            scanner = scanner.memory(bytes);
        }
        if let Some(base) = self.base {
            scanner = scanner.base(base);
        }
        if let Some(baseline) = &self.baseline {
            scanner = scanner.baseline(baseline);
        }
        scanner
    }

    /// The cases, which also name the file of rates.
    pub(crate) fn told(&self, mut cases: Cases) -> Cases {
        cases.context.extend(self.rates.iter().cloned());
        cases
    }
}

pub(crate) fn currency(code: &str) -> Result<Currency, Failure> {
    Currency::from_code(code).ok_or_else(|| {
        Failure::usage(format!(
            "--base {code} is no currency of ISO 4217\n  hint: write three letters, such as EUR"
        ))
    })
}

/// Every file that is read: transactions, and what gives context to them.
fn files(inputs: &Inputs) -> Result<Vec<PathBuf>, Failure> {
    let lists = [("--exclude", &inputs.exclude), ("--rates", &inputs.rates)];
    let lists = lists.iter().filter_map(|(flag, file)| Some((*flag, file.as_ref()?)));
    let customers = inputs.customers.iter().map(|file| ("--customers", file));
    together(&inputs.files, customers.chain(lists))
}

/// Transactions and context, each named once; `context` are files with the flag that names them.
pub(crate) fn together<'a>(
    files: &[PathBuf],
    context: impl Iterator<Item = (&'static str, &'a PathBuf)>,
) -> Result<Vec<PathBuf>, Failure> {
    let mut all = files.to_vec();
    for (flag, file) in context {
        if file == Path::new("-") {
            return Err(Failure::usage(format!(
                "{flag} - is not read: standard input is for transactions\n  hint: give the path of a file"
            )));
        }
        all.push(file.clone());
    }
    twice(&all)?;
    Ok(all)
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

fn plan(inputs: &Inputs, only: &[String]) -> Result<Plan, Failure> {
    let mut pack = pack::open(&inputs.pack.pack, inputs.pack.overlay.as_deref())?;
    if !only.is_empty() {
        let ids: Vec<&str> = only.iter().map(|id| id.trim()).collect();
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
