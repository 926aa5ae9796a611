//! The canonical texts of one record, trimmed, nulls left out.

use crate::fields::Fields;
use crate::layout::{Cell, SIDES, Swap};
use crate::mapping::Mapping;
use redflag_model::{Column, Direction};

/// Where a text stands.
#[derive(Clone, Copy)]
enum Slot<'p> {
    Empty,
    /// In the record, or in what the fields unescaped.
    Record(usize, usize),
    /// Rewritten.
    Made(usize, usize),
    Fixed(&'p str),
}

/// Texts of one record, by column. The memory is used again for the next.
pub(crate) struct Texts<'p> {
    slots: [Slot<'p>; Column::ALL.len()],
    made: String,
    split: Option<Split>,
    swapped: bool,
}

/// Which of two amount columns holds the amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Split {
    One(Direction),
    Both,
}

/// The texts of one record, to read.
#[derive(Clone, Copy)]
pub(crate) struct View<'a> {
    slots: &'a [Slot<'a>; Column::ALL.len()],
    record: &'a str,
    made: &'a str,
    split: Option<Split>,
    /// True where the two sides stand exchanged in the file.
    pub(crate) swapped: bool,
}

/// The canonical texts of one record, trimmed, nulls left out.
pub(crate) trait ByColumn<'a> {
    /// The text of a column, where there is one.
    fn get(&self, column: Column) -> Option<&'a str>;
    /// Which of two amount columns holds the amount, where there are two.
    fn split(&self) -> Option<Split>;
}

impl<'a> ByColumn<'a> for View<'a> {
    fn get(&self, column: Column) -> Option<&'a str> {
        match self.slots[column.index()] {
            Slot::Empty => None,
            Slot::Record(start, end) => self.record.get(start..end),
            Slot::Made(start, end) => self.made.get(start..end),
            Slot::Fixed(text) => Some(text),
        }
    }

    fn split(&self) -> Option<Split> {
        self.split
    }
}

impl<'p> Texts<'p> {
    pub(crate) fn new() -> Self {
        Self {
            slots: [Slot::Empty; Column::ALL.len()],
            made: String::new(),
            split: None,
            swapped: false,
        }
    }

    /// Forgets every text, before records of another layout.
    pub(crate) fn forget(&mut self) {
        self.slots = [Slot::Empty; Column::ALL.len()];
    }

    pub(crate) fn view<'a>(&'a self, fields: &'a Fields, record: &'a str) -> View<'a> {
        View {
            slots: &self.slots,
            record: fields.text(record),
            made: &self.made,
            split: self.split,
            swapped: self.swapped,
        }
    }

    /// Finds the texts of one record; the columns must be the same for all records since [`Texts::forget`].
    pub(crate) fn gather(
        &mut self,
        cells: &'p [(Column, Cell)],
        swap: Option<&Swap>,
        fields: &Fields,
        record: &str,
        mapping: &Mapping,
    ) {
        self.made.clear();
        self.split = None;
        if self.swapped {
            // A side may lack a column that the other one has.
            self.forget();
        }
        let text = fields.text(record);
        for (column, cell) in cells {
            let slot = match cell {
                Cell::Field(field) | Cell::Sign(field) => present(text, fields.range(*field), &mapping.null),
                Cell::Fixed(text) if text.is_empty() => Slot::Empty,
                Cell::Fixed(text) => Slot::Fixed(text),
                Cell::Joined(parts) => self.join(parts, fields, text, &mapping.null),
                Cell::Split { debit, credit } => self.pick(fields, text, (*debit, *credit), &mapping.null),
            };
            self.slots[column.index()] = if mapping.iban && is_account(*column) {
                self.compact(slot, text)
            } else {
                slot
            };
        }
        self.swapped = swap.is_some_and(|swap| {
            let told = fields.get(record, swap.field).trim();
            swap.values.iter().any(|value| value == told)
        });
        if self.swapped {
            for (paying, paid) in SIDES {
                self.slots.swap(paying.index(), paid.index());
            }
        }
    }

    /// Parts joined by a blank; empty ones leave none.
    fn join(&mut self, parts: &[usize], fields: &Fields, text: &str, null: &[String]) -> Slot<'p> {
        let start = self.made.len();
        for part in parts {
            if let Slot::Record(from, to) = present(text, fields.range(*part), null) {
                if self.made.len() > start {
                    self.made.push(' ');
                }
                self.made.push_str(text.get(from..to).unwrap_or_default());
            }
        }
        if self.made.len() == start {
            Slot::Empty
        } else {
            Slot::Made(start, self.made.len())
        }
    }

    /// The filled one of two amount columns; a zero beside an amount is as good as empty.
    fn pick(&mut self, fields: &Fields, text: &str, (debit, credit): (usize, usize), null: &[String]) -> Slot<'p> {
        let [debit, credit] = [debit, credit].map(|field| present(text, fields.range(field), null));
        let blank = |slot: Slot<'_>| match slot {
            Slot::Record(from, to) => text.get(from..to).is_some_and(is_zero),
            _ => true,
        };
        let (slot, split) = match (debit, credit) {
            (Slot::Empty, Slot::Empty) => return Slot::Empty,
            (Slot::Empty, _) => (credit, Split::One(Direction::In)),
            (_, Slot::Empty) => (debit, Split::One(Direction::Out)),
            _ if blank(debit) => (credit, Split::One(Direction::In)),
            _ if blank(credit) => (debit, Split::One(Direction::Out)),
            _ => (debit, Split::Both),
        };
        self.split = Some(split);
        slot
    }

    /// An account without blanks, in upper case.
    fn compact(&mut self, slot: Slot<'p>, text: &str) -> Slot<'p> {
        let start = self.made.len();
        match slot {
            Slot::Empty => return slot,
            Slot::Record(from, to) => {
                let part = text.get(from..to).unwrap_or_default();
                self.made.extend(part.chars().filter(|letter| !letter.is_whitespace()));
            }
            Slot::Fixed(part) => self.made.extend(part.chars().filter(|letter| !letter.is_whitespace())),
            Slot::Made(from, to) => {
                let part: String = self.made.get(from..to).unwrap_or_default().split_whitespace().collect();
                self.made.push_str(&part);
            }
        }
        if let Some(part) = self.made.get_mut(start..) {
            part.make_ascii_uppercase();
        }
        Slot::Made(start, self.made.len())
    }
}

const fn is_account(column: Column) -> bool {
    matches!(
        column,
        Column::OriginatorAccount | Column::BeneficiaryAccount | Column::Account | Column::Counterparty
    )
}

fn is_zero(text: &str) -> bool {
    text.contains('0')
        && text
            .bytes()
            .all(|byte| matches!(byte, b'0' | b'.' | b',' | b'-' | b'+'))
}

/// The trimmed text, or nothing where it is empty or stands for nothing.
#[inline]
pub(crate) fn trimmed<'a>(text: &'a str, null: &[String]) -> Option<&'a str> {
    let (first, last) = (text.as_bytes().first()?, text.as_bytes().last()?);
    if is_graphic(*first) && is_graphic(*last) && null.is_empty() {
        Some(text)
    } else {
        carefully_trimmed(text, null)
    }
}

#[cold]
fn carefully_trimmed<'a>(text: &'a str, null: &[String]) -> Option<&'a str> {
    let text = text.trim();
    let empty = text.is_empty() || null.iter().any(|word| word == text);
    (!empty).then_some(text)
}

fn present<'p>(text: &str, (start, end): (usize, usize), null: &[String]) -> Slot<'p> {
    let whole = text.get(start..end).unwrap_or_default();
    match trimmed(whole, null) {
        None => Slot::Empty,
        Some(kept) => {
            let start = start + (whole.len() - whole.trim_start().len());
            Slot::Record(start, start + kept.len())
        }
    }
}

/// A byte that is certainly no blank; others may belong to one.
const fn is_graphic(byte: u8) -> bool {
    byte > b' ' && byte < 0x7F
}
