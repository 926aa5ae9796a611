//! Codes of closed lists: channels, countries, statuses, directions, merchant categories.

use crate::country_table::COUNTRIES;
use redflag_model::{Channel, Currency, Direction, Status};

/// A file's own codes and what they mean, searched by the exact text.
#[derive(Clone, Debug)]
pub(crate) struct Codes<T>(Vec<(String, T)>);

impl<T> Default for Codes<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Copy> Codes<T> {
    /// Keeps codes, of which none occurs twice.
    pub(crate) fn new(mut codes: Vec<(String, T)>) -> Self {
        codes.sort_by(|left, right| left.0.cmp(&right.0));
        Self(codes)
    }

    pub(crate) fn get(&self, code: &str) -> Option<T> {
        let at = self.0.binary_search_by(|(known, _)| known.as_str().cmp(code)).ok()?;
        self.0.get(at).map(|(_, meaning)| *meaning)
    }
}

/// What a mapping's `[values.…]` tables say.
#[derive(Clone, Debug, Default)]
pub(crate) struct Values {
    pub(crate) channel: Codes<Channel>,
    pub(crate) direction: Codes<Direction>,
    pub(crate) status: Codes<&'static str>,
    pub(crate) country: Codes<&'static str>,
    pub(crate) currency: Codes<Currency>,
}

impl Values {
    pub(crate) fn channel(&self, text: &str) -> Option<Channel> {
        self.channel.get(text).or_else(|| {
            let mut lower = [0; 16];
            Channel::from_name(lowercase(text, &mut lower)?)
        })
    }

    pub(crate) fn direction(&self, text: &str) -> Option<Direction> {
        self.direction.get(text).or_else(|| {
            let mut lower = [0; 16];
            Direction::from_name(lowercase(text, &mut lower)?)
        })
    }

    /// The word of the closed list of statuses.
    pub(crate) fn status(&self, text: &str) -> Option<&'static str> {
        self.status.get(text).or_else(|| status_word(text))
    }

    /// The alpha-2 code.
    pub(crate) fn country(&self, text: &str) -> Option<&'static str> {
        self.country.get(text).or_else(|| country(text))
    }

    pub(crate) fn currency(&self, text: &str) -> Option<Currency> {
        self.currency.get(text).or_else(|| Currency::from_code(text))
    }
}

fn lowercase<'a>(text: &str, room: &'a mut [u8; 16]) -> Option<&'a str> {
    let lower = room.get_mut(..text.len())?;
    lower.copy_from_slice(text.as_bytes());
    lower.make_ascii_lowercase();
    std::str::from_utf8(lower).ok()
}

/// Statuses and whether such a row stands.
pub(crate) const STATUSES: [(&str, Status); 11] = [
    ("booked", Status::Booked),
    ("completed", Status::Booked),
    ("settled", Status::Booked),
    ("posted", Status::Booked),
    ("reversed", Status::NotBooked),
    ("cancelled", Status::NotBooked),
    ("canceled", Status::NotBooked),
    ("declined", Status::NotBooked),
    ("failed", Status::NotBooked),
    ("pending", Status::NotBooked),
    ("rejected", Status::NotBooked),
];

/// The word of the closed list, in either case.
pub(crate) fn status_word(text: &str) -> Option<&'static str> {
    STATUSES
        .iter()
        .map(|(word, _)| *word)
        .find(|word| word.eq_ignore_ascii_case(text))
}

/// Whether a row of that status stands.
pub(crate) fn status_of(word: &str) -> Status {
    STATUSES
        .iter()
        .find(|(known, _)| *known == word)
        .map_or(Status::Booked, |(_, status)| *status)
}

/// The alpha-2 code of an alpha-2 or alpha-3 code in either case; `None` where ISO 3166 has none.
pub(crate) fn country(text: &str) -> Option<&'static str> {
    match *text.as_bytes() {
        [a, b] => {
            let at = BY_LETTERS[two_letters([a, b])?];
            COUNTRIES.get(usize::from(at)).map(|(short, _)| *short)
        }
        [_, _, _] => COUNTRIES
            .iter()
            .find(|(_, long)| long.eq_ignore_ascii_case(text))
            .map(|(short, _)| *short),
        _ => None,
    }
}

/// A number below 676 for two letters in either case.
pub(crate) const fn two_letters(letters: [u8; 2]) -> Option<usize> {
    let [a, b] = [letters[0].to_ascii_uppercase(), letters[1].to_ascii_uppercase()];
    if a.is_ascii_uppercase() && b.is_ascii_uppercase() {
        Some((a - b'A') as usize * 26 + (b - b'A') as usize)
    } else {
        None
    }
}

/// Where each pair of letters stands among the countries; a search per row would cost more than all else done with it.
static BY_LETTERS: [u8; 676] = by_letters();

const fn by_letters() -> [u8; 676] {
    let mut table = [u8::MAX; 676];
    let mut at = 0_u8;
    while (at as usize) < COUNTRIES.len() {
        let name = COUNTRIES[at as usize].0.as_bytes();
        if let Some(number) = two_letters([name[0], name[1]]) {
            table[number] = at;
        }
        at += 1;
    }
    table
}

/// A merchant category code of one to four digits.
pub(crate) fn mcc(text: &str) -> Option<u16> {
    let digits = (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_in_both_lengths() {
        assert!(COUNTRIES.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert_eq!(COUNTRIES.len(), 250);
        assert_eq!(country("fr"), Some("FR"));
        assert_eq!(country("SYR"), Some("SY"));
        assert_eq!(country("xkx"), Some("XK"));
        for text in ["", "F", "ZZ", "FRAN", "France", "é", "ZZZ"] {
            assert_eq!(country(text), None, "{text}");
        }
    }

    #[test]
    fn a_files_own_codes_come_first() {
        let values = Values {
            channel: Codes::new(vec![("VIR".into(), Channel::Transfer), ("cash".into(), Channel::Other)]),
            ..Values::default()
        };
        assert_eq!(values.channel("VIR"), Some(Channel::Transfer));
        assert_eq!(values.channel("cash"), Some(Channel::Other));
        assert_eq!(values.channel("CASH"), Some(Channel::Cash));
        assert_eq!(values.channel("virement"), None);
        assert_eq!(values.channel(&"x".repeat(99)), None);
        assert_eq!(values.status("Cancelled").map(status_of), Some(Status::NotBooked));
    }

    #[test]
    fn category_codes_have_four_digits_at_most() {
        assert_eq!(mcc("0742"), Some(742));
        assert_eq!(mcc("5"), Some(5));
        for text in ["", "54111", "5 1", "-1", "5411.0"] {
            assert_eq!(mcc(text), None, "{text}");
        }
    }
}
