//! Files that a generator wants on disk: written, or compared with what is there.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::repo::{self, Outcome};

/// Contents by path below the repository's root.
#[derive(Debug, Default)]
pub(crate) struct Outputs {
    files: BTreeMap<PathBuf, Vec<u8>>,
    owned: Vec<PathBuf>,
}

/// What to do with the files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    Write,
    Check,
}

impl Outputs {
    /// Adds a file.
    pub(crate) fn put(&mut self, path: &str, bytes: Vec<u8>) {
        self.files.insert(PathBuf::from(path), bytes);
    }

    /// Declares a folder in which every file is generated, so that one left over is an error.
    pub(crate) fn own(&mut self, folder: &str) {
        self.owned.push(PathBuf::from(folder));
    }

    /// Writes the files, or reports those that differ; `command` is what puts them right.
    pub(crate) fn settle(&self, mode: Mode, command: &str) -> Outcome {
        match mode {
            Mode::Write => self.write(),
            Mode::Check => self.check(command),
        }
    }

    fn write(&self) -> Outcome {
        for path in self.left_over()? {
            repo::attempt("remove", &path, fs::remove_file(&path))?;
        }
        for (path, bytes) in &self.files {
            let path = repo::root().join(path);
            if fs::read(&path).is_ok_and(|there| there == *bytes) {
                continue;
            }
            if let Some(folder) = path.parent() {
                repo::attempt("create", folder, fs::create_dir_all(folder))?;
            }
            repo::attempt("write", &path, fs::write(&path, bytes))?;
        }
        println!("{} files up to date", self.files.len());
        Ok(())
    }

    fn check(&self, command: &str) -> Outcome {
        let mut stale: Vec<String> = Vec::new();
        for (path, bytes) in &self.files {
            match fs::read(repo::root().join(path)) {
                Ok(there) if there == *bytes => {}
                Ok(_) => stale.push(format!("{} differs", path.display())),
                Err(_) => stale.push(format!("{} is missing", path.display())),
            }
        }
        for path in self.left_over()? {
            stale.push(format!("{} is left over", repo::shown(&path)));
        }
        if stale.is_empty() {
            println!("{} files as generated", self.files.len());
            return Ok(());
        }
        Err(format!(
            "{}\nrun `{command}` and commit what it writes",
            stale.join("\n")
        ))
    }

    fn left_over(&self) -> Result<Vec<PathBuf>, String> {
        let root = repo::root();
        let mut over = Vec::new();
        for folder in &self.owned {
            for path in repo::files_below(&root.join(folder))? {
                let known = path
                    .strip_prefix(&root)
                    .is_ok_and(|path| self.files.contains_key(Path::new(path)));
                if !known {
                    over.push(path);
                }
            }
        }
        Ok(over)
    }
}
