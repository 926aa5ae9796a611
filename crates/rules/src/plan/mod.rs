//! What a pack compiles to: typed, checked, ordered by layer. Everything a detector needs and nothing it has to look up by text.
//!
//! A [`Plan`] is immutable and shared between threads. Its expressions ([`Cond`], [`Num`]) are the one meaning of a predicate: the fast
//! engine, the slow reference and the SQL form all read them.

mod cond;
mod detect;
mod guard;

pub use cond::{Aggregate, AggregateKind, Cond, Distinct, Names, Num, Op, Related, Test, country_of};
pub use detect::{Against, Baseline, Detect, Deviation, Each, MeasureDef, Row, Sequence, Span, Step, Tie, Window};
pub use guard::{BuiltIn, Effect, Factor, Guard, GuardOn, GuardRule, MeasureGuard, Redact, answers};

use crate::data::{Data, Lexicon};
use redflag_model::{Currency, Field, Ratio, Role, Setting, Supports, TextPair};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Index of a parameter within its indicator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ParamId(pub usize);

/// Index of an aggregate within its indicator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AggregateId(pub usize);

/// Index of an indicator within its plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct IndicatorId(pub usize);

/// Index of a lexicon within its plan: the number of its bit in [`redflag_model::Row::memo_bits`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LexiconId(pub usize);

/// The family of matches with watchlists.
const LIST_FAMILY: &str = "TF-LIST";

/// Indicators in the order in which they can run, with their lists and the settings of the run.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Indicators ordered by (layer, id). Those switched off are kept, so that a run can say so.
    pub indicators: Vec<Indicator>,
    /// Lexicons that some indicator reads; at most 64.
    pub lexicons: Vec<Arc<Lexicon>>,
    /// Lists, groups, tables, rates and sources.
    pub data: Arc<Data>,
    /// Limits of the run.
    pub limits: Limits,
    /// Every departure from default, in order.
    pub departures: Vec<Setting>,
    /// SHA-256 over the pack's files (names and bytes, in order), 64 hex digits.
    pub pack_sha256: String,
    /// SHA-256 of the overlay, where there is one.
    pub overlay_sha256: Option<String>,
}

/// Limits of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// An account with more distinct counterparties is a hub: no case goes on through it.
    pub hub: u64,
    /// Most subjects in a case.
    pub case_subjects: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            hub: 500,
            case_subjects: 50,
        }
    }
}

impl Plan {
    /// The indicator of an id.
    #[must_use]
    pub fn indicator(&self, id: &str) -> Option<(IndicatorId, &Indicator)> {
        let at = self.indicators.iter().position(|indicator| indicator.id == id)?;
        Some((IndicatorId(at), &self.indicators[at]))
    }

    /// Guards that are switched on and declared by a pack, in order.
    pub fn guards(&self) -> impl Iterator<Item = (IndicatorId, &Indicator, &GuardRule)> {
        self.enabled()
            .filter_map(|(id, it)| Some((id, it, it.guard.as_ref()?.rule()?)))
    }

    /// From which share of an account's times on midnight is taken for no time of day; none where no guard of the pack asks.
    #[must_use]
    pub fn midnight_share(&self) -> Option<Ratio> {
        self.enabled().find_map(|(_, indicator)| match indicator.guard {
            Some(Guard::BuiltIn(BuiltIn::DataQuality { midnight })) => indicator.param(midnight).value.number(),
            _ => None,
        })
    }

    /// Indicators that are switched on, in order.
    pub fn enabled(&self) -> impl Iterator<Item = (IndicatorId, &Indicator)> {
        self.indicators
            .iter()
            .enumerate()
            .filter(|(_, it)| it.enabled)
            .map(|(at, it)| (IndicatorId(at), it))
    }
}

/// One red flag, compiled.
#[derive(Clone, Debug)]
pub struct Indicator {
    /// `HT-FLOW-002`.
    pub id: String,
    /// `1.0.0`.
    pub version: String,
    /// Title.
    pub title: TextPair,
    /// `experimental`, `test`, `stable` or `deprecated`.
    pub status: String,
    /// Date of the status.
    pub since: String,
    /// Which side it speaks for.
    pub supports: Supports,
    /// Paragraphs of the resolution.
    pub paragraphs: Vec<u8>,
    /// Points and why.
    pub points: Points,
    /// Indicators that count once with this one.
    pub overlaps: Vec<String>,
    /// Whether every leg of the account is needed.
    pub own_only: bool,
    /// Who may be asked about.
    pub subjects: Subjects,
    /// Role of the subject.
    pub subject_role: Role,
    /// Roles of others, by place in the pattern (`in`, `out`, a step's name).
    pub party_roles: BTreeMap<String, Role>,
    /// Family, such as `HT-FLOW` or `TF-SEND`.
    pub family: String,
    /// True where it tests both sides itself.
    pub both_sides: bool,
    /// Sources.
    pub sources: Vec<Source>,
    /// What it cannot show.
    pub cannot_show: TextPair,
    /// Lawful readings.
    pub innocent: TextPair,
    /// Template of a finding's sentence.
    pub sentence: TextPair,
    /// Parameters in the order of the file.
    pub params: Vec<Param>,
    /// Aggregates that `having` reads, all steps and groups together.
    pub aggregates: Vec<Aggregate>,
    /// The detector.
    pub detect: Detect,
    /// Narrows the evidence among the anchors.
    pub evidence: Option<Cond>,
    /// What it does to findings of others, where it is a protective rule.
    pub guard: Option<Guard>,
    /// 0 where it reads no finding, else one above the highest it reads.
    pub layer: usize,
    /// Indicators that it reads, in order.
    pub reads: Vec<IndicatorId>,
    /// False where the overlay or the pack switched it off.
    pub enabled: bool,
    /// Texts of the predicates as written, by key path such as `detect.window.where`, for explanations and documentation.
    pub predicates: Vec<(String, String)>,
    /// English and French page, as written.
    pub page: TextPair,
    /// Folder it came from, for messages.
    pub folder: String,
}

impl Indicator {
    /// True for a match with a list of names: guards may neither lower nor hide it.
    #[must_use]
    pub fn is_list_match(&self) -> bool {
        self.family == LIST_FAMILY
    }

    /// A parameter.
    #[must_use]
    pub fn param(&self, id: ParamId) -> &Param {
        &self.params[id.0]
    }

    /// An aggregate.
    #[must_use]
    pub fn aggregate(&self, id: AggregateId) -> &Aggregate {
        &self.aggregates[id.0]
    }

    /// Calls `visit` for every condition at the root of the detector: `where` first, then `having`, groups, steps and evidence.
    pub fn each_condition<'a>(&'a self, visit: &mut dyn FnMut(&'a Cond)) {
        self.detect.each_condition(visit);
        for aggregate in &self.aggregates {
            if let Some(filter) = &aggregate.filter {
                visit(filter);
            }
        }
        if let Some(evidence) = &self.evidence {
            visit(evidence);
        }
    }

    /// Fields that the detector reads, in order, without those that every row has.
    #[must_use]
    pub fn fields(&self) -> Vec<Field> {
        let mut fields = Vec::new();
        self.each_condition(&mut |cond| cond.each_field(&mut |field| fields.push(field)));
        for aggregate in &self.aggregates {
            aggregate.kind.each_field(&mut |field| fields.push(field));
        }
        fields.extend(self.detect.keys());
        fields.sort_unstable();
        fields.dedup();
        fields
    }
}

/// Who may be asked about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Subjects {
    /// Anyone.
    #[default]
    Any,
    /// Not accounts that act as a business.
    Persons,
    /// Only accounts that act as a business.
    Businesses,
}

/// Points of a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Points {
    /// Whole points.
    pub value: i64,
    /// `judgement` or `published`.
    pub basis: String,
    /// Why so many.
    pub why: TextPair,
}

/// Where an indicator comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Key in the pack's sources.
    pub document: String,
    /// Where in the document.
    pub at: String,
    /// `published` or `judgement`.
    pub basis: String,
    /// `issuer`, `copy`, `secondary` or `recalled`.
    pub verified: String,
}

/// A threshold with its unit, bounds and reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Param {
    /// Name, used as `:name`.
    pub name: String,
    /// Value in force, after the overlay.
    pub value: ParamValue,
    /// Default of the pack.
    pub default: ParamValue,
    /// Least value allowed.
    pub min: Option<ParamValue>,
    /// Greatest value allowed.
    pub max: Option<ParamValue>,
    /// Unit as written: `transactions`, `share`, `duration`, `hour`, a currency, …
    pub unit: String,
    /// Short noun phrase.
    pub label: TextPair,
    /// `published` or `judgement`.
    pub basis: String,
    /// Why this value.
    pub why: TextPair,
}

/// Value of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParamValue {
    /// A plain number, a share or a count.
    Number(Ratio),
    /// Microseconds.
    Duration(i64),
    /// Minor units of the source's currency.
    Money(i64, Currency),
}

impl ParamValue {
    /// The value as people write it: `0.8`, `48h`, `2000.00 AUD`.
    #[must_use]
    pub fn written(self) -> String {
        crate::indicator::params::written(self)
    }

    /// The number of a plain parameter.
    #[must_use]
    pub fn number(self) -> Option<Ratio> {
        match self {
            Self::Number(number) => Some(number),
            Self::Duration(_) | Self::Money(..) => None,
        }
    }

    /// Microseconds of a duration.
    #[must_use]
    pub fn duration(self) -> Option<i64> {
        match self {
            Self::Duration(micros) => Some(micros),
            Self::Number(_) | Self::Money(..) => None,
        }
    }
}
