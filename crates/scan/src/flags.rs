//! The shortest answer: at which transactions, or accounts, each indicator holds.
//!
//! No episodes, measures, evidence, roles, cases or verdicts, nothing is read again and no file is hashed. What indicators read of each
//! other is found as ever, guards included; on the flags themselves guards do not act.

use crate::baseline;
use crate::failure::ScanError;
use crate::guards::Guards;
use crate::kernel::{self, Frame, Period};
use crate::program::{Lower, Rule};
use crate::scanner::{Goal, Scanner};
use crate::store::{LegIndex, Store};
use crate::subjects::Kinds;
use crate::verdicts::Tally;
use rayon::prelude::*;
use redflag_model::{Flag, Flagged, Reject, Source, Supports};
use redflag_rules::Plan;
use redflag_rules::plan::IndicatorId;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io;

/// Stands in place of a row where the account is flagged.
const ACCOUNT: u32 = u32::MAX;
/// Accounts that are written at a time by one thread.
const BLOCK: usize = 4096;

/// Puts one flag into words.
type Line<'a> = &'a (dyn Fn(Flag<'_>, &mut Vec<u8>) + Sync);

impl Scanner<'_> {
    /// Screens a source for flags alone. `line` appends the words for one flag to a buffer, from several threads; `write` takes the buffers in
    /// order: by account in the order of its text, by indicator in the order of the plan, then by time and identifier. Threads, the order of
    /// rows and the cut into files don't show.
    ///
    /// # Errors
    /// As [`Scanner::scan`]; [`ScanError::Write`] where `write` fails.
    pub fn flags<S: Source>(
        &self,
        source: &S,
        line: Line<'_>,
        write: &mut (dyn FnMut(&[u8]) -> io::Result<()> + Send),
    ) -> Result<Flagged, ScanError> {
        if let Some(baseline) = self.known_baseline() {
            baseline::check(self.plan(), baseline)?;
        }
        self.pooled(|| self.look_for_flags(source, line, write))
    }

    fn look_for_flags<S: Source>(
        &self,
        source: &S,
        line: Line<'_>,
        write: &mut (dyn FnMut(&[u8]) -> io::Result<()> + Send),
    ) -> Result<Flagged, ScanError> {
        let plan = self.plan();
        let matcher = self.matcher();
        let keep = |reject: Reject| {
            if let Some(call) = self.on_reject() {
                call(&reject);
            }
        };
        let (store, read, rates) = self.read(source, matcher.as_ref(), &keep, Goal::Flags)?;
        let base = self.base_of(&read);
        if let Some(baseline) = self.known_baseline() {
            baseline::check_base(base, baseline)?;
        }
        let index = LegIndex::new(&store);
        let ground = self.ground(&store, &index, (base, &rates), matcher.as_ref());
        let mut lower = Lower::default();
        let read_by_others = read_by_others(plan);
        if !read_by_others.is_empty() {
            let mut guards = Guards::new(plan, &store, base, &rates);
            let mut tally = Tally::new(plan, self.known_baseline());
            let wanted = |id: IndicatorId| read_by_others.contains(&id);
            self.layers(&ground, &mut guards, &mut tally, &mut lower, &wanted)?;
        }
        let binder = ground.binder(&lower, self.known_baseline());
        let program = binder.program(plan, &|_, indicator| {
            indicator.guard.is_none() && indicator.supports != Supports::Fact
        });
        let period = self.period();
        let shares = self
            .sweep(&program, &ground, None)
            .each(|share: &mut Share, rules, frame| {
                share.account(rules, frame, &ground.kinds, period);
            })?;
        let mut flagged = counted(plan, &shares);
        flagged.accounts = index.accounts().count() as u64;
        flagged.read = read;
        told(plan, &store, &shares, line, write)?;
        Ok(flagged)
    }
}

/// Indicators that others read.
fn read_by_others(plan: &Plan) -> BTreeSet<IndicatorId> {
    let reads = plan
        .enabled()
        .flat_map(|(_, indicator)| indicator.reads.iter().copied());
    reads.collect()
}

/// What one share of the accounts flags.
#[derive(Debug, Default)]
struct Share {
    /// Each account with the end of its flags.
    accounts: Vec<(u32, usize)>,
    /// Indicator and row.
    flags: Vec<(u32, u32)>,
    overflows: u64,
    /// Kept from account to account for its space.
    legs: Vec<u32>,
}

impl Share {
    fn account(&mut self, rules: &[&Rule], frame: &Frame<'_>, kinds: &Kinds, period: Period) {
        let before = self.flags.len();
        for rule in rules {
            if rule.own_only && frame.slice.own == Some(false) {
                continue;
            }
            // Who belongs together is dear to know, and merchants have many payers.
            if rule.asks_ties() && !kinds.admit(frame, rule.subjects) {
                continue;
            }
            let found = kernel::flag(frame, rule, period, &mut self.legs);
            let nothing = found == kernel::Flagged::Legs && self.legs.is_empty();
            if nothing || !kinds.admit(frame, rule.subjects) {
                continue;
            }
            let indicator = u32::try_from(rule.id.0).unwrap_or(u32::MAX);
            match found {
                kernel::Flagged::Account => self.flags.push((indicator, ACCOUNT)),
                kernel::Flagged::Legs => {
                    let rows = self.legs.iter().map(|&leg| frame.slice.rows[leg as usize]);
                    self.flags.extend(rows.map(|row| (indicator, row)));
                }
                kernel::Flagged::Overflow => self.overflows += 1,
            }
        }
        if self.flags.len() > before {
            self.accounts.push((frame.slice.account, self.flags.len()));
        }
    }

    /// The flags of each account.
    fn by_account(&self) -> impl Iterator<Item = (u32, &[(u32, u32)])> {
        let mut from = 0;
        self.accounts.iter().map(move |&(account, to)| {
            let flags = &self.flags[from..to];
            from = to;
            (account, flags)
        })
    }
}

fn counted(plan: &Plan, shares: &[Share]) -> Flagged {
    let mut counts = vec![0; plan.indicators.len()];
    for share in shares {
        share.flags.iter().for_each(|&(at, _)| counts[at as usize] += 1);
    }
    let speaks = plan
        .enabled()
        .filter(|(_, it)| it.guard.is_none() && it.supports != Supports::Fact);
    Flagged {
        counts: speaks.map(|(id, it)| (it.id.clone(), counts[id.0])).collect(),
        overflows: shares.iter().map(|share| share.overflows).sum(),
        ..Flagged::default()
    }
}

/// Hands the flags over, account by account in the order of their texts: codes depend on the order of threads.
fn told(
    plan: &Plan,
    store: &Store,
    shares: &[Share],
    line: Line<'_>,
    write: &mut (dyn FnMut(&[u8]) -> io::Result<()> + Send),
) -> Result<(), ScanError> {
    let mut accounts: Vec<(u32, &[(u32, u32)])> = shares.iter().flat_map(Share::by_account).collect();
    accounts.par_sort_unstable_by_key(|&(account, _)| store.dictionaries.accounts.text(account));
    let words = |accounts: &[(u32, &[(u32, u32)])]| {
        let (mut words, mut id) = (Vec::new(), String::new());
        for &(account, flags) in accounts {
            for &(indicator, row) in flags {
                let indicator = plan.indicators[indicator as usize].id.as_str();
                let (id, copy) = if row == ACCOUNT {
                    (store.account(account), None)
                } else {
                    id.clear();
                    let written = write!(id, "{}", store.columns.id(row as usize));
                    debug_assert!(written.is_ok(), "a String takes every write");
                    (id.as_str(), store.copies.get(&row).copied())
                };
                let flag = Flag { indicator, id, copy };
                line(flag, &mut words);
            }
        }
        words
    };
    // A few blocks at a time: all words together would need more space than the flags.
    for some in accounts.chunks(BLOCK * rayon::current_num_threads()) {
        let blocks: Vec<Vec<u8>> = some.par_chunks(BLOCK).map(words).collect();
        for block in blocks {
            write(&block).map_err(ScanError::Write)?;
        }
    }
    Ok(())
}
