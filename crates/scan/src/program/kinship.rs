//! Words of names, customers and contacts by which parties belong together, by code.

use super::families::Families;
use crate::store::Holders;
use std::sync::Arc;

/// Who may belong together.
#[derive(Debug)]
pub(crate) struct Kinship {
    pub(crate) names: Families,
    pub(crate) holders: Arc<Holders>,
}

impl Kinship {
    /// True where two names may be of one family.
    pub(crate) fn share_word(&self, one: u32, other: u32) -> bool {
        self.names.words(one).join(self.names.words(other))
    }

    /// True where the two accounts share a customer or a contact.
    pub(crate) fn share_holder(&self, one: u32, other: u32) -> bool {
        let contacts = self.holders.contacts(one);
        self.holders.share_customer(one, other) || contacts.iter().any(|it| self.holders.contacts(other).contains(it))
    }
}
