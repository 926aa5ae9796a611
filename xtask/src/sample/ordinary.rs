//! `sample-data/ordinary`: a quiet year, with the lawful lives that look most like the patterns.

use super::book::{Book, Shop, eur};
use super::life::{Household, Months, Pace, Town};
use super::people::{FRANCE, IRELAND};

const WHOLE_YEAR: Months = Months { first: 1, last: 12 };
const BUSY: Pace = Pace {
    groceries: 6,
    outings: 5,
};

/// The canonical file of the year.
pub(crate) fn csv() -> String {
    let mut book = Book::seeded(2388);
    let town = Town::found(&mut book);
    let residents = residents(&mut book, &town);
    remitters(&mut book, &residents);
    students(&mut book, &residents);
    salespeople(&mut book, &residents);
    hostel(&mut book, &town);
    associations(&mut book, &residents);
    collections(&mut book, &residents);
    savers(&mut book, &residents);
    night_workers(&mut book, &residents);
    shops(&mut book);
    book.canonical_csv()
}

fn residents(book: &mut Book, town: &Town) -> Vec<Household> {
    let mut residents = Vec::new();
    for number in 0..302 {
        let home = if number % 12 == 0 { IRELAND } else { FRANCE };
        let household = town.household(book, home);
        town.live(book, &household, WHOLE_YEAR, BUSY);
        residents.push(household);
    }
    for pair in residents.windows(2) {
        for month in WHOLE_YEAR.each() {
            if book.rng.chance(600) {
                pair[0].settle(book, &pair[1], month);
            }
        }
    }
    residents
}

/// People who send money to one or two relatives, all year, to many parts of the world.
fn remitters(book: &mut Book, residents: &[Household]) {
    const TO: [&str; 18] = [
        "MA", "SN", "PT", "RO", "PH", "VN", "IN", "CO", "DZ", "TN", "CI", "PL", "TR", "LB", "TR", "JO", "BR", "CM",
    ];
    for (home, country) in residents.iter().zip(TO) {
        let relative = book.stranger(country);
        let usual = book.rng.between(12, 35) * 10;
        home.send_home(book, &relative, WHOLE_YEAR, (5, usual));
        if book.rng.chance(300) {
            let second = book.stranger(country);
            home.send_home(book, &second, Months { first: 3, last: 10 }, (16, 80));
        }
    }
}

/// Parents who keep a child at a university abroad, and students kept by theirs.
fn students(book: &mut Book, residents: &[Household]) {
    for (home, country) in residents[20..].iter().zip(["ES", "DE", "TR", "CA", "IT", "GB"]) {
        let child = book.stranger(country);
        for month in [1, 2, 3, 4, 5, 9, 10, 11, 12] {
            let at = home.when(book, month, (1, 3), (9, 12));
            book.pay((&home.who.party, &child), at, eur(55_000), "transfer", "études");
        }
    }
    for home in &residents[30..36] {
        let parents = book.stranger("MA");
        for month in WHOLE_YEAR.each() {
            let at = home.when(book, month, (2, 6), (9, 12));
            book.pay((&parents, &home.who.party), at, eur(40_000), "remittance", "études");
        }
    }
}

/// Weeks of hotels for work, some within a month's ordinary spending, some above it.
fn salespeople(book: &mut Book, residents: &[Household]) {
    const HOTELS: [(&str, &str); 4] = [
        ("HOTEL DES VOYAGEURS", "Dijon"),
        ("MOTEL ROCADE", "Tours"),
        ("AUBERGE DU CANAL", "Toulouse"),
        ("HOTEL TERMINUS", "Metz"),
    ];
    for (number, home) in (0..).zip(&residents[40..48]) {
        let nights = if number < 6 { 7 } else { 16 };
        for month in [2, 3, 5, 6, 9, 10, 11] {
            for night in 0..nights {
                let (merchant, place) = book.rng.pick(&HOTELS);
                let at = home.who.at((month, 3 + night + night / 4 * 3), (19, 45));
                let price = eur(book.rng.between(78, 96) * 100);
                book.card(
                    &home.who.party,
                    at,
                    price,
                    Shop {
                        mcc: "7011",
                        merchant,
                        place,
                    },
                );
            }
        }
    }
    for home in &residents[48..78] {
        for night in 0..6 {
            let at = home.who.at((8, 4 + night), (18, 20));
            let beach = Shop {
                mcc: "7011",
                merchant: "HOTEL DE LA PLAGE",
                place: "Royan",
            };
            book.card(&home.who.party, at, eur(12_400), beach);
        }
    }
}

/// Seasonal workers under one roof: one address, one machine, one pay day.
fn hostel(book: &mut Book, town: &Town) {
    let farm = book.firm("Vergers du Val SCEA", "FR");
    let roof = book.firm("Foyer des Saisonniers", "FR");
    for bed in 0..12 {
        let guest = town.household(book, FRANCE);
        for month in 5..=10 {
            let payday = guest.who.at((month, 28), (7, 30));
            let wage = eur(162_000 + bed * 1000);
            book.pay((&farm, &guest.who.party), payday, wage, "transfer", "SALAIRE saison");
            let machine = guest.who.at((month, 28), (18, bed * 4));
            book.draw(&guest.who.party, machine, eur(20_000), "Valbourg");
            let bill = guest.who.at((month, 29), (9, 0));
            book.pay((&guest.who.party, &roof), bill, eur(31_000), "transfer", "hébergement");
            guest.shop(book, month, BUSY);
        }
    }
}

/// Two associations that live on gifts, one of them working where there is a war.
fn associations(book: &mut Book, residents: &[Household]) {
    let relief = book.firm("Association Secours et Eau", "FR");
    let partner = book.firm("Water Works Partner Foundation", "JO");
    let club = book.firm("Club Nautique de Valbourg Association", "FR");
    for (number, home) in (0_i64..).zip(&residents[60..110]) {
        for month in WHOLE_YEAR.each() {
            if (number + month) % 3 == 0 {
                let at = home.when(book, month, (1, 24), (9, 20));
                let gift = eur(book.rng.between(1, 6) * 1000);
                book.pay((&home.who.party, &relief), at, gift, "transfer", "don");
            }
        }
        let at = home.when(book, 9, (1, 20), (9, 20));
        book.pay((&home.who.party, &club), at, eur(14_500), "transfer", "cotisation");
    }
    for month in [3, 6, 9, 12] {
        let at = residents[60].who.at((month, 26), (10, 0));
        book.pay((&relief, &partner), at, eur(105_000), "wire", "programme eau potable");
    }
}

/// Weddings, leaving gifts, a roof paid by a crowd.
fn collections(book: &mut Book, residents: &[Household]) {
    for (month, home) in (3..).zip(&residents[110..116]) {
        let caterer = book.firm("Salle des Fêtes et Traiteur SARL", "FR");
        for guest in &residents[120..134] {
            let at = guest.when(book, month, (2, 11), (10, 21));
            book.pay((&guest.who.party, &home.who.party), at, eur(6000), "p2p", "cagnotte");
        }
        let at = home.who.at((month, 13), (10, 30));
        book.pay((&home.who.party, &caterer), at, eur(78_000), "transfer", "acompte fête");
    }
    let platform = book.firm("Cagnotte Solidaire SAS", "FR");
    let roofer = book.firm("Couverture Martin SARL", "FR");
    let owner = &residents[117];
    let payout = owner.who.at((5, 14), (9, 0));
    book.pay(
        (&platform, &owner.who.party),
        payout,
        eur(640_000),
        "transfer",
        "versement cagnotte",
    );
    let bill = owner.who.at((5, 14), (15, 0));
    book.pay(
        (&owner.who.party, &roofer),
        bill,
        eur(610_000),
        "transfer",
        "réfection toiture",
    );
}

/// Wages that move the same day, to an account of the same holder.
fn savers(book: &mut Book, residents: &[Household]) {
    for home in &residents[140..152] {
        let savings = home.who.second_account(book);
        for month in WHOLE_YEAR.each() {
            let at = home.who.at((month, home.payday), (10, 5));
            let part = eur(home.wage * 85 / 100);
            book.pay((&home.who.party, &savings), at, part, "transfer", "épargne");
            let back = home.who.at((month, home.payday + 2), (10, 5));
            book.pay(
                (&savings, &home.who.party),
                back,
                eur(home.wage / 2),
                "transfer",
                "retour",
            );
        }
    }
}

/// People whose day is the night: they buy, draw and are paid back late.
fn night_workers(book: &mut Book, residents: &[Household]) {
    let canteen = ("5814", "CANTINE DE NUIT");
    for (home, colleague) in residents[160..172].iter().zip(&residents[172..184]) {
        for month in WHOLE_YEAR.each() {
            for _ in 0..6 {
                let at = home.when(book, month, (1, 28), (23, 28));
                book.card(&home.who.party, at, eur(950), home.who.shop(canteen));
            }
            for _ in 0..3 {
                let at = home.when(book, month, (1, 28), (23, 28));
                book.pay(
                    (&colleague.who.party, &home.who.party),
                    at,
                    eur(1200),
                    "p2p",
                    "covoiturage",
                );
            }
        }
    }
}

/// Traders who bank their takings.
fn shops(book: &mut Book) {
    const SHOPS: [(&str, i64, i64); 6] = [
        ("Boulangerie Petit Jour SARL", 210, 390),
        ("Tabac Presse du Port SARL", 300, 620),
        ("Primeur des Quais SARL", 180, 300),
        ("Café du Théâtre SARL", 240, 480),
        ("Marché de Noël Artisans SARL", 500, 780),
        ("Garage Lenoir SARL", 90, 260),
    ];
    let wholesaler = book.firm("Grossiste Centre-Est SA", "FR");
    for (name, low, high) in SHOPS {
        let shop = book.firm(name, "FR");
        let clock = book.person(FRANCE);
        for week in 0..51 {
            let takings = book.rng.between(low, high) * 1000;
            let counter = ("cash", clock.town);
            book.pay_in(&shop, clock.at((1, 6 + week * 7), (9, 20)), eur(takings), counter);
            let paid = clock.at((1, 8 + week * 7), (11, 0));
            let part = eur(takings * 6 / 10);
            book.pay((&shop, &wholesaler), paid, part, "transfer", "facture");
        }
    }
}
