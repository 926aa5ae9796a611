//! One pass over the accounts, in parallel, each with the legs and columns that its rules read.

use crate::failure::ScanError;
use crate::guards::Accounts;
use crate::kernel::Frame;
use crate::program::{Demand, Program, Rule};
use crate::store::{Gather, LegIndex, Partners, Store};
use rayon::prelude::*;
use redflag_model::{Progress, Ratio};

/// Shares of the accounts per thread: enough that the last thread does not wait long for a large one.
const SHARES: usize = 16;

/// What a pass reads.
pub(crate) struct Sweep<'a> {
    pub(crate) program: &'a Program,
    pub(crate) store: &'a Store,
    pub(crate) index: &'a LegIndex,
    /// Only these accounts, rule by rule; all, where it is none.
    pub(crate) among: Option<&'a Accounts>,
    pub(crate) midnight: Option<Ratio>,
    pub(crate) threads: usize,
    pub(crate) progress: Option<&'a (dyn Fn(Progress) -> bool + Sync)>,
}

impl Sweep<'_> {
    /// Calls `work` for each account that some rule may concern, with those rules. Each share of the accounts has a result of its own; shares
    /// come in the order of the accounts' codes.
    ///
    /// # Errors
    /// [`ScanError::Interrupted`] where the caller stopped the scan.
    pub(crate) fn each<T: Default + Send>(
        &self,
        work: impl Fn(&mut T, &[&Rule], &Frame<'_>) + Sync,
    ) -> Result<Vec<T>, ScanError> {
        let Self { store, index, .. } = *self;
        let demand = Demand::of(self.program, store);
        let partners = Partners { store, index };
        let is_among = |account: &u32| {
            self.among
                .is_none_or(|among| among.values().any(|some| some.contains(account)))
        };
        let accounts: Vec<u32> = index.accounts().filter(is_among).collect();
        let shares = index.shares(&accounts, self.threads * SHARES);
        shares
            .into_par_iter()
            .map(|accounts| {
                if self.is_stopped() {
                    return Err(ScanError::Interrupted);
                }
                let mut done = T::default();
                let mut frame = Frame::new(self.program).knowing(&partners);
                let mut rules = Vec::new();
                for &account in accounts {
                    let gather = self.concerned(&demand, account, &mut rules);
                    if rules.is_empty() {
                        continue;
                    }
                    gather.account(store, index, account, &mut frame.slice);
                    frame.begin();
                    work(&mut done, &rules, &frame);
                }
                Ok(done)
            })
            .collect()
    }

    /// Puts the rules that may concern an account into `rules`; the columns that they read.
    fn concerned<'s>(&'s self, demand: &Demand, account: u32, rules: &mut Vec<&'s Rule>) -> Gather {
        let presence = demand.presence(self.store, self.index, account);
        let mut gather = Gather {
            midnight: self.midnight,
            ..Gather::default()
        };
        rules.clear();
        for (at, rule) in self.program.rules.iter().enumerate() {
            let is_called = self
                .among
                .is_none_or(|among| among.get(&rule.id).is_some_and(|some| some.contains(&account)));
            if is_called && demand.admits(at, &presence) {
                gather.add(&rule.gather);
                rules.push(rule);
            }
        }
        gather
    }

    fn is_stopped(&self) -> bool {
        let now = Progress {
            scanning: true,
            ..Progress::default()
        };
        self.progress.is_some_and(|call| !call(now))
    }
}
