//! Sums, differences and products.

use super::Reader;
use super::types::{Dim, Value};
use crate::error::Code;
use crate::plan::Num;
use sqlparser::ast::{BinaryOperator, Expr};
use std::ops::Range;

impl Reader<'_> {
    pub(super) fn arithmetic(&self, left: &Expr, op: &BinaryOperator, right: &Expr) -> Option<Value> {
        let at = self.at(left).start..self.at(right).end;
        let (left, right) = (self.number(left), self.number(right));
        let (left, right) = (left?, right?);
        if [left.1, right.1].contains(&Dim::Parties) {
            return self.refuse(
                Code::NamesRaise,
                &at,
                "a count of unrelated parties only stands alone on the left of > or >=",
                "compare it with a parameter: strangers(counterparty) >= :payers",
            );
        }
        if [left.1, right.1].contains(&Dim::Root) {
            return self.refuse(
                Code::UnitMismatch,
                &at,
                "a deviation or spread is only compared: it is kept as its square",
                "let it stand alone: cv(amount) <= :spread, baseline.z >= :times",
            );
        }
        match op {
            BinaryOperator::Multiply => self.product(left, right, &at),
            BinaryOperator::Plus => self.sum(left, right, &at, Num::Add),
            _ => self.sum(left, right, &at, Num::Sub),
        }
    }

    fn product(&self, left: (Num, Dim), right: (Num, Dim), at: &Range<usize>) -> Option<Value> {
        let Some(dim) = left.1.times(right.1) else {
            return self.refuse(
                Code::UnitMismatch,
                at,
                format!("{} times {} has no meaning", left.1.describe(), right.1.describe()),
                "one side of a product is a share or a plain number",
            );
        };
        Some(Value::Num(Num::Mul(Box::new(left.0), Box::new(right.0)), dim))
    }

    fn sum(
        &self,
        left: (Num, Dim),
        right: (Num, Dim),
        at: &Range<usize>,
        join: fn(Box<Num>, Box<Num>) -> Num,
    ) -> Option<Value> {
        let dim = left.1.common(right.1).unwrap_or(Dim::Own);
        let (left, right) = self.same_unit(left, right, at)?;
        Some(Value::Num(join(Box::new(left), Box::new(right)), dim))
    }
}
