//! The yardstick's transactions: half a year of payments between accounts of very unequal size, the same bytes from the same seed everywhere.
//!
//! The order in which numbers are drawn is part of the format: figures that were measured before stay comparable.
#![expect(
    clippy::float_arithmetic,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "made-up data may be shaped by floats; nothing here is a result"
)]

use std::collections::HashSet;
use std::io::{self, Write};

const HEADER: &[u8] = b"tx_id,timestamp,amount,currency,channel,orig_account,orig_name,orig_country,benef_account,benef_name,benef_country,mcc,memo\n";
const SYLLABLES: [&str; 32] = [
    "ka", "lo", "mi", "ra", "ne", "to", "sa", "vi", "de", "ul", "an", "or", "be", "chi", "du", "er", "fo", "gi", "ho",
    "ja", "ke", "li", "mo", "na", "os", "pe", "qu", "ri", "st", "ta", "wo", "zy",
];
const COUNTRIES: [&str; 30] = [
    "US", "GB", "DE", "FR", "NL", "CH", "SG", "HK", "AE", "IN", "BR", "MX", "NG", "ZA", "TR", "PL", "ES", "IT", "JP",
    "CA", "KY", "PA", "VG", "IR", "KP", "MM", "RU", "CY", "MT", "LU",
];
const CHANNELS: [&str; 8] = ["CARD", "ACH", "WIRE", "CASH_IN", "CASH_OUT", "P2P", "SEPA", "CHECK"];
const CODES: [u32; 16] = [
    5411, 5812, 5541, 5999, 4829, 6011, 7011, 7311, 5732, 5944, 6051, 7995, 4111, 4814, 8999, 3501,
];
const FORMS: [&str; 6] = ["Ltd", "LLC", "GmbH", "SA", "Trading Co", "Inc"];
const WORDS: usize = 6000;
const DAY: i64 = 86_400;
/// The first of January 2025.
const START: i64 = 1_735_689_600;
const SPAN: i64 = 181 * DAY;

/// How much to make.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shape {
    pub(crate) rows: u64,
    pub(crate) accounts: usize,
    pub(crate) seed: u64,
}

impl Shape {
    /// So many rows of the yardstick itself.
    pub(crate) fn yardstick(rows: u64) -> Self {
        Self {
            rows,
            accounts: 200_000,
            seed: 42,
        }
    }
}

/// `SplitMix64`.
struct Draw(u64);

impl Draw {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// From 0 to 1, without 1.
    fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// From 0 to `end`, without `end`.
    fn below(&mut self, end: u64) -> u64 {
        ((u128::from(self.next()) * u128::from(end)) >> 64) as u64
    }

    fn index(&mut self, end: usize) -> usize {
        self.below(end as u64) as usize
    }
}

/// Ranks that are drawn the more often the smaller they are.
struct Zipf(Vec<f64>);

impl Zipf {
    fn new(ranks: usize, steepness: f64) -> Self {
        let mut sum = 0.0;
        let mut reach: Vec<f64> = (1..=ranks)
            .map(|rank| {
                sum += 1.0 / (rank as f64).powf(steepness);
                sum
            })
            .collect();
        for bound in &mut reach {
            *bound /= sum;
        }
        Self(reach)
    }

    fn draw(&self, draw: &mut Draw) -> usize {
        let share = draw.share();
        self.0.partition_point(|&bound| bound < share).min(self.0.len() - 1)
    }
}

fn word(seed: u64) -> String {
    let mut draw = Draw(seed.wrapping_mul(0x5851_F42D_4C95_7F2D) ^ 0x4D);
    let syllables = 2 + draw.below(3);
    (0..syllables).map(|_| SYLLABLES[draw.index(SYLLABLES.len())]).collect()
}

fn vocabulary() -> Vec<String> {
    (0..WORDS as u64).map(word).collect()
}

fn capital(word: &str) -> String {
    let mut word = word.to_owned();
    word[..1].make_ascii_uppercase();
    word
}

/// Terms, none twice: words that no memo holds, pairs of words that memos hold now and then, and made-up endings.
pub(crate) fn lexicon(terms: usize) -> Vec<String> {
    let vocabulary = vocabulary();
    let mut draw = Draw(991);
    let mut seen = HashSet::new();
    let mut lexicon = Vec::with_capacity(terms);
    for nth in 1_u64.. {
        if lexicon.len() == terms {
            break;
        }
        let term = match nth % 3 {
            0 => {
                let mut term = word(1_000_000 + nth);
                (0..2).for_each(|_| term.push_str(SYLLABLES[draw.index(SYLLABLES.len())]));
                term
            }
            1 => format!("{} {}", vocabulary[draw.index(WORDS)], vocabulary[draw.index(WORDS)]),
            _ => word(2_000_000 + nth) + "ex",
        };
        if term.len() >= 5 && seen.insert(term.clone()) {
            lexicon.push(term);
        }
    }
    lexicon
}

struct Account {
    number: String,
    /// As a cell of CSV.
    name: String,
    country: &'static str,
}

fn account(nth: usize, vocabulary: &[String], words: &Zipf, countries: &Zipf, draw: &mut Draw) -> Account {
    let country = COUNTRIES[countries.draw(draw)];
    let check = 10 + draw.below(89);
    let body = (nth as u64 * 7919 + 1_234_567) % 100_000_000;
    let number = format!("{country}{check:02}{body:08}{:04}", draw.below(10_000));
    let is_firm = draw.below(4) == 0;
    let first = if is_firm { words.draw(draw) } else { draw.index(WORDS) };
    let mut name = format!(
        "{} {}",
        capital(&vocabulary[first]),
        capital(&vocabulary[draw.index(WORDS)])
    );
    if is_firm {
        name = format!("{name} {}", FORMS[draw.index(FORMS.len())]);
    }
    if draw.below(25) == 0
        && let Some((first, rest)) = name.split_once(' ')
    {
        name = format!("\"{rest}, {first}\"");
    }
    Account { number, name, country }
}

/// Everything that rows are drawn from.
struct World {
    accounts: Vec<Account>,
    /// Accounts by rank.
    ranked: Vec<usize>,
    vocabulary: Vec<String>,
    ranks: Zipf,
    words: Zipf,
    channels: Zipf,
    codes: Zipf,
    currencies: Zipf,
}

impl World {
    fn new(accounts: usize, draw: &mut Draw) -> Self {
        let (vocabulary, words) = (vocabulary(), Zipf::new(WORDS, 0.9));
        let countries = Zipf::new(COUNTRIES.len(), 1.0);
        let made = (0..accounts).map(|nth| account(nth, &vocabulary, &words, &countries, draw));
        let made = made.collect();
        let mut ranked: Vec<usize> = (0..accounts).collect();
        for at in (1..accounts).rev() {
            ranked.swap(at, draw.index(at + 1));
        }
        Self {
            accounts: made,
            ranked,
            vocabulary,
            ranks: Zipf::new(accounts, 0.75),
            words,
            channels: Zipf::new(CHANNELS.len(), 0.7),
            codes: Zipf::new(CODES.len(), 0.8),
            // All payments are in one currency; the draw keeps the data what they were.
            currencies: Zipf::new(7, 1.2),
        }
    }

    /// Originator and beneficiary: most pay the same few again and again.
    fn parties(&self, draw: &mut Draw) -> (usize, usize) {
        let number = self.accounts.len();
        let payer = self.ranked[self.ranks.draw(draw)];
        let receiver = if draw.below(3) == 0 {
            self.ranked[self.ranks.draw(draw)]
        } else {
            (payer * 31 + draw.index(40) * 977) % number
        };
        (
            payer,
            if receiver == payer {
                (receiver + 1) % number
            } else {
                receiver
            },
        )
    }

    fn row(&self, nth: u64, shape: Shape, draw: &mut Draw, line: &mut Vec<u8>) -> io::Result<()> {
        let even = START + (i128::from(SPAN) * i128::from(nth) / i128::from(shape.rows)) as i64;
        let time = (even + draw.below(7200) as i64 - 3600).max(START);
        let (payer, receiver) = self.parties(draw);
        let cents = cents(draw);
        let channel = CHANNELS[self.channels.draw(draw)];
        self.currencies.draw(draw);
        let code = (channel == "CARD").then(|| CODES[self.codes.draw(draw)]);
        write!(line, "T{nth:010},")?;
        stamp(time, line)?;
        write!(line, ",{}.{:02},EUR,{channel}", cents / 100, cents % 100)?;
        for party in [&self.accounts[payer], &self.accounts[receiver]] {
            write!(line, ",{},{},{}", party.number, party.name, party.country)?;
        }
        line.push(b',');
        if let Some(code) = code {
            write!(line, "{code}")?;
        }
        line.push(b',');
        self.memo(draw, line)?;
        line.push(b'\n');
        Ok(())
    }

    fn memo(&self, draw: &mut Draw, line: &mut Vec<u8>) -> io::Result<()> {
        let words = draw.below(7);
        let quotes = draw.below(100);
        let is_quoted = quotes < 8;
        if is_quoted {
            line.push(b'"');
        }
        for nth in 0..words {
            match nth {
                0 => {}
                1 if is_quoted => line.extend_from_slice(b", "),
                _ => line.push(b' '),
            }
            let from = line.len();
            line.extend_from_slice(self.vocabulary[self.words.draw(draw)].as_bytes());
            match draw.below(8) {
                0 => line[from..].make_ascii_uppercase(),
                1 => line[from..=from].make_ascii_uppercase(),
                _ => {}
            }
        }
        if draw.below(3) == 0 {
            write!(line, " inv {}", draw.below(1_000_000))?;
        }
        if quotes == 0 {
            line.extend_from_slice(b" \"\"ref\"\"");
        }
        if is_quoted {
            line.push(b'"');
        }
        Ok(())
    }
}

/// A few amounts just below ten thousand, a few round ones, and many small ones.
fn cents(draw: &mut Draw) -> u64 {
    match draw.below(100) {
        0..4 => 900_000 + draw.below(99_999),
        4..10 => (1 + draw.below(100)) * 100_000,
        _ => {
            let spread = (draw.share() + draw.share() + draw.share() + draw.share() - 2.0) * 1.73;
            (6000.0 * (1.6 * spread).exp()) as u64 + 1
        }
    }
}

/// `2025-01-01T00:00:00Z`.
fn stamp(time: i64, line: &mut Vec<u8>) -> io::Result<()> {
    let (day, second) = (time.div_euclid(DAY), time.rem_euclid(DAY));
    let (year, month, day) = date(day);
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    write!(line, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// The date of a day of 2025, counted from 1970.
fn date(day: i64) -> (i64, i64, i64) {
    let mut rest = day - START / DAY;
    let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    for (month, length) in (1..).zip(lengths) {
        if rest < length {
            return (2025, month, rest + 1);
        }
        rest -= length;
    }
    (2026, 1, rest + 1)
}

/// Writes a whole file of transactions.
///
/// # Errors
/// Where `to` takes no more.
pub(crate) fn write(shape: Shape, to: &mut impl Write) -> io::Result<()> {
    let mut draw = Draw(shape.seed);
    let world = World::new(shape.accounts, &mut draw);
    let mut block = Vec::with_capacity(1 << 20);
    block.extend_from_slice(HEADER);
    for nth in 1..=shape.rows {
        world.row(nth, shape, &mut draw, &mut block)?;
        if block.len() > (1 << 20) - (1 << 12) {
            to.write_all(&block)?;
            block.clear();
        }
    }
    to.write_all(&block)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// FNV-1a, enough to see that a byte has changed.
    fn checksum(bytes: &[u8]) -> u64 {
        bytes.iter().fold(0xCBF2_9CE4_8422_2325, |sum, byte| {
            (sum ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01B3)
        })
    }

    #[test]
    fn the_data_are_what_they_were_when_others_were_measured() {
        let mut bytes = Vec::new();
        write(Shape::yardstick(1000), &mut bytes).unwrap();
        assert_eq!((bytes.len(), checksum(&bytes)), (147_081, 18_134_890_725_253_188_209));
        let terms = lexicon(1000).join("\n");
        assert_eq!(
            (terms.len(), checksum(terms.as_bytes())),
            (11_542, 9_098_210_162_678_867_218)
        );
    }
}
