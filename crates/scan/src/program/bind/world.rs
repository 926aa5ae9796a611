//! Opening hours and places, bound.

use super::super::atom::Atom;
use super::super::logic::Logic;
use super::super::world::{Distance, Town, Towns, Week};
use super::Binder;
use redflag_model::{Domain, Field, NULL_CODE};
use redflag_rules::data::{Hours, Places};
use redflag_rules::plan::country_of;
use redflag_rules::text;
use std::sync::Arc;

impl Binder<'_> {
    pub(super) fn closed(&mut self, field: Field, hours: &Hours) -> Logic {
        self.gather.offset = true;
        self.atom(format!("closed {field} {}", hours.from.name), |binder| Atom::Closed {
            field,
            weeks: binder.weeks(field, hours),
        })
    }

    /// The week of each code of the field's dictionary.
    fn weeks(&self, field: Field, hours: &Hours) -> Vec<Option<Box<Week>>> {
        let week = |text: &str| {
            let week = match (field, text.parse()) {
                (Field::Mcc, Ok(mcc)) => Week::of(hours.of_code(mcc)),
                (Field::Mcc, Err(_)) => None,
                _ => Week::of(hours.of_key(&text::fold(text))),
            };
            week.map(Box::new)
        };
        let Some(domain) = Domain::of(field) else {
            return vec![None];
        };
        (0..self.lookup.size(domain))
            .map(|code| {
                let code = u32::try_from(code).unwrap_or(NULL_CODE);
                self.lookup.text(domain, code).and_then(week)
            })
            .collect()
    }

    /// The index of a distance within the program.
    pub(super) fn distance(&mut self, places: [Field; 2], table: &Places) -> usize {
        let countries = places.map(country_of);
        self.need(&places);
        for country in countries.into_iter().flatten() {
            self.need(&[country]);
        }
        let known = self.program.distances.iter().position(|known| known.places == places);
        known.unwrap_or_else(|| {
            let towns = self.towns(table);
            self.program.distances.push(Distance {
                places,
                countries,
                towns,
            });
            self.program.distances.len() - 1
        })
    }

    /// The towns of every place; an indicator's table is the pack's only one, so that they are looked up once.
    fn towns(&self, table: &Places) -> Arc<Towns> {
        if let Some(known) = self.program.distances.first() {
            return Arc::clone(&known.towns);
        }
        let countries = self.codes_by_text(Field::OwnCountry);
        let towns = |place: &str| -> Vec<Town> {
            let bearers = table.named(place);
            let by_country = bearers.iter().flat_map(|town| {
                let codes = countries.get(&town.country).into_iter().flatten();
                codes.map(|&country| Town {
                    country,
                    spot: town.spot,
                })
            });
            let alone = match bearers {
                [town] => Some(Town {
                    country: NULL_CODE,
                    spot: town.spot,
                }),
                _ => None,
            };
            by_country.chain(alone).collect()
        };
        let places = (0..self.lookup.size(Domain::Place)).map(|code| {
            let code = u32::try_from(code).unwrap_or(NULL_CODE);
            self.lookup.text(Domain::Place, code).map(towns).unwrap_or_default()
        });
        Arc::new(Towns(places.collect()))
    }
}
