//! A stream that can be read only once, kept in an unlinked temporary file so that it can be read again.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::sync::{Arc, Mutex, PoisonError};

/// What came so far, and where the rest comes from.
pub(crate) struct Spool {
    state: Mutex<State>,
}

struct State {
    kept: File,
    length: u64,
    /// `None` once the stream has ended.
    rest: Option<Box<dyn Read + Send>>,
}

impl Spool {
    pub(crate) fn new(stream: Box<dyn Read + Send>) -> io::Result<Arc<Self>> {
        Ok(Arc::new(Self {
            state: Mutex::new(State {
                kept: tempfile::tempfile()?,
                length: 0,
                rest: Some(stream),
            }),
        }))
    }

    /// The length, once the stream has ended.
    pub(crate) fn known_length(&self) -> Option<u64> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.rest.is_none().then_some(state.length)
    }

    fn read_at(&self, at: u64, out: &mut [u8]) -> io::Result<usize> {
        let mut guard = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let state = &mut *guard;
        if at < state.length {
            state.kept.seek(SeekFrom::Start(at))?;
            return state.kept.read(out);
        }
        let Some(rest) = &mut state.rest else {
            return Ok(0);
        };
        let came = rest.read(out)?;
        if came == 0 && !out.is_empty() {
            state.rest = None;
        }
        state.kept.seek(SeekFrom::Start(state.length))?;
        state.kept.write_all(&out[..came])?;
        state.length += came as u64;
        Ok(came)
    }
}

/// Reads a spool, from its beginning unless told otherwise.
pub(crate) struct SpoolReader {
    spool: Arc<Spool>,
    at: u64,
}

impl SpoolReader {
    pub(crate) fn new(spool: &Arc<Spool>) -> Self {
        Self {
            spool: Arc::clone(spool),
            at: 0,
        }
    }

    /// Goes to a byte; false where it did not come yet.
    pub(crate) fn go_to(&mut self, byte: u64) -> bool {
        let state = self.spool.state.lock().unwrap_or_else(PoisonError::into_inner);
        let came = byte <= state.length;
        if came {
            self.at = byte;
        }
        came
    }
}

impl Read for SpoolReader {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.spool.read_at(self.at, out)?;
        self.at += count as u64;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_readers_see_the_same_stream() {
        let stream: Vec<u8> = (0..100_000_u32).flat_map(u32::to_le_bytes).collect();
        let spool = Spool::new(Box::new(io::Cursor::new(stream.clone()))).unwrap();
        let mut first = SpoolReader::new(&spool);
        let mut start = vec![0; 1000];
        first.read_exact(&mut start).unwrap();
        assert_eq!(spool.known_length(), None);
        let mut again = Vec::new();
        SpoolReader::new(&spool).read_to_end(&mut again).unwrap();
        let mut rest = Vec::new();
        first.read_to_end(&mut rest).unwrap();
        assert_eq!(again, stream);
        assert_eq!([start, rest].concat(), stream);
        assert_eq!(spool.known_length(), Some(400_000));
    }
}
