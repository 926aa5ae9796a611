//! The repository on disk: its root, its files, the programs run in it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Done, or a text that says what is wrong and what to do.
pub(crate) type Outcome = Result<(), String>;

/// The folder that holds the workspace's `Cargo.toml`.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

/// A path as a reader knows it: below the root, with forward slashes.
pub(crate) fn shown(path: &Path) -> String {
    let root = root();
    let below = path.strip_prefix(&root).unwrap_or(path);
    below.to_string_lossy().replace('\\', "/")
}

/// Says which file an input or output error is about.
pub(crate) fn attempt<T>(verb: &str, path: &Path, result: io::Result<T>) -> Result<T, String> {
    result.map_err(|error| format!("can't {verb} {}: {error}", shown(path)))
}

/// The text of a file.
pub(crate) fn read(path: &Path) -> Result<String, String> {
    attempt("read", path, fs::read_to_string(path))
}

/// Every file below a folder, in order of path; none where the folder does not exist.
pub(crate) fn files_below(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(folder) = open.pop() {
        if !folder.is_dir() {
            continue;
        }
        for entry in attempt("list", &folder, fs::read_dir(&folder))? {
            let path = attempt("list", &folder, entry)?.path();
            if path.is_dir() {
                open.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// A cargo command. It starts at the root, since cargo looks at the folder it stands in: from a
/// crate's own folder `cargo tree` shows that crate alone, and a check of the tree would pass for nothing.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(program);
    command.args(arguments).current_dir(root());
    command
}

/// What a cargo command printed; its failure and its silence are errors.
pub(crate) fn cargo_output(arguments: &[&str]) -> Result<String, String> {
    let name = format!("cargo {}", arguments.join(" "));
    let output = cargo(arguments)
        .output()
        .map_err(|error| format!("can't run {name}: {error}"))?;
    if !output.status.success() {
        return Err(format!("{name} failed:\n{}", String::from_utf8_lossy(&output.stderr)));
    }
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    if text.trim().is_empty() {
        return Err(format!("{name} printed nothing, so there is nothing to check"));
    }
    Ok(text)
}
