//! Hashes what passes through on its way to a file.

use redflag_model::hex;
use sha2::{Digest, Sha256};
use std::io::{self, Write};

/// A writer that knows the SHA-256 and the length of all it wrote.
pub(crate) struct Hashing<W> {
    to: W,
    digest: Sha256,
    bytes: u64,
}

impl<W: Write> Hashing<W> {
    pub(crate) fn new(to: W) -> Self {
        Self {
            to,
            digest: Sha256::new(),
            bytes: 0,
        }
    }

    /// The writer, 64 hex digits and the number of bytes.
    pub(crate) fn finish(mut self) -> io::Result<(W, String, u64)> {
        self.to.flush()?;
        Ok((self.to, hex(&self.digest.finalize()), self.bytes))
    }
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        let written = self.to.write(buffer)?;
        self.digest.update(&buffer[..written]);
        self.bytes += u64::try_from(written).unwrap_or_default();
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_is_that_of_the_bytes() {
        let mut writer = Hashing::new(Vec::new());
        writer.write_all(b"a").unwrap();
        writer.write_all(b"bc").unwrap();
        let (bytes, digest, length) = writer.finish().unwrap();
        assert_eq!((bytes.as_slice(), length), (b"abc".as_slice(), 3));
        assert_eq!(
            digest,
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }
}
