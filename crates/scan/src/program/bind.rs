//! Binds a plan's indicators to the dictionaries of a run.

mod test;
mod world;

use super::atom::Atom;
use super::families::Families;
use super::having::Having;
use super::kinship::Kinship;
use super::logic::{Logic, RootId};
use super::texts::Texts;
use super::value::{LegColumn, Value};
use super::{
    BoundAggregate, BoundKind, BoundMeasure, DeviationRule, EachRule, Past, Program, Rule, RuleKind, SequenceRule,
    StepRule, WindowRule,
};
use crate::kernel::Found;
use crate::lexicon::Matcher;
use crate::params::Params;
use crate::store::{Gather, Store, is_coded};
use redflag_model::{Baseline, Currency, Domain, Field, Lookup, Rates, Ratio, RefKind, time};
use redflag_rules::names::legal_forms;
use redflag_rules::plan::{
    Against, Aggregate, AggregateKind, Cond, Detect, Distinct, Indicator, IndicatorId, Names, Num, ParamId, Plan, Span,
    Subjects, Test,
};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// What lower layers found, for `found` and `part_of`.
#[derive(Debug, Default)]
pub(crate) struct Lower {
    /// Episodes of each subject, by indicator.
    pub(crate) episodes: BTreeMap<IndicatorId, HashMap<u32, Vec<(i64, i64)>>>,
    /// Rows of the full evidence, by indicator.
    pub(crate) rows: BTreeMap<IndicatorId, HashSet<u32>>,
}

impl Lower {
    /// Adds a finding.
    pub(crate) fn add(&mut self, indicator: IndicatorId, found: &Found) {
        let episodes = self
            .episodes
            .entry(indicator)
            .or_default()
            .entry(found.account)
            .or_default();
        episodes.push((found.start, found.end));
        self.rows
            .entry(indicator)
            .or_default()
            .extend(found.legs.iter().map(|leg| leg.row));
    }
}

/// Binds indicators one by one into a program.
pub(crate) struct Binder<'a> {
    lookup: &'a dyn Lookup,
    base: Currency,
    rates: &'a Rates,
    lower: &'a Lower,
    texts: &'a Texts,
    store: &'a Store,
    legal: BTreeSet<String>,
    pub(super) baseline: Option<&'a Baseline>,
    matcher: Option<Arc<Matcher>>,
    families: BTreeMap<Domain, Arc<Families>>,
    atoms: HashMap<String, usize>,
    roots: HashMap<String, RootId>,
    /// What the indicator at hand reads.
    gather: Gather,
    program: Program,
}

/// The indicator at hand.
#[derive(Clone, Copy)]
struct At<'a> {
    indicator: &'a Indicator,
    params: &'a Params,
    span: Option<i64>,
}

impl<'a> Binder<'a> {
    /// Binds to the dictionaries of `store`; `matcher` classifies merchants and names. The data are known up to `as_of`.
    pub(crate) fn new(
        store: &'a Store,
        base: Currency,
        rates: &'a Rates,
        lower: &'a Lower,
        texts: &'a Texts,
        matcher: Option<Arc<Matcher>>,
        as_of: i64,
    ) -> Self {
        let (atoms, roots) = (HashMap::new(), HashMap::new());
        Self {
            lookup: store,
            base,
            rates,
            lower,
            texts,
            store,
            legal: BTreeSet::new(),
            baseline: None,
            matcher,
            families: BTreeMap::new(),
            atoms,
            roots,
            gather: Gather::default(),
            program: Program {
                as_of,
                ..Program::default()
            },
        }
    }

    /// Compares with the peers of a baseline.
    pub(crate) fn with_baseline(mut self, baseline: Option<&'a Baseline>) -> Self {
        self.baseline = baseline;
        self
    }

    pub(super) fn lookup(&self) -> &'a dyn Lookup {
        self.lookup
    }

    /// The program of some indicators.
    pub(crate) fn program(mut self, plan: &Plan, wanted: &dyn Fn(IndicatorId, &Indicator) -> bool) -> Program {
        self.legal = legal_forms(&plan.data);
        for (id, indicator) in plan.enabled().filter(|(id, indicator)| wanted(*id, indicator)) {
            self.indicator(id, indicator);
        }
        self.program
    }

    fn indicator(&mut self, id: IndicatorId, indicator: &Indicator) {
        let params = Params::resolve(indicator, self.base, self.rates);
        let span = indicator.detect.span().and_then(|span| match span {
            Span::All => None,
            Span::Param(param) => Some(params.micros(param)),
        });
        let at = At {
            indicator,
            params: &params,
            span,
        };
        let aggregates = indicator
            .aggregates
            .iter()
            .map(|aggregate| self.aggregate(at, aggregate))
            .collect();
        let Some(kind) = self.kind(at) else { return };
        let measures = super::measures::of(self, &params, indicator);
        if indicator.subjects != Subjects::Any {
            self.need(&[Field::OwnName, Field::Channel, Field::Counterparty]);
        }
        let evidence = indicator.evidence.as_ref().map(|cond| self.root(at, cond));
        let (own_only, subjects) = (indicator.own_only, indicator.subjects);
        // The currency says what an amount is in, and which line counts; the counterparty stands in every piece of evidence.
        self.need(&[Field::Currency, Field::Counterparty, Field::Channel]);
        let gather = std::mem::take(&mut self.gather);
        self.program.rules.push(Rule {
            id,
            is_guard: indicator.guard.is_some(),
            own_only,
            subjects,
            kind,
            aggregates,
            measures,
            evidence,
            gather,
        });
    }

    /// None for a guard without a detector.
    fn kind(&mut self, at: At<'_>) -> Option<RuleKind> {
        let params = at.params;
        Some(match &at.indicator.detect {
            Detect::Absent => return None,
            Detect::Row(row) => RuleKind::Row {
                where_: self.root(at, &row.where_),
                merge: row.merge.map_or(30 * time::DAY, |param| params.micros(param)),
            },
            Detect::Window(window) => {
                self.need(&window.by);
                self.gather.offset |= window.by_local_date;
                let each = window.each.iter().map(|each| {
                    self.need(&each.by);
                    self.gather.offset |= each.by_local_date;
                    EachRule {
                        by: each.by.clone(),
                        by_local_date: each.by_local_date,
                        by_contacts: each.by_contacts.then(|| {
                            self.need(&[Field::Counterparty]);
                            Arc::clone(&self.store.holders)
                        }),
                        where_: self.root(at, &each.where_),
                        having: self.having(at, &each.having),
                    }
                });
                let each = each.collect();
                RuleKind::Window(WindowRule {
                    by: window.by.clone(),
                    by_local_date: window.by_local_date,
                    span: at.span,
                    where_: self.root(at, &window.where_),
                    having: self.having(at, &window.having),
                    each,
                })
            }
            Detect::Sequence(sequence) => {
                self.need(&sequence.by);
                for tie in sequence.steps.iter().flat_map(|step| &step.ties) {
                    self.need(&[tie.field, tie.earlier]);
                }
                let steps = sequence.steps.iter().map(|step| StepRule {
                    ties: step.ties.clone(),
                    where_: self.root(at, &step.where_),
                    within: step.within.map_or(0, |param| params.micros(param)),
                    gap: step.gap.map_or((0, i64::MAX), |(least, most)| {
                        (least.map_or(0, |param| params.micros(param)), params.micros(most))
                    }),
                    having: self.having(at, &step.having),
                });
                let steps: Vec<StepRule> = steps.collect();
                let asked = sequence.need.map(|param| params.whole(param));
                let asked = asked.and_then(|number| usize::try_from(number).ok());
                RuleKind::Sequence(SequenceRule {
                    by: sequence.by.clone(),
                    span: at.span,
                    times: sequence
                        .times
                        .map_or(1, |param| usize::try_from(params.whole(param)).unwrap_or(usize::MAX)),
                    apart: sequence.apart.map_or(0, |param| params.micros(param)),
                    unordered: sequence.unordered,
                    need: asked.unwrap_or(steps.len()).clamp(1, steps.len()),
                    steps,
                })
            }
            Detect::Deviation(deviation) => {
                self.need(&deviation.by);
                let measures = deviation
                    .measures
                    .iter()
                    .map(|measure| BoundMeasure {
                        value: self.value(at, &measure.value),
                        per: measure.per.as_ref().map(|per| self.value(at, per)),
                        parts: measure.parts(at.indicator),
                    })
                    .collect();
                RuleKind::Deviation(DeviationRule {
                    by: deviation.by.clone(),
                    where_: self.root(at, &deviation.where_),
                    measures,
                    span: params.micros(deviation.span),
                    past: match &deviation.against {
                        Against::Own(past) => Past::Own(params.micros(*past)),
                        Against::Peers(fields) => Past::Peers(self.peers(at.indicator, deviation, fields)),
                    },
                    having: self.having(at, &deviation.having),
                })
            }
        })
    }

    fn aggregate(&mut self, at: At<'_>, aggregate: &Aggregate) -> BoundAggregate {
        let kind = match &aggregate.kind {
            AggregateKind::Count => BoundKind::Count,
            AggregateKind::CountDistinct(Distinct::Field(field)) => {
                self.need(&[*field]);
                BoundKind::DistinctField(*field)
            }
            AggregateKind::CountDistinct(Distinct::LocalDate) => {
                self.gather.offset = true;
                BoundKind::DistinctDate
            }
            AggregateKind::CountDistinct(Distinct::Surname(names, skipped)) => {
                BoundKind::Families(*names, self.families(*names, skipped))
            }
            AggregateKind::CountDistinct(Distinct::Refs(kind)) => {
                self.gather.refs[kind.index()] = true;
                BoundKind::DistinctRefs(*kind)
            }
            AggregateKind::Strangers => {
                self.need(&[Field::Counterparty, Field::CounterpartyName]);
                BoundKind::Strangers(self.kinship())
            }
            AggregateKind::Sum(num) => BoundKind::Sum(self.value(at, num)),
            AggregateKind::Min(num) => BoundKind::Min(self.value(at, num)),
            AggregateKind::Max(num) => BoundKind::Max(self.value(at, num)),
            AggregateKind::Avg(num) => BoundKind::Avg(self.value(at, num)),
            AggregateKind::Spread(num) => BoundKind::Spread(self.value(at, num)),
            AggregateKind::Percentile(percent, num) => BoundKind::Percentile(*percent, self.value(at, num)),
            AggregateKind::Relayed(hold) => {
                self.gather.amount = true;
                BoundKind::Relayed(at.params.micros(*hold))
            }
        };
        let groups = match &at.indicator.detect {
            Detect::Window(window) => window.each.as_slice(),
            _ => &[],
        };
        BoundAggregate {
            kind,
            filter: aggregate.filter.as_ref().map(|filter| self.root(at, filter)),
            step: aggregate.step,
            group: aggregate
                .group
                .as_ref()
                .and_then(|name| groups.iter().position(|each| each.name == *name)),
        }
    }

    fn families(&mut self, names: Names, skipped: &BTreeSet<String>) -> Arc<Families> {
        let domain = match names {
            Names::Field(field) => {
                self.need(&[field]);
                Domain::Name
            }
            Names::Persons => {
                self.gather.refs[RefKind::Person.index()] = true;
                Domain::Person
            }
        };
        let lookup = self.lookup;
        let known = self.families.entry(domain);
        Arc::clone(known.or_insert_with(|| Arc::new(Families::new(lookup, domain, skipped))))
    }

    /// Who may belong together.
    fn kinship(&self) -> Arc<Kinship> {
        self.texts.kinship(self.lookup, &self.store.holders, &self.legal)
    }

    pub(super) fn need(&mut self, fields: &[Field]) {
        for &field in fields {
            if is_coded(field) {
                self.gather.fields.insert(field);
            }
            match field {
                Field::Amount => self.gather.amount = true,
                Field::AmountOrig => self.gather.amount_orig = true,
                Field::Memo => self.gather.memo = true,
                _ => {}
            }
        }
    }

    fn root(&mut self, at: At<'_>, cond: &Cond) -> RootId {
        let logic = self.logic(at, cond);
        self.root_of(logic)
    }

    fn root_of(&mut self, logic: Logic) -> RootId {
        let next = RootId(self.program.roots.len());
        let known = *self.roots.entry(format!("{logic:?}")).or_insert(next);
        if known == next {
            self.program.roots.push(logic);
        }
        known
    }

    fn logic(&mut self, at: At<'_>, cond: &Cond) -> Logic {
        let mut each = |parts: &[Cond]| parts.iter().map(|part| self.logic(at, part)).collect();
        match cond {
            Cond::All(parts) => Logic::All(each(parts)),
            Cond::Any(parts) => Logic::Any(each(parts)),
            Cond::SomeOf(least, parts) => {
                let least = usize::try_from(at.params.whole(*least)).unwrap_or(usize::MAX);
                Logic::SomeOf(least, each(parts))
            }
            Cond::Not(part) => Logic::Not(Box::new(self.logic(at, part))),
            Cond::IsTrue(part) => Logic::IsTrue(Box::new(self.logic(at, part))),
            Cond::IsFalse(part) => Logic::IsFalse(Box::new(self.logic(at, part))),
            Cond::IsUnknown(part) => Logic::IsUnknown(Box::new(self.logic(at, part))),
            Cond::Test(test) => self.test(at, test),
        }
    }

    fn having(&mut self, at: At<'_>, cond: &Cond) -> Having {
        if reads_leg_only(cond) {
            let logic = self.logic(at, cond);
            let negated = Logic::Not(Box::new(logic.clone()));
            return Having::Anchor(self.root_of(logic), self.root_of(negated));
        }
        let mut each = |parts: &[Cond]| parts.iter().map(|part| self.having(at, part)).collect();
        match cond {
            Cond::All(parts) => Having::All(each(parts)),
            Cond::Any(parts) => Having::Any(each(parts)),
            Cond::SomeOf(least, parts) => {
                let least = usize::try_from(at.params.whole(*least)).unwrap_or(usize::MAX);
                Having::SomeOf(least, each(parts))
            }
            Cond::Not(part) => Having::Not(Box::new(self.having(at, part))),
            Cond::IsTrue(part) => Having::IsTrue(Box::new(self.having(at, part))),
            Cond::IsFalse(part) => Having::IsFalse(Box::new(self.having(at, part))),
            Cond::IsUnknown(part) => Having::IsUnknown(Box::new(self.having(at, part))),
            Cond::Test(Test::Compare { left, op, right }) => Having::Compare {
                left: self.value(at, left),
                op: *op,
                right: self.value(at, right),
            },
            Cond::Test(Test::NumIsNull(num)) => Having::ValueIsNull(self.value(at, num)),
            // Every other test reads the leg alone and was taken above.
            Cond::Test(_) => Having::Any(Vec::new()),
        }
    }

    /// A number as of one indicator; for the measures of its findings.
    pub(super) fn value_of(&mut self, params: &Params, indicator: &Indicator, num: &Num) -> Value {
        self.value(
            At {
                indicator,
                params,
                span: None,
            },
            num,
        )
    }

    /// The base currency.
    pub(super) fn base(&self) -> Currency {
        self.base
    }

    fn value(&mut self, at: At<'_>, num: &Num) -> Value {
        num.each_field(&mut |field| self.need(&[field]));
        let scaled = |param: ParamId| {
            let number = at.params.get(param);
            Value::per_currency(|currency| number?.checked_mul(Ratio::whole(10_i128.pow(currency.exponent()))))
        };
        match num {
            Num::Literal(value) => Value::Const(Some(Ratio::whole(i128::from(*value)))),
            Num::Param(param) | Num::Duration(param) | Num::Money(param) => Value::Const(at.params.get(*param)),
            Num::Units(param) => scaled(*param),
            Num::Amount => Value::Column(LegColumn::Amount),
            Num::AmountOrig => Value::Column(LegColumn::AmountOrig),
            Num::Line(table) => {
                Value::per_currency(|currency| table.lines.get(&currency).map(|&minor| Ratio::whole(i128::from(minor))))
            }
            Num::LocalHour => {
                self.gather.offset = true;
                Value::Column(LegColumn::LocalHour)
            }
            Num::Weekday => {
                self.gather.offset = true;
                Value::Column(LegColumn::Weekday)
            }
            Num::Kilometres(places, table) => Value::Column(LegColumn::Kilometres(self.distance(*places, table))),
            Num::SeenFor => Value::Column(LegColumn::SeenFor),
            Num::SinceOpened => Value::Column(LegColumn::SinceOpened),
            Num::DeclaredIncome => Value::Column(LegColumn::DeclaredIncome),
            Num::QuietFor => Value::Column(LegColumn::QuietFor),
            Num::Gap(fields) => Value::Gap(fields.clone()),
            Num::SincePrevious(fields) => Value::Column(LegColumn::SincePrevious(self.previous(fields))),
            Num::Aggregate(id) => match at.indicator.aggregate(*id).kind {
                AggregateKind::Spread(_) => Value::Root(Box::new(Value::Aggregate(id.0))),
                _ => Value::Aggregate(id.0),
            },
            Num::Groups(name) => Value::Groups(group_index(at.indicator, name)),
            Num::Measure(measure) => Value::Measure(*measure),
            Num::Baseline(measure, figure) => Value::Baseline(*measure, *figure),
            Num::Add(a, b) => Value::fold(self.value(at, a), self.value(at, b), Ratio::checked_add, Value::Add),
            Num::Sub(a, b) => Value::fold(self.value(at, a), self.value(at, b), Ratio::checked_sub, Value::Sub),
            Num::Mul(a, b) => Value::fold(self.value(at, a), self.value(at, b), Ratio::checked_mul, Value::Mul),
        }
    }

    fn previous(&mut self, fields: &[Field]) -> usize {
        self.need(fields);
        let known = self.program.previous.iter().position(|key| key == fields);
        known.unwrap_or_else(|| {
            self.program.previous.push(fields.to_vec());
            self.program.previous.len() - 1
        })
    }

    fn atom(&mut self, key: String, atom: impl FnOnce(&mut Self) -> Atom) -> Logic {
        if let Some(&known) = self.atoms.get(&key) {
            return Logic::Atom(known);
        }
        let atom = atom(self);
        let next = self.program.atoms.len();
        self.program.atoms.push(atom);
        self.atoms.insert(key, next);
        Logic::Atom(next)
    }
}

fn group_index(indicator: &Indicator, name: &str) -> usize {
    match &indicator.detect {
        Detect::Window(window) => window
            .each
            .iter()
            .position(|each| each.name == name)
            .unwrap_or(usize::MAX),
        _ => usize::MAX,
    }
}

/// True where a condition reads no aggregate, group, measure, baseline or `seen_for`.
fn reads_leg_only(cond: &Cond) -> bool {
    let mut only = true;
    cond.each_num(&mut |num| {
        only &= !matches!(
            num,
            Num::Aggregate(_) | Num::Groups(_) | Num::Measure(_) | Num::Baseline(..) | Num::SeenFor
        );
    });
    only
}
