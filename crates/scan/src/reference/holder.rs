//! What is known of holders: the customers file, then merchant codes, then names.

use super::World;
use super::eye::Eye;
use super::ledger::{Account, Leg, Node, RefParty};
use crate::store::merchant_kind;
use redflag_model::{Channel, Customer, Direction, Field, HolderKind, Ratio};

impl<'a> World<'a> {
    pub(super) fn customer(&self, node: &Node) -> Option<&'a Customer> {
        self.customers.get(&node.text).filter(|_| !node.by_name)
    }

    /// The kind of holder on one side of a row.
    fn kind(&self, leg: &Leg<'_>, party: &RefParty, is_paid: bool) -> Option<HolderKind> {
        let told = party
            .node()
            .and_then(|node| self.customer(&node))
            .and_then(|known| known.kind);
        let by_card = leg.row.channel.is_none_or(|channel| channel == Channel::Card);
        let by_code = leg.row.mcc.filter(|_| is_paid && by_card).map(merchant_kind);
        told.or(by_code).or_else(|| {
            let name = party.name.as_deref()?;
            let says = |lexicon: &str| {
                let lexicon = self.plan.data.lexicons.get(lexicon);
                lexicon.is_some_and(|lexicon| self.says(lexicon, name))
            };
            match (says("charity"), says("legal-forms")) {
                (true, _) => Some(HolderKind::Charity),
                (false, true) => Some(HolderKind::Business),
                (false, false) => None,
            }
        })
    }
}

impl Eye<'_> {
    pub(super) fn customer(&self) -> Option<&Customer> {
        self.world.customer(&self.account.node)
    }

    /// A categorical field of a leg as text.
    pub(super) fn text(&self, leg: usize, field: Field) -> Option<String> {
        let here = self.leg(leg);
        let is_out = here.direction == Direction::Out;
        match field {
            Field::HolderKind => Some(self.world.kind(here, here.own(), !is_out)?.name().to_owned()),
            Field::CounterpartyKind => Some(self.world.kind(here, here.other(), is_out)?.name().to_owned()),
            Field::Customer => Some(self.customer()?.customers.first()?.to_string()),
            Field::Sector => Some(self.customer()?.sector.as_deref()?.to_owned()),
            Field::HomePlace => Some(self.customer()?.home_place.as_deref()?.to_owned()),
            field => here.text(field),
        }
    }

    pub(super) fn since_opened(&self, leg: usize) -> Option<Ratio> {
        let opened = self.customer()?.opened?;
        Some(Ratio::whole((self.time(leg) - opened).into()))
    }

    /// Incomes of all holders in the base currency at the reference rate.
    pub(super) fn declared_income(&self) -> Option<Ratio> {
        let rates = &self.world.rates;
        let day = rates.reference_day().unwrap_or_default();
        let incomes = &self.customer()?.income;
        let mut sum = 0_i64;
        for &(minor, currency) in incomes {
            sum += rates.convert(minor, currency, self.world.base, day)?;
        }
        (!incomes.is_empty()).then(|| Ratio::whole(sum.into()))
    }

    /// Legs by each contact of their counterparty.
    pub(super) fn by_contacts(&self, legs: &[usize], by: &[Field]) -> Vec<Vec<usize>> {
        let contacts = |leg: usize| -> Vec<Box<str>> {
            let other = self.leg(leg).other().node();
            let known = other.and_then(|node| self.world.customer(&node));
            known.map(|known| known.contacts.clone()).unwrap_or_default()
        };
        let all: std::collections::BTreeSet<Box<str>> = legs.iter().flat_map(|&leg| contacts(leg)).collect();
        all.iter()
            .flat_map(|contact| {
                let with: Vec<usize> = legs
                    .iter()
                    .copied()
                    .filter(|&leg| contacts(leg).contains(contact))
                    .collect();
                self.groups(&with, by, false)
            })
            .collect()
    }

    /// True where one customer holds both accounts of a leg.
    pub(super) fn same_customer(&self, leg: usize) -> bool {
        let other = self.leg(leg).other().node();
        let other = other.and_then(|node| self.world.customer(&node));
        let both = self.customer().zip(other);
        both.is_some_and(|(own, other)| own.customers.iter().any(|id| other.customers.contains(id)))
    }
}

/// What the customers file says of an account's kind of holder.
pub(super) fn told_kind(world: &World<'_>, account: &Account<'_>) -> Option<HolderKind> {
    world.customer(&account.node)?.kind
}
