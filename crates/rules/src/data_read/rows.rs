//! Lists in tables of commas, semicolons or tabs, as institutions keep them.

use super::words::check_value;
use crate::data::{Entry, List, Provenance};
use crate::error::Code;
use crate::source::{Faults, Source};
use crate::toml_walk::{Doc, Text};
use redflag_model::time;
use std::collections::BTreeMap;
use std::ops::Range;

/// Columns that may stand beside the keys.
const ABOUT: [&str; 4] = ["since", "until", "why", "source"];

/// The list in a table whose first line names the columns: the keys, and what is said of each entry.
pub(crate) fn list_of_rows(source: &Source, keys: &[String], from: Provenance, faults: &Faults) -> List {
    let doc = Doc { source, faults };
    let mut list = List {
        from,
        keys: keys.to_vec(),
        ..List::default()
    };
    let mut lines = lines(&source.text);
    let columns = match lines.next() {
        Some(header) => columns(doc, &header, keys),
        None => empty(doc, keys),
    };
    let Some(columns) = columns else { return list };
    let mut bodiless = true;
    for line in lines {
        bodiless = false;
        let Some(entry) = entry(doc, &line, keys, &columns) else {
            continue;
        };
        let folded = entry.values.iter().map(|value| value.to_uppercase()).collect();
        if !list.entries.insert(folded) {
            doc.hinted(Code::BadData, &line.at, "this entry stands here twice", "keep one");
        }
        list.details.push(entry);
    }
    if bodiless {
        empty(doc, keys);
    }
    list.widen();
    list
}

fn empty(doc: Doc<'_>, keys: &[String]) -> Option<Columns> {
    let hint = format!(
        "{}, and one entry at least stands below; to do without the list, switch off the indicators that read it",
        wanted(keys)
    );
    doc.hinted(Code::BadData, &(0..0), "the list holds nothing", hint);
    None
}

fn wanted(keys: &[String]) -> String {
    format!(
        "the first line names the columns: {}; if need be {}",
        keys.join(", "),
        ABOUT.join(", ")
    )
}

/// Where each key and each further column stands.
struct Columns {
    keys: Vec<usize>,
    about: BTreeMap<&'static str, usize>,
}

fn columns(doc: Doc<'_>, header: &Line, keys: &[String]) -> Option<Columns> {
    let names: Vec<String> = header.cells.iter().map(|cell| cell.value.to_lowercase()).collect();
    let mut about = BTreeMap::new();
    for (at, (name, cell)) in names.iter().zip(&header.cells).enumerate() {
        if let Some(known) = ABOUT.into_iter().find(|known| known == name) {
            about.insert(known, at);
        } else if !keys.contains(name) {
            let message = format!("a list has no column `{}`", cell.value);
            doc.hinted(Code::BadData, &cell.at, message, wanted(keys));
        }
    }
    let mut places: Vec<usize> = Vec::new();
    for key in keys {
        let Some(at) = (0..names.len()).find(|at| names[*at] == *key && !places.contains(at)) else {
            let message = format!("the column `{key}` is missing");
            doc.hinted(Code::BadData, &header.at, message, wanted(keys));
            return None;
        };
        places.push(at);
    }
    Some(Columns { keys: places, about })
}

fn entry(doc: Doc<'_>, line: &Line, keys: &[String], columns: &Columns) -> Option<Entry> {
    let filled = |at: &usize| line.cells.get(*at).filter(|cell| !cell.value.is_empty());
    let mut values = Vec::new();
    for (key, at) in keys.iter().zip(&columns.keys) {
        let Some(cell) = filled(at) else {
            let message = format!("this line has no {key}");
            doc.hinted(Code::BadData, &line.at, message, "fill it in, or take the line out");
            return None;
        };
        check_value(doc, key, cell);
        values.push(cell.value.clone());
    }
    let about = |name: &str| columns.about.get(name).and_then(filled);
    let text = |name: &str| about(name).map(|cell| cell.value.clone());
    let day = |name: &str| {
        if let Some(cell) = about(name) {
            check_day(doc, cell);
        }
        text(name)
    };
    Some(Entry {
        values,
        since: day("since"),
        until: day("until"),
        why: text("why"),
        source: text("source"),
    })
}

fn check_day(doc: Doc<'_>, cell: &Text) {
    if time::parse_day(&cell.value).is_none() {
        let message = format!("`{}` is no date", cell.value);
        doc.hinted(Code::BadData, &cell.at, message, "write YYYY-MM-DD");
    }
}

/// A line that is not blank.
struct Line {
    cells: Vec<Text>,
    at: Range<usize>,
}

/// Lines with their cells; the first line tells the delimiter.
fn lines(text: &str) -> impl Iterator<Item = Line> {
    let header = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let marks = [';', '\t', ','];
    let delimiter = marks.into_iter().find(|mark| header.contains(*mark)).unwrap_or(',');
    let mut start = 0;
    text.split_inclusive('\n').filter_map(move |whole| {
        let at = start;
        start += whole.len();
        let line = whole.trim_end_matches(['\n', '\r']);
        (!line.trim().is_empty()).then(|| Line {
            cells: cells(line, at, delimiter),
            at: at..at + line.len(),
        })
    })
}

/// Cells of a line; quotes may enclose a cell, and two of them inside stand for one.
fn cells(line: &str, start: usize, delimiter: char) -> Vec<Text> {
    let mut cells = Vec::new();
    let (mut from, mut quoted) = (0, false);
    for (at, c) in line.char_indices() {
        if c == '"' {
            quoted = !quoted;
        } else if c == delimiter && !quoted {
            cells.push(cell(line, from..at, start));
            from = at + c.len_utf8();
        }
    }
    cells.push(cell(line, from..line.len(), start));
    cells
}

fn cell(line: &str, range: Range<usize>, start: usize) -> Text {
    let at = start + range.start..start + range.end;
    let raw = line[range].trim();
    let inner = raw.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let value = match inner {
        Some(inner) => inner.replace("\"\"", "\"").trim().to_owned(),
        None => raw.to_owned(),
    };
    Text { value, at }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_may_be_quoted() {
        let values = |line: &str, delimiter| -> Vec<String> {
            cells(line, 0, delimiter).into_iter().map(|cell| cell.value).collect()
        };
        assert_eq!(values("SY, \"war, since 2011\" ,", ','), ["SY", "war, since 2011", ""]);
        assert_eq!(values("a;\"say \"\"x;y\"\"\"", ';'), ["a", "say \"x;y\""]);
        assert_eq!(values("\"", ','), ["\""]);
    }

    #[test]
    fn lines_know_where_they_stand() {
        let text = "country;why\r\n\r\nSY;x\n";
        let spans: Vec<&str> = lines(text).map(|line| &text[line.at]).collect();
        assert_eq!(spans, ["country;why", "SY;x"]);
    }
}
