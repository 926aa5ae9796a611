//! Why a command ended early, and with which exit code.

use crate::talk;
use redflag::ScanError;
use redflag::model::{ReadError, ReadErrorKind};
use redflag::report::FolderError;
use redflag::rules::{Code, PackErrors};
use std::process::ExitCode;

/// Usage, configuration, pack.
pub(crate) const USAGE: u8 = 2;
/// Data unreadable or not reconciled.
pub(crate) const DATA: u8 = 3;
/// Interrupted.
pub(crate) const INTERRUPTED: u8 = 130;

/// A message and an exit code.
#[derive(Debug)]
pub(crate) struct Failure {
    code: u8,
    message: String,
}

impl Failure {
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self {
            code: USAGE,
            message: message.into(),
        }
    }

    pub(crate) fn interrupted() -> Self {
        Self {
            code: INTERRUPTED,
            message: "interrupted: nothing was written".to_owned(),
        }
    }

    /// Adds lines below the message.
    pub(crate) fn with_lines(mut self, lines: &[String]) -> Self {
        for line in lines {
            self.message.push_str("\n  ");
            self.message.push_str(line);
        }
        self
    }

    /// Prints the message and gives the code.
    pub(crate) fn report(&self) -> ExitCode {
        talk::message(&format!("redflag: {}", self.message));
        ExitCode::from(self.code)
    }
}

impl From<PackErrors> for Failure {
    fn from(errors: PackErrors) -> Self {
        // These concern what was named on the command line, not what a pack holds.
        let of_options = [Code::Unreadable, Code::EmptyPack];
        if errors.0.iter().all(|error| of_options.contains(&error.code)) {
            return Self::usage(errors.to_string());
        }
        let count = errors.0.len();
        let noun = if count == 1 { "mistake" } else { "mistakes" };
        Self::usage(format!("the pack has {count} {noun}\n\n{errors}"))
    }
}

impl From<FolderError> for Failure {
    fn from(error: FolderError) -> Self {
        Self::usage(error.to_string())
    }
}

impl From<ReadError> for Failure {
    fn from(error: ReadError) -> Self {
        let code = match error.kind {
            ReadErrorKind::Mapping => USAGE,
            ReadErrorKind::Interrupted => return Self::interrupted(),
            _ => DATA,
        };
        Self {
            code,
            message: error.to_string(),
        }
    }
}

impl From<ScanError> for Failure {
    fn from(error: ScanError) -> Self {
        match error {
            ScanError::Read(error) => error.into(),
            ScanError::Interrupted => Self::interrupted(),
            ScanError::Write(error) => error.into(),
            ScanError::Baseline(mismatch) => Self::usage(mismatch.to_string()),
            other => Self {
                code: DATA,
                message: other.to_string(),
            },
        }
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        FolderError::from(error).into()
    }
}
