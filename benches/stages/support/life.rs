//! What people do: mostly nothing worth a word.

use super::dice::Dice;
use super::sheet::{Payment, Second, Sheet, Side};

const HOUR: Second = 3_600;
const DAY: Second = 24 * HOUR;
const YEAR: Second = 365 * DAY;
/// Rows of ordinary life between two stories.
const BETWEEN: u64 = 10_000;

const FIRST: [&str; 10] = [
    "Ana", "Bruno", "Chloé", "Daniel", "Elif", "Fatou", "Goran", "Hélène", "Ivan", "Jana",
];
const LAST: [&str; 10] = [
    "Almeida", "Bauer", "Costa", "Dubois", "Evans", "Fischer", "Garcia", "Horvat", "Ibrahim", "Jensen",
];
const SHOPS: [(&str, &str); 6] = [
    ("5411", "SUPER RIVIERE"),
    ("5462", "BAKERY SOUTH"),
    ("5541", "FUEL STATION 12"),
    ("5812", "CHEZ PAULE"),
    ("4111", "CITY TRAM"),
    ("5912", "PHARMACY OF THE BRIDGE"),
];
const FAMILY_ABROAD: [&str; 5] = ["PT", "MA", "PH", "SN", "PL"];

/// A year in time order; the answer is the number of findings, one for each story told.
pub(crate) fn ordinary(sheet: &mut Sheet, rows: u64) -> usize {
    let mut people = People {
        dice: Dice::new(42),
        count: (rows / 5).clamp(500, 200_000),
    };
    let mut stories = 0;
    while sheet.rows() < rows {
        let now = YEAR / rows * sheet.rows() + people.dice.below(2 * HOUR);
        if sheet.rows() / BETWEEN >= stories as u64 && rows - sheet.rows() >= 5 {
            tell(sheet, stories, now);
            stories += 1;
        }
        sheet.write(&people.payment(now));
    }
    stories
}

fn tell(sheet: &mut Sheet, number: usize, now: Second) {
    let account = format!("S{number:06}");
    if number.is_multiple_of(2) {
        for day in 0..3 {
            sheet.write(&deposit(&account, now + day * DAY, 930_000 + day * 1_500));
        }
    } else {
        weekend(sheet, &account, now);
    }
}

/// One account, one deposit every five minutes: a ten-day window holds thousands.
pub(crate) fn deposits(sheet: &mut Sheet, rows: u64) -> usize {
    for at in 0..rows {
        sheet.write(&deposit("SHOP", at * 300, 850_000 + at % 1_000));
    }
    1
}

/// One account, `cycles` complete chains, each after ten advertisements that come to nothing.
pub(crate) fn weekends(sheet: &mut Sheet, cycles: u64) -> usize {
    let mut now = 0;
    for _ in 0..cycles {
        for _ in 0..10 {
            sheet.write(&advertisement("HOUSE", now));
            now += HOUR / 4;
        }
        weekend(sheet, "HOUSE", now);
        now += 12 * HOUR;
    }
    usize::try_from(cycles).unwrap()
}

fn deposit(account: &str, at: Second, cents: u64) -> Payment {
    Payment {
        at,
        cents,
        channel: "cash",
        to: Side(account.to_owned(), "Corner Shop".to_owned(), "FR"),
        ..Payment::default()
    }
}

fn advertisement(account: &str, at: Second) -> Payment {
    purchase(account, at, 4_100, ("7311", "City Classified Ads"))
}

fn purchase(account: &str, at: Second, cents: u64, (mcc, merchant): (&'static str, &'static str)) -> Payment {
    Payment {
        at,
        cents,
        channel: "card",
        from: Side(account.to_owned(), "Holder".to_owned(), "FR"),
        mcc,
        merchant,
        ..Payment::default()
    }
}

/// Advertisement, room, three credits by day, within five hours.
fn weekend(sheet: &mut Sheet, account: &str, now: Second) {
    sheet.write(&advertisement(account, now));
    sheet.write(&purchase(account, now + HOUR, 12_000, ("7011", "GATEWAY HOTEL")));
    for hour in 2..5 {
        sheet.write(&Payment {
            at: now + hour * HOUR,
            cents: 15_000,
            channel: "p2p",
            from: Side(format!("{account}-P{hour}"), "Payer".to_owned(), "FR"),
            to: Side(account.to_owned(), "Holder".to_owned(), "FR"),
            ..Payment::default()
        });
    }
}

struct People {
    dice: Dice,
    count: u64,
}

impl People {
    fn payment(&mut self, at: Second) -> Payment {
        let who = self.dice.skewed(self.count);
        let mut payment = match self.dice.below(100) {
            0..=54 => self.shopping(who),
            55..=62 => self.wage(who),
            63..=68 => self.bill(who, "L", 50_000, "loyer"),
            69..=72 => self.bill(who, "U", 4_000, "facture"),
            73..=86 => self.favour(who),
            87..=92 => self.withdrawal(who),
            93..=96 => self.home(who),
            97..=98 => self.takings(who),
            _ => self.night_away(who),
        };
        payment.at = at;
        payment
    }

    fn person(who: u64) -> Side {
        let name = |from: &[&'static str; 10], at: u64| from[usize::try_from(at % 10).unwrap()];
        Side(
            format!("C{who:06}"),
            format!("{} {}", name(&FIRST, who), name(&LAST, who / 10)),
            "FR",
        )
    }

    fn shopping(&mut self, who: u64) -> Payment {
        let &(mcc, merchant) = self.dice.pick(&SHOPS);
        Payment {
            cents: 300 + self.dice.skewed(9_000),
            channel: "card",
            from: Self::person(who),
            mcc,
            merchant,
            ..Payment::default()
        }
    }

    fn wage(&mut self, who: u64) -> Payment {
        Payment {
            cents: 140_000 + self.dice.below(140_000),
            channel: "transfer",
            from: Side(format!("E{:04}", who / 150), "Works and Sons".to_owned(), "FR"),
            to: Self::person(who),
            memo: format!("salaire {:02}", 1 + self.dice.below(12)),
            ..Payment::default()
        }
    }

    fn bill(&mut self, who: u64, payee: &str, least: u64, memo: &str) -> Payment {
        Payment {
            cents: least + self.dice.below(least),
            channel: "transfer",
            from: Self::person(who),
            to: Side(format!("{payee}{:04}", who / 90), "Maison Dupré".to_owned(), "FR"),
            memo: format!("{memo} {}", self.dice.below(100_000)),
            ..Payment::default()
        }
    }

    fn favour(&mut self, who: u64) -> Payment {
        const WORDS: [&str; 6] = [
            "merci",
            "pizza",
            "cadeau commun",
            "essence",
            "dinner, thanks",
            "Geburtstag",
        ];
        let neighbour = (who + 1 + self.dice.below(12)) % self.count;
        let word = *self.dice.pick(&WORDS);
        Payment {
            cents: 500 + self.dice.skewed(9_500),
            channel: "p2p",
            from: Self::person(who),
            to: Self::person(neighbour),
            memo: if word.contains(',') {
                format!("\"{word}\"")
            } else {
                word.to_owned()
            },
            ..Payment::default()
        }
    }

    fn withdrawal(&mut self, who: u64) -> Payment {
        Payment {
            cents: 2_000 * (1 + self.dice.skewed(8)),
            channel: "atm",
            from: Self::person(who),
            ..Payment::default()
        }
    }

    fn home(&mut self, who: u64) -> Payment {
        let country = *self.dice.pick(&FAMILY_ABROAD);
        Payment {
            cents: 8_000 + self.dice.below(22_000),
            channel: "remittance",
            from: Self::person(who),
            to: Side(format!("X{who:06}"), "Family".to_owned(), country),
            memo: "family support".to_owned(),
            ..Payment::default()
        }
    }

    fn takings(&mut self, who: u64) -> Payment {
        Payment {
            cents: 20_000 + self.dice.skewed(200_000),
            channel: "cash",
            to: Self::person(who),
            ..Payment::default()
        }
    }

    fn night_away(&mut self, who: u64) -> Payment {
        Payment {
            cents: 8_000 + self.dice.below(7_000),
            channel: "card",
            from: Self::person(who),
            mcc: "7011",
            merchant: "HOTEL OF THE STATION",
            ..Payment::default()
        }
    }
}
