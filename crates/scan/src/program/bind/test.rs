//! Tests over one leg, bound: tables by code, bounds by currency.

use super::super::atom::{Atom, Bound, Episodes, Limit, Truths};
use super::super::logic::Logic;
use super::super::texts::text_of;
use super::super::value::{LegColumn, Value};
use super::{At, Binder};
use crate::store::is_coded;
use redflag_model::{Direction, Domain, Field, NULL_CODE, Ratio};
use redflag_rules::data::List;
use redflag_rules::plan::{IndicatorId, Num, Op, Related, Test};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

impl Binder<'_> {
    pub(super) fn test(&mut self, at: At<'_>, test: &Test) -> Logic {
        test.each_field(&mut |field| self.need(&[field]));
        match test {
            Test::Compare { left, op, right } => self.compare(at, left, *op, right),
            Test::NumIsNull(num) => {
                let value = self.value(at, num);
                self.atom(format!("null {value:?}"), |_| Atom::NumberIsNull(value))
            }
            Test::Direction(direction) => {
                let out = *direction == Direction::Out;
                self.atom(format!("out {out}"), |_| Atom::Direction { out })
            }
            Test::Own => self.atom("own".to_owned(), |_| Atom::Own),
            Test::AttestedSurvivor => self.atom("survivor".to_owned(), |_| Atom::AttestedSurvivor),
            Test::OneOf(field, values) => self.codes(*field, &format!("one of {values:?}"), |text| {
                values.iter().any(|value| value.eq_ignore_ascii_case(text))
            }),
            Test::Same(left, right) => {
                let (left, right) = (*left, *right);
                self.atom(format!("same {left} {right}"), |_| Atom::Same { left, right })
            }
            Test::FieldIsNull(Field::Memo) => self.atom("null memo".to_owned(), |_| Atom::MemoIsNull),
            Test::FieldIsNull(field) if is_coded(*field) => {
                let field = *field;
                self.atom(format!("null {field}"), |_| Atom::FieldIsNull(field))
            }
            Test::FieldIsNull(Field::Own) => {
                let own = self.test(at, &Test::Own);
                Logic::IsUnknown(Box::new(own))
            }
            Test::FieldIsNull(Field::Amount) => self.atom("null amount".to_owned(), |_| {
                Atom::NumberIsNull(Value::Column(LegColumn::Amount))
            }),
            Test::FieldIsNull(Field::AttestedSurvivor) => {
                let survivor = self.test(at, &Test::AttestedSurvivor);
                Logic::IsUnknown(Box::new(survivor))
            }
            Test::FieldIsNull(_) => Logic::Const(Some(false)),
            Test::InList(fields, list) => self.list(fields, list),
            Test::InLexicon(field, lexicon) if *field == Field::Memo => {
                let bit = u32::try_from(lexicon.0).unwrap_or(63);
                self.atom(format!("memo {bit}"), |_| Atom::Memo { bit })
            }
            Test::InLexicon(field, lexicon) => self.lexicon(*field, lexicon.0),
            Test::InGroup(group) => {
                let name = format!("group {}", group.from.name);
                let group = Arc::clone(group);
                self.codes(Field::Mcc, &name, move |text| {
                    text.parse().is_ok_and(|mcc| group.contains(mcc))
                })
            }
            Test::MultipleOf { unit, tolerance } => {
                let unit = at.params.get(*unit);
                let tolerance = tolerance.map(|param| at.params.get(param));
                match (unit, tolerance) {
                    (None, _) | (_, Some(None)) => Logic::Const(None),
                    (Some(unit), tolerance) => {
                        let tolerance = tolerance.flatten();
                        self.atom(format!("multiple {unit} {tolerance:?}"), |_| Atom::MultipleOf {
                            unit,
                            tolerance,
                        })
                    }
                }
            }
            Test::Related(Related::Own) => {
                let forms = self.texts.forms(self.lookup);
                let holders = Arc::clone(&self.store.holders);
                self.atom("related own".to_owned(), |_| Atom::RelatedOwn { forms, holders })
            }
            Test::Related(Related::Kin) => {
                let forms = self.texts.forms(self.lookup);
                let kinship = self.kinship();
                self.atom("related kin".to_owned(), |_| Atom::RelatedKin { forms, kinship })
            }
            Test::NoRefs(kind) => {
                self.gather.refs[kind.index()] = true;
                let kind = *kind;
                self.atom(format!("no {kind}"), |_| Atom::NoRefs(kind))
            }
            Test::Closed(field, hours) => self.closed(*field, hours),
            Test::Found(field, ids) => {
                let (field, span) = (*field, at.span);
                let episodes = self.episodes(ids);
                self.atom(format!("found {field} {ids:?} {span:?}"), |_| Atom::Found {
                    field,
                    episodes,
                    span,
                })
            }
            Test::PartOf(ids) => {
                let rows = ids
                    .iter()
                    .filter_map(|id| self.lower.rows.get(id))
                    .flatten()
                    .copied()
                    .collect();
                self.atom(format!("part of {ids:?}"), |_| Atom::PartOf { rows: Arc::new(rows) })
            }
        }
    }

    fn compare(&mut self, at: At<'_>, left: &Num, op: Op, right: &Num) -> Logic {
        let (left, right) = (self.value(at, left), self.value(at, right));
        let (column, op, limit) = match (left, right) {
            (Value::Column(column), limit) if limit.is_constant() => (column, op, limit),
            (limit, Value::Column(column)) if limit.is_constant() => (column, mirrored(op), limit),
            (left, right) => {
                let key = format!("{left:?} {op:?} {right:?}");
                return self.atom(key, |_| Atom::Compare { left, op, right });
            }
        };
        let bound = |ratio: Option<Ratio>| ratio.map(|ratio| Bound::new(op, ratio));
        let limit = match limit {
            Value::PerCurrency(values) => Limit::PerCurrency(values.iter().map(|&value| bound(value)).collect()),
            other => Limit::One(bound(other.constant(self.base))),
        };
        self.atom(format!("{column:?} {limit:?}"), |_| Atom::Threshold { column, limit })
    }

    fn codes(&mut self, field: Field, what: &str, test: impl Fn(&str) -> bool) -> Logic {
        self.atom(format!("{field} {what}"), |binder| Atom::Code {
            field,
            truths: binder.truths(field, what, test),
        })
    }

    /// The test on every code of the field's dictionary, once.
    fn truths(&self, field: Field, what: &str, holds: impl Fn(&str) -> bool) -> Truths {
        let Some(domain) = Domain::of(field) else {
            return Arc::from([2_u8]);
        };
        let lookup = self.lookup;
        self.texts.truths(domain, what, || {
            (0..lookup.size(domain))
                .map(|code| text_of(lookup, domain, code).map_or(2, |text| u8::from(holds(text))))
                .collect()
        })
    }

    fn lexicon(&mut self, field: Field, lexicon: usize) -> Logic {
        self.atom(format!("{field} lexicon {lexicon}"), |binder| {
            let truths = match Domain::of(field) {
                Some(domain) => binder.in_lexicon(domain, lexicon),
                None => Arc::from([2_u8]),
            };
            Atom::Code { field, truths }
        })
    }

    fn in_lexicon(&self, domain: Domain, lexicon: usize) -> Truths {
        let lookup = self.lookup;
        let matcher = self.matcher.as_deref();
        self.texts.truths(domain, &format!("lexicon {lexicon}"), || {
            let bits = self.texts.lexicons(domain, lookup, matcher);
            (0..bits.len())
                .map(|code| text_of(lookup, domain, code).map_or(2, |_| u8::from(bits[code] >> lexicon & 1 == 1)))
                .collect()
        })
    }

    fn list(&mut self, fields: &[Field], list: &Arc<List>) -> Logic {
        let key = format!("list {}", list.from.name);
        match *fields {
            [field] => {
                let list = Arc::clone(list);
                self.codes(field, &key, move |text| {
                    list.entries.contains(&vec![text.to_uppercase()])
                })
            }
            [first, second] => {
                let list = Arc::clone(list);
                self.atom(format!("{first} {second} {key}"), |binder| Atom::Pair {
                    fields: [first, second],
                    pairs: binder.pairs(first, second, &list),
                })
            }
            _ => Logic::Const(None),
        }
    }

    fn pairs(&self, first: Field, second: Field, list: &List) -> HashSet<(u32, u32)> {
        let (firsts, seconds) = (self.codes_by_text(first), self.codes_by_text(second));
        let mut pairs = HashSet::new();
        for entry in &list.entries {
            if let [first, second] = entry.as_slice() {
                let none = Vec::new();
                for &left in firsts.get(first).unwrap_or(&none) {
                    pairs.extend(seconds.get(second).unwrap_or(&none).iter().map(|&right| (left, right)));
                }
            }
        }
        pairs
    }

    pub(super) fn codes_by_text(&self, field: Field) -> HashMap<String, Vec<u32>> {
        let mut codes: HashMap<String, Vec<u32>> = HashMap::new();
        let Some(domain) = Domain::of(field) else { return codes };
        for code in 1..self.lookup.size(domain) {
            let code = u32::try_from(code).unwrap_or(NULL_CODE);
            if let Some(text) = self.lookup.text(domain, code) {
                codes.entry(text.to_uppercase()).or_default().push(code);
            }
        }
        codes
    }

    fn episodes(&self, ids: &[IndicatorId]) -> Episodes {
        let mut all: HashMap<u32, Vec<(i64, i64)>> = HashMap::new();
        for found in ids.iter().filter_map(|id| self.lower.episodes.get(id)) {
            #[expect(
                clippy::iter_over_hash_type,
                reason = "the answer is a map again: its order can't show"
            )]
            for (&account, episodes) in found {
                all.entry(account).or_default().extend(episodes);
            }
        }
        Arc::new(all)
    }
}

fn mirrored(op: Op) -> Op {
    match op {
        Op::Less => Op::More,
        Op::AtMost => Op::AtLeast,
        Op::More => Op::Less,
        Op::AtLeast => Op::AtMost,
        same => same,
    }
}
