//! Text that is safe and tidy on a terminal.

use std::borrow::Cow;
use std::fmt::Write as _;

/// The text with everything that could steer a terminal or reverse the reading order written out as an escape.
#[must_use]
pub fn printable(text: &str) -> Cow<'_, str> {
    if !text.chars().any(steers) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if steers(c) {
            let written = write!(shown, "\\u{{{:x}}}", u32::from(c));
            debug_assert!(written.is_ok(), "a String takes every write");
        } else {
            shown.push(c);
        }
    }
    Cow::Owned(shown)
}

fn steers(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Columns that a text takes: East Asian wide characters and pictures take two, combining marks none.
fn columns(text: &str) -> usize {
    text.chars().map(columns_of).sum()
}

fn columns_of(c: char) -> usize {
    match u32::from(c) {
        0x0300..=0x036f | 0x200b..=0x200d | 0xfe00..=0xfe0f => 0,
        0x1100..=0x115f
        | 0x2e80..=0xa4cf
        | 0xac00..=0xd7a3
        | 0xf900..=0xfaff
        | 0xfe30..=0xfe6f
        | 0xff00..=0xff60
        | 0x1f300..=0x1faff
        | 0x20000..=0x3fffd => 2,
        _ => 1,
    }
}

/// Lines no wider than the page, built from the top.
pub(crate) struct Page {
    text: String,
    width: usize,
}

impl Page {
    /// A page of so many columns, at least 30.
    pub(crate) fn new(width: usize) -> Self {
        Self {
            text: String::new(),
            width: width.max(30),
        }
    }

    pub(crate) fn finish(self) -> String {
        self.text
    }

    pub(crate) fn blank(&mut self) {
        self.text.push('\n');
    }

    /// A line of its own, with a blank line before it.
    pub(crate) fn heading(&mut self, text: &str) {
        if !self.text.is_empty() {
            self.blank();
        }
        self.line(0, text);
    }

    pub(crate) fn line(&mut self, indent: usize, text: &str) {
        self.hang(indent, "", 0, text);
    }

    /// A label padded to `column`, then the text, its further lines below its first.
    pub(crate) fn hang(&mut self, indent: usize, label: &str, column: usize, text: &str) {
        let (indent, column) = (indent.min(self.width / 3), column.min(self.width / 3));
        let label = cut(label, self.width.saturating_sub(indent + 1));
        let mut line = format!("{}{label}", " ".repeat(indent));
        let start = if column == 0 { indent } else { indent + column };
        if columns(&line) >= start && column > 0 {
            self.push(&line);
            line = String::new();
        }
        let pad = start.saturating_sub(columns(&line));
        line.push_str(&" ".repeat(pad));
        for word in text.split(' ').filter(|word| !word.is_empty()) {
            let fresh = columns(&line) <= start;
            if !fresh && columns(&line) + 1 + columns(word) > self.width {
                self.push(&line);
                line = " ".repeat(start);
            } else if !fresh {
                line.push(' ');
            }
            line = self.word(line, start, word);
        }
        self.push(&line);
    }

    /// Adds a word, broken where it is wider than the page.
    fn word(&mut self, mut line: String, start: usize, word: &str) -> String {
        for c in word.chars() {
            if columns(&line) + columns_of(c) > self.width {
                self.push(&line);
                line = " ".repeat(start);
            }
            line.push(c);
        }
        line
    }

    /// A row of a table: cut at the edge of the page instead of going on below.
    pub(crate) fn row(&mut self, indent: usize, text: &str) {
        let line = format!("{}{}", " ".repeat(indent), text.trim_end());
        let line = cut(&line, self.width).into_owned();
        self.push(&line);
    }

    fn push(&mut self, line: &str) {
        self.text.push_str(line.trim_end_matches(' '));
        self.text.push('\n');
    }
}

/// The text within so many columns, with an ellipsis where something is missing.
pub(crate) fn cut(text: &str, width: usize) -> Cow<'_, str> {
    if columns(text) <= width {
        return Cow::Borrowed(text);
    }
    let mut shown = String::new();
    let mut used = 0;
    for c in text.chars() {
        if used + columns_of(c) + 1 > width {
            break;
        }
        used += columns_of(c);
        shown.push(c);
    }
    shown.push('…');
    Cow::Owned(shown)
}

/// The widest of some texts.
pub(crate) fn widest<'t>(texts: impl IntoIterator<Item = &'t str>) -> usize {
    texts.into_iter().map(columns).max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_written_out() {
        assert_eq!(printable("a\u{1b}[31mb\r\n"), "a\\u{1b}[31mb\\u{d}\\u{a}");
        assert_eq!(printable("x\u{202e}y\u{9b}"), "x\\u{202e}y\\u{9b}");
        assert!(matches!(printable("Łódź 北京"), Cow::Borrowed(_)));
    }

    #[test]
    fn no_line_is_wider_than_the_page() {
        let text = "北京市 abc ".repeat(30) + &"é".repeat(150);
        for width in [0, 30, 60, 100] {
            let mut page = Page::new(width);
            page.hang(2, "a label that is long itself 北京", 12, &text);
            page.line(4, &text);
            page.hang(90, &text, 90, &text);
            for line in page.finish().lines() {
                assert!(columns(line) <= width.max(30), "{width}: {line}");
            }
        }
        let mut page = Page::new(40);
        page.hang(2, "label", 10, &text);
        assert!(page.finish().lines().all(|line| columns(line) <= 40));
    }

    #[test]
    fn cuts_fall_between_characters() {
        assert_eq!(cut("éééé", 3), "éé…");
        assert_eq!(cut("北京市", 4), "北…");
        assert_eq!(cut("ab", 2), "ab");
        assert_eq!(cut("ab", 0), "…");
    }
}
