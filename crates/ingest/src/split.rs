//! True record borders, found by one reader in order.
//!
//! A quote opens a field only at the field's start, as in the `csv` crate. A record that grows longer than allowed, or whose quote never closes, is
//! given up by its first line, and reading goes on at the next line. No line that follows can have opened a quote of its own (the open quote would have
//! ended there), so that every byte is looked at a bounded number of times.

use crate::dialect::Dialect;
use crate::encoding::read_some;
use crate::region::whole_records;
use memchr::{memchr, memchr_iter, memchr2, memchr3};
use std::io::{self, Read};

/// What a record turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// No quote inside.
    Plain,
    /// Quotes inside.
    Quoted,
    /// A quote that does not close; the record is its first line.
    Unclosed,
    /// Longer than allowed without a quote to blame; the record is its first line.
    TooLong,
}

/// One record of a chunk: a range of the chunk's bytes without its line break.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Record {
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// Line of the first byte, from 1.
    pub(crate) line: u64,
    pub(crate) shape: Shape,
}

/// Some whole records.
#[derive(Debug, Default)]
pub(crate) struct Chunk {
    /// Offset of the first of `bytes` in the text.
    pub(crate) base: u64,
    pub(crate) bytes: Vec<u8>,
    pub(crate) records: Vec<Record>,
    /// Where the records are left for [`crate::walk::Walk`] to find.
    pub(crate) region: Option<Region>,
}

/// First bytes of a chunk, in which every record is whole, every quote closes and nothing is too long.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Region {
    pub(crate) end: usize,
    /// Line of the first byte.
    pub(crate) line: u64,
    /// True where a carriage return stands before the first byte.
    pub(crate) after_return: bool,
}

/// How to cut.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cut {
    pub(crate) dialect: Dialect,
    pub(crate) max_record: usize,
    /// Bytes of a chunk, about.
    pub(crate) chunk: usize,
}

/// How much of a line without end is kept to show it.
const SHOWN: usize = 400;

/// Cuts a text into chunks of whole records.
pub(crate) struct Splitter<R> {
    reader: R,
    cut: Cut,
    buffer: Vec<u8>,
    filled: usize,
    ended: bool,
    at: usize,
    base: u64,
    line: u64,
    after_return: bool,
    skipping_line: bool,
}

enum Step {
    Record(Record),
    /// A line without an end: the chunk must be handed on before the line is skipped.
    Endless(Record),
    NeedMore,
    End,
}

impl<R: Read> Splitter<R> {
    /// Cuts a text whose first byte stands at `base` on `line`.
    pub(crate) fn new(reader: R, cut: Cut, base: u64, line: u64) -> Self {
        Self {
            reader,
            cut,
            buffer: Vec::new(),
            filled: 0,
            ended: false,
            at: 0,
            base,
            line,
            after_return: false,
            skipping_line: false,
        }
    }

    /// The next chunk, its records found or left to be found. Mostly only the end of the last whole record is looked for.
    pub(crate) fn next_region(&mut self, spare: Chunk) -> io::Result<Option<Chunk>> {
        if self.filled - self.at < self.cut.chunk && !self.ended {
            self.drop_passed();
            self.fill()?;
        }
        let Some(end) = self.region_end() else {
            return self.next_chunk(spare);
        };
        let bytes = &self.buffer[self.at..self.at + end];
        let region = Region {
            end,
            line: self.line,
            after_return: self.after_return,
        };
        let halved = self.after_return && bytes.first() == Some(&b'\n');
        self.line += line_breaks(bytes) - u64::from(halved);
        self.after_return = bytes.last() == Some(&b'\r');
        self.at += end;
        let mut chunk = self.hand_over(spare.bytes, spare.records);
        chunk.records.clear();
        chunk.region = Some(region);
        Ok(Some(chunk))
    }

    /// The end of whole records of which none can be too long, relative to where the splitter stands.
    fn region_end(&self) -> Option<usize> {
        let rest = &self.buffer[self.at..self.filled];
        let window = &rest[..rest.len().min(self.cut.max_record)];
        let last = self.ended && window.len() == rest.len();
        let end = if self.skipping_line {
            None
        } else {
            whole_records(window, self.cut.dialect, last)
        };
        end.filter(|end| *end > 0)
    }

    /// The next chunk, which holds a record at least; `spare` is memory to use again.
    pub(crate) fn next_chunk(&mut self, mut spare: Chunk) -> io::Result<Option<Chunk>> {
        spare.records.clear();
        let mut records = std::mem::take(&mut spare.records);
        loop {
            match self.step() {
                Step::Record(record) => records.push(record),
                Step::Endless(record) => {
                    records.push(record);
                    return Ok(Some(self.hand_over(spare.bytes, records)));
                }
                Step::NeedMore if records.is_empty() => {
                    self.drop_passed();
                    self.fill()?;
                }
                Step::End if records.is_empty() => return Ok(None),
                Step::NeedMore | Step::End => return Ok(Some(self.hand_over(spare.bytes, records))),
            }
        }
    }

    /// Gives the passed bytes away and keeps the rest in `spare`.
    fn hand_over(&mut self, mut spare: Vec<u8>, records: Vec<Record>) -> Chunk {
        let rest = self.filled - self.at;
        if spare.len() < rest {
            spare.resize(rest, 0);
        }
        spare[..rest].copy_from_slice(&self.buffer[self.at..self.filled]);
        let chunk = Chunk {
            base: self.base,
            bytes: std::mem::replace(&mut self.buffer, spare),
            records,
            region: None,
        };
        self.base += self.at as u64;
        self.filled = rest;
        self.at = 0;
        chunk
    }

    fn drop_passed(&mut self) {
        self.buffer.copy_within(self.at..self.filled, 0);
        self.base += self.at as u64;
        self.filled -= self.at;
        self.at = 0;
    }

    /// Reads a chunk's worth, or as much again as an unfinished record holds, so that a long record is not looked at too often.
    fn fill(&mut self) -> io::Result<()> {
        let wanted = self.filled + self.cut.chunk.max(self.filled);
        if self.buffer.len() < wanted {
            self.buffer.resize(wanted, 0);
        }
        while self.filled < wanted {
            let count = read_some(&mut self.reader, &mut self.buffer[self.filled..wanted])?;
            if count == 0 {
                self.ended = true;
                break;
            }
            self.filled += count;
        }
        Ok(())
    }

    fn step(&mut self) -> Step {
        if self.skipping_line && !self.skip_line() {
            return if self.ended { Step::End } else { Step::NeedMore };
        }
        self.skip_breaks();
        if self.at == self.filled {
            return if self.ended { Step::End } else { Step::NeedMore };
        }
        let rest = &self.buffer[self.at..self.filled];
        let window = &rest[..rest.len().min(self.cut.max_record + 1)];
        // A full window never counts as the end of the text: whether the end is already known depends on the reads.
        let fits = window.len() <= self.cut.max_record;
        match scan(window, self.cut.dialect, self.ended && fits) {
            Scan::Whole { end, shape } => self.take(end, shape),
            Scan::Cut { .. } if fits && !self.ended => Step::NeedMore,
            Scan::Cut { open: true } => self.take_first_line(window.len(), Shape::Unclosed),
            Scan::Cut { open: false } => self.take_first_line(window.len(), Shape::TooLong),
        }
    }

    fn take(&mut self, length: usize, shape: Shape) -> Step {
        let record = self.record(length, shape);
        if shape == Shape::Quoted {
            self.line += line_breaks(&self.buffer[record.start..record.end]);
        }
        self.at = record.end;
        Step::Record(record)
    }

    fn take_first_line(&mut self, window: usize, shape: Shape) -> Step {
        let seen = &self.buffer[self.at..self.at + window];
        if let Some(end) = memchr2(b'\n', b'\r', seen) {
            let record = self.record(end, shape);
            self.at = record.end;
            return Step::Record(record);
        }
        let record = self.record(window.min(SHOWN), shape);
        self.at = record.end;
        self.skipping_line = true;
        Step::Endless(record)
    }

    fn record(&self, length: usize, shape: Shape) -> Record {
        Record {
            start: self.at,
            end: self.at + length,
            line: self.line,
            shape,
        }
    }

    /// Goes to the next line break; false where it is not yet in sight.
    fn skip_line(&mut self) -> bool {
        let found = memchr2(b'\n', b'\r', &self.buffer[self.at..self.filled]);
        self.at = found.map_or(self.filled, |offset| self.at + offset);
        self.skipping_line = found.is_none();
        found.is_some()
    }

    fn skip_breaks(&mut self) {
        while self.at < self.filled {
            let byte = self.buffer[self.at];
            if byte != b'\n' && byte != b'\r' {
                self.after_return = false;
                return;
            }
            if !(byte == b'\n' && self.after_return) {
                self.line += 1;
            }
            self.after_return = byte == b'\r';
            self.at += 1;
        }
    }
}

/// Line breaks inside a record: LF, CR and CRLF count once.
pub(crate) fn line_breaks(bytes: &[u8]) -> u64 {
    if memchr(b'\r', bytes).is_none() {
        return memchr_iter(b'\n', bytes).count() as u64;
    }
    let mut count = 0;
    for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
        let second_half = bytes[at] == b'\n' && at > 0 && bytes[at - 1] == b'\r';
        count += u64::from(!second_half);
    }
    count
}

/// What a look at the bytes from a record's start shows.
pub(crate) enum Scan {
    /// The record ends at `end`.
    Whole { end: usize, shape: Shape },
    /// Its end is not in sight; `open` says whether the bytes end inside quotes.
    Cut { open: bool },
}

/// Looks for the end of the record that starts the bytes; `last` where the text ends with them.
pub(crate) fn scan(bytes: &[u8], dialect: Dialect, last: bool) -> Scan {
    let Some(quote) = dialect.quote else {
        return match memchr2(b'\n', b'\r', bytes) {
            Some(end) => Scan::Whole {
                end,
                shape: Shape::Plain,
            },
            None => at_the_end(bytes, Shape::Plain, last),
        };
    };
    let mut shape = Shape::Plain;
    let mut at = 0;
    while let Some(found) = memchr3(quote, b'\n', b'\r', &bytes[at..]) {
        let here = at + found;
        if bytes[here] != quote {
            return Scan::Whole { end: here, shape };
        }
        shape = Shape::Quoted;
        at = here + 1;
        if here == 0 || bytes[here - 1] == dialect.delimiter {
            match closing(bytes, at, quote, last) {
                Some(after) => at = after,
                None => return Scan::Cut { open: true },
            }
        }
    }
    at_the_end(bytes, shape, last)
}

fn at_the_end(bytes: &[u8], shape: Shape, last: bool) -> Scan {
    if last {
        Scan::Whole {
            end: bytes.len(),
            shape,
        }
    } else {
        Scan::Cut { open: false }
    }
}

/// The offset after the quote that closes; a doubled quote means itself.
fn closing(bytes: &[u8], mut at: usize, quote: u8, last: bool) -> Option<usize> {
    while let Some(found) = memchr(quote, &bytes[at..]) {
        let here = at + found;
        match bytes.get(here + 1) {
            Some(next) if *next == quote => at = here + 2,
            None if !last => return None,
            _ => return Some(here + 1),
        }
    }
    None
}

#[cfg(test)]
mod tests;
