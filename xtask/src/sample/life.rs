//! Ordinary life: wages, rent, shopping, cash, small debts between friends, money sent home.

use super::book::{Book, Money, Party};
use super::calendar::{Day, Moment};
use super::people::{GROCERS, Home, OUTINGS, Person};

/// Those whom everybody in town pays or is paid by.
#[derive(Debug)]
pub(crate) struct Town {
    employers: Vec<Party>,
    landlords: Vec<Party>,
    utility: Party,
}

/// Months of a year, first and last included.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Months {
    pub(crate) first: i64,
    pub(crate) last: i64,
}

impl Months {
    /// The months in order.
    pub(crate) fn each(self) -> impl Iterator<Item = i64> {
        self.first..=self.last
    }
}

/// How often someone shops in a month.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pace {
    pub(crate) groceries: i64,
    pub(crate) outings: i64,
}

/// A person with a job and a home.
#[derive(Clone, Debug)]
pub(crate) struct Household {
    pub(crate) who: Person,
    pub(crate) employer: Party,
    landlord: Party,
    pub(crate) wage: i64,
    rent: i64,
    pub(crate) payday: i64,
}

/// Every sample lies in one year.
pub(crate) const YEAR: i64 = 2025;

const MONTHS_FR: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];

/// `mars`, for memos.
pub(crate) fn month_name(month: i64) -> &'static str {
    usize::try_from(month - 1)
        .ok()
        .and_then(|index| MONTHS_FR.get(index))
        .copied()
        .unwrap_or("")
}

impl Town {
    /// The firms of a town, under names that say what they are.
    pub(crate) fn found(book: &mut Book) -> Self {
        const EMPLOYERS: [&str; 9] = [
            "Ateliers du Fleuve SARL",
            "Clinique des Tilleuls SAS",
            "Harbour Logistics Ltd",
            "Imprimerie Gamma SARL",
            "Mairie de Valbourg",
            "Maison Orlane SA",
            "Northgate Care Ltd",
            "Optique Sud SARL",
            "Transports Velay SAS",
        ];
        const LANDLORDS: [&str; 4] = [
            "Foncière des Remparts SA",
            "Régie Bellevue SARL",
            "Habitat Valbourg SA",
            "Quayside Lettings Ltd",
        ];
        Self {
            employers: EMPLOYERS.iter().map(|name| book.firm(name, "FR")).collect(),
            landlords: LANDLORDS.iter().map(|name| book.firm(name, "FR")).collect(),
            utility: book.firm("Énergie du Fleuve SA", "FR"),
        }
    }

    /// Someone new in town.
    pub(crate) fn household(&self, book: &mut Book, home: Home) -> Household {
        let who = book.person(home);
        let employer = self.employers[book.rng.index(self.employers.len())].clone();
        let landlord = self.landlords[book.rng.index(self.landlords.len())].clone();
        Household {
            who,
            employer,
            landlord,
            wage: book.rng.between(168, 325) * 1000,
            rent: book.rng.between(52, 92) * 1000,
            payday: book.rng.between(25, 28),
        }
    }

    /// Months of an ordinary life: everything below, in turn.
    pub(crate) fn live(&self, book: &mut Book, home: &Household, months: Months, pace: Pace) {
        for month in months.each() {
            home.earn(book, month);
            self.pay_bills(book, home, month);
            home.shop(book, month, pace);
        }
    }

    fn pay_bills(&self, book: &mut Book, home: &Household, month: i64) {
        let memo = format!("LOYER {month:02}/{YEAR}");
        let at = home.when(book, month, (2, 5), (9, 11));
        book.pay(
            (&home.who.party, &home.landlord),
            at,
            home.money(home.rent),
            "transfer",
            &memo,
        );
        let amount = home.money(book.rng.between(48, 115) * 100 + 37);
        let at = home.when(book, month, (8, 12), (9, 11));
        book.pay(
            (&home.who.party, &self.utility),
            at,
            amount,
            "transfer",
            "électricité et gaz",
        );
    }
}

impl Household {
    /// The month's wage.
    pub(crate) fn earn(&self, book: &mut Book, month: i64) {
        let day = Day::of(YEAR, month, self.payday);
        let at = Moment::at(day, 7, book.rng.between(0, 59), self.who.zone);
        let memo = format!("SALAIRE {}", month_name(month));
        let wage = self.money(self.wage);
        book.pay((&self.employer, &self.who.party), at, wage, "transfer", &memo);
    }

    /// The month's cards and cash.
    pub(crate) fn shop(&self, book: &mut Book, month: i64, pace: Pace) {
        for _ in 0..book.rng.between(pace.groceries - 1, pace.groceries + 1) {
            let shop = self.who.shop(book.rng.pick(&GROCERS));
            let amount = self.money(book.rng.between(620, 9400));
            let at = self.when(book, month, (1, 28), (8, 20));
            book.card(&self.who.party, at, amount, shop);
        }
        for _ in 0..book.rng.between(pace.outings - 1, pace.outings + 1) {
            let shop = self.who.shop(book.rng.pick(&OUTINGS));
            let amount = self.money(book.rng.between(390, 6400));
            let at = self.when(book, month, (1, 28), (10, 21));
            book.card(&self.who.party, at, amount, shop);
        }
        if book.rng.chance(550) {
            let notes = self.money(book.rng.between(2, 9) * 1000);
            let at = self.when(book, month, (6, 23), (10, 20));
            book.draw(&self.who.party, at, notes, self.who.town);
        }
    }

    /// What one friend pays back to another.
    pub(crate) fn settle(&self, book: &mut Book, friend: &Self, month: i64) {
        const FOR: [&str; 6] = [
            "resto samedi",
            "cinéma",
            "cadeau commun",
            "pizza",
            "concert tickets",
            "essence",
        ];
        let memo = book.rng.pick(&FOR);
        let amount = self.money(book.rng.between(8, 55) * 100);
        let at = self.when(book, month, (1, 28), (11, 21));
        book.pay((&self.who.party, &friend.who.party), at, amount, "p2p", memo);
    }

    /// Money sent to the same person every month.
    pub(crate) fn send_home(&self, book: &mut Book, to: &Party, months: Months, (day, usual): (i64, i64)) {
        for month in months.each() {
            let at = self.when(book, month, (day, day + 2), (10, 18));
            let amount = self.money(usual * 100 + book.rng.between(-2, 2) * 1000);
            book.pay((&self.who.party, to), at, amount, "remittance", "famille");
        }
    }

    /// A moment inside the days and hours given.
    pub(crate) fn when(&self, book: &mut Book, month: i64, days: (i64, i64), hours: (i64, i64)) -> Moment {
        let day = Day::of(YEAR, month, book.rng.between(days.0, days.1));
        let hour = book.rng.between(hours.0, hours.1);
        let minute = book.rng.between(0, 59);
        let seconds = book.rng.between(0, 59);
        Moment::at(day, hour, minute, self.who.zone).and_seconds(seconds)
    }

    /// Minor units of the household's own currency.
    pub(crate) fn money(&self, cents: i64) -> Money {
        Money {
            cents,
            currency: self.who.currency,
        }
    }
}
