//! Lists, lexicons, groups and lines.

use super::Reader;
use super::functions::Call;
use super::types::{Dim, Value};
use crate::data::Opening;
use crate::error::Code;
use crate::plan::{Cond, LexiconId, Num, Test};
use crate::suggest;
use redflag_model::{Domain, Field, RefKind};
use sqlparser::ast::Expr;
use std::collections::BTreeMap;
use std::sync::Arc;

impl Reader<'_> {
    pub(super) fn in_list(&self, call: &Call<'_>) -> Option<Cond> {
        let usage = "in_list(field, 'NAME'), or in_list(place_country, place, 'NAME') for pairs";
        let expressions = call.expressions();
        let Some((name, values)) = expressions.split_last().filter(|(_, rest)| !rest.is_empty()) else {
            return self.bad_arguments(call, usage);
        };
        let values: Vec<&Expr> = match values {
            [Expr::Tuple(items)] => items.iter().collect(),
            other => other.to_vec(),
        };
        let read: Vec<Option<Field>> = values.iter().map(|value| self.field_of(call, value, usage)).collect();
        let fields: Vec<Field> = read.into_iter().collect::<Option<_>>()?;
        let list = self.named(call, name, usage, "list", &self.context.data.lists)?;
        let fits =
            fields.len() == list.keys.len() && fields.iter().zip(&list.keys).all(|(&field, key)| holds(key, field));
        if !fits {
            return self.refuse(
                Code::ListKeys,
                &call.at,
                format!("the list `{}` holds: {}", list.from.name, list.keys.join(", ")),
                "name one field of that kind for each",
            );
        }
        Some(Cond::Test(Test::InList(fields, list)))
    }

    pub(super) fn in_lexicon(&self, call: &Call<'_>) -> Option<Cond> {
        let usage = "in_lexicon(memo, 'NAME'); the field is memo, merchant, own_name or counterparty_name";
        let [field, name] = call.expressions()[..] else {
            return self.bad_arguments(call, usage);
        };
        let field = self.field_of(call, field, usage)?;
        if !matches!(
            field,
            Field::Memo | Field::Merchant | Field::OwnName | Field::CounterpartyName
        ) {
            return self.bad_arguments(call, usage);
        }
        let lexicon = self.named(call, name, usage, "lexicon", &self.context.data.lexicons)?;
        let mut lexicons = self.context.lexicons.borrow_mut();
        let next = LexiconId(lexicons.order.len());
        let id = *lexicons.names.entry(lexicon.from.name.clone()).or_insert(next);
        if id == next {
            lexicons.order.push(lexicon);
        }
        Some(Cond::Test(Test::InLexicon(field, id)))
    }

    pub(super) fn in_group(&self, call: &Call<'_>) -> Option<Cond> {
        let usage = "in_group(mcc, 'NAME')";
        let [field, name] = call.expressions()[..] else {
            return self.bad_arguments(call, usage);
        };
        if self.field_of(call, field, usage)? != Field::Mcc {
            return self.bad_arguments(call, usage);
        }
        let group = self.named(call, name, usage, "group", &self.context.data.groups)?;
        Some(Cond::Test(Test::InGroup(group)))
    }

    pub(super) fn line(&self, call: &Call<'_>) -> Option<Value> {
        let usage = "line('report')";
        let name = match call.expressions()[..] {
            [name] => name,
            [_, _] => {
                return self.refuse(
                    Code::NotYet,
                    &call.at,
                    "line() with a key comes with a later version",
                    "tables are keyed by currency: write line('NAME')",
                );
            }
            _ => return self.bad_arguments(call, usage),
        };
        let table = self.named(call, name, usage, "table", &self.context.data.tables)?;
        Some(Value::Num(Num::Line(table), Dim::Own))
    }

    pub(super) fn closed(&self, call: &Call<'_>) -> Option<Cond> {
        let usage = "closed('NAME', mcc), or another field of codes such as merchant";
        let [name, field] = call.expressions()[..] else {
            return self.bad_arguments(call, usage);
        };
        let field = self.field_of(call, field, usage)?;
        if Domain::of(field).is_none() {
            return self.bad_arguments(call, usage);
        }
        let hours = self.named(call, name, usage, "table of hours", &self.context.data.hours)?;
        let of_field = |row: &Opening| {
            (field == Field::Mcc && row.codes.is_some()) || (field != Field::Mcc && !row.keys.is_empty())
        };
        if !hours.rows.iter().any(of_field) {
            return self.refuse(
                Code::ListKeys,
                &call.at,
                format!("no row of `{}` is for `{field}`", hours.from.name),
                "rows with `from` and `to` are for mcc, rows with `keys` for other fields",
            );
        }
        Some(Cond::Test(Test::Closed(field, hours)))
    }

    pub(super) fn kilometres(&self, call: &Call<'_>) -> Option<Value> {
        let usage = "km(place, other_place) with two fields that hold places";
        let [from, to] = call.expressions()[..] else {
            return self.bad_arguments(call, usage);
        };
        let fields = [self.field_of(call, from, usage)?, self.field_of(call, to, usage)?];
        if fields.iter().any(|&field| Domain::of(field) != Some(Domain::Place)) {
            return self.bad_arguments(call, usage);
        }
        let Some(places) = self.context.data.places.get("places") else {
            return self.refuse(
                Code::UnknownData,
                &call.at,
                "there is no table of places",
                "add a data file with kind = \"places\" and name = \"places\"",
            );
        };
        Some(Value::Num(Num::Kilometres(fields, Arc::clone(places)), Dim::Distance))
    }

    /// `refs(memo, 'phone')`: values that the memo names.
    pub(super) fn refs(&self, call: &Call<'_>) -> Option<RefKind> {
        let usage = "refs(memo, 'phone'), 'iban', 'person' or 'wallet'";
        let [field, kind] = call.expressions()[..] else {
            return self.bad_arguments(call, usage);
        };
        if self.field_of(call, field, usage)? != Field::Memo {
            return self.bad_arguments(call, usage);
        }
        let (text, at) = self.literal_text(call, kind, usage)?;
        let kind = RefKind::from_name(&text);
        if kind.is_none() {
            let hint = suggest::choice(&text, RefKind::ALL.iter().map(|kind| kind.name()));
            return self.refuse(Code::UnknownCode, &at, format!("a memo is not read for `{text}`"), hint);
        }
        kind
    }

    fn named<T>(
        &self,
        call: &Call<'_>,
        expr: &Expr,
        usage: &str,
        kind: &str,
        known: &BTreeMap<String, Arc<T>>,
    ) -> Option<Arc<T>> {
        let (name, at) = self.literal_text(call, expr, usage)?;
        if let Some(found) = known.get(&name) {
            return Some(Arc::clone(found));
        }
        self.refuse(
            Code::UnknownData,
            &at,
            format!("there is no {kind} `{name}`"),
            suggest::did_you_mean(&name, known.keys().map(String::as_str))
                .unwrap_or_else(|| "`redflag lists check` shows those there are".to_owned()),
        )
    }
}

/// True where a list's key and a field are of one kind.
fn holds(key: &str, field: Field) -> bool {
    let domain = match key {
        "country" => Domain::Country,
        "place" => Domain::Place,
        "account" => Domain::Account,
        "bank" => Domain::Bank,
        "merchant" => Domain::Merchant,
        "terminal" => Domain::Terminal,
        "branch" => Domain::Branch,
        "sector" => Domain::Sector,
        _ => return false,
    };
    Domain::of(field) == Some(domain)
}

/// What an entry of a list may hold.
pub(crate) const LIST_KEYS: &[&str] = &[
    "country", "place", "account", "bank", "merchant", "terminal", "branch", "sector",
];
