//! Where whole records end, without a look at each of them.

use crate::dialect::Dialect;
use crate::split::closing;
use memchr::{memchr, memrchr2};

/// The end of the last whole record of bytes that start outside quotes: where its line break stands, or the length where the text ends with these bytes.
/// `None` where no record is whole.
pub(crate) fn whole_records(bytes: &[u8], dialect: Dialect, last: bool) -> Option<usize> {
    let mut border = None;
    let mut outside = 0;
    let mut at = 0;
    while let Some(here) = dialect.quote.and_then(|quote| Some(at + memchr(quote, &bytes[at..])?)) {
        at = here + 1;
        if !opens(bytes, here, dialect) {
            continue;
        }
        border = last_break(bytes, outside, here).or(border);
        let Some(after) = closing(bytes, at, bytes[here], last) else {
            return border;
        };
        at = after;
        outside = after;
    }
    if last {
        return Some(bytes.len());
    }
    last_break(bytes, outside, bytes.len()).or(border)
}

/// A quote counts at the start of a field only.
fn opens(bytes: &[u8], here: usize, dialect: Dialect) -> bool {
    match here.checked_sub(1).and_then(|before| bytes.get(before)) {
        None => true,
        Some(before) => *before == dialect.delimiter || is_break(*before),
    }
}

fn last_break(bytes: &[u8], from: usize, to: usize) -> Option<usize> {
    memrchr2(b'\n', b'\r', &bytes[from..to]).map(|found| from + found)
}

pub(crate) const fn is_break(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}
