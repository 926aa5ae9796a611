//! One account under examination: its legs, and what was already decided about them.

use super::ties::Transfers;
use crate::program::{LegColumn, LegValues, Logic, Program, RootId, Value, Word};
use foldhash::fast::FixedState;
use redflag_model::{Field, LegSlice, NO_AMOUNT, NO_OFFSET, Ratio, Spot, time};
use std::cell::{Cell, OnceCell, RefCell};
use std::collections::{HashMap, HashSet};
use std::hash::Hash;
use std::rc::Rc;

/// An account's legs with every condition evaluated at most once, and only where somebody asks.
pub(crate) struct Frame<'p> {
    pub(crate) program: &'p Program,
    pub(crate) slice: LegSlice,
    atoms: Vec<Cell<Option<Word>>>,
    roots: Vec<OnceCell<Vec<u64>>>,
    previous: Vec<OnceCell<Vec<i64>>>,
    overflow: Cell<bool>,
    /// Kilometres between places, kept from account to account.
    kilometres: RefCell<HashMap<(Spot, Spot), i64>>,
    transfers: Option<&'p dyn Transfers>,
    /// Parties with legs in both directions.
    mutual: OnceCell<HashSet<u32>>,
    /// The partners of counterparties that were asked.
    partners: RefCell<HashMap<u32, Rc<[u32]>>>,
}

impl<'p> Frame<'p> {
    pub(crate) fn new(program: &'p Program) -> Self {
        Self {
            program,
            slice: LegSlice::default(),
            atoms: Vec::new(),
            roots: Vec::new(),
            previous: Vec::new(),
            overflow: Cell::new(false),
            kilometres: RefCell::default(),
            transfers: None,
            mutual: OnceCell::new(),
            partners: RefCell::default(),
        }
    }

    /// The frame with somebody who tells who paid whom.
    pub(crate) fn knowing(mut self, transfers: &'p dyn Transfers) -> Self {
        self.transfers = Some(transfers);
        self
    }

    /// The accounts that a party deals with.
    pub(super) fn partners(&self, party: u32) -> Rc<[u32]> {
        if let Some(known) = self.partners.borrow().get(&party) {
            return Rc::clone(known);
        }
        let found = self.transfers.and_then(|transfers| transfers.partners(party));
        let partners: Rc<[u32]> = found.unwrap_or_default().into();
        self.partners.borrow_mut().insert(party, Rc::clone(&partners));
        partners
    }

    /// Takes up a slice that was just filled.
    pub(crate) fn begin(&mut self) {
        let words = self.slice.len().div_ceil(64);
        self.atoms.clear();
        self.atoms.resize(self.program.atoms.len() * words, Cell::new(None));
        self.roots.clear();
        self.roots.resize(self.program.roots.len(), OnceCell::new());
        self.previous.clear();
        self.mutual = OnceCell::new();
        self.partners.borrow_mut().clear();
        self.previous.resize(self.program.previous.len(), OnceCell::new());
    }

    /// True where some number did not fit since the last call.
    pub(crate) fn take_overflow(&self) -> bool {
        self.overflow.take()
    }

    /// True where only days are known of some leg: order within a day is not.
    pub(crate) fn by_day(&self) -> bool {
        self.slice.by_day.contains(&true)
    }

    fn truths(&self, root: RootId) -> &[u64] {
        self.roots[root.0].get_or_init(|| {
            let words = self.slice.len().div_ceil(64);
            let logic: &Logic = &self.program.roots[root.0];
            (0..words)
                .map(|word| {
                    let legs = self.slice.len() - word * 64;
                    let mask = if legs >= 64 { u64::MAX } else { (1 << legs) - 1 };
                    logic.word(true, &mut |atom| self.atom(atom, word, words)).is_true & mask
                })
                .collect()
        })
    }

    fn atom(&self, atom: usize, word: usize, words: usize) -> Word {
        let cell = &self.atoms[atom * words + word];
        cell.get().unwrap_or_else(|| {
            let value = self.program.atoms[atom].word(&self.slice, self, word);
            cell.set(Some(value));
            value
        })
    }

    /// True where the condition is true at a leg.
    pub(crate) fn holds(&self, root: RootId, leg: usize) -> bool {
        self.truths(root)[leg / 64] >> (leg % 64) & 1 == 1
    }

    /// True where the condition is true at some leg.
    pub(crate) fn any(&self, root: RootId) -> bool {
        self.truths(root).iter().any(|&word| word != 0)
    }

    /// Legs at which the condition is true, in order.
    pub(crate) fn legs(&self, root: RootId) -> Vec<u32> {
        let mut legs = Vec::new();
        for (word, &bits) in self.truths(root).iter().enumerate() {
            let mut rest = bits;
            while rest != 0 {
                let leg = word * 64 + rest.trailing_zeros() as usize;
                legs.push(u32::try_from(leg).unwrap_or(u32::MAX));
                rest &= rest - 1;
            }
        }
        legs
    }

    /// The local day of a leg, where known.
    pub(crate) fn local_day(&self, leg: usize) -> Option<i64> {
        let (now, offset) = (self.slice.time[leg], self.slice.offset[leg]);
        let local = (offset != NO_OFFSET).then(|| time::local_day(now, offset));
        // A row that knows only its day stands at midnight UTC of that day; one whose clock tells nothing, at midnight of its own.
        if self.slice.by_day[leg] && now.rem_euclid(time::DAY) == 0 {
            return Some(now.div_euclid(time::DAY));
        }
        local
    }

    /// From a leg to the account's next instant with a leg, as-of at the latest; none after as-of.
    fn quiet_for(&self, leg: usize) -> Option<i64> {
        let now = self.slice.time[leg];
        let later = self.slice.time.partition_point(|&time| time <= now);
        let until = self
            .slice
            .time
            .get(later)
            .map_or(self.program.as_of, |&next| next.min(self.program.as_of));
        (until >= now).then(|| until - now)
    }

    fn kilometres(&self, distance: usize, leg: usize) -> Option<i64> {
        let (from, to) = self.program.distances[distance].ends(|field| self.code(field, leg))?;
        let mut known = self.kilometres.borrow_mut();
        Some(*known.entry((from, to)).or_insert_with(|| from.kilometres_to(to)))
    }

    fn since_previous(&self, key: usize) -> &[i64] {
        self.previous[key].get_or_init(|| match *self.program.previous[key].as_slice() {
            [] => self.since_equal(|_| Some(())),
            [field] => self.since_equal(|leg| Some(self.code(field, leg)).filter(|&code| code != 0)),
            ref fields => self.since_equal(|leg| {
                let codes: Vec<u32> = fields.iter().map(|&field| self.code(field, leg)).collect();
                (!codes.contains(&0)).then_some(codes)
            }),
        })
    }

    /// For each leg the time since the one before it in its direction with an equal key; `i64::MIN` where there is none.
    fn since_equal<K: Hash + Eq>(&self, key: impl Fn(usize) -> Option<K>) -> Vec<i64> {
        let mut last: HashMap<(bool, K), i64, FixedState> = HashMap::default();
        let since = |leg: usize| {
            let now = self.slice.time[leg];
            let before = last.insert((self.slice.out[leg], key(leg)?), now)?;
            Some(now - before)
        };
        (0..self.slice.len())
            .map(since)
            .map(|since| since.unwrap_or(i64::MIN))
            .collect()
    }

    /// The code of a categorical field at a leg.
    pub(crate) fn code(&self, field: Field, leg: usize) -> u32 {
        if field == Field::Account {
            self.slice.account
        } else {
            self.slice.codes(field)[leg]
        }
    }

    /// Carries out a checked operation and remembers an overflow.
    pub(crate) fn checked(
        &self,
        operation: fn(Ratio, Ratio) -> Option<Ratio>,
        left: Option<Ratio>,
        right: Option<Ratio>,
    ) -> Option<Ratio> {
        let (left, right) = (left?, right?);
        let result = operation(left, right);
        if result.is_none() {
            self.overflow.set(true);
        }
        result
    }

    /// Compares exactly and remembers an overflow.
    pub(crate) fn note_overflow(&self) {
        self.overflow.set(true);
    }
}

impl LegValues for Frame<'_> {
    fn column(&self, column: LegColumn, leg: usize) -> Option<i64> {
        match column {
            LegColumn::Amount => Some(self.slice.amount[leg]).filter(|&amount| amount != NO_AMOUNT),
            LegColumn::AmountOrig => Some(self.slice.amount_orig[leg]),
            LegColumn::LocalHour => {
                let offset = self.slice.offset[leg];
                let known = offset != NO_OFFSET && !self.slice.by_day[leg];
                known.then(|| time::local_hour(self.slice.time[leg], offset))
            }
            LegColumn::Weekday => self.local_day(leg).map(time::weekday),
            LegColumn::QuietFor => self.quiet_for(leg),
            LegColumn::Kilometres(at) => self.kilometres(at, leg),
            LegColumn::SinceOpened => self.slice.holder.opened.map(|opened| self.slice.time[leg] - opened),
            LegColumn::DeclaredIncome => self.slice.holder.income,
            LegColumn::SeenFor => Some(self.slice.time[leg] - self.slice.time[0]),
            LegColumn::SincePrevious(key) => Some(self.since_previous(key)[leg]).filter(|&since| since != i64::MIN),
        }
    }

    fn is_mutual(&self, party: u32) -> bool {
        let mutual = self.mutual.get_or_init(|| {
            let parties = self.slice.codes(Field::Counterparty);
            let toward = |out: bool| -> HashSet<u32> {
                let legs = (0..self.slice.len()).filter(|&leg| self.slice.out[leg] == out);
                legs.map(|leg| parties[leg]).collect()
            };
            toward(true).intersection(&toward(false)).copied().collect()
        });
        mutual.contains(&party)
    }

    fn value(&self, value: &Value, leg: usize) -> Option<Ratio> {
        match value {
            Value::Const(value) => *value,
            Value::Column(column) => self.column(*column, leg).map(|value| Ratio::whole(i128::from(value))),
            Value::PerCurrency(values) => values[self.slice.codes(Field::Currency)[leg] as usize - 1],
            Value::Add(a, b) => self.checked(Ratio::checked_add, self.value(a, leg), self.value(b, leg)),
            Value::Sub(a, b) => self.checked(Ratio::checked_sub, self.value(a, leg), self.value(b, leg)),
            Value::Mul(a, b) => self.checked(Ratio::checked_mul, self.value(a, leg), self.value(b, leg)),
            Value::Root(square) => self.value(square, leg),
            Value::Gap(_)
            | Value::Aggregate(_)
            | Value::Groups(_)
            | Value::Measure(_)
            | Value::Baseline(..)
            | Value::Repeats => None,
        }
    }
}
