//! Packs named on the command line.

use crate::failure::Failure;
use redflag::{Overlay, Pack};
use std::path::{Path, PathBuf};

/// The word that means the pack which the program carries.
const BUILTIN: &str = "builtin";

/// The packs together, with the overlay; the built-in one where none is named.
pub(crate) fn open(packs: &[PathBuf], overlay: Option<&Path>) -> Result<Pack, Failure> {
    let mut named = packs.iter().map(|name| one(name));
    let first = named.next().unwrap_or_else(|| Ok(Pack::builtin()))?;
    let pack = named.try_fold(first, |pack, other| Ok::<_, Failure>(pack.and(other?)))?;
    match overlay {
        Some(path) => Ok(pack.with(Overlay::open(path)?)),
        None => Ok(pack),
    }
}

fn one(name: &Path) -> Result<Pack, Failure> {
    if name == Path::new(BUILTIN) {
        return Ok(Pack::builtin());
    }
    Ok(Pack::open(name)?)
}
