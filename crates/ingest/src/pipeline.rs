//! One reader that finds the borders of records, and several workers that type them.

use crate::input::Tally;
use crate::ledger::Ledger;
use crate::split::{Chunk, Splitter};
use crate::worker::{Counts, FilePlan, Worker};
use redflag_model::{Needs, Part, Progress, ReadError, ReadErrorKind, ReadOptions, Reject, Sink};
use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
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

/// What a read gives: shares, counts, and the records of each file.
type Outcome<P> = (Vec<P>, Counts, Vec<u64>);

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
    let (sender, receiver) = sync_channel::<Parcel>(threads + 1);
    let shared = Shared {
        plans: &plans,
        spare: Mutex::new(Vec::new()),
        rejects: Mutex::new(InOrder::default()),
        report: options.reject,
        filled: options.filled,
    };
    thread::scope(|scope| {
        // Owned by the workers alone: when they are gone, the reader's sends fail instead of waiting for ever.
        let receiver = Arc::new(Mutex::new(receiver));
        let workers: Vec<_> = (0..threads)
            .map(|_| {
                let receiver = Arc::clone(&receiver);
                let part = sink.part();
                let shared = &shared;
                scope.spawn(move || shared.work(&receiver, part))
            })
            .collect();
        drop(receiver);
        let mut reader = Reader::new(ledger, options, tallies, &shared.spare);
        let read = reader.read(&sender);
        drop(sender);
        let mut parts = Vec::with_capacity(threads);
        let mut counts = Counts::new(ledger.files.len());
        for worker in workers {
            let (part, counted) = worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            parts.push(part);
            counts.add(counted);
        }
        read.map(|()| (parts, counts, reader.rows))
    })
}

/// What all workers share.
struct Shared<'s> {
    plans: &'s [FilePlan<'s>],
    spare: Mutex<Vec<Chunk>>,
    rejects: Mutex<InOrder>,
    report: Option<&'s (dyn Fn(Reject) + Sync)>,
    filled: bool,
}

impl<'s> Shared<'s> {
    fn work<P: Part>(&'s self, receiver: &Mutex<Receiver<Parcel>>, mut part: P) -> (P, Counts) {
        let mut worker = Worker::new(self.plans.len(), self.report.is_some(), self.filled);
        while let Some(parcel) = next(receiver) {
            worker.work(&self.plans[parcel.file as usize], parcel.file, &parcel.chunk, &mut part);
            lock(&self.spare).push(parcel.chunk);
            if let Some(report) = self.report {
                let rejects = std::mem::take(&mut worker.rejects);
                lock(&self.rejects).pass_on(parcel.number, rejects, report);
            }
        }
        (part, worker.finish())
    }
}

/// The next parcel; the lock is held only while waiting for it, so parcels leave in order.
fn next(receiver: &Mutex<Receiver<Parcel>>) -> Option<Parcel> {
    lock(receiver).recv().ok()
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
    spare: &'r Mutex<Vec<Chunk>>,
    number: u64,
    told: Instant,
    /// Records of each file.
    rows: Vec<u64>,
}

impl<'r> Reader<'r> {
    fn new(
        ledger: &'r Ledger,
        options: &'r ReadOptions<'r>,
        tallies: &'r [Arc<Tally>],
        spare: &'r Mutex<Vec<Chunk>>,
    ) -> Self {
        Self {
            ledger,
            options,
            tallies,
            spare,
            number: 0,
            told: Instant::now(),
            rows: vec![0; ledger.files.len()],
        }
    }

    fn read(&mut self, sender: &SyncSender<Parcel>) -> Result<(), ReadError> {
        for file in 0..self.ledger.files.len() {
            self.read_file(file, sender)?;
        }
        self.tell()
    }

    fn read_file(&mut self, number: usize, sender: &SyncSender<Parcel>) -> Result<(), ReadError> {
        let file = &self.ledger.files[number];
        file.input.check_unchanged()?;
        let mut text = file.input.text(&self.tallies[number])?;
        let (byte, line) = file.data_start;
        skip(&mut text, byte).map_err(|error| file.input.trouble(&error))?;
        let mut splitter = Splitter::new(text, self.ledger.cut(file), byte, line);
        loop {
            let spare = lock(self.spare).pop().unwrap_or_default();
            let chunk = splitter.next_chunk(spare).map_err(|error| file.input.trouble(&error))?;
            let Some(chunk) = chunk else {
                // An export still being written would otherwise be screened in part.
                return file.input.check_unchanged();
            };
            self.rows[number] += chunk.records.len() as u64;
            let parcel = Parcel {
                number: self.number,
                file: u32::try_from(number).unwrap_or(u32::MAX),
                chunk,
            };
            self.number += 1;
            if sender.send(parcel).is_err() {
                // Every worker has panicked; joining them says why.
                return Ok(());
            }
            if self.told.elapsed() >= TICK {
                self.tell()?;
            }
        }
    }

    fn tell(&mut self) -> Result<(), ReadError> {
        self.told = Instant::now();
        let Some(progress) = self.options.progress else {
            return Ok(());
        };
        let files = self.ledger.files.iter();
        let go_on = progress(Progress {
            bytes: self.tallies.iter().map(|tally| tally.bytes()).sum(),
            total_bytes: files.map(|file| file.input.stored_bytes()).sum(),
            rows: self.rows.iter().sum(),
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

/// Passes over the first bytes of a text.
pub(crate) fn skip(text: &mut dyn std::io::Read, bytes: u64) -> std::io::Result<()> {
    std::io::copy(&mut std::io::Read::take(text, bytes), &mut std::io::sink()).map(|_| ())
}
