//! What a consumer wants of each row.

use crate::{Column, ColumnSet};
use std::fmt;
use std::sync::Arc;

/// Decides something about a free text once, so that the text can be forgotten.
pub trait TextClassifier: Send + Sync {
    /// One bit per lexicon: bit *n* is set where the text holds a term of lexicon *n*.
    fn classify(&self, text: &str) -> u64;
}

/// What a consumer needs of each row. A reader fills these columns, and may leave the others empty.
///
/// `timestamp`, `amount`, `currency`, the identifier and the accounts are always read.
#[derive(Clone, Default)]
pub struct Needs {
    /// Columns to fill.
    pub columns: ColumnSet,
    /// Run over each row's memo; the answer stands in [`crate::Row::memo_bits`].
    pub memo: Option<Arc<dyn TextClassifier>>,
    /// Whether offsets from UTC are wanted.
    pub local_time: bool,
}

impl Needs {
    /// The columns that every reader fills.
    #[must_use]
    pub fn always() -> ColumnSet {
        use Column as C;
        [
            C::TxId,
            C::Timestamp,
            C::Amount,
            C::Currency,
            C::OriginatorAccount,
            C::BeneficiaryAccount,
            C::Status,
            C::ReversalOf,
        ]
        .into_iter()
        .collect()
    }

    /// True where the reader must fill the column.
    #[must_use]
    pub fn wants(&self, column: Column) -> bool {
        self.columns.union(Self::always()).contains(column)
    }
}

impl fmt::Debug for Needs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Needs")
            .field("columns", &self.columns.iter().map(Column::name).collect::<Vec<_>>())
            .field("memo", &self.memo.is_some())
            .field("local_time", &self.local_time)
            .finish()
    }
}
