//! Which delimiter a file uses.

use crate::fields::Fields;
use crate::split::{Chunk, Cut, Shape, Splitter};
use std::collections::BTreeSet;

/// How records are cut into fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Dialect {
    pub(crate) delimiter: u8,
    /// `None` where quotes mean nothing.
    pub(crate) quote: Option<u8>,
}

/// The delimiters that are looked for.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// How many records decide.
const SAMPLE: usize = 200;

/// The first records of a text, cut by one dialect.
pub(crate) struct Sample {
    pub(crate) dialect: Dialect,
    /// Fields of the first records, trimmed; the header first where there is one.
    pub(crate) rows: Vec<Vec<String>>,
    /// Offset and line behind the first record.
    pub(crate) after_first: (u64, u64),
}

/// Cuts the head of a file by every delimiter and keeps the one that fits best: first by the names that the mapping expects, then by how many records
/// agree with the first on the number of fields, then by that number.
pub(crate) fn find(
    head: &[u8],
    whole: bool,
    delimiter: Option<u8>,
    quote: Option<u8>,
    expected: &BTreeSet<&str>,
) -> Sample {
    let given = delimiter.map(|one| vec![one]);
    let mut best: Option<((usize, usize, usize), Sample)> = None;
    for delimiter in given.unwrap_or_else(|| DELIMITERS.to_vec()) {
        let sample = sample(head, whole, Dialect { delimiter, quote }, SAMPLE);
        let score = score(&sample, expected);
        if best.as_ref().is_none_or(|(known, _)| score > *known) {
            best = Some((score, sample));
        }
    }
    best.map_or_else(
        || sample(head, whole, Dialect { delimiter: b',', quote }, SAMPLE),
        |(_, sample)| sample,
    )
}

fn score(sample: &Sample, expected: &BTreeSet<&str>) -> (usize, usize, usize) {
    let Some(first) = sample.rows.first() else {
        return (0, 0, 0);
    };
    let known = first.iter().filter(|name| expected.contains(name.as_str())).count();
    if first.len() < 2 {
        return (known, 0, 1);
    }
    let agreeing = sample.rows.iter().filter(|row| row.len() == first.len()).count();
    (known, agreeing, first.len())
}

/// Cuts the first records by one dialect; a record that the head cuts off is left out.
pub(crate) fn sample(head: &[u8], whole: bool, dialect: Dialect, rows: usize) -> Sample {
    let text = without_mark(head);
    let skipped = (head.len() - text.len()) as u64;
    let cut = Cut {
        dialect,
        max_record: head.len(),
        chunk: head.len() + 1,
    };
    let mut splitter = Splitter::new(text, cut, skipped, 1);
    let chunk = splitter.next_chunk(Chunk::default()).ok().flatten().unwrap_or_default();
    let mut fields = Fields::default();
    let most = rows;
    let mut rows = Vec::new();
    for record in chunk.records.iter().take(most) {
        let cut_off = !whole && (record.end == text.len() || record.shape == Shape::Unclosed);
        if cut_off && !rows.is_empty() {
            break;
        }
        let line = String::from_utf8_lossy(&chunk.bytes[record.start..record.end]);
        fields.split_quoted(&line, dialect);
        rows.push(
            (0..fields.len())
                .map(|field| fields.get(&line, field).trim().to_owned())
                .collect(),
        );
    }
    let after_first = chunk.records.first().map_or((skipped, 1), |first| {
        let inside = crate::split::line_breaks(&chunk.bytes[first.start..first.end]);
        (chunk.base + first.end as u64, first.line + inside)
    });
    Sample {
        dialect,
        rows,
        after_first,
    }
}

/// The text behind a byte order mark.
pub(crate) fn without_mark(text: &[u8]) -> &[u8] {
    text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text)
}

/// The name that reports and mappings use for a delimiter.
pub(crate) fn delimiter_name(delimiter: u8) -> String {
    if delimiter == b'\t' {
        "tab".to_owned()
    } else {
        char::from(delimiter).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> char {
        char::from(
            find(text.as_bytes(), true, None, Some(b'"'), &BTreeSet::new())
                .dialect
                .delimiter,
        )
    }

    #[test]
    fn the_delimiter_is_the_one_that_records_agree_on() {
        assert_eq!(found("a,b\n1,2\n"), ',');
        assert_eq!(found("a;b\n1,50;2\n3,75;4\n"), ';');
        assert_eq!(found("a\tb\n1\t2,3\n"), '\t');
        assert_eq!(found("a|b\n1|\"x|y,z,\"\n"), '|');
        assert_eq!(found("date;montant, EUR;libelle\n1;2;3\n"), ';');
    }

    #[test]
    fn expected_names_decide_over_agreement() {
        let text = "date;solde,x\n1;2;9,4\n";
        assert_eq!(found(text), ',');
        let expected: BTreeSet<&str> = ["date", "valeur"].into();
        let sample = find(text.as_bytes(), true, None, Some(b'"'), &expected);
        assert_eq!(sample.dialect.delimiter, b';');
    }

    #[test]
    fn data_starts_behind_the_header() {
        let text = "\u{feff}\r\n\"a\nb\",c\r\n1,2\n";
        let sample = find(text.as_bytes(), true, None, Some(b'"'), &BTreeSet::new());
        assert_eq!(sample.rows[0], ["a\nb", "c"]);
        assert_eq!(sample.after_first, (12, 3));
    }
}
