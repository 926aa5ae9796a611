//! A plan bound to the dictionaries of one run: every test on texts has become a table by code.

mod atom;
mod bind;
mod demand;
mod families;
mod having;
mod kinship;
mod logic;
mod measures;
mod peers;
mod texts;
mod value;
mod world;

pub(crate) use atom::{Atom, LegValues};
pub(crate) use bind::{Binder, Lower};
pub(crate) use demand::Demand;
pub(crate) use families::{Families, Joined};
pub(crate) use having::{AnchorValues, Having, MeasureSpec, MeasureUnit};
pub(crate) use kinship::Kinship;
pub(crate) use logic::{Logic, RootId, Word};
pub(crate) use texts::Texts;
pub(crate) use value::{LegColumn, Value};
pub(crate) use world::Distance;

use crate::store::{Gather, Holders};
use redflag_model::{Distribution, Field, RefKind};
use redflag_rules::plan::{IndicatorId, Names, Subjects, Tie};
use std::collections::HashMap;
use std::sync::Arc;

/// The bound indicators of one layer.
#[derive(Debug, Default)]
pub(crate) struct Program {
    /// Tests, each once.
    pub(crate) atoms: Vec<Atom>,
    /// Conditions over one leg, each once.
    pub(crate) roots: Vec<Logic>,
    /// Keys of `since_previous`, each once.
    pub(crate) previous: Vec<Vec<Field>>,
    /// Distances between places, each once.
    pub(crate) distances: Vec<Distance>,
    /// The detectors.
    pub(crate) rules: Vec<Rule>,
    /// The instant up to which the data are known.
    pub(crate) as_of: i64,
}

/// A bound indicator.
#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) id: IndicatorId,
    pub(crate) is_guard: bool,
    pub(crate) own_only: bool,
    pub(crate) subjects: Subjects,
    pub(crate) kind: RuleKind,
    pub(crate) aggregates: Vec<BoundAggregate>,
    pub(crate) measures: Vec<MeasureSpec>,
    pub(crate) evidence: Option<RootId>,
    /// Columns that its slices must hold.
    pub(crate) gather: Gather,
}

impl Rule {
    /// True where strangers are counted.
    pub(crate) fn asks_ties(&self) -> bool {
        let counts = |aggregate: &BoundAggregate| matches!(aggregate.kind, BoundKind::Strangers(_));
        self.aggregates.iter().any(counts)
    }
}

/// A bound detector.
#[derive(Debug)]
pub(crate) enum RuleKind {
    Row { where_: RootId, merge: i64 },
    Window(WindowRule),
    Sequence(SequenceRule),
    Deviation(DeviationRule),
}

/// A bound window. `span` is `None` for the whole period.
#[derive(Debug)]
pub(crate) struct WindowRule {
    pub(crate) by: Vec<Field>,
    pub(crate) by_local_date: bool,
    pub(crate) span: Option<i64>,
    pub(crate) where_: RootId,
    pub(crate) having: Having,
    pub(crate) each: Vec<EachRule>,
}

/// Bound groups inside a window.
#[derive(Debug)]
pub(crate) struct EachRule {
    pub(crate) by: Vec<Field>,
    pub(crate) by_local_date: bool,
    /// Contacts of the counterparty split the legs.
    pub(crate) by_contacts: Option<Arc<Holders>>,
    pub(crate) where_: RootId,
    pub(crate) having: Having,
}

/// A bound sequence.
#[derive(Debug)]
pub(crate) struct SequenceRule {
    pub(crate) by: Vec<Field>,
    pub(crate) span: Option<i64>,
    pub(crate) times: usize,
    pub(crate) apart: i64,
    pub(crate) unordered: bool,
    /// How many of the steps make a chain.
    pub(crate) need: usize,
    pub(crate) steps: Vec<StepRule>,
}

/// A bound step: durations in microseconds.
#[derive(Debug)]
pub(crate) struct StepRule {
    pub(crate) where_: RootId,
    pub(crate) within: i64,
    /// Least and greatest time after the previous step.
    pub(crate) gap: (i64, i64),
    pub(crate) ties: Vec<Tie>,
    pub(crate) having: Having,
}

/// A bound comparison with the account's own past or its peers.
#[derive(Debug)]
pub(crate) struct DeviationRule {
    pub(crate) by: Vec<Field>,
    pub(crate) where_: RootId,
    pub(crate) measures: Vec<BoundMeasure>,
    pub(crate) span: i64,
    pub(crate) past: Past,
    pub(crate) having: Having,
}

/// What an account is compared with.
#[derive(Debug)]
pub(crate) enum Past {
    /// Its own past, so many microseconds.
    Own(i64),
    Peers(PeerRule),
}

/// Figures of peers.
#[derive(Debug)]
pub(crate) struct PeerRule {
    pub(crate) fields: Vec<Field>,
    /// By the codes of a group, for each measure the number of accounts and their values; none without a baseline.
    pub(crate) groups: Option<HashMap<Vec<u32>, PeerValues>>,
}

/// The number of accounts and their values, for each measure.
pub(crate) type PeerValues = Vec<Option<(u64, Distribution)>>;

impl DeviationRule {
    pub(crate) fn peers(&self) -> Option<&PeerRule> {
        match &self.past {
            Past::Peers(peers) => Some(peers),
            Past::Own(_) => None,
        }
    }
}

/// A bound measure: taken in whole parts, one to the whole where it can have no fraction.
#[derive(Debug)]
pub(crate) struct BoundMeasure {
    pub(crate) value: Value,
    pub(crate) per: Option<Value>,
    pub(crate) parts: i128,
}

/// A bound aggregate.
#[derive(Debug)]
pub(crate) struct BoundAggregate {
    pub(crate) kind: BoundKind,
    pub(crate) filter: Option<RootId>,
    pub(crate) step: Option<usize>,
    pub(crate) group: Option<usize>,
}

/// What a bound aggregate computes.
#[derive(Debug)]
pub(crate) enum BoundKind {
    Count,
    DistinctField(Field),
    DistinctDate,
    DistinctRefs(RefKind),
    /// Families among names.
    Families(Names, Arc<Families>),
    Strangers(Arc<Kinship>),
    Sum(Value),
    Min(Value),
    Max(Value),
    Avg(Value),
    /// The square of the spread.
    Spread(Value),
    Percentile(u8, Value),
    Relayed(i64),
}
