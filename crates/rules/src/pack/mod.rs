//! A pack: folders of indicators and data, until they are compiled.

mod cases;
mod compile;
mod files;
mod trial;

pub use cases::{Beside, CaseFile};
pub(crate) use files::{Folder, read as read_file};
pub use trial::try_predicate;

use crate::Plan;
use crate::error::{Code, PackError, PackErrors};
use crate::overlay::Overlay;
use crate::source::Faults;
use files::Files;
use std::path::Path;

/// One or more folders of indicators with their data, and what is laid over them. [`Pack::compile`] checks everything at once.
///
/// The pack that the program carries has no privilege: a folder is read in the same way and gets the same checks. Data that a folder does
/// not hold (lists, lexicons, groups, tables, rates, sources) comes from the built-in pack; a file of the same kind and name replaces it.
#[derive(Clone, Debug)]
pub struct Pack {
    parts: Vec<Files>,
    overlays: Vec<Overlay>,
    only: Option<Vec<String>>,
}

impl Pack {
    /// The pack that the program carries.
    #[must_use]
    pub fn builtin() -> Self {
        Self::of(files::builtin())
    }

    /// The pack of a folder: every `indicator.toml` below it, and `data/**/*.toml`.
    ///
    /// # Errors
    /// Where a file cannot be read or is not UTF-8, or the folder holds neither indicators nor data.
    pub fn open(dir: impl AsRef<Path>) -> Result<Self, PackErrors> {
        let faults = Faults::default();
        let files = files::open(dir.as_ref(), &faults);
        if faults.count() == 0 && files.folders.is_empty() && files.data.is_empty() {
            let name = dir.as_ref().to_string_lossy();
            faults.add(
                PackError::of_file(Code::EmptyPack, name, "no indicator stands in this folder")
                    .hint("a pack is a folder with one sub-folder per indicator, each with an indicator.toml"),
            );
        }
        if faults.count() > 0 {
            return Err(PackErrors::sorted(faults.into_vec()));
        }
        Ok(Self::of(files))
    }

    fn of(files: Files) -> Self {
        Self {
            parts: vec![files],
            overlays: Vec::new(),
            only: None,
        }
    }

    /// Both packs together. Data of the other takes the place of this one's; the same indicator in both is an error of [`Pack::compile`].
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.parts.extend(other.parts);
        self.overlays.extend(other.overlays);
        self.only = match (self.only, other.only) {
            (Some(own), Some(others)) => Some(own.into_iter().chain(others).collect()),
            (own, others) => own.or(others),
        };
        self
    }

    /// Lays an overlay over the pack; a later one wins.
    #[must_use]
    pub fn with(mut self, overlay: Overlay) -> Self {
        self.overlays.push(overlay);
        self
    }

    /// Keeps only these indicators switched on, and those that they read.
    #[must_use]
    pub fn only<S: Into<String>>(mut self, ids: impl IntoIterator<Item = S>) -> Self {
        self.only = Some(ids.into_iter().map(Into::into).collect());
        self
    }

    /// Checks everything and gives the plan.
    ///
    /// # Errors
    /// All mistakes found, in the order of files and lines.
    pub fn compile(&self) -> Result<Plan, PackErrors> {
        compile::compile(self)
    }
}
