//! Files seen as one source of transactions.

use crate::convert::Converter;
use crate::counts::Counts;
use crate::dialect::{Dialect, Sample, delimiter_name, find};
use crate::input::{Head, Input, Tally, unreadable};
use crate::layout::{Layout, expected_names};
use crate::mapping::{ColumnRule, Mapping};
use crate::split::Cut;
use crate::worker::{FilePlan, REPEATED_HEADER};
use crate::zones::CountryZones;
use redflag_model::{
    ColumnSet, FileReport, Needs, Position, ReadError, ReadErrorKind, ReadOptions, ReadReport, Sink, Source, SourceRow,
};
use std::collections::BTreeSet;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

/// How to cut files into records.
#[derive(Clone, Copy, Debug)]
pub struct LedgerOptions {
    /// Bytes of the longest record allowed. A longer one is rejected by its first line and reading resumes at the next; memory grows with this number,
    /// never with the input.
    pub max_record: usize,
    /// Bytes of a piece of work; results don't depend on it.
    #[doc(hidden)]
    pub chunk: usize,
}

impl Default for LedgerOptions {
    fn default() -> Self {
        Self {
            max_record: 1 << 20,
            // Small enough to be still near when it is typed, large enough to make turns rare.
            chunk: 1 << 18,
        }
    }
}

/// Files seen as one source of transactions, through a mapping. Opening reads headers only.
///
/// ```
/// use redflag_ingest::{LedgerOptions, Mapping};
/// use redflag_model::{Column, Source};
/// let text = "timestamp,amount,currency,originator_account,beneficiary_account\n2025-03-01T09:00:00Z,12.50,EUR,A,B\n";
/// let ledger = LedgerOptions::default().open_stream("tx.csv", text.as_bytes(), &Mapping::canonical())?;
/// assert!(ledger.columns().contains(Column::BeneficiaryAccount));
/// assert!(!ledger.columns().contains(Column::Memo));
/// # Ok::<(), redflag_model::ReadError>(())
/// ```
pub struct Ledger {
    pub(crate) mapping: Mapping,
    pub(crate) options: LedgerOptions,
    pub(crate) files: Vec<LedgerFile>,
    pub(crate) zones: CountryZones,
}

/// One file of a ledger.
pub(crate) struct LedgerFile {
    pub(crate) input: Input,
    pub(crate) dialect: Dialect,
    pub(crate) layout: Layout,
    /// Offset and line at which the data starts.
    pub(crate) data_start: (u64, u64),
}

impl LedgerOptions {
    /// Opens files as [`Ledger::open`] does.
    ///
    /// # Errors
    /// As [`Ledger::open`].
    pub fn open<P: AsRef<Path>>(self, paths: &[P], mapping: &Mapping) -> Result<Ledger, ReadError> {
        let standard_input = paths.iter().filter(|path| path.as_ref() == Path::new("-")).count();
        if standard_input > 1 {
            return Err(unreadable(Path::new("-"), "standard input is named twice").with_hint("name it once"));
        }
        let mut opening = Opening::new(mapping, paths.len() == 1);
        for path in paths {
            opening.take(path.as_ref(), Input::open(path.as_ref(), mapping.encoding)?)?;
        }
        opening.finish(self)
    }

    /// Opens one stream. It is kept in an unlinked temporary file while it is read, so that evidence can be read again.
    ///
    /// # Errors
    /// As [`Ledger::open`].
    pub fn open_stream(
        self,
        name: impl AsRef<Path>,
        stream: impl Read + Send + 'static,
        mapping: &Mapping,
    ) -> Result<Ledger, ReadError> {
        let name = name.as_ref();
        let mut opening = Opening::new(mapping, true);
        opening.take(name, Input::from_stream(name, Box::new(stream), mapping.encoding)?)?;
        opening.finish(self)
    }
}

/// Files opened so far, and the rules of the mapping that none of them obeyed.
struct Opening<'m> {
    mapping: &'m Mapping,
    files: Vec<LedgerFile>,
    unused: Option<Vec<&'m ColumnRule>>,
    /// True where there is one file only, which must then hold rows.
    alone: bool,
    rowless: usize,
}

impl<'m> Opening<'m> {
    fn new(mapping: &'m Mapping, alone: bool) -> Self {
        Self {
            mapping,
            files: Vec::new(),
            unused: None,
            alone,
            rowless: 0,
        }
    }

    fn take(&mut self, path: &Path, (input, head): (Input, Head)) -> Result<(), ReadError> {
        let sample = sample(self.mapping, path, &head)?;
        if head.whole && sample.rows.len() < needed_rows(self.mapping) {
            if self.alone {
                return Err(rowless(path));
            }
            // A day without transactions is ordinary where there are other days.
            self.rowless += 1;
        }
        let (file, missing) = fit(self.mapping, path, input, &head, sample)?;
        self.files.push(file);
        let everywhere = |rule: &&ColumnRule| missing.iter().any(|other| other.column == rule.column);
        self.unused = Some(match self.unused.take() {
            None => missing,
            Some(unused) => unused.into_iter().filter(everywhere).collect(),
        });
        Ok(())
    }

    fn finish(self, options: LedgerOptions) -> Result<Ledger, ReadError> {
        let Some(file) = self.files.first() else {
            return Err(ReadError {
                kind: ReadErrorKind::Unreadable,
                file: None,
                line: None,
                column: None,
                message: "no file was given".to_owned(),
                hint: Some("name the files to read, or - for standard input".to_owned()),
            });
        };
        if self.rowless == self.files.len() {
            return Err(rowless(&file.input.name));
        }
        if let Some(rule) = self.unused.iter().flatten().next() {
            return Err(file
                .layout
                .lacks_rule(rule.column, Some(rule), self.mapping, &file.input.name));
        }
        Ok(Ledger {
            mapping: self.mapping.clone(),
            options,
            files: self.files,
            zones: CountryZones::new(),
        })
    }
}

/// Lines without which a file holds no row.
fn needed_rows(mapping: &Mapping) -> usize {
    if mapping.header { 2 } else { 1 }
}

fn rowless(path: &Path) -> ReadError {
    unreadable(path, "the file has a header and no data row")
        .with_hint("export it again, leave it out, or say header = false in the mapping if this row is data")
}

/// The first records of a file, with at least one.
fn sample(mapping: &Mapping, path: &Path, head: &Head) -> Result<Sample, ReadError> {
    let expected = if mapping.header {
        expected_names(mapping)
    } else {
        BTreeSet::new()
    };
    let sample = find(&head.text, head.whole, mapping.delimiter, mapping.quote, &expected);
    if sample.rows.is_empty() {
        return Err(unreadable(path, "the file holds blank lines only").with_hint("export it again, or leave it out"));
    }
    Ok(sample)
}

fn fit<'m>(
    mapping: &'m Mapping,
    path: &Path,
    input: Input,
    head: &Head,
    sample: Sample,
) -> Result<(LedgerFile, Vec<&'m ColumnRule>), ReadError> {
    let first = sample.rows.into_iter().next().unwrap_or_default();
    let header = if mapping.header {
        first
    } else {
        (1..=first.len()).map(|number| number.to_string()).collect()
    };
    let (layout, missing) = Layout::fit(mapping, header, path)?;
    let mark = (head.text.len() - crate::dialect::without_mark(&head.text).len()) as u64;
    let file = LedgerFile {
        input,
        dialect: sample.dialect,
        layout,
        data_start: if mapping.header { sample.after_first } else { (mark, 1) },
    };
    Ok((file, missing))
}

impl Ledger {
    /// Opens files: looks at their headers, reads no rows. `-` is standard input.
    ///
    /// # Errors
    /// [`ReadErrorKind::Unreadable`] where a file is missing, empty or no text, or no file has a data row; [`ReadErrorKind::Mapping`] where the mapping does not fit.
    pub fn open<P: AsRef<Path>>(paths: &[P], mapping: &Mapping) -> Result<Self, ReadError> {
        LedgerOptions::default().open(paths, mapping)
    }

    /// The base currency that the mapping asks for.
    #[must_use]
    pub fn base(&self) -> Option<redflag_model::Currency> {
        self.mapping.base
    }

    pub(crate) fn cut(&self, file: &LedgerFile) -> Cut {
        // Larger records would not fit the arithmetic of small machines.
        const LARGEST: usize = 1 << 28;
        Cut {
            dialect: file.dialect,
            max_record: self.options.max_record.clamp(1, LARGEST),
            chunk: self.options.chunk.clamp(1, LARGEST),
        }
    }

    pub(crate) fn plans<'p>(&'p self, needs: &'p Needs) -> Vec<FilePlan<'p>> {
        let plan = |file: &'p LedgerFile| {
            let converter = Converter::new(&self.mapping, &file.layout, needs, &self.zones);
            FilePlan::new(converter, file.dialect)
        };
        self.files.iter().map(plan).collect()
    }

    fn report(&self, counts: Counts, tallies: &[Arc<Tally>]) -> ReadReport {
        let files = self.files.iter().zip(tallies).zip(counts.rows.iter().zip(&counts.days));
        let mut report = ReadReport {
            files: files
                .map(|((file, tally), (rows, days))| file.report(tally, *rows, *days))
                .collect(),
            rows_read: counts.rows.iter().sum(),
            rows_screened: counts.handed_on,
            rejected: counts.rejected,
            totals: counts.totals,
            rejected_accounts: counts.rejected_accounts,
            columns: self.columns(),
            filled: filled(&counts.filled),
            mapping: self.mapping.origin.clone(),
            mapping_sha256: self.mapping.sha256.clone(),
            base: self.mapping.base,
            ..ReadReport::default()
        };
        if counts.repeated_headers > 0 {
            report.excluded.insert(REPEATED_HEADER, counts.repeated_headers);
        }
        report
    }
}

/// Columns with their rows, where there are any.
fn filled(counts: &[u64; redflag_model::Column::ALL.len()]) -> std::collections::BTreeMap<redflag_model::Column, u64> {
    let counted = redflag_model::Column::ALL.iter().copied().zip(counts.iter().copied());
    counted.filter(|(_, rows)| *rows > 0).collect()
}

impl LedgerFile {
    fn report(&self, tally: &Tally, rows: u64, (handed_on, by_day): (u64, u64)) -> FileReport {
        FileReport {
            name: self.input.name.display().to_string(),
            bytes: tally.bytes(),
            sha256: tally.sha256(),
            rows,
            encoding: self.input.encoding.name().to_owned(),
            delimiter: delimiter_name(self.dialect.delimiter),
            gzip: self.input.gzip,
            by_day: handed_on > 0 && handed_on == by_day,
        }
    }
}

impl Source for Ledger {
    fn read<S: Sink>(
        &self,
        needs: &Needs,
        sink: &S,
        options: &ReadOptions<'_>,
    ) -> Result<(Vec<S::Part>, ReadReport), ReadError> {
        let tally = |_| {
            Arc::new(if options.unhashed {
                Tally::default()
            } else {
                Tally::hashing()
            })
        };
        let tallies: Vec<Arc<Tally>> = self.files.iter().map(tally).collect();
        let (parts, counts) = crate::pipeline::run(self, needs, sink, options, &tallies)?;
        Ok((parts, self.report(counts, &tallies)))
    }

    fn reread(&self, positions: &[Position]) -> Result<Vec<SourceRow>, ReadError> {
        crate::reread::rows(self, positions)
    }

    fn columns(&self) -> ColumnSet {
        self.files
            .iter()
            .fold(ColumnSet::default(), |set, file| set.union(file.layout.columns()))
    }

    fn expected_rows(&self) -> Option<u64> {
        crate::expected::rows(self)
    }
}
