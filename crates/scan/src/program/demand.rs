//! Which rules can concern an account at all, asked before its legs are gathered.
//!
//! Most rules speak of rare legs: a word in the memo, a payment to a listed country, cash at night. An account without such a leg is passed over for
//! that rule, and only the columns of the rules that remain are gathered. Only necessary conditions are used: passing over never changes a
//! result.

use super::{Atom, BoundKind, Having, Logic, Program, RootId, Rule, RuleKind, Value};
use crate::store::{LegIndex, Store, code_of};
use redflag_model::{Domain, Field, Lookup};
use redflag_rules::plan::Op;
use std::collections::{BTreeMap, HashSet};

/// Bits of the word that says which way the legs go.
const DIRECTIONS: usize = 0;
/// The word that holds the memo's bits as they are.
const MEMOS: usize = 1;
/// Tests on codes beyond this many words are not asked for in advance.
const WORDS: usize = 16;

/// What legs of one direction have among them: one bit per test, over all of them.
type Marks = [u64; WORDS];

/// Some of these bits must be there.
type Clause = Vec<(usize, u64)>;

/// For each rule what it can't do without.
#[derive(Debug, Default)]
pub(crate) struct Demand {
    tables: Vec<Table>,
    rules: Vec<Vec<Group>>,
}

/// The tests on one field that lie in one word.
#[derive(Debug)]
struct Table {
    field: Field,
    word: usize,
    /// By code, the tests that are true of it.
    bits: Vec<u64>,
}

/// At least so many of these must be met.
#[derive(Debug)]
struct Group {
    least: usize,
    legs: Vec<Legs>,
}

/// So many legs of one direction, among which every clause has a bit.
#[derive(Debug)]
struct Legs {
    least: usize,
    clauses: Vec<Clause>,
}

/// What an account has, by direction: in, out.
#[derive(Debug, Default)]
pub(crate) struct Presence {
    marks: [Marks; 2],
    legs: [usize; 2],
}

impl Demand {
    /// Reads what the rules of a program can't do without.
    pub(crate) fn of(program: &Program, store: &Store) -> Self {
        let mut places = Places::new(program, store);
        let rules = program.rules.iter().map(|rule| places.groups(rule)).collect();
        Self {
            tables: places.tables,
            rules,
        }
    }

    /// What the legs of an account have among them.
    pub(crate) fn presence(&self, store: &Store, index: &LegIndex, account: u32) -> Presence {
        let mut presence = Presence::default();
        for (row, out) in index.legs(account) {
            let row = row as usize;
            let side = usize::from(out);
            presence.legs[side] += 1;
            let marks = &mut presence.marks[side];
            marks[MEMOS] |= store.columns.memo_bits(row);
            for table in &self.tables {
                marks[table.word] |= table.bits[code_of(store, table.field, row, out) as usize];
            }
        }
        for side in 0..2 {
            presence.marks[side][DIRECTIONS] = u64::from(presence.legs[side] > 0) << side;
        }
        presence
    }

    /// False where a rule can't hold on the account.
    pub(crate) fn admits(&self, rule: usize, presence: &Presence) -> bool {
        self.rules[rule].iter().all(|group| {
            let met = group.legs.iter().filter(|legs| legs.are_among(presence));
            met.take(group.least).count() >= group.least
        })
    }
}

impl Legs {
    fn are_among(&self, presence: &Presence) -> bool {
        let has = |side: usize| {
            let marks = &presence.marks[side];
            let met = |clause: &Clause| clause.iter().any(|&(word, bits)| marks[word] & bits != 0);
            presence.legs[side] > 0 && self.clauses.iter().all(met)
        };
        let legs: usize = (0..2).filter(|&side| has(side)).map(|side| presence.legs[side]).sum();
        legs >= self.least
    }
}

/// Gives tests their bits.
struct Places<'a> {
    program: &'a Program,
    store: &'a Store,
    tables: Vec<Table>,
    /// Bits taken of each table.
    taken: Vec<u32>,
    known: BTreeMap<usize, Option<(usize, u64)>>,
}

impl<'a> Places<'a> {
    fn new(program: &'a Program, store: &'a Store) -> Self {
        Self {
            program,
            store,
            tables: Vec::new(),
            taken: Vec::new(),
            known: BTreeMap::new(),
        }
    }

    fn groups(&mut self, rule: &Rule) -> Vec<Group> {
        match &rule.kind {
            RuleKind::Row { where_, .. } => vec![self.group(*where_, 1)],
            RuleKind::Deviation(deviation) => {
                let mut groups = vec![self.group(deviation.where_, 1)];
                let bounds = deviation.having.bounds_of_measures(&deviation.measures);
                let bounds = Having::All(bounds);
                self.of_having(rule, &bounds, Some(deviation.where_), &mut groups);
                groups
            }
            RuleKind::Window(window) => {
                let mut groups = vec![self.group(window.where_, 1)];
                self.of_having(rule, &window.having, Some(window.where_), &mut groups);
                groups
            }
            RuleKind::Sequence(sequence) => {
                let steps = sequence.steps.iter().map(|step| self.legs(&[step.where_], 1));
                vec![Group {
                    least: sequence.need,
                    legs: steps.collect(),
                }]
            }
        }
    }

    fn group(&mut self, root: RootId, least: usize) -> Group {
        Group {
            least: 1,
            legs: vec![self.legs(&[root], least)],
        }
    }

    fn legs(&mut self, roots: &[RootId], least: usize) -> Legs {
        let program = self.program;
        let clauses = roots.iter().flat_map(|root| self.clauses(&program.roots[root.0]));
        let mut clauses: Vec<Clause> = clauses.collect();
        clauses.sort_by_key(|clause| clause.iter().map(|(_, bits)| bits.count_ones()).sum::<u32>());
        clauses.dedup();
        Legs { least, clauses }
    }

    /// Lower bounds on counts and sums: so many legs, of that kind.
    fn of_having(&mut self, rule: &Rule, having: &Having, anchors: Option<RootId>, groups: &mut Vec<Group>) {
        match having {
            Having::All(parts) => parts
                .iter()
                .for_each(|part| self.of_having(rule, part, anchors, groups)),
            Having::Compare {
                left: Value::Aggregate(at),
                op: op @ (Op::AtLeast | Op::More),
                right: Value::Const(Some(limit)),
            } if limit.numerator() > 0 || (*op == Op::More && limit.numerator() == 0) => {
                let aggregate = &rule.aggregates[*at];
                if aggregate.group.is_some() {
                    return;
                }
                let least = match aggregate.kind {
                    BoundKind::Count | BoundKind::DistinctField(_) | BoundKind::DistinctDate => {
                        let whole = limit.numerator().div_euclid(limit.denominator());
                        let above = *op == Op::More || limit.as_whole().is_none();
                        usize::try_from(whole + i128::from(above)).unwrap_or(usize::MAX)
                    }
                    _ => 1,
                };
                let roots: Vec<RootId> = anchors.into_iter().chain(aggregate.filter).collect();
                let legs = vec![self.legs(&roots, least)];
                groups.push(Group { least: 1, legs });
            }
            _ => {}
        }
    }

    /// Clauses that a leg must meet where the condition is true of it; none where nothing is known in advance.
    fn clauses(&mut self, logic: &Logic) -> Vec<Clause> {
        match logic {
            Logic::Const(Some(true))
            | Logic::Not(_)
            | Logic::IsFalse(_)
            | Logic::IsUnknown(_)
            | Logic::SomeOf(0, _) => Vec::new(),
            Logic::Const(_) => vec![Vec::new()],
            Logic::Atom(at) => self.place(*at).into_iter().collect(),
            Logic::IsTrue(part) => self.clauses(part),
            Logic::All(parts) => parts.iter().flat_map(|part| self.clauses(part)).collect(),
            Logic::Any(parts) | Logic::SomeOf(_, parts) => self.one_of(parts),
        }
    }

    /// Where one of several parts must hold, one clause of each: the one with the fewest bits.
    fn one_of(&mut self, parts: &[Logic]) -> Vec<Clause> {
        let mut merged: BTreeMap<usize, u64> = BTreeMap::new();
        for part in parts {
            let clauses = self.clauses(part);
            let rarest = clauses
                .into_iter()
                .filter(|clause| !Self::is_direction(clause))
                .min_by_key(|clause| clause.iter().map(|(_, bits)| bits.count_ones()).sum::<u32>());
            let Some(clause) = rarest else { return Vec::new() };
            for (word, bits) in clause {
                *merged.entry(word).or_default() |= bits;
            }
        }
        vec![merged.into_iter().collect()]
    }

    fn is_direction(clause: &Clause) -> bool {
        matches!(clause.as_slice(), [(DIRECTIONS, _)])
    }

    fn place(&mut self, atom: usize) -> Option<Clause> {
        if let Some(&known) = self.known.get(&atom) {
            return known.map(|place| vec![place]);
        }
        let place = self.new_place(atom);
        self.known.insert(atom, place);
        place.map(|place| vec![place])
    }

    fn new_place(&mut self, atom: usize) -> Option<(usize, u64)> {
        let program = self.program;
        match &program.atoms[atom] {
            Atom::Direction { out } => Some((DIRECTIONS, 1 << u32::from(*out))),
            Atom::Memo { bit } => Some((MEMOS, 1 << bit)),
            Atom::Code { field, truths } => self.bit(*field, |code| truths.get(code) == Some(&1)),
            Atom::Pair { fields, pairs } => {
                let firsts: HashSet<usize> = pairs.iter().map(|&(first, _)| first as usize).collect();
                self.bit(fields[0], |code| firsts.contains(&code))
            }
            Atom::PartOf { rows } => {
                let of_row = |&row: &u32| self.store.columns.core(row as usize).accounts;
                let accounts: HashSet<usize> = rows.iter().flat_map(of_row).map(|code| code as usize).collect();
                self.bit(Field::Account, |code| accounts.contains(&code))
            }
            Atom::Found { field, episodes, .. } => self.bit(*field, |code| {
                u32::try_from(code).is_ok_and(|code| episodes.contains_key(&code))
            }),
            _ => None,
        }
    }

    /// A bit in a table of the field, set for the codes of which the test is true.
    fn bit(&mut self, field: Field, is_true: impl Fn(usize) -> bool) -> Option<(usize, u64)> {
        let size = self.store.size(Domain::of(field)?);
        let open = (0..self.tables.len()).find(|&at| self.tables[at].field == field && self.taken[at] < u64::BITS);
        let at = open.or_else(|| {
            let word = MEMOS + 1 + self.tables.len();
            (word < WORDS).then(|| {
                self.tables.push(Table {
                    field,
                    word,
                    bits: vec![0; size],
                });
                self.taken.push(0);
                self.tables.len() - 1
            })
        })?;
        let mark = 1_u64 << self.taken[at];
        self.taken[at] += 1;
        let table = &mut self.tables[at];
        for code in (0..size).filter(|&code| is_true(code)) {
            table.bits[code] |= mark;
        }
        Some((table.word, mark))
    }
}
