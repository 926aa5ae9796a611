//! Rows read again, for evidence.

use crate::convert::Converter;
use crate::encoding::read_some;
use crate::fields::Fields;
use crate::identity::{canonical_texts, digest_of, hex};
use crate::input::{Jump, Tally};
use crate::ledger::{Ledger, LedgerFile};
use crate::memory::Memory;
use crate::split::{Cut, Scan, Shape, scan};
use crate::texts::Texts;
use rayon::prelude::*;
use redflag_model::{Needs, Position, ReadError, ReadErrorKind, SourceRow};
use std::io::Read;
use std::sync::Arc;

/// Up to this distance, reading on is cheaper than a jump.
const NEAR: u64 = 16 * 1024;
/// Read at once behind a jump: rows of evidence mostly stand alone.
const BLOCK: usize = 8 * 1024;
/// Rows that one thread reads in one go.
const RUN: usize = 2048;
/// Bytes of a digest that a row's hash shows.
const HASH_BYTES: usize = 8;

/// The rows at some positions, in the order asked.
pub(crate) fn rows(ledger: &Ledger, positions: &[Position]) -> Result<Vec<SourceRow>, ReadError> {
    let mut order: Vec<usize> = (0..positions.len()).collect();
    order.sort_unstable_by_key(|&at| positions[at]);
    let mut rows: Vec<Option<SourceRow>> = vec![None; positions.len()];
    for same_file in order.chunk_by(|&left, &right| positions[left].file == positions[right].file) {
        let number = positions[same_file[0]].file;
        let Some(file) = ledger.files.get(number as usize) else {
            let message = format!("no file has the number {number}");
            return Err(
                ReadError::new(ReadErrorKind::Changed, "-", message).with_hint("read the same files in the same order")
            );
        };
        file.input.check_unchanged()?;
        // What can only be read from its beginning is read in one go.
        let run = if file.input.jumps() { RUN } else { same_file.len() };
        let runs: Vec<_> = same_file
            .par_chunks(run)
            .map(|run| Rows::new(ledger, file)?.at(run.iter().map(|&at| positions[at])))
            .collect();
        // In order, so that the first row that is gone is the one that is told.
        for (run, found) in same_file.chunks(run).zip(runs) {
            for (&at, row) in run.iter().zip(found?) {
                rows[at] = Some(row);
            }
        }
    }
    Ok(rows.into_iter().flatten().collect())
}

/// Rows of one file.
struct Rows<'l> {
    ledger: &'l Ledger,
    file: &'l LedgerFile,
    cursor: Cursor<'l>,
    fields: Fields,
    texts: Texts<'l>,
    memory: Memory,
    needs: Needs,
    digested: String,
}

impl<'l> Rows<'l> {
    fn new(ledger: &'l Ledger, file: &'l LedgerFile) -> Result<Self, ReadError> {
        Ok(Self {
            ledger,
            file,
            cursor: Cursor::new(file, ledger.cut(file))?,
            fields: Fields::default(),
            texts: Texts::new(),
            memory: Memory::default(),
            needs: Needs::default(),
            digested: String::new(),
        })
    }

    /// The rows at positions, of which none stands before the one asked for last.
    fn at(mut self, positions: impl Iterator<Item = Position>) -> Result<Vec<SourceRow>, ReadError> {
        let mut rows: Vec<SourceRow> = Vec::new();
        for position in positions {
            // The cursor only goes forward, so a row asked for twice is read once.
            let row = match rows.last() {
                Some(last) if last.position.byte == position.byte => SourceRow {
                    position,
                    ..last.clone()
                },
                _ => self.row(position)?,
            };
            rows.push(row);
        }
        Ok(rows)
    }

    fn row(&mut self, position: Position) -> Result<SourceRow, ReadError> {
        let file = self.file;
        let changed = || file.input.changed().at_line(position.line);
        let (record, shape) = self.cursor.record(position.byte)?;
        let text = record
            .and_then(|bytes| std::str::from_utf8(bytes).ok())
            .ok_or_else(changed)?;
        match shape {
            Shape::Plain => self.fields.split_plain(text, file.dialect.delimiter),
            _ => self.fields.split_quoted(text, file.dialect),
        }
        if self.fields.len() != file.layout.header.len() {
            return Err(changed());
        }
        let mapping = &self.ledger.mapping;
        let swap = file.layout.swap.as_ref();
        self.texts.gather(&file.layout.cells, swap, &self.fields, text, mapping);
        let view = self.texts.view(&self.fields, text);
        let converter = Converter::new(mapping, &file.layout, &self.needs, &self.ledger.zones);
        let money = converter.money(&view, &mut self.memory);
        let core = converter.core(&view, money, converter.stamp(&view, &mut self.memory));
        let texts = canonical_texts(&view, &core, &mapping.values);
        let texts: Vec<_> = texts.map(|(column, text)| (column, text.into_owned())).collect();
        let digest = digest_of(texts.iter().map(|(column, text)| (*column, text)), &mut self.digested);
        Ok(SourceRow {
            position,
            hash: hex(&digest[..HASH_BYTES]),
            texts,
        })
    }
}

/// A text in which one only goes forward.
struct Cursor<'f> {
    file: &'f LedgerFile,
    cut: Cut,
    text: Text,
    buffer: Vec<u8>,
    /// Offset of the buffer's first byte.
    base: u64,
    /// Where the cursor stands in the buffer.
    at: usize,
    ended: bool,
}

enum Text {
    Jumping(Box<dyn Jump>),
    Streaming(Box<dyn Read + Send>),
}

impl<'f> Cursor<'f> {
    fn new(file: &'f LedgerFile, cut: Cut) -> Result<Self, ReadError> {
        let text = match file.input.jumping()? {
            Some(text) => Text::Jumping(text),
            None => Text::Streaming(file.input.text(&Arc::<Tally>::default())?),
        };
        Ok(Self {
            file,
            cut,
            text,
            buffer: Vec::new(),
            base: 0,
            at: 0,
            ended: false,
        })
    }

    /// The record that starts at a byte; `None` where the text ends before.
    fn record(&mut self, byte: u64) -> Result<(Option<&[u8]>, Shape), ReadError> {
        if !self.starts_record(byte)? {
            return Ok((None, Shape::Plain));
        }
        loop {
            let rest = &self.buffer[self.at..];
            let window = &rest[..rest.len().min(self.cut.max_record + 1)];
            let fits = window.len() <= self.cut.max_record;
            match scan(window, self.cut.dialect, self.ended && fits) {
                Scan::Whole { end: 0, .. } => return Ok((None, Shape::Plain)),
                Scan::Whole { end, shape } => return Ok((Some(&self.buffer[self.at..][..end]), shape)),
                Scan::Cut { .. } if fits && !self.ended => {
                    let more = rest.len();
                    self.fill(more)?;
                }
                Scan::Cut { .. } => return Ok((None, Shape::Unclosed)),
            }
        }
    }

    /// Goes to a byte; false where no record starts there.
    fn starts_record(&mut self, byte: u64) -> Result<bool, ReadError> {
        let start = self.file.data_start.0;
        if byte > start {
            self.go_to(byte - 1)?;
            if self.at == self.buffer.len() {
                self.fill(0)?;
            }
            if !matches!(self.buffer.get(self.at), Some(b'\n' | b'\r')) {
                return Ok(false);
            }
        }
        self.go_to(byte)?;
        Ok(byte >= start)
    }

    /// Passes what stands before a byte, or all there is.
    fn go_to(&mut self, byte: u64) -> Result<(), ReadError> {
        loop {
            let ahead = byte.saturating_sub(self.base + self.at as u64);
            let rest = self.buffer.len() - self.at;
            match usize::try_from(ahead) {
                Ok(ahead) if ahead <= rest => {
                    self.at += ahead;
                    return Ok(());
                }
                _ => self.at = self.buffer.len(),
            }
            if ahead > NEAR && self.jump(byte)? {
                return Ok(());
            }
            if self.ended {
                return Ok(());
            }
            self.fill(0)?;
        }
    }

    /// True where the text allows it.
    fn jump(&mut self, byte: u64) -> Result<bool, ReadError> {
        let Text::Jumping(text) = &mut self.text else {
            return Ok(false);
        };
        if !text.jump(byte).map_err(|error| self.file.input.trouble(&error))? {
            return Ok(false);
        }
        self.buffer.clear();
        (self.base, self.at, self.ended) = (byte, 0, false);
        Ok(true)
    }

    /// Reads on, up to so many bytes or a block; what is passed is forgotten.
    fn fill(&mut self, more: usize) -> Result<(), ReadError> {
        self.buffer.drain(..self.at);
        self.base += self.at as u64;
        self.at = 0;
        let filled = self.buffer.len();
        self.buffer.resize(filled + more.max(BLOCK), 0);
        let text: &mut dyn Read = match &mut self.text {
            Text::Jumping(text) => text.as_mut(),
            Text::Streaming(text) => text.as_mut(),
        };
        let count = read_some(text, &mut self.buffer[filled..]).map_err(|error| self.file.input.trouble(&error))?;
        self.buffer.truncate(filled + count);
        self.ended = count == 0;
        Ok(())
    }
}
