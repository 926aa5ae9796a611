//! What other indicators see in the planted stories and in ordinary life: true to their definitions, and reviewed one by one.

use super::{Expect, Scene};

type Why = [&'static str; 2];

const STRANGERS: Why = [
    "five or more people who do not know each other pay in within a month: context only",
    "cinq personnes ou plus, sans lien entre elles, versent en un mois : simple contexte",
];
const SERVICE_PRICES: Why = [
    "the evening credits of this story lie in the band of a service's price",
    "les crédits du soir de cette histoire sont au prix d’une prestation",
];
const NO_COSTS: Why = [
    "many paying parties and no cost of a trade: the collecting account of this story",
    "beaucoup de payeurs et aucune charge de métier : le compte qui collecte de cette histoire",
];
const SILENT: Why = [
    "wages come in, and hardly anything else is ever done: this account was planted with its wages alone",
    "des salaires arrivent et presque rien d’autre : ce compte n’a été créé qu’avec ses salaires",
];
const NO_LIVING: Why = [
    "wages and nothing of daily life: this account was planted with its story alone",
    "des salaires et rien de la vie courante : ce compte n’a été créé qu’avec son histoire",
];

const SEEN: [(&str, Why, &[&str]); 5] = [
    (
        "HT-FLOW-009",
        STRANGERS,
        &[
            "B10098", "C10707", "C10756", "C10763", "C10770", "C11113", "C11141", "C11155", "C11183", "C11197",
            "C11211", "C11225", "C11295", "C11316",
        ],
    ),
    ("HT-SEX-006", SERVICE_PRICES, &["C10707", "C10756", "C10770", "C11316"]),
    ("HT-SEX-014", NO_COSTS, &["C11316"]),
    (
        "HT-LAB-012",
        SILENT,
        &["C10798", "C10805", "C10812", "C10819", "C10826", "C10833"],
    ),
    ("HT-LAB-003", NO_LIVING, &["C10833", "C11225", "C11295"]),
];

pub(super) fn plant(scene: &mut Scene) {
    for (indicator, why, accounts) in SEEN {
        for account in accounts {
            scene.expect(account, indicator, Expect::Flag, why);
        }
    }
}
