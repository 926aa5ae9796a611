//! Records and their fields, from the marks of a text.

use crate::dialect::Dialect;
use crate::region::is_break;
use crate::split::{Record, Region, Shape};

/// Where the fields of one record stand.
pub(crate) trait Cuts: Copy {
    /// Start and end of a field's text.
    fn range(&self, field: usize) -> (usize, usize);
    /// How many fields there are.
    fn count(&self) -> usize;
}

/// Fields without quotes: each lies between two marks.
#[derive(Clone, Copy)]
pub(crate) struct Plain<'m>(&'m [u32]);

impl Cuts for Plain<'_> {
    #[inline]
    fn range(&self, field: usize) -> (usize, usize) {
        match self.0.get(field..field + 2) {
            Some(&[before, end]) => (before.wrapping_add(1) as usize, end as usize),
            _ => (0, 0),
        }
    }

    fn count(&self) -> usize {
        self.0.len() - 1
    }
}

/// Fields of which some stand in quotes.
#[derive(Clone, Copy)]
pub(crate) struct Unquoted<'r>(&'r [(u32, u32)]);

impl Cuts for Unquoted<'_> {
    #[inline]
    fn range(&self, field: usize) -> (usize, usize) {
        let (start, end) = self.0.get(field).copied().unwrap_or_default();
        (start as usize, end as usize)
    }

    fn count(&self) -> usize {
        self.0.len()
    }
}

/// A record with what is known of its fields.
pub(crate) enum Found<'w> {
    Plain(Record, Plain<'w>),
    Unquoted(Record, Unquoted<'w>),
    /// A text in quotes is not what stands between them: some are doubled, or it goes on behind them.
    Escaped(Record),
}

/// A walk over whole records, all of whose quotes close.
pub(crate) struct Walk<'c> {
    bytes: &'c [u8],
    marks: &'c [u32],
    dialect: Dialect,
    /// The first mark not yet passed; marks and `at` go together.
    next: usize,
    at: usize,
    line: u64,
    after_return: bool,
    ranges: Vec<(u32, u32)>,
}

impl<'c> Walk<'c> {
    /// Starts at the first byte of a region.
    pub(crate) fn new(bytes: &'c [u8], marks: &'c [u32], dialect: Dialect, region: Region) -> Self {
        Self {
            bytes,
            marks,
            dialect,
            next: 1,
            at: 0,
            line: region.line,
            after_return: region.after_return,
            ranges: Vec::new(),
        }
    }

    /// The next record.
    pub(crate) fn record(&mut self) -> Option<Found<'_>> {
        self.skip_breaks();
        if self.at == self.bytes.len() {
            return None;
        }
        let first = self.next;
        loop {
            let end = self.place();
            match self.kind(end) {
                Kind::Delimiter => self.next += 1,
                Kind::Break => {
                    let record = self.found(end, Shape::Plain, self.line);
                    return Some(Found::Plain(record, Plain(&self.marks[first - 1..=self.next])));
                }
                Kind::Quote => {
                    self.next = first;
                    return Some(self.quoted());
                }
            }
        }
    }

    /// A record with quotes in it; they count at the start of a field only.
    fn quoted(&mut self) -> Found<'_> {
        self.ranges.clear();
        let line = self.line;
        let mut start = self.at;
        let mut escaped = false;
        loop {
            let (mut from, mut to) = (start, None);
            if self.place() == start && self.kind(start) == Kind::Quote {
                from = start + 1;
                let (close, doubled) = self.closing();
                escaped |= doubled;
                to = Some(close);
            }
            let end = self.end_of_field();
            // A field may end with the text, before its quote closes.
            escaped |= to.is_some_and(|close| close + 1 != end);
            self.ranges.push((short(from), short(to.unwrap_or(end))));
            if self.kind(end) == Kind::Break {
                let record = self.found(end, Shape::Quoted, line);
                return if escaped {
                    Found::Escaped(record)
                } else {
                    Found::Unquoted(record, Unquoted(&self.ranges))
                };
            }
            self.next += 1;
            start = end + 1;
        }
    }

    /// Passes the quotes around a field: where the last one stands, and whether there are doubled ones inside.
    fn closing(&mut self) -> (usize, bool) {
        let mut doubled = false;
        self.next += 1;
        loop {
            let here = self.place();
            if here == self.bytes.len() {
                return (here, doubled);
            }
            self.next += 1;
            match self.kind(here) {
                Kind::Quote if self.place() == here + 1 && self.kind(here + 1) == Kind::Quote => {
                    doubled = true;
                    self.next += 1;
                }
                Kind::Quote => return (here, doubled),
                Kind::Break => {
                    let second_half = self.bytes[here] == b'\n' && self.bytes[here - 1] == b'\r';
                    self.line += u64::from(!second_half);
                }
                Kind::Delimiter => {}
            }
        }
    }

    /// Goes to the mark that ends the field at hand; quotes on the way mean themselves.
    fn end_of_field(&mut self) -> usize {
        while self.kind(self.place()) == Kind::Quote {
            self.next += 1;
        }
        self.place()
    }

    fn found(&mut self, end: usize, shape: Shape, line: u64) -> Record {
        let start = std::mem::replace(&mut self.at, end);
        Record {
            start,
            end,
            line,
            shape,
        }
    }

    fn skip_breaks(&mut self) {
        while let Some(byte) = self.bytes.get(self.at).filter(|byte| is_break(**byte)) {
            self.line += u64::from(!(*byte == b'\n' && self.after_return));
            self.after_return = *byte == b'\r';
            self.at += 1;
            self.next += 1;
        }
        self.after_return = false;
    }

    fn place(&self) -> usize {
        self.marks
            .get(self.next)
            .map_or(self.bytes.len(), |place| *place as usize)
    }

    /// What stands at a mark; the end of the text ends its record.
    fn kind(&self, place: usize) -> Kind {
        match self.bytes.get(place) {
            Some(byte) if *byte == self.dialect.delimiter => Kind::Delimiter,
            Some(byte) if !is_break(*byte) => Kind::Quote,
            _ => Kind::Break,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Delimiter,
    Quote,
    Break,
}

fn short(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}
