//! Texts of records whose columns are fields as they stand: no copies, nothing gathered, each text found when it is asked for.

use crate::layout::{Cell, Layout};
use crate::mapping::Mapping;
use crate::texts::{ByColumn, Split, trimmed};
use crate::walk::Cuts;
use redflag_model::Column;

/// Where the text of each column stands.
pub(crate) struct Places<'p>([Place<'p>; Column::ALL.len()]);

#[derive(Clone, Copy)]
enum Place<'p> {
    Nowhere,
    Field(usize),
    Fixed(&'p str),
}

impl<'p> Places<'p> {
    /// The places of some columns; `None` where a text must be made from several fields or is changed.
    pub(crate) fn of(cells: &'p [(Column, Cell)], layout: &Layout, mapping: &Mapping) -> Option<Self> {
        let mut places = [Place::Nowhere; Column::ALL.len()];
        if layout.swap.is_some() || mapping.iban {
            return None;
        }
        for (column, cell) in cells {
            places[column.index()] = match cell {
                Cell::Field(field) | Cell::Sign(field) => Place::Field(*field),
                Cell::Fixed(text) if text.is_empty() => Place::Nowhere,
                Cell::Fixed(text) => Place::Fixed(text),
                Cell::Joined(_) | Cell::Split { .. } => return None,
            };
        }
        Some(Self(places))
    }
}

/// The texts of one record.
#[derive(Clone, Copy)]
pub(crate) struct Direct<'a, C> {
    pub(crate) text: &'a str,
    pub(crate) cuts: C,
    pub(crate) places: &'a Places<'a>,
    pub(crate) null: &'a [String],
}

impl<'a, C: Cuts> ByColumn<'a> for Direct<'a, C> {
    #[expect(clippy::inline_always, reason = "where the column is known, little of it is left")]
    #[inline(always)]
    fn get(&self, column: Column) -> Option<&'a str> {
        match self.places.0[column.index()] {
            Place::Nowhere => None,
            Place::Field(field) => {
                let (start, end) = self.cuts.range(field);
                trimmed(self.text.get(start..end)?, self.null)
            }
            Place::Fixed(text) => Some(text),
        }
    }

    #[inline]
    fn split(&self) -> Option<Split> {
        None
    }
}
