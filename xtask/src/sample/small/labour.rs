//! Wages that leave at once: the account holder may be a victim, never a suspect.

use super::super::book::Party;
use super::super::life::Household;
use super::super::people::{FRANCE, IRELAND};
use super::{Expect, PERIOD, Scene};

const SWEPT: &str = "HT-LAB-002";

/// How a wage leaves: which months, what percent, after how many hours.
pub(super) struct Sweep {
    pub(super) first: i64,
    pub(super) last: i64,
    pub(super) percent: i64,
    pub(super) hours: i64,
}

/// Everything of this file.
pub(super) fn plant(scene: &mut Scene) {
    let keeper = scene.book.stranger("FR");
    let cases = [
        (
            Sweep {
                first: 2,
                last: 6,
                percent: 92,
                hours: 5,
            },
            Expect::Flag,
            [
                "92 % of the wage passed on five hours later, five times",
                "92 % du salaire transmis cinq heures après, cinq fois",
            ],
        ),
        (
            Sweep {
                first: 3,
                last: 5,
                percent: 85,
                hours: 20,
            },
            Expect::Flag,
            ["85 % passed on, three times", "85 % transmis, trois fois"],
        ),
        (
            Sweep {
                first: 3,
                last: 7,
                percent: 75,
                hours: 5,
            },
            Expect::Clear,
            ["near miss: 75 %", "cas limite : 75 %"],
        ),
        (
            Sweep {
                first: 3,
                last: 7,
                percent: 92,
                hours: 27,
            },
            Expect::Clear,
            ["near miss: 27 hours later", "cas limite : 27 heures après"],
        ),
        (
            Sweep {
                first: 3,
                last: 4,
                percent: 92,
                hours: 5,
            },
            Expect::Clear,
            ["near miss: twice only", "cas limite : deux fois seulement"],
        ),
    ];
    for (sweep, answer, why) in cases {
        let worker = worker(scene);
        pass_on(scene, &worker, &keeper, &sweep);
        scene.answer(&worker, SWEPT, answer, why);
    }
    cash_taken(scene);
    savings(scene);
}

/// A wage account with little else on it.
pub(super) fn worker(scene: &mut Scene) -> Household {
    let home = if scene.book.rng.chance(250) { IRELAND } else { FRANCE };
    let worker = scene.town.household(&mut scene.book, home);
    for month in PERIOD.each() {
        worker.earn(&mut scene.book, month);
    }
    worker
}

/// Sends part of each wage to whoever keeps it.
pub(super) fn pass_on(scene: &mut Scene, worker: &Household, to: &Party, sweep: &Sweep) {
    for month in sweep.first..=sweep.last {
        let at = worker.who.at((month, worker.payday), (8 + sweep.hours, 0));
        let part = worker.money(worker.wage * sweep.percent / 100);
        scene
            .book
            .pay((&worker.who.party, to), at, part, "transfer", "logement et repas");
    }
}

fn cash_taken(scene: &mut Scene) {
    let worker = worker(scene);
    for month in 4..=7 {
        for (hour, percent) in [(9, 45), (18, 44)] {
            let at = worker.who.at((month, worker.payday), (hour, 10));
            let notes = worker.money(worker.wage * percent / 100 / 1000 * 1000);
            scene.book.draw(&worker.who.party, at, notes, worker.who.town);
        }
    }
    scene.answer(
        &worker,
        SWEPT,
        Expect::Flag,
        [
            "nearly the whole wage drawn in notes on pay day, four times",
            "presque tout le salaire retiré en espèces le jour de paie, quatre fois",
        ],
    );
}

fn savings(scene: &mut Scene) {
    let saver = worker(scene);
    let book = saver.who.second_account(&mut scene.book);
    pass_on(
        scene,
        &saver,
        &book,
        &Sweep {
            first: 2,
            last: 8,
            percent: 90,
            hours: 3,
        },
    );
    scene.answer(
        &saver,
        SWEPT,
        Expect::Clear,
        [
            "wage moved to an account of the same holder",
            "salaire viré vers un compte du même titulaire",
        ],
    );
}
