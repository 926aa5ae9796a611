//! Families that gather a ransom, and words that speak of one. Whoever pays under coercion is no suspect.

use super::super::life::Household;
use super::super::people::{CANADA, FRANCE, IRELAND};
use super::{Expect, Scene};

const RANSOM: &str = "NEXUS-001";
const WORDS: &str = "NEXUS-005";

/// A gathering: givers, percent sent on, hours of rest, where to, what the memo says.
pub(super) struct Gathering {
    pub(super) givers: i64,
    pub(super) percent: i64,
    pub(super) hours: i64,
    pub(super) country: &'static str,
    pub(super) memo: &'static str,
}

/// Everything of this file.
pub(super) fn plant(scene: &mut Scene) {
    ransoms(scene);
    newcomer(scene);
    words_alone(scene);
}

fn ransoms(scene: &mut Scene) {
    let plain = Gathering {
        givers: 7,
        percent: 94,
        hours: 26,
        country: "TR",
        memo: "famille urgent",
    };
    let cases = [
        (
            FRANCE,
            Gathering {
                memo: "rançon, preuve de vie reçue",
                ..plain
            },
            Expect::Flag,
            [
                "seven relatives give, 94 % leaves next day for a hub",
                "sept proches donnent, 94 % part le lendemain",
            ],
        ),
        (
            CANADA,
            Gathering {
                givers: 6,
                percent: 88,
                hours: 50,
                country: "LB",
                ..plain
            },
            Expect::Flag,
            [
                "six givers, 88 % sent after 50 hours",
                "six donateurs, 88 % envoyés après 50 heures",
            ],
        ),
        (
            FRANCE,
            Gathering { givers: 4, ..plain },
            Expect::Clear,
            ["near miss: four givers", "cas limite : quatre donateurs"],
        ),
        (
            IRELAND,
            Gathering { percent: 74, ..plain },
            Expect::Clear,
            ["near miss: 74 % sent on", "cas limite : 74 % envoyés"],
        ),
        (
            FRANCE,
            Gathering { hours: 80, ..plain },
            Expect::Clear,
            ["near miss: sent after 80 hours", "cas limite : envoi après 80 heures"],
        ),
        (
            FRANCE,
            Gathering {
                country: "PH",
                memo: "obsèques",
                ..plain
            },
            Expect::Clear,
            [
                "a funeral collection to a country on no corridor list",
                "collecte pour des obsèques, pays hors corridor",
            ],
        ),
    ];
    for (home, gathering, answer, why) in cases {
        let who = scene.resident(home);
        gather(scene, &who, &gathering, (6, 2));
        scene.answer(&who, RANSOM, answer, why);
        if gathering.memo.starts_with("rançon") {
            let why = [
                "the memo speaks of a ransom, on a corridor",
                "le libellé parle de rançon, sur un corridor",
            ];
            scene.answer(&who, WORDS, Expect::Flag, why);
        }
    }
}

/// Givers pay in on one day each; the sum leaves in one leg.
pub(super) fn gather(scene: &mut Scene, who: &Household, plan: &Gathering, (month, day): (i64, i64)) {
    let mut total = 0;
    for giver in 0..plan.givers {
        let cents = (900 + giver * 150) * 100;
        total += cents;
        let from = scene.payer();
        let at = who.who.at((month, day + giver), (18, 25));
        scene.book.pay(
            (&from, &who.who.party),
            at,
            who.money(cents),
            "transfer",
            "pour toi, courage",
        );
    }
    let payee = scene.book.stranger(plan.country);
    let at = who.who.at((month, day + plan.givers - 1), (18 + plan.hours, 25));
    let sent = who.money(total * plan.percent / 100);
    scene.book.pay((&who.who.party, &payee), at, sent, "wire", plan.memo);
    if plan.memo.starts_with("rançon") {
        let why = [
            "receives a payment of a ransom gathering that the memo names",
            "reçoit un paiement de collecte de rançon, nommé par le libellé",
        ];
        scene.expect(&payee.account, WORDS, Expect::Flag, why);
    }
}

fn newcomer(scene: &mut Scene) {
    let who = scene.town.household(&mut scene.book, FRANCE);
    for month in 5..=9 {
        who.earn(&mut scene.book, month);
    }
    let plan = Gathering {
        givers: 7,
        percent: 94,
        hours: 26,
        country: "TR",
        memo: "famille",
    };
    gather(scene, &who, &plan, (7, 4));
    let why = [
        "near miss: fewer than sixty days of life before",
        "cas limite : moins de soixante jours de vie avant",
    ];
    scene.answer(&who, RANSOM, Expect::Clear, why);
}

fn words_alone(scene: &mut Scene) {
    let cases = [
        (
            "LY",
            120_000,
            "hostage, proof of life follows",
            Expect::Flag,
            [
                "a hostage named on a transfer to a corridor",
                "un otage nommé sur un envoi vers un corridor",
            ],
        ),
        (
            "FR",
            2400,
            "livre La rançon, occasion",
            Expect::Clear,
            ["a second-hand book, at home", "un livre d’occasion, en France"],
        ),
        (
            "TR",
            95_000,
            "libération du dépôt de garantie",
            Expect::Clear,
            ["a rental deposit given back", "un dépôt de garantie restitué"],
        ),
        (
            "TR",
            45_000,
            "frais d'études",
            Expect::Clear,
            ["a corridor without a word of ransom", "un corridor sans mot de rançon"],
        ),
    ];
    for (country, cents, memo, answer, why) in cases {
        let who = scene.resident(FRANCE);
        let payee = scene.book.stranger(country);
        let at = who.who.at((8, 19), (11, 30));
        let channel = if country == "FR" { "p2p" } else { "remittance" };
        scene
            .book
            .pay((&who.who.party, &payee), at, who.money(cents), channel, memo);
        scene.answer(&who, WORDS, answer, why);
    }
}
