//! Invented people, firms and shops. Names are drawn from one mixed pool, whatever a person does:
//! a name in the sample data says nothing about the pattern its account shows.

use super::book::{Book, Party, Shop};
use super::calendar::{Day, Moment, Zone};
use super::life::YEAR;

/// Someone with an account, and where they live.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub(crate) party: Party,
    pub(crate) zone: Zone,
    pub(crate) currency: &'static str,
    pub(crate) town: &'static str,
}

/// A country to live in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Home {
    pub(crate) country: &'static str,
    pub(crate) zone: Zone,
    pub(crate) currency: &'static str,
    pub(crate) towns: [&'static str; 4],
}

/// Most of the sample lives here.
pub(crate) const FRANCE: Home = Home {
    country: "FR",
    zone: Zone::Paris,
    currency: "EUR",
    towns: ["Lyon", "Lille", "Nantes", "Bordeaux"],
};
/// Euros on another clock.
pub(crate) const IRELAND: Home = Home {
    country: "IE",
    zone: Zone::Dublin,
    currency: "EUR",
    towns: ["Dublin", "Cork", "Galway", "Limerick"],
};
/// Canadian dollars.
pub(crate) const CANADA: Home = Home {
    country: "CA",
    zone: Zone::Toronto,
    currency: "CAD",
    towns: ["Toronto", "Ottawa", "Montreal", "Kingston"],
};
/// United States dollars.
pub(crate) const STATES: Home = Home {
    country: "US",
    zone: Zone::Toronto,
    currency: "USD",
    towns: ["Boston", "Albany", "Trenton", "Dover"],
};
/// Australian dollars.
pub(crate) const AUSTRALIA: Home = Home {
    country: "AU",
    zone: Zone::Sydney,
    currency: "AUD",
    towns: ["Sydney", "Newcastle", "Wollongong", "Orange"],
};

const FIRST: [&str; 40] = [
    "Adèle", "Amina", "Anders", "Anna", "Ari", "Bao", "Camille", "Chidi", "Clara", "Daniel", "Dilek", "Elias", "Emma",
    "Farid", "Gabriel", "Hana", "Hugo", "Ines", "Ivan", "Jade", "Jonas", "Karim", "Lea", "Linh", "Louis", "Maeve",
    "Marta", "Mateo", "Mina", "Nadia", "Noah", "Olga", "Paul", "Priya", "Rosa", "Samir", "Sofia", "Tomas", "Yara",
    "Zoé",
];
const LAST: [&str; 48] = [
    "Abadie",
    "Achterberg",
    "Almeida",
    "Anand",
    "Bakker",
    "Barros",
    "Bellamy",
    "Benali",
    "Boyer",
    "Brandt",
    "Carvalho",
    "Castel",
    "Chen",
    "Costa",
    "Dacosta",
    "Delmas",
    "Demir",
    "Diallo",
    "Dumont",
    "Eriksen",
    "Fabre",
    "Fekete",
    "Ferrand",
    "Garnier",
    "Haddad",
    "Hoang",
    "Ito",
    "Jansen",
    "Kaya",
    "Keane",
    "Kovac",
    "Laurent",
    "Lindqvist",
    "Marchetti",
    "Mbeki",
    "Moreau",
    "Murphy",
    "Nowak",
    "Okafor",
    "Osei",
    "Petit",
    "Quinn",
    "Rahman",
    "Rossi",
    "Sarr",
    "Tanaka",
    "Vidal",
    "Weber",
];

impl Book {
    /// A new resident with an account of their own.
    pub(crate) fn person(&mut self, home: Home) -> Person {
        let name = self.name();
        let party = Party {
            account: self.new_account('C'),
            name,
            country: home.country,
        };
        let town = self.rng.pick(&home.towns);
        Person {
            party,
            zone: home.zone,
            currency: home.currency,
            town,
        }
    }

    /// A person whose account lies elsewhere.
    pub(crate) fn stranger(&mut self, country: &'static str) -> Party {
        let name = self.name();
        Party {
            account: self.new_account('X'),
            name,
            country,
        }
    }

    /// A firm or another body under the name given.
    pub(crate) fn firm(&mut self, name: &str, country: &'static str) -> Party {
        Party {
            account: self.new_account('B'),
            name: name.to_owned(),
            country,
        }
    }

    fn name(&mut self) -> String {
        let first = self.rng.pick(&FIRST);
        let last = self.rng.pick(&LAST);
        format!("{first} {last}")
    }
}

impl Person {
    /// A moment of the sample's year; days past the month's end belong to the next month.
    pub(crate) fn at(&self, (month, day): (i64, i64), (hour, minute): (i64, i64)) -> Moment {
        Moment::at(Day::of(YEAR, month, 1).plus(day - 1), hour, minute, self.zone)
    }

    /// A shop in the person's own town.
    pub(crate) fn shop(&self, (mcc, merchant): (&'static str, &'static str)) -> Shop {
        Shop {
            mcc,
            merchant,
            place: self.town,
        }
    }

    /// A second account of the same person, such as a savings book.
    pub(crate) fn second_account(&self, book: &mut Book) -> Party {
        Party {
            account: book.new_account('C'),
            ..self.party.clone()
        }
    }
}

/// Food shops.
pub(crate) const GROCERS: [(&str, &str); 6] = [
    ("5411", "MARCHE DU COIN"),
    ("5411", "SUPER RIVIERE"),
    ("5411", "HALLES FRAICHES"),
    ("5411", "CORNER GROCER"),
    ("5462", "BOULANGERIE DU PONT"),
    ("5499", "PRIMEUR DES QUAIS"),
];
/// Where the rest of a month's money goes.
pub(crate) const OUTINGS: [(&str, &str); 14] = [
    ("5812", "BRASSERIE DES ARTS"),
    ("5812", "NOODLE HOUSE"),
    ("5814", "SANDWICH EXPRESS"),
    ("5912", "PHARMACIE CENTRALE"),
    ("5541", "STATION DU PERIPHERIQUE"),
    ("4111", "TRANSPORTS URBAINS"),
    ("5651", "VETEMENTS SIMPLES"),
    ("5942", "LIBRAIRIE LE SIGNET"),
    ("7832", "CINEMA LUMIERE"),
    ("5200", "BRICO MAISON"),
    ("8011", "CABINET MEDICAL"),
    ("4899", "STREAM PLUS"),
    ("7230", "SALON COIFFURE NORD"),
    ("5945", "JEUX ET JOUETS"),
];
