//! What is wrong with a pack or an overlay, where, and what to do about it.

pub use crate::code::Code;
use std::fmt;

/// Longer source lines are cut around the mark: they would wrap and lose it.
const LONGEST: usize = 140;
/// Characters shown before and after the mark of a line that is cut.
const BEFORE: usize = 70;
const AFTER: usize = 50;

/// One mistake in a pack or an overlay.
///
/// `Display` prints the message, the place, the line with a mark under the word, and the hint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackError {
    /// Stable code.
    pub code: Code,
    /// File, as the caller named it or relative to its pack.
    pub file: String,
    /// Line from 1; 0 where the mistake has no line, such as a missing file.
    pub line: usize,
    /// Column from 1, in characters.
    pub column: usize,
    /// Characters to mark, at least one.
    pub width: usize,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub hint: Option<String>,
    /// The whole source line; empty where there is none.
    pub excerpt: String,
}

impl PackError {
    /// A mistake that has a file but no line.
    pub(crate) fn of_file(code: Code, file: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            code,
            file: file.into(),
            line: 0,
            column: 0,
            width: 0,
            message: message.into(),
            hint: None,
            excerpt: String::new(),
        }
    }

    /// Adds what to do.
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    fn fmt_excerpt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = self.line.to_string();
        let gutter = " ".repeat(number.len());
        let (shown, pad) = self.window();
        let left = shown.chars().skip(pad).count().max(1);
        let mark = "^".repeat(self.width.clamp(1, left));
        let indent: String = shown
            .chars()
            .take(pad)
            .map(|c| if c == '\t' { '\t' } else { ' ' })
            .collect();
        write!(f, "\n{gutter} |\n{number} | {shown}\n{gutter} | {indent}{mark}")
    }

    /// The part of the line around the mark, and how many characters of it precede the mark.
    fn window(&self) -> (String, usize) {
        let line: Vec<char> = self.excerpt.chars().map(printable).collect();
        let at = self.column.saturating_sub(1).min(line.len());
        let whole = line.len() <= LONGEST;
        let from = if whole { 0 } else { at.saturating_sub(BEFORE) };
        let to = if whole { line.len() } else { line.len().min(at + AFTER) };
        let lead = if from > 0 { "…" } else { "" };
        let tail = if to < line.len() { "…" } else { "" };
        let middle: String = line[from..to].iter().collect();
        (format!("{lead}{middle}{tail}"), at - from + lead.chars().count())
    }
}

/// Control characters of a file must not steer a terminal.
fn printable(c: char) -> char {
    if c.is_control() && c != '\t' { '\u{fffd}' } else { c }
}

impl fmt::Display for PackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let message: String = self.message.chars().map(printable).collect();
        write!(f, "error[{}]: {message}\n  --> {}", self.code.name(), self.file)?;
        if self.line > 0 {
            write!(f, ":{}:{}", self.line, self.column)?;
            self.fmt_excerpt(f)?;
        }
        if let Some(hint) = &self.hint {
            write!(f, "\n  hint: {hint}")?;
        }
        Ok(())
    }
}

impl std::error::Error for PackError {}

/// Everything that is wrong, in the order of files and lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackErrors(pub Vec<PackError>);

impl PackErrors {
    pub(crate) fn sorted(mut errors: Vec<PackError>) -> Self {
        errors.sort_by(|a, b| {
            (&a.file, a.line, a.column, a.code, &a.message).cmp(&(&b.file, b.line, b.column, b.code, &b.message))
        });
        errors.dedup();
        Self(errors)
    }
}

impl From<PackError> for PackErrors {
    fn from(error: PackError) -> Self {
        Self(vec![error])
    }
}

impl fmt::Display for PackErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, error) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str("\n\n")?;
            }
            write!(f, "{error}")?;
        }
        Ok(())
    }
}

impl std::error::Error for PackErrors {}
