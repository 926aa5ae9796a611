//! Rows read again, for evidence.

use crate::convert::Converter;
use crate::encoding::read_some;
use crate::fields::Fields;
use crate::identity::{canonical_texts, digest, hex};
use crate::input::Tally;
use crate::ledger::{Ledger, LedgerFile};
use crate::memory::Memory;
use crate::split::{Cut, Scan, Shape, scan};
use crate::texts::Texts;
use redflag_model::{Needs, Position, ReadError, SourceRow};
use std::io::{self, Read};
use std::sync::Arc;

/// Beyond this distance, seeking is cheaper than reading on.
const FAR: u64 = 256 * 1024;
const BLOCK: usize = 16 * 1024;
/// Bytes of a digest that a row's hash shows.
const HASH_BYTES: usize = 8;

/// The rows at some positions, in the order asked.
pub(crate) fn rows(ledger: &Ledger, positions: &[Position]) -> Result<Vec<SourceRow>, ReadError> {
    let mut order: Vec<usize> = (0..positions.len()).collect();
    order.sort_by_key(|&at| positions[at]);
    let mut rows: Vec<Option<SourceRow>> = vec![None; positions.len()];
    for same_file in order.chunk_by(|&left, &right| positions[left].file == positions[right].file) {
        let number = positions[same_file[0]].file;
        let Some(file) = ledger.files.get(number as usize) else {
            let message = format!("no file has the number {number}");
            return Err(ReadError::new(redflag_model::ReadErrorKind::Changed, "-", message)
                .with_hint("read the same files in the same order"));
        };
        file.input.check_unchanged()?;
        let mut cursor = Cursor::new(file, ledger.cut(file))?;
        // The cursor only goes forward, so a row asked for twice is read once.
        for same_row in same_file.chunk_by(|&left, &right| positions[left].byte == positions[right].byte) {
            let found = row(ledger, file, &mut cursor, positions[same_row[0]])?;
            for &at in same_row {
                let position = positions[at];
                rows[at] = Some(SourceRow {
                    position,
                    ..found.clone()
                });
            }
        }
    }
    Ok(rows.into_iter().flatten().collect())
}

fn row(
    ledger: &Ledger,
    file: &LedgerFile,
    cursor: &mut Cursor<'_>,
    position: Position,
) -> Result<SourceRow, ReadError> {
    let (record, shape) = cursor.record(position.byte)?;
    let Some(text) = record.and_then(|bytes| std::str::from_utf8(bytes).ok()) else {
        return Err(file.input.changed().at_line(position.line));
    };
    let mut fields = Fields::default();
    match shape {
        Shape::Plain => fields.split_plain(text, file.dialect.delimiter),
        _ => fields.split_quoted(text, file.dialect),
    }
    if fields.len() != file.layout.header.len() {
        return Err(file.input.changed().at_line(position.line));
    }
    let needs = Needs::default();
    let converter = Converter::new(&ledger.mapping, &file.layout, &needs, &ledger.zones);
    let mut texts = Texts::new();
    texts.gather(
        &file.layout.cells,
        file.layout.swap.as_ref(),
        &fields,
        text,
        &ledger.mapping,
    );
    let view = texts.view(&fields, text);
    let memory = &mut Memory::default();
    let money = converter.money(&view, memory);
    let core = converter.core(&view, money, converter.stamp(&view, memory));
    let values = &ledger.mapping.values;
    let digest = digest(&view, &core, values, &mut String::new());
    let texts = canonical_texts(&view, &core, values);
    Ok(SourceRow {
        position,
        hash: hex(&digest[..HASH_BYTES]),
        texts: texts.map(|(column, text)| (column, text.into_owned())).collect(),
    })
}

/// A text in which one only goes forward.
struct Cursor<'f> {
    file: &'f LedgerFile,
    cut: Cut,
    text: Box<dyn Read + Send>,
    buffer: Vec<u8>,
    /// Offset of the buffer's first byte.
    base: u64,
    ended: bool,
}

impl<'f> Cursor<'f> {
    fn new(file: &'f LedgerFile, cut: Cut) -> Result<Self, ReadError> {
        Ok(Self {
            file,
            cut,
            text: file.input.text(&Arc::<Tally>::default())?,
            buffer: Vec::new(),
            base: 0,
            ended: false,
        })
    }

    /// The record that starts at a byte; `None` where the text ends before.
    fn record(&mut self, byte: u64) -> Result<(Option<&[u8]>, Shape), ReadError> {
        let file = self.file;
        if !self.starts_record(byte)? {
            return Ok((None, Shape::Plain));
        }
        loop {
            let window = &self.buffer[..self.buffer.len().min(self.cut.max_record + 1)];
            let fits = window.len() <= self.cut.max_record;
            match scan(window, self.cut.dialect, self.ended && fits) {
                Scan::Whole { end: 0, .. } => return Ok((None, Shape::Plain)),
                Scan::Whole { end, shape } => return Ok((Some(&self.buffer[..end]), shape)),
                Scan::Cut { .. } if fits && !self.ended => {
                    let more = self.buffer.len().max(BLOCK);
                    self.fill(more).map_err(|error| file.input.trouble(&error))?;
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
            if self.buffer.is_empty() {
                self.fill(BLOCK).map_err(|error| self.file.input.trouble(&error))?;
            }
            if !matches!(self.buffer.first(), Some(b'\n' | b'\r')) {
                return Ok(false);
            }
        }
        self.go_to(byte)?;
        Ok(byte >= start)
    }

    /// Drops what stands before a byte.
    fn go_to(&mut self, byte: u64) -> Result<(), ReadError> {
        let file = self.file;
        if byte > self.base.saturating_add(FAR)
            && let Some(text) = file.input.text_from(byte)
        {
            self.text = text?;
            self.buffer.clear();
            self.base = byte;
            self.ended = false;
        }
        while self.base < byte {
            let passed = usize::try_from(byte - self.base)
                .unwrap_or(usize::MAX)
                .min(self.buffer.len());
            self.buffer.drain(..passed);
            self.base += passed as u64;
            if self.base < byte {
                if self.ended {
                    return Ok(());
                }
                self.fill(BLOCK).map_err(|error| file.input.trouble(&error))?;
            }
        }
        Ok(())
    }

    fn fill(&mut self, more: usize) -> io::Result<()> {
        let filled = self.buffer.len();
        self.buffer.resize(filled + more, 0);
        let count = read_some(&mut self.text, &mut self.buffer[filled..])?;
        self.buffer.truncate(filled + count);
        self.ended = count == 0;
        Ok(())
    }
}
