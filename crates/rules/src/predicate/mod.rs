//! Predicates: SQL conditions translated into [`Cond`] by an exhaustive match that refuses the rest.

mod aggregates;
mod cond;
mod findings;
mod functions;
mod lists;
mod locate;
mod num;
mod parse;
mod types;
mod value;
mod words;

pub(crate) use aggregates::is_reserved;
pub(crate) use findings::matches;
pub(crate) use lists::LIST_KEYS;
pub(crate) use locate::Located;
pub(crate) use types::Dim;
pub(crate) use value::field_refusal;

use crate::data::{Data, Lexicon};
use crate::error::Code;
use crate::plan::{Aggregate, AggregateId, Cond, LexiconId, Num, Param, ParamId};
use crate::toml_walk::{Doc, Text};
use sqlparser::ast::Expr;
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

/// Deeper nesting is refused: translation walks by recursion.
const DEEPEST: usize = 64;

/// Lexicons in the order of their first use; their number is their bit.
#[derive(Default)]
pub(crate) struct Lexicons {
    pub(crate) names: BTreeMap<String, LexiconId>,
    pub(crate) order: Vec<Arc<Lexicon>>,
}

/// What the predicates of one indicator share.
pub(crate) struct Context<'a> {
    pub(crate) doc: Doc<'a>,
    pub(crate) id: &'a str,
    /// Identifiers of the pack; a finding is read by its index here until the layers are known.
    pub(crate) ids: &'a [String],
    pub(crate) data: &'a Data,
    pub(crate) lexicons: &'a RefCell<Lexicons>,
    pub(crate) params: &'a [Param],
    /// Names of parameters that are declared; those that are not in `params` were reported already.
    pub(crate) declared: &'a [String],
    pub(crate) by_currency: Cell<bool>,
    pub(crate) steps: RefCell<Vec<String>>,
    pub(crate) groups: RefCell<Vec<String>>,
    pub(crate) measures: RefCell<Vec<(String, Dim)>>,
    pub(crate) used: RefCell<BTreeSet<ParamId>>,
    pub(crate) aggregates: RefCell<Vec<Aggregate>>,
    pub(crate) reads: RefCell<BTreeMap<usize, Range<usize>>>,
    pub(crate) written: RefCell<Vec<(String, String)>>,
}

/// Where a predicate stands, which decides what it may name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// One leg.
    Leg,
    /// Aggregates of a window, with the groups of its `each` tables.
    Window,
    /// Aggregates of one group inside a window.
    Group,
    /// Aggregates of a step's run and of earlier steps.
    Step(usize),
    /// Aggregates of a deviation, its measures and their past.
    Deviation,
    /// The aggregate that a deviation measures.
    Measure,
}

impl Context<'_> {
    /// Reads a predicate; `key` is its path in the file, kept for explanations.
    pub(crate) fn condition(&self, key: &str, text: &Text, place: Place) -> Option<Cond> {
        let located = self.located(key, text);
        let expr = parse::parse(&located)?;
        let reader = Reader::new(self, &located, place);
        let cond = reader.condition(&expr)?;
        reader.bounded(&cond).map(|()| cond)
    }

    /// Reads what a deviation measures.
    pub(crate) fn number(&self, key: &str, text: &Text) -> Option<(Num, Dim)> {
        let located = self.located(key, text);
        let expr = parse::parse(&located)?;
        Reader::new(self, &located, Place::Measure).number(&expr)
    }

    fn located(&self, key: &str, text: &Text) -> Located<'_> {
        self.written.borrow_mut().push((key.to_owned(), text.value.clone()));
        Located::new(self.doc, text)
    }

    /// The parameter of a name, marked as used.
    pub(crate) fn param(&self, name: &str) -> Option<(ParamId, &Param)> {
        let at = self.params.iter().position(|param| param.name == name)?;
        self.used.borrow_mut().insert(ParamId(at));
        Some((ParamId(at), &self.params[at]))
    }

    /// True for a parameter that is declared and could not be read.
    pub(crate) fn is_broken(&self, name: &str) -> bool {
        self.declared.iter().any(|known| known == name)
    }

    pub(crate) fn param_names(&self) -> impl Iterator<Item = &str> + Clone {
        self.params.iter().map(|param| param.name.as_str())
    }
}

/// Which answer of a part makes the whole hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Polarity {
    /// That it is true.
    Raises,
    /// That it is not.
    Clears,
    /// Whether it has one at all.
    Either,
}

impl Polarity {
    fn turned(self) -> Self {
        match self {
            Self::Raises => Self::Clears,
            Self::Clears => Self::Raises,
            Self::Either => Self::Either,
        }
    }
}

/// Translates one predicate.
struct Reader<'r> {
    context: &'r Context<'r>,
    text: &'r Located<'r>,
    place: Place,
    /// True inside an aggregate: what stands there is read leg by leg.
    inside: bool,
    depth: Cell<usize>,
    polarity: Cell<Polarity>,
    /// Aggregates already met in this predicate, by their text.
    met: RefCell<BTreeMap<String, AggregateId>>,
    /// Where each aggregate stands.
    written: RefCell<Vec<(AggregateId, Range<usize>)>>,
}

impl<'r> Reader<'r> {
    fn new(context: &'r Context<'r>, text: &'r Located<'r>, place: Place) -> Self {
        Self {
            context,
            text,
            place,
            inside: false,
            depth: Cell::new(0),
            polarity: Cell::new(Polarity::Raises),
            met: RefCell::default(),
            written: RefCell::default(),
        }
    }

    /// Reads what stands inside an aggregate.
    fn within_aggregate(&self) -> Self {
        Self {
            inside: true,
            ..Self::new(self.context, self.text, self.place)
        }
    }

    /// True where a part can only clear.
    fn clears(&self) -> bool {
        self.polarity.get() == Polarity::Clears
    }

    /// True where a single leg is read, not the aggregates of many.
    fn reads_legs(&self) -> bool {
        self.inside || self.place == Place::Leg
    }

    fn refuse<T>(
        &self,
        code: Code,
        at: &Range<usize>,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) -> Option<T> {
        self.context.doc.hinted(code, at, message, hint);
        None
    }

    fn at(&self, expr: &Expr) -> Range<usize> {
        self.text.span(words::extent(expr))
    }
}
