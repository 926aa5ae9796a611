//! Findings as input: `found(…)` and `part_of(…)`.

use super::functions::Call;
use super::{Place, Reader};
use crate::error::Code;
use crate::plan::{Cond, IndicatorId, Test};
use crate::suggest;
use redflag_model::Field;
use sqlparser::ast::Expr;
use std::ops::Range;

impl Reader<'_> {
    pub(super) fn found(&self, call: &Call<'_>) -> Option<Cond> {
        let usage = "found(account, 'ID', …) or found(counterparty, 'ID', …)";
        let expressions = call.expressions();
        let Some((field, ids)) = expressions.split_first().filter(|(_, ids)| !ids.is_empty()) else {
            return self.bad_arguments(call, usage);
        };
        let field = self.field_of(call, field, usage)?;
        if !matches!(field, Field::Account | Field::Counterparty) {
            return self.bad_arguments(call, usage);
        }
        Some(Cond::Test(Test::Found(field, self.indicators(call, ids, usage)?)))
    }

    pub(super) fn part_of(&self, call: &Call<'_>) -> Option<Cond> {
        let usage = "part_of('ID', …)";
        let ids = call.expressions();
        if ids.is_empty() {
            return self.bad_arguments(call, usage);
        }
        Some(Cond::Test(Test::PartOf(self.indicators(call, &ids, usage)?)))
    }

    fn indicators(&self, call: &Call<'_>, ids: &[&Expr], usage: &str) -> Option<Vec<IndicatorId>> {
        if self.place == Place::Measure {
            return self.refuse(
                Code::Misplaced,
                &call.at,
                "findings are not part of a measure",
                "move the condition to `where` or `having`",
            );
        }
        let mut found = Vec::new();
        for expr in ids {
            let (pattern, at) = self.literal_text(call, expr, usage)?;
            found.extend(self.matching(&pattern, &at)?);
        }
        found.sort_unstable();
        found.dedup();
        Some(found)
    }

    /// Indicators of an id or a pattern with `*`; a pattern never names the indicator in which it stands.
    fn matching(&self, pattern: &str, at: &Range<usize>) -> Option<Vec<IndicatorId>> {
        let ids = self.context.ids;
        let glob = pattern.contains('*');
        let found: Vec<IndicatorId> = (0..ids.len())
            .filter(|&n| matches(pattern, &ids[n]) && !(glob && ids[n] == self.context.id))
            .map(IndicatorId)
            .collect();
        if found.is_empty() {
            return self.refuse(
                Code::UnknownIndicator,
                at,
                format!("the pack has no indicator `{pattern}`"),
                suggest::did_you_mean(pattern, ids.iter().map(String::as_str))
                    .unwrap_or_else(|| "name an indicator of the pack, or a pattern such as 'HT-*'".to_owned()),
            );
        }
        let mut reads = self.context.reads.borrow_mut();
        for id in &found {
            reads.entry(id.0).or_insert_with(|| at.clone());
        }
        Some(found)
    }
}

/// `*` stands for any run of characters.
pub(crate) fn matches(pattern: &str, id: &str) -> bool {
    let Some((head, tail)) = pattern.split_once('*') else {
        return pattern == id;
    };
    let Some(rest) = id.strip_prefix(head) else {
        return false;
    };
    (0..=rest.len()).any(|at| rest.get(at..).is_some_and(|rest| matches(tail, rest)))
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn patterns() {
        assert!(matches("HT-*", "HT-FLOW-002"));
        assert!(matches("*-002", "HT-FLOW-002"));
        assert!(matches("HT-*-00*", "HT-FLOW-002"));
        assert!(!matches("HT-FLOW", "HT-FLOW-002"));
        assert!(!matches("TF-*", "HT-FLOW-002"));
    }
}
