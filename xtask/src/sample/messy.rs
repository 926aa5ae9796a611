//! `sample-data/messy`: two statement exports as a bank really writes them, with what must be
//! refused, row by row, and what must still be found.

use super::book::{Book, Row, csv_line, decimal, eur};
use super::calendar::Moment;
use super::life::{Household, Months, Pace, Town};
use super::people::FRANCE;

const MARCH: &str = "releve-2025-03.csv";
const APRIL: &str = "releve-2025-04.csv";
const COLUMNS: [&str; 14] = [
    "Compte",
    "Titulaire",
    "Pays",
    "Date opération",
    "Heure",
    "Montant",
    "Devise",
    "Type",
    "Compte",
    "Tiers",
    "Pays tiers",
    "Code MCC",
    "Commerçant",
    "Libellé",
];
/// How empty cells look, in turn: the mapping names the words.
const EMPTY: [&str; 4] = ["", "NULL", "(null)", "-"];

/// The two exports, the rows to refuse and the findings to expect.
pub(crate) fn files() -> Vec<(&'static str, Vec<u8>)> {
    let mut book = Book::seeded(2462);
    let expected = fill(&mut book);
    let march = export(&book, MARCH, 3);
    let april = export(&book, APRIL, 4);
    let rejects = march.rejects.iter().chain(&april.rejects);
    let header = csv_line(&["file", "line", "reason"], ',');
    let rejects = rejects.fold(header, |csv, reject| csv + &csv_line(reject, ','));
    vec![
        ("messy/releve-2025-03.csv", latin_1(&march.text.replace('\n', "\r\n"))),
        (
            "messy/releve-2025-04.csv",
            format!("\u{feff}{}", april.text).into_bytes(),
        ),
        ("messy/expected-rejects.csv", rejects.into_bytes()),
        ("messy/expected.csv", expected.into_bytes()),
    ]
}

/// Lives of two months, and two patterns among them.
fn fill(book: &mut Book) -> String {
    let town = Town::found(book);
    let both = Months { first: 3, last: 4 };
    let mut residents = Vec::new();
    for _ in 0..18 {
        let mut household = town.household(book, FRANCE);
        household.who.party.account = leading_zeros(&household.who.party.account);
        town.live(
            book,
            &household,
            both,
            Pace {
                groceries: 4,
                outings: 3,
            },
        );
        residents.push(household);
    }
    for pair in residents.windows(2) {
        pair[0].settle(book, &pair[1], 3);
        pair[0].settle(book, &pair[1], 4);
    }
    odd_texts(book, &residents);
    patterns(book, &residents)
}

/// Numbers that a spreadsheet would spoil.
fn leading_zeros(account: &str) -> String {
    format!("000{}", account.trim_start_matches('C'))
}

/// Texts that break careless readers and careless reports.
fn odd_texts(book: &mut Book, residents: &[Household]) {
    const TEXTS: [&str; 6] = [
        "VIR SEPA\nréf. 0034; suite",
        "dit \"le petit\"; solde",
        "=SOMME(A1:A9)",
        "<script>alert('libellé')</script>",
        "@facture; n° 12\nannée 2025",
        "[lien](javascript:alert)",
    ];
    for (day, (home, text)) in (3..).zip(residents.iter().zip(TEXTS)) {
        let payee = book.stranger("FR");
        for month in [3, 4] {
            let at = home.who.at((month, day), (10, 10));
            book.pay((&home.who.party, &payee), at, eur(123_456), "transfer", text);
        }
    }
    let twice = &residents[7];
    for _ in 0..2 {
        let at = twice.who.at((3, 12), (8, 15));
        book.card(&twice.who.party, at, eur(180), twice.who.shop(("5814", "CAFÉ DU QUAI")));
    }
}

fn patterns(book: &mut Book, residents: &[Household]) -> String {
    let (deposits, ransom, quiet) = (&residents[10], &residents[11], &residents[12]);
    for (day, cents) in [(11, 940_000), (13, 915_000), (17, 880_050)] {
        let counter = ("cash", deposits.who.town);
        book.pay_in(
            &deposits.who.party,
            deposits.who.at((3, day), (11, 5)),
            eur(cents),
            counter,
        );
    }
    let payee = book.stranger("LY");
    let at = ransom.who.at((4, 15), (16, 40));
    book.pay(
        (&ransom.who.party, &payee),
        at,
        eur(210_000),
        "remittance",
        "RANÇON 2e partie",
    );
    let answer = |home: &Household, indicator: &str, word: &str, en: &str, fr: &str| {
        csv_line(&[&home.who.party.account, indicator, word, en, fr], ',')
    };
    [
        csv_line(&["account", "indicator", "expect", "why", "why_fr"], ','),
        answer(
            deposits,
            "HT-FLOW-002",
            "flag",
            "three deposits with blanks and commas in the amounts",
            "trois dépôts, montants à espaces et virgules",
        ),
        answer(
            ransom,
            "NEXUS-005",
            "flag",
            "the word survives capitals, accents and encoding",
            "le mot résiste aux capitales, accents et codages",
        ),
        answer(
            quiet,
            "HT-FLOW-002",
            "clear",
            "an ordinary account",
            "un compte ordinaire",
        ),
    ]
    .concat()
}

/// A file being written, and the lines on which it goes wrong.
struct Export {
    name: &'static str,
    text: String,
    rejects: Vec<[String; 3]>,
}

fn export(book: &Book, name: &'static str, month: i64) -> Export {
    let mut rows: Vec<&Row> = book.rows.iter().filter(|row| in_month(row.at, month)).collect();
    rows.sort_by_key(|row| row.at.instant());
    let mut export = Export {
        name,
        text: String::new(),
        rejects: Vec::new(),
    };
    export.line(&COLUMNS);
    for (number, row) in rows.into_iter().enumerate() {
        for side in [Side::Out, Side::In] {
            if let Some(fields) = statement_line(row, side, number) {
                export.line(&fields);
            }
        }
        if number % 70 == 69 {
            export.text.push('\n');
        }
        if number == 120 {
            export.line(&COLUMNS);
        }
        if number % 11 == 10 {
            export.spoil(row, number);
        }
    }
    export.leave_a_quote_open();
    export
}

fn in_month(at: Moment, month: i64) -> bool {
    at.french().get(3..5) == Some(format!("{month:02}").as_str())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Out,
    In,
}

/// The line that the bank's own customer sees; none for a side that lies elsewhere.
fn statement_line(row: &Row, side: Side, number: usize) -> Option<Vec<String>> {
    let (own, other, sign) = match side {
        Side::Out => (&row.from, &row.to, -1),
        Side::In => (&row.to, &row.from, 1),
    };
    if !own.account.starts_with("000") {
        return None;
    }
    let stamp = row.at.french();
    let (date, hour) = stamp.split_once(' ')?;
    let blank = EMPTY[number % EMPTY.len()];
    let or_blank = |text: &str| {
        if text.is_empty() {
            blank.to_owned()
        } else {
            text.to_owned()
        }
    };
    Some(vec![
        own.account.clone(),
        format!(" {} ", own.name),
        own.country.to_owned(),
        date.to_owned(),
        hour.to_owned(),
        french_amount(row.money.cents * sign),
        row.money.currency.to_owned(),
        code(row.channel).to_owned(),
        or_blank(&other.account),
        or_blank(&other.name),
        or_blank(other.country),
        or_blank(row.shop.mcc),
        or_blank(row.shop.merchant),
        or_blank(&row.memo),
    ])
}

/// `-1 234,56`.
fn french_amount(cents: i64) -> String {
    let plain = decimal(cents, ',');
    let (sign, digits) = match plain.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", plain.as_str()),
    };
    let whole = digits.len().saturating_sub(3);
    let mut grouped = String::from(sign);
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && position < whole && (whole - position) % 3 == 0 {
            grouped.push(' ');
        }
        grouped.push(digit);
    }
    grouped
}

/// The bank's own words for how money moves.
fn code(channel: &str) -> &'static str {
    match channel {
        "card" => "CB",
        "cash" => "VERS",
        "atm" => "DAB",
        "p2p" => "P2P",
        "remittance" => "MANDAT",
        _ => "VIR",
    }
}

impl Export {
    fn line<S: AsRef<str>>(&mut self, fields: &[S]) {
        self.text.push_str(&csv_line(fields, ';'));
    }

    /// Notes that the next line must be refused, and why.
    fn refuse_next(&mut self, reason: &str) {
        let line = self.text.matches('\n').count() + 1;
        self.rejects
            .push([self.name.to_owned(), line.to_string(), reason.to_owned()]);
    }

    /// A copy of a row with one thing wrong; the kinds take turns.
    fn spoil(&mut self, row: &Row, number: usize) {
        const KINDS: [(usize, &str, &str); 11] = [
            (3, "31/02/2025", "bad_timestamp"),
            (4, "25:10", "bad_timestamp"),
            (5, "douze", "bad_amount"),
            (5, "12,345", "too_precise"),
            (5, "", "no_amount"),
            (6, "EURO", "unknown_currency"),
            (6, "", "no_currency"),
            (7, "XYZ", "unknown_channel"),
            (10, "Outre-Rhin", "bad_country"),
            (11, "54A1", "bad_mcc"),
            (usize::MAX, "de trop", "field_count"),
        ];
        let Some(mut fields) = statement_line(row, Side::Out, 0) else {
            return;
        };
        let (column, text, reason) = KINDS[number / 11 % KINDS.len()];
        match fields.get_mut(column) {
            Some(field) => text.clone_into(field),
            None => fields.push(text.to_owned()),
        }
        self.refuse_next(reason);
        self.line(&fields);
    }

    /// The last line opens a quote that nothing closes, as a cut download does.
    fn leave_a_quote_open(&mut self) {
        self.refuse_next("unclosed_quote");
        self.text.push_str("00010007;\"export interrompu;FR;30/04/2025;23:59\n");
    }
}

/// Latin-1 bytes; every character used here has one.
fn latin_1(text: &str) -> Vec<u8> {
    text.chars()
        .map(|letter| u8::try_from(u32::from(letter)).unwrap_or(b'?'))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{french_amount, latin_1};

    #[test]
    fn amounts_are_grouped_by_three() {
        assert_eq!(french_amount(-123_456_789), "-1 234 567,89");
        assert_eq!(french_amount(123_456), "1 234,56");
        assert_eq!(french_amount(99_999), "999,99");
        assert_eq!(french_amount(5), "0,05");
    }

    #[test]
    fn accents_become_single_bytes() {
        assert_eq!(latin_1("é;"), [0xe9, b';']);
    }
}
