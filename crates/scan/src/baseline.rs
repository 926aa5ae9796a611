//! Peers: measured into a baseline, and a baseline bound to a plan.
//!
//! What peers do is never taken from the data that are screened: a stranger more would change findings of others. It is measured once, on a
//! day that is named, and a run compares with that.

mod gather;

pub(crate) use gather::Peers;

use crate::failure::ScanError;
use crate::scanner::Scanner;
use redflag_model::{Baseline, Currency, ReadReport, Source};
use redflag_rules::Plan;
use redflag_rules::plan::Indicator;
use std::collections::BTreeMap;
use std::fmt;

/// Format of the file.
const FORMAT: u32 = 1;

/// A baseline just made, and what was read for it.
#[derive(Clone, Debug)]
pub struct Measured {
    /// Figures of all enabled indicators that compare with peers.
    pub baseline: Baseline,
    /// What was read.
    pub read: ReadReport,
    /// Accounts seen.
    pub accounts: u64,
}

/// Why a baseline does not belong to a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaselineMismatch {
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub hint: String,
}

impl fmt::Display for BaselineMismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n  hint: {}", self.message, self.hint)
    }
}

impl std::error::Error for BaselineMismatch {}

impl Scanner<'_> {
    /// Measures the peers of each indicator that asks for them, over whole spans that end with the day `until` (days since 1970-01-01, UTC), else
    /// with the last of the data.
    ///
    /// # Errors
    /// As [`Scanner::scan`].
    pub fn measure_peers<S: Source>(&self, source: &S, until: Option<i64>) -> Result<Measured, ScanError> {
        self.pooled(|| self.gather_peers(source, until))
    }
}

/// Refuses a baseline that was made with another pack or other values.
pub(crate) fn check(plan: &Plan, baseline: &Baseline) -> Result<(), ScanError> {
    if baseline.format != FORMAT {
        return Err(mismatch(
            format!(
                "the baseline has format {}, and this version reads {FORMAT}",
                baseline.format
            ),
            "make it again with `redflag baseline`",
        ));
    }
    if baseline.pack_sha256 != plan.pack_sha256 {
        return Err(mismatch(
            "the baseline was made with another pack",
            "make it again with the pack of this run, or screen with the pack that it was made with",
        ));
    }
    for (_, indicator) in plan.enabled().filter(|(_, it)| it.detect.peers().is_some()) {
        let Some(figures) = baseline.indicators.get(&indicator.id) else {
            continue;
        };
        let values = values(indicator);
        let differs = |(name, value): &(&String, &String)| figures.params.get(*name) != Some(*value);
        if let Some((name, value)) = values.iter().find(differs) {
            let made = figures.params.get(name).map_or("nothing", String::as_str);
            return Err(mismatch(
                format!(
                    "the baseline was made with {made} for :{name} of {}, and this run has {value}",
                    indicator.id
                ),
                "make it again with the overlay of this run, or screen with the overlay that it was made with",
            ));
        }
    }
    // An overlay brings lists as well as values.
    if baseline.overlay_sha256 != plan.overlay_sha256 {
        return Err(mismatch(
            "the baseline was made with another overlay, or with none",
            "make it again with the overlay of this run, or screen with the overlay that it was made with",
        ));
    }
    Ok(())
}

/// Refuses a baseline whose amounts are in another currency.
pub(crate) fn check_base(base: Currency, baseline: &Baseline) -> Result<(), ScanError> {
    if baseline.base == base.code() {
        return Ok(());
    }
    Err(mismatch(
        format!(
            "the baseline is in {}, and this run has the base currency {base}",
            baseline.base
        ),
        format!(
            "screen with --base {}, or make the baseline again with --base {base}",
            baseline.base
        ),
    ))
}

fn mismatch(message: impl Into<String>, hint: impl Into<String>) -> ScanError {
    ScanError::Baseline(BaselineMismatch {
        message: message.into(),
        hint: hint.into(),
    })
}

/// The values that an indicator's figures depend on, as written.
fn values(indicator: &Indicator) -> BTreeMap<String, String> {
    let params = indicator.params.iter();
    params
        .map(|param| (param.name.clone(), param.value.written()))
        .collect()
}
