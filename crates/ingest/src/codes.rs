//! Codes of closed lists: channels, countries, statuses, directions, merchant categories.

use crate::country_names::NAMES;
use crate::country_table::COUNTRIES;
use crate::fold::fold;
use redflag_model::{Channel, Currency, Direction, Status};
use std::sync::LazyLock;

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

/// The alpha-2 code of an alpha-2 or alpha-3 code in either case, or of a country's name; `None` where ISO 3166 has none.
pub(crate) fn country(text: &str) -> Option<&'static str> {
    country_code(text).or_else(|| country_name(text))
}

/// The alpha-2 code of a code of two or three letters.
pub(crate) fn country_code(text: &str) -> Option<&'static str> {
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

/// The alpha-2 code of a name in English or French, whatever its accents and capitals.
pub(crate) fn country_name(text: &str) -> Option<&'static str> {
    // Whole columns hold names as the table writes them: folding each would cost more than finding it.
    find(&AS_WRITTEN, text).or_else(|| find(&FOLDED, fold(text).as_str()))
}

static AS_WRITTEN: LazyLock<Vec<(String, &'static str)>> = LazyLock::new(|| names(str::to_owned));
static FOLDED: LazyLock<Vec<(String, &'static str)>> = LazyLock::new(|| names(fold));

fn names(form: fn(&str) -> String) -> Vec<(String, &'static str)> {
    let each = |&(code, names): &(&'static str, &'static str)| names.split('|').map(move |name| (form(name), code));
    let mut names: Vec<(String, &'static str)> = NAMES.iter().flat_map(each).collect();
    names.sort_unstable();
    names
}

fn find(names: &[(String, &'static str)], name: &str) -> Option<&'static str> {
    let at = names.binary_search_by(|(known, _)| known.as_str().cmp(name)).ok()?;
    names.get(at).map(|(_, code)| *code)
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
        for text in ["", "F", "ZZ", "FRAN", "é", "ZZZ", "Atlantis", "-"] {
            assert_eq!(country(text), None, "{text}");
        }
    }

    #[test]
    fn countries_by_name() {
        for (text, code) in [
            ("France", "FR"),
            ("ALLEMAGNE", "DE"),
            ("cote d ivoire", "CI"),
            ("Côte d’Ivoire", "CI"),
            ("UK", "GB"),
            ("USA", "US"),
            ("UAE", "AE"),
            ("Niger", "NE"),
            ("Nigeria", "NG"),
            ("Guinea-Bissau", "GW"),
        ] {
            assert_eq!(country(text), Some(code), "{text}");
        }
        assert!(
            NAMES
                .iter()
                .map(|(code, _)| code)
                .eq(COUNTRIES.iter().map(|(code, _)| code))
        );
        let known = &*FOLDED;
        let clash = known
            .windows(2)
            .find(|pair| pair[0].0 == pair[1].0 && pair[0].1 != pair[1].1);
        assert_eq!(clash, None, "one name, one country");
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
