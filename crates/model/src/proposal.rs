//! What `redflag map` proposes, and what it can't decide: data, no sentences.

use crate::{Column, Reason};
use std::collections::BTreeMap;

/// A mapping proposed for a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// The mapping itself.
    pub mapping: Proposed,
    /// Columns of the file that it leaves alone, in the order of the file, and why.
    pub unused: Vec<(String, Unused)>,
    /// What reading the first rows with it gave.
    pub trial: Trial,
}

/// Where the proposed mapping comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proposed {
    /// One that ships fits.
    Builtin {
        /// Its name.
        name: String,
        /// Its text.
        text: String,
    },
    /// Made for the file.
    Made(Vec<MappingEntry>),
}

/// The first rows of a file, read with the proposed mapping.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trial {
    /// Rows tried.
    pub rows: u64,
    /// Rows that could not be read, by reason.
    pub rejected: BTreeMap<Reason, u64>,
}

/// One line of a proposed mapping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MappingEntry {
    /// Where it stands.
    pub section: Section,
    /// The key as TOML writes it.
    pub key: String,
    /// The value as TOML writes it.
    pub value: String,
    /// Why.
    pub why: Why,
    /// False for a line that is only suggested, and stands as a comment.
    pub active: bool,
}

impl MappingEntry {
    /// The line of the file.
    #[must_use]
    pub fn line(&self) -> String {
        let mark = if self.active { "" } else { "# " };
        format!("{mark}{} = {}", self.key, self.value)
    }
}

/// A part of a mapping file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    /// The keys at the top.
    Top,
    /// `[columns]`.
    Columns,
    /// `[values.…]`.
    Values(&'static str),
}

impl Section {
    /// The line that opens it; none at the top.
    #[must_use]
    pub fn heading(self) -> Option<String> {
        match self {
            Self::Top => None,
            Self::Columns => Some("[columns]".to_owned()),
            Self::Values(name) => Some(format!("[values.{name}]")),
        }
    }
}

/// How sure a choice is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sure {
    /// It can't be otherwise, or the user said so.
    Certain,
    /// Name and values agree.
    Likely,
    /// Look at it.
    Guess,
}

/// Why a line was proposed. Counts are of the rows looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Why {
    /// Every mapping says it.
    Always,
    /// `--set` says so.
    Told,
    /// The header names it.
    Header {
        /// The known name.
        known: String,
        /// True where the header is that name, false where it holds it.
        exact: bool,
        /// Values that fit.
        fit: u64,
        /// Values there are.
        of: u64,
    },
    /// No header says so; the values do.
    Values {
        /// Values that fit.
        fit: u64,
        /// Values there are.
        of: u64,
    },
    /// Column and time of day stand in two columns.
    DayAndTime,
    /// Only this order of day and month reads the text.
    DayOrder {
        /// A text that decides.
        example: String,
    },
    /// A text that shows the marks of numbers.
    Marks {
        /// It.
        example: String,
    },
    /// Amounts have more digits than their currency.
    Scale {
        /// Such an amount.
        example: String,
    },
    /// A minus stands before some amounts of a statement.
    SignTells {
        /// Amounts below zero.
        minus: u64,
    },
    /// Money out and money in stand in two columns.
    DebitCredit,
    /// Accounts are IBANs.
    Ibans {
        /// Those whose check digits are right.
        fit: u64,
        /// Accounts there are.
        of: u64,
    },
    /// Texts that stand for nothing occur.
    Nulls,
    /// The first line holds data.
    NoHeader,
    /// The code is known.
    Code {
        /// Its rows.
        rows: u64,
    },
    /// The code is not known, and the reading is the one that says least.
    UnknownCode {
        /// Its rows.
        rows: u64,
    },
    /// The text is not known, and its rows will be rejected until somebody says what it means.
    Unread {
        /// Its rows.
        rows: u64,
    },
    /// The file does not say where its clock hangs.
    TimezoneUnsaid,
    /// The file does not say which accounts are the institution's own.
    HomeBanksUnsaid,
}

impl Why {
    /// How sure that makes a choice.
    #[must_use]
    pub fn sure(&self) -> Sure {
        match self {
            Self::Header {
                exact: true, fit, of, ..
            } if fit == of => Sure::Certain,
            Self::Header { .. } | Self::DayAndTime | Self::Ibans { .. } | Self::Code { .. } | Self::Nulls => {
                Sure::Likely
            }
            Self::Values { .. }
            | Self::UnknownCode { .. }
            | Self::Unread { .. }
            | Self::Scale { .. }
            | Self::NoHeader => Sure::Guess,
            _ => Sure::Certain,
        }
    }
}

/// Why a column of the file is left alone.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unused {
    /// The answer of labelled data.
    Label,
    /// A balance.
    Balance,
    /// Another column fits better.
    Beaten {
        /// What it would have been.
        column: Column,
        /// The column that was taken.
        by: String,
    },
    /// Its name says what it is, and its values are not such.
    Values {
        /// What its name says.
        column: Column,
    },
    /// Too many different texts for a code.
    TooManyCodes {
        /// What its name says.
        column: Column,
        /// How many.
        codes: u64,
    },
    /// It would name transactions, and does not tell them apart.
    NotUnique,
    /// It is always empty.
    Empty,
    /// The built-in mapping does not read it.
    NotInBuiltin,
    /// Nothing is known of it.
    Unknown,
}

/// What can't be decided without the user.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Doubt {
    /// Two columns or more fit equally.
    Tie {
        /// For what.
        key: String,
        /// The columns.
        sources: Vec<String>,
    },
    /// Day and month could be either.
    DayOrMonth {
        /// The column.
        source: String,
        /// A text that reads both ways.
        example: String,
        /// The two patterns.
        patterns: [String; 2],
    },
    /// No pattern reads the times.
    NoPattern {
        /// The column.
        source: String,
        /// A text that none reads.
        example: String,
    },
    /// The mark in an amount could part decimals or thousands.
    Decimal {
        /// The column.
        source: String,
        /// An amount that reads both ways.
        example: String,
    },
    /// The amounts are no numbers in any known writing.
    NoNumber {
        /// The column.
        source: String,
        /// Such a text.
        example: String,
    },
    /// Nothing fits a column that must be there.
    Missing {
        /// It.
        column: Column,
    },
    /// A statement whose amounts tell no direction.
    NoDirection,
    /// Codes whose reading decides whether or which way money moved.
    Codes {
        /// Of what.
        column: Column,
        /// The codes, in order.
        codes: Vec<String>,
    },
    /// A `--set` that can't be followed.
    Setting {
        /// It, as given.
        setting: String,
        /// What is wrong with it.
        fault: SettingFault,
    },
}

/// What is wrong with a `--set`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SettingFault {
    /// No such key; a near one, where there is one.
    Key(Option<String>),
    /// No such column in the file; a near one, where there is one.
    Column(Option<String>),
    /// The value is none that the key takes.
    Value,
}
