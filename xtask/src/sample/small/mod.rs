//! `sample-data/small`: a town's nine months, with what must be found and what must not.

mod beside;
mod flow;
mod labour;
mod nexus;
mod sexual;
mod stories;
mod terror;

use super::book::{Book, Party, csv_line};
use super::life::{Household, Months, Pace, Town};
use super::people::{AUSTRALIA, CANADA, FRANCE, Home, IRELAND, STATES};

/// The whole period.
const PERIOD: Months = Months { first: 1, last: 9 };
const QUIET: Pace = Pace {
    groceries: 2,
    outings: 1,
};
/// People outside the bank who pay its customers; they recur, as payers do.
const PAYERS: usize = 24;

/// A reason in English and in French.
type Why = [&'static str; 2];

/// What an engine must say about an account and an indicator.
#[derive(Clone, Copy, Debug)]
enum Expect {
    Flag,
    Clear,
}

/// The book being written and the answers that go with it.
#[derive(Debug)]
struct Scene {
    book: Book,
    town: Town,
    expected: Vec<[String; 5]>,
    payers: Vec<Party>,
    next_payer: usize,
}

impl Scene {
    /// A resident who lives through the whole period as everybody does.
    fn resident(&mut self, home: Home) -> Household {
        let household = self.town.household(&mut self.book, home);
        self.town.live(&mut self.book, &household, PERIOD, QUIET);
        household
    }

    /// A resident without wage or rent here: only a card, so that little else moves.
    fn card_only(&mut self, home: Home) -> Household {
        let household = self.town.household(&mut self.book, home);
        for month in PERIOD.each() {
            household.shop(
                &mut self.book,
                month,
                Pace {
                    groceries: 2,
                    outings: 1,
                },
            );
        }
        household
    }

    /// A payer from outside: no two of `PAYERS` calls in a row give the same one.
    fn payer(&mut self) -> Party {
        if self.payers.len() < PAYERS {
            let payer = self.book.stranger("FR");
            self.payers.push(payer);
        }
        let payer = self.payers[self.next_payer % PAYERS].clone();
        self.next_payer += 1;
        payer
    }

    /// Writes an answer down, with its reason in English and French.
    fn expect(&mut self, account: &str, indicator: &str, answer: Expect, why: [&str; 2]) {
        let word = match answer {
            Expect::Flag => "flag",
            Expect::Clear => "clear",
        };
        self.expected
            .push([account, indicator, word, why[0], why[1]].map(str::to_owned));
    }

    /// The same for a household's account.
    fn answer(&mut self, home: &Household, indicator: &str, answer: Expect, why: [&str; 2]) {
        self.expect(&home.who.party.account, indicator, answer, why);
    }

    fn expected_csv(&self) -> String {
        let mut rows = self.expected.clone();
        rows.sort();
        let header = csv_line(&["account", "indicator", "expect", "why", "why_fr"], ',');
        rows.iter().fold(header, |csv, row| csv + &csv_line(row, ','))
    }
}

/// The two files: transactions and expected answers.
pub(crate) fn files() -> [(&'static str, String); 2] {
    let mut book = Book::seeded(2331);
    let town = Town::found(&mut book);
    let mut scene = Scene {
        book,
        town,
        expected: Vec::new(),
        payers: Vec::new(),
        next_payer: 0,
    };
    everyday(&mut scene);
    flow::plant(&mut scene);
    sexual::plant(&mut scene);
    labour::plant(&mut scene);
    terror::plant(&mut scene);
    nexus::plant(&mut scene);
    stories::plant(&mut scene);
    beside::plant(&mut scene);
    [
        ("small/transactions.csv", scene.book.canonical_csv()),
        ("small/expected.csv", scene.expected_csv()),
    ]
}

/// Residents with nothing to find: jobs, rents, shopping, friends, money sent home.
fn everyday(scene: &mut Scene) {
    let mut residents = Vec::new();
    for (home, count) in [(FRANCE, 7), (IRELAND, 2), (CANADA, 2), (AUSTRALIA, 2), (STATES, 1)] {
        for _ in 0..count {
            residents.push(scene.resident(home));
        }
    }
    for pair in residents.windows(2) {
        for month in PERIOD.each() {
            if scene.book.rng.chance(500) && pair[0].who.currency == pair[1].who.currency {
                pair[0].settle(&mut scene.book, &pair[1], month);
            }
        }
    }
    for (home, country) in residents.iter().zip(["PT", "MA", "PL", "VN", "SN", "PH"]) {
        let family = scene.book.stranger(country);
        home.send_home(&mut scene.book, &family, PERIOD, (6, 150));
    }
}
