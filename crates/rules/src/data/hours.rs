//! Opening hours of trades.

use super::Provenance;

/// When trades are open, by merchant category code and by a word such as a sector.
#[derive(Clone, Debug, Default)]
pub struct Hours {
    /// Where it comes from.
    pub from: Provenance,
    /// The rows; a trade may have several, and is open where one of them says so.
    pub rows: Vec<Opening>,
}

/// Hours of one trade, half-open: closing time is closed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Opening {
    /// Words in folded form.
    pub keys: Vec<String>,
    /// First and last merchant category code.
    pub codes: Option<(u16, u16)>,
    /// Minute of the day at which it opens.
    pub open: u16,
    /// Minute of the day at which it closes: up to 1,440; no later than `open` means on the next day.
    pub close: u16,
    /// Days on which it opens, Monday first.
    pub days: [bool; 7],
}

impl Hours {
    /// Rows of a merchant category code.
    pub fn of_code(&self, mcc: u16) -> impl Iterator<Item = &Opening> {
        let holds = move |row: &&Opening| row.codes.is_some_and(|(first, last)| (first..=last).contains(&mcc));
        self.rows.iter().filter(holds)
    }

    /// Rows of a word in folded form.
    pub fn of_key<'a>(&'a self, folded: &'a str) -> impl Iterator<Item = &'a Opening> {
        self.rows
            .iter()
            .filter(move |row| row.keys.iter().any(|key| key == folded))
    }
}
