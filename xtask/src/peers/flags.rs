//! Flags as each engine writes them, compared line by line.

use std::collections::BTreeMap;
use std::path::Path;

use crate::repo;

/// Rule number and identifier, sorted.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Flags(Vec<(u8, String)>);

/// How many differing flags a message shows.
const SHOWN: usize = 10;

impl Flags {
    /// Reads a file of flags: `R07` and `XX-PEER-007` are one rule.
    pub(super) fn read(path: &Path) -> Result<Self, String> {
        Self::of(&repo::read(path)?).map_err(|line| format!("{}: `{line}` is no flag", repo::shown(path)))
    }

    fn of(text: &str) -> Result<Self, String> {
        let flag = |line: &str| {
            let (rule, id) = line.split_once(',')?;
            let number = rule.strip_prefix('R').or_else(|| rule.strip_prefix("XX-PEER-"))?;
            Some((number.parse().ok()?, id.to_owned()))
        };
        let lines = text.lines().skip(1);
        let flags = lines.map(|line| flag(line).ok_or_else(|| line.to_owned()));
        let mut flags = flags.collect::<Result<Vec<_>, _>>()?;
        flags.sort_unstable();
        Ok(Self(flags))
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Flags by rule.
    pub(super) fn by_rule(&self) -> BTreeMap<String, u64> {
        let mut counts = BTreeMap::new();
        for (rule, _) in &self.0 {
            *counts.entry(format!("R{rule:02}")).or_default() += 1;
        }
        counts
    }

    /// What stands in one and not in the other; nothing where they are equal.
    pub(super) fn differences(&self, other: &Self) -> Vec<String> {
        let (mut left, mut right) = (self.0.iter().peekable(), other.0.iter().peekable());
        let mut found = Vec::new();
        while found.len() < SHOWN {
            let order = match (left.peek(), right.peek()) {
                (None, None) => break,
                (Some(_), None) => std::cmp::Ordering::Less,
                (None, Some(_)) => std::cmp::Ordering::Greater,
                (Some(one), Some(two)) => one.cmp(two),
            };
            if order.is_le()
                && let Some((rule, id)) = left.next()
                && order.is_lt()
            {
                found.push(format!("R{rule:02} {id} is flagged here alone"));
            }
            if order.is_ge()
                && let Some((rule, id)) = right.next()
                && order.is_gt()
            {
                found.push(format!("R{rule:02} {id} is flagged there alone"));
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_does_not_matter_and_every_line_does() {
        let theirs = Flags::of("rule,id\nR02,b\nR01,a\nR01,a\n").unwrap();
        let ours = Flags::of("rule,tx_id\nXX-PEER-001,a\nXX-PEER-001,a\nXX-PEER-002,b\n").unwrap();
        assert_eq!(ours.differences(&theirs), Vec::<String>::new());
        assert_eq!(ours.by_rule(), [("R01".to_owned(), 2), ("R02".to_owned(), 1)].into());
        let once = Flags::of("rule,id\nR01,a\nR02,c\n").unwrap();
        assert_eq!(
            ours.differences(&once),
            [
                "R01 a is flagged here alone",
                "R02 b is flagged here alone",
                "R02 c is flagged there alone"
            ]
        );
        assert!(Flags::of("rule,id\nR01\n").is_err());
    }
}
