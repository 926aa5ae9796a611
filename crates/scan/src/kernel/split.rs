//! Groups inside a moving window: which hold is decided again only for those that a leg entered or left.

use super::aggregate::over;
use super::frame::Frame;
use super::{combined, groups};
use crate::program::{AnchorValues, EachRule, LegValues, RootId, Rule, Value};
use crate::store::Holders;
use redflag_model::{Field, Ratio};
use std::collections::BTreeMap;
use std::ops::Range;

/// The groups of one definition among the legs over which a window moves.
pub(super) struct Split {
    groups: Vec<Member>,
    /// By place of a leg, its groups; a leg stands in one for each contact of its counterparty.
    of_leg: Vec<Vec<u32>>,
    /// Groups to be decided again.
    changed: Vec<u32>,
    held: usize,
}

/// One group: its legs in order, and which of them lie inside the window.
struct Member {
    legs: Vec<u32>,
    inside: Range<usize>,
    holds: bool,
    is_changed: bool,
}

impl Split {
    /// Splits legs once, before a window moves over them.
    pub(super) fn new(frame: &Frame<'_>, each: &EachRule, legs: &[u32]) -> Self {
        let split = split(frame, each, legs);
        let mut of_leg = vec![Vec::new(); legs.len()];
        for (group, members) in (0_u32..).zip(&split) {
            for leg in members {
                if let Ok(place) = legs.binary_search(leg) {
                    of_leg[place].push(group);
                }
            }
        }
        let member = |legs| Member {
            legs,
            inside: 0..0,
            holds: false,
            is_changed: false,
        };
        Self {
            groups: split.into_iter().map(member).collect(),
            of_leg,
            changed: Vec::new(),
            held: 0,
        }
    }

    /// The leg at a place enters.
    pub(super) fn enter(&mut self, place: usize) {
        self.moved(place, |inside| inside.end += 1);
    }

    /// The leg at a place, the first of the window, leaves.
    pub(super) fn leave(&mut self, place: usize) {
        self.moved(place, |inside| inside.start += 1);
    }

    fn moved(&mut self, place: usize, change: fn(&mut Range<usize>)) {
        for &group in &self.of_leg[place] {
            let member = &mut self.groups[group as usize];
            change(&mut member.inside);
            if !member.is_changed {
                member.is_changed = true;
                self.changed.push(group);
            }
        }
    }

    /// How many groups hold.
    pub(super) fn held(&mut self, frame: &Frame<'_>, rule: &Rule, each: &EachRule) -> usize {
        for group in self.changed.drain(..) {
            let member = &mut self.groups[group as usize];
            let holds = each.holds(frame, rule, &member.legs[member.inside.clone()]);
            self.held += usize::from(holds);
            self.held -= usize::from(member.holds);
            (member.holds, member.is_changed) = (holds, false);
        }
        self.held
    }

    /// The legs of the groups that hold, group after group.
    pub(super) fn legs(&mut self, frame: &Frame<'_>, rule: &Rule, each: &EachRule) -> Vec<u32> {
        self.held(frame, rule, each);
        let holding = self.groups.iter().filter(|member| member.holds);
        let mut held: Vec<&[u32]> = holding.map(|member| &member.legs[member.inside.clone()]).collect();
        held.sort_unstable();
        held.concat()
    }
}

/// All legs that a group definition speaks of, by group.
pub(super) fn split(frame: &Frame<'_>, each: &EachRule, legs: &[u32]) -> Vec<Vec<u32>> {
    let chosen = legs.iter().copied();
    let chosen = chosen.filter(|&leg| frame.holds(each.where_, leg as usize)).collect();
    match &each.by_contacts {
        Some(holders) => by_contacts(frame, holders, chosen, &each.by),
        None => groups(frame, chosen, &each.by, each.by_local_date),
    }
}

/// Legs by each contact of their counterparty, then by fields; a leg stands in a group for each contact.
fn by_contacts(frame: &Frame<'_>, holders: &Holders, legs: Vec<u32>, by: &[Field]) -> Vec<Vec<u32>> {
    let mut of_contact: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for leg in legs {
        let party = frame.code(Field::Counterparty, leg as usize);
        for &contact in holders.contacts(party) {
            of_contact.entry(contact).or_default().push(leg);
        }
    }
    of_contact
        .into_values()
        .flat_map(|legs| groups(frame, legs, by, false))
        .collect()
}

impl EachRule {
    fn holds(&self, frame: &Frame<'_>, rule: &Rule, legs: &[u32]) -> bool {
        let mut at = GroupAnchor { frame, rule, legs };
        !legs.is_empty() && self.having.holds(&mut at) == Some(true)
    }
}

/// A group inside a window.
struct GroupAnchor<'a, 'p> {
    frame: &'a Frame<'p>,
    rule: &'a Rule,
    legs: &'a [u32],
}

impl AnchorValues for GroupAnchor<'_, '_> {
    fn value(&mut self, value: &Value) -> Option<Ratio> {
        let (frame, rule, legs) = (self.frame, self.rule, self.legs);
        let last = legs[legs.len() - 1] as usize;
        combined(frame, value, &mut |part| match part {
            Value::Aggregate(at) => over(frame, &rule.aggregates[*at], legs),
            other => frame.value(other, last),
        })
    }

    fn anchor(&mut self, root: RootId) -> bool {
        self.frame.holds(root, self.legs[self.legs.len() - 1] as usize)
    }

    fn overflowed(&mut self) {
        self.frame.note_overflow();
    }
}
