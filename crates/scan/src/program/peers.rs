//! Figures of peers, bound to the codes of a run.

use super::{Binder, PeerRule, PeerValues};
use redflag_model::{Domain, Field, Lookup, PeerFigures, PeerGroup};
use redflag_rules::plan::{Deviation, Indicator};
use std::collections::HashMap;

impl Binder<'_> {
    /// Groups whose values nobody has in this run are left out.
    pub(super) fn peers(&mut self, indicator: &Indicator, deviation: &Deviation, fields: &[Field]) -> PeerRule {
        self.need(fields);
        let figures = self
            .baseline
            .and_then(|baseline| baseline.indicators.get(&indicator.id));
        PeerRule {
            fields: fields.to_vec(),
            groups: figures.map(|figures| self.groups(figures, deviation, fields)),
        }
    }

    fn groups(&self, figures: &PeerFigures, deviation: &Deviation, fields: &[Field]) -> HashMap<Vec<u32>, PeerValues> {
        let codes: Vec<HashMap<&str, u32>> = fields.iter().map(|&field| codes(self.lookup(), field)).collect();
        let bound = |group: &PeerGroup| {
            let texts = group.of.iter().zip(&codes);
            let key: Option<Vec<u32>> = texts.map(|(text, codes)| codes.get(text.as_str()).copied()).collect();
            let of_measure = |name: &str| {
                let measure = group.measures.get(name)?;
                Some((measure.accounts, measure.values.clone()))
            };
            let measures = deviation.measures.iter().map(|def| of_measure(&def.name));
            Some((key.filter(|key| key.len() == fields.len())?, measures.collect()))
        };
        figures.groups.iter().filter_map(bound).collect()
    }
}

/// The code of each text of a field.
fn codes(lookup: &dyn Lookup, field: Field) -> HashMap<&str, u32> {
    let Some(domain) = Domain::of(field) else {
        return HashMap::new();
    };
    let size = u32::try_from(lookup.size(domain)).unwrap_or(u32::MAX);
    (1..size)
        .filter_map(|code| Some((lookup.text(domain, code)?, code)))
        .collect()
}
