//! Two stories that join several indicators on one account.

use super::super::people::FRANCE;
use super::labour::{Sweep, pass_on, worker};
use super::nexus::{Gathering, gather};
use super::sexual::{AD_SITE, HOTEL};
use super::{Expect, PERIOD, Scene};

/// Everything of this file.
pub(super) fn plant(scene: &mut Scene) {
    bonded_brother(scene);
    coordinator(scene);
}

/// A worker whose wages are taken from him, and whose family then buys his sister free.
fn bonded_brother(scene: &mut Scene) {
    let brother = worker(scene);
    let keeper = scene.book.stranger("FR");
    pass_on(
        scene,
        &brother,
        &keeper,
        &Sweep {
            first: 1,
            last: 5,
            percent: 90,
            hours: 4,
        },
    );
    let plan = Gathering {
        givers: 8,
        percent: 96,
        hours: 30,
        country: "LY",
        memo: "rançon pour ma soeur",
    };
    gather(scene, &brother, &plan, (7, 3));
    let answers = [
        (
            "HT-LAB-002",
            [
                "story 1: his wages are taken, five months",
                "récit 1 : ses salaires lui sont pris, cinq mois",
            ],
        ),
        (
            "NEXUS-001",
            [
                "story 1: family and friends gather, 96 % leaves",
                "récit 1 : proches et amis se cotisent, 96 % part",
            ],
        ),
        (
            "NEXUS-005",
            ["story 1: the memo says what for", "récit 1 : le libellé dit pourquoi"],
        ),
    ];
    for (indicator, why) in answers {
        scene.answer(&brother, indicator, Expect::Flag, why);
    }
}

/// Both sides on one account, without a joined path between them.
fn coordinator(scene: &mut Scene) {
    let who = scene.card_only(FRANCE);
    let payee = scene.book.stranger("TR");
    for month in PERIOD.each() {
        for day in [3, 10, 17, 24] {
            weekend(scene, &who, (month, day));
        }
        for day in [5, 12, 19] {
            let at = who.who.at((month, day), (11, 0));
            scene.book.card(&who.who.party, at, who.money(2400), AD_SITE);
        }
        let at = who.who.at((month, 27), (13, 15));
        let sent = who.money(60_000 + month * 1000);
        scene
            .book
            .pay((&who.who.party, &payee), at, sent, "remittance", "transfert");
    }
    let story = "story 2: one account, both sides, no joined path; ";
    let recit = "récit 2 : un compte, deux volets, aucun chemin commun ; ";
    let answers = [
        (
            "HT-SEX-001",
            "ads bought week after week",
            "annonces achetées chaque semaine",
        ),
        (
            "HT-SEX-003",
            "hotel rooms every week",
            "chambres d’hôtel chaque semaine",
        ),
        (
            "HT-SEX-005",
            "ad, room, credits, in that order",
            "annonce, chambre, crédits, dans cet ordre",
        ),
        ("HT-SEX-008", "credits at night", "crédits nocturnes"),
        (
            "TF-004",
            "monthly transfers to a hub",
            "transferts mensuels vers une plaque tournante",
        ),
        ("TF-005", "nothing comes back", "rien ne revient"),
    ];
    for (indicator, en, fr) in answers {
        let why = [format!("{story}{en}"), format!("{recit}{fr}")];
        scene.answer(&who, indicator, Expect::Flag, [&why[0], &why[1]]);
    }
}

fn weekend(scene: &mut Scene, who: &super::Household, day: (i64, i64)) {
    let party = &who.who.party;
    scene
        .book
        .card(party, who.who.at(day, (10, 0)), who.money(1200), AD_SITE);
    scene
        .book
        .card(party, who.who.at(day, (19, 0)), who.money(36_000), HOTEL);
    for client in 0..4 {
        let payer = scene.payer();
        let at = who.who.at(day, (22 + client * 2, 40));
        let money = who.money(12_000 + client * 2000);
        scene.book.pay((&payer, party), at, money, "p2p", "");
    }
}
