//! What the data and the files beside them offer to conditions.

use redflag_model::{ColumnSet, Customer, Customers, Field, Supply, VerdictReason};
use std::collections::BTreeSet;

/// What a condition can hope to read.
#[expect(clippy::struct_excessive_bools, reason = "one switch per fact about the data")]
#[derive(Clone, Debug, Default)]
pub(super) struct Offer {
    pub(super) columns: ColumnSet,
    /// A customers file was given.
    pub(super) has_customers: bool,
    /// What it fills.
    pub(super) customers: BTreeSet<Field>,
    /// Columns are there for these, and no leg has a value.
    pub(super) empty: BTreeSet<Field>,
    /// It says how some customer can be reached.
    pub(super) contacts: bool,
    pub(super) local_time: bool,
    pub(super) local_day: bool,
    /// Indicators that cannot run: nothing is part of their findings.
    pub(super) silent: BTreeSet<String>,
    /// Indicators that have no peers to compare with.
    pub(super) peerless: BTreeSet<String>,
    /// Fields that are taken for given.
    pub(super) assumed: BTreeSet<Field>,
}

impl Offer {
    /// True where some leg can have a value.
    pub(super) fn has(&self, field: Field) -> bool {
        self.assumed.contains(&field) || self.has_source(field) && !self.empty.contains(&field)
    }

    /// True where a column of the data or of the customers file is there for it.
    pub(super) fn has_source(&self, field: Field) -> bool {
        if field.is_of_customers() {
            return self.customers.contains(&field);
        }
        if self.has_customers && matches!(field, Field::HolderKind | Field::CounterpartyKind) {
            return true;
        }
        let columns = field.columns();
        columns.is_empty() || columns.iter().any(|&column| self.columns.contains(column))
    }

    /// As if these were given too.
    pub(super) fn with<'s>(&self, supplies: impl IntoIterator<Item = &'s Supply>) -> Self {
        let mut offer = self.clone();
        for supply in supplies {
            match supply {
                Supply::Customers { field } if field == VerdictReason::CONTACTS => offer.contacts = true,
                Supply::Column { field, .. } | Supply::Customers { field } => {
                    offer.assumed.extend(Field::from_name(field));
                }
                Supply::Baseline => offer.peerless.clear(),
                Supply::TimeOfDay | Supply::LocalTime => (offer.local_time, offer.local_day) = (true, true),
                Supply::Indicator { indicator } => {
                    offer.silent.remove(indicator);
                }
                _ => {}
            }
        }
        offer
    }
}

/// Whether a customer has a value.
type Fills = fn(&Customer) -> bool;

/// The fields that some customer has.
pub(super) fn offered(customers: &Customers) -> BTreeSet<Field> {
    let fields: [(Field, Fills); 6] = [
        (Field::Customer, |known| !known.customers.is_empty()),
        (Field::Sector, |known| known.sector.is_some()),
        (Field::Opened, |known| known.opened.is_some()),
        (Field::DeclaredIncome, |known| !known.income.is_empty()),
        (Field::HomePlace, |known| known.home_place.is_some()),
        (Field::AttestedSurvivor, |known| known.attested_survivor.is_some()),
    ];
    let has = |fills: Fills| customers.accounts.values().any(fills);
    fields
        .into_iter()
        .filter(|(_, fills)| has(*fills))
        .map(|(field, _)| field)
        .collect()
}
