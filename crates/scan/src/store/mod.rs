//! The transactions of a run, each stored once as columns, and who owns which legs.

mod clock;
mod column;
mod columns;
mod copies;
mod holders;
mod ids;
mod index;
mod legs;
mod merge;
mod part;
mod parties;
mod patterns;
mod positions;
mod settle;

pub(crate) use clock::{Untimed, untimed};
pub(crate) use columns::{Columns, Dictionaries, HAS_MEMO, Wanted};
pub(crate) use holders::{Holders, merchant_kind};
pub(crate) use index::{LegIndex, MOST_ROWS, has_leg};
pub(crate) use legs::{Gather, Partners, code_of, is_coded};
pub(crate) use part::{Collector, Share};
pub(crate) use parties::BY_NAME;
pub(crate) use settle::Settled;

use column::Column;
use redflag_model::{Channel, Currency, Domain, Exclusions, HolderKind, Lookup};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, LazyLock};

/// All rows of a run.
#[derive(Debug, Default)]
pub(crate) struct Store {
    pub(crate) columns: Columns,
    pub(crate) dictionaries: Dictionaries,
    /// Rows that would stand, were not all their accounts left out; empty where none is left out.
    pub(crate) only_left_out: Vec<bool>,
    /// Number of the copy, for identical rows without an identifier.
    pub(crate) copies: HashMap<u32, u32>,
    /// Amounts in the base currency; none where it is the only currency.
    base_amount: Option<Column<i64>>,
    /// Whether each account is the institution's own, by code.
    pub(crate) own: Vec<Option<bool>>,
    /// Accounts that have a statement of their own, by code; empty where no row is a statement line.
    pub(crate) has_statement: Vec<bool>,
    /// The instant before which each account is left out, by code; empty where none is.
    pub(crate) left_out: Vec<i64>,
    /// Who holds the accounts.
    pub(crate) holders: Arc<Holders>,
}

/// Merchant category codes as texts.
static MCC: LazyLock<Vec<String>> = LazyLock::new(|| (0..10_000).map(|code| format!("{code:04}")).collect());

impl Store {
    /// Puts the shares of all threads together.
    pub(crate) fn merge(shares: Vec<Share>) -> Self {
        let (columns, dictionaries) = merge::merge(shares);
        let mut store = Self {
            columns,
            dictionaries,
            ..Self::default()
        };
        store.own = store.known_owners();
        store.has_statement = store.statement_accounts();
        store
    }

    /// Takes accounts out: they have no legs.
    pub(crate) fn leave_out(&mut self, exclusions: &Exclusions) {
        if exclusions.accounts.is_empty() {
            return;
        }
        let end = |code: usize| {
            let code = u32::try_from(code)
                .ok()
                .filter(|&code| code != 0 && !self.is_by_name(code))?;
            exclusions.end(self.account(code))
        };
        let size = self.dictionaries.accounts.size();
        self.left_out = (0..size).map(|code| end(code).unwrap_or(i64::MIN)).collect();
    }

    /// How many legs each account that is left out would have, by account.
    pub(crate) fn legs_left_out(&self) -> BTreeMap<&str, u64> {
        let mut legs = BTreeMap::new();
        if self.left_out.is_empty() {
            return legs;
        }
        for row in (0..self.len()).filter(|&row| self.stands(row) || self.only_left_out[row]) {
            for side in
                (0..2).filter(|&side| index::may_have_leg(self, row, side) && index::is_left_out(self, row, side))
            {
                let account = self.account(self.columns.core(row).accounts[side]);
                *legs.entry(account).or_default() += 1;
            }
        }
        legs
    }

    /// Number of rows, those that do not stand included.
    pub(crate) fn len(&self) -> usize {
        self.columns.len()
    }

    /// The identifier as it leaves: derived ones of identical rows carry the number of the copy.
    pub(crate) fn tx_id(&self, row: u32) -> String {
        let id = self.columns.id(row as usize);
        match self.copies.get(&row) {
            Some(copy) => format!("{id}-{copy}"),
            None => id.to_string(),
        }
    }

    /// The currency of a row.
    pub(crate) fn currency(&self, row: usize) -> Currency {
        Currency::from_index(u32::from(self.columns.core(row).currency)).unwrap_or(Currency::EUR)
    }

    /// The amount in the base currency, or [`redflag_model::NO_AMOUNT`].
    pub(crate) fn amount(&self, row: usize) -> i64 {
        match &self.base_amount {
            Some(amounts) => amounts.get(row),
            None => self.columns.amount(row),
        }
    }

    /// False where a row is a duplicate, reversed, not booked, conflicting or left out.
    pub(crate) fn stands(&self, row: usize) -> bool {
        !self.columns.has(row, columns::OUT)
    }

    /// True where only the day of a row is known.
    pub(crate) fn is_by_day(&self, row: usize) -> bool {
        self.columns.has(row, columns::BY_DAY)
    }

    /// The account as it leaves, without the mark of a node by name.
    pub(crate) fn account(&self, code: u32) -> &str {
        let text = self.dictionaries.accounts.text(code).unwrap_or_default();
        text.strip_prefix(BY_NAME).unwrap_or(text)
    }

    /// True where the account is a node `name|country`.
    pub(crate) fn is_by_name(&self, code: u32) -> bool {
        self.dictionaries
            .accounts
            .text(code)
            .is_some_and(|text| text.starts_with(BY_NAME))
    }

    /// Times of the first and the last row that stands.
    pub(crate) fn period(&self) -> Option<(i64, i64)> {
        let standing = self.columns.cores().filter(|(_, core)| core.flags & columns::OUT == 0);
        standing.fold(None, |period, (_, core)| {
            let (first, last) = period.unwrap_or((core.time, core.time));
            Some((core.time.min(first), core.time.max(last)))
        })
    }

    fn known_owners(&self) -> Vec<Option<bool>> {
        let mut own = vec![None; self.dictionaries.accounts.size()];
        for &(account, is_own) in &self.columns.owned {
            let known = &mut own[account as usize];
            *known = Some(is_own || *known == Some(true));
        }
        own
    }

    fn statement_accounts(&self) -> Vec<bool> {
        let mut found = Vec::new();
        for (_, core) in self.columns.cores() {
            let side = match core.flags & (columns::ORIGINATOR_STATEMENT | columns::BENEFICIARY_STATEMENT) {
                0 => continue,
                columns::ORIGINATOR_STATEMENT => 0,
                _ => 1,
            };
            if found.is_empty() {
                found.resize(self.dictionaries.accounts.size(), false);
            }
            found[core.accounts[side] as usize] = true;
        }
        found
    }
}

impl Lookup for Store {
    fn text(&self, domain: Domain, code: u32) -> Option<&str> {
        if code == 0 {
            return None;
        }
        let at = code as usize - 1;
        match domain {
            Domain::Mcc => MCC.get(at).map(String::as_str),
            Domain::Channel => Channel::ALL.get(at).map(|channel| channel.name()),
            Domain::Kind => HolderKind::ALL.get(at).map(|kind| kind.name()),
            Domain::Currency => Currency::from_index(code - 1).map(Currency::code),
            Domain::Account => Some(self.account(code)),
            other => self.dictionaries.of(other)?.text(code),
        }
    }

    fn size(&self, domain: Domain) -> usize {
        match domain {
            Domain::Mcc => 10_001,
            Domain::Channel => Channel::ALL.len() + 1,
            Domain::Kind => HolderKind::ALL.len() + 1,
            Domain::Currency => Currency::all().count() + 1,
            other => self.dictionaries.of(other).map_or(1, crate::intern::Interner::size),
        }
    }
}
