//! The built-in pack under many overlays.

use redflag_rules::{Overlay, Pack, Plan};
use std::fmt::Write;
use std::sync::OnceLock;

/// A parameter and the values that overlays give it.
type Values = (&'static str, &'static [&'static str]);

/// Values of each parameter, all within its bounds and small, so that small ledgers reach them.
const VALUES: [(&str, &[Values]); 12] = [
    (
        "HT-LAB-002",
        &[
            ("share", &["0.50", "0.80", "1"]),
            ("gap", &["1h", "24h", "7d"]),
            ("cycles", &["2", "3"]),
            ("span", &["14d", "120d"]),
        ],
    ),
    (
        "HT-SEX-001",
        &[
            ("at_least", &["3", "4"]),
            ("unit", &["2", "12"]),
            ("tolerance", &["0", "0.01", "0.05"]),
            ("most", &["12", "120", "600"]),
            ("span", &["7d", "30d"]),
        ],
    ),
    (
        "HT-SEX-008",
        &[
            ("at_least", &["3", "4"]),
            ("share", &["0.10", "0.40"]),
            ("from", &["18", "22"]),
            ("to", &["6", "12"]),
            ("span", &["7d", "30d"]),
        ],
    ),
    (
        "HT-SEX-005",
        &[
            ("before", &["1h", "72h", "14d"]),
            ("after", &["1h", "48h", "7d"]),
            ("credits", &["2", "3"]),
            ("span", &["1d", "5d", "21d"]),
        ],
    ),
    (
        "HT-SEX-003",
        &[
            ("spend", &["200", "2000"]),
            ("stay", &["1d", "28d"]),
            ("span", &["7d", "30d"]),
        ],
    ),
    (
        "HT-FLOW-002",
        &[
            ("at_least", &["2", "3"]),
            ("band", &["0.50", "0.80"]),
            ("span", &["1d", "10d"]),
        ],
    ),
    (
        "HT-FLOW-003",
        &[
            ("cycles", &["2", "3"]),
            ("share", &["0.50", "0.90"]),
            ("hold", &["1h", "48h", "14d"]),
            ("span", &["7d", "30d"]),
        ],
    ),
    (
        "NEXUS-001",
        &[
            ("payers", &["3"]),
            ("gather", &["1d", "10d"]),
            ("life", &["0d", "1d", "60d"]),
            ("gap", &["1h", "72h", "14d"]),
            ("few", &["1", "3"]),
            ("share", &["0.50", "0.80"]),
            ("span", &["2d", "16d", "90d"]),
        ],
    ),
    ("NEXUS-005", &[("merge", &["1d", "30d"])]),
    (
        "TF-007",
        &[
            ("credits", &["3", "4"]),
            ("small", &["5", "200"]),
            ("collect", &["1d", "14d"]),
            ("share", &["0.30", "0.70"]),
            ("gap", &["1h", "72h"]),
            ("few", &["1", "2"]),
            ("span", &["2d", "17d"]),
        ],
    ),
    ("TF-005", &[("at_least", &["2", "3"]), ("span", &["30d", "90d"])]),
    (
        "TF-004",
        &[
            ("at_least", &["2", "3"]),
            ("low", &["1", "50"]),
            ("high", &["10", "750"]),
            ("ceiling", &["50", "2500"]),
            ("span", &["14d", "90d"]),
        ],
    ),
];

/// How many overlays there are.
pub const PLANS: usize = 48;

/// The built-in pack under overlay number `at`; each is compiled once.
pub fn builtin(at: usize) -> &'static Plan {
    static KNOWN: [OnceLock<Plan>; PLANS] = [const { OnceLock::new() }; PLANS];
    KNOWN[at].get_or_init(|| {
        let overlay = Overlay::parse("overlay.toml", &overlay(at)).unwrap();
        let ids = VALUES.iter().map(|(id, _)| *id);
        let plan = Pack::builtin().with(overlay).only(ids).compile();
        plan.unwrap_or_else(|errors| panic!("overlay {at}: {errors}"))
    })
}

/// The whole built-in pack as it is.
pub fn whole() -> &'static Plan {
    static WHOLE: OnceLock<Plan> = OnceLock::new();
    WHOLE.get_or_init(|| Pack::builtin().compile().unwrap_or_else(|errors| panic!("{errors}")))
}

/// Overlay number `at`: a fixed scramble of the number picks each value.
fn overlay(at: usize) -> String {
    let mut text = String::new();
    let mut state = at as u64;
    for (id, params) in VALUES {
        writeln!(text, "[\"{id}\"]").unwrap();
        for (name, values) in params {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let nth = usize::try_from(state >> 33).unwrap() % values.len();
            writeln!(text, "{name} = \"{}\"", values[nth]).unwrap();
        }
    }
    text
}
