//! Accounts and names of the last few rows, looked up together.

use super::part::Share;
use crate::intern::{BATCH, Texts};
use redflag_model::PartyText;
use redflag_rules::text;

/// Marks a node that has no account: its key is the folded name and the country.
pub(crate) const BY_NAME: char = '\u{1}';

/// The parties of rows whose accounts have no codes yet: two for each row.
#[derive(Debug, Default)]
pub(super) struct Pending {
    keys: Texts,
    names: Texts,
    parties: Vec<Party>,
    node: String,
    codes: Vec<u32>,
    lasts: Vec<u32>,
}

#[derive(Clone, Copy, Debug)]
struct Party {
    has_key: bool,
    has_name: bool,
    own: Option<bool>,
}

impl Pending {
    pub(super) fn push(&mut self, sides: [&PartyText<'_>; 2], own: [Option<bool>; 2], names: bool) {
        for (side, own) in sides.into_iter().zip(own) {
            let has_key = self.push_key(side);
            let name = side.name.filter(|_| names);
            if let Some(name) = name {
                self.names.push(name);
            }
            self.parties.push(Party {
                has_key,
                has_name: name.is_some(),
                own,
            });
        }
    }

    pub(super) fn is_full(&self) -> bool {
        self.parties.len() >= BATCH
    }

    fn push_key(&mut self, party: &PartyText<'_>) -> bool {
        match (party.account, party.name) {
            (Some(account), _) => self.keys.push(account),
            (None, Some(name)) => {
                self.node.clear();
                self.node.push(BY_NAME);
                self.node.push_str(&text::fold(name).to_uppercase());
                self.node.push('|');
                self.node.push_str(party.country.unwrap_or_default());
                self.keys.push(&self.node);
            }
            (None, None) => return false,
        }
        true
    }
}

impl Share {
    /// Gives the parties that wait their codes.
    pub(super) fn settle_parties(&mut self) {
        let mut pending = std::mem::take(&mut self.pending);
        pending.codes.clear();
        self.dictionaries.accounts.intern_all(&pending.keys, &mut pending.codes);
        self.touch_names(&mut pending);
        let mut codes = pending.codes.iter().copied();
        let mut names = pending.names.iter();
        let first = self.columns.rows - pending.parties.len() / 2;
        for (row, sides) in (first..).zip(pending.parties.chunks_exact(2)) {
            let (mut accounts, mut known) = ([0; 2], [0; 2]);
            for (side, party) in sides.iter().enumerate() {
                accounts[side] = if party.has_key { codes.next().unwrap_or(0) } else { 0 };
                let name = if party.has_name { names.next() } else { None };
                known[side] = name.map_or(0, |name| self.name(accounts[side], name));
                if let (1.., Some(own)) = (accounts[side], party.own) {
                    self.columns.owned.push((accounts[side], own));
                }
            }
            self.columns.core.at_mut(row).accounts = accounts;
            self.columns.names.put(row, known);
        }
        drop(names);
        pending.keys.clear();
        pending.names.clear();
        pending.parties.clear();
        self.pending = pending;
    }

    fn touch_names(&self, pending: &mut Pending) {
        if pending.names.len() == 0 {
            return;
        }
        let last = |&code: &u32| self.last_names.get(code as usize).copied().unwrap_or(0);
        pending.lasts.clear();
        pending.lasts.extend(pending.codes.iter().map(last));
        self.dictionaries.names.touch(&pending.lasts);
    }

    fn name(&mut self, account: u32, text: &str) -> u32 {
        let at = account as usize;
        if at >= self.last_names.len() {
            self.last_names.resize(self.dictionaries.accounts.size().max(at + 1), 0);
        }
        let last = self.last_names[at];
        if self.dictionaries.names.has(last, text) {
            return last;
        }
        let code = self.dictionaries.names.intern(text);
        self.last_names[at] = code;
        code
    }
}
