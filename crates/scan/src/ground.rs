//! What every layer of a run reads, whatever it looks for.

use crate::lexicon::Matcher;
use crate::program::{Binder, Lower, Texts};
use crate::store::{LegIndex, Store};
use crate::subjects::Kinds;
use redflag_model::{Baseline, Currency, Rates};
use std::sync::Arc;

pub(crate) struct Ground<'a> {
    pub(crate) store: &'a Store,
    pub(crate) index: &'a LegIndex,
    pub(crate) base: Currency,
    pub(crate) rates: &'a Rates,
    pub(crate) matcher: Option<&'a Arc<Matcher>>,
    pub(crate) kinds: Kinds,
    /// The instant up to which the data are known.
    pub(crate) as_of: i64,
    /// Decisions on texts, kept from layer to layer.
    pub(crate) texts: Texts,
}

impl Ground<'_> {
    /// Binds indicators that read these findings of lower layers.
    pub(crate) fn binder<'b>(&'b self, lower: &'b Lower, baseline: Option<&'b Baseline>) -> Binder<'b> {
        let rates = self.rates;
        Binder::new(
            self.store,
            self.base,
            rates,
            lower,
            &self.texts,
            self.matcher.cloned(),
            self.as_of,
        )
        .with_baseline(baseline)
    }
}
