//! Where whole records end, without a look at each of them.

use crate::dialect::Dialect;
use memchr::{memchr_iter, memrchr2};

/// The end of the last whole record of bytes that start outside quotes: where its line break stands, or the length where the text ends with these bytes.
/// `None` where no record is whole.
pub(crate) fn whole_records(bytes: &[u8], dialect: Dialect, last: bool) -> Option<usize> {
    let mut border = None;
    let mut outside = 0;
    let mut inside = false;
    if let Some(quote) = dialect.quote {
        let mut quotes = memchr_iter(quote, bytes);
        while let Some(here) = quotes.next() {
            let after = here + 1;
            if !inside {
                inside = opens(bytes, here, dialect);
                if inside {
                    border = last_break(bytes, outside, here).or(border);
                }
            } else if bytes.get(after) == Some(&quote) {
                // Doubled: it means itself.
                quotes.next();
            } else if after == bytes.len() && !last {
                // Its double may yet come.
                return border;
            } else {
                inside = false;
                outside = after;
            }
        }
    }
    if inside {
        border
    } else if last {
        Some(bytes.len())
    } else {
        last_break(bytes, outside, bytes.len()).or(border)
    }
}

/// A quote counts at the start of a field only.
fn opens(bytes: &[u8], here: usize, dialect: Dialect) -> bool {
    match here.checked_sub(1).and_then(|before| bytes.get(before)) {
        None => true,
        Some(before) => *before == dialect.delimiter || is_break(*before),
    }
}

fn last_break(bytes: &[u8], from: usize, to: usize) -> Option<usize> {
    // Between fields that all stand in quotes there is a delimiter and nothing else.
    if to == from + 1 && !is_break(bytes[from]) {
        return None;
    }
    memrchr2(b'\n', b'\r', &bytes[from..to]).map(|found| from + found)
}

pub(crate) const fn is_break(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}
