//! Finds the files of a pack, in a folder or in the program itself.

use crate::error::{Code, PackError, PackErrors};
use crate::source::{Faults, Source};
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

const BUILTIN: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/builtin.rs"));

/// An indicator's folder.
#[derive(Clone, Debug)]
pub(crate) struct Folder {
    /// Name, such as `indicators/tf/small-to-conflict`.
    pub(crate) name: String,
    pub(crate) toml: Source,
    pub(crate) en: Option<Source>,
    pub(crate) fr: Option<Source>,
    pub(crate) cases: Option<Source>,
    pub(crate) customers: Option<Source>,
    pub(crate) peers: Option<Source>,
}

/// All files of one pack, in the order of their names.
#[derive(Clone, Debug, Default)]
pub(crate) struct Files {
    pub(crate) folders: Vec<Folder>,
    pub(crate) data: Vec<Source>,
}

/// The files that the program carries.
pub(crate) fn builtin() -> Files {
    let faults = Faults::default();
    let named = BUILTIN.iter().map(|&(name, bytes)| (name.to_owned(), bytes.to_vec()));
    sort_out("", named.collect(), &faults)
}

/// The files below a folder.
pub(crate) fn open(root: &Path, faults: &Faults) -> Files {
    let mut paths = Vec::new();
    walk(root, &mut paths, faults);
    paths.sort();
    let named = paths.into_iter().filter_map(|path| {
        let name = path
            .strip_prefix(root)
            .unwrap_or(&path)
            .to_string_lossy()
            .replace('\\', "/");
        match fs::read(&path) {
            Ok(bytes) => Some((name, bytes)),
            Err(error) => {
                faults.add(unreadable(&path, &error));
                None
            }
        }
    });
    let shown = root.to_string_lossy();
    let root = if shown.ends_with('/') {
        shown.into_owned()
    } else {
        format!("{shown}/")
    };
    sort_out(&root, named.collect(), faults)
}

/// Reads one text file by its own path.
pub(crate) fn read(path: &Path) -> Result<Source, PackErrors> {
    let bytes = fs::read(path).map_err(|error| unreadable(path, &error))?;
    let name = path.to_string_lossy().into_owned();
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Source::new(name, without_bom(&text))),
        Err(error) => Err(not_utf8(&name, &error.utf8_error()).into()),
    }
}

fn unreadable(path: &Path, error: &io::Error) -> PackError {
    let (message, hint) = match error.kind() {
        io::ErrorKind::NotFound => (
            "no such file or folder".to_owned(),
            "check the path; names are case-sensitive",
        ),
        io::ErrorKind::NotADirectory => (
            "this is a file, not a folder".to_owned(),
            "name the folder of the pack, with one sub-folder per indicator",
        ),
        io::ErrorKind::IsADirectory => (
            "this is a folder, not a file".to_owned(),
            "name the file, such as bank.toml",
        ),
        io::ErrorKind::PermissionDenied => (
            "reading it is not allowed".to_owned(),
            "ask for the right to read it, or copy it to a folder of yours",
        ),
        _ => (
            format!("it cannot be read: {error}"),
            "check that the disk or share is there, then try again",
        ),
    };
    PackError::of_file(Code::Unreadable, path.to_string_lossy(), message).hint(hint)
}

fn not_utf8(name: &str, error: &std::str::Utf8Error) -> PackError {
    PackError::of_file(
        Code::NotUtf8,
        name,
        format!("is not UTF-8 from byte {} on", error.valid_up_to()),
    )
    .hint("save the file as UTF-8")
}

fn without_bom(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

fn walk(folder: &Path, paths: &mut Vec<PathBuf>, faults: &Faults) {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => return faults.add(unreadable(folder, &error)),
    };
    for entry in entries {
        match entry {
            Ok(entry) => visit(&entry, paths, faults),
            Err(error) => faults.add(unreadable(folder, &error)),
        }
    }
}

/// A link to a folder is not followed: a ring of links would never end.
fn visit(entry: &fs::DirEntry, paths: &mut Vec<PathBuf>, faults: &Faults) {
    let path = entry.path();
    let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
    let hidden = entry.file_name().to_string_lossy().starts_with('.');
    if is_folder && !hidden {
        walk(&path, paths, faults);
    } else if !is_folder && !hidden && path.is_file() && is_pack_file(&path) {
        paths.push(path);
    }
}

fn is_pack_file(path: &Path) -> bool {
    path.extension()
        .is_some_and(|ending| ["toml", "md", "csv"].iter().any(|known| ending == *known))
}

fn is_data(name: &str) -> bool {
    let below_data = name.starts_with("data/") || name.contains("/data/");
    below_data && Path::new(name).extension().is_some_and(|ending| ending == "toml")
}

fn file_name(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

fn is_of_folder(name: &str) -> bool {
    let names = [
        "indicator.toml",
        "en.md",
        "fr.md",
        "cases.csv",
        "customers.csv",
        "peers.csv",
    ];
    names.contains(&file_name(name))
}

fn decode(root: &str, name: &str, bytes: Vec<u8>, faults: &Faults) -> Option<Source> {
    match String::from_utf8(bytes) {
        Ok(text) => Some(Source::in_pack(root, name, without_bom(&text))),
        Err(error) => {
            faults.add(not_utf8(&format!("{root}{name}"), &error.utf8_error()));
            None
        }
    }
}

fn sort_out(root: &str, named: Vec<(String, Vec<u8>)>, faults: &Faults) -> Files {
    let mut sources = BTreeMap::new();
    for (name, bytes) in named {
        if (is_data(&name) || is_of_folder(&name))
            && let Some(source) = decode(root, &name, bytes, faults)
        {
            sources.insert(name, source);
        }
    }
    let tomls = sources.iter().filter(|(name, _)| file_name(name) == "indicator.toml");
    let folders = tomls
        .map(|(name, toml)| {
            let prefix = name.trim_end_matches("indicator.toml");
            let beside = |file: &str| sources.get(&format!("{prefix}{file}")).cloned();
            Folder {
                name: prefix.trim_end_matches('/').to_owned(),
                toml: toml.clone(),
                en: beside("en.md"),
                fr: beside("fr.md"),
                cases: beside("cases.csv"),
                customers: beside("customers.csv"),
                peers: beside("peers.csv"),
            }
        })
        .collect();
    let data = sources
        .iter()
        .filter(|(name, _)| is_data(name))
        .map(|(_, source)| source.clone());
    Files {
        data: data.collect(),
        folders,
    }
}
