//! Identifiers as SHA-256 over length-prefixed parts, so that no two lists of parts share one.

use redflag_model::hex;
use sha2::{Digest, Sha256};

/// 64 hex digits over the parts.
pub(crate) fn digest<'a>(purpose: &'a str, parts: impl IntoIterator<Item = &'a str>) -> String {
    let mut hasher = Sha256::new();
    for part in std::iter::once(purpose).chain(parts) {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
    hex(&hasher.finalize())
}

#[cfg(test)]
mod tests {
    use super::digest;

    #[test]
    fn borders_between_parts_count() {
        assert_ne!(digest("key", ["ab", "c"]), digest("key", ["a", "bc"]));
        assert_eq!(digest("key", ["a"]).len(), 64);
    }
}
