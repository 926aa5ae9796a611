//! `flags.csv`: which indicator holds at which transaction, one line each.

use super::cells::safe;
use redflag_model::Flag;
use std::io::Write as _;

/// The first line of `flags.csv`.
pub const FLAGS_HEADER: &[u8] = b"rule,tx_id\n";

/// Appends the line of one flag.
pub fn flag_line(flag: Flag<'_>, line: &mut Vec<u8>) {
    line.extend_from_slice(flag.indicator.as_bytes());
    line.push(b',');
    // A line for each flag of millions: the usual identifier goes straight through.
    if flag.copy.is_none() && is_plain(flag.id) {
        line.extend_from_slice(flag.id.as_bytes());
    } else {
        cell(flag, line);
    }
    line.push(b'\n');
}

fn is_plain(id: &str) -> bool {
    let starts = id.bytes().next().is_some_and(|byte| byte.is_ascii_alphanumeric());
    starts
        && id
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b':' | b'/'))
}

fn cell(flag: Flag<'_>, line: &mut Vec<u8>) {
    let id = safe(flag.id);
    let id = match flag.copy {
        Some(copy) => format!("{id}-{copy}"),
        None => id.into_owned(),
    };
    let quoted = id.contains([',', '"', '\n', '\r']) || id.is_empty();
    let written = if quoted {
        write!(line, "\"{}\"", id.replace('"', "\"\""))
    } else {
        write!(line, "{id}")
    };
    debug_assert!(written.is_ok(), "a Vec takes every write");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(id: &str, copy: Option<u32>) -> String {
        let mut line = Vec::new();
        let indicator = "HT-FLOW-002";
        flag_line(Flag { indicator, id, copy }, &mut line);
        String::from_utf8(line).unwrap()
    }

    #[test]
    fn identifiers_come_back_through_a_csv_reader() {
        for (id, copy, expected) in [
            ("T0000000001", None, "T0000000001"),
            ("xab", Some(2), "xab-2"),
            ("a,b", None, "a,b"),
            ("say \"no\"\nnow", None, "say \"no\"\nnow"),
            ("=1+1", None, "'=1+1"),
            ("-5", None, "'-5"),
            ("é\u{1b}[31m", None, "é\\u{1b}[31m"),
        ] {
            let text = line(id, copy);
            let mut reader = csv::ReaderBuilder::new()
                .has_headers(false)
                .from_reader(text.as_bytes());
            let row = reader.records().next().unwrap().unwrap();
            assert_eq!(row.iter().collect::<Vec<_>>(), ["HT-FLOW-002", expected]);
            assert!(reader.records().next().is_none());
        }
    }
}
