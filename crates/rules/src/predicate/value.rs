//! Dispatches each form of SQL to what it means here, and refuses the rest by name.

use super::types::{Dim, Typed, Value};
use super::{DEEPEST, Place, Polarity, Reader, words};
use crate::error::Code;
use crate::plan::{Baseline, Cond, Num, Param, ParamId, Test};
use crate::suggest;
use redflag_model::Field;
use sqlparser::ast::{BinaryOperator, Expr, Ident, UnaryOperator, Value as Sql};
use std::ops::Range;

impl Reader<'_> {
    /// A condition; anything else is reported.
    pub(super) fn condition(&self, expr: &Expr) -> Option<Cond> {
        let typed = self.value(expr)?;
        match typed.value {
            Value::Cond(cond) => Some(cond),
            other => self.refuse(
                Code::TypeMismatch,
                &typed.at,
                format!("{} is no condition", other.describe()),
                "compare it with something",
            ),
        }
    }

    /// A number; anything else is reported.
    pub(super) fn number(&self, expr: &Expr) -> Option<(Num, Dim)> {
        let typed = self.value(expr)?;
        match typed.value {
            Value::Num(num, dim) => Some((num, dim)),
            other => self.refuse(
                Code::TypeMismatch,
                &typed.at,
                format!("{} is no number", other.describe()),
                "a number is an amount, a count, a time or a parameter",
            ),
        }
    }

    /// Translates a part of the predicate.
    pub(super) fn value(&self, expr: &Expr) -> Option<Typed> {
        let depth = self.depth.get();
        if depth >= DEEPEST {
            return self.refuse(
                Code::PredicateTooDeep,
                &self.at(expr),
                "nested too deeply",
                "write it with fewer brackets or operators in a row",
            );
        }
        self.depth.set(depth + 1);
        let value = self.dispatch(expr);
        self.depth.set(depth);
        Some(Typed {
            value: value?,
            at: self.at(expr),
        })
    }

    fn dispatch(&self, expr: &Expr) -> Option<Value> {
        use BinaryOperator as B;
        match expr {
            Expr::Nested(inner) => self.value(inner).map(|typed| typed.value),
            Expr::Identifier(name) => self.identifier(name),
            Expr::CompoundIdentifier(parts) => self.compound(parts),
            Expr::Value(value) => self.literal(&value.value, &self.text.span(value.span)),
            Expr::Function(function) => self.function(function),
            Expr::BinaryOp { left, op, right } => match op {
                B::And => self.chain(expr, &B::And).map(|parts| Value::Cond(Cond::All(parts))),
                B::Or => self.chain(expr, &B::Or).map(|parts| Value::Cond(Cond::Any(parts))),
                B::Plus | B::Minus | B::Multiply => self.arithmetic(left, op, right),
                B::Eq | B::NotEq | B::Lt | B::LtEq | B::Gt | B::GtEq => self.comparison(left, op, right),
                B::Divide | B::DuckIntegerDivide | B::Modulo => self.division(expr),
                _ => self.unsupported(expr, &format!("the operator `{op}`")),
            },
            Expr::UnaryOp {
                op: UnaryOperator::Not,
                expr,
            } => Some(Value::Cond(Cond::Not(Box::new(
                self.under(Polarity::turned, |reader| reader.condition(expr))?,
            )))),
            Expr::IsTrue(inner) => self.test_of(inner, Cond::IsTrue),
            Expr::IsNotTrue(inner) => self.under(Polarity::turned, |reader| {
                reader.test_of(inner, |cond| Cond::Not(Box::new(Cond::IsTrue(cond))))
            }),
            Expr::IsFalse(inner) => self.under(Polarity::turned, |reader| reader.test_of(inner, Cond::IsFalse)),
            Expr::IsNotFalse(inner) => self.test_of(inner, |cond| Cond::Not(Box::new(Cond::IsFalse(cond)))),
            Expr::IsUnknown(inner) | Expr::IsNull(inner) => self
                .under(|_| Polarity::Either, |reader| reader.is_null(inner))
                .map(Value::Cond),
            Expr::IsNotUnknown(inner) | Expr::IsNotNull(inner) => {
                let cond = self.under(|_| Polarity::Either, |reader| reader.is_null(inner))?;
                Some(Value::Cond(Cond::Not(Box::new(cond))))
            }
            Expr::Between {
                expr,
                negated,
                low,
                high,
            } => self.between(expr, *negated, low, high),
            Expr::In {
                expr: inner,
                target,
                negated,
                ..
            } => self.in_values(expr, inner, target, *negated),
            other => self.unsupported(other, &describe(other)),
        }
    }

    /// Reads a part of which the answer is turned round, or asked for either way.
    fn under<T>(&self, turn: impl Fn(Polarity) -> Polarity, read: impl Fn(&Self) -> Option<T>) -> Option<T> {
        let outer = self.polarity.replace(turn(self.polarity.get()));
        let part = read(self);
        self.polarity.set(outer);
        part
    }

    fn test_of(&self, inner: &Expr, test: impl Fn(Box<Cond>) -> Cond) -> Option<Value> {
        Some(Value::Cond(test(Box::new(self.condition(inner)?))))
    }

    fn unsupported<T>(&self, expr: &Expr, what: &str) -> Option<T> {
        self.refuse(
            Code::UnsupportedSql,
            &self.at(expr),
            format!("{what} is not used in indicators"),
            "comparisons, AND, OR, NOT, IN, BETWEEN, IS NULL and the functions of the format are",
        )
    }

    fn division<T>(&self, expr: &Expr) -> Option<T> {
        self.refuse(
            Code::Division,
            &self.at(expr),
            "a predicate never divides",
            "multiply the other side: sum(a) >= :share * sum(b)",
        )
    }

    fn literal(&self, value: &Sql, at: &Range<usize>) -> Option<Value> {
        match value {
            Sql::Number(digits, false) if digits == "0" => Some(Value::Num(Num::Literal(0), Dim::Zero)),
            Sql::Number(digits, false) if digits == "1" => Some(Value::Num(Num::Literal(1), Dim::One)),
            Sql::Number(digits, _) => self.refuse(
                Code::NakedNumber,
                at,
                format!("the number {digits} stands bare"),
                "declare [params.NAME] with value, unit, bounds and a reason, and write :NAME",
            ),
            Sql::SingleQuotedString(text) => Some(Value::Text(text.clone())),
            Sql::Placeholder(text) => self.placeholder(text, at),
            Sql::Boolean(_) | Sql::Null => self.refuse(
                Code::UnsupportedSql,
                at,
                format!("the literal {value} is not used in indicators"),
                "write IS TRUE, IS FALSE or IS NULL",
            ),
            _ => self.refuse(
                Code::UnsupportedSql,
                at,
                "this form of literal is not used in indicators",
                "write a code as 'code'",
            ),
        }
    }

    fn placeholder(&self, text: &str, at: &Range<usize>) -> Option<Value> {
        let at = &(at.start..at.end.max(at.start + text.len()));
        let Some(name) = text.strip_prefix(':') else {
            return self.refuse(
                Code::UnknownParam,
                at,
                format!("`{text}` is no parameter"),
                "write :NAME",
            );
        };
        let (id, param) = self.known_param(name, at)?;
        let (num, dim) = param_number(id, param);
        Some(Value::Num(num, dim))
    }

    pub(super) fn known_param(&self, name: &str, at: &Range<usize>) -> Option<(ParamId, &Param)> {
        let found = self.context.param(name);
        if found.is_none() && !self.context.is_broken(name) {
            let hint = suggest::did_you_mean(name, self.context.param_names())
                .unwrap_or_else(|| format!("declare [params.{name}] with value, unit, bounds and a reason"));
            return self.refuse(
                Code::UnknownParam,
                at,
                format!("the parameter `:{name}` is not declared"),
                hint,
            );
        }
        found
    }

    fn identifier(&self, ident: &Ident) -> Option<Value> {
        let at = self.text.span(ident.span);
        let name = ident.value.as_str();
        if let Some(measure) = self.measure(name) {
            return Some(measure);
        }
        let field = self.field(name, &at)?;
        if self.place == Place::Measure && !self.inside {
            return self.refuse(
                Code::Misplaced,
                &at,
                format!("`{name}` is read of one leg; a measure is an aggregate"),
                format!("write count(*), sum({name}) or another aggregate"),
            );
        }
        Some(match field {
            Field::Amount => Value::Num(Num::Amount, Dim::Base),
            Field::AmountOrig => Value::Num(Num::AmountOrig, Dim::Own),
            Field::DeclaredIncome => Value::Num(Num::DeclaredIncome, Dim::Base),
            Field::Own => Value::Cond(Cond::Test(Test::Own)),
            Field::AttestedSurvivor => Value::Cond(Cond::Test(Test::AttestedSurvivor)),
            Field::Opened => {
                return self.refuse(
                    Code::Misplaced,
                    &at,
                    "`opened` cannot be compared by itself",
                    "use since_opened(), the time since the account was opened",
                );
            }
            Field::Time => {
                return self.refuse(
                    Code::Misplaced,
                    &at,
                    "`time` cannot be compared by itself",
                    "use local_hour(), weekday(), seen_for(), since_previous([…]) or the span",
                );
            }
            other => Value::Field(other),
        })
    }

    /// A field of a leg by name; unknown ones are reported.
    pub(super) fn field(&self, name: &str, at: &Range<usize>) -> Option<Field> {
        if let Some(field) = Field::from_name(name) {
            return Some(field);
        }
        let (code, message, hint) = field_refusal(name);
        self.refuse(code, at, message, hint)
    }

    fn measure(&self, name: &str) -> Option<Value> {
        if self.place != Place::Deviation || self.inside {
            return None;
        }
        let measures = self.context.measures.borrow();
        let at = measures.iter().position(|(known, _)| known == name)?;
        Some(Value::Num(Num::Measure(at), measures[at].1))
    }

    fn compound(&self, parts: &[Ident]) -> Option<Value> {
        let at = self.text.span(sqlparser::ast::Spanned::span(
            &sqlparser::ast::Expr::CompoundIdentifier(parts.to_vec()),
        ));
        let [owner, name] = parts else {
            return self.refuse(
                Code::UnknownName,
                &at,
                "a name with more than two parts",
                "write step.sum(amount), NAME.groups or baseline.avg",
            );
        };
        if name.value == "groups" && self.is_group(&owner.value) {
            return Some(Value::Num(Num::Groups(owner.value.clone()), Dim::Plain));
        }
        if let Some(value) = self.baseline(&owner.value, &name.value) {
            return Some(value);
        }
        self.unknown_owner(&owner.value, &at)
    }

    pub(super) fn is_group(&self, name: &str) -> bool {
        self.place == Place::Window && !self.inside && self.context.groups.borrow().iter().any(|known| known == name)
    }

    /// `baseline.avg` of the only measure, or `NAME.avg` of a named one.
    fn baseline(&self, owner: &str, figure: &str) -> Option<Value> {
        if self.place != Place::Deviation || self.inside {
            return None;
        }
        let measures = self.context.measures.borrow();
        let alone = measures.len() == 1 && owner == "baseline";
        let at = if alone {
            0
        } else {
            measures.iter().position(|(known, _)| known == owner)?
        };
        let figure = match figure {
            "avg" => Baseline::Avg,
            "min" => Baseline::Min,
            "max" => Baseline::Max,
            "z" => Baseline::Z,
            "n" => Baseline::N,
            other => Baseline::Percentile(words::percentile(other)?),
        };
        let dim = match figure {
            Baseline::N => Dim::Plain,
            Baseline::Z => Dim::Root,
            _ => measures[at].1,
        };
        Some(Value::Num(Num::Baseline(at, figure), dim))
    }

    /// Reports a name before a point that is no earlier step, group or measure here.
    pub(super) fn unknown_owner<T>(&self, owner: &str, at: &Range<usize>) -> Option<T> {
        let known = self.owners();
        let hint = if known.is_empty() {
            "only sequences, groups and deviations have names to read here".to_owned()
        } else {
            suggest::choice(owner, known.iter().map(String::as_str))
        };
        self.refuse(
            Code::UnknownName,
            at,
            format!("nothing here is called `{owner}`, or not with that figure"),
            hint,
        )
    }

    fn owners(&self) -> Vec<String> {
        match self.place {
            Place::Step(own) => self.context.steps.borrow().iter().take(own).cloned().collect(),
            Place::Window => self.context.groups.borrow().clone(),
            Place::Deviation => {
                let measures = self.context.measures.borrow();
                let named = measures.iter().map(|(name, _)| name.clone());
                let alone = (measures.len() == 1).then(|| "baseline".to_owned());
                named.chain(alone).collect()
            }
            Place::Leg | Place::Group | Place::Measure => Vec::new(),
        }
    }
}

/// Why a word is no field, and what to write.
pub(crate) fn field_refusal(name: &str) -> (Code, String, String) {
    if words::is_protected(name) {
        let message = format!("`{name}` is what a person is, not what money does");
        return (Code::ProtectedAttribute, message, words::PROTECTED_HINT.to_owned());
    }
    if words::is_later_field(name) {
        let message = format!("the field `{name}` comes with a later version");
        return (Code::NotYet, message, "leave the condition out for now".to_owned());
    }
    let is_country = name == "country" || suggest::did_you_mean(name, ["country"]).is_some();
    let hint = if is_country {
        "say whose: own_country, counterparty_country or place_country".to_owned()
    } else {
        suggest::choice(name, words::field_names())
    };
    (Code::UnknownField, format!("a leg has no field `{name}`"), hint)
}

fn param_number(id: ParamId, param: &Param) -> (Num, Dim) {
    use crate::plan::ParamValue as V;
    match (param.value, param.unit.as_str()) {
        (V::Duration(_), _) => (Num::Duration(id), Dim::Time),
        (V::Money(..), _) => (Num::Money(id), Dim::Base),
        (V::Number(_), "share") => (Num::Param(id), Dim::Share),
        (V::Number(_), "hour") => (Num::Param(id), Dim::Hour),
        (V::Number(_), "km") => (Num::Param(id), Dim::Distance),
        (V::Number(_), "weekday") => (Num::Param(id), Dim::Weekday),
        (V::Number(_), _) => (Num::Param(id), Dim::Plain),
    }
}

fn describe(expr: &Expr) -> String {
    let what = match expr {
        Expr::Case { .. } => "CASE",
        Expr::Exists { .. } => "EXISTS",
        Expr::Subquery(_) | Expr::AnyOp { .. } | Expr::AllOp { .. } => "a sub-query",
        Expr::Cast { .. } | Expr::Convert { .. } | Expr::TypedString(_) => "a cast",
        Expr::Like { .. } | Expr::ILike { .. } | Expr::SimilarTo { .. } | Expr::RLike { .. } => {
            "text matching by pattern"
        }
        Expr::UnaryOp { .. } => "a sign or unary operator",
        Expr::IsDistinctFrom(..) | Expr::IsNotDistinctFrom(..) => "IS DISTINCT FROM",
        Expr::Array(_) => "a list outside since_previous([…])",
        Expr::Tuple(_) => "a tuple outside in_list((…), '…')",
        Expr::Interval(_) => "INTERVAL",
        Expr::Wildcard(_) | Expr::QualifiedWildcard(..) => "`*` outside count(*)",
        _ => "this form",
    };
    what.to_owned()
}
