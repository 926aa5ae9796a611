//! Files, compressed files and streams, as one reader of UTF-8.

use crate::encoding::{Encoding, read_full};
use crate::spool::{Spool, SpoolReader};
use flate2::read::MultiGzDecoder;
use redflag_model::{ReadError, ReadErrorKind};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

/// How much of a file decides its encoding and dialect.
pub(crate) const HEAD: usize = 1 << 20;

/// One input as given.
pub(crate) struct Input {
    /// Path as given, or `-`.
    pub(crate) name: PathBuf,
    place: Place,
    pub(crate) gzip: bool,
    pub(crate) encoding: Encoding,
}

enum Place {
    File { stamp: Stamp },
    Stream(Arc<Spool>),
}

/// What betrays that a file was written again.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Stamp {
    bytes: u64,
    modified: Option<SystemTime>,
    /// False for pipes, which can be read only once.
    regular: bool,
}

/// The first part of an input, as UTF-8.
pub(crate) struct Head {
    pub(crate) text: Vec<u8>,
    /// True where there is no more.
    pub(crate) whole: bool,
}

/// Counts the bytes as stored, and hashes them where somebody asks.
#[derive(Default)]
pub(crate) struct Tally {
    digest: Option<Mutex<Sha256>>,
    bytes: AtomicU64,
}

impl Tally {
    pub(crate) fn hashing() -> Self {
        Self {
            digest: Some(Mutex::default()),
            ..Self::default()
        }
    }

    pub(crate) fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    /// Empty where nobody asked.
    pub(crate) fn sha256(&self) -> String {
        let Some(digest) = &self.digest else {
            return String::new();
        };
        let digest = digest.lock().unwrap_or_else(PoisonError::into_inner).clone();
        crate::identity::hex(&digest.finalize())
    }
}

struct Tallied<R> {
    inner: R,
    tally: Arc<Tally>,
}

impl<R: Read> Read for Tallied<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(out)?;
        if let Some(digest) = &self.tally.digest {
            let mut digest = digest.lock().unwrap_or_else(PoisonError::into_inner);
            digest.update(&out[..count]);
        }
        self.tally.bytes.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

/// A text whose places can be reached in any order.
pub(crate) trait Jump: Read + Send {
    /// Makes the next read start at this byte; false where nobody can tell yet what stands there.
    fn jump(&mut self, byte: u64) -> io::Result<bool>;
}

impl Jump for File {
    fn jump(&mut self, byte: u64) -> io::Result<bool> {
        self.seek(SeekFrom::Start(byte)).map(|_| true)
    }
}

impl Jump for SpoolReader {
    fn jump(&mut self, byte: u64) -> io::Result<bool> {
        Ok(self.go_to(byte))
    }
}

impl Input {
    /// Opens a path, or standard input for `-`, and looks at its first bytes.
    pub(crate) fn open(path: &Path, encoding: Option<Encoding>) -> Result<(Self, Head), ReadError> {
        if path == Path::new("-") {
            return Self::from_stream(path, Box::new(io::stdin()), encoding);
        }
        let stamp = Stamp::of(path)?;
        if !stamp.regular {
            let pipe = File::open(path).map_err(|error| from_io(path, &error))?;
            return Self::from_stream(path, Box::new(pipe), encoding);
        }
        Self::look(path, Place::File { stamp }, encoding)
    }

    /// Takes a stream, which is kept so that it can be read again.
    pub(crate) fn from_stream(
        name: &Path,
        stream: Box<dyn Read + Send>,
        encoding: Option<Encoding>,
    ) -> Result<(Self, Head), ReadError> {
        let spool = Spool::new(stream).map_err(|error| {
            unreadable(name, format!("no temporary file can be made: {error}"))
                .with_hint("free some space, or set TMPDIR to a folder that can be written")
        })?;
        Self::look(name, Place::Stream(spool), encoding)
    }

    fn look(name: &Path, place: Place, encoding: Option<Encoding>) -> Result<(Self, Head), ReadError> {
        let mut input = Self {
            name: name.to_path_buf(),
            place,
            gzip: false,
            encoding: Encoding::Utf8,
        };
        let stored = input.head(2)?.text;
        if stored.is_empty() {
            return Err(unreadable(name, "the file is empty").with_hint("export it again, or leave it out"));
        }
        input.gzip = stored == [0x1F, 0x8B];
        let raw = input.head(HEAD)?;
        refuse_other_formats(name, &raw.text)?;
        input.encoding = encoding.unwrap_or_else(|| Encoding::detect(&raw.text, raw.whole));
        let head = if input.encoding == Encoding::Utf8 {
            raw
        } else {
            input.head(HEAD)?
        };
        refuse_binary(name, &head.text)?;
        Ok((input, head))
    }

    fn head(&self, length: usize) -> Result<Head, ReadError> {
        let mut reader = self.text(&Arc::default())?;
        let mut text = vec![0; length + 1];
        let count = read_full(&mut reader, &mut text).map_err(|error| self.trouble(&error))?;
        text.truncate(count.min(length));
        Ok(Head {
            text,
            whole: count <= length,
        })
    }

    /// The whole input from its beginning, decompressed and decoded; `tally` sees the bytes as stored.
    pub(crate) fn text(&self, tally: &Arc<Tally>) -> Result<Box<dyn Read + Send>, ReadError> {
        let stored: Box<dyn Read + Send> = match &self.place {
            Place::File { .. } => Box::new(self.file()?),
            Place::Stream(spool) => Box::new(SpoolReader::new(spool)),
        };
        let tallied = Tallied {
            inner: stored,
            tally: Arc::clone(tally),
        };
        let plain: Box<dyn Read + Send> = if self.gzip {
            Box::new(MultiGzDecoder::new(BufReader::with_capacity(1 << 17, tallied)))
        } else {
            Box::new(tallied)
        };
        Ok(self.encoding.decode(plain))
    }

    /// True where any place of the text can be reached without what stands before it.
    pub(crate) fn jumps(&self) -> bool {
        !self.gzip && self.encoding == Encoding::Utf8
    }

    /// The text from its beginning, where it is stored as it is read.
    pub(crate) fn jumping(&self) -> Result<Option<Box<dyn Jump>>, ReadError> {
        if !self.jumps() {
            return Ok(None);
        }
        Ok(Some(match &self.place {
            Place::File { .. } => Box::new(self.file()?),
            Place::Stream(spool) => Box::new(SpoolReader::new(spool)),
        }))
    }

    fn file(&self) -> Result<File, ReadError> {
        File::open(&self.name).map_err(|error| self.trouble(&error))
    }

    /// Bytes as stored, where known before reading.
    pub(crate) fn stored_bytes(&self) -> Option<u64> {
        match &self.place {
            Place::File { stamp } => Some(stamp.bytes),
            Place::Stream(spool) => spool.known_length(),
        }
    }

    /// An error where the file is no longer the one that was opened.
    pub(crate) fn check_unchanged(&self) -> Result<(), ReadError> {
        match self.place {
            Place::File { stamp } if Stamp::of(&self.name)? != stamp => Err(self.changed()),
            _ => Ok(()),
        }
    }

    /// The error of a file that was written again.
    pub(crate) fn changed(&self) -> ReadError {
        ReadError::new(
            ReadErrorKind::Changed,
            &self.name,
            "the file changed since it was opened",
        )
        .with_hint("start again on a copy that nobody writes to")
    }

    /// Turns an error of the system into one that says what to do.
    pub(crate) fn trouble(&self, error: &io::Error) -> ReadError {
        match error.kind() {
            io::ErrorKind::UnexpectedEof if self.gzip => {
                unreadable(&self.name, "the gzip stream ends too early: the file is truncated")
                    .with_hint("copy or export the file again")
            }
            io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData if self.gzip => {
                unreadable(&self.name, format!("the gzip stream is damaged: {error}"))
                    .with_hint("copy or export the file again")
            }
            _ => from_io(&self.name, error),
        }
    }
}

impl Stamp {
    fn of(path: &Path) -> Result<Self, ReadError> {
        let about = std::fs::metadata(path).map_err(|error| from_io(path, &error))?;
        if about.is_dir() {
            return Err(unreadable(path, "this is a folder, not a file")
                .with_hint("name the files in it, for example folder/*.csv"));
        }
        Ok(Self {
            bytes: about.len(),
            modified: about.modified().ok(),
            regular: about.is_file(),
        })
    }
}

fn from_io(path: &Path, error: &io::Error) -> ReadError {
    let hint = match error.kind() {
        io::ErrorKind::NotFound => "check the path; names are case-sensitive",
        io::ErrorKind::PermissionDenied => "ask for the right to read it, or copy it to a folder of yours",
        _ => "check that the disk or share is there, then try again",
    };
    let message = match error.kind() {
        io::ErrorKind::NotFound => "no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "reading it is not allowed".to_owned(),
        _ => format!("it cannot be read: {error}"),
    };
    unreadable(path, message).with_hint(hint)
}

pub(crate) fn unreadable(path: &Path, message: impl Into<String>) -> ReadError {
    ReadError::new(ReadErrorKind::Unreadable, path, message)
}

fn refuse_other_formats(name: &Path, head: &[u8]) -> Result<(), ReadError> {
    let what = match head {
        [b'P', b'K', 3, 4, ..] => "a spreadsheet or zip archive",
        [b'P', b'A', b'R', b'1', ..] => "a Parquet file",
        [0xD0, 0xCF, 0x11, 0xE0, ..] => "an old spreadsheet",
        [b'%', b'P', b'D', b'F', ..] => "a PDF document",
        [0x1F, 0x8B, ..] => "a file compressed twice",
        [0x28, 0xB5, 0x2F, 0xFD, ..] => "a file compressed with zstd",
        _ => return Ok(()),
    };
    Err(unreadable(name, format!("this is {what}, not delimited text")).with_hint("export it as CSV, plain or gzip"))
}

/// Text has almost no control characters; whatever has many is no table, in any encoding.
fn refuse_binary(name: &Path, text: &[u8]) -> Result<(), ReadError> {
    let odd = |byte: &&u8| **byte < 0x20 && !matches!(**byte, b'\t' | b'\n' | b'\r' | 0x1A..=0x1F);
    let first_line = &text[..memchr::memchr2(b'\n', b'\r', text).unwrap_or(text.len())];
    let many = text.iter().filter(odd).count() * 20 > text.len();
    if many || first_line.iter().any(|byte| odd(&byte)) {
        return Err(
            unreadable(name, "these bytes are no text").with_hint("export the data as CSV in UTF-8, plain or gzip")
        );
    }
    Ok(())
}
