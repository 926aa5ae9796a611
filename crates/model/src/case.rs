//! Cases: findings around one subject, scored.

use serde::Serialize;

/// How far a case goes. A single indicator alone is never more than information.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Worth knowing beside other facts.
    Information,
    /// Worth a person's review.
    Review,
    /// Both sides and a path of value between them.
    Priority,
}

impl Level {
    /// The name used in files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Information => "information",
            Self::Review => "review",
            Self::Priority => "priority",
        }
    }
}

/// What part a subject seems to play. Directive (EU) 2016/680 Art. 6 asks that victims be told apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Likely a victim; declared by an indicator.
    VictimLikely,
    /// Pays under coercion, such as a ransom; declared by an indicator.
    CoercedPayer,
    /// Not known.
    #[default]
    Unclear,
    /// Passes on what a controller gathers; only ever derived.
    Facilitator,
    /// Gathers what victims or coerced payers hand over; only ever derived.
    ControllerLikely,
}

impl Role {
    /// Every role, the gentlest first.
    pub const ALL: &'static [Self] = &[
        Self::VictimLikely,
        Self::CoercedPayer,
        Self::Unclear,
        Self::Facilitator,
        Self::ControllerLikely,
    ];

    /// The name used in files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::VictimLikely => "victim-likely",
            Self::CoercedPayer => "coerced-payer",
            Self::Unclear => "unclear",
            Self::Facilitator => "facilitator",
            Self::ControllerLikely => "controller-likely",
        }
    }

    /// Finds a role that an indicator may declare; the harsher ones are derived and can't be declared.
    #[must_use]
    pub fn declared(name: &str) -> Option<Self> {
        [Self::VictimLikely, Self::CoercedPayer, Self::Unclear]
            .into_iter()
            .find(|role| role.name() == name)
    }

    /// True for victims and coerced payers.
    #[must_use]
    pub const fn is_victim_side(self) -> bool {
        matches!(self, Self::VictimLikely | Self::CoercedPayer)
    }
}

/// Points of one family in a side's score: the best finding's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CaseScore {
    /// Family, such as `HT-SEX`.
    pub family: String,
    /// The indicator that gives the points.
    pub indicator: String,
    /// The finding that gives them.
    pub key: String,
    /// Points.
    pub points: i64,
}

/// One side's score with its contributions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SideScore {
    /// Sum of the contributions.
    pub points: i64,
    /// One contribution per family, in the order of families.
    pub contributions: Vec<CaseScore>,
}

/// Findings around one seed subject.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Case {
    /// SHA-256 of the seed and the sorted keys of the findings.
    pub case_id: String,
    /// The subject that the case grew from.
    pub seed: String,
    /// Its level.
    pub level: Level,
    /// The seed's role.
    pub role: Role,
    /// Trafficking.
    pub trafficking: SideScore,
    /// Terrorist financing.
    pub terrorism: SideScore,
    /// min(both sides) × permille / 1000; zero without a path or a both-sided finding.
    pub nexus: i64,
    /// Share of the value that arrived, discounted by time and length, in thousandths; 1000 for a both-sided finding without a route.
    pub permille: i64,
    /// Subjects and their roles, the seed first, then in order.
    pub subjects: Vec<CaseSubject>,
    /// True where more than fifty subjects belonged here and the weakest were cut.
    pub cut: bool,
    /// Start of the first finding.
    #[serde(serialize_with = "crate::finding::instant")]
    pub start: i64,
    /// End of the last finding.
    #[serde(serialize_with = "crate::finding::instant")]
    pub end: i64,
    /// Keys of the findings, in the order of the findings file.
    pub findings: Vec<String>,
    /// Other queues that guards ask for, in order: `welfare` and the like.
    pub routes: Vec<String>,
    /// Why a role is gentler than a finding alone would say, and other remarks.
    pub notes: Vec<crate::Note>,
}

/// A subject of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CaseSubject {
    /// The account, or the node `name|country`.
    pub subject: String,
    /// Its role in this case.
    pub role: Role,
}
