//! Measures the peers: what each account did in each whole span, by group.

use super::{FORMAT, Measured, values};
use crate::failure::ScanError;
use crate::kernel::{Frame, PeerSample, peer_samples};
use crate::program::{Program, Rule, RuleKind};
use crate::scanner::Scanner;
use crate::store::{Gather, LegIndex, Partners, Store};
use crate::subjects::Kinds;
use rayon::prelude::*;
use redflag_model::{
    Baseline, BaselineSource, Distribution, Domain, Field, LEAST_ACCOUNTS, Lookup, PeerFigures, PeerGroup, PeerMeasure,
    Ratio, ReadReport, Source, time,
};
use redflag_rules::Plan;
use redflag_rules::plan::{Detect, IndicatorId};
use std::collections::{BTreeMap, BTreeSet};

/// Codes of a group's values.
type Group = Vec<u32>;
/// How often each value of a measure occurs, in its parts, and with how many accounts.
type Counts = (u64, BTreeMap<i128, u64>);

/// What the accounts did, by indicator and group; one entry per measure.
#[derive(Debug, Default)]
pub(crate) struct Peers {
    /// The last day that counts; the last of the data where none is given.
    until: Option<i64>,
    /// See [`Gather::midnight`].
    midnight: Option<Ratio>,
    groups: BTreeMap<(IndicatorId, Group), Vec<Counts>>,
}

impl Peers {
    pub(crate) fn new(plan: &Plan, until: Option<i64>) -> Self {
        Self {
            until,
            midnight: plan.midnight_share(),
            groups: BTreeMap::new(),
        }
    }

    /// The last day that counts, from the data where it was not given.
    fn last_day(&self, store: &Store) -> i64 {
        let last = || store.period().map_or(0, |(_, last)| last.div_euclid(time::DAY));
        self.until.unwrap_or_else(last)
    }

    /// Adds all accounts to the peers of each rule of a layer that has peers and may speak of them.
    pub(crate) fn gather(&mut self, program: &Program, store: &Store, index: &LegIndex, kinds: &Kinds, threads: usize) {
        let with_peers = |rule: &&Rule| matches!(&rule.kind, RuleKind::Deviation(it) if it.peers().is_some());
        let rules: Vec<&Rule> = program.rules.iter().filter(with_peers).collect();
        if rules.is_empty() {
            return;
        }
        let end = (self.last_day(store) + 1).saturating_mul(time::DAY);
        let mut gather = Gather {
            midnight: self.midnight,
            ..Gather::default()
        };
        for rule in &rules {
            gather.add(&rule.gather);
        }
        let partners = Partners { store, index };
        let accounts: Vec<u32> = index.accounts().collect();
        let shares = index.shares(&accounts, threads * 16);
        let gathered: Vec<Self> = shares
            .into_par_iter()
            .map(|accounts| {
                let mut peers = Self::default();
                let mut frame = Frame::new(program).knowing(&partners);
                for &account in accounts {
                    gather.account(store, index, account, &mut frame.slice);
                    frame.begin();
                    for rule in &rules {
                        peers.account(rule, &frame, kinds, end);
                    }
                }
                peers
            })
            .collect();
        for peers in gathered {
            self.add(peers);
        }
    }

    fn account(&mut self, rule: &Rule, frame: &Frame<'_>, kinds: &Kinds, end: i64) {
        let RuleKind::Deviation(deviation) = &rule.kind else {
            return;
        };
        if (rule.own_only && frame.slice.own == Some(false)) || !kinds.admit(frame, rule.subjects) {
            return;
        }
        let _ = frame.take_overflow();
        let samples = peer_samples(frame, rule, deviation, end);
        // Where a number does not fit, nothing is said of the account.
        if frame.take_overflow() {
            return;
        }
        let mut seen = BTreeSet::new();
        for PeerSample { group, measures } in samples {
            let counts = self.groups.entry((rule.id, group.clone())).or_default();
            counts.resize_with(measures.len(), Counts::default);
            for (at, value) in measures.into_iter().enumerate() {
                let Some(value) = value else { continue };
                *counts[at].1.entry(value).or_default() += 1;
                counts[at].0 += u64::from(seen.insert((group.clone(), at)));
            }
        }
    }

    /// Both together: they hold different accounts.
    fn add(&mut self, other: Self) {
        for (key, counts) in other.groups {
            let own = self.groups.entry(key).or_default();
            own.resize_with(counts.len(), Counts::default);
            for (own, (accounts, values)) in own.iter_mut().zip(counts) {
                own.0 += accounts;
                for (value, count) in values {
                    *own.1.entry(value).or_default() += count;
                }
            }
        }
    }

    /// The figures of one indicator; small groups are withheld.
    fn figures(&self, plan: &Plan, id: IndicatorId, store: &Store) -> PeerFigures {
        let indicator = &plan.indicators[id.0];
        let fields = indicator.detect.peers().unwrap_or_default();
        let mut figures = PeerFigures {
            version: indicator.version.clone(),
            params: values(indicator),
            peers: fields.iter().map(|field| field.name().to_owned()).collect(),
            ..PeerFigures::default()
        };
        let Detect::Deviation(deviation) = &indicator.detect else {
            return figures;
        };
        for ((_, codes), counts) in self.groups.iter().filter(|((of, _), _)| *of == id) {
            let mut measures = BTreeMap::new();
            for (def, (accounts, values)) in deviation.measures.iter().zip(counts) {
                if *accounts < LEAST_ACCOUNTS {
                    figures.withheld += u64::from(*accounts > 0);
                    continue;
                }
                let values = Distribution::of(
                    def.parts(indicator),
                    values.iter().map(|(&value, &count)| (value, count)),
                );
                let measure = PeerMeasure {
                    accounts: *accounts,
                    values,
                };
                measures.insert(def.name.clone(), measure);
            }
            if !measures.is_empty() {
                let of = texts(store, fields, codes);
                figures.groups.push(PeerGroup { of, measures });
            }
        }
        figures.groups.sort_by(|a, b| a.of.cmp(&b.of));
        figures
    }
}

fn texts(store: &Store, fields: &[Field], codes: &[u32]) -> Vec<String> {
    let text = |(&field, &code): (&Field, &u32)| {
        let text = Domain::of(field).and_then(|domain| store.text(domain, code));
        text.unwrap_or_default().to_owned()
    };
    fields.iter().zip(codes).map(text).collect()
}

impl Scanner<'_> {
    pub(super) fn gather_peers<S: Source>(&self, source: &S, until: Option<i64>) -> Result<Measured, ScanError> {
        let plan = self.plan();
        let (store, read, base, accounts, peers) = self.examine_peers(source, Peers::new(plan, until))?;
        let ids = plan.enabled().filter(|(_, it)| it.detect.peers().is_some());
        let indicators = ids.map(|(id, it)| (it.id.clone(), peers.figures(plan, id, &store)));
        let baseline = Baseline {
            format: FORMAT,
            sha256: String::new(),
            pack_sha256: plan.pack_sha256.clone(),
            overlay_sha256: plan.overlay_sha256.clone(),
            base: base.code().to_owned(),
            until: time::format_day(peers.last_day(&store).saturating_mul(time::DAY)),
            sources: sources(&read),
            context: self.context(),
            indicators: indicators.collect(),
        };
        Ok(Measured {
            baseline,
            read,
            accounts,
        })
    }
}

impl Scanner<'_> {
    fn context(&self) -> Vec<BaselineSource> {
        let files = self.customers_files().iter();
        let mut context: Vec<BaselineSource> = files
            .map(|file| BaselineSource {
                sha256: file.sha256.clone(),
                name: file.name.clone(),
                rows: file.rows,
            })
            .collect();
        context.sort();
        context
    }
}

fn sources(read: &ReadReport) -> Vec<BaselineSource> {
    let mut sources: Vec<BaselineSource> = read
        .files
        .iter()
        .map(|file| BaselineSource {
            sha256: file.sha256.clone(),
            name: file.name.clone(),
            rows: file.rows,
        })
        .collect();
    sources.sort();
    sources
}
