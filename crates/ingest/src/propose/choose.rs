//! Which column is what.

use crate::propose::profile::{Profile, Seen};
use crate::propose::settings::{Settings, Told};
use crate::propose::shape;
use crate::propose::words::{self, Match, Part, Side};
use redflag_model::{Column, Doubt, Unused, Why};
use std::collections::BTreeMap;

/// More different texts than this are no codes.
const MOST_CODES: usize = 60;

/// Where a canonical column, or a half of one, comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Choice {
    pub(super) from: Told,
    pub(super) why: Why,
}

/// Choices by key: canonical columns, `time`, `debit`, `credit`.
pub(super) struct Choices<'p> {
    pub(super) profile: &'p Profile,
    pub(super) settings: &'p Settings,
    pub(super) taken: BTreeMap<String, Choice>,
    pub(super) doubts: Vec<Doubt>,
    /// Why a column was not taken, by its number.
    pub(super) left: BTreeMap<usize, Unused>,
}

/// A test of values.
type Is = fn(&str) -> bool;

impl<'p> Choices<'p> {
    /// Decides every column; what can't be decided stands in `doubts`.
    pub(super) fn of(profile: &'p Profile, settings: &'p Settings) -> Self {
        let mut choices = Self {
            profile,
            settings,
            taken: BTreeMap::new(),
            doubts: Vec::new(),
            left: BTreeMap::new(),
        };
        choices.leave_answers_and_balances();
        choices.told();
        choices.times();
        choices.money();
        choices.parties();
        choices.codes();
        choices.rest();
        choices
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.taken.contains_key(key)
    }

    /// The column of the file that a key was given.
    pub(super) fn column(&self, key: &str) -> Option<&'p Seen> {
        match self.taken.get(key)?.from {
            Told::Column(at) => self.profile.columns.get(at),
            _ => None,
        }
    }

    /// True where rows are lines of a statement.
    pub(super) fn statement(&self) -> bool {
        self.has("account") || self.has("account_name")
    }

    fn leave_answers_and_balances(&mut self) {
        for (at, column) in self.profile.columns.iter().enumerate() {
            let why = match words::never(&column.header) {
                Some("label") => Unused::Label,
                Some(_) => Unused::Balance,
                None if column.values.is_empty() => Unused::Empty,
                None => continue,
            };
            self.left.insert(at, why);
        }
    }

    fn told(&mut self) {
        for (key, from) in &self.settings.columns {
            if let Told::Column(at) = from {
                self.left.remove(at);
            }
            if *from != Told::Nothing {
                let (from, why) = (from.clone(), Why::Told);
                self.taken.insert(key.clone(), Choice { from, why });
            }
        }
    }

    /// True where the user said something of a key, be it that nothing is to be taken.
    fn is_told(&self, key: &str) -> bool {
        self.settings.columns.contains_key(key)
    }

    fn times(&mut self) {
        self.by_name("timestamp", |column| {
            column.mostly(shape::is_date) || shape::pattern(column).is_ok()
        });
        self.by_values("timestamp", |column| column.mostly(shape::is_date));
        let day_only = self
            .column("timestamp")
            .is_some_and(|column| column.mostly(|text| text.len() <= 12 && !text.contains(':')));
        if day_only {
            self.by_name("time", |column| shape::clock(column).is_some());
        }
        self.must("timestamp");
    }

    fn money(&mut self) {
        let number: fn(&Seen) -> bool = |column| column.mostly(shape::is_number);
        self.by_name("debit", number);
        self.by_name("credit", number);
        if self.has("debit") && self.has("credit") {
            self.profile_out("amount");
        } else if !self.has("amount") {
            for half in ["debit", "credit"] {
                self.taken.remove(half);
            }
            self.by_name("amount", number);
            let with_decimals: fn(&Seen) -> bool = |column| {
                column.mostly(shape::is_number) && column.count(|text| text.contains(['.', ','])) * 2 > column.len()
            };
            self.by_values("amount", with_decimals);
            self.must("amount");
        }
        self.by_name("currency", |column| {
            column.mostly(|text| shape::currency(text).is_some()) || few_unread_currencies(column)
        });
        self.by_values("currency", |column| {
            column.mostly(|text| shape::currency(text).is_some())
        });
        self.must("currency");
    }

    /// Amounts stand in two columns: one that would be called amount is left alone.
    fn profile_out(&mut self, key: &str) {
        self.taken.remove(key);
    }

    fn parties(&mut self) {
        let exact: [&str; 3] = ["account", "counterparty", "counterparty_name"];
        for key in exact {
            self.by_name(key, |_| true);
        }
        let found = self.sides();
        let accounts = |side| {
            found
                .keys()
                .any(|&(known, part)| known == side && matches!(part, Part::Account | Part::Name))
        };
        let both = accounts(Side::Originator) && accounts(Side::Beneficiary);
        let own = accounts(Side::Own) || self.statement();
        let one_sided = own && (!both || self.tells_direction());
        for (&(side, part), columns) in &found {
            let side = match side {
                Side::Originator | Side::Beneficiary if one_sided && !both => Side::Counterparty,
                side => side,
            };
            let belongs = matches!(side, Side::Own | Side::Counterparty) == one_sided;
            // `Country` alone is that of the account only where another column is that of the other side.
            let bare = side == Side::Own && !matches!(part, Part::Account | Part::Name);
            let bare = bare && !found.contains_key(&(Side::Counterparty, part));
            if belongs && !bare {
                self.party(words::column(side, part), part, columns);
            }
        }
        self.by_value_parties();
        let any = [
            "account",
            "account_name",
            "originator_account",
            "originator_name",
            "beneficiary_account",
            "beneficiary_name",
        ];
        if !any.iter().any(|key| self.has(key) || self.is_tied(key)) {
            self.missing(Column::Account);
        }
        if self.statement() && !self.tells_direction() {
            self.direction();
        }
    }

    /// Sides that headers name, with their columns.
    fn sides(&self) -> BTreeMap<(Side, Part), Vec<usize>> {
        let mut sides: BTreeMap<(Side, Part), Vec<usize>> = BTreeMap::new();
        for at in self.free() {
            let column = &self.profile.columns[at];
            if let Some((side, part)) = words::party(&column.header) {
                let part = part.unwrap_or(if column.mostly(shape::is_account) {
                    Part::Account
                } else {
                    Part::Name
                });
                sides.entry((side, part)).or_default().push(at);
            }
        }
        sides
    }

    fn party(&mut self, column: Column, part: Part, columns: &[usize]) {
        let key = column.name();
        if self.is_told(key) || self.has(key) {
            return;
        }
        let fits: fn(&Seen) -> bool = match part {
            Part::Country => |column| column.mostly(shape::is_country) || column.codes().len() <= MOST_CODES,
            _ => |_| true,
        };
        let (fit, unfit): (Vec<usize>, Vec<usize>) = columns.iter().partition(|&&at| fits(&self.profile.columns[at]));
        for at in unfit {
            self.left.insert(at, Unused::Values { column });
        }
        let is: Is = if part == Part::Country {
            shape::is_country
        } else {
            shape::is_text
        };
        let matches = fit.into_iter().map(|at| {
            let rank = self.profile.columns[at].header.len();
            (Match { holds: false, rank }, key, at)
        });
        let mut matches: Vec<_> = matches.collect();
        matches.sort();
        self.best(key, &matches, is);
    }

    /// One column of IBANs is an account; with two nobody knows who pays.
    fn by_value_parties(&mut self) {
        let any = [
            "account",
            "originator_account",
            "beneficiary_account",
            "originator_name",
            "beneficiary_name",
            "account_name",
        ];
        if any.iter().any(|key| self.has(key) || self.is_told(key)) {
            return;
        }
        self.by_values("account", |column| column.mostly(shape::is_iban));
    }

    fn tells_direction(&self) -> bool {
        let minus =
            |column: &Seen| column.count(|text| text.starts_with(['-', '\u{2212}', '(']) || text.ends_with('-'));
        self.has("direction") || self.has("debit") || self.column("amount").is_some_and(|column| minus(column) > 0)
    }

    /// A column that says in or out; else a column of types all of which do.
    fn direction(&mut self) {
        let read: fn(&Seen) -> bool = |column| column.mostly(|text| words::direction(text).is_some());
        self.by_name("direction", |column| column.codes().len() <= 6);
        if !self.has("direction") {
            self.by_values("direction", read);
        }
        if !self.has("direction") && !self.is_told("direction") {
            self.doubts.push(Doubt::NoDirection);
        }
    }

    fn codes(&mut self) {
        if self.statement() && !self.tells_direction() {
            return;
        }
        for key in ["channel", "status"] {
            self.by_name(key, |column| column.codes().len() <= MOST_CODES);
            for at in self.free() {
                let column = &self.profile.columns[at];
                let codes = column.codes().len();
                if words::header(key, &column.header).is_some_and(|(fit, _)| !fit.holds) && codes > MOST_CODES {
                    let (column, codes) = (Column::from_name(key).unwrap_or(Column::Channel), codes as u64);
                    self.left.entry(at).or_insert(Unused::TooManyCodes { column, codes });
                }
            }
        }
        self.by_name("mcc", |column| column.mostly(shape::is_mcc));
        self.by_name("place_country", |column| column.mostly(shape::is_country));
    }

    fn rest(&mut self) {
        self.by_name("tx_id", shape::tells_apart);
        for key in ["merchant", "place", "terminal", "branch", "memo", "reversal_of"] {
            self.by_name(key, |_| true);
        }
        for at in self.free() {
            let column = &self.profile.columns[at];
            if words::header("tx_id", &column.header).is_some() && !self.has("tx_id") {
                self.left.entry(at).or_insert(Unused::NotUnique);
            }
        }
    }

    /// Columns that nothing has taken, and that are not to be left alone.
    fn free(&self) -> Vec<usize> {
        let taken = |at: usize| self.taken.values().any(|choice| choice.from == Told::Column(at));
        (0..self.profile.columns.len())
            .filter(|&at| !taken(at) && !self.left.contains_key(&at))
            .collect()
    }

    /// The free column whose header fits a key best and whose values may be such.
    fn by_name(&mut self, key: &str, fits: impl Fn(&Seen) -> bool) {
        if self.has(key) || self.is_told(key) {
            return;
        }
        let mut named = Vec::new();
        for at in self.free() {
            let column = &self.profile.columns[at];
            let Some((fit, known)) = words::header(key, &column.header) else {
                continue;
            };
            if fits(column) {
                named.push((fit, known, at));
            } else if let (Some(column), false) = (Column::from_name(key), fit.holds) {
                self.left.insert(at, Unused::Values { column });
            }
        }
        named.sort();
        self.best(key, &named, test_of(key));
    }

    /// Takes the best of some columns; a tie is a doubt.
    fn best(&mut self, key: &str, named: &[(Match, &str, usize)], is: Is) {
        let Some((fit, known, at)) = named.first() else { return };
        let name = |at: usize| self.profile.columns[at].name.clone();
        let equal: Vec<String> = named
            .iter()
            .filter(|(other, ..)| other == fit)
            .map(|&(.., at)| name(at))
            .collect();
        if equal.len() > 1 {
            for (.., at) in named {
                self.left.insert(*at, Unused::Unknown);
            }
            let key = key.to_owned();
            return self.doubts.push(Doubt::Tie { key, sources: equal });
        }
        let column = &self.profile.columns[*at];
        let why = Why::Header {
            known: (*known).to_owned(),
            exact: !fit.holds,
            fit: column.count(is),
            of: column.len(),
        };
        for (.., other) in &named[1..] {
            if let Some(canonical) = Column::from_name(key) {
                let (column, by) = (canonical, column.name.clone());
                self.left.insert(*other, Unused::Beaten { column, by });
            }
        }
        self.give(key, *at, why);
    }

    /// The one free column whose values are such, where no header says so.
    fn by_values(&mut self, key: &str, fits: impl Fn(&Seen) -> bool) {
        if self.has(key) || self.is_told(key) || self.is_tied(key) {
            return;
        }
        let fit: Vec<usize> = self
            .free()
            .into_iter()
            .filter(|&at| fits(&self.profile.columns[at]))
            .collect();
        match fit.as_slice() {
            [] => {}
            [at] => {
                let column = &self.profile.columns[*at];
                let (fit, of) = (column.count(test_of(key)), column.len());
                self.give(key, *at, Why::Values { fit, of });
            }
            several => {
                let sources = several
                    .iter()
                    .map(|&at| self.profile.columns[at].name.clone())
                    .collect();
                let key = key.to_owned();
                self.doubts.push(Doubt::Tie { key, sources });
            }
        }
    }

    fn give(&mut self, key: &str, at: usize, why: Why) {
        let from = Told::Column(at);
        self.taken.insert(key.to_owned(), Choice { from, why });
    }

    /// A doubt where nothing was found and nothing else was said of it.
    fn must(&mut self, key: &str) {
        if let (Some(column), false, false) = (Column::from_name(key), self.has(key), self.is_tied(key)) {
            self.missing(column);
        }
    }

    fn is_tied(&self, key: &str) -> bool {
        let of = |doubt: &Doubt| matches!(doubt, Doubt::Tie { key: tied, .. } if tied == key);
        self.doubts.iter().any(of)
    }

    fn missing(&mut self, column: Column) {
        self.doubts.push(Doubt::Missing { column });
    }
}

/// A column called currency may hold a few texts that no one knows: they will be rejected and said.
fn few_unread_currencies(column: &Seen) -> bool {
    let codes = column.codes();
    codes.len() <= MOST_CODES && codes.keys().any(|code| shape::currency(code).is_some())
}

/// What the values of a key should look like.
fn test_of(key: &str) -> Is {
    match key {
        "timestamp" => shape::is_date,
        "amount" | "debit" | "credit" => shape::is_number,
        "currency" => |text| shape::currency(text).is_some(),
        "account" => shape::is_account,
        "mcc" => shape::is_mcc,
        "place_country" => shape::is_country,
        "direction" => |text| words::direction(text).is_some(),
        _ => shape::is_text,
    }
}
