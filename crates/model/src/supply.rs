//! What would let an indicator see what it could not.

use crate::{Field, VerdictReason};
use serde::Serialize;

/// Something that whoever prepares the data can give.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
#[non_exhaustive]
pub enum Supply {
    /// A column of the transactions.
    Column {
        /// The field that it fills.
        field: String,
        /// Canonical columns, any of which fills it.
        columns: Vec<String>,
    },
    /// A column of the customers file.
    Customers {
        /// The field: the column's name.
        field: String,
    },
    /// A baseline of peers.
    Baseline,
    /// Times of day instead of days.
    TimeOfDay,
    /// Offsets in the times, or the mapping's time zone.
    LocalTime,
    /// Which institutions are the bank's own.
    HomeBanks,
    /// Exchange rates.
    Rates {
        /// Of these currencies, in order.
        currencies: Vec<String>,
    },
    /// Lines of a table.
    Lines {
        /// The table.
        table: String,
        /// In these currencies, in order.
        currencies: Vec<String>,
    },
    /// Whatever lets another indicator run.
    Indicator {
        /// That indicator.
        indicator: String,
    },
}

impl VerdictReason {
    /// What would remove the reason; nothing that anybody could give removes some.
    #[must_use]
    pub fn supply(&self) -> Option<Supply> {
        Some(match self {
            Self::ColumnMissing { field, columns } | Self::ColumnSparse { field, columns, .. } => {
                let (field, columns) = (field.clone(), columns.clone());
                if Field::from_name(&field).is_some_and(Field::is_of_customers) {
                    Supply::Customers { field }
                } else {
                    Supply::Column { field, columns }
                }
            }
            Self::CustomersMissing { field } => Supply::Customers { field: field.clone() },
            Self::NoRate { currencies, .. } => Supply::Rates {
                currencies: currencies.clone(),
            },
            Self::NoLine { table, currencies, .. } => Supply::Lines {
                table: table.clone(),
                currencies: currencies.clone(),
            },
            Self::NoLocalTime { .. } => Supply::LocalTime,
            Self::DaysOnly { .. } | Self::NoTimeOfDay { .. } => Supply::TimeOfDay,
            Self::CompletenessUnknown { .. } => Supply::HomeBanks,
            Self::NoBaseline => Supply::Baseline,
            Self::ReadsMissing { indicator } => Supply::Indicator {
                indicator: indicator.clone(),
            },
            Self::Overflow { .. } | Self::SwitchedOff => return None,
        })
    }
}
