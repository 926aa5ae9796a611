//! Bytes of any supported encoding turned into UTF-8 before anything else looks at them.

use encoding_rs::{Decoder, DecoderResult};
use std::io::{self, Read};

/// How the bytes of a file mean characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    Utf8,
    Utf16Le,
    Utf16Be,
    /// Windows-1252, which is what exports labelled Latin-1 hold.
    Latin1,
}

impl Encoding {
    /// The name that reports use.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf16Le => "utf-16le",
            Self::Utf16Be => "utf-16be",
            Self::Latin1 => "latin-1",
        }
    }

    /// The names that a mapping may use.
    pub(crate) const NAMES: [&'static str; 6] =
        ["utf-8", "utf-16le", "utf-16be", "latin-1", "iso-8859-1", "windows-1252"];

    /// Finds an encoding by a name of [`Encoding::NAMES`], in either case.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Some(match name.to_ascii_lowercase().as_str() {
            "utf-8" => Self::Utf8,
            "utf-16le" => Self::Utf16Le,
            "utf-16be" => Self::Utf16Be,
            "latin-1" | "iso-8859-1" | "windows-1252" => Self::Latin1,
            _ => return None,
        })
    }

    /// The encoding that the first bytes of a file show; `whole` where they are all there is.
    pub(crate) fn detect(head: &[u8], whole: bool) -> Self {
        match head {
            [0xEF, 0xBB, 0xBF, ..] => Self::Utf8,
            [0xFF, 0xFE, ..] => Self::Utf16Le,
            [0xFE, 0xFF, ..] => Self::Utf16Be,
            _ => wide_by_nuls(head).unwrap_or_else(|| if is_utf8(head, whole) { Self::Utf8 } else { Self::Latin1 }),
        }
    }

    fn codec(self) -> Option<&'static encoding_rs::Encoding> {
        match self {
            Self::Utf8 => None,
            Self::Utf16Le => Some(encoding_rs::UTF_16LE),
            Self::Utf16Be => Some(encoding_rs::UTF_16BE),
            Self::Latin1 => Some(encoding_rs::WINDOWS_1252),
        }
    }

    /// The reader as UTF-8. Units that mean nothing become the byte FF, so that their row is rejected and no other.
    pub(crate) fn decode<'a>(self, inner: Box<dyn Read + Send + 'a>) -> Box<dyn Read + Send + 'a> {
        match self.codec() {
            None => inner,
            Some(codec) => Box::new(Decoding::new(inner, codec.new_decoder_without_bom_handling())),
        }
    }
}

/// UTF-16 without a mark: mostly Western text has a NUL in every other byte.
fn wide_by_nuls(head: &[u8]) -> Option<Encoding> {
    let sample = &head[..head.len().min(4096)];
    let pairs = sample.len() / 2;
    let nuls = |odd: usize| sample.iter().skip(odd).step_by(2).filter(|&&byte| byte == 0).count();
    let (even, odd) = (nuls(0), nuls(1));
    if pairs < 2 {
        None
    } else if odd * 2 > pairs && even * 8 < pairs {
        Some(Encoding::Utf16Le)
    } else if even * 2 > pairs && odd * 8 < pairs {
        Some(Encoding::Utf16Be)
    } else {
        None
    }
}

fn is_utf8(head: &[u8], whole: bool) -> bool {
    match std::str::from_utf8(head) {
        Ok(_) => true,
        // A character cut by the end of the sample is no error.
        Err(error) => error.error_len().is_none() && !whole,
    }
}

const BLOCK: usize = 64 * 1024;
/// No byte of UTF-8, so validation fails exactly where decoding did.
const MALFORMED: u8 = 0xFF;

struct Decoding<'a> {
    inner: Box<dyn Read + Send + 'a>,
    decoder: Decoder,
    raw: Vec<u8>,
    raw_at: usize,
    raw_end: usize,
    ended: bool,
    done: bool,
    text: Vec<u8>,
    text_at: usize,
    text_end: usize,
}

impl<'a> Decoding<'a> {
    fn new(inner: Box<dyn Read + Send + 'a>, decoder: Decoder) -> Self {
        Self {
            inner,
            decoder,
            raw: vec![0; BLOCK],
            raw_at: 0,
            raw_end: 0,
            ended: false,
            done: false,
            text: vec![0; 3 * BLOCK],
            text_at: 0,
            text_end: 0,
        }
    }

    fn refill(&mut self) -> io::Result<()> {
        if self.raw_at == self.raw_end && !self.ended {
            self.raw_at = 0;
            self.raw_end = read_some(&mut self.inner, &mut self.raw)?;
            self.ended = self.raw_end == 0;
        }
        let room = self.text.len() - 1;
        let (result, read, written) = self.decoder.decode_to_utf8_without_replacement(
            &self.raw[self.raw_at..self.raw_end],
            &mut self.text[..room],
            self.ended,
        );
        self.raw_at += read;
        self.text_at = 0;
        self.text_end = written;
        match result {
            DecoderResult::InputEmpty => self.done = self.ended,
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(..) => {
                self.text[written] = MALFORMED;
                self.text_end += 1;
            }
        }
        Ok(())
    }
}

impl Read for Decoding<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.text_at == self.text_end {
            if self.done {
                return Ok(0);
            }
            self.refill()?;
        }
        let taken = out.len().min(self.text_end - self.text_at);
        out[..taken].copy_from_slice(&self.text[self.text_at..self.text_at + taken]);
        self.text_at += taken;
        Ok(taken)
    }
}

/// One read that is not cut short by a signal.
pub(crate) fn read_some(inner: &mut dyn Read, out: &mut [u8]) -> io::Result<usize> {
    loop {
        match inner.read(out) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            other => return other,
        }
    }
}

/// Reads until `out` is full or the input ends; says how much came.
pub(crate) fn read_full(inner: &mut dyn Read, out: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < out.len() {
        match read_some(inner, &mut out[filled..])? {
            0 => break,
            count => filled += count,
        }
    }
    Ok(filled)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(encoding: Encoding, bytes: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        encoding.decode(Box::new(bytes)).read_to_end(&mut out).unwrap();
        out
    }

    fn utf16(text: &str, big: bool) -> Vec<u8> {
        text.encode_utf16()
            .flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() })
            .collect()
    }

    #[test]
    fn every_encoding_is_recognised_and_read() {
        let text = "réf;montant\nÉté 💶;1,50\n";
        for big in [false, true] {
            let bytes = utf16(text, big);
            let encoding = Encoding::detect(&bytes, true);
            assert_eq!(encoding, if big { Encoding::Utf16Be } else { Encoding::Utf16Le });
            assert_eq!(decoded(encoding, &bytes), text.as_bytes());
        }
        let latin = b"r\xE9f;co\xFBt \x80\n";
        assert_eq!(Encoding::detect(latin, true), Encoding::Latin1);
        assert_eq!(decoded(Encoding::Latin1, latin), "réf;coût €\n".as_bytes());
        assert_eq!(Encoding::detect(text.as_bytes(), true), Encoding::Utf8);
    }

    #[test]
    fn a_character_cut_by_the_sample_is_still_utf8() {
        assert_eq!(Encoding::detect("é".as_bytes().split_at(1).0, false), Encoding::Utf8);
        assert_eq!(Encoding::detect("é".as_bytes().split_at(1).0, true), Encoding::Latin1);
    }

    #[test]
    fn half_a_surrogate_spoils_its_row_only() {
        let mut bytes = utf16("a\nb", false);
        bytes.extend([0x00, 0xD8]);
        bytes.extend(utf16("\nc\n", false));
        assert_eq!(decoded(Encoding::Utf16Le, &bytes), b"a\nb\xFF\nc\n");
    }

    #[test]
    fn long_texts_pass_block_borders() {
        let text = "añ€💶".repeat(50_000);
        assert_eq!(decoded(Encoding::Utf16Le, &utf16(&text, false)), text.as_bytes());
    }
}
