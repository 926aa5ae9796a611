//! Findings: one indicator, one subject, one episode.

use crate::{Column, Currency, Direction, Level, Position, Role, time};
use serde::{Serialize, Serializer};

/// Evidence above twice this many legs is cut to its first and last so many.
pub const EVIDENCE_HALF: usize = 500;

/// Which side an indicator speaks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Supports {
    /// Trafficking in persons.
    Trafficking,
    /// Terrorist financing.
    Terrorism,
    /// Trafficking that finances terrorism: counts on both sides.
    Nexus,
    /// Read by other indicators only; never scored or printed.
    Fact,
}

/// One comparison of a finding: what was seen and what the limit is. Numbers are exact decimal texts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Measure {
    /// The parameter, or `line:NAME` for a line table.
    pub param: String,
    /// The value at the first leg at which the rule held.
    pub observed: String,
    /// The most extreme value within the episode.
    pub peak: String,
    /// The limit, in `unit`.
    pub limit: String,
    /// `transactions`, `payers`, `share`, `days`, a currency, …
    pub unit: String,
}

/// Total of the evidence in one currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AmountTotal {
    /// Currency as booked.
    pub currency: Currency,
    /// Decimal text.
    pub total: String,
    /// Legs in that currency.
    pub legs: u64,
}

/// Somebody beside the subject.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Party {
    /// The account, or the node `name|country`.
    pub account: String,
    /// Its role.
    pub role: Role,
    /// `payer`, `payee`, or the step of a sequence.
    pub place_in_pattern: String,
}

/// One leg of the evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EvidenceLeg {
    /// Identifier of the transaction.
    pub tx_id: String,
    /// 16 hex digits over the row's canonical fields.
    pub row: String,
    /// Seen from the subject.
    #[serde(serialize_with = "direction")]
    pub direction: Direction,
    /// The other side, where known.
    pub counterparty: Option<String>,
    /// Decimal text.
    pub amount: String,
    /// Currency as booked.
    pub currency: Currency,
    /// When.
    #[serde(serialize_with = "instant")]
    pub time: i64,
    /// Step of a sequence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<String>,
    /// Where the row stands; not part of the findings file, which must not depend on it.
    #[serde(skip)]
    pub position: Position,
    /// Canonical texts of the row, for whoever reads the evidence; not part of the findings file.
    #[serde(skip)]
    pub texts: Vec<(Column, String)>,
}

/// A remark that a reader must weigh.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case", tag = "note")]
#[non_exhaustive]
pub enum Note {
    /// The subject has no account: it is known by name.
    ByName,
    /// Days only are known: order within a day is not.
    DayOrder,
    /// It is not known whether every leg of the account is in the data.
    CompletenessUnknown,
    /// The subject has rejected rows.
    RejectedRows {
        /// How many.
        rows: u64,
    },
    /// The role is gentler than another finding on the same legs would give.
    GentlerRole {
        /// The indicator that decided.
        indicator: String,
    },
    /// The case would go on through accounts with too many counterparties.
    Hub {
        /// The account.
        account: String,
        /// Its distinct counterparties.
        counterparties: u64,
    },
    /// Both sides rest mostly on the same legs and count as one.
    SameEvidence,
}

/// A guard that acted on a finding. Nothing is removed: the finding stays and says so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Guarded {
    /// The guard.
    pub id: String,
    /// What it did.
    pub effect: GuardEffect,
    /// Why it acted.
    pub reason: GuardReason,
}

/// What a guard did to a finding.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct GuardEffect {
    /// The factor on the points, a decimal text; 0 gives no points, opens no case and is read by no indicator.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub points: Option<String>,
    /// The highest level to which the finding may lift a case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cap: Option<Level>,
    /// Another queue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub route: Option<String>,
    /// Accounts to leave out of everything that leaves the institution, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub redact: Vec<String>,
}

/// Why a guard acted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "on")]
pub enum GuardReason {
    /// It found the same subject in an episode that overlaps.
    Subject,
    /// Its evidence holds this share of the finding's amount, a decimal text.
    Evidence {
        /// The share.
        covered: String,
    },
    /// The subject, or parties, have a role that it looks after.
    Role {
        /// The role: the subject's where it has one of them, else the gentlest of the parties.
        role: Role,
    },
    /// A measure lies where it looks.
    Measure {
        /// The parameter that the measure is compared with.
        param: String,
    },
}

/// One indicator, one subject, one episode.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// SHA-256 of indicator, version, subject and the ordered evidence.
    pub finding_id: String,
    /// SHA-256 of indicator, subject and first evidence: stable while an episode grows.
    pub key: String,
    /// Indicator.
    pub indicator: String,
    /// Its version.
    pub indicator_version: String,
    /// Family, such as `HT-FLOW`.
    pub family: String,
    /// Which side it speaks for.
    pub supports: Supports,
    /// Paragraphs of resolution 2331 that it serves.
    pub paragraphs: Vec<u8>,
    /// The account that would be asked about.
    pub subject: String,
    /// The subject's role.
    pub role: Role,
    /// The subject's level in its own case.
    pub level: Level,
    /// Points.
    pub points: i64,
    /// Time of the first evidence leg.
    #[serde(serialize_with = "instant")]
    pub start: i64,
    /// Time of the last evidence leg.
    #[serde(serialize_with = "instant")]
    pub end: i64,
    /// Each comparison, in the order of the indicator.
    pub measures: Vec<Measure>,
    /// Totals by currency.
    pub amounts: Vec<AmountTotal>,
    /// Others in the listed evidence, in order.
    pub parties: Vec<Party>,
    /// Distinct others in all the evidence.
    pub parties_count: u64,
    /// Remarks.
    pub notes: Vec<Note>,
    /// Guards that acted, in the order of their ids.
    pub guards: Vec<Guarded>,
    /// How many legs the evidence has in all.
    pub evidence_count: u64,
    /// SHA-256 over all evidence identifiers, where the list was cut.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence_digest: Option<String>,
    /// The legs.
    pub evidence: Vec<EvidenceLeg>,
}

impl Finding {
    /// True where a guard took all weight from it: no points, no case, and no indicator reads it.
    #[must_use]
    pub fn is_silenced(&self) -> bool {
        self.guards
            .iter()
            .any(|guard| guard.effect.points.as_deref() == Some("0"))
    }

    /// The highest level to which it may lift a case.
    #[must_use]
    pub fn cap(&self) -> Level {
        let caps = self.guards.iter().filter_map(|guard| guard.effect.cap);
        caps.min().unwrap_or(Level::Priority)
    }
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands the field over by reference"
)]
fn direction<S: Serializer>(value: &Direction, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(value.name())
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands the field over by reference"
)]
pub(crate) fn instant<S: Serializer>(micros: &i64, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&time::format_instant(*micros))
}
