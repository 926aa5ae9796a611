//! Where towns are.

use super::Provenance;
use crate::text;
use redflag_model::Spot;
use std::collections::BTreeMap;

/// Towns by name.
#[derive(Clone, Debug, Default)]
pub struct Places {
    /// Where it comes from.
    pub from: Provenance,
    /// Towns by folded name or spelling; a name may be borne by towns of several countries.
    pub towns: BTreeMap<String, Vec<Town>>,
}

/// A town.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Town {
    /// ISO 3166 alpha-2.
    pub country: String,
    /// Where it is.
    pub spot: Spot,
}

impl Places {
    /// The town of a name. A country that is known must be the town's; without one the name must be borne by a single town.
    #[must_use]
    pub fn find(&self, name: &str, country: Option<&str>) -> Option<Spot> {
        let bearers = self.named(name);
        match (country, bearers) {
            (Some(country), bearers) => {
                let town = bearers.iter().find(|town| town.country.eq_ignore_ascii_case(country));
                town.map(|town| town.spot)
            }
            (None, [town]) => Some(town.spot),
            (None, _) => None,
        }
    }

    /// Towns of a name, in whatever spelling the table has.
    #[must_use]
    pub fn named(&self, name: &str) -> &[Town] {
        self.towns.get(text::fold(name).as_ref()).map_or(&[], Vec::as_slice)
    }
}
