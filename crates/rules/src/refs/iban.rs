//! Account numbers of ISO 13616, by length and checksum.

/// Length of the whole number by country.
const LENGTHS: &[(&str, usize)] = &[
    ("AD", 24),
    ("AE", 23),
    ("AL", 28),
    ("AT", 20),
    ("AZ", 28),
    ("BA", 20),
    ("BE", 16),
    ("BG", 22),
    ("BH", 22),
    ("BI", 27),
    ("BR", 29),
    ("BY", 28),
    ("CH", 21),
    ("CR", 22),
    ("CY", 28),
    ("CZ", 24),
    ("DE", 22),
    ("DJ", 27),
    ("DK", 18),
    ("DO", 28),
    ("EE", 20),
    ("EG", 29),
    ("ES", 24),
    ("FI", 18),
    ("FO", 18),
    ("FR", 27),
    ("GB", 22),
    ("GE", 22),
    ("GI", 23),
    ("GL", 18),
    ("GR", 27),
    ("GT", 28),
    ("HR", 21),
    ("HU", 28),
    ("IE", 22),
    ("IL", 23),
    ("IQ", 23),
    ("IS", 26),
    ("IT", 27),
    ("JO", 30),
    ("KW", 30),
    ("KZ", 20),
    ("LB", 28),
    ("LI", 21),
    ("LT", 20),
    ("LU", 20),
    ("LV", 21),
    ("LY", 25),
    ("MC", 27),
    ("MD", 24),
    ("ME", 22),
    ("MK", 19),
    ("MR", 27),
    ("MT", 31),
    ("NL", 18),
    ("NO", 15),
    ("OM", 23),
    ("PK", 24),
    ("PL", 28),
    ("PS", 29),
    ("PT", 25),
    ("QA", 29),
    ("RO", 24),
    ("RS", 22),
    ("SA", 24),
    ("SD", 18),
    ("SE", 24),
    ("SI", 19),
    ("SK", 24),
    ("SM", 27),
    ("SO", 23),
    ("SV", 28),
    ("TN", 24),
    ("TR", 26),
    ("UA", 29),
    ("VA", 22),
    ("VG", 24),
    ("XK", 20),
    ("YE", 30),
];

pub(super) fn of(text: &str) -> Vec<String> {
    let bytes = text.as_bytes();
    let starts = (0..bytes.len()).filter(|&at| at == 0 || !bytes[at - 1].is_ascii_alphanumeric());
    starts.filter_map(|at| starting(&bytes[at..])).collect()
}

/// The number that starts here, in capitals without blanks.
fn starting(bytes: &[u8]) -> Option<String> {
    let head = bytes.get(..4)?;
    if !head[..2].iter().all(u8::is_ascii_alphabetic) || !head[2..].iter().all(u8::is_ascii_digit) {
        return None;
    }
    let country = String::from_utf8_lossy(&head[..2]).to_ascii_uppercase();
    let length = LENGTHS.iter().find(|(code, _)| *code == country)?.1;
    let mut number = String::with_capacity(length);
    let mut rest = bytes.iter().copied().peekable();
    while number.len() < length {
        match rest.next()? {
            byte if byte.is_ascii_alphanumeric() => number.push(char::from(byte.to_ascii_uppercase())),
            // Printed numbers stand in groups.
            b' ' | b'-' if rest.peek().is_some_and(u8::is_ascii_alphanumeric) => {}
            _ => return None,
        }
    }
    let ends = rest.peek().is_none_or(|next| !next.is_ascii_alphanumeric());
    (ends && remainder(&number) == 1).then_some(number)
}

/// The remainder by 97 of the number with its first four characters at the end, letters being 10 to 35.
fn remainder(number: &str) -> u32 {
    let turned = number[4..].chars().chain(number[..4].chars());
    turned.filter_map(|c| c.to_digit(36)).fold(0, |rest, digit| {
        let shift = if digit > 9 { 100 } else { 10 };
        (rest * shift + digit) % 97
    })
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn printed_and_plain_numbers_are_one() {
        let plain = of("to DE89370400440532013000 asap");
        assert_eq!(plain, ["DE89370400440532013000"]);
        assert_eq!(of("de89 3704 0044 0532 0130 00, thanks"), plain);
        assert_eq!(of("GB82 WEST 1234 5698 7654 32"), ["GB82WEST12345698765432"]);
    }

    #[test]
    fn wrong_checksums_and_lengths_are_none() {
        for text in [
            "DE88370400440532013000",
            "DE8937040044053201300",
            "DE893704004405320130001",
            "XDE89370400440532013000",
            "ZZ89370400440532013000",
            "DE89",
            "",
        ] {
            assert!(of(text).is_empty(), "{text}");
        }
    }
}
