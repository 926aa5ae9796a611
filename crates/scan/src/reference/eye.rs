//! One indicator looking at one account.

use super::World;
use super::ledger::{Account, Leg};
use redflag_model::{Field, Ratio, RefKind};
use redflag_rules::plan::{Each, Indicator, ParamId, ParamValue, Span};
use redflag_rules::refs;
use std::collections::BTreeMap;

/// An indicator in front of an account.
pub(super) struct Eye<'a> {
    pub(super) world: &'a World<'a>,
    pub(super) indicator: &'a Indicator,
    pub(super) account: &'a Account<'a>,
    /// How far windows reach back; none for the whole period and for rows.
    pub(super) span: Option<i64>,
}

/// Beside one leg, what a condition may read.
#[derive(Clone, Copy)]
pub(super) enum Scope<'s> {
    /// Nothing: a condition over one leg.
    Leg,
    /// The legs of a window, and its groups.
    Window(&'s [usize], &'s [Each]),
    /// The runs of a sequence so far; the last is the step's own.
    Runs(&'s [Vec<usize>]),
    /// The legs of a measured window, each measure now, and each measure in the past.
    Past(&'s [usize], &'s [Option<Ratio>], &'s [Earlier]),
}

/// A measure in the past or among peers.
#[derive(Debug, Default)]
pub(super) struct Earlier {
    /// How many spans or peers.
    pub(super) number: u64,
    /// Its values.
    pub(super) values: Vec<Ratio>,
}

impl<'a> Eye<'a> {
    pub(super) fn new(world: &'a World<'a>, indicator: &'a Indicator, account: &'a Account<'a>) -> Self {
        let mut eye = Self {
            world,
            indicator,
            account,
            span: None,
        };
        if let Some(Span::Param(param)) = indicator.detect.span() {
            eye.span = Some(eye.whole(param));
        }
        eye
    }

    pub(super) fn leg(&self, leg: usize) -> &'a Leg<'a> {
        &self.account.legs[leg]
    }

    pub(super) fn time(&self, leg: usize) -> i64 {
        self.leg(leg).row.time
    }

    /// Values that the leg's memo names.
    pub(super) fn refs(&self, kind: RefKind, leg: usize) -> Vec<String> {
        self.leg(leg)
            .row
            .memo
            .as_deref()
            .map(|memo| refs::of(kind, memo))
            .unwrap_or_default()
    }

    /// True where order within a day is not known.
    pub(super) fn by_day(&self) -> bool {
        self.account.legs.iter().any(|leg| leg.by_day)
    }

    /// A parameter: durations in microseconds, money in minor units of the base currency at the reference rate.
    pub(super) fn param(&self, id: ParamId) -> Option<Ratio> {
        let rates = &self.world.rates;
        match self.indicator.param(id).value {
            ParamValue::Number(number) => Some(number),
            ParamValue::Duration(micros) => Some(Ratio::whole(micros.into())),
            ParamValue::Money(minor, currency) => {
                let day = rates.reference_day().unwrap_or_default();
                let minor = rates.convert(minor, currency, self.world.base, day)?;
                Some(Ratio::whole(minor.into()))
            }
        }
    }

    /// A parameter that is a whole number.
    pub(super) fn whole(&self, id: ParamId) -> i64 {
        let whole = self.param(id).and_then(Ratio::as_whole);
        whole.and_then(|whole| i64::try_from(whole).ok()).unwrap_or(i64::MAX)
    }

    /// Legs of one value of every field, absent values being one value.
    pub(super) fn groups(&self, legs: &[usize], by: &[Field], by_local_date: bool) -> Vec<Vec<usize>> {
        let mut groups: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for &leg in legs {
            let key: Vec<Option<String>> = by.iter().map(|&field| self.text(leg, field)).collect();
            let day = if by_local_date { self.local_day(leg) } else { None };
            groups.entry((key, day)).or_default().push(leg);
        }
        groups.into_values().collect()
    }

    /// Instants of some legs, each once, in order.
    pub(super) fn instants(&self, legs: &[usize]) -> Vec<i64> {
        let mut instants: Vec<i64> = legs.iter().map(|&leg| self.time(leg)).collect();
        instants.sort_unstable();
        instants.dedup();
        instants
    }
}
