//! Addresses of wallets: Base58 with its checksum (Bitcoin, Tron), Bech32 with its checksum, and the form of Ethereum, which has none in plain letters.

use sha2::{Digest, Sha256};

const BASE58: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const BECH32: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";

pub(super) fn of(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric());
    words
        .filter(|word| (26..=90).contains(&word.len()))
        .filter_map(address)
        .collect()
}

fn address(word: &str) -> Option<String> {
    let lower = word.to_ascii_lowercase();
    let is_hex = |rest: &str| rest.len() == 40 && rest.bytes().all(|byte| byte.is_ascii_hexdigit());
    if lower.strip_prefix("0x").is_some_and(is_hex) {
        return Some(lower);
    }
    let one_case = word == lower || word.bytes().all(|byte| !byte.is_ascii_lowercase());
    if lower.starts_with("bc1") && one_case && is_bech32(&lower) {
        return Some(lower);
    }
    is_base58(word).then(|| word.to_owned())
}

/// Twenty-five bytes: a version of Bitcoin (0, 5) or Tron (65), twenty of a hash, and four of a checksum.
fn is_base58(word: &str) -> bool {
    let mut bytes = [0_u8; 25];
    for byte in word.bytes() {
        let Some(mut carry) = BASE58.iter().position(|&known| known == byte) else {
            return false;
        };
        for place in bytes.iter_mut().rev() {
            carry += usize::from(*place) * 58;
            *place = u8::try_from(carry % 256).unwrap_or_default();
            carry /= 256;
        }
        if carry > 0 {
            return false;
        }
    }
    let sum = Sha256::digest(Sha256::digest(&bytes[..21]));
    word.len() <= 35 && matches!(bytes[0], 0 | 5 | 65) && sum[..4] == bytes[21..]
}

/// The checksum of Bech32 (1) or Bech32m (0x2bc830a3).
fn is_bech32(word: &str) -> bool {
    let values: Option<Vec<u32>> = word[3..]
        .bytes()
        .map(|byte| {
            BECH32
                .iter()
                .position(|&known| known == byte)
                .and_then(|at| u32::try_from(at).ok())
        })
        .collect();
    // The prefix `bc`, expanded: high bits, a zero, low bits.
    let prefix = [3, 3, 0, 2, 3];
    let Some(values) = values.filter(|values| values.len() >= 6) else {
        return false;
    };
    matches!(polymod(prefix.into_iter().chain(values)), 1 | 0x2bc8_30a3)
}

fn polymod(values: impl Iterator<Item = u32>) -> u32 {
    const STEPS: [u32; 5] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3];
    values.fold(1, |sum, value| {
        let top = sum >> 25;
        let shifted = ((sum & 0x01ff_ffff) << 5) ^ value;
        (0..5)
            .filter(|bit| top >> bit & 1 == 1)
            .fold(shifted, |sum, bit| sum ^ STEPS[bit])
    })
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn addresses_with_a_true_checksum() {
        let first = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa";
        assert_eq!(of(&format!("btc {first}.")), [first]);
        let segwit = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4";
        assert_eq!(of(segwit), [segwit]);
        assert_eq!(of(&segwit.to_uppercase()), [segwit]);
        let hex = "0x00000000219ab540356cBB839Cbe05303d7705Fa";
        assert_eq!(of(hex), [hex.to_lowercase()]);
    }

    #[test]
    fn a_letter_changed_is_none() {
        for text in [
            "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb",
            "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5",
            "0x00000000219ab540356cBB839Cbe05303d7705F",
            "reference number 12345678901234567890123456",
            "",
        ] {
            assert!(of(text).is_empty(), "{text}");
        }
    }
}
