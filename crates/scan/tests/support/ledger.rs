//! Small ledgers in which ties, absent values and near misses are common and every built-in indicator has something to see.

use proptest::collection::vec;
use proptest::prelude::*;
use redflag_model::{Channel, Currency, Statement, Status, time};
use redflag_scan::reference::{RefParty, RefRow};

/// Choices for one row; what they mean depends on the theme of its block.
#[derive(Clone, Copy, Debug)]
pub struct Gene {
    slot: u8,
    kind: u8,
    party: u8,
    amount: u8,
    currency: u8,
    odd: u16,
}

/// Rows of one subject about one theme, from one day on.
#[derive(Clone, Debug)]
pub struct Block {
    theme: u8,
    subject: u8,
    day: u8,
    genes: Vec<Gene>,
}

/// A ledger as choices, so that failing ones shrink.
#[derive(Clone, Debug)]
pub struct Choices {
    days_only: u8,
    statements: u8,
    owners: u8,
    crowd: u8,
    blocks: Vec<Block>,
}

/// Number of themes: one for each built-in indicator, and noise.
const THEMES: u8 = 13;

/// First day of the ledgers: 2025-06-01.
const FIRST_DAY: i64 = 20_240;

/// Distances from the start of a block at which windows of the built-in pack open and close.
const SLOTS: [i64; 24] = [
    0,
    0,
    time::HOUR,
    6 * time::HOUR,
    21 * time::HOUR + 59 * time::MINUTE,
    22 * time::HOUR,
    23 * time::HOUR,
    time::DAY,
    time::DAY,
    time::DAY + 1,
    25 * time::HOUR,
    30 * time::HOUR,
    47 * time::HOUR,
    2 * time::DAY,
    2 * time::DAY + time::HOUR,
    3 * time::DAY,
    3 * time::DAY + 1,
    4 * time::DAY,
    5 * time::DAY,
    7 * time::DAY,
    10 * time::DAY,
    14 * time::DAY,
    30 * time::DAY,
    31 * time::DAY,
];

const DAYS: [i64; 8] = [0, 1, 3, 10, 31, 40, 62, 93];

fn gene() -> impl Strategy<Value = Gene> {
    (0..24_u8, 0..12_u8, 0..12_u8, 0..12_u8, 0..12_u8, any::<u16>()).prop_map(
        |(slot, kind, party, amount, currency, odd)| Gene {
            slot,
            kind,
            party,
            amount,
            currency,
            odd,
        },
    )
}

fn block() -> impl Strategy<Value = Block> {
    (0..THEMES, 0..3_u8, 0..8_u8, vec(gene(), 2..15)).prop_map(|(theme, subject, day, genes)| Block {
        theme,
        subject,
        day,
        genes,
    })
}

/// Any ledger of one to four blocks.
pub fn choices() -> impl Strategy<Value = Choices> {
    (0..6_u8, 0..5_u8, 0..4_u8, 0..16_u8, vec(block(), 1..5)).prop_map(
        |(days_only, statements, owners, crowd, blocks)| Choices {
            days_only,
            statements,
            owners,
            crowd,
            blocks,
        },
    )
}

/// Rows that show themselves by their number only: a failing property prints them in its own way.
#[derive(Clone)]
pub struct Ledger(pub Vec<RefRow>);

impl std::fmt::Debug for Ledger {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} rows", self.0.len())
    }
}

/// Any ledger.
pub fn ledger() -> impl Strategy<Value = Ledger> {
    choices().prop_map(|choices| Ledger(rows(&choices)))
}

fn party(account: Option<&str>, name: Option<&str>, country: Option<&str>) -> RefParty {
    RefParty {
        account: account.map(str::to_owned),
        name: name.map(str::to_owned),
        country: country.map(str::to_owned),
        bank: None,
        // Some parties have a town.
        place: country.filter(|country| *country != "DE").map(|country| {
            let town = match country {
                "TR" => "Gaziantep",
                "LY" => "tripoli",
                _ => "Lyon",
            };
            town.to_owned()
        }),
    }
}

/// Twelve parties: three subjects, some known by name only, one without country, a business, one that shares a subject's name.
fn parties(at: u8) -> RefParty {
    match at % 12 {
        0 => party(Some("A0"), Some("Ada Lind"), Some("FR")),
        1 => party(Some("A1"), Some("Bo Ek"), Some("DE")),
        2 => party(None, Some("Cleo  Márquez"), Some("ES")),
        3 => party(Some("P3"), Some("ada  LIND"), Some("FR")),
        4 => party(Some("P4"), None, Some("SY")),
        5 => party(Some("P5"), Some("Dara Oz"), Some("TR")),
        6 => party(None, Some("Cleo Marquez"), Some("ES")),
        7 => party(Some("P7"), Some("Harbour Foods Ltd."), Some("FR")),
        8 => party(None, Some("Emin Kaya"), None),
        9 => party(Some("ES|CLEO MARQUEZ"), Some("Fay Wu"), None),
        10 => party(Some("P10"), Some("Gil Ro"), Some("LY")),
        _ => RefParty::default(),
    }
}

fn corridor(at: u8) -> RefParty {
    match at % 4 {
        0 => parties(4),
        1 => parties(5),
        2 => parties(10),
        _ => party(None, Some("Hana Said"), Some("SY")),
    }
}

fn currency(at: u8) -> Currency {
    let code = match at {
        0..=6 => "EUR",
        7 | 8 => "USD",
        9 => "JPY",
        10 => "KWD",
        // A currency without a rate.
        _ => "XAU",
    };
    Currency::from_code(code).unwrap_or(Currency::EUR)
}

/// Units as minor units of the currency.
fn minor(units: i64, hundredths: i64, currency: Currency) -> i64 {
    (units * 100 + hundredths) * 10_i64.pow(currency.exponent()) / 100
}

/// Direction, channel, other party, units, hundredths, and texts of one row of a theme.
struct Sketch {
    out: bool,
    channel: Option<Channel>,
    other: RefParty,
    units: i64,
    hundredths: i64,
    memo: Option<&'static str>,
    merchant: Option<&'static str>,
    mcc: Option<u16>,
}

const CHANNELS: [Channel; 11] = [
    Channel::Cash,
    Channel::Atm,
    Channel::Card,
    Channel::Transfer,
    Channel::Wire,
    Channel::P2p,
    Channel::Cheque,
    Channel::Prepaid,
    Channel::Crypto,
    Channel::Remittance,
    Channel::Other,
];

fn pick<T: Copy>(of: &[T], at: u8) -> T {
    of[usize::from(at) % of.len()]
}

fn sketch(theme: u8, gene: Gene) -> Sketch {
    let Gene {
        kind, party, amount, ..
    } = gene;
    let mut sketch = Sketch {
        out: kind % 2 == 0,
        channel: Some(pick(&CHANNELS, kind)),
        other: parties(party),
        units: pick(&[1, 10, 50, 100, 200, 400, 500, 800, 1000, 2000, 5000, 9000], amount),
        hundredths: pick(&[0, 0, 0, 1, 99, 50], gene.currency),
        memo: pick(
            &[None, Some("SALAIRE MARS"), Some("for his release"), Some("rent")],
            party,
        ),
        merchant: pick(&[None, None, Some("Kiosk"), Some("City Classified Ads")], amount),
        mcc: pick(&[None, None, Some(7011), Some(6513), Some(5411)], kind),
    };
    let cash_in = pick(&[Channel::Cash, Channel::P2p, Channel::Atm], party);
    match theme {
        // Wages in, swept out.
        0 if kind < 5 => {
            sketch.out = false;
            sketch.memo = Some("Salaire Mars");
            sketch.units = 1000;
        }
        0 => {
            sketch.out = true;
            sketch.memo = None;
            sketch.channel = Some(pick(&[Channel::Cash, Channel::Transfer, Channel::Atm], kind));
            sketch.units = pick(&[500, 799, 800, 1000], amount);
        }
        // Advertising prices.
        1 => {
            sketch.out = kind < 11;
            sketch.merchant = Some("City Classified Ads");
            sketch.units = pick(&[2, 3, 3, 12, 24, 36, 11, 120], amount);
            sketch.hundredths = pick(&[0, 0, 0, 3, 97, 4], party);
        }
        // Night credits.
        2 => {
            sketch.out = kind == 0;
            sketch.channel = Some(cash_in);
        }
        // Ad, room, cash.
        3 => match kind {
            0..=2 => {
                sketch.out = true;
                sketch.merchant = Some("City Classified Ads");
            }
            3..=5 => {
                sketch.out = true;
                sketch.mcc = Some(7011);
                sketch.merchant = Some("Hotel");
            }
            _ => {
                sketch.out = false;
                sketch.channel = Some(cash_in);
            }
        },
        // Lodging.
        4 => {
            sketch.out = true;
            sketch.mcc = pick(&[Some(7011), Some(6513), Some(6513), None], kind);
            sketch.merchant = pick(&[Some("Stay"), Some("Flat"), None], party);
            sketch.units = pick(&[100, 400, 800, 1200], amount);
        }
        // Cash below the line.
        5 => {
            sketch.out = false;
            sketch.channel = Some(Channel::Cash);
            sketch.units = pick(&[4999, 5000, 8000, 9000, 9999, 10_000], amount);
        }
        // Pass-through.
        6 => sketch.units = pick(&[100, 100, 200, 90, 180, 500], amount),
        // Many pay in, the sum goes to the corridor.
        7 | 9 if kind < 9 => {
            sketch.out = false;
            sketch.channel = Some(pick(&[Channel::Transfer, Channel::P2p, Channel::Wire], kind));
            sketch.units = pick(&[5, 50, 100, 200], amount);
        }
        7 | 9 => {
            sketch.out = true;
            sketch.other = corridor(party);
            sketch.units = pick(&[50, 200, 400, 500, 800, 1000], amount);
            sketch.memo = pick(&[None, Some("ransom second part")], kind);
        }
        // Words on a corridor.
        8 => {
            sketch.other = if kind < 9 { corridor(party) } else { sketch.other };
            sketch.memo = pick(&[Some("proof-of-life"), Some("Hostages"), None, Some("gift")], amount);
        }
        // One way to a corridor.
        10 | 11 => {
            sketch.out = kind < 11;
            sketch.other = corridor(party);
            sketch.units = pick(&[20, 50, 100, 750, 751, 2500, 2600], amount);
        }
        _ => {}
    }
    sketch
}

/// Memos that name persons, numbers and accounts, now and then.
fn naming(gene: Gene) -> Option<&'static str> {
    let named = pick(
        &[
            "PAX LIND/ADA MRS, EK/BO MR",
            "passenger Ada Lind tel 06 12 34 56 78",
            "rent to DE89 3704 0044 0532 0130 00",
            "call +33612345678",
            "ticket for Bo Ek and Fay Wu",
            "RENT/FOOD 0711223344",
        ],
        gene.party,
    );
    (gene.odd & 0x6000 == 0x6000).then_some(named)
}

/// In stories with a second act, the second act mostly comes second.
fn phased(theme: u8, gene: Gene) -> u8 {
    let second = match theme {
        0 => gene.kind >= 5,
        3 => gene.kind >= 6,
        7 | 9 => gene.kind >= 9,
        _ => return gene.slot,
    };
    match (second, gene.odd & 7) {
        (_, 0) => gene.slot,
        (false, _) => gene.slot % 8,
        (true, _) => 8 + gene.slot % 8,
    }
}

fn row(choices: &Choices, block: &Block, gene: Gene, serial: usize) -> RefRow {
    let sketch = sketch(block.theme, gene);
    let stays_home = gene.odd & 0x300 != 0 && matches!(block.theme, 0 | 7 | 9);
    let currency = if stays_home {
        Currency::EUR
    } else {
        currency(gene.currency)
    };
    let mut subject = parties(block.subject);
    let mut other = sketch.other;
    if other.account == subject.account && other.name == subject.name && gene.odd & 1 == 0 {
        other = parties(11);
    }
    let by_day = match choices.days_only {
        0 => true,
        1 => gene.odd & 2 == 0,
        _ => false,
    };
    let slot = usize::from(phased(block.theme, gene));
    let mut at = (FIRST_DAY + DAYS[usize::from(block.day)]) * time::DAY + SLOTS[slot];
    if by_day {
        at -= at.rem_euclid(time::DAY);
    }
    if gene.odd & 0x1C == 0 {
        subject.name = None;
    }
    if gene.odd & 0xE0 == 0 {
        other.country = None;
    }
    let offset = |bits: u16| {
        pick(
            &[Some(0), Some(120), Some(-300), None],
            u8::try_from(bits & 3).unwrap_or(0),
        )
    };
    let subject_side = usize::from(!sketch.out);
    let other_is_telling = other.account.is_some() && choices.statements == 2 && gene.odd & 0x100 == 0;
    let teller = if other_is_telling {
        1 - subject_side
    } else {
        subject_side
    };
    // A statement has a holder; a row of a nameless party without account is no line of one.
    let has_holder = other_is_telling || subject.account.is_some() || subject.name.is_some();
    let statement = match (choices.statements, teller) {
        (1 | 2, 0) if has_holder => Statement::Originator,
        (1 | 2, _) if has_holder => Statement::Beneficiary,
        _ => Statement::Both,
    };
    let owner = |party: &RefParty| match choices.owners {
        1 => Some(true),
        2 => party.account.as_ref().map(|account| account.starts_with('A')),
        3 => party.account.as_ref().map(|account| account.starts_with('P')),
        _ => None,
    };
    let own = if sketch.out {
        [owner(&subject), owner(&other)]
    } else {
        [owner(&other), owner(&subject)]
    };
    let reversal = gene.odd & 0xFC00 == 0;
    RefRow {
        // Identifiers out of step with time, so that ties are decided by them.
        tx_id: format!("t{:03}", serial * 37 % 997),
        time: at,
        by_day,
        offsets: [offset(gene.odd >> 5), offset(gene.odd >> 7)],
        amount: minor(sketch.units, sketch.hundredths, currency),
        currency,
        channel: sketch.channel.filter(|_| gene.odd & 0x1E00 != 0),
        parties: if sketch.out { [subject, other] } else { [other, subject] },
        statement,
        own,
        mcc: sketch.mcc,
        merchant: sketch.merchant.map(str::to_owned),
        place: pick(
            &[
                None,
                Some("PARIS"),
                Some("Tripoli"),
                Some("Ciudad Juarez"),
                Some("Nowhere"),
            ],
            gene.kind,
        )
        .map(str::to_owned),
        place_country: pick(&[None, Some("FR"), Some("SY")], gene.party).map(str::to_owned),
        terminal: None,
        branch: None,
        memo: naming(gene).or(sketch.memo).map(str::to_owned),
        status: if gene.odd & 0x3F00 == 0x100 {
            Status::NotBooked
        } else {
            Status::Booked
        },
        reversal_of: (reversal && serial > 0).then(|| format!("t{:03}", (serial - 1) * 37 % 997)),
    }
}

/// Card custom of nineteen to twenty-one payers, so that the first subject is a merchant or just not.
fn crowd(choices: &Choices, rows: &mut Vec<RefRow>) {
    if !(1..=3).contains(&choices.crowd) {
        return;
    }
    for nth in 0..18 + choices.crowd {
        rows.push(RefRow {
            tx_id: format!("c{nth:02}"),
            time: FIRST_DAY * time::DAY,
            by_day: choices.days_only == 0,
            offsets: [None, None],
            amount: 700,
            currency: Currency::EUR,
            channel: Some(Channel::Card),
            parties: [party(Some(&format!("C{nth}")), None, Some("FR")), parties(0)],
            statement: if choices.statements == 1 || choices.statements == 2 {
                Statement::Beneficiary
            } else {
                Statement::Both
            },
            own: [None, None],
            mcc: None,
            merchant: None,
            place: None,
            place_country: None,
            terminal: None,
            branch: None,
            memo: None,
            status: Status::Booked,
            reversal_of: None,
        });
    }
}

/// The rows that the choices mean; now and then a row comes twice.
pub fn rows(choices: &Choices) -> Vec<RefRow> {
    let mut rows = Vec::new();
    for block in &choices.blocks {
        for &gene in &block.genes {
            let made = row(choices, block, gene, rows.len());
            if gene.odd & 0xF800 == 0x800 {
                rows.push(made.clone());
            }
            rows.push(made);
        }
    }
    crowd(choices, &mut rows);
    rows.retain(|row| {
        row.parties
            .iter()
            .any(|party| party.account.is_some() || party.name.is_some())
    });
    rows
}
