//! The output folder: it appears whole or not at all.

use crate::write::{Hashing, OutputFile, RejectWriter};
use crate::{
    FLAGS_HEADER, Lang, Run, cases_jsonl, coverage_json, evidence_csv, findings_csv, findings_jsonl, manifest_json,
};
use std::collections::BTreeMap;
use std::fmt;
use std::fs::{self, DirEntry, File};
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

/// Why a folder cannot be written, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FolderError {
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

impl FolderError {
    fn new(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            hint: Some(hint.into()),
        }
    }
}

impl From<io::Error> for FolderError {
    fn from(error: io::Error) -> Self {
        Self::new(
            format!("the output cannot be written: {error}"),
            "check the space left and your right to write there",
        )
    }
}

impl fmt::Display for FolderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.hint {
            Some(hint) => write!(f, "\n  hint: {hint}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for FolderError {}

/// Every file that a run writes; nothing else is ever replaced.
const OUTPUTS: [&str; 8] = [
    "findings.jsonl",
    "cases.jsonl",
    "findings.csv",
    "evidence.csv",
    "flags.csv",
    "rejects.csv",
    "coverage.json",
    "manifest.json",
];

type Hashed = Hashing<BufWriter<File>>;

/// A folder in the making. It is hidden beside its final place and vanishes with this value unless [`Folder::publish`] is reached.
#[derive(Debug)]
pub struct Folder {
    target: PathBuf,
    hidden: PathBuf,
    outputs: Vec<OutputFile>,
}

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// SHA-256 over `findings.jsonl` and then `cases.jsonl`: equal data, pack and options give equal digests.
    pub run_digest: String,
    /// The files in the order in which they were written, the manifest last.
    pub outputs: Vec<OutputFile>,
}

impl Folder {
    /// Checks that the folder may be written and starts it. `inputs` are the files that the run reads: none of them may stand in the folder.
    ///
    /// # Errors
    /// [`FolderError`] where the place is taken, not writable, or holds what must not be lost.
    pub fn prepare(target: &Path, inputs: &[PathBuf], force: bool) -> Result<Self, FolderError> {
        let target = resolved(target)?;
        free(&target, inputs, force)?;
        let hidden = hidden_beside(&target)?;
        Ok(Self {
            target,
            hidden,
            outputs: Vec::new(),
        })
    }

    /// Where the folder is being made: whoever ends the program without unwinding must remove it.
    #[must_use]
    pub fn hidden(&self) -> &Path {
        &self.hidden
    }

    /// Starts `rejects.csv`; rows are written to it while the input is read.
    ///
    /// # Errors
    /// Where the file cannot be made.
    pub fn rejects(&self, files: Vec<String>, lang: Lang) -> io::Result<RejectWriter<impl io::Write + Send + use<>>> {
        Ok(RejectWriter::new(
            BufWriter::new(self.create("rejects.csv")?),
            files,
            lang,
        ))
    }

    /// Starts `flags.csv`, with its header; whoever fills it writes large buffers.
    ///
    /// # Errors
    /// Where the file cannot be made.
    pub fn flags(&self) -> io::Result<File> {
        let mut file = self.create("flags.csv")?;
        file.write_all(FLAGS_HEADER)?;
        Ok(file)
    }

    /// Writes every file of a run. `options` are those that bear on the result.
    ///
    /// # Errors
    /// Where a file cannot be written.
    pub fn write(&mut self, run: &Run<'_>, lang: Lang, options: &BTreeMap<String, String>) -> io::Result<Written> {
        self.file("findings.jsonl", |to| findings_jsonl(run, to))?;
        self.file("cases.jsonl", |to| cases_jsonl(run, to))?;
        self.file("findings.csv", |to| findings_csv(run, lang, to))?;
        self.file("evidence.csv", |to| evidence_csv(run, to))?;
        self.adopt("rejects.csv")?;
        self.file("coverage.json", |to| coverage_json(run, to))?;
        let run_digest = self.digest_of(&["findings.jsonl", "cases.jsonl"])?;
        let outputs = self.outputs.clone();
        self.file("manifest.json", |to| {
            manifest_json(run, &run_digest, options, &outputs, to)
        })?;
        Ok(Written {
            run_digest,
            outputs: self.outputs.clone(),
        })
    }

    /// Moves the finished folder to its place; with an old one there, that is removed only afterwards.
    ///
    /// # Errors
    /// Where the folder cannot be moved; an old one then stands as before.
    pub fn publish(self) -> Result<PathBuf, FolderError> {
        sync_folder(&self.hidden)?;
        let mut old = self.hidden.clone().into_os_string();
        old.push("-old");
        let old = PathBuf::from(old);
        let replaces = self.target.exists();
        if replaces {
            fs::rename(&self.target, &old)?;
        }
        if let Err(error) = fs::rename(&self.hidden, &self.target) {
            if replaces {
                fs::rename(&old, &self.target)?;
            }
            return Err(error.into());
        }
        if let Some(parent) = self.target.parent() {
            sync_folder(parent)?;
        }
        if replaces {
            fs::remove_dir_all(&old)?;
        }
        Ok(self.target.clone())
    }

    fn create(&self, name: &str) -> io::Result<File> {
        File::create_new(self.hidden.join(name))
    }

    fn file(&mut self, name: &str, fill: impl FnOnce(&mut Hashed) -> io::Result<()>) -> io::Result<()> {
        let mut to = Hashing::new(BufWriter::new(self.create(name)?));
        fill(&mut to)?;
        let (writer, sha256, bytes) = to.finish()?;
        writer
            .into_inner()
            .map_err(io::IntoInnerError::into_error)?
            .sync_all()?;
        self.outputs.push(OutputFile {
            name: name.to_owned(),
            bytes,
            sha256,
        });
        Ok(())
    }

    /// Takes in a file that was written on the way; an empty one with its header where nobody started it.
    fn adopt(&mut self, name: &str) -> io::Result<()> {
        if !self.hidden.join(name).exists() {
            self.rejects(Vec::new(), Lang::En)?.finish()?;
        }
        let file = File::open(self.hidden.join(name))?;
        file.sync_all()?;
        let bytes = file.metadata()?.len();
        let sha256 = self.digest_of(&[name])?;
        self.outputs.push(OutputFile {
            name: name.to_owned(),
            bytes,
            sha256,
        });
        Ok(())
    }

    fn digest_of(&self, names: &[&str]) -> io::Result<String> {
        let mut digest = Hashing::new(io::sink());
        for name in names {
            io::copy(&mut File::open(self.hidden.join(name))?, &mut digest)?;
        }
        Ok(digest.finish()?.1)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // After `publish` nothing stands there any more; otherwise the best that can be done is to try.
        drop(fs::remove_dir_all(&self.hidden));
    }
}

/// The target with links followed, so that a folder behind a link is replaced and the link is kept.
fn resolved(target: &Path) -> Result<PathBuf, FolderError> {
    let shown = target.display();
    if target.exists() {
        return fs::canonicalize(target)
            .map_err(|error| FolderError::new(format!("{shown}: {error}"), "check your right to read it"));
    }
    let name = target.file_name().ok_or_else(|| {
        FolderError::new(
            format!("{shown} names no folder"),
            "give the name of a folder that does not exist yet",
        )
    })?;
    let parent = target
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let parent = fs::canonicalize(parent).map_err(|error| {
        FolderError::new(
            format!(
                "{}: the folder for the output does not exist or cannot be entered ({error})",
                parent.display()
            ),
            "create it first, or choose another place with --out",
        )
    })?;
    Ok(parent.join(name))
}

fn free(target: &Path, inputs: &[PathBuf], force: bool) -> Result<(), FolderError> {
    let shown = target.display();
    if let Some(input) = inputs
        .iter()
        .filter_map(|input| fs::canonicalize(input).ok())
        .find(|input| input.starts_with(target))
    {
        return Err(FolderError::new(
            format!(
                "{} is an input and stands in the output folder {shown}",
                input.display()
            ),
            "choose another folder with --out",
        ));
    }
    if !target.exists() {
        return Ok(());
    }
    if !target.is_dir() {
        return Err(FolderError::new(
            format!("{shown} is a file"),
            "--out names a folder: choose a name that is not taken",
        ));
    }
    let entries = fs::read_dir(target)?.collect::<Result<Vec<_>, _>>()?;
    if entries.is_empty() {
        return Ok(());
    }
    if !force {
        return Err(FolderError::new(
            format!("{shown} exists and is not empty"),
            "choose another folder, or replace this one with --force",
        ));
    }
    let mut strangers: Vec<PathBuf> = entries
        .iter()
        .filter(|entry| !is_output(entry))
        .map(DirEntry::path)
        .collect();
    strangers.sort();
    match strangers.first() {
        Some(stranger) => Err(FolderError::new(
            format!(
                "{shown} holds {}, which no run of Redflag wrote; it is not replaced",
                stranger.display()
            ),
            "choose another folder with --out, or move what is yours out of this one",
        )),
        None => Ok(()),
    }
}

/// True for a plain file under a name that runs write.
fn is_output(entry: &DirEntry) -> bool {
    let known = entry.file_name().to_str().is_some_and(|name| OUTPUTS.contains(&name));
    known && entry.file_type().is_ok_and(|kind| kind.is_file())
}

fn hidden_beside(target: &Path) -> Result<PathBuf, FolderError> {
    let parent = target.parent().unwrap_or(Path::new("/"));
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    for attempt in 0..1000_u32 {
        let hidden = parent.join(format!(".{name}.redflag-{}-{attempt}", std::process::id()));
        match private_folder(&hidden) {
            Ok(()) => return Ok(hidden),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => {
                return Err(FolderError::new(
                    format!("{}: cannot write here ({error})", parent.display()),
                    "choose another place with --out, or get the right to write there",
                ));
            }
        }
    }
    Err(FolderError::new(
        format!("{}: too many unfinished outputs", parent.display()),
        format!("remove the folders named .{name}.redflag-…"),
    ))
}

#[cfg(unix)]
fn private_folder(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    fs::DirBuilder::new().mode(0o700).create(path)
}

#[cfg(not(unix))]
fn private_folder(path: &Path) -> io::Result<()> {
    fs::create_dir(path)
}

/// Makes names in a folder survive a power cut, where the system offers that for folders.
fn sync_folder(path: &Path) -> io::Result<()> {
    if cfg!(unix) {
        File::open(path)?.sync_all()
    } else {
        Ok(())
    }
}
