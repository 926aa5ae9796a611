//! The test cases beside each indicator.

use super::Pack;
use crate::source::Source;
use toml::de::DeTable;

/// The cases of one indicator's folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseFile {
    /// The indicator.
    pub indicator: String,
    /// The file, for messages.
    pub name: String,
    /// Its text: a transaction export with the leading columns `case` and `expect`.
    pub text: String,
    /// The customers file that stands beside it, where one does.
    pub customers: Option<Beside>,
    /// `peers.csv`, where it stands beside: an export from which the peers of all cases are measured.
    pub peers: Option<Beside>,
}

/// A file beside the cases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beside {
    /// The file, for messages.
    pub name: String,
    /// Its text.
    pub text: String,
}

impl Pack {
    /// The cases of every folder that has some, in the order of ids. Folders whose indicator does not compile are left out:
    /// [`Pack::compile`] says what is wrong with them.
    #[must_use]
    pub fn case_files(&self) -> Vec<CaseFile> {
        let folders = self.parts.iter().flat_map(|part| &part.folders);
        let mut files: Vec<CaseFile> = folders
            .filter_map(|folder| {
                let cases = folder.cases.as_ref()?;
                Some(CaseFile {
                    indicator: id_of(&folder.toml.text)?,
                    name: cases.name.clone(),
                    text: cases.text.to_string(),
                    customers: folder.customers.as_ref().map(beside),
                    peers: folder.peers.as_ref().map(beside),
                })
            })
            .collect();
        files.sort_by(|a, b| a.indicator.cmp(&b.indicator));
        files
    }
}

fn beside(file: &Source) -> Beside {
    Beside {
        name: file.name.clone(),
        text: file.text.to_string(),
    }
}

fn id_of(text: &str) -> Option<String> {
    let table = DeTable::parse(text).ok()?;
    Some(table.get_ref().get("id")?.get_ref().as_str()?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_indicator_of_the_program_has_its_cases() {
        let pack = Pack::builtin();
        let plan = pack.compile().unwrap();
        let mut ids: Vec<&str> = plan.indicators.iter().map(|indicator| indicator.id.as_str()).collect();
        ids.sort_unstable();
        let files = pack.case_files();
        assert_eq!(
            files.iter().map(|file| file.indicator.as_str()).collect::<Vec<_>>(),
            ids
        );
        assert!(files.iter().all(|file| file.text.starts_with("case,expect")));
    }
}
