//! A run as the report sees it.

use redflag_model::{Case, Cases, Currency, Finding};
use redflag_rules::Plan;
use std::collections::HashMap;

/// A finished run with the plan that it followed.
#[derive(Clone, Debug)]
pub struct Run<'a> {
    /// What was asked.
    pub plan: &'a Plan,
    /// What came out.
    pub cases: &'a Cases,
    /// Base currency.
    pub base: Currency,
    by_key: HashMap<&'a str, usize>,
}

impl<'a> Run<'a> {
    /// A run in the base currency that the cases name, else in euros.
    #[must_use]
    pub fn new(plan: &'a Plan, cases: &'a Cases) -> Self {
        let by_key = cases
            .findings
            .iter()
            .enumerate()
            .map(|(at, finding)| (finding.key.as_str(), at))
            .collect();
        Self {
            plan,
            cases,
            base: cases.base.unwrap_or(Currency::EUR),
            by_key,
        }
    }

    /// The findings of a case, in the order of the findings file.
    #[must_use]
    pub fn findings_of(&self, case: &Case) -> Vec<&'a Finding> {
        let known = case.findings.iter().filter_map(|key| self.by_key.get(key.as_str()));
        known.map(|&at| &self.cases.findings[at]).collect()
    }
}
