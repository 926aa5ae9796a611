//! Advertising, lodging and night-time credits, with their near misses and lawful twins.

use super::super::book::Shop;
use super::super::life::Household;
use super::super::people::{AUSTRALIA, CANADA, FRANCE, Home, IRELAND};
use super::{Expect, Scene, Why};

/// An invented advertising site.
pub(super) const AD_SITE: Shop = Shop {
    mcc: "7311",
    merchant: "CITYSIDE ESCORT ADS",
    place: "",
};
/// A hotel.
pub(super) const HOTEL: Shop = Shop {
    mcc: "7011",
    merchant: "HOTEL DE LA GARE",
    place: "Lyon",
};

/// Everything of this file.
pub(super) fn plant(scene: &mut Scene) {
    ad_payments(scene);
    streaming(scene);
    hotel_nights(scene);
    short_lets(scene);
    tours(scene);
    friends_trip(scene);
    nights(scene);
    bar_staff(scene);
}

/// Days between payments, then the amounts in cents.
type AdPayments = (Home, i64, &'static [i64], Expect, Why);

fn ad_payments(scene: &mut Scene) {
    const ADS: &str = "HT-SEX-001";
    let cases: [AdPayments; 5] = [
        (
            FRANCE,
            2,
            &[1200, 2400, 1200, 3600, 1200, 2400, 1200, 1200, 2400, 1200],
            Expect::Flag,
            [
                "ten ad payments in units of 12 in eighteen days",
                "dix paiements d’annonces par unités de 12 en dix-huit jours",
            ],
        ),
        (
            CANADA,
            3,
            &[300, 1200, 300, 300, 2400, 300, 1200, 300, 300],
            Expect::Flag,
            [
                "nine ad payments of CAD 3, 12 and 24",
                "neuf paiements d’annonces de 3, 12 et 24 CAD",
            ],
        ),
        (
            FRANCE,
            3,
            &[1200, 2400, 1200, 1200, 2400, 1200, 1200],
            Expect::Clear,
            ["near miss: seven payments", "cas limite : sept paiements"],
        ),
        (
            FRANCE,
            5,
            &[1200, 1200, 2400, 1200, 1200, 1200, 2400, 1200],
            Expect::Clear,
            [
                "near miss: eight payments, spread over 35 days",
                "cas limite : huit paiements sur 35 jours",
            ],
        ),
        (
            FRANCE,
            2,
            &[1350, 1990, 1350, 700, 1990, 1350, 700, 1990, 1350],
            Expect::Clear,
            [
                "near miss: amounts that are no unit price",
                "cas limite : montants sans unité de prix",
            ],
        ),
    ];
    for (home, apart, amounts, answer, why) in cases {
        let who = scene.resident(home);
        for (day, cents) in (0..).step_by(usize::try_from(apart).unwrap_or(1)).zip(amounts) {
            let at = who.who.at((4, 3 + day), (15, 10));
            scene.book.card(&who.who.party, at, who.money(*cents), AD_SITE);
        }
        scene.answer(&who, ADS, answer, why);
    }
}

fn streaming(scene: &mut Scene) {
    let who = scene.resident(FRANCE);
    let films = Shop {
        mcc: "4899",
        merchant: "STREAM PLUS",
        place: "",
    };
    for day in 0..9 {
        let at = who.who.at((4, 2 + day * 3), (21, 0));
        scene.book.card(&who.who.party, at, who.money(1200), films);
    }
    scene.answer(
        &who,
        "HT-SEX-001",
        Expect::Clear,
        [
            "films rented at 12 each: the merchant is no ad site",
            "films loués 12 pièce : le commerçant n’est pas un site d’annonces",
        ],
    );
}

fn hotel_nights(scene: &mut Scene) {
    const LODGING: &str = "HT-SEX-003";
    let cases = [
        (
            AUSTRALIA,
            14,
            16_500,
            Expect::Flag,
            [
                "fourteen hotel nights, AUD 2,310 in a month",
                "quatorze nuits d’hôtel, 2 310 AUD en un mois",
            ],
        ),
        (
            FRANCE,
            10,
            10_500,
            Expect::Clear,
            [
                "near miss: 1,050 EUR, below AUD 2,000",
                "cas limite : 1 050 EUR, sous 2 000 AUD",
            ],
        ),
        (
            IRELAND,
            6,
            14_000,
            Expect::Clear,
            ["a week's holiday", "une semaine de vacances"],
        ),
    ];
    for (home, nights, cents, answer, why) in cases {
        let who = scene.resident(home);
        for night in 0..nights {
            let at = who.who.at((6, 2 + night * 2), (20, 30));
            let hotel = Shop {
                place: who.who.town,
                ..HOTEL
            };
            scene.book.card(&who.who.party, at, who.money(cents), hotel);
        }
        scene.answer(&who, LODGING, answer, why);
    }
}

fn short_lets(scene: &mut Scene) {
    let studio = Shop {
        mcc: "6513",
        merchant: "STUDIOS A LA NUIT",
        place: "Lille",
    };
    let who = scene.resident(FRANCE);
    for stay in 0..7 {
        let at = who.who.at((6, 3 + stay * 4), (18, 10));
        scene.book.card(&who.who.party, at, who.money(25_000), studio);
    }
    scene.answer(
        &who,
        "HT-SEX-003",
        Expect::Flag,
        [
            "short lets every four days, 1,500 EUR counted",
            "meublés tous les quatre jours, 1 500 EUR comptés",
        ],
    );
    let tenant = scene.resident(FRANCE);
    let letting = Shop {
        mcc: "6513",
        merchant: "RESIDENCE DU PARC",
        place: "Lyon",
    };
    for month in [1, 3, 5, 7, 9] {
        let at = tenant.who.at((month, 4), (9, 0));
        scene.book.card(&tenant.who.party, at, tenant.money(132_000), letting);
    }
    scene.answer(
        &tenant,
        "HT-SEX-003",
        Expect::Clear,
        [
            "a two-monthly rent by card: no short stay",
            "loyer bimestriel par carte : pas de court séjour",
        ],
    );
}

/// Hours from the ad to the room, from the room to the first credit, and the credits.
struct Tour {
    room: i64,
    cash: i64,
    credits: i64,
    channel: &'static str,
}

fn tours(scene: &mut Scene) {
    let cases = [
        (
            Tour {
                room: 20,
                cash: 6,
                credits: 4,
                channel: "p2p",
            },
            Expect::Flag,
            [
                "ad, room the next day, four credits that night and after",
                "annonce, chambre le lendemain, quatre crédits ensuite",
            ],
        ),
        (
            Tour {
                room: 60,
                cash: 10,
                credits: 3,
                channel: "atm",
            },
            Expect::Flag,
            [
                "ad, room after 60 hours, three machine deposits",
                "annonce, chambre 60 heures après, trois dépôts à l’automate",
            ],
        ),
        (
            Tour {
                room: 20,
                cash: 6,
                credits: 2,
                channel: "p2p",
            },
            Expect::Clear,
            ["near miss: two credits", "cas limite : deux crédits"],
        ),
        (
            Tour {
                room: 80,
                cash: 6,
                credits: 4,
                channel: "p2p",
            },
            Expect::Clear,
            [
                "near miss: 80 hours between ad and room",
                "cas limite : 80 heures entre annonce et chambre",
            ],
        ),
        (
            Tour {
                room: -20,
                cash: 26,
                credits: 4,
                channel: "p2p",
            },
            Expect::Clear,
            [
                "near miss: the room came before the ad",
                "cas limite : la chambre précède l’annonce",
            ],
        ),
    ];
    for (tour, answer, why) in cases {
        let who = scene.card_only(FRANCE);
        tour_once(scene, &who, &tour, (7, 8));
        scene.answer(&who, "HT-SEX-005", answer, why);
    }
}

fn tour_once(scene: &mut Scene, who: &Household, tour: &Tour, (month, day): (i64, i64)) {
    let at = |hour| who.who.at((month, day), (12 + hour, 0));
    let party = &who.who.party;
    scene.book.card(party, at(0), who.money(1500), AD_SITE);
    scene.book.card(party, at(tour.room), who.money(8900), HOTEL);
    for credit in 0..tour.credits {
        let hour = tour.room + tour.cash + credit * 5;
        let money = who.money(15_000 + credit * 1000);
        if tour.channel == "p2p" {
            let payer = scene.payer();
            scene.book.pay((&payer, party), at(hour), money, "p2p", "");
        } else {
            scene.book.pay_in(party, at(hour), money, ("atm", "Lyon"));
        }
    }
}

fn friends_trip(scene: &mut Scene) {
    let who = scene.resident(FRANCE);
    let room = who.who.at((7, 11), (9, 0));
    scene.book.card(&who.who.party, room, who.money(38_000), HOTEL);
    for friend in 0..4 {
        let payer = scene.payer();
        let at = who.who.at((7, 12), (10 + friend, 0));
        scene
            .book
            .pay((&payer, &who.who.party), at, who.money(9500), "p2p", "week-end, merci");
    }
    scene.answer(
        &who,
        "HT-SEX-005",
        Expect::Clear,
        [
            "a weekend booked for friends who pay back: no ad",
            "week-end réservé pour des amis qui remboursent : pas d’annonce",
        ],
    );
}

fn nights(scene: &mut Scene) {
    // Which credits come late. A third of them spread out, so that no ten in a row reach two fifths.
    const LATE_MOST: &[i64] = &[0, 1, 2, 3, 4, 5, 6, 7, 8];
    const LATE_HALF: &[i64] = &[0, 2, 4, 6, 8, 10];
    const LATE_THIRD: &[i64] = &[2, 5, 8, 10, 13];
    let cases = [
        (
            14,
            LATE_MOST,
            Expect::Flag,
            ["nine of fourteen credits at night", "neuf crédits sur quatorze la nuit"],
        ),
        (
            12,
            LATE_HALF,
            Expect::Flag,
            ["half of twelve credits at night", "la moitié de douze crédits la nuit"],
        ),
        (
            9,
            LATE_MOST,
            Expect::Clear,
            ["near miss: nine credits", "cas limite : neuf crédits"],
        ),
        (
            14,
            LATE_THIRD,
            Expect::Clear,
            ["near miss: 36 % at night", "cas limite : 36 % la nuit"],
        ),
    ];
    for (credits, late, answer, why) in cases {
        let who = scene.card_only(FRANCE);
        for credit in 0..credits {
            let hour = if late.contains(&credit) { 23 } else { 14 };
            let at = who.who.at((8, 2 + credit * 2), (hour, 30));
            let payer = scene.payer();
            let money = who.money(9000 + credit * 500);
            scene.book.pay((&payer, &who.who.party), at, money, "p2p", "");
        }
        scene.answer(&who, "HT-SEX-008", answer, why);
    }
}

fn bar_staff(scene: &mut Scene) {
    let who = scene.resident(FRANCE);
    let bar = scene.book.firm("Bar des Halles SARL", "FR");
    for shift in 0..12 {
        let at = who.who.at((8, 1 + shift * 2), (25, 40));
        let money = who.money(4000 + shift * 100);
        scene
            .book
            .pay((&bar, &who.who.party), at, money, "p2p", "salaire extra bar");
    }
    scene.answer(
        &who,
        "HT-SEX-008",
        Expect::Clear,
        [
            "a barman paid by the shift after closing: wages are left out",
            "barman payé au service après la fermeture : les salaires sont exclus",
        ],
    );
}
