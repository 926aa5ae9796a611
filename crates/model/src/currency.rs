//! ISO 4217 currencies.

use crate::currency_table::TABLE;
use std::fmt;

/// A currency of ISO 4217, as an index into the table the crate ships.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Currency(u16);

impl Currency {
    /// The euro, the default base currency.
    pub const EUR: Self = Self(position(*b"EUR"));

    /// Finds a currency by its three-letter code, in either case; `None` where ISO 4217 has none.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::from_bytes(code.as_bytes())
    }

    /// As [`Currency::from_code`], from bytes.
    #[must_use]
    pub fn from_bytes(code: &[u8]) -> Option<Self> {
        let code: [u8; 3] = code.try_into().ok()?;
        let upper = code.to_ascii_uppercase();
        let at = TABLE
            .binary_search_by(|(known, _)| known.as_slice().cmp(upper.as_slice()))
            .ok()?;
        u16::try_from(at).ok().map(Self)
    }

    /// The currency at a code that [`Currency::index`] gave.
    #[must_use]
    pub fn from_index(index: u32) -> Option<Self> {
        let at = usize::try_from(index).ok()?;
        (at < TABLE.len()).then_some(Self(u16::try_from(at).ok()?))
    }

    /// Every currency, in the order of their codes.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..TABLE.len()).filter_map(|at| u16::try_from(at).ok().map(Self))
    }

    /// A dense number for tables.
    #[must_use]
    pub fn index(self) -> u32 {
        u32::from(self.0)
    }

    /// The three-letter code.
    #[must_use]
    pub fn code(self) -> &'static str {
        std::str::from_utf8(&TABLE[usize::from(self.0)].0).unwrap_or("???")
    }

    /// How many decimal digits the minor unit has: 2 for EUR, 0 for JPY, 3 for KWD.
    #[must_use]
    pub fn exponent(self) -> u32 {
        u32::from(TABLE[usize::from(self.0)].1)
    }
}

const fn position(code: [u8; 3]) -> u16 {
    let mut at = 0;
    while at < TABLE.len() {
        let known = TABLE[at].0;
        if known[0] == code[0] && known[1] == code[1] && known[2] == code[2] {
            #[expect(clippy::cast_possible_truncation, reason = "the table has fewer than 300 entries")]
            return at as u16;
        }
        at += 1;
    }
    panic!("unknown currency constant")
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl serde::Serialize for Currency {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table_is_sorted_and_found() {
        assert!(TABLE.windows(2).all(|pair| pair[0].0 < pair[1].0));
        for currency in Currency::all() {
            assert_eq!(Currency::from_code(currency.code()), Some(currency));
        }
        assert_eq!(Currency::EUR.code(), "EUR");
        assert_eq!(Currency::from_code("jpy").map(Currency::exponent), Some(0));
        assert_eq!(Currency::from_code("KWD").map(Currency::exponent), Some(3));
        assert_eq!(Currency::from_code("XXQ"), None);
        assert_eq!(Currency::from_code("EURO"), None);
    }
}
