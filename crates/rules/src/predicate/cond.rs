//! Comparisons, ranges and sets.

use super::types::{Dim, Typed, Value};
use super::{Polarity, Reader};
use crate::error::Code;
use crate::plan::{Cond, Num, Op, Test};
use crate::suggest;
use redflag_model::{Channel, Currency, Direction, Domain, Field, HolderKind};
use sqlparser::ast::{BinaryOperator, Expr, InTarget};
use std::ops::Range;

impl Reader<'_> {
    /// Operands of a chain of one operator, walked without recursion: chains are long.
    pub(super) fn chain(&self, expr: &Expr, op: &BinaryOperator) -> Option<Vec<Cond>> {
        let mut operands = Vec::new();
        let mut rest = expr;
        while let Expr::BinaryOp { left, op: found, right } = rest
            && found == op
        {
            operands.push(right.as_ref());
            rest = left;
        }
        operands.push(rest);
        let read: Vec<Option<Cond>> = operands.into_iter().rev().map(|part| self.condition(part)).collect();
        read.into_iter().collect()
    }

    pub(super) fn comparison(&self, left: &Expr, op: &BinaryOperator, right: &Expr) -> Option<Value> {
        let (left, right) = (self.value(left), self.value(right));
        let at = left.as_ref()?.at.start..right.as_ref()?.at.end;
        let op = operator(op)?;
        self.compare(left?, op, right?, &at).map(Value::Cond)
    }

    pub(super) fn between(&self, expr: &Expr, negated: bool, low: &Expr, high: &Expr) -> Option<Value> {
        let (value, low, high) = (self.value(expr)?, self.value(low)?, self.value(high)?);
        let again = self.value(expr)?;
        let at = value.at.start..high.at.end;
        let both = vec![
            self.compare(value, Op::AtLeast, low, &at)?,
            self.compare(again, Op::AtMost, high, &at)?,
        ];
        Some(Value::Cond(negate(negated, Cond::All(both))))
    }

    fn compare(&self, left: Typed, op: Op, right: Typed, at: &Range<usize>) -> Option<Cond> {
        match (left.value, right.value) {
            (Value::Num(left, ld), Value::Num(right, rd)) => {
                let raises = rd == Dim::Parties
                    || !matches!(op, Op::More | Op::AtLeast)
                    || self.polarity.get() != Polarity::Raises;
                if raises && [ld, rd].contains(&Dim::Parties) {
                    return self.refuse(
                        Code::NamesRaise,
                        at,
                        "a count of unrelated parties only stands on the left of > or >=, and not under NOT",
                        "names clear, they never raise: write strangers(counterparty) >= :payers",
                    );
                }
                let (left, right) = self.same_unit((left, ld), (right, rd), at)?;
                Some(Cond::Test(Test::Compare { left, op, right }))
            }
            (Value::Field(field), Value::Text(text)) => self.equals(field, op, &[(text, right.at)], at),
            (Value::Text(text), Value::Field(field)) => self.equals(field, op, &[(text, left.at)], at),
            (Value::Field(left), Value::Field(right)) => self.same_field(left, op, right, at),
            (left, right) => self.refuse(
                Code::TypeMismatch,
                at,
                format!("{} cannot be compared with {}", left.describe(), right.describe()),
                "compare numbers with numbers, and fields with codes or fields of the same kind",
            ),
        }
    }

    /// Both numbers in one unit: a plain parameter beside a booked amount is read in the leg's own currency.
    pub(super) fn same_unit(&self, left: (Num, Dim), right: (Num, Dim), at: &Range<usize>) -> Option<(Num, Num)> {
        let left_units = as_units(&left.0, left.1, right.1);
        let right_units = as_units(&right.0, right.1, left.1);
        if left.1.common(right.1).is_some() || left_units.is_some() || right_units.is_some() {
            return Some((left_units.unwrap_or(left.0), right_units.unwrap_or(right.0)));
        }
        let money = |num: &Num| matches!(num, Num::Money(_));
        if (money(&left.0) && right.1 == Dim::Own) || (money(&right.0) && left.1 == Dim::Own) {
            return self.refuse(
                Code::MoneyAgainstBooked,
                at,
                "a money parameter is in one currency and `amount_orig` in many",
                "compare it with `amount`, or give the parameter `unit = \"number\"` to mean units of the leg's own currency",
            );
        }
        self.refuse(
            Code::UnitMismatch,
            at,
            format!(
                "{} cannot be compared with or added to {}",
                left.1.describe(),
                right.1.describe()
            ),
            unit_hint(left.1, right.1),
        )
    }

    fn same_field(&self, left: Field, op: Op, right: Field, at: &Range<usize>) -> Option<Cond> {
        let same_kind = Domain::of(left).is_some() && Domain::of(left) == Domain::of(right);
        if !same_kind {
            return self.refuse(
                Code::TypeMismatch,
                at,
                format!("`{left}` and `{right}` are of different kinds"),
                "compare fields of one kind, such as own_country = counterparty_country",
            );
        }
        self.equality(op, Cond::Test(Test::Same(left, right)), at)
    }

    fn equality(&self, op: Op, cond: Cond, at: &Range<usize>) -> Option<Cond> {
        match op {
            Op::Equal => Some(cond),
            Op::NotEqual => Some(negate(true, cond)),
            _ => self.refuse(Code::TypeMismatch, at, "codes have no order", "use =, <> or IN"),
        }
    }

    fn equals(&self, field: Field, op: Op, texts: &[(String, Range<usize>)], at: &Range<usize>) -> Option<Cond> {
        let read: Vec<Option<String>> = texts.iter().map(|(text, at)| self.code_of(field, text, at)).collect();
        let codes: Vec<String> = read.into_iter().collect::<Option<_>>()?;
        let cond = if field == Field::Direction {
            let directions = codes.iter().filter_map(|code| Direction::from_name(code));
            let mut either: Vec<Cond> = directions
                .map(|direction| Cond::Test(Test::Direction(direction)))
                .collect();
            if either.len() == 1 {
                either.remove(0)
            } else {
                Cond::Any(either)
            }
        } else {
            Cond::Test(Test::OneOf(field, codes))
        };
        self.equality(op, cond, at)
    }

    /// A text literal as a code of the field's closed vocabulary.
    fn code_of(&self, field: Field, text: &str, at: &Range<usize>) -> Option<String> {
        let names = |all: Vec<&'static str>| (all.contains(&text), suggest::choice(text, all));
        let (known, hint) = match field {
            Field::Direction => names(Direction::ALL.iter().map(|d| d.name()).collect()),
            Field::Channel => names(Channel::ALL.iter().map(|c| c.name()).collect()),
            Field::HolderKind | Field::CounterpartyKind => names(HolderKind::ALL.iter().map(|k| k.name()).collect()),
            Field::Currency => (
                Currency::from_code(text).is_some_and(|currency| currency.code() == text),
                "write the three capital letters of ISO 4217, such as 'EUR'".to_owned(),
            ),
            Field::OwnCountry | Field::CounterpartyCountry | Field::PlaceCountry => (
                crate::country::is_country(text),
                "write the two capital letters of ISO 3166, such as 'FR'".to_owned(),
            ),
            other => return self.free_text(other, at),
        };
        if known {
            return Some(text.to_owned());
        }
        self.refuse(
            Code::UnknownCode,
            at,
            format!("'{text}' is no value of `{field}`"),
            hint,
        )
    }

    fn free_text<T>(&self, field: Field, at: &Range<usize>) -> Option<T> {
        let hint = match field {
            Field::Mcc => "put the codes into a group and write in_group(mcc, 'NAME')",
            Field::Memo | Field::Merchant | Field::OwnName | Field::CounterpartyName => {
                "put the words into a lexicon and write in_lexicon(field, 'NAME')"
            }
            _ => "put the values into a list and write in_list(field, 'NAME')",
        };
        self.refuse(
            Code::FreeText,
            at,
            format!("`{field}` has no closed vocabulary, so a predicate holds no value of it"),
            hint,
        )
    }

    pub(super) fn in_values(&self, whole: &Expr, expr: &Expr, target: &InTarget, negated: bool) -> Option<Value> {
        let InTarget::List(items) = target else {
            return self.refuse(
                Code::UnsupportedSql,
                &self.at(whole),
                "IN with anything but codes is not used in indicators",
                "write IN ('a', 'b'), or in_list(field, 'NAME')",
            );
        };
        let value = self.value(expr)?;
        let read: Vec<Option<Typed>> = items.iter().map(|item| self.value(item)).collect();
        let items: Vec<Typed> = read.into_iter().collect::<Option<_>>()?;
        let at = self.at(whole);
        let texts: Option<Vec<(String, Range<usize>)>> = items
            .into_iter()
            .map(|item| match item.value {
                Value::Text(text) => Some((text, item.at)),
                _ => None,
            })
            .collect();
        let cond = match (value.value, texts) {
            (Value::Field(field), Some(texts)) if !texts.is_empty() => self.equals(field, Op::Equal, &texts, &at)?,
            _ => {
                return self.refuse(
                    Code::TypeMismatch,
                    &at,
                    "IN takes a field and its codes",
                    "write channel IN ('cash', 'atm')",
                );
            }
        };
        Some(Value::Cond(negate(negated, cond)))
    }

    pub(super) fn is_null(&self, inner: &Expr) -> Option<Cond> {
        Some(match self.value(inner)? {
            Typed {
                value: Value::Cond(cond),
                ..
            } => Cond::IsUnknown(Box::new(cond)),
            Typed {
                value: Value::Field(field),
                ..
            } => Cond::Test(Test::FieldIsNull(field)),
            Typed {
                value: Value::Num(num, _),
                ..
            } => Cond::Test(Test::NumIsNull(num)),
            Typed {
                value: Value::Refs(kind),
                ..
            } => Cond::Test(Test::NoRefs(kind)),
            Typed {
                value: Value::Text(text),
                at,
            } => {
                return self.refuse(
                    Code::TypeMismatch,
                    &at,
                    format!("'{text}' always has a value"),
                    "test a field",
                );
            }
        })
    }
}

fn negate(negated: bool, cond: Cond) -> Cond {
    if negated { Cond::Not(Box::new(cond)) } else { cond }
}

fn operator(op: &BinaryOperator) -> Option<Op> {
    Some(match op {
        BinaryOperator::Eq => Op::Equal,
        BinaryOperator::NotEq => Op::NotEqual,
        BinaryOperator::Lt => Op::Less,
        BinaryOperator::LtEq => Op::AtMost,
        BinaryOperator::Gt => Op::More,
        BinaryOperator::GtEq => Op::AtLeast,
        _ => return None,
    })
}

fn as_units(num: &Num, dim: Dim, other: Dim) -> Option<Num> {
    match num {
        Num::Param(id) if dim == Dim::Plain && other == Dim::Own => Some(Num::Units(*id)),
        _ => None,
    }
}

fn unit_hint(left: Dim, right: Dim) -> &'static str {
    let has = |dim| left == dim || right == dim;
    if has(Dim::Time) {
        "give the parameter `unit = \"duration\"` and a value such as \"48h\""
    } else if has(Dim::Hour) {
        "give the parameter `unit = \"hour\"`"
    } else if has(Dim::Distance) {
        "give the parameter `unit = \"km\"`"
    } else if has(Dim::Weekday) {
        "give the parameter `unit = \"weekday\"`: 1 is Monday, 7 Sunday"
    } else if has(Dim::Base) && has(Dim::Own) {
        "`amount` is in the base currency and `amount_orig` as booked: use one of them on both sides"
    } else if has(Dim::Base) {
        "give the parameter a currency as its unit, such as `unit = \"EUR\"`"
    } else if has(Dim::Own) {
        "multiply the share with line('…') or an amount, or use a parameter with `unit = \"number\"`"
    } else {
        "both sides need the same unit"
    }
}
