//! Packs made up on the spot: one indicator of each kind, one that reads the others, and now and then a guard.

use super::conditions::{aggregates, evidence, families, fields, joined, leg, one_of, op, span, wide, window_having};
use proptest::prelude::*;
use redflag_rules::{Pack, Plan};
use std::fs;

/// Parameters that predicates may name, with value and unit; an indicator declares those that it uses.
const PARAMS: [(&str, &str, &str); 23] = [
    ("one", "1", "transactions"),
    ("two", "2", "transactions"),
    ("three", "3", "transactions"),
    ("half", "0.50", "share"),
    ("tenth", "0.10", "share"),
    ("small", "100", "EUR"),
    ("large", "1000", "EUR"),
    ("few", "12", "number"),
    ("many", "500", "number"),
    ("night", "22", "hour"),
    ("dawn", "6", "hour"),
    ("midweek", "3", "weekday"),
    ("far", "300", "km"),
    ("third", "0.35", "share"),
    ("hour", "1h", "duration"),
    ("day", "24h", "duration"),
    ("days", "72h", "duration"),
    ("week", "7d", "duration"),
    ("month", "30d", "duration"),
    ("season", "90d", "duration"),
    ("moment", "0d", "duration"),
    ("pair", "2", "transactions"),
    ("single", "1", "transactions"),
];

/// Texts of the indicators of one pack.
#[derive(Clone)]
pub struct Made(pub Vec<String>);

impl std::fmt::Debug for Made {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|text| {
            let (_, detect) = text.split_once("# detect\n").unwrap_or(("", text));
            write!(f, "\n{}{detect}", text.lines().next().unwrap_or_default())
        })
    }
}

impl Made {
    /// Compiles the pack from a folder, as a bank's own would be.
    pub fn plan(&self) -> Plan {
        let root = tempfile::tempdir().unwrap();
        for (at, toml) in self.0.iter().enumerate() {
            let folder = root.path().join(format!("i{at}"));
            fs::create_dir_all(&folder).unwrap();
            fs::write(folder.join("indicator.toml"), toml).unwrap();
            fs::write(folder.join("en.md"), "# A page\n").unwrap();
            fs::write(folder.join("fr.md"), "# Une page\n").unwrap();
            let [one, other] = if toml.contains("data-quality") {
                ["untimed", "timed"]
            } else if toml.contains("[guard]") {
                ["guarded", "unguarded"]
            } else {
                ["flag", "clear"]
            };
            let cases = format!("case,expect,tx_id\na,{one},1\nb,{other},2\n");
            fs::write(folder.join("cases.csv"), cases).unwrap();
        }
        fs::create_dir_all(root.path().join("data")).unwrap();
        fs::write(root.path().join("data/shop-hours.toml"), HOURS).unwrap();
        let plan = Pack::open(root.path()).and_then(|pack| pack.compile());
        plan.unwrap_or_else(|errors| panic!("{errors}\n{self:?}"))
    }
}

/// Hours of the shops of the ledgers: by day, past midnight, and on some days.
const HOURS: &str = r#"
format  = 1
kind    = "hours"
name    = "shop-hours"
title   = { en = "Shops", fr = "Commerces" }
as_of   = "2026-11-23"
source  = "made up"
licence = "CC0-1.0"
basis   = "judgement"
rows = [
  { keys = ["kiosk", "hotel"], open = "06:00", close = "22:00" },
  { keys = ["Hotel"], open = "23:00", close = "01:00", days = ["sun", "mon"] },
  { keys = ["city  classified ads"], open = "22:00", close = "06:00", days = ["sat", "sun", "wed"] },
  { from = 7011, to = 7011, open = "07:00", close = "24:00" },
  { from = 6000, to = 6999, open = "08:30", close = "17:30", days = ["mon", "tue", "wed", "thu", "fri"] },
]
"#;

fn row(where_: impl Strategy<Value = String>) -> impl Strategy<Value = String> {
    let merge = one_of(&[
        "",
        "merge = \":hour\"\n",
        "merge = \":days\"\n",
        "merge = \":moment\"\n",
    ]);
    (where_, merge).prop_map(|(where_, merge)| format!("[detect.row]\n{merge}where = \"{where_}\"\n"))
}

fn window(where_: impl Strategy<Value = String>) -> impl Strategy<Value = String> {
    let by = prop_oneof![6 => fields(), 1 => Just(", \"local_date()\"".to_owned())];
    let each = (
        one_of(&[
            "\"counterparty\"",
            "\"channel\"",
            "\"currency\"",
            "\"counterparty_country\", \"merchant\"",
            "\"local_date()\"",
            "\"counterparty\", \"local_date()\"",
            "\"contacts(counterparty)\"",
            "\"contacts(counterparty)\", \"channel\"",
        ]),
        proptest::option::of(leg()),
        joined(aggregates()),
        one_of(&[
            "g.groups >= :one",
            "g.groups >= :two",
            "g.groups = 0",
            "g.sum(amount) >= :small",
            "g.count(*) >= :two",
            "g.max(amount) IS NULL",
            "g.cv(amount) <= :half",
            "g.p50(gap()) >= :day",
        ]),
    );
    let each = proptest::option::weighted(0.3, each);
    let booked = prop_oneof![
        3 => Just(None),
        1 => one_of(&["sum(amount_orig) >= :many", "max(amount_orig) < line('report')", "sum(amount_orig) >= :tenth * line('report')", "min(amount_orig) <> :few"]).prop_map(Some),
    ];
    let having = (
        window_having(),
        proptest::option::weighted(0.25, (one_of(&["AND", "OR"]), families())),
    );
    let having = having.prop_map(|(having, families)| match families {
        Some((sign, families)) => format!("({having}) {sign} {families}"),
        None => having,
    });
    // Names clear, they never raise: these stand at the top, never under NOT.
    let ties = one_of(&[
        "",
        "",
        "strangers(counterparty) >= :two",
        "strangers(counterparty) FILTER (WHERE direction = 'in') > :one",
        "strangers(counterparty) FILTER (WHERE related('kin') IS NOT TRUE) >= :one",
    ]);
    let kin = one_of(&["", "", "related('kin') IS NOT TRUE", "NOT related('kin')"]);
    let where_ =
        (proptest::option::weighted(0.8, where_), kin).prop_map(|(where_, kin)| match (where_, kin.as_str()) {
            (where_, "") => where_,
            (None, kin) => Some(kin.to_owned()),
            (Some(where_), kin) => Some(format!("({where_}) AND {kin}")),
        });
    let having = (having, ties).prop_map(|(having, ties)| {
        if ties.is_empty() {
            having
        } else {
            format!("({having}) AND {ties}")
        }
    });
    (by, span(), where_, having, each, evidence(), booked).prop_map(
        |(by, span, where_, having, each, evidence, booked)| {
            let booked = booked.filter(|_| by.contains("currency\"") && !by.contains("country"));
            let having = match booked {
                Some(booked) => format!("({having}) OR {booked}"),
                None => having,
            };
            let where_ = where_.map_or_else(String::new, |it| format!("where = \"{it}\"\n"));
            let (groups, having) = match each {
                None => (String::new(), having),
                Some((by, where_, of_group, groups)) => {
                    let where_ = where_.map_or_else(String::new, |it| format!("where = \"{it}\"\n"));
                    let table = format!("[detect.window.each.g]\nby = [{by}]\n{where_}having = \"{of_group}\"\n");
                    (table, format!("({having}) OR {groups}"))
                }
            };
            format!("[detect.window]\nby = [\"account\"{by}]\nspan = \"{span}\"\n{where_}having = \"{having}\"\n{evidence}{groups}")
        },
    )
}

/// What a step shares with an earlier one, or must not.
fn ties() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => Just(String::new()),
        3 => one_of(&[
            "same = [\"counterparty\"]\n",
            "same = [\"counterparty_country\", \"currency\"]\n",
            "other = [\"counterparty\"]\n",
            "other = [\"channel\"]\n",
            "same = [\"currency\"]\nother = [\"merchant\"]\n",
            "same = [\"place_country = s0.counterparty_country\"]\n",
            "same = [\"own_country = counterparty_country\"]\n",
            "other = [\"counterparty = s0.counterparty\"]\n",
        ]),
    ]
}

/// One step: where, within, gap, ties, having.
fn step(where_: BoxedStrategy<String>, at: usize) -> impl Strategy<Value = String> {
    let within = one_of(&[
        "",
        "within = \":hour\"\n",
        "within = \":days\"\n",
        "within = \":week\"\n",
        "within = \":month\"\n",
    ]);
    let gap = one_of(&[
        "",
        "[\"0\", \":day\"]",
        "[\"0\", \":days\"]",
        "[\"0\", \":week\"]",
        "[\":hour\", \":week\"]",
        "[\":day\", \":month\"]",
    ]);
    let simple = one_of(&[
        "count(*) >= :one",
        "count(*) >= :one",
        "count(*) >= :two",
        "count(*) <= :two",
        "count(DISTINCT counterparty) >= :two",
        "seen_for() >= :day",
    ]);
    let earlier = one_of(&[
        "sum(amount) >= :half * s0.sum(amount)",
        "count(*) >= s0.count(*)",
        "sum(amount) < s0.sum(amount)",
        "avg(amount) >= s0.avg(amount)",
        "cv(amount) <= s0.cv(amount)",
        "max(gap()) <= s0.p50(gap()) + :day",
        "max(amount) <= s0.max(amount) FILTER (WHERE currency = 'EUR')",
    ]);
    let having = if at == 0 {
        prop_oneof![3 => simple, 1 => joined(aggregates())].boxed()
    } else {
        prop_oneof![3 => simple, 2 => earlier, 1 => joined(aggregates())].boxed()
    };
    (where_, within, gap, having, ties()).prop_map(move |(where_, within, gap, having, ties)| {
        let gap = if gap.is_empty() {
            String::new()
        } else {
            format!("gap = {gap}\n")
        };
        let follows = if at == 0 { String::new() } else { gap + &ties };
        format!(
            "[[detect.sequence.step]]\nname = \"s{at}\"\nwhere = \"{where_}\"\n{within}{follows}having = \"{having}\"\n"
        )
    })
}

fn sequence(where_: BoxedStrategy<String>) -> impl Strategy<Value = String> {
    let steps =
        (2..5_usize).prop_flat_map(move |steps| (0..steps).map(|at| step(where_.clone(), at)).collect::<Vec<_>>());
    let times = one_of(&[
        "",
        "",
        "times = \":two\"\n",
        "times = \":two\"\napart = \":day\"\n",
        "times = \":three\"\napart = \":moment\"\n",
    ]);
    let options = one_of(&[
        "",
        "",
        "unordered = true\n",
        "need = \":pair\"\n",
        "need = \":pair\"\n",
        "need = \":pair\"\nunordered = true\n",
        "need = \":single\"\n",
    ]);
    (
        fields(),
        one_of(&[":days", ":week", ":month", "all"]),
        times,
        options,
        steps,
        evidence(),
    )
        .prop_map(|(by, span, times, options, steps, evidence)| {
            format!(
                "[detect.sequence]\nby = [\"account\"{by}]\nspan = \"{span}\"\n{times}{options}{evidence}{}",
                steps.concat()
            )
        })
}

fn deviation(where_: impl Strategy<Value = String>) -> impl Strategy<Value = String> {
    let money = one_of(&[
        "sum(amount)",
        "sum(amount) FILTER (WHERE direction = 'in')",
        "sum(amount) - sum(amount) FILTER (WHERE direction = 'out')",
        "max(amount)",
        "avg(amount)",
        "p50(amount) FILTER (WHERE direction = 'in')",
    ])
    .prop_map(|it| format!("measure = \"{it}\"\n"));
    let plain = one_of(&[
        "measure = \"count(*)\"\n",
        "measure = \"count(DISTINCT counterparty)\"\n",
        "measure = \"count(*)\"\nper = \"count(DISTINCT counterparty)\"\n",
    ]);
    let mean = one_of(&[
        "measure = \"sum(amount)\"\nper = \"count(*)\"\n",
        "measure = \"avg(amount)\"\n",
        "measure = \":half * sum(amount)\"\n",
    ]);
    let share = Just("measure = \"sum(amount)\"\nper = \"sum(amount) FILTER (WHERE direction = 'in')\"\n".to_owned());
    let figure = one_of(&["avg", "min", "max", "p5", "p50", "p95", "p99"]);
    let against = (op(), one_of(&["", "", ":two * ", ":half * "]), figure)
        .prop_map(|(op, times, figure)| format!("measure {op} {times}baseline.{figure}"));
    let having = joined(prop_oneof![
        4 => against.clone(),
        1 => one_of(&["baseline.n >= :one", "baseline.n >= :two", "baseline.n = 0"]),
        2 => one_of(&["baseline.z > :one", "baseline.z >= :half", "baseline.z < :two", "baseline.z IS NULL", "baseline.z > 0", "baseline.z <= 0"]),
        1 => one_of(&["cv(amount) <= :half", "p50(gap()) >= :day", "baseline.z > cv(amount)"]),
        1 => one_of(&["measure IS NULL", "count(*) >= :two", "sum(amount) >= :small", "measure > 0", "seen_for() >= :day"]),
    ]);
    let spans = one_of(&[
        "span = \":hour\"\npast = \":days\"\n",
        "span = \":day\"\npast = \":days\"\n",
        "span = \":day\"\npast = \":month\"\n",
        "span = \":days\"\npast = \":month\"\n",
        "span = \":week\"\npast = \":season\"\n",
    ]);
    let measure = prop_oneof![3 => money, 3 => plain, 1 => mean, 2 => share];
    (fields(), proptest::option::weighted(0.6, where_), (measure, spans, having), evidence()).prop_map(
        |(by, where_, (measure, spans, having), evidence)| {
            let where_ = where_.map_or_else(String::new, |it| format!("where = \"{it}\"\n"));
            format!("[detect.deviation]\nby = [\"account\"{by}]\n{where_}{measure}against = \"own\"\n{spans}having = \"{having}\"\n{evidence}")
        },
    )
}

/// A leg condition that reads findings of the four kinds below it.
fn reading() -> impl Strategy<Value = String> + Clone {
    let found = one_of(&[
        "found(account, 'XX-TEST-001')",
        "found(account, 'XX-TEST-003', 'XX-TEST-004')",
        "found(counterparty, 'XX-TEST-001')",
        "NOT found(account, 'XX-TEST-002')",
        "part_of('XX-TEST-001')",
        "part_of('XX-TEST-002', 'XX-TEST-003')",
        "NOT part_of('XX-TEST-004')",
    ]);
    (found, proptest::option::of(leg())).prop_map(|(found, leg)| match leg {
        Some(leg) => format!("{found} AND ({leg})"),
        None => found,
    })
}

fn file(number: usize, detect: &str, supports: &str, scope: &str, subjects: &str) -> String {
    let uses = |name: &str| {
        detect.match_indices(&format!(":{name}")).any(|(at, found)| {
            detect[at + found.len()..]
                .chars()
                .next()
                .is_none_or(|next| !next.is_ascii_alphanumeric() && next != '_')
        })
    };
    let params: Vec<String> = PARAMS
        .iter()
        .filter(|(name, ..)| uses(name))
        .map(|(name, value, unit)| {
            format!("[params.{name}]\nvalue = \"{value}\"\nunit = \"{unit}\"\nmin = \"0\"\nmax = \"{value}\"\nbasis = \"judgement\"\nlabel = {{ en = \"x\", fr = \"x\" }}\nwhy = {{ en = \"x\", fr = \"x\" }}\n")
        })
        .collect();
    format!(
        r#"id = "XX-TEST-00{number}"
format = 1
version = "1.0.0"
title = {{ en = "A test", fr = "Un essai" }}
status = "experimental"
since = "2026-11-23"
supports = "{supports}"
paragraphs = [4]
points = {{ value = 10, basis = "judgement", why = {{ en = "Because.", fr = "Parce que." }} }}
overlaps = []
scope = "{scope}"
subjects = "{subjects}"
roles = {{ subject = "unclear" }}
sources = [{{ document = "redflag-judgement", at = "nowhere", basis = "judgement", verified = "issuer" }}]
cannot_show = {{ en = "Much.", fr = "Bien des choses." }}
innocent = {{ en = "Many.", fr = "Plusieurs." }}
sentence = {{ en = "{{subject}}.", fr = "{{subject}}." }}
{}# detect
{detect}"#,
        params.concat()
    )
}

/// A pack with one sequence.
pub fn lone_sequence() -> impl Strategy<Value = Made> {
    sequence(wide().boxed()).prop_map(|detect| Made(vec![file(1, &detect, "trafficking", "any", "any")]))
}

/// A pack with one comparison with the past.
pub fn lone_deviation() -> impl Strategy<Value = Made> {
    deviation(wide()).prop_map(|detect| Made(vec![file(1, &detect, "trafficking", "any", "any")]))
}

/// A pack with one comparison with peers.
pub fn lone_peers() -> impl Strategy<Value = Made> {
    let peers = one_of(&[
        "\"own_country\"",
        "\"currency\"",
        "\"channel\"",
        "\"counterparty_country\"",
        "\"merchant\", \"own_country\"",
        "\"mcc\"",
        "\"sector\"",
        "\"holder_kind\"",
    ]);
    (deviation(wide()), peers).prop_map(|(own, peers)| {
        let mut lines: Vec<String> = own.lines().map(str::to_owned).collect();
        lines.retain(|line| !line.starts_with("past") && !line.starts_with("by"));
        let keys = peers.replace(", \"own_country\"", "");
        let keys = if ["own_country", "sector", "holder_kind"]
            .iter()
            .any(|fact| keys.contains(fact))
        {
            String::new()
        } else {
            format!(", {keys}")
        };
        let detect = lines.join("\n").replacen(
            "[detect.deviation]",
            &format!("[detect.deviation]\nby = [\"account\"{keys}]\npeers = [{peers}]"),
            1,
        );
        let detect = detect
            .replace("against = \"own\"", "against = \"peers\"")
            .replace("baseline.n >= :two", "baseline.n >= :few");
        Made(vec![file(1, &(detect + "\n"), "trafficking", "any", "any")])
    })
}

/// A guard: a fact that lowers findings of others.
fn guard(number: usize) -> BoxedStrategy<String> {
    let wide_reach = one_of(&["\"XX-TEST-*\"", "\"XX-TEST-001\", \"XX-TEST-002\"", "\"XX-TEST-00*\""]);
    let detect = prop_oneof![
        3 => (row(leg()).boxed(), wide_reach.clone().boxed()),
        2 => (window(wide()).boxed(), wide_reach.boxed()),
        1 => (row(reading()).boxed(), Just("\"XX-TEST-005\"".to_owned()).boxed()),
    ];
    let on = one_of(&[
        "on = \"subject\"",
        "on = \"evidence\"\ncovers = \":half\"",
        "on = \"evidence\"\ncovers = \":tenth\"",
    ]);
    let effect = one_of(&[
        "points = \"0\"",
        "points = \"0\"\nredact = \"subject\"",
        "points = \":half\"",
        "cap = \"information\"\nroute = \"welfare\"",
    ]);
    let parts = (detect, on, effect);
    parts
        .prop_map(move |((detect, applies), on, effect)| {
            let detect = format!("{detect}\n[guard]\napplies = [{applies}]\n{on}\n{effect}\n");
            file(number, &detect, "fact", "any", "any").replace("value = 10,", "value = 0,")
        })
        .boxed()
}

/// The rule that takes midnights for days.
fn data_quality() -> String {
    let guard = "[guard]\nbuilt_in = \"data-quality\"\n[guard.limits]\nmidnight = \":half\"\n";
    file(8, guard, "fact", "any", "any").replace("value = 10,", "value = 0,")
}

/// A pack with an indicator of each kind, a fifth that reads them, and up to two guards.
pub fn pack() -> impl Strategy<Value = Made> {
    let fifth = prop_oneof![
        row(reading()).boxed(),
        window(reading()).boxed(),
        sequence(prop_oneof![reading(), wide()].boxed()).boxed()
    ];
    // Boxed: strategies lie on the stack, and test threads have little of it.
    let detects = (
        row(leg()).boxed(),
        window(wide()).boxed(),
        sequence(wide().boxed()).boxed(),
        deviation(wide()).boxed(),
        fifth,
    );
    let head = || {
        (
            one_of(&["trafficking", "trafficking", "fact"]),
            one_of(&["any", "any", "own"]),
            one_of(&["any", "any", "persons", "businesses"]),
        )
    };
    let heads = [head(), head(), head(), head(), head()];
    let guards = (
        proptest::option::weighted(0.4, guard(6)),
        proptest::option::weighted(0.2, guard(7)),
        proptest::option::weighted(0.3, Just(data_quality())),
    );
    (detects, heads, guards).prop_map(|((a, b, c, d, e), heads, guards)| {
        let files = [a, b, c, d, e].into_iter().zip(heads).enumerate();
        let red_flags = files
            .map(|(at, (detect, (supports, scope, subjects)))| file(at + 1, &detect, &supports, &scope, &subjects));
        Made(
            red_flags
                .chain([guards.0, guards.1, guards.2].into_iter().flatten())
                .collect(),
        )
    })
}
