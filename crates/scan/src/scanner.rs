//! The scan: read once, layer by layer, account by account.

use crate::baseline::{self, Peers};
use crate::failure::ScanError;
use crate::findings::{Raw, findings};
use crate::ground::Ground;
use crate::guards::{Accounts, Guards};
use crate::kernel::{Frame, Period, examine};
use crate::lexicon::Matcher;
use crate::program::{Lower, Program, Rule, Texts};
use crate::store::{Collector, LegIndex, MOST_ROWS, Share, Store};
use crate::subjects::Kinds;
use crate::sweep::Sweep;
use crate::verdicts::Tally;
use crate::verdicts::{Facts, Given};
use crate::{cases, memory, needs, verdicts};
use redflag_model::{
    Baseline, BaselineUsed, Cases, ColumnSet, ContextFile, Currency, CustomerCount, Customers, Exclusion, Exclusions,
    Progress, Rates, ReadError, ReadErrorKind, ReadOptions, ReadReport, Reject, Source, time,
};
use redflag_rules::Plan;
use redflag_rules::plan::{Indicator, IndicatorId};
use std::sync::{Arc, Mutex, PoisonError};

/// How many rejected rows [`Cases::rejects`] keeps where nobody asked for all of them.
const REJECTS_KEPT: usize = 10_000;

/// Called now and then; `false` stops the scan.
type OnProgress<'a> = &'a (dyn Fn(Progress) -> bool + Sync);
/// Called for each rejected row, in the order of the input.
type OnReject<'a> = &'a (dyn Fn(&Reject) + Sync);

/// Screens transactions with a plan.
///
/// A scanner holds no state of a run: it can be used again and from several threads.
///
/// ```no_run
/// # fn demo(plan: &redflag_rules::Plan, ledger: &redflag_ingest::Ledger) -> Result<(), redflag_scan::ScanError> {
/// let cases = redflag_scan::Scanner::new(plan).threads(2).scan(ledger)?;
/// println!("{} findings in {} rows", cases.findings.len(), cases.read.rows_screened);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy)]
pub struct Scanner<'a> {
    plan: &'a Plan,
    threads: usize,
    base: Option<Currency>,
    since: Option<i64>,
    until: Option<i64>,
    as_of: Option<i64>,
    baseline: Option<&'a Baseline>,
    progress: Option<OnProgress<'a>>,
    reject: Option<OnReject<'a>>,
    customers: Option<&'a Customers>,
    exclusions: Option<&'a Exclusions>,
    memory: Option<u64>,
}

impl<'a> Scanner<'a> {
    /// A scanner that uses every core and the mapping's base currency, else EUR.
    #[must_use]
    pub fn new(plan: &'a Plan) -> Self {
        let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Self {
            plan,
            threads,
            base: None,
            since: None,
            until: None,
            as_of: None,
            baseline: None,
            progress: None,
            reject: None,
            customers: None,
            exclusions: None,
            memory: None,
        }
    }

    /// Worker threads; the result does not depend on them.
    #[must_use]
    pub fn threads(mut self, threads: usize) -> Self {
        self.threads = threads.max(1);
        self
    }

    /// Base currency of amounts.
    #[must_use]
    pub fn base(mut self, base: Currency) -> Self {
        self.base = Some(base);
        self
    }

    /// Only findings whose anchor is on or after this day (days since 1970-01-01, UTC); earlier rows still feed the windows.
    #[must_use]
    pub fn since(mut self, day: i64) -> Self {
        self.since = Some(day);
        self
    }

    /// Only findings whose anchor is on or before this day.
    #[must_use]
    pub fn until(mut self, day: i64) -> Self {
        self.until = Some(day);
        self
    }

    /// The instant (UTC microseconds) up to which the data are known; the latest time in the data by default.
    #[must_use]
    pub fn as_of(mut self, instant: i64) -> Self {
        self.as_of = Some(instant);
        self
    }

    /// Compares with the peers of this baseline; without one, indicators that compare with peers do not run.
    #[must_use]
    pub fn baseline(mut self, baseline: &'a Baseline) -> Self {
        self.baseline = Some(baseline);
        self
    }

    pub(crate) fn plan(&self) -> &'a Plan {
        self.plan
    }

    pub(crate) fn known_baseline(&self) -> Option<&'a Baseline> {
        self.baseline
    }

    pub(crate) fn on_reject(&self) -> Option<OnReject<'a>> {
        self.reject
    }

    /// The base currency of amounts.
    pub(crate) fn base_of(&self, read: &ReadReport) -> Currency {
        self.base.or(read.base).unwrap_or(Currency::EUR)
    }

    pub(crate) fn customers_files(&self) -> &'a [ContextFile] {
        self.customers.map_or(&[], |customers| &customers.files)
    }

    /// Internal ledgers that are left out: such an account has no legs, and a row without any other leg is counted as excluded.
    #[must_use]
    pub fn exclusions(mut self, exclusions: &'a Exclusions) -> Self {
        self.exclusions = Some(exclusions);
        self
    }

    /// Refuses a source that would take more bytes of memory than these with [`ScanError::TooLarge`], before it is read.
    #[must_use]
    pub fn memory(mut self, bytes: u64) -> Self {
        self.memory = Some(bytes);
        self
    }

    /// Reports progress; `false` stops the scan with [`ScanError::Interrupted`].
    #[must_use]
    pub fn progress(mut self, call: OnProgress<'a>) -> Self {
        self.progress = Some(call);
        self
    }

    /// What the institution knows of its customers; their accounts are its own.
    #[must_use]
    pub fn customers(mut self, customers: &'a Customers) -> Self {
        self.customers = Some(customers);
        self
    }

    /// Hands over every rejected row instead of keeping the first in [`Cases::rejects`].
    #[must_use]
    pub fn rejects(mut self, call: OnReject<'a>) -> Self {
        self.reject = Some(call);
        self
    }

    /// Screens a source.
    ///
    /// # Errors
    /// [`ScanError`] where the input can't be read, does not reconcile, or the caller stopped the scan. A bad row is no error.
    pub fn scan<S: Source>(&self, source: &S) -> Result<Cases, ScanError> {
        if let Some(baseline) = self.baseline {
            baseline::check(self.plan, baseline)?;
        }
        self.pooled(|| self.run(source, false))
    }

    /// The dry run: reads everything, says what was read, how far each column is filled, and which indicators could run. Nothing is looked for.
    ///
    /// # Errors
    /// As [`Scanner::scan`].
    pub fn inspect<S: Source>(&self, source: &S) -> Result<Cases, ScanError> {
        self.pooled(|| self.run(source, true))
    }

    /// Works with as many threads as were asked for.
    pub(crate) fn pooled<T: Send>(&self, work: impl FnOnce() -> Result<T, ScanError> + Send) -> Result<T, ScanError> {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(self.threads)
            .build()
            .map_err(|error| ScanError::TooLarge(format!("no threads to be had: {error}")))?;
        pool.install(work)
    }

    /// Adds what the accounts of a source did to the peers.
    pub(crate) fn examine_peers<S: Source>(
        &self,
        source: &S,
        peers: Peers,
    ) -> Result<(Store, ReadReport, Currency, u64, Peers), ScanError> {
        let matcher = self.matcher();
        let keep = |reject: Reject| {
            if let Some(call) = self.reject {
                call(&reject);
            }
        };
        let (store, read, rates) = self.read(source, matcher.as_ref(), &keep, Goal::Findings)?;
        let base = self.base_of(&read);
        let index = LegIndex::new(&store);
        let mut guards = Guards::new(self.plan, &store, base, &rates);
        let mut tally = Tally::new(self.plan, None);
        tally.peers = Some(peers);
        let ground = self.ground(&store, &index, (base, &rates), matcher.as_ref());
        self.layers(&ground, &mut guards, &mut tally, &mut Lower::default(), &|_| true)?;
        let accounts = index.accounts().count() as u64;
        Ok((store, read, base, accounts, tally.peers.unwrap_or_default()))
    }

    fn run<S: Source>(&self, source: &S, dry: bool) -> Result<Cases, ScanError> {
        let matcher = self.matcher();
        let kept = Mutex::new(Vec::new());
        let keep = |reject: Reject| {
            if let Some(call) = self.reject {
                return call(&reject);
            }
            let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
            if kept.len() < REJECTS_KEPT {
                kept.push(reject);
            }
        };
        let goal = if dry { Goal::Inspection } else { Goal::Findings };
        let (store, mut read, rates) = self.read(source, matcher.as_ref(), &keep, goal)?;
        let base = self.base_of(&read);
        let index = LegIndex::new(&store);
        let mut tally = Tally::new(self.plan, self.baseline);
        let mut guards = Guards::new(self.plan, &store, base, &rates);
        if let Some(baseline) = self.baseline {
            baseline::check_base(base, baseline)?;
        }
        let raw = if dry {
            Vec::new()
        } else {
            let ground = self.ground(&store, &index, (base, &rates), matcher.as_ref());
            self.layers(&ground, &mut guards, &mut tally, &mut Lower::default(), &|_| true)?
        };
        let mut cases = findings(self.plan, &store, base, &raw, &read, &guards, &|positions| {
            source.reread(positions)
        })?;
        cases.base = Some(base);
        cases.reference_day = rates.reference_day();
        cases.accounts = index.accounts().count() as u64;
        cases.legs = index.len() as u64;
        cases.period = store.period();
        cases.as_of = self.as_of.or(cases.period.map(|(_, last)| last));
        cases.baseline = self.baseline.map(|baseline| BaselineUsed {
            sha256: baseline.sha256.clone(),
            until: baseline.until.clone(),
        });
        cases.hub_limit = self.plan.limits.hub;
        cases::build(self.plan, &store, &index, &mut cases);
        let nobody = Customers::default();
        let customers = self.customers.unwrap_or(&nobody);
        cases.context.clone_from(&customers.files);
        if let Some(exclusions) = self.exclusions {
            cases.context.extend(exclusions.files.iter().cloned());
            cases.exclusions = counted(exclusions, &store);
        }
        cases.customers = self
            .customers
            .filter(|given| !given.files.is_empty())
            .map(|given| CustomerCount {
                accounts: given.accounts.len() as u64,
                seen: store.holders.seen(),
            });
        let given = Given {
            plan: self.plan,
            store: &store,
            index: &index,
            read: &read,
            customers,
            base,
            rates: &rates,
        };
        let facts = Facts::gather(given);
        cases.filled.clone_from(facts.filled());
        cases.verdicts = verdicts::verdicts(facts, &tally, &cases.findings);
        cases.rejects = kept.into_inner().unwrap_or_else(PoisonError::into_inner);
        std::mem::swap(&mut cases.read, &mut read);
        Ok(cases)
    }

    pub(crate) fn matcher(&self) -> Option<Arc<Matcher>> {
        let lexicons = &self.plan.lexicons;
        (!lexicons.is_empty()).then(|| Arc::new(Matcher::new(lexicons)))
    }

    pub(crate) fn read<S: Source>(
        &self,
        source: &S,
        matcher: Option<&Arc<Matcher>>,
        keep: &(dyn Fn(Reject) + Sync),
        goal: Goal,
    ) -> Result<(Store, ReadReport, Rates), ScanError> {
        let dry = goal == Goal::Inspection;
        let mut needs = needs::needs(self.plan, matcher);
        if dry {
            needs.columns = ColumnSet::all();
        }
        let parties = if dry { (true, true) } else { needs::parties(self.plan) };
        let collector = Collector::new(needs.columns, parties, needs.local_time, needs::refs(self.plan));
        if let Some(free) = self.memory {
            memory::check(source.expected_rows(), &collector.wanted, source.columns(), free)?;
        }
        let options = ReadOptions {
            threads: self.threads,
            progress: self.progress,
            reject: Some(keep),
            filled: dry,
            unhashed: goal == Goal::Flags,
        };
        let (shares, mut report) = source.read(&needs, &collector, &options)?;
        let rows: usize = shares.iter().map(Share::rows).sum();
        if rows >= MOST_ROWS {
            return Err(ScanError::TooLarge(format!(
                "{rows} rows are more than {}: split the files by account",
                MOST_ROWS - 1
            )));
        }
        let mut store = Store::merge(shares);
        if let Some(exclusions) = self.exclusions {
            store.leave_out(exclusions);
        }
        let settled = store.settle(&|positions| source.reread(positions))?;
        reconcile(&mut report, settled, keep)?;
        let base = self.base_of(&report);
        store.convert(base, &self.plan.data.rates);
        let nobody = Customers::default();
        let end = self.as_of.or(store.period().map(|(_, last)| last));
        let rates = self
            .plan
            .data
            .rates
            .known_on(end.unwrap_or(i64::MAX).div_euclid(time::DAY));
        store.know(self.customers.unwrap_or(&nobody), self.plan, base, &rates);
        Ok((store, report, rates))
    }

    /// What every layer reads.
    pub(crate) fn ground<'g>(
        &self,
        store: &'g Store,
        index: &'g LegIndex,
        (base, rates): (Currency, &'g Rates),
        matcher: Option<&'g Arc<Matcher>>,
    ) -> Ground<'g> {
        Ground {
            store,
            index,
            base,
            rates,
            matcher,
            kinds: Kinds::new(self.plan, store),
            as_of: self.as_of.or(store.period().map(|(_, last)| last)).unwrap_or(i64::MAX),
            texts: Texts::default(),
        }
    }

    /// Finds layer by layer; `lower` holds what indicators may read of each other afterwards. Only `wanted` indicators run.
    pub(crate) fn layers(
        &self,
        ground: &Ground<'_>,
        guards: &mut Guards<'_>,
        tally: &mut Tally,
        lower: &mut Lower,
        wanted: &dyn Fn(IndicatorId) -> bool,
    ) -> Result<Vec<Raw>, ScanError> {
        let Ground {
            store, index, kinds, ..
        } = ground;
        let mut all = Vec::new();
        // Who only measures peers needs no layer above theirs.
        let measures = tally.peers.is_some();
        let counts = |id: IndicatorId, it: &Indicator| wanted(id) && (!measures || it.detect.peers().is_some());
        let needed = self.plan.enabled().filter(|&(id, it)| counts(id, it));
        let layers = needed.map(|(_, it)| it.layer + 1).max().unwrap_or(0);
        for layer in 0..layers {
            let binder = |lower| ground.binder(lower, self.baseline);
            if let Some(peers) = &mut tally.peers {
                let with_peers = |_, it: &Indicator| it.layer == layer && it.detect.peers().is_some();
                let program = binder(lower).program(self.plan, &with_peers);
                peers.gather(&program, store, index, kinds, self.threads);
                if layer + 1 == layers {
                    break;
                }
            }
            let program = binder(lower).program(self.plan, &|id, indicator| {
                indicator.layer == layer && wanted(id) && !guards.waits(id)
            });
            let mut raw = self.layer(&program, ground, tally, None)?;
            let called = guards.called(&raw);
            if !called.is_empty() {
                let program = binder(lower).program(self.plan, &|id, _| called.contains_key(&id));
                raw.extend(self.layer(&program, ground, tally, Some(&called))?);
            }
            for found in &raw {
                guards.add(found.indicator, &found.found);
            }
            for found in &mut raw {
                found.guards = guards.acting(found);
                if !guards.silence(&found.guards) {
                    lower.add(found.indicator, &found.found);
                }
            }
            all.extend(raw);
        }
        Ok(all)
    }

    /// Which anchors may make a finding.
    pub(crate) fn period(&self) -> Period {
        Period {
            since: self.since.map_or(i64::MIN, |day| day.saturating_mul(time::DAY)),
            until: self
                .until
                .map_or(i64::MAX, |day| (day + 1).saturating_mul(time::DAY) - 1),
        }
    }

    /// A pass over all accounts, or over some.
    pub(crate) fn sweep<'s>(
        &'s self,
        program: &'s Program,
        ground: &Ground<'s>,
        among: Option<&'s Accounts>,
    ) -> Sweep<'s> {
        Sweep {
            program,
            store: ground.store,
            index: ground.index,
            among,
            midnight: self.plan.midnight_share(),
            threads: self.threads,
            progress: self.progress,
        }
    }

    fn layer(
        &self,
        program: &Program,
        ground: &Ground<'_>,
        tally: &mut Tally,
        among: Option<&Accounts>,
    ) -> Result<Vec<Raw>, ScanError> {
        let period = self.period();
        let sweep = self.sweep(program, ground, among);
        let examined = sweep.each(|examined: &mut Examined, rules, frame| {
            examined.account(rules, frame, &ground.kinds, period);
        })?;
        let mut raw = Vec::new();
        for examined in examined {
            raw.extend(examined.raw);
            tally.add_overflows(&examined.overflows);
        }
        Ok(raw)
    }
}

/// What a read is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Goal {
    Findings,
    /// Which indicators could run.
    Inspection,
    Flags,
}

/// What one share of the accounts gave.
#[derive(Default)]
struct Examined {
    raw: Vec<Raw>,
    overflows: Vec<IndicatorId>,
}

impl Examined {
    fn account(&mut self, rules: &[&Rule], frame: &Frame<'_>, kinds: &Kinds, period: Period) {
        for rule in rules {
            if rule.own_only && frame.slice.own == Some(false) {
                continue;
            }
            // A guard protects whoever it finds, whenever: a period chooses findings only.
            let period = if rule.is_guard { Period::default() } else { period };
            // Who belongs together is dear to know, and merchants have many payers.
            if rule.asks_ties() && !kinds.admit(frame, rule.subjects) {
                continue;
            }
            let outcome = examine(frame, rule, period);
            if outcome.overflow {
                self.overflows.push(rule.id);
            }
            if outcome.found.is_empty() || !kinds.admit(frame, rule.subjects) {
                continue;
            }
            let incomplete = rule.own_only && frame.slice.own.is_none();
            self.raw.extend(outcome.found.into_iter().map(|found| {
                let measures = found
                    .measures
                    .iter()
                    .map(|measure| (rule.measures[measure.measure].clone(), *measure))
                    .collect();
                Raw {
                    indicator: rule.id,
                    found,
                    measures,
                    incomplete,
                    guards: Vec::new(),
                }
            }));
        }
    }
}

/// The accounts that were left out, each with the legs that it would have had.
fn counted(exclusions: &Exclusions, store: &Store) -> Vec<Exclusion> {
    let legs = store.legs_left_out();
    let entries = exclusions.accounts.iter();
    entries
        .map(|(account, entry)| Exclusion {
            legs: legs.get(account.as_str()).copied().unwrap_or(0),
            ..entry.clone()
        })
        .collect()
}

/// Rows and amounts read must be accounted for.
fn reconcile(
    report: &mut ReadReport,
    settled: crate::store::Settled,
    keep: &(dyn Fn(Reject) + Sync),
) -> Result<(), ScanError> {
    report.rows_screened = settled.screened;
    for (reason, rows) in settled.excluded {
        *report.excluded.entry(reason).or_default() += rows;
    }
    for reject in settled.conflicts {
        *report.rejected.entry(reject.reason).or_default() += 1;
        for account in &reject.accounts {
            *report.rejected_accounts.entry(account.clone()).or_default() += 1;
        }
        keep(reject);
    }
    for (currency, sums) in settled.totals {
        let total = report.totals.entry(currency).or_default();
        total.screened = sums.screened;
        total.excluded += sums.excluded;
        total.rejected += sums.rejected;
    }
    if report.rows_screened == 0 && report.rows_rejected() > 0 {
        return Err(ScanError::Read(nothing_read(report)));
    }
    if report.reconciles() {
        Ok(())
    } else {
        Err(ScanError::Unreconciled(Box::new(report.clone())))
    }
}

/// Every row was rejected: the layout is not what the mapping says.
fn nothing_read(report: &ReadReport) -> ReadError {
    let most = report
        .rejected
        .iter()
        .max_by_key(|&(reason, rows)| (*rows, std::cmp::Reverse(*reason)));
    let reason = most.map_or(String::new(), |(reason, rows)| {
        format!(", {rows} of them as `{reason}`")
    });
    let file = report.files.first().map(|file| file.name.clone()).unwrap_or_default();
    let message = format!(
        "none of the {} rows could be read: all were rejected{reason}",
        report.rows_read
    );
    ReadError::new(ReadErrorKind::Unreadable, file, message)
        .with_hint("check the columns, formats and codes of the mapping against the first lines of the file")
}
