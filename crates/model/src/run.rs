//! A whole run: what was read, what was found, what could not run.

use crate::{
    Case, Column, ColumnSet, ContextFile, Currency, CustomerCount, Exclusion, Field, Finding, Position, Supply,
};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt;

macro_rules! reasons {
    ($($(#[$doc:meta])* $variant:ident = $text:literal,)*) => {
        /// Why a row was rejected.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Reason { $($(#[$doc])* $variant,)* }

        impl Reason {
            /// Every reason.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The name used in files.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }
        }
    };
}

reasons! {
    /// A quoted field that does not end within the longest record allowed.
    UnclosedQuote = "unclosed_quote",
    /// A record longer than allowed, without a quote to blame.
    RecordTooLong = "record_too_long",
    /// More or fewer fields than the header.
    FieldCount = "field_count",
    /// Bytes that are no text in the file's encoding.
    Encoding = "bad_encoding",
    /// No time.
    NoTimestamp = "no_timestamp",
    /// A time that can't be read, or does not exist.
    BadTimestamp = "bad_timestamp",
    /// No amount.
    NoAmount = "no_amount",
    /// An amount that can't be read.
    BadAmount = "bad_amount",
    /// More fraction digits than the currency has.
    TooPrecise = "too_precise",
    /// An amount that does not fit.
    AmountTooLarge = "amount_too_large",
    /// Below zero where the layout has no sign.
    NegativeAmount = "negative_amount",
    /// No currency.
    NoCurrency = "no_currency",
    /// A currency that ISO 4217 does not have.
    UnknownCurrency = "unknown_currency",
    /// A channel outside the closed list and the mapping.
    UnknownChannel = "unknown_channel",
    /// A country that is no ISO 3166 code.
    BadCountry = "bad_country",
    /// A merchant category code that is no number of four digits.
    BadMcc = "bad_mcc",
    /// A direction other than in or out.
    BadDirection = "bad_direction",
    /// A status outside the closed list and the mapping.
    UnknownStatus = "unknown_status",
    /// Neither an account nor a name on either side.
    NoParty = "no_party",
    /// One identifier, different contents.
    ConflictingId = "conflicting_id",
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A rejected row: nothing is dropped silently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reject {
    /// Where the row starts.
    pub position: Position,
    /// The column to blame, where there is one.
    pub column: Option<Column>,
    /// Number of the field in the file, from 1, where known.
    pub field: Option<u32>,
    /// Why.
    pub reason: Reason,
    /// The text to blame, cut to 80 characters; empty where none.
    pub text: String,
    /// Accounts of the row where they could be read, so that findings can say that a subject has rejected rows.
    pub accounts: Vec<String>,
}

/// The first rejects of a run; all of them are counted in [`ReadReport::rejected`].
pub type Rejects = Vec<Reject>;

/// What was read of one file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FileReport {
    /// Path as given, or `-`.
    pub name: String,
    /// Bytes as stored.
    pub bytes: u64,
    /// SHA-256 of the bytes as stored, 64 hex digits.
    pub sha256: String,
    /// Records, without the header.
    pub rows: u64,
    /// Encoding: `utf-8`, `utf-16le`, `utf-16be` or `latin-1`.
    pub encoding: String,
    /// Delimiter.
    pub delimiter: String,
    /// True where the file was compressed.
    pub gzip: bool,
    /// True where times are days.
    pub by_day: bool,
}

/// Control total of one currency, in minor units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Total {
    /// Sum over the rows read whose amount could be read.
    pub read: i128,
    /// Sum over the rows screened.
    pub screened: i128,
    /// Sum over the rows excluded.
    pub excluded: i128,
    /// Sum over rejected rows whose amount could be read.
    pub rejected: i128,
}

impl Total {
    /// True where nothing is missing.
    #[must_use]
    pub fn reconciles(&self) -> bool {
        self.read == self.screened + self.excluded + self.rejected
    }
}

/// What was read: rows read = screened + excluded + rejected.
#[derive(Clone, Debug, Default)]
pub struct ReadReport {
    /// Each file.
    pub files: Vec<FileReport>,
    /// Records found by the splitter, without headers.
    pub rows_read: u64,
    /// Rows that are screened; a reader sets the rows it handed on.
    pub rows_screened: u64,
    /// Rows left out on purpose, by reason (`duplicate`, `reversed`, `not_booked`).
    pub excluded: BTreeMap<&'static str, u64>,
    /// Rows rejected, by reason.
    pub rejected: BTreeMap<Reason, u64>,
    /// Control totals.
    pub totals: BTreeMap<Currency, Total>,
    /// Rejected rows of each account that could be read.
    pub rejected_accounts: BTreeMap<String, u64>,
    /// Where it was asked for: rows with a text, by column.
    pub filled: BTreeMap<Column, u64>,
    /// Canonical columns that the input has.
    pub columns: ColumnSet,
    /// Mapping used, by name or path.
    pub mapping: String,
    /// SHA-256 of the mapping's text.
    pub mapping_sha256: String,
    /// Base currency that the mapping asks for.
    pub base: Option<Currency>,
}

impl ReadReport {
    /// Rows rejected, for all reasons.
    #[must_use]
    pub fn rows_rejected(&self) -> u64 {
        self.rejected.values().sum()
    }

    /// Rows excluded, for all reasons.
    #[must_use]
    pub fn rows_excluded(&self) -> u64 {
        self.excluded.values().sum()
    }

    /// True where every row and every amount read is accounted for.
    #[must_use]
    pub fn reconciles(&self) -> bool {
        let rows = self.rows_screened + self.rows_excluded() + self.rows_rejected();
        self.rows_read == rows && self.totals.values().all(Total::reconciles)
    }
}

/// A text in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TextPair {
    /// English.
    pub en: String,
    /// French.
    pub fr: String,
}

/// Whether an indicator ran.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum VerdictKind {
    /// On all the data.
    Ran,
    /// On part of it, or on data whose completeness is unknown.
    Degraded,
    /// Not at all.
    NotEvaluable,
}

/// What became of an indicator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// Indicator.
    pub indicator: String,
    /// Whether it ran.
    pub verdict: VerdictKind,
    /// Machine-readable reasons, in order.
    pub reasons: Vec<VerdictReason>,
    /// Where it could not run: sets of supplies, each of which would let it run, the smallest first.
    pub enable: Vec<Vec<Supply>>,
    /// Findings.
    pub findings: u64,
    /// Distinct subjects.
    pub subjects: u64,
}

/// Why an indicator ran on part of the data or not at all.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case", tag = "reason")]
#[non_exhaustive]
pub enum VerdictReason {
    /// No column of the input fills a field that it reads.
    ColumnMissing {
        /// The field.
        field: String,
        /// Canonical columns that would fill it.
        columns: Vec<String>,
    },
    /// Columns for a field are there, with next to nothing in them.
    ColumnSparse {
        /// The field.
        field: String,
        /// Canonical columns that fill it; none where the customers file does.
        columns: Vec<String>,
        /// Legs where it has a value.
        filled: u64,
        /// All legs.
        legs: u64,
    },
    /// No customers file fills a field that it reads.
    CustomersMissing {
        /// The field: a column of the customers file.
        field: String,
    },
    /// Amounts in a currency without a rate.
    NoRate {
        /// Currencies, in order.
        currencies: Vec<String>,
        /// Legs concerned.
        legs: u64,
    },
    /// No line is known for a currency.
    NoLine {
        /// The table.
        table: String,
        /// Currencies, in order.
        currencies: Vec<String>,
        /// Legs concerned.
        legs: u64,
    },
    /// The data hold days without times.
    DaysOnly {
        /// Legs concerned.
        legs: u64,
    },
    /// The local hour is not known.
    NoLocalTime {
        /// Legs concerned.
        legs: u64,
    },
    /// Nearly all times of some accounts are midnight: their clocks tell nothing.
    NoTimeOfDay {
        /// Accounts concerned.
        accounts: u64,
        /// Their legs at midnight.
        legs: u64,
    },
    /// It is not known whether every leg of the accounts is in the data.
    CompletenessUnknown {
        /// Accounts concerned.
        accounts: u64,
    },
    /// An indicator that it reads is switched off or could not run.
    ReadsMissing {
        /// That indicator.
        indicator: String,
    },
    /// A number did not fit: nothing is said about these accounts.
    Overflow {
        /// Accounts concerned.
        accounts: u64,
    },
    /// It compares with peers, and no baseline of theirs was given, or none that speaks of it.
    NoBaseline,
    /// Switched off by the overlay or by the pack.
    SwitchedOff,
}

impl VerdictReason {
    /// Stands for `address`, `phone` and `email` of a customers file, any of which will do.
    pub const CONTACTS: &'static str = "contacts";
}

/// A departure from the pack's defaults.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Setting {
    /// Indicator, or `run`.
    pub indicator: String,
    /// Parameter or switch.
    pub name: String,
    /// Default.
    pub default: String,
    /// Value used.
    pub value: String,
}

/// The baseline that a run compared with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BaselineUsed {
    /// Hash of its contents.
    pub sha256: String,
    /// Last day that was measured.
    pub until: String,
}

/// A whole run.
#[derive(Clone, Debug, Default)]
pub struct Cases {
    /// Findings in order (subject, indicator, start, id).
    pub findings: Vec<Finding>,
    /// Cases, the strongest first.
    pub cases: Vec<Case>,
    /// One verdict per indicator, in the order of ids.
    pub verdicts: Vec<Verdict>,
    /// What was read.
    pub read: ReadReport,
    /// First rejected rows, where nobody asked for all of them.
    pub rejects: Rejects,
    /// Files that gave context: customers and the like.
    pub context: Vec<ContextFile>,
    /// Where a customers file was given: how many of its accounts the transactions name.
    pub customers: Option<CustomerCount>,
    /// Accounts that were left out, by account.
    pub exclusions: Vec<Exclusion>,
    /// Base currency.
    pub base: Option<Currency>,
    /// Time of the first and last screened row.
    pub period: Option<(i64, i64)>,
    /// Latest time in the data, or as given.
    pub as_of: Option<i64>,
    /// The baseline of peers, where one was given.
    pub baseline: Option<BaselineUsed>,
    /// Day (since 1970-01-01) of the rates at which parameters in money were converted.
    pub reference_day: Option<i64>,
    /// By field that the plan reads and the data or the customers file have: legs where it has a value.
    pub filled: BTreeMap<Field, u64>,
    /// Accounts seen.
    pub accounts: u64,
    /// Legs screened.
    pub legs: u64,
    /// Accounts whose distinct counterparties exceed `hub`, among those that findings touch.
    pub hubs: Vec<(String, u64)>,
    /// The limit above which an account is a hub.
    pub hub_limit: u64,
}
