//! Conditions and numbers as SQL.

use crate::plan::{
    Aggregate, AggregateKind, Cond, Distinct, Indicator, Num, Op, ParamId, ParamValue, Plan, Related, Test,
};
use crate::text::fold;
use redflag_model::{Currency, Field, Rates, Ratio, time};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

/// Writes the parts of one indicator's query, and knows what the whole query needs.
pub(super) struct Writer<'p> {
    pub(super) plan: &'p Plan,
    pub(super) indicator: &'p Indicator,
    pub(super) base: Currency,
    /// Before the names of sub-queries; empty for the query's own indicator.
    prefix: String,
    shared: Rc<Shared>,
}

/// What the writers of one query have in common.
#[derive(Default)]
struct Shared {
    fields: BTreeSet<Field>,
    since: Vec<Vec<Field>>,
    written: RefCell<BTreeSet<String>>,
    lower: RefCell<Vec<String>>,
    remarks: RefCell<BTreeSet<String>>,
}

/// A number as SQL over whole numbers, divided by a constant.
pub(super) struct Fraction {
    pub(super) sql: String,
    pub(super) den: i128,
}

impl Fraction {
    fn whole(sql: impl Into<String>) -> Self {
        Self {
            sql: sql.into(),
            den: 1,
        }
    }

    /// The number times a constant, as SQL.
    pub(super) fn times(&self, factor: i128) -> String {
        if factor == 1 {
            self.sql.clone()
        } else {
            format!("{factor} * {}", self.sql)
        }
    }
}

impl<'p> Writer<'p> {
    pub(super) fn new(plan: &'p Plan, indicator: &'p Indicator, base: Currency) -> Self {
        let read = with_lower(plan, indicator);
        let since: BTreeSet<Vec<Field>> = read.iter().flat_map(|indicator| since(indicator)).collect();
        let shared = Shared {
            fields: read.iter().flat_map(|indicator| indicator.fields()).collect(),
            since: since.into_iter().collect(),
            ..Shared::default()
        };
        Self {
            plan,
            indicator,
            base,
            prefix: String::new(),
            shared: Rc::new(shared),
        }
    }

    /// A writer for an indicator that this one reads.
    pub(super) fn below(&self, indicator: &'p Indicator, prefix: &str) -> Self {
        Self {
            plan: self.plan,
            indicator,
            base: self.base,
            prefix: prefix.to_owned(),
            shared: Rc::clone(&self.shared),
        }
    }

    pub(super) fn is_lower(&self) -> bool {
        !self.prefix.is_empty()
    }

    /// The name of a sub-query of this indicator.
    pub(super) fn name(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }

    pub(super) fn is_written(&self, prefix: &str) -> bool {
        self.shared.written.borrow().contains(prefix)
    }

    pub(super) fn keep_ctes(&self, prefix: &str, ctes: Vec<String>) {
        self.shared.written.borrow_mut().insert(prefix.to_owned());
        self.shared.lower.borrow_mut().extend(ctes);
    }

    /// Sub-queries of all lower indicators, each after what it reads.
    pub(super) fn lower_ctes(&self) -> Vec<String> {
        self.shared.lower.borrow().clone()
    }

    pub(super) fn remark(&self, text: String) {
        self.shared.remarks.borrow_mut().insert(text);
    }

    /// Remarks on where the query says something else than the engine.
    pub(super) fn remarks(&self) -> Vec<String> {
        self.shared.remarks.borrow().iter().cloned().collect()
    }

    /// Fields that the query reads.
    pub(super) fn fields(&self) -> BTreeSet<Field> {
        self.shared.fields.clone()
    }

    /// True where some part reads the base currency.
    pub(super) fn uses_base(&self) -> bool {
        self.shared.fields.contains(&Field::Amount)
    }

    /// Every list of fields that some part passes to `since_previous()`, in order.
    pub(super) fn since(&self) -> &[Vec<Field>] {
        &self.shared.since
    }

    pub(super) fn ratio(&self, id: ParamId) -> Ratio {
        match self.indicator.param(id).value {
            ParamValue::Number(number) => number,
            ParamValue::Duration(micros) => Ratio::whole(i128::from(micros)),
            ParamValue::Money(minor, _) => Ratio::whole(i128::from(minor)),
        }
    }

    /// A duration as an interval.
    pub(super) fn interval(&self, id: ParamId) -> String {
        let micros = self.micros(id);
        let units = [(time::DAY, "DAYS"), (time::HOUR, "HOURS"), (time::MINUTE, "MINUTES")];
        let unit = units.into_iter().find(|(length, _)| micros % length == 0);
        let (length, word) = unit.unwrap_or((time::SECOND, "SECONDS"));
        format!("INTERVAL {} {word}", micros / length)
    }

    pub(super) fn micros(&self, id: ParamId) -> i64 {
        self.indicator.param(id).value.duration().unwrap_or_default()
    }

    /// A condition, with SQL's three values.
    pub(super) fn cond(&self, cond: &Cond) -> String {
        match cond {
            Cond::All(parts) => self.joined(parts, " AND ", "TRUE"),
            Cond::Any(parts) => self.joined(parts, " OR ", "FALSE"),
            Cond::Not(part) => format!("(NOT {})", self.cond(part)),
            Cond::IsTrue(part) => format!("({} IS TRUE)", self.cond(part)),
            Cond::IsFalse(part) => format!("({} IS FALSE)", self.cond(part)),
            Cond::IsUnknown(part) => format!("({} IS NULL)", self.cond(part)),
            Cond::SomeOf(least, parts) => self.some_of(*least, parts),
            Cond::Test(test) => self.test(test),
        }
    }

    fn joined(&self, parts: &[Cond], by: &str, none: &str) -> String {
        if parts.is_empty() {
            return none.to_owned();
        }
        let parts: Vec<String> = parts.iter().map(|part| self.cond(part)).collect();
        format!("({})", parts.join(by))
    }

    fn some_of(&self, least: ParamId, parts: &[Cond]) -> String {
        let parts: Vec<String> = parts.iter().map(|part| self.cond(part)).collect();
        let counted = |word: &str| {
            let counts: Vec<String> = parts.iter().map(|part| format!("({part} IS {word})::INT")).collect();
            counts.join(" + ")
        };
        let least = self.ratio(least);
        let (num, den) = (least.numerator(), least.denominator());
        format!(
            "(CASE WHEN {den} * ({}) >= {num} THEN TRUE WHEN {den} * ({}) < {num} THEN FALSE END)",
            counted("TRUE"),
            counted("NOT FALSE")
        )
    }

    fn test(&self, test: &Test) -> String {
        match test {
            Test::Compare { left, op, right } => self.compare(left, *op, right),
            Test::Direction(direction) => format!("direction = '{direction}'"),
            // An indicator that reads hours has no query; see `limits`.
            Test::Own | Test::AttestedSurvivor | Test::Closed(..) | Test::NoRefs(_) | Test::Related(Related::Kin) => {
                "NULL::BOOLEAN".to_owned()
            }
            Test::OneOf(field, codes) => format!("{field} IN ({})", quoted(codes)),
            Test::Same(left, right) => format!("{left} = {right}"),
            Test::FieldIsNull(field) => format!("({field} IS NULL)"),
            Test::NumIsNull(num) => format!("({} IS NULL)", self.num(num).sql),
            Test::InList(fields, list) => in_list(fields, &list.entries),
            Test::InLexicon(field, id) => self.in_lexicon(*field, id.0),
            Test::InGroup(group) => {
                let ranges: Vec<String> = group
                    .ranges
                    .iter()
                    .map(|(first, last)| format!("mcc BETWEEN {first} AND {last}"))
                    .collect();
                format!("({})", ranges.join(" OR "))
            }
            Test::MultipleOf { unit, tolerance } => self.multiple_of(*unit, *tolerance),
            Test::Related(Related::Own) => {
                "(CASE WHEN account = counterparty THEN TRUE ELSE own_form = counterparty_form END)".to_owned()
            }
            Test::Found(field, ids) => self.found(*field, ids),
            Test::PartOf(ids) => self.part_of(ids),
        }
    }

    fn compare(&self, left: &Num, op: Op, right: &Num) -> String {
        let (left, right) = (self.num(left), self.num(right));
        let op = match op {
            Op::Equal => "=",
            Op::NotEqual => "<>",
            Op::Less => "<",
            Op::AtMost => "<=",
            Op::More => ">",
            Op::AtLeast => ">=",
        };
        format!("{} {op} {}", left.times(right.den), right.times(left.den))
    }

    /// A number; aggregates are columns that the query has computed before.
    pub(super) fn num(&self, num: &Num) -> Fraction {
        match num {
            Num::Literal(value) => Fraction::whole(value.to_string()),
            Num::Param(id) | Num::Duration(id) => constant(self.ratio(*id)),
            Num::Money(id) => Fraction::whole(self.money(*id)),
            Num::Units(id) => {
                let units = self.ratio(*id);
                Fraction {
                    sql: format!("({} * scale)", units.numerator()),
                    den: units.denominator(),
                }
            }
            Num::Amount => Fraction::whole("amount"),
            Num::AmountOrig => Fraction::whole("amount_orig"),
            Num::Line(table) => {
                let lines: Vec<String> = table
                    .lines
                    .iter()
                    .map(|(currency, line)| format!("WHEN '{currency}' THEN {line}"))
                    .collect();
                Fraction::whole(format!("(CASE currency {} END)", lines.join(" ")))
            }
            Num::LocalHour => Fraction::whole("local_hour"),
            Num::Weekday => Fraction::whole("isodow(local_date)"),
            Num::SeenFor => Fraction::whole("seen_for"),
            Num::SincePrevious(fields) => {
                let at = self
                    .since()
                    .iter()
                    .position(|known| known == fields)
                    .unwrap_or_default();
                Fraction::whole(format!("since_{at}"))
            }
            Num::Aggregate(id) => self.aggregate_column(id.0),
            Num::Groups(name) => Fraction::whole(format!("groups_{name}")),
            // An indicator that reads these has no query; see `limits`.
            Num::QuietFor | Num::Gap(_) | Num::Kilometres(..) | Num::SinceOpened | Num::DeclaredIncome => {
                Fraction::whole("NULL")
            }
            Num::Measure(at) => Fraction::whole(format!("measure_{at}")),
            Num::Baseline(at, _) => Fraction::whole(format!("baseline_{at}")),
            Num::Add(left, right) => self.sum(left, "+", right),
            Num::Sub(left, right) => self.sum(left, "-", right),
            Num::Mul(left, right) => {
                let (left, right) = (self.num(left), self.num(right));
                Fraction {
                    sql: format!("({} * {})", left.sql, right.sql),
                    den: left.den.saturating_mul(right.den),
                }
            }
        }
    }

    fn sum(&self, left: &Num, op: &str, right: &Num) -> Fraction {
        let (left, right) = (self.num(left), self.num(right));
        Fraction {
            sql: format!("({} {op} {})", left.times(right.den), right.times(left.den)),
            den: left.den.saturating_mul(right.den),
        }
    }

    /// The column of an aggregate; its argument may have a denominator.
    fn aggregate_column(&self, at: usize) -> Fraction {
        let den = self.indicator.aggregates[at]
            .kind
            .num()
            .map_or(1, |num| self.num(num).den);
        Fraction {
            sql: format!("a{at}"),
            den,
        }
    }

    /// The aggregate itself, without its window. `relayed` gives the legs in order, out before in where both share an instant.
    pub(super) fn aggregate(&self, aggregate: &Aggregate) -> String {
        let call = match &aggregate.kind {
            AggregateKind::Count => "count(*)".to_owned(),
            AggregateKind::CountDistinct(Distinct::Field(field)) => format!("count(DISTINCT {field})"),
            AggregateKind::CountDistinct(Distinct::LocalDate) => "count(DISTINCT local_date)".to_owned(),
            AggregateKind::Sum(num) => format!("sum({})", self.num(num).sql),
            AggregateKind::Min(num) => format!("min({})", self.num(num).sql),
            AggregateKind::Max(num) => format!("max({})", self.num(num).sql),
            // An indicator that reads these has no query; see `limits`.
            AggregateKind::CountDistinct(Distinct::Refs(_) | Distinct::Surname(..))
            | AggregateKind::Strangers
            | AggregateKind::Avg(_)
            | AggregateKind::Spread(_)
            | AggregateKind::Percentile(..) => "NULL".to_owned(),
            AggregateKind::Relayed(_) => {
                return "list({t: epoch_us(time), k: CASE direction WHEN 'out' THEN 0 ELSE 1 END, a: amount}) FILTER (WHERE amount IS NOT NULL)"
                    .to_owned();
            }
        };
        match &aggregate.filter {
            Some(filter) => format!("{call} FILTER (WHERE {})", self.cond(filter)),
            None => call,
        }
    }

    /// Minor units of the base currency at the reference day, as the engine converts them once per run.
    fn money(&self, id: ParamId) -> String {
        let ParamValue::Money(minor, currency) = self.indicator.param(id).value else {
            return "NULL".to_owned();
        };
        let rates: &Rates = &self.plan.data.rates;
        let day = rates.reference_day().unwrap_or_default();
        let converted = rates.convert(minor, currency, self.base, day);
        converted.map_or_else(|| "NULL".to_owned(), |minor| minor.to_string())
    }

    fn in_lexicon(&self, field: Field, at: usize) -> String {
        let lexicon = &self.plan.lexicons[at];
        let terms: BTreeSet<String> = lexicon.terms().iter().map(|term| fold(term).into_owned()).collect();
        let terms: Vec<String> = terms.into_iter().collect();
        let folded = format!(
            "regexp_matches({}, '(^| )({})( |$)')",
            folded(field.name()),
            terms.join("|")
        );
        if lexicon.as_written {
            let written: Vec<String> = lexicon.terms().into_iter().map(pattern).collect();
            let (name, edge) = (field.name(), "[^0-9A-Za-z_]");
            let written = written.join("|");
            return format!("({folded} AND regexp_matches({name}, '(?i)(^|{edge})({written})({edge}|$)'))");
        }
        folded
    }

    /// |A·ud − n·U| · td <= tn · A·ud, where n is the nearest whole number of units, at least one.
    fn multiple_of(&self, unit: ParamId, tolerance: Option<ParamId>) -> String {
        let unit = self.ratio(unit);
        let tolerance = tolerance.map_or(Ratio::ZERO, |id| self.ratio(id));
        let amount = format!("({} * amount_orig)", unit.denominator());
        let unit = format!("({} * scale)", unit.numerator());
        let nearest = format!("greatest(1, (2 * {amount} + {unit}) // (2 * {unit}))");
        format!(
            "({} * abs({amount} - {nearest} * {unit}) <= {} * {amount})",
            tolerance.denominator(),
            tolerance.numerator()
        )
    }
}

/// A term as it stands in a pattern inside a SQL text.
fn pattern(term: &str) -> String {
    let mut pattern = String::new();
    for c in term.chars() {
        if c.is_ascii_punctuation() {
            pattern.push('\\');
        }
        pattern.push(c);
        if c == '\'' {
            pattern.push('\'');
        }
    }
    pattern
}

/// The indicator and all that it reads, directly or not.
fn with_lower<'p>(plan: &'p Plan, indicator: &'p Indicator) -> Vec<&'p Indicator> {
    let mut all = vec![indicator];
    let mut at = 0;
    while let Some(next) = all.get(at) {
        for read in next.reads.clone() {
            let lower = &plan.indicators[read.0];
            if !all.iter().any(|known| known.id == lower.id) {
                all.push(lower);
            }
        }
        at += 1;
    }
    all
}

fn since(indicator: &Indicator) -> BTreeSet<Vec<Field>> {
    let mut lists = BTreeSet::new();
    indicator.each_condition(&mut |cond| {
        cond.each_num(&mut |num| {
            if let Num::SincePrevious(fields) = num {
                lists.insert(fields.clone());
            }
        });
    });
    lists
}

fn constant(value: Ratio) -> Fraction {
    Fraction {
        sql: value.numerator().to_string(),
        den: value.denominator(),
    }
}

/// The form in which texts are compared, as near as `DuckDB` comes to it.
pub(super) fn folded(column: &str) -> String {
    format!(
        "trim(regexp_replace(regexp_replace(lower(strip_accents({column})), '\\p{{M}}', '', 'g'), '[^\\p{{L}}\\p{{N}}]+', ' ', 'g'))"
    )
}

fn in_list(fields: &[Field], entries: &BTreeSet<Vec<String>>) -> String {
    let fields: Vec<String> = fields.iter().map(|field| format!("upper({field})")).collect();
    let rows: Vec<String> = entries
        .iter()
        .map(|entry| {
            if entry.len() == 1 {
                quoted(entry)
            } else {
                format!("({})", quoted(entry))
            }
        })
        .collect();
    let left = if fields.len() == 1 {
        fields.join("")
    } else {
        format!("({})", fields.join(", "))
    };
    format!("{left} IN ({})", rows.join(", "))
}

fn quoted(texts: &[String]) -> String {
    let texts: Vec<String> = texts
        .iter()
        .map(|text| format!("'{}'", text.replace('\'', "''")))
        .collect();
    texts.join(", ")
}
