//! Protective rules, compiled.

use super::{IndicatorId, ParamId};
use redflag_model::{Level, Role};

/// A protective rule. Its hits are facts; what it does falls on findings of other indicators.
#[derive(Clone, Debug)]
pub enum Guard {
    /// Lowers, reroutes or redacts findings.
    Rule(GuardRule),
    /// A rule of the engine itself, whose folder holds texts, limits and cases.
    BuiltIn(BuiltIn),
}

/// A guard that a pack declares.
#[derive(Clone, Debug)]
pub struct GuardRule {
    /// Indicators whose findings it acts on, in order.
    pub applies: Vec<IndicatorId>,
    /// Which of their findings.
    pub on: GuardOn,
    /// What it does to them.
    pub effect: Effect,
}

/// Which findings a guard selects.
#[derive(Clone, Debug)]
pub enum GuardOn {
    /// Those of a subject that the guard's detector finds in an episode that overlaps.
    Subject,
    /// Those of whose amount at least this share lies in the guard's evidence.
    Evidence(ParamId),
    /// Those whose subject, or a party, has one of these roles.
    Role(Vec<Role>),
    /// Those whose measure lies on one side of a limit.
    Measure(MeasureGuard),
}

/// A limit on a measure of the guarded finding.
#[derive(Clone, Debug)]
pub struct MeasureGuard {
    /// The parameter of the guarded indicator that stands in a comparison.
    pub name: String,
    /// The guard's own parameter.
    pub limit: ParamId,
    /// True where the peak must not exceed the limit, false where it must reach it.
    pub at_most: bool,
}

/// What a guard does to a finding. Nothing is ever removed.
#[derive(Clone, Debug, Default)]
pub struct Effect {
    /// What the points are multiplied with.
    pub points: Option<Factor>,
    /// The highest level to which the finding may lift a case.
    pub cap: Option<Level>,
    /// Another queue.
    pub route: Option<String>,
    /// Who is left out of everything that leaves the institution.
    pub redact: Option<Redact>,
}

/// Who is left out of what leaves the institution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Redact {
    /// The finding's subject.
    Subject,
    /// Whoever has one of the guard's roles.
    Matched,
    /// The finding's other parties.
    Others,
}

/// A factor from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Factor {
    /// The finding gives no points, opens no case and is read by nobody.
    Zero,
    /// A parameter of the guard.
    Param(ParamId),
}

/// Rules that the engine carries out whatever a pack says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BuiltIn {
    /// Roles are marked by indicators and derived gently.
    Roles,
    /// What a person is or believes is no field.
    ProtectedAttributes,
    /// A clock that stands at midnight tells no time of day.
    DataQuality {
        /// From this share of an account's legs on.
        midnight: ParamId,
    },
}

impl BuiltIn {
    /// The name in packs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Roles => "roles",
            Self::ProtectedAttributes => "protected-attributes",
            Self::DataQuality { .. } => "data-quality",
        }
    }

    /// True where no pack or overlay may switch it off.
    #[must_use]
    pub const fn is_always_on(self) -> bool {
        matches!(self, Self::Roles | Self::ProtectedAttributes)
    }
}

impl Guard {
    /// The rule that a pack declares.
    #[must_use]
    pub fn rule(&self) -> Option<&GuardRule> {
        match self {
            Self::Rule(rule) => Some(rule),
            Self::BuiltIn(_) => None,
        }
    }

    /// The engine's rule.
    #[must_use]
    pub fn built_in(&self) -> Option<BuiltIn> {
        match self {
            Self::Rule(_) => None,
            Self::BuiltIn(rule) => Some(*rule),
        }
    }

    /// True where it selects findings by what its own detector found.
    #[must_use]
    pub fn detects(&self) -> bool {
        self.rule()
            .is_some_and(|rule| matches!(rule.on, GuardOn::Subject | GuardOn::Evidence(_)))
    }
}

const ROLES: [&str; 5] = [
    Role::VictimLikely.name(),
    Role::CoercedPayer.name(),
    Role::Unclear.name(),
    Role::Facilitator.name(),
    Role::ControllerLikely.name(),
];

/// What a case of an indicator's folder may expect, by what the indicator is.
#[must_use]
pub fn answers(guard: Option<&Guard>) -> &'static [&'static str] {
    match guard {
        None => &["flag", "clear"],
        Some(Guard::Rule(_)) => &["guarded", "unguarded"],
        Some(Guard::BuiltIn(BuiltIn::Roles)) => &ROLES,
        Some(Guard::BuiltIn(BuiltIn::ProtectedAttributes)) => &["refused", "accepted"],
        Some(Guard::BuiltIn(BuiltIn::DataQuality { .. })) => &["untimed", "timed"],
    }
}
