//! Structuring and pass-through, with those who come close and those who only look alike.

use super::super::book::Money;
use super::super::calendar::Moment;
use super::super::life::Household;
use super::super::people::{CANADA, FRANCE};
use super::{Expect, Scene};

const STRUCTURING: &str = "HT-FLOW-002";
const PASS_THROUGH: &str = "HT-FLOW-003";

/// Everything of this file.
pub(super) fn plant(scene: &mut Scene) {
    structuring(scene);
    bakery(scene);
    pass_through(scene);
    own_sweep(scene);
}

/// Days after 10 March and whole units of the account's currency.
type Deposits = &'static [(i64, i64)];

fn structuring(scene: &mut Scene) {
    let cases: [(_, Deposits, Expect, [&str; 2]); 5] = [
        (
            FRANCE,
            &[(0, 9400), (3, 9100), (6, 8850)],
            Expect::Flag,
            [
                "three deposits just under 10,000 in six days",
                "trois dépôts juste sous 10 000 en six jours",
            ],
        ),
        (
            CANADA,
            &[(0, 9800), (2, 9500), (5, 9900), (9, 9650)],
            Expect::Flag,
            [
                "four deposits just under CAD 10,000 in nine days",
                "quatre dépôts juste sous 10 000 CAD en neuf jours",
            ],
        ),
        (
            FRANCE,
            &[(0, 9000), (6, 8500), (12, 9200)],
            Expect::Clear,
            [
                "near miss: never three inside ten days",
                "cas limite : jamais trois en dix jours",
            ],
        ),
        (
            FRANCE,
            &[(0, 7900), (2, 7950), (4, 7800), (6, 7990)],
            Expect::Clear,
            ["near miss: below the band", "cas limite : sous la fourchette"],
        ),
        (
            FRANCE,
            &[(0, 9900), (1, 9900)],
            Expect::Clear,
            [
                "near miss: two deposits only, from the sale of a car",
                "cas limite : deux dépôts, vente d’une voiture",
            ],
        ),
    ];
    for (home, deposits, answer, why) in cases {
        let who = scene.resident(home);
        for (day, units) in deposits {
            let at = who.who.at((3, 10 + day), (11, 20));
            let counter = ("cash", who.who.town);
            scene.book.pay_in(&who.who.party, at, who.money(units * 100), counter);
        }
        scene.answer(&who, STRUCTURING, answer, why);
    }
}

fn bakery(scene: &mut Scene) {
    let shop = scene.book.firm("Boulangerie Petit Jour SARL", "FR");
    let mill = scene.book.firm("Moulins de la Plaine SA", "FR");
    let neighbour = scene.town.household(&mut scene.book, FRANCE).who;
    for week in 0..38 {
        let takings = scene.book.rng.between(210, 390) * 1000;
        let at = neighbour.at((1, 6 + week * 7), (9, 40));
        let money = Money {
            cents: takings,
            currency: "EUR",
        };
        scene.book.pay_in(&shop, at, money, ("cash", "Nantes"));
        let flour = Money {
            cents: takings / 2,
            currency: "EUR",
        };
        let later = neighbour.at((1, 9 + week * 7), (10, 5));
        scene
            .book
            .pay((&shop, &mill), later, flour, "transfer", "facture farine");
    }
    scene.expect(
        &shop.account,
        STRUCTURING,
        Expect::Clear,
        [
            "a bakery's weekly takings, far below the line",
            "recettes hebdomadaires d’une boulangerie, loin du seuil",
        ],
    );
}

/// How money comes and goes: rounds, share passed on in percent, hours it rests.
struct Relay {
    rounds: i64,
    percent: i64,
    hours: i64,
}

fn pass_through(scene: &mut Scene) {
    let cases = [
        (
            Relay {
                rounds: 12,
                percent: 96,
                hours: 20,
            },
            Expect::Flag,
            [
                "96 % of twelve credits gone within a day",
                "96 % de douze crédits repartis en un jour",
            ],
        ),
        (
            Relay {
                rounds: 6,
                percent: 94,
                hours: 40,
            },
            Expect::Flag,
            [
                "94 % of six credits gone within two days",
                "94 % de six crédits repartis en deux jours",
            ],
        ),
        (
            Relay {
                rounds: 4,
                percent: 97,
                hours: 20,
            },
            Expect::Clear,
            ["near miss: four credits only", "cas limite : quatre crédits seulement"],
        ),
        (
            Relay {
                rounds: 8,
                percent: 70,
                hours: 20,
            },
            Expect::Clear,
            ["near miss: 70 % passed on", "cas limite : 70 % retransférés"],
        ),
        (
            Relay {
                rounds: 5,
                percent: 97,
                hours: 90,
            },
            Expect::Clear,
            [
                "near miss: the money rests almost four days",
                "cas limite : l’argent reste près de quatre jours",
            ],
        ),
    ];
    for (relay, answer, why) in cases {
        let who = scene.card_only(FRANCE);
        relay_money(scene, &who, &relay);
        scene.answer(&who, PASS_THROUGH, answer, why);
    }
}

fn relay_money(scene: &mut Scene, who: &Household, relay: &Relay) {
    let source = scene.book.stranger("FR");
    let other_source = scene.book.stranger("BE");
    let target = scene.book.stranger("FR");
    let pace = 28 / relay.rounds;
    for round in 0..relay.rounds {
        let from = if round % 2 == 0 { &source } else { &other_source };
        let cents = (450 + round * 25) * 100;
        let arrives = when(who, round * pace, 9);
        scene.book.pay(
            (from, &who.who.party),
            arrives,
            who.money(cents),
            "transfer",
            "virement",
        );
        let leaves = when(who, round * pace, 9 + relay.hours);
        let part = who.money(cents * relay.percent / 100);
        scene
            .book
            .pay((&who.who.party, &target), leaves, part, "transfer", "suite virement");
    }
}

fn when(who: &Household, day: i64, hour: i64) -> Moment {
    who.who.at((5, 2 + day), (hour, 15))
}

fn own_sweep(scene: &mut Scene) {
    let who = scene.card_only(FRANCE);
    let savings = who.who.second_account(&mut scene.book);
    let client = scene.book.firm("Studio Graphique Lune SARL", "FR");
    for round in 0..7 {
        let money = who.money(60_000);
        let arrives = when(&who, round * 4, 10);
        scene.book.pay(
            (&client, &who.who.party),
            arrives,
            money,
            "transfer",
            "facture illustration",
        );
        let leaves = when(&who, round * 4, 12);
        scene
            .book
            .pay((&who.who.party, &savings), leaves, money, "transfer", "épargne");
    }
    scene.answer(
        &who,
        PASS_THROUGH,
        Expect::Clear,
        [
            "moves own fees to own savings: same holder",
            "vire ses honoraires vers sa propre épargne : même titulaire",
        ],
    );
}
