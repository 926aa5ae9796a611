//! The two streams: answers on standard output, messages on standard error. A closed pipe ends the talk quietly.

use redflag::report::printable;
use std::io::{self, Write as _};

/// Prints an answer. Its writer has made texts from data printable where the answer is for people.
pub(crate) fn answer(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}

/// Prints a message of one or more lines, with control characters from data written out.
pub(crate) fn message(text: &str) {
    let shown: Vec<_> = text.lines().map(line).collect();
    // Where standard error is gone there is nobody to tell.
    drop(writeln!(io::stderr().lock(), "{}", shown.join("\n")));
}

/// Source excerpts keep their tabs, so that a caret stays under its word.
fn line(text: &str) -> String {
    text.split('\t').map(printable).collect::<Vec<_>>().join("\t")
}

/// Columns of the terminal, or 100 where there is none.
pub(crate) fn width() -> usize {
    terminal_size::terminal_size().map_or(100, |(width, _)| usize::from(width.0))
}
