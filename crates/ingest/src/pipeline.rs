//! Several workers, of which one at a time reads on to the next border between records; all type what they read.

use crate::counts::Counts;
use crate::input::Tally;
use crate::ledger::{Ledger, LedgerFile};
use crate::split::{Chunk, Splitter};
use crate::worker::{FilePlan, Worker};
use redflag_model::{Needs, Part, Progress, ReadError, ReadErrorKind, ReadOptions, Reject, Sink};
use std::collections::BTreeMap;
use std::io::Read;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// How often progress is told.
const TICK: Duration = Duration::from_millis(100);

/// A chunk on its way to a worker.
struct Parcel {
    number: u64,
    file: u32,
    chunk: Chunk,
}

/// What a read gives: shares and counts.
type Outcome<P> = (Vec<P>, Counts);

/// Reads all files of a ledger into a sink.
pub(crate) fn run<S: Sink>(
    ledger: &Ledger,
    needs: &Needs,
    sink: &S,
    options: &ReadOptions<'_>,
    tallies: &[Arc<Tally>],
) -> Result<Outcome<S::Part>, ReadError> {
    let plans = ledger.plans(needs);
    let threads = options.threads.max(1);
    let shared = Shared {
        plans: &plans,
        reader: Mutex::new(Reader::new(ledger, options, tallies)),
        rows: AtomicU64::new(0),
        rejects: Mutex::new(InOrder::default()),
        report: options.reject,
        filled: options.filled,
    };
    let mut parts = Vec::with_capacity(threads);
    let mut counts = Counts::new(ledger.files.len());
    thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|_| {
                let part = sink.part();
                let shared = &shared;
                scope.spawn(move || shared.work(part))
            })
            .collect();
        for worker in workers {
            let (part, counted) = worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            parts.push(part);
            counts.add(counted);
        }
    });
    let rows = shared.rows.load(Ordering::Relaxed);
    let mut reader = shared.reader.into_inner().unwrap_or_else(PoisonError::into_inner);
    match reader.trouble.take() {
        Some(trouble) => Err(trouble),
        None => reader.tell(rows).map(|()| (parts, counts)),
    }
}

/// What all workers share.
struct Shared<'s> {
    plans: &'s [FilePlan<'s>],
    reader: Mutex<Reader<'s>>,
    /// Records typed so far.
    rows: AtomicU64,
    rejects: Mutex<InOrder>,
    report: Option<&'s (dyn Fn(Reject) + Sync)>,
    filled: bool,
}

impl Shared<'_> {
    /// Reads a chunk, in turn with the others, and types it, at the same time as the others: what was just read is still near.
    fn work<P: Part>(&self, mut part: P) -> (P, Counts) {
        let mut worker = Worker::new(self.plans.len(), self.report.is_some(), self.filled);
        let mut spare = Chunk::default();
        while let Some(parcel) = self.next(spare) {
            let rows = worker.work(&self.plans[parcel.file as usize], parcel.file, &parcel.chunk, &mut part);
            self.rows.fetch_add(rows, Ordering::Relaxed);
            spare = parcel.chunk;
            if let Some(report) = self.report {
                let rejects = std::mem::take(&mut worker.rejects);
                lock(&self.rejects).pass_on(parcel.number, rejects, report);
            }
        }
        (part, worker.counts.finished())
    }

    fn next(&self, spare: Chunk) -> Option<Parcel> {
        lock(&self.reader).next(spare, &self.rows)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Rejects of chunks that were finished before their turn.
#[derive(Default)]
struct InOrder {
    turn: u64,
    waiting: BTreeMap<u64, Vec<Reject>>,
}

impl InOrder {
    fn pass_on(&mut self, number: u64, rejects: Vec<Reject>, report: &(dyn Fn(Reject) + Sync)) {
        self.waiting.insert(number, rejects);
        while let Some(rejects) = self.waiting.remove(&self.turn) {
            self.turn += 1;
            rejects.into_iter().for_each(report);
        }
    }
}

/// Reads the files one after the other.
struct Reader<'r> {
    ledger: &'r Ledger,
    options: &'r ReadOptions<'r>,
    tallies: &'r [Arc<Tally>],
    /// Number of the file at hand, or of the next where none is open.
    file: usize,
    open: Option<Splitter<Box<dyn Read + Send>>>,
    number: u64,
    told: Instant,
    /// Why reading stopped.
    trouble: Option<ReadError>,
}

impl<'r> Reader<'r> {
    fn new(ledger: &'r Ledger, options: &'r ReadOptions<'r>, tallies: &'r [Arc<Tally>]) -> Self {
        Self {
            ledger,
            options,
            tallies,
            file: 0,
            open: None,
            number: 0,
            told: Instant::now(),
            trouble: None,
        }
    }

    /// The next parcel; none once all is read or something went wrong.
    fn next(&mut self, spare: Chunk, rows: &AtomicU64) -> Option<Parcel> {
        if self.trouble.is_some() {
            return None;
        }
        let next = self.parcel(spare).and_then(|parcel| {
            if self.told.elapsed() >= TICK {
                self.tell(rows.load(Ordering::Relaxed))?;
            }
            Ok(parcel)
        });
        next.unwrap_or_else(|trouble| {
            self.trouble = Some(trouble);
            None
        })
    }

    fn parcel(&mut self, mut spare: Chunk) -> Result<Option<Parcel>, ReadError> {
        while let Some(file) = self.ledger.files.get(self.file) {
            let splitter = match &mut self.open {
                Some(splitter) => splitter,
                closed => closed.insert(start(self.ledger, file, &self.tallies[self.file])?),
            };
            let chunk = splitter
                .next_region(spare)
                .map_err(|error| file.input.trouble(&error))?;
            if let Some(chunk) = chunk {
                let parcel = Parcel {
                    number: self.number,
                    file: u32::try_from(self.file).unwrap_or(u32::MAX),
                    chunk,
                };
                self.number += 1;
                return Ok(Some(parcel));
            }
            // An export still being written would otherwise be screened in part.
            file.input.check_unchanged()?;
            spare = Chunk::default();
            self.open = None;
            self.file += 1;
        }
        Ok(None)
    }

    fn tell(&mut self, rows: u64) -> Result<(), ReadError> {
        self.told = Instant::now();
        let Some(progress) = self.options.progress else {
            return Ok(());
        };
        let files = self.ledger.files.iter();
        let go_on = progress(Progress {
            bytes: self.tallies.iter().map(|tally| tally.bytes()).sum(),
            total_bytes: files.map(|file| file.input.stored_bytes()).sum(),
            rows,
            ..Progress::default()
        });
        if go_on {
            return Ok(());
        }
        Err(ReadError {
            kind: ReadErrorKind::Interrupted,
            file: None,
            line: None,
            column: None,
            message: "stopped before all was read".to_owned(),
            hint: None,
        })
    }
}

/// Opens a file where its data starts.
fn start(ledger: &Ledger, file: &LedgerFile, tally: &Arc<Tally>) -> Result<Splitter<Box<dyn Read + Send>>, ReadError> {
    file.input.check_unchanged()?;
    let mut text = file.input.text(tally)?;
    let (byte, line) = file.data_start;
    skip(&mut text, byte).map_err(|error| file.input.trouble(&error))?;
    Ok(Splitter::new(text, ledger.cut(file), byte, line))
}

/// Passes over the first bytes of a text.
pub(crate) fn skip(text: &mut dyn Read, bytes: u64) -> std::io::Result<()> {
    std::io::copy(&mut Read::take(text, bytes), &mut std::io::sink()).map(|_| ())
}
