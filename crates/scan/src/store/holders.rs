//! Who holds the accounts: what a customers file says, and what merchant codes and names tell of the others.

use super::Store;
use super::columns::Columns;
use crate::lexicon::Matcher;
use rayon::prelude::*;
use redflag_model::{
    Channel, Currency, Customer, Customers, Domain, Field, Holder, HolderKind, Lookup, NULL_CODE, Rates, TextClassifier,
};
use redflag_rules::Plan;
use std::sync::Arc;

/// What is known of holders, by code.
#[derive(Debug, Default)]
pub(crate) struct Holders {
    /// By account, one above the index in `known`, 0 where nothing is known; empty without customers.
    of_account: Vec<u32>,
    known: Vec<Known>,
    /// By name, the code of the kind that the name tells, 0 where it tells none; empty where nobody asks.
    by_name: Vec<u8>,
}

/// One account of the customers file, in codes.
#[derive(Debug, Default)]
struct Known {
    kind: u8,
    customers: Vec<u32>,
    sector: u32,
    home_place: u32,
    contacts: Vec<u32>,
    holder: Holder,
}

impl Store {
    /// Takes in the customers file: its accounts are the institution's own.
    pub(crate) fn know(&mut self, customers: &Customers, plan: &Plan, base: Currency, rates: &Rates) {
        let mut holders = Holders {
            by_name: kinds_by_name(plan, self),
            ..Holders::default()
        };
        if !customers.is_empty() {
            let size = u32::try_from(self.dictionaries.accounts.size()).unwrap_or(u32::MAX);
            holders.of_account.resize(size as usize, 0);
            for code in 1..size {
                let Some(customer) = customers.get(self.account(code)).filter(|_| !self.is_by_name(code)) else {
                    continue;
                };
                self.own[code as usize] = Some(true);
                let known = self.coded(customer, base, rates);
                holders.known.push(known);
                holders.of_account[code as usize] = u32::try_from(holders.known.len()).unwrap_or(u32::MAX);
            }
        }
        self.holders = Arc::new(holders);
    }

    fn coded(&mut self, customer: &Customer, base: Currency, rates: &Rates) -> Known {
        let dictionaries = &mut self.dictionaries;
        let day = rates.reference_day().unwrap_or_default();
        let incomes = customer.income.iter();
        let mut converted = incomes.map(|&(minor, currency)| rates.convert(minor, currency, base, day));
        let income = converted.try_fold(0_i64, |sum, minor| sum.checked_add(minor?));
        Known {
            kind: customer.kind.map_or(0, |kind| kind as u8 + 1),
            customers: customer
                .customers
                .iter()
                .map(|id| dictionaries.customers.intern(id))
                .collect(),
            sector: customer
                .sector
                .as_deref()
                .map_or(0, |text| dictionaries.sectors.intern(text)),
            home_place: customer
                .home_place
                .as_deref()
                .map_or(0, |text| dictionaries.places.intern(text)),
            contacts: customer
                .contacts
                .iter()
                .map(|text| dictionaries.contacts.intern(text))
                .collect(),
            holder: Holder {
                opened: customer.opened,
                income: income.filter(|_| !customer.income.is_empty()),
                attested_survivor: customer.attested_survivor,
            },
        }
    }
}

impl Holders {
    fn known(&self, account: u32) -> Option<&Known> {
        let at = self.of_account.get(account as usize)?;
        self.known.get((*at as usize).checked_sub(1)?)
    }

    /// How many accounts of the customers file the transactions name.
    pub(crate) fn seen(&self) -> u64 {
        self.known.len() as u64
    }

    /// Numbers that are no codes.
    pub(crate) fn holder(&self, account: u32) -> Holder {
        self.known(account).map(|known| known.holder).unwrap_or_default()
    }

    /// What the customers file says of an account's kind of holder.
    pub(crate) fn told_kind(&self, account: u32) -> Option<HolderKind> {
        let code = self.known(account)?.kind;
        HolderKind::ALL.get(usize::from(code).checked_sub(1)?).copied()
    }

    /// True where a customer holds both accounts.
    pub(crate) fn share_customer(&self, one: u32, other: u32) -> bool {
        let both = self.known(one).zip(self.known(other));
        both.is_some_and(|(one, other)| one.customers.iter().any(|id| other.customers.contains(id)))
    }

    /// Codes of an account's contacts.
    pub(crate) fn contacts(&self, account: u32) -> &[u32] {
        self.known(account).map_or(&[], |known| &known.contacts)
    }

    /// The code of a field that speaks of holders.
    pub(super) fn code(&self, columns: &Columns, field: Field, row: usize, side: usize) -> u32 {
        let account = columns.core(row).accounts[side];
        match field {
            Field::HolderKind | Field::CounterpartyKind => u32::from(self.kind(columns, row, side)),
            Field::Customer => self
                .known(account)
                .and_then(|known| known.customers.first())
                .copied()
                .unwrap_or(0),
            Field::Sector => self.known(account).map_or(0, |known| known.sector),
            Field::HomePlace => self.known(account).map_or(0, |known| known.home_place),
            _ => 0,
        }
    }

    /// The customers file decides, then the merchant code of who is paid by card, then the name.
    fn kind(&self, columns: &Columns, row: usize, side: usize) -> u8 {
        let core = columns.core(row);
        let told = self.known(core.accounts[side]).map_or(0, |known| known.kind);
        if told != 0 {
            return told;
        }
        let by_card = core.channel == 0 || core.channel == Channel::Card as u8 + 1;
        if side == 1 && by_card && core.mcc != 0 {
            return merchant_kind(core.mcc - 1) as u8 + 1;
        }
        self.by_name
            .get(columns.names(row)[side] as usize)
            .copied()
            .unwrap_or(0)
    }
}

/// What a merchant category code tells of the merchant.
pub(crate) fn merchant_kind(code: u16) -> HolderKind {
    match code {
        8398 => HolderKind::Charity,
        9211..=9405 => HolderKind::Public,
        _ => HolderKind::Business,
    }
}

/// The kind that each name tells: words of charities first, then legal forms.
fn kinds_by_name(plan: &Plan, store: &Store) -> Vec<u8> {
    let asked = plan.enabled().any(|(_, indicator)| {
        let fields = indicator.fields();
        fields.contains(&Field::HolderKind) || fields.contains(&Field::CounterpartyKind)
    });
    if !asked {
        return Vec::new();
    }
    let lexicons = ["charity", "legal-forms"].map(|name| plan.data.lexicons.get(name).cloned().unwrap_or_default());
    let matcher = Matcher::new(&lexicons);
    let kind = |code: usize| {
        let name = store.text(Domain::Name, u32::try_from(code).unwrap_or(NULL_CODE));
        match name.map_or(0, |name| matcher.classify(name)) {
            0 => 0,
            bits if bits & 1 == 1 => HolderKind::Charity as u8 + 1,
            _ => HolderKind::Business as u8 + 1,
        }
    };
    (0..store.size(Domain::Name)).into_par_iter().map(kind).collect()
}
