//! Sending to places near a conflict, and collecting for it; a corridor is where money goes, never who sends it.

use super::super::life::Household;
use super::super::people::{AUSTRALIA, FRANCE, IRELAND};
use super::{Expect, Scene, Why};

const SMALL_SERIES: &str = "TF-004";
const ONE_WAY: &str = "TF-005";
const COLLECTION: &str = "TF-007";

/// Everything of this file.
pub(super) fn plant(scene: &mut Scene) {
    small_series(scene);
    one_way(scene);
    lawful_remitter(scene);
    collections(scene);
    twin_givers(scene);
    wedding(scene);
}

/// Sends whole units to one payee, `apart` days from one to the next.
fn send_series(
    scene: &mut Scene,
    who: &Household,
    country: &'static str,
    first: (i64, i64),
    (apart, units): (i64, &[i64]),
) {
    let payee = scene.book.stranger(country);
    let mut day = first.1;
    for amount in units {
        let at = who.who.at((first.0, day), (12, 45));
        let money = who.money(amount * 100);
        scene
            .book
            .pay((&who.who.party, &payee), at, money, "remittance", "transfert");
        day += apart;
    }
}

fn small_series(scene: &mut Scene) {
    let cases: [(_, _, i64, &[i64], Expect, [&str; 2]); 6] = [
        (
            FRANCE,
            "TR",
            18,
            &[180, 250, 400, 320, 210],
            Expect::Flag,
            [
                "five small transfers to a hub in 72 days",
                "cinq petits transferts vers une plaque tournante en 72 jours",
            ],
        ),
        (
            AUSTRALIA,
            "LB",
            12,
            &[500, 700, 650, 400, 900],
            Expect::Flag,
            [
                "five transfers of AUD 400 to 900 in 48 days",
                "cinq transferts de 400 à 900 AUD en 48 jours",
            ],
        ),
        (
            FRANCE,
            "TR",
            40,
            &[180, 250, 400],
            Expect::Clear,
            ["near miss: three transfers", "cas limite : trois transferts"],
        ),
        (
            FRANCE,
            "JO",
            15,
            &[180, 250, 3000, 320, 210],
            Expect::Clear,
            [
                "near miss: one transfer above the ceiling",
                "cas limite : un transfert au-dessus du plafond",
            ],
        ),
        (
            IRELAND,
            "TR",
            12,
            &[40, 35, 45, 30, 40],
            Expect::Clear,
            ["near miss: below the band", "cas limite : sous la fourchette"],
        ),
        (
            FRANCE,
            "MA",
            14,
            &[180, 250, 400, 320, 210],
            Expect::Clear,
            [
                "the same series to a country on no list",
                "la même série vers un pays hors liste",
            ],
        ),
    ];
    for (home, country, apart, units, answer, why) in cases {
        let who = scene.resident(home);
        send_series(scene, &who, country, (2, 3), (apart, units));
        scene.answer(&who, SMALL_SERIES, answer, why);
    }
}

/// Where to, month and day of the first transfer, whole units of each.
type OneWay = (&'static str, (i64, i64), &'static [i64], Expect, Why);

fn one_way(scene: &mut Scene) {
    let cases: [OneWay; 4] = [
        (
            "JO",
            (4, 14),
            &[1500, 1800, 1400],
            Expect::Flag,
            [
                "three transfers out, none back, half a year of history",
                "trois envois, aucun retour, six mois d’historique",
            ],
        ),
        (
            "TR",
            (3, 4),
            &[2900, 3000, 2800, 3100],
            Expect::Flag,
            [
                "four large transfers out, none back",
                "quatre envois importants, aucun retour",
            ],
        ),
        (
            "JO",
            (5, 6),
            &[1500, 1800],
            Expect::Clear,
            ["near miss: two transfers", "cas limite : deux envois"],
        ),
        (
            "TR",
            (1, 20),
            &[1500, 1800, 1400],
            Expect::Clear,
            [
                "near miss: not yet half a year of history",
                "cas limite : moins de six mois d’historique",
            ],
        ),
    ];
    for (country, first, units, answer, why) in cases {
        let who = scene.resident(FRANCE);
        let apart = if first.0 == 1 { 25 } else { 55 };
        send_series(scene, &who, country, first, (apart, units));
        scene.answer(&who, ONE_WAY, answer, why);
    }
    trader(scene);
}

fn trader(scene: &mut Scene) {
    let who = scene.resident(FRANCE);
    send_series(scene, &who, "JO", (4, 14), (55, &[1500, 1800, 1400]));
    let cousin = scene.book.stranger("JO");
    let at = who.who.at((6, 20), (10, 0));
    scene.book.pay(
        (&cousin, &who.who.party),
        at,
        who.money(90_000),
        "remittance",
        "remboursement",
    );
    scene.answer(
        &who,
        ONE_WAY,
        Expect::Clear,
        [
            "near miss: money also comes back",
            "cas limite : l’argent revient aussi",
        ],
    );
}

fn lawful_remitter(scene: &mut Scene) {
    let who = scene.resident(FRANCE);
    let mother = scene.book.stranger("LB");
    who.send_home(&mut scene.book, &mother, super::PERIOD, (3, 220));
    let why = [
        "lawful: the same sum to one relative each month; a finding at information level that a reader clears",
        "licite : même somme chaque mois à un proche ; constat de niveau information, à écarter par le lecteur",
    ];
    scene.answer(&who, SMALL_SERIES, Expect::Flag, why);
    scene.answer(&who, ONE_WAY, Expect::Flag, why);
}

/// A collection: credits, distinct givers, percent sent on in each leg, hours of rest.
struct Collection {
    credits: i64,
    givers: usize,
    legs: &'static [i64],
    hours: i64,
}

fn collections(scene: &mut Scene) {
    let cases = [
        (
            Collection {
                credits: 9,
                givers: 4,
                legs: &[90],
                hours: 30,
            },
            Expect::Flag,
            [
                "nine small credits, 90 % sent to a hub next day",
                "neuf petits crédits, 90 % envoyés le lendemain",
            ],
        ),
        (
            Collection {
                credits: 11,
                givers: 4,
                legs: &[75],
                hours: 60,
            },
            Expect::Flag,
            [
                "eleven small credits, 75 % sent after 60 hours",
                "onze petits crédits, 75 % envoyés après 60 heures",
            ],
        ),
        (
            Collection {
                credits: 7,
                givers: 4,
                legs: &[95],
                hours: 30,
            },
            Expect::Clear,
            ["near miss: seven credits", "cas limite : sept crédits"],
        ),
        (
            Collection {
                credits: 9,
                givers: 4,
                legs: &[62],
                hours: 30,
            },
            Expect::Clear,
            ["near miss: 62 % sent on", "cas limite : 62 % envoyés"],
        ),
        (
            Collection {
                credits: 9,
                givers: 4,
                legs: &[90],
                hours: 80,
            },
            Expect::Clear,
            ["near miss: sent after 80 hours", "cas limite : envoi après 80 heures"],
        ),
        (
            Collection {
                credits: 9,
                givers: 4,
                legs: &[45, 45],
                hours: 30,
            },
            Expect::Clear,
            [
                "near miss: two halves, no lump",
                "cas limite : deux moitiés, pas d’envoi groupé",
            ],
        ),
    ];
    for (collection, answer, why) in cases {
        let who = scene.card_only(FRANCE);
        collect(scene, &who, &collection, "TR");
        scene.answer(&who, COLLECTION, answer, why);
    }
}

fn collect(scene: &mut Scene, who: &Household, plan: &Collection, country: &'static str) {
    let givers: Vec<_> = (0..plan.givers).map(|_| scene.payer()).collect();
    let mut total = 0;
    for (credit, giver) in (0..plan.credits).zip(givers.iter().cycle()) {
        let cents = 4000 + credit * 1000;
        total += cents;
        let at = who.who.at((5, 12 + credit), (17, 20));
        scene
            .book
            .pay((giver, &who.who.party), at, who.money(cents), "p2p", "solidarité");
    }
    let payee = scene.book.stranger(country);
    for (leg, percent) in (0..).zip(plan.legs) {
        let at = who.who.at((5, 11 + plan.credits), (17 + plan.hours + leg * 4, 20));
        let part = who.money(total * percent / 100);
        scene
            .book
            .pay((&who.who.party, &payee), at, part, "remittance", "envoi");
    }
}

fn twin_givers(scene: &mut Scene) {
    let who = scene.card_only(FRANCE);
    let plan = Collection {
        credits: 9,
        givers: 9,
        legs: &[92],
        hours: 30,
    };
    collect(scene, &who, &plan, "LB");
    let why = [
        "nine givers, one lump: reads as a collection and as a ransom; both stand, the gentler role counts",
        "neuf donateurs, un envoi : collecte ou rançon ; les deux constats restent, le rôle le plus doux prévaut",
    ];
    scene.answer(&who, COLLECTION, Expect::Flag, why);
    scene.answer(&who, "NEXUS-001", Expect::Flag, why);
}

fn wedding(scene: &mut Scene) {
    let who = scene.resident(FRANCE);
    let caterer = scene.book.firm("Traiteur des Lilas SARL", "FR");
    for guest in 0..14 {
        let giver = scene.payer();
        let at = who.who.at((6, 3 + guest % 9), (10 + guest % 8, 5));
        scene
            .book
            .pay((&giver, &who.who.party), at, who.money(8000), "p2p", "cagnotte mariage");
    }
    let at = who.who.at((6, 13), (9, 30));
    scene.book.pay(
        (&who.who.party, &caterer),
        at,
        who.money(105_000),
        "transfer",
        "acompte mariage",
    );
    scene.answer(
        &who,
        COLLECTION,
        Expect::Clear,
        [
            "a wedding collection paid to a caterer in town",
            "cagnotte de mariage versée à un traiteur local",
        ],
    );
}
