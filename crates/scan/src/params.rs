//! Parameters in the units that engines compute with.

use redflag_model::{Currency, Rates, Ratio};
use redflag_rules::plan::{Indicator, ParamId, ParamValue};

/// The values of an indicator's parameters: plain numbers as they are, durations in microseconds, money in minor units of the base currency
/// at the reference rate. `None` where money has no rate.
#[derive(Clone, Debug)]
pub(crate) struct Params(Vec<Option<Ratio>>);

impl Params {
    /// Resolves an indicator's parameters once per run.
    pub(crate) fn resolve(indicator: &Indicator, base: Currency, rates: &Rates) -> Self {
        let value = |value: ParamValue| match value {
            ParamValue::Number(number) => Some(number),
            ParamValue::Duration(micros) => Some(Ratio::whole(i128::from(micros))),
            ParamValue::Money(minor, currency) => {
                let day = rates.reference_day().unwrap_or_default();
                rates
                    .convert(minor, currency, base, day)
                    .map(|minor| Ratio::whole(i128::from(minor)))
            }
        };
        Self(indicator.params.iter().map(|param| value(param.value)).collect())
    }

    /// A parameter's value.
    pub(crate) fn get(&self, id: ParamId) -> Option<Ratio> {
        self.0[id.0]
    }

    /// A duration in microseconds.
    pub(crate) fn micros(&self, id: ParamId) -> i64 {
        self.whole(id)
    }

    /// A whole number, such as a count.
    pub(crate) fn whole(&self, id: ParamId) -> i64 {
        self.get(id)
            .and_then(Ratio::as_whole)
            .and_then(|number| i64::try_from(number).ok())
            .unwrap_or(i64::MAX)
    }
}
