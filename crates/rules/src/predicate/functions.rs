//! Functions of one leg, and the arguments of all functions.

use super::types::{Dim, Value};
use super::{Place, Reader, words};
use crate::error::Code;
use crate::plan::{Cond, Names, Num, ParamId, ParamValue, Related, Test};
use crate::suggest;
use redflag_model::{Domain, Field, RefKind};
use sqlparser::ast::{
    BinaryOperator, Expr, Function, FunctionArg, FunctionArgExpr, FunctionArgOperator, FunctionArguments, Ident,
    ObjectNamePart, Value as Sql,
};
use std::ops::Range;

/// A call: its name, what stands before the point, and its arguments.
pub(super) struct Call<'e> {
    pub(super) owner: Option<&'e str>,
    pub(super) name: String,
    pub(super) args: Vec<FunctionArgExpr>,
    pub(super) distinct: bool,
    pub(super) filter: Option<&'e Expr>,
    pub(super) at: Range<usize>,
    pub(super) whole: &'e Function,
}

impl Reader<'_> {
    pub(super) fn function(&self, function: &Function) -> Option<Value> {
        let call = self.call(function)?;
        if call.is_aggregate() {
            return self.aggregate(&call);
        }
        if call.filter.is_some() || call.distinct || call.owner.is_some() {
            return self.refuse(
                Code::BadArguments,
                &call.at,
                format!("`{}` is no aggregate", call.name),
                "FILTER, DISTINCT and a name before the point belong to count, sum, min, max and other aggregates",
            );
        }
        self.leg_function(&call)
    }

    fn leg_function(&self, call: &Call<'_>) -> Option<Value> {
        if self.place == Place::Measure && !self.inside {
            return self.refuse(
                Code::Misplaced,
                &call.at,
                format!("`{}` is read of one leg; a measure is an aggregate", call.name),
                "put it into FILTER (WHERE …)",
            );
        }
        match call.name.as_str() {
            "in_list" => self.in_list(call).map(Value::Cond),
            "in_lexicon" => self.in_lexicon(call).map(Value::Cond),
            "in_group" => self.in_group(call).map(Value::Cond),
            "line" => self.line(call),
            "local_hour" => self.no_arguments(call).map(|()| Value::Num(Num::LocalHour, Dim::Hour)),
            "closed" => self.closed(call).map(Value::Cond),
            "km" => self.kilometres(call),
            "weekday" => self.no_arguments(call).map(|()| Value::Num(Num::Weekday, Dim::Weekday)),
            "since_opened" => self
                .no_arguments(call)
                .map(|()| Value::Num(Num::SinceOpened, Dim::Time)),
            "seen_for" => self.seen_for(call),
            "quiet_for" => self.no_arguments(call).map(|()| Value::Num(Num::QuietFor, Dim::Time)),
            "since_previous" => self.since_previous(call),
            "refs" => self.refs(call).map(Value::Refs),
            "multiple_of" => self.multiple_of(call).map(Value::Cond),
            "related" => self.related(call).map(Value::Cond),
            "found" => self.found(call).map(Value::Cond),
            "part_of" => self.part_of(call).map(Value::Cond),
            "some_of" => self.some_of(call).map(Value::Cond),
            _ => self.unknown_function(call),
        }
    }

    fn unknown_function<T>(&self, call: &Call<'_>) -> Option<T> {
        let name = call.name.as_str();
        if words::is_protected(name) {
            return self.refuse(
                Code::ProtectedAttribute,
                &call.at,
                format!("`{name}` is what a person is, not what money does"),
                words::PROTECTED_HINT,
            );
        }
        if name == "local_date" {
            return self.refuse(
                Code::Misplaced,
                &call.at,
                "local_date() stands in `by` or in count(DISTINCT local_date())",
                "count days with count(DISTINCT local_date())",
            );
        }
        if name == "surname" {
            return self.refuse(
                Code::Misplaced,
                &call.at,
                "surname() counts families",
                "write count(DISTINCT surname(counterparty_name)) >= :families",
            );
        }
        if name == "gap" {
            return self.refuse(
                Code::Misplaced,
                &call.at,
                "gap() is read between the legs of an aggregate",
                "write max(gap()), min, avg, cv or p50 of gap([counterparty])",
            );
        }
        if words::is_later_function(name) {
            return self.refuse(
                Code::NotYet,
                &call.at,
                format!("`{name}` comes with a later version"),
                "leave the condition out for now",
            );
        }
        self.refuse(
            Code::UnknownFunction,
            &call.at,
            format!("there is no function `{name}`"),
            suggest::choice(name, words::FUNCTIONS.iter().copied()),
        )
    }

    pub(super) fn call<'e>(&self, function: &'e Function) -> Option<Call<'e>> {
        let at = self.text.span(sqlparser::ast::Spanned::span(&function.name));
        let plain = function.over.is_none()
            && function.within_group.is_empty()
            && function.null_treatment.is_none()
            && !function.uses_odbc_syntax
            && matches!(function.parameters, FunctionArguments::None);
        let FunctionArguments::List(list) = &function.args else {
            return self.form(&at);
        };
        let names: Option<Vec<&Ident>> = function.name.0.iter().map(ObjectNamePart::as_ident).collect();
        let args: Option<Vec<FunctionArgExpr>> = list.args.iter().map(argument).collect();
        let (Some(names), Some(args), true, true) = (names, args, plain, list.clauses.is_empty()) else {
            return self.form(&at);
        };
        let (owner, name) = match names.as_slice() {
            [name] => (None, name),
            [owner, name] => (Some(owner.value.as_str()), name),
            _ => return self.form(&at),
        };
        Some(Call {
            owner,
            name: name.value.to_lowercase(),
            args,
            distinct: list.duplicate_treatment == Some(sqlparser::ast::DuplicateTreatment::Distinct),
            filter: function.filter.as_deref(),
            at,
            whole: function,
        })
    }

    fn form<T>(&self, at: &Range<usize>) -> Option<T> {
        self.refuse(
            Code::UnsupportedSql,
            at,
            "this form of call is not used in indicators",
            "write name(arguments), with FILTER (WHERE …) after an aggregate; OVER comes from the span",
        )
    }

    pub(super) fn bad_arguments<T>(&self, call: &Call<'_>, usage: &str) -> Option<T> {
        self.refuse(
            Code::BadArguments,
            &call.at,
            format!("`{}` does not take these arguments", call.name),
            format!("write {usage}"),
        )
    }

    fn no_arguments(&self, call: &Call<'_>) -> Option<()> {
        if call.args.is_empty() {
            return Some(());
        }
        self.bad_arguments(call, &format!("{}()", call.name))
    }

    fn seen_for(&self, call: &Call<'_>) -> Option<Value> {
        self.no_arguments(call)?;
        if self.reads_legs() {
            return self.refuse(
                Code::Misplaced,
                &call.at,
                "seen_for() is read at the anchor, after the legs were chosen",
                "move it to `having`",
            );
        }
        Some(Value::Num(Num::SeenFor, Dim::Time))
    }

    fn since_previous(&self, call: &Call<'_>) -> Option<Value> {
        let fields = self.key(call)?;
        Some(Value::Num(Num::SincePrevious(fields), Dim::Time))
    }

    /// `gap([field, …])` as the argument of an aggregate.
    pub(super) fn gap(&self, function: &Function) -> Option<Num> {
        let call = self.call(function)?;
        if call.filter.is_some() || call.distinct {
            return self.bad_arguments(&call, "max(gap([…])) FILTER (WHERE …)");
        }
        self.within_aggregate().key(&call).map(Num::Gap)
    }

    /// `refs(memo, 'phone')` inside `count(DISTINCT …)`.
    pub(super) fn refs_of(&self, function: &Function) -> Option<RefKind> {
        let call = self.call(function)?;
        if call.filter.is_some() || call.distinct {
            return self.bad_arguments(&call, "count(DISTINCT refs(memo, 'phone')) FILTER (WHERE …)");
        }
        self.refs(&call)
    }

    /// `surname(own_name)` inside `count(DISTINCT …)`.
    pub(super) fn surname_of(&self, function: &Function) -> Option<Names> {
        let usage = "count(DISTINCT surname(counterparty_name)), own_name or refs(memo, 'person')";
        let call = self.call(function)?;
        let [expr] = call.expressions()[..] else {
            return self.bad_arguments(&call, usage);
        };
        if let Some(refs) = call_of("refs", expr) {
            return match self.refs_of(refs)? {
                RefKind::Person => Some(Names::Persons),
                _ => self.bad_arguments(&call, usage),
            };
        }
        let field = self.field_of(&call, expr, usage)?;
        if Domain::of(field) == Some(Domain::Name) {
            return Some(Names::Field(field));
        }
        self.bad_arguments(&call, usage)
    }

    /// The fields of `name([field, …])`, in whose values two legs must agree.
    fn key(&self, call: &Call<'_>) -> Option<Vec<Field>> {
        let usage = format!("{0}() or {0}([counterparty])", call.name);
        let items = match call.args.as_slice() {
            [] => &[],
            [FunctionArgExpr::Expr(Expr::Array(array))] => array.elem.as_slice(),
            _ => return self.bad_arguments(call, &usage),
        };
        let read: Vec<Option<Field>> = items.iter().map(|item| self.field_of(call, item, &usage)).collect();
        let fields: Vec<Field> = read.into_iter().collect::<Option<_>>()?;
        if fields.iter().any(|&field| Domain::of(field).is_none()) {
            let usage = format!("{}([…]) with fields such as merchant or counterparty", call.name);
            return self.bad_arguments(call, &usage);
        }
        Some(fields)
    }

    fn multiple_of(&self, call: &Call<'_>) -> Option<Cond> {
        let usage = "multiple_of(amount_orig, :unit) or multiple_of(amount_orig, :unit, :tolerance)";
        let (amount, unit, tolerance) = match call.expressions().as_slice() {
            [amount, unit] => (*amount, *unit, None),
            [amount, unit, tolerance] => (*amount, *unit, Some(*tolerance)),
            _ => return self.bad_arguments(call, usage),
        };
        if self.field_of(call, amount, usage)? != Field::AmountOrig {
            return self.bad_arguments(call, usage);
        }
        let unit = self.param_of(call, unit, usage, "number")?;
        let tolerance = match tolerance {
            Some(expr) => Some(self.param_of(call, expr, usage, "share")?),
            None => None,
        };
        Some(Cond::Test(Test::MultipleOf { unit, tolerance }))
    }

    fn related(&self, call: &Call<'_>) -> Option<Cond> {
        let usage = "related('self') or NOT related('kin')";
        let [expr] = call.expressions()[..] else {
            return self.bad_arguments(call, usage);
        };
        match self.literal_text(call, expr, usage)?.0.as_str() {
            "self" => Some(Cond::Test(Test::Related(Related::Own))),
            "kin" if self.clears() => Some(Cond::Test(Test::Related(Related::Kin))),
            "kin" => self.refuse(
                Code::NamesRaise,
                &call.at,
                "a common name or contact may clear a party, never raise one",
                "write related('kin') IS NOT TRUE, or NOT related('kin')",
            ),
            _ => self.bad_arguments(call, usage),
        }
    }

    fn some_of(&self, call: &Call<'_>) -> Option<Cond> {
        let usage = "some_of(:n, condition, condition, …)";
        let expressions = call.expressions();
        let Some((first, conditions)) = expressions.split_first().filter(|(_, rest)| rest.len() >= 2) else {
            return self.bad_arguments(call, usage);
        };
        let least = self.param_of(call, first, usage, "number")?;
        let read: Vec<Option<Cond>> = conditions.iter().map(|part| self.condition(part)).collect();
        Some(Cond::SomeOf(least, read.into_iter().collect::<Option<_>>()?))
    }

    /// An argument that must be a field.
    pub(super) fn field_of(&self, call: &Call<'_>, expr: &Expr, usage: &str) -> Option<Field> {
        match expr {
            Expr::Identifier(name) => self.field(&name.value, &self.text.span(name.span)),
            Expr::Function(inner) => self
                .value(&Expr::Function(inner.clone()))
                .and_then(|_| self.bad_arguments(call, usage)),
            _ => self.bad_arguments(call, usage),
        }
    }

    /// An argument that must be a text literal.
    pub(super) fn literal_text(&self, call: &Call<'_>, expr: &Expr, usage: &str) -> Option<(String, Range<usize>)> {
        match expr {
            Expr::Value(value) => match &value.value {
                Sql::SingleQuotedString(text) => Some((text.clone(), self.text.span(value.span))),
                _ => self.bad_arguments(call, usage),
            },
            _ => self.bad_arguments(call, usage),
        }
    }

    /// An argument that must be a parameter: `duration`, `share`, or `number` for any plain number.
    pub(super) fn param_of(&self, call: &Call<'_>, expr: &Expr, usage: &str, kind: &str) -> Option<ParamId> {
        let Expr::Value(value) = expr else {
            return self.bad_arguments(call, usage);
        };
        let Sql::Placeholder(text) = &value.value else {
            return self.bad_arguments(call, usage);
        };
        let at = self.text.span(value.span);
        let (id, param) = self.known_param(text.trim_start_matches(':'), &at)?;
        let fits = match param.value {
            ParamValue::Duration(_) => kind == "duration",
            ParamValue::Money(..) => false,
            ParamValue::Number(_) => kind != "duration" && (kind == "share") == (param.unit == "share"),
        };
        if fits {
            return Some(id);
        }
        self.refuse(
            Code::ParamKind,
            &at,
            format!(
                "`{}` needs a parameter of another unit here than `{}`",
                call.name, param.unit
            ),
            format!("write {usage}, with `unit = \"{kind}\"`"),
        )
    }
}

/// The call where an expression is one of that name.
pub(super) fn call_of<'e>(name: &str, expr: &'e Expr) -> Option<&'e Function> {
    match expr {
        Expr::Function(function) => function.name.to_string().eq_ignore_ascii_case(name).then_some(function),
        _ => None,
    }
}

/// The parser takes `channel = 'cash'` among arguments for a named one; here it is a condition.
fn argument(arg: &FunctionArg) -> Option<FunctionArgExpr> {
    let equality = |left: Expr, right: &FunctionArgExpr| match right {
        FunctionArgExpr::Expr(right) => Some(FunctionArgExpr::Expr(equals(left, right.clone()))),
        _ => None,
    };
    match arg {
        FunctionArg::Unnamed(arg) => Some(arg.clone()),
        FunctionArg::Named {
            name,
            arg,
            operator: FunctionArgOperator::Equals,
        } => equality(Expr::Identifier(name.clone()), arg),
        FunctionArg::ExprNamed {
            name,
            arg,
            operator: FunctionArgOperator::Equals,
        } => equality(name.clone(), arg),
        FunctionArg::Named { .. } | FunctionArg::ExprNamed { .. } => None,
    }
}

/// `left = right`, where AND and OR on the right bind less than the sign that the parser has taken away.
fn equals(left: Expr, right: Expr) -> Expr {
    let (left, op, right) = match right {
        Expr::BinaryOp {
            left: first,
            op: op @ (BinaryOperator::And | BinaryOperator::Or),
            right: rest,
        } => (equals(left, *first), op, rest),
        right => (left, BinaryOperator::Eq, Box::new(right)),
    };
    Expr::BinaryOp {
        left: Box::new(left),
        op,
        right,
    }
}

impl Call<'_> {
    fn is_aggregate(&self) -> bool {
        let aggregate = matches!(
            self.name.as_str(),
            "count" | "sum" | "min" | "max" | "avg" | "cv" | "relayed" | "strangers"
        );
        aggregate || words::is_percentile(&self.name) || (self.owner.is_some() && words::is_later_function(&self.name))
    }

    /// The arguments where each is an expression, else none.
    pub(super) fn expressions(&self) -> Vec<&Expr> {
        let read: Vec<&Expr> = self
            .args
            .iter()
            .filter_map(|arg| match arg {
                FunctionArgExpr::Expr(expr) => Some(expr),
                _ => None,
            })
            .collect();
        if read.len() == self.args.len() {
            read
        } else {
            Vec::new()
        }
    }
}
