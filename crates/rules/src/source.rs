//! A text file of a pack, and the place of a mistake in it.

use crate::error::{Code, PackError};
use std::cell::RefCell;
use std::ops::Range;
use std::sync::Arc;

/// A text with the name by which people know it.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    /// As people can open it.
    pub(crate) name: String,
    /// Within its pack: the same wherever the pack lies.
    pub(crate) local: String,
    pub(crate) text: Arc<str>,
}

impl Source {
    pub(crate) fn new(name: impl Into<String>, text: impl Into<Arc<str>>) -> Self {
        let name = name.into();
        Self {
            local: name.clone(),
            name,
            text: text.into(),
        }
    }

    /// A file of a pack whose names all start with `root`.
    pub(crate) fn in_pack(root: &str, local: &str, text: &str) -> Self {
        Self {
            name: format!("{root}{local}"),
            local: local.to_owned(),
            text: text.into(),
        }
    }

    /// A mistake at a range of bytes. The mark never leaves the line on which the range starts.
    pub(crate) fn fault(&self, code: Code, at: &Range<usize>, message: impl Into<String>) -> PackError {
        let start = self.floor(at.start);
        let end = self.floor(at.end).max(start);
        let line_start = self.text[..start].rfind('\n').map_or(0, |n| n + 1);
        let line_end = self.text[start..].find('\n').map_or(self.text.len(), |n| start + n);
        let excerpt = self.text[line_start..line_end].trim_end_matches('\r');
        let marked = self.text[start..end.min(line_end)].trim_end();
        PackError {
            line: self.text[..start].matches('\n').count() + 1,
            column: self.text[line_start..start].chars().count() + 1,
            width: marked.chars().count().max(1),
            excerpt: excerpt.to_owned(),
            ..PackError::of_file(code, self.name.clone(), message)
        }
    }

    /// The character border at or before a byte.
    fn floor(&self, at: usize) -> usize {
        let mut at = at.min(self.text.len());
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        at
    }
}

/// Collects mistakes, so that a reader goes on after the first.
#[derive(Default)]
pub(crate) struct Faults(RefCell<Vec<PackError>>);

impl Faults {
    pub(crate) fn add(&self, error: PackError) {
        self.0.borrow_mut().push(error);
    }

    pub(crate) fn count(&self) -> usize {
        self.0.borrow().len()
    }

    pub(crate) fn into_vec(self) -> Vec<PackError> {
        self.0.into_inner()
    }
}
