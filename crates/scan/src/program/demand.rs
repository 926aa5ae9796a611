//! Which accounts a layer has to look at.
//!
//! Most rules of higher layers speak of rare legs: a word in the memo, a payment to a listed country. An account without such a leg is passed over
//! before its legs are gathered. Only necessary conditions are used: passing over never changes a result.

use super::{Atom, Logic, Program, RootId, RuleKind};
use crate::store::{LegIndex, Store, code_of};

/// For each rule the legs that it can't do without.
pub(crate) struct Demand<'p> {
    program: &'p Program,
    /// One list per rule; each entry must be true of some leg.
    rules: Vec<Vec<Vec<&'p Logic>>>,
}

impl<'p> Demand<'p> {
    /// `None` where some rule has to look at every account.
    pub(crate) fn of(program: &'p Program) -> Option<Self> {
        let rules: Vec<Vec<Vec<&Logic>>> = program
            .rules
            .iter()
            .map(|rule| {
                let roots: Vec<RootId> = match &rule.kind {
                    RuleKind::Row { where_, .. } => vec![*where_],
                    RuleKind::Window(window) => vec![window.where_],
                    // Where some steps are enough, none of them is needed.
                    RuleKind::Sequence(sequence) if sequence.need < sequence.steps.len() => Vec::new(),
                    RuleKind::Sequence(sequence) => sequence.steps.iter().map(|step| step.where_).collect(),
                    RuleKind::Deviation(deviation) => vec![deviation.where_],
                };
                let needs = roots.into_iter().map(|root| program.necessary(root));
                needs.filter(|need| !need.is_empty()).collect()
            })
            .collect();
        rules
            .iter()
            .all(|needs| !needs.is_empty())
            .then_some(Self { program, rules })
    }

    /// False where no rule can hold on the account.
    pub(crate) fn admits(&self, store: &Store, index: &LegIndex, account: u32) -> bool {
        let on_some_leg = |need: &Vec<&Logic>| {
            index
                .legs(account)
                .any(|leg| need.iter().all(|logic| self.program.is_true(logic, store, leg)))
        };
        self.rules.iter().any(|needs| needs.iter().all(on_some_leg))
    }
}

impl Program {
    /// The parts of a conjunction that can be told from a row alone; none where they are not selective.
    fn necessary(&self, root: RootId) -> Vec<&Logic> {
        let parts = match &self.roots[root.0] {
            Logic::All(parts) => parts.as_slice(),
            single => std::slice::from_ref(single),
        };
        let cheap: Vec<&Logic> = parts.iter().filter(|part| self.is_cheap(part)).collect();
        let selective = cheap.iter().any(|part| !self.is_direction(part));
        if selective { cheap } else { Vec::new() }
    }

    fn is_direction(&self, logic: &Logic) -> bool {
        matches!(logic, Logic::Atom(at) if matches!(self.atoms[*at], Atom::Direction { .. }))
    }

    fn is_cheap(&self, logic: &Logic) -> bool {
        match logic {
            Logic::Atom(at) => {
                matches!(
                    self.atoms[*at],
                    Atom::Code { .. } | Atom::Memo { .. } | Atom::Direction { .. }
                )
            }
            Logic::All(parts) | Logic::Any(parts) => parts.iter().all(|part| self.is_cheap(part)),
            _ => false,
        }
    }

    /// Truth of a condition that [`Program::is_cheap`].
    fn is_true(&self, logic: &Logic, store: &Store, leg: (u32, bool)) -> bool {
        match logic {
            Logic::All(parts) => parts.iter().all(|part| self.is_true(part, store, leg)),
            Logic::Any(parts) => parts.iter().any(|part| self.is_true(part, store, leg)),
            Logic::Atom(at) => {
                let (row, out) = (leg.0 as usize, leg.1);
                match &self.atoms[*at] {
                    Atom::Direction { out: wanted } => out == *wanted,
                    Atom::Memo { bit } => store.columns.core[row].memo_bits >> bit & 1 == 1,
                    Atom::Code { field, truths } => truths[code_of(&store.columns, *field, row, out) as usize] == 1,
                    _ => true,
                }
            }
            _ => true,
        }
    }
}
