use super::*;
use crate::fields::Fields;
use crate::marks::Marks;
use crate::walk::{Cuts, Found, Walk};
use proptest::prelude::*;

const DIALECT: Dialect = Dialect {
    delimiter: b',',
    quote: Some(b'"'),
};

/// One record as a slow reader sees it: offset, line, shape, fields.
type Seen = (u64, u64, &'static str, Vec<String>);

/// The definition: the `csv` crate reads one record from each start; a quote that it leaves open, or a record that grows too long, costs the first line.
fn slow(text: &[u8], max_record: usize) -> Vec<Seen> {
    let mut seen = Vec::new();
    let (mut at, mut line) = (0, 1);
    while at < text.len() {
        if matches!(text[at], b'\n' | b'\r') {
            line += u64::from(text[at] == b'\r' || at == 0 || text[at - 1] != b'\r');
            at += 1;
            continue;
        }
        let window = &text[at..text.len().min(at + max_record + 1)];
        let (length, fields) = first_record(window);
        let full = window.len() > max_record;
        let reached_end = length == window.len();
        let open = reached_end && is_open(window, full);
        let (name, length, fields) = if open || (full && reached_end) {
            let name = if open { "unclosed" } else { "too long" };
            (name, first_line(&text[at..]), Vec::new())
        } else {
            ("whole", length, fields)
        };
        seen.push((at as u64, line, name, fields));
        let passed = &text[at..at + length];
        if name == "whole" {
            line += (0..passed.len())
                .filter(|&i| passed[i] == b'\r' || (passed[i] == b'\n' && (i == 0 || passed[i - 1] != b'\r')))
                .count() as u64;
        }
        at += length;
    }
    seen
}

fn reader(bytes: &[u8]) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(bytes)
}

/// Length without the line break, and fields, of the first record.
fn first_record(window: &[u8]) -> (usize, Vec<String>) {
    let mut reader = reader(window);
    let mut record = csv::ByteRecord::new();
    reader.read_byte_record(&mut record).unwrap();
    let mut length = usize::try_from(reader.position().byte()).unwrap();
    let closed = !is_open(&window[..length], false);
    while closed && length > 0 && matches!(window[length - 1], b'\n' | b'\r') {
        length -= 1;
    }
    (
        length,
        record
            .iter()
            .map(|field| String::from_utf8_lossy(field).into_owned())
            .collect(),
    )
}

/// True where bytes end inside quotes: a further line is then no record of its own. At the end of a full window a quote just seen may yet be doubled.
fn is_open(window: &[u8], full: bool) -> bool {
    let before = if full {
        window.strip_suffix(b"\"").unwrap_or(window)
    } else {
        window
    };
    let ended_open = |bytes: &[u8]| reader(&[bytes, b"\nX".as_slice()].concat()).byte_records().count() == 1;
    ended_open(window) || (before.len() < window.len() && ended_open(before))
}

fn first_line(text: &[u8]) -> usize {
    text.iter()
        .position(|byte| matches!(byte, b'\n' | b'\r'))
        .unwrap_or(text.len())
}

fn fast(text: &[u8], max_record: usize, chunk: usize, step: usize) -> Vec<Seen> {
    let cut = Cut {
        dialect: DIALECT,
        max_record,
        chunk,
    };
    let mut splitter = Splitter::new(Trickle { text, step }, cut, 0, 1);
    let mut seen = Vec::new();
    let mut spare = Chunk::default();
    while let Some(chunk) = splitter.next_chunk(spare).unwrap() {
        for record in &chunk.records {
            let bytes = &chunk.bytes[record.start..record.end];
            let name = match record.shape {
                Shape::Plain | Shape::Quoted => "whole",
                Shape::Unclosed => "unclosed",
                Shape::TooLong => "too long",
            };
            let fields = if name == "whole" {
                fields(bytes, record.shape)
            } else {
                Vec::new()
            };
            seen.push((chunk.base + record.start as u64, record.line, name, fields));
        }
        spare = chunk;
    }
    seen
}

/// As [`fast`], by regions, with the fields that the walk finds.
fn walked(text: &[u8], max_record: usize, chunk: usize, step: usize) -> Vec<Seen> {
    let cut = Cut {
        dialect: DIALECT,
        max_record,
        chunk,
    };
    let mut splitter = Splitter::new(Trickle { text, step }, cut, 0, 1);
    let mut seen = Vec::new();
    let mut spare = Chunk::default();
    let mut marks = Marks::default();
    while let Some(chunk) = splitter.next_region(spare).unwrap() {
        let listed = chunk.records.iter().map(|record| {
            let bytes = &chunk.bytes[record.start..record.end];
            let (name, fields) = match record.shape {
                Shape::Unclosed => ("unclosed", Vec::new()),
                Shape::TooLong => ("too long", Vec::new()),
                shape => ("whole", fields(bytes, shape)),
            };
            (chunk.base + record.start as u64, record.line, name, fields)
        });
        seen.extend(listed);
        if let Some(region) = chunk.region {
            let bytes = &chunk.bytes[..region.end];
            let mut walk = Walk::new(bytes, marks.find(bytes, DIALECT), DIALECT, region);
            while let Some(found) = walk.record() {
                let (record, fields) = match found {
                    Found::Plain(record, cuts) => (record, cut_out(bytes, &cuts)),
                    Found::Unquoted(record, cuts) => (record, cut_out(bytes, &cuts)),
                    Found::Escaped(record) => (record, fields(&bytes[record.start..record.end], Shape::Quoted)),
                };
                seen.push((chunk.base + record.start as u64, record.line, "whole", fields));
            }
        }
        spare = chunk;
    }
    seen
}

fn cut_out(bytes: &[u8], cuts: &impl Cuts) -> Vec<String> {
    let text = |(start, end): (usize, usize)| String::from_utf8_lossy(&bytes[start..end]).into_owned();
    (0..cuts.count()).map(|field| text(cuts.range(field))).collect()
}

fn fields(bytes: &[u8], shape: Shape) -> Vec<String> {
    let text = String::from_utf8_lossy(bytes);
    let mut fields = Fields::default();
    match shape {
        Shape::Plain => fields.split_plain(&text, b','),
        _ => fields.split_quoted(&text, DIALECT),
    }
    (0..fields.len())
        .map(|field| fields.get(&text, field).to_owned())
        .collect()
}

/// Hands out a few bytes at a time.
struct Trickle<'t> {
    text: &'t [u8],
    step: usize,
}

impl Read for Trickle<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.step.min(out.len()).min(self.text.len());
        out[..count].copy_from_slice(&self.text[..count]);
        self.text = &self.text[count..];
        Ok(count)
    }
}

fn letters() -> impl Strategy<Value = Vec<u8>> {
    let letter = prop_oneof![
        4 => Just(b'"'),
        3 => Just(b','),
        2 => Just(b'\n'),
        1 => Just(b'\r'),
        4 => Just(b'a'),
    ];
    proptest::collection::vec(letter, 0..200)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn borders_are_those_of_the_slow_reader(text in letters(), max in 1_usize..120, chunk in 1_usize..64, step in 1_usize..70) {
        prop_assert_eq!(fast(&text, max, chunk, step), slow(&text, max));
    }

    #[test]
    fn regions_hold_the_records_of_the_slow_reader(text in letters(), max in 1_usize..250, chunk in 1_usize..250, step in 1_usize..70) {
        prop_assert_eq!(walked(&text, max, chunk, step), slow(&text, max));
    }
}

#[test]
fn positions_and_lines_in_every_line_break() {
    let text = b"a,b\r\n\r\n\"x\r\ny\",2\rc,d\n\n\ne,f";
    let places: Vec<(u64, u64)> = fast(text, 100, 4, 3).into_iter().map(|seen| (seen.0, seen.1)).collect();
    assert_eq!(places, [(0, 1), (7, 3), (16, 5), (22, 8)]);
}

#[test]
fn an_open_quote_costs_its_line_only() {
    let text = b"a,1\nb,\"2\nc,3\nd,4\n";
    let seen = fast(text, 1000, 64, 64);
    let names: Vec<_> = seen.iter().map(|seen| (seen.1, seen.2)).collect();
    assert_eq!(names, [(1, "whole"), (2, "unclosed"), (3, "whole"), (4, "whole")]);
}

/// Endless text, made as it is read: a start, then a unit again and again.
struct Made {
    start: &'static [u8],
    block: Vec<u8>,
    at: usize,
    left: usize,
}

impl Read for Made {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let source = if self.start.is_empty() {
            &self.block[self.at..]
        } else {
            self.start
        };
        let count = out.len().min(self.left).min(source.len());
        out[..count].copy_from_slice(&source[..count]);
        self.left -= count;
        if self.start.is_empty() {
            self.at = (self.at + count) % self.block.len();
        } else {
            self.start = &self.start[count..];
        }
        Ok(count)
    }
}

/// Cuts a quoted field without end; gives the first record's shape, the number of records and the most memory used.
fn cut_endless(unit: &[u8], size: usize) -> (Option<Shape>, usize, usize) {
    let text = Made {
        start: b"1,\"",
        block: unit.repeat(4096),
        at: 0,
        left: size,
    };
    let cut = Cut {
        dialect: DIALECT,
        max_record: 1 << 20,
        chunk: 1 << 20,
    };
    let mut splitter = Splitter::new(text, cut, 0, 1);
    let (mut first, mut records, mut largest) = (None, 0, 0);
    let mut spare = Chunk::default();
    while let Some(chunk) = splitter.next_chunk(spare).unwrap() {
        largest = largest.max(chunk.bytes.len()).max(splitter.buffer.len());
        records += chunk.records.len();
        first = first.or(chunk.records.first().map(|record| record.shape));
        spare = chunk;
    }
    (first, records, largest)
}

#[test]
fn two_hundred_megabytes_in_quotes_take_bounded_memory() {
    let (first, records, largest) = cut_endless(b"nothing ends here ", 200 << 20);
    assert_eq!((first, records), (Some(Shape::Unclosed), 1));
    assert!(largest <= 4 << 20, "{largest}");
}

#[test]
fn every_line_behind_an_open_quote_is_looked_at_a_few_times_only() {
    for unit in [b"every line is one\n".as_slice(), b"a,\"\"\"\"\n"] {
        let (first, records, largest) = cut_endless(unit, 8 << 20);
        assert_eq!(first, Some(Shape::Unclosed));
        assert!(
            records.abs_diff((8 << 20) / unit.len()) <= 1 && largest <= 4 << 20,
            "{records} {largest}"
        );
    }
}
