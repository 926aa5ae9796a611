//! Why a scan ended without cases.

use crate::baseline::BaselineMismatch;
use redflag_model::{ReadError, ReadErrorKind, ReadReport};
use std::{fmt, io};

/// Why a scan gave no cases.
#[derive(Debug)]
#[non_exhaustive]
pub enum ScanError {
    /// The input can't be read.
    Read(ReadError),
    /// Rows or amounts read are not all accounted for.
    Unreconciled(Box<ReadReport>),
    /// The baseline of peers does not belong to this plan.
    Baseline(BaselineMismatch),
    /// More than this engine can hold.
    TooLarge(String),
    /// What was found can't be written.
    Write(io::Error),
    /// Stopped by the caller.
    Interrupted,
}

impl From<ReadError> for ScanError {
    fn from(error: ReadError) -> Self {
        if error.kind == ReadErrorKind::Interrupted {
            Self::Interrupted
        } else {
            Self::Read(error)
        }
    }
}

impl fmt::Display for ScanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read(error) => error.fmt(f),
            Self::Unreconciled(report) => write!(
                f,
                "the rows do not reconcile: {} read, {} screened, {} excluded, {} rejected",
                report.rows_read,
                report.rows_screened,
                report.rows_excluded(),
                report.rows_rejected()
            ),
            Self::Baseline(mismatch) => mismatch.fmt(f),
            Self::TooLarge(message) => f.write_str(message),
            Self::Write(error) => error.fmt(f),
            Self::Interrupted => f.write_str("interrupted"),
        }
    }
}

impl std::error::Error for ScanError {}
