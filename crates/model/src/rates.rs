//! Dated exchange rates.

use crate::{Currency, Ratio};
use std::collections::BTreeMap;

/// Exchange rates by currency and day: one euro is worth so many units.
///
/// The rate of a day is the last one on or before it. A currency without such a rate has none: amounts in it are *not evaluable* in the
/// base currency, never guessed.
#[derive(Clone, Debug, Default)]
pub struct Rates {
    by_currency: BTreeMap<Currency, Vec<(i64, Ratio)>>,
    latest: Option<i64>,
}

impl Rates {
    /// Adds one rate: `units` of `currency` for one euro, from `day` (days since 1970-01-01) on. Rates that are not above zero are ignored
    /// and `false` comes back.
    pub fn add(&mut self, day: i64, currency: Currency, units: Ratio) -> bool {
        if units.numerator() <= 0 {
            return false;
        }
        let series = self.by_currency.entry(currency).or_default();
        match series.binary_search_by_key(&day, |&(known, _)| known) {
            Ok(at) => series[at] = (day, units),
            Err(at) => series.insert(at, (day, units)),
        }
        self.latest = self.latest.max(Some(day));
        true
    }

    /// Puts rates (day, currency, units for one euro) in the place of those known: from a currency's first day among them on only they count for it.
    pub fn replace(&mut self, rates: impl Iterator<Item = (i64, Currency, Ratio)> + Clone) {
        let mut first: BTreeMap<Currency, i64> = BTreeMap::new();
        for (day, currency, _) in rates.clone() {
            let known = first.entry(currency).or_insert(day);
            *known = day.min(*known);
        }
        for (currency, day) in first {
            if let Some(series) = self.by_currency.get_mut(&currency) {
                series.retain(|&(known, _)| known < day);
            }
        }
        for (day, currency, units) in rates {
            self.add(day, currency, units);
        }
        let days = self.by_currency.values().flatten().map(|&(day, _)| day);
        self.latest = days.max();
    }

    /// The day of the latest rate: the reference day at which parameters are converted.
    #[must_use]
    pub fn reference_day(&self) -> Option<i64> {
        self.latest
    }

    /// The rates as a run uses them whose data end on `day`: the reference day is the last one with a rate on or before it, where there is one.
    #[must_use]
    pub fn known_on(&self, day: i64) -> Self {
        let days = self.by_currency.values().flatten().map(|&(known, _)| known);
        let last = days.filter(|&known| known <= day).max();
        Self {
            latest: last.or(self.latest),
            ..self.clone()
        }
    }

    /// Units of `currency` for one euro on `day`.
    #[must_use]
    pub fn per_euro(&self, currency: Currency, day: i64) -> Option<Ratio> {
        if currency == Currency::EUR {
            return Some(Ratio::ONE);
        }
        let series = self.by_currency.get(&currency)?;
        let after = series.partition_point(|&(known, _)| known <= day);
        series.get(after.checked_sub(1)?).map(|&(_, units)| units)
    }

    /// The factor that turns minor units of `from` into minor units of `to` on `day`.
    #[must_use]
    pub fn factor(&self, from: Currency, to: Currency, day: i64) -> Option<Ratio> {
        if from == to {
            return Some(Ratio::ONE);
        }
        let units = self.per_euro(to, day)?.checked_div(self.per_euro(from, day)?)?;
        let scale = Ratio::fraction(10_i128.pow(to.exponent()), 10_i128.pow(from.exponent()))?;
        units.checked_mul(scale)
    }

    /// Minor units of `to` for `minor` units of `from` on `day`, rounded half-even; `None` without a rate or on overflow.
    #[must_use]
    pub fn convert(&self, minor: i64, from: Currency, to: Currency, day: i64) -> Option<i64> {
        let factor = self.factor(from, to, day)?;
        Self::apply(minor, factor)
    }

    /// Applies a factor of [`Rates::factor`].
    #[must_use]
    pub fn apply(minor: i64, factor: Ratio) -> Option<i64> {
        let exact = Ratio::whole(i128::from(minor)).checked_mul(factor)?;
        i64::try_from(exact.round_half_even()).ok()
    }

    /// The currencies that have any rate, the euro apart.
    pub fn currencies(&self) -> impl Iterator<Item = Currency> + '_ {
        self.by_currency.keys().copied()
    }

    /// Every (day, currency, units) in order.
    pub fn entries(&self) -> impl Iterator<Item = (i64, Currency, Ratio)> + '_ {
        self.by_currency
            .iter()
            .flat_map(|(&currency, series)| series.iter().map(move |&(day, units)| (day, currency, units)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_rate_on_or_before_the_day_counts() {
        let (usd, jpy) = (Currency::from_code("USD").unwrap(), Currency::from_code("JPY").unwrap());
        let mut rates = Rates::default();
        assert!(rates.add(10, usd, Ratio::scaled(125, 2).unwrap()));
        assert!(rates.add(20, usd, Ratio::scaled(110, 2).unwrap()));
        assert!(rates.add(10, jpy, Ratio::whole(150)));
        assert!(!rates.add(10, jpy, Ratio::ZERO));
        assert_eq!(rates.convert(12_500, usd, Currency::EUR, 9), None);
        assert_eq!(rates.convert(12_500, usd, Currency::EUR, 19), Some(10_000));
        assert_eq!(rates.convert(11_000, usd, Currency::EUR, 20), Some(10_000));
        assert_eq!(rates.convert(100, Currency::EUR, jpy, 10), Some(150));
        assert_eq!(rates.convert(7, jpy, Currency::EUR, 10), Some(5));
        assert_eq!(rates.reference_day(), Some(20));
    }
}
