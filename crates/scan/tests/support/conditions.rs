//! Conditions made up on the spot: over one leg, and over the legs of a window.

use proptest::prelude::*;
use proptest::sample::select;

pub fn one_of(texts: &'static [&'static str]) -> impl Strategy<Value = String> + Clone {
    select(texts).prop_map(str::to_owned)
}

/// Conditions over one leg.
const LEG: &[&str] = &[
    "direction = 'in'",
    "direction = 'out'",
    "direction <> 'in'",
    "channel IN ('cash', 'p2p', 'atm')",
    "channel = 'transfer'",
    "channel NOT IN ('transfer', 'card')",
    "channel IS NULL",
    "counterparty_country IN ('SY', 'TR')",
    "counterparty_country <> 'SY'",
    "counterparty_country IS NULL",
    "own_country = counterparty_country",
    "own_name = counterparty_name",
    "counterparty IS NOT NULL",
    "counterparty_name IS NULL",
    "in_list(counterparty_country, 'conflict')",
    "in_list(place_country, 'conflict')",
    "in_lexicon(memo, 'wages')",
    "in_lexicon(merchant, 'ads')",
    "in_lexicon(counterparty_name, 'legal-forms')",
    "in_lexicon(memo, 'ransom') IS NOT TRUE",
    "in_group(mcc, 'lodging')",
    "mcc IS NULL",
    "memo IS NOT NULL",
    "merchant IS NULL",
    "amount >= :small",
    "amount < :large",
    "amount BETWEEN :small AND :large",
    "amount NOT BETWEEN :small AND :large",
    "amount IS NULL",
    "amount = :small",
    "amount_orig >= :few",
    "amount_orig BETWEEN :few AND :many",
    "amount_orig < line('report')",
    "amount_orig >= :half * line('report')",
    "amount_orig <> :many",
    "line('report') IS NULL",
    "multiple_of(amount_orig, :few)",
    "multiple_of(amount_orig, :few, :tenth)",
    "local_hour() >= :night",
    "local_hour() < :dawn",
    "local_hour() IS NULL",
    "weekday() >= :midweek",
    "weekday() = 1",
    "weekday() IS NULL",
    "quiet_for() >= :day",
    "quiet_for() < :week",
    "refs(memo, 'person') IS NULL",
    "refs(memo, 'phone') IS NOT NULL",
    "closed('shop-hours', merchant)",
    "closed('shop-hours', mcc)",
    "NOT closed('shop-hours', merchant)",
    "closed('shop-hours', mcc) IS NULL",
    "km(place, place) IS NULL",
    "km(place, place) = 0",
    "km(home_place, place) > :far",
    "km(place, counterparty_place) <= :far",
    "km(counterparty_place, home_place) IS NULL",
    "since_previous([merchant]) < :days",
    "since_previous([counterparty]) <= :day",
    "since_previous([]) > :hour",
    "since_previous([counterparty_country, channel]) IS NULL",
    "related('self')",
    "related('self') IS NOT TRUE",
    "holder_kind = 'person'",
    "holder_kind IN ('business', 'charity') IS NOT TRUE",
    "counterparty_kind = 'business'",
    "counterparty_kind IS NULL",
    "holder_kind = counterparty_kind",
    "attested_survivor",
    "attested_survivor IS NULL",
    "since_opened() < :month",
    "declared_income >= :small",
    "declared_income IS NULL",
    "amount > :half * declared_income",
    "customer IS NOT NULL",
    "sector IS NULL",
    "home_place = place",
    "counterparty_place IS NOT NULL",
    "counterparty_place = place",
    "own IS TRUE",
    "own IS NULL",
    "currency = 'EUR'",
    "currency IN ('USD', 'JPY')",
    "place_country = 'SY'",
];

/// Joins conditions in every way that the format knows.
pub fn joined(leaf: impl Strategy<Value = String> + Clone + 'static) -> impl Strategy<Value = String> + Clone {
    leaf.prop_recursive(2, 8, 3, |inner| {
        let pair = (inner.clone(), inner.clone());
        prop_oneof![
            pair.clone().prop_map(|(a, b)| format!("({a}) AND ({b})")),
            pair.clone().prop_map(|(a, b)| format!("({a}) OR ({b})")),
            inner.clone().prop_map(|a| format!("NOT ({a})")),
            inner.clone().prop_map(|a| format!("({a}) IS NOT TRUE")),
            inner.clone().prop_map(|a| format!("({a}) IS FALSE")),
            inner.clone().prop_map(|a| format!("({a}) IS UNKNOWN")),
            (pair, inner).prop_map(|((a, b), c)| format!("some_of(:two, {a}, {b}, {c})")),
        ]
    })
}

pub fn leg() -> impl Strategy<Value = String> + Clone {
    joined(one_of(LEG))
}

/// A condition that leaves enough legs to go on with.
pub fn wide() -> impl Strategy<Value = String> + Clone {
    prop_oneof![
        3 => one_of(&["direction = 'in'", "direction = 'out'", "amount IS NOT NULL", "amount_orig >= :few", "currency = 'EUR'"]),
        1 => leg(),
        1 => leg().prop_map(|a| format!("direction = 'in' OR ({a})")),
    ]
}

/// An aggregate that counts.
pub fn count() -> impl Strategy<Value = String> + Clone {
    let of = one_of(&[
        "count(*)",
        "count(*)",
        "count(DISTINCT counterparty)",
        "count(DISTINCT counterparty_country)",
        "count(DISTINCT channel)",
        "count(DISTINCT merchant)",
        "count(DISTINCT currency)",
        "count(DISTINCT counterparty_name)",
        "count(DISTINCT counterparty_kind)",
        "count(DISTINCT counterparty_place)",
        "count(DISTINCT local_date())",
        "count(DISTINCT refs(memo, 'person'))",
        "count(DISTINCT refs(memo, 'phone'))",
        "count(DISTINCT refs(memo, 'iban'))",
    ]);
    (of, proptest::option::weighted(0.4, leg())).prop_map(filtered)
}

/// An aggregate of amounts in the base currency.
pub fn amount() -> impl Strategy<Value = String> + Clone {
    let of = one_of(&[
        "sum(amount)",
        "sum(amount)",
        "max(amount)",
        "min(amount)",
        "avg(amount)",
        "p50(amount)",
        "p5(amount)",
        "p90(amount)",
        "min(declared_income)",
    ]);
    (of, proptest::option::weighted(0.5, leg())).prop_map(filtered)
}

/// A spread, of amounts or of the times between legs.
pub fn spread() -> impl Strategy<Value = String> + Clone {
    let of = one_of(&[
        "cv(amount)",
        "cv(amount)",
        "cv(gap())",
        "cv(gap([counterparty]))",
        "cv(gap([counterparty_country, currency]))",
    ]);
    (of, proptest::option::weighted(0.3, leg())).prop_map(filtered)
}

/// A time between legs.
pub fn gap() -> impl Strategy<Value = String> + Clone {
    let of = (
        one_of(&["min", "max", "avg", "p25", "p50", "p99"]),
        one_of(&[
            "gap()",
            "gap([counterparty])",
            "gap([merchant])",
            "gap([channel, currency])",
        ]),
    );
    let of = of.prop_map(|(figure, gap)| format!("{figure}({gap})"));
    (of, proptest::option::weighted(0.3, leg())).prop_map(filtered)
}

pub fn filtered((of, filter): (String, Option<String>)) -> String {
    match filter {
        Some(filter) => format!("{of} FILTER (WHERE {filter})"),
        None => of,
    }
}

pub fn op() -> impl Strategy<Value = String> + Clone {
    one_of(&[">=", ">=", ">", "<=", "<", "=", "<>"])
}

/// A comparison of aggregates, without the anchor.
pub fn aggregates() -> impl Strategy<Value = String> + Clone {
    let counts = (count(), op(), one_of(&[":one", ":two", ":three", "0", "1"]));
    let amounts = (amount(), op(), one_of(&[":small", ":large", "0"]));
    let shares = (amount(), op(), one_of(&[":half", ":tenth", ":two"]), amount());
    let sums = (amount(), one_of(&["+", "-"]), amount(), op(), amount());
    let spreads = (spread(), op(), one_of(&[":half", ":third", ":tenth", "0", "1", ":one"]));
    let gaps = (gap(), op(), one_of(&[":hour", ":day", ":days", ":moment", "0"]));
    prop_oneof![
        4 => one_of(&["count(*) >= :two", "count(*) >= :three", "sum(amount) >= :small"]),
        2 => spreads.prop_map(|(a, op, n)| format!("{a} {op} {n}")),
        2 => gaps.prop_map(|(a, op, n)| format!("{a} {op} {n}")),
        1 => (spread(), op(), spread()).prop_map(|(a, op, b)| format!("{a} {op} {b}")),
        1 => spread().prop_map(|a| format!("{a} IS NULL")),
        3 => counts.prop_map(|(a, op, n)| format!("{a} {op} {n}")),
        2 => amounts.prop_map(|(a, op, n)| format!("{a} {op} {n}")),
        2 => shares.prop_map(|(a, op, n, b)| format!("{a} {op} {n} * {b}")),
        1 => sums.prop_map(|(a, sign, b, op, c)| format!("{a} {sign} {b} {op} {c}")),
        1 => (count(), op(), count()).prop_map(|(a, op, b)| format!("{a} {op} {b}")),
        1 => amount().prop_map(|a| format!("{a} IS NULL")),
    ]
}

/// What names clear: a lower bound under no NOT.
pub fn families() -> impl Strategy<Value = String> + Clone {
    let of = one_of(&[
        "count(DISTINCT surname(counterparty_name))",
        "count(DISTINCT surname(own_name))",
        "count(DISTINCT surname(refs(memo, 'person')))",
        "count(DISTINCT surname(refs(memo, 'person')))",
    ]);
    let least = one_of(&["> 0", ">= :two", "> 1", ">= :half * count(*)"]);
    (of, proptest::option::weighted(0.4, leg()), least)
        .prop_map(|(of, filter, least)| format!("{} {least}", filtered((of, filter))))
}

/// What may stand in a window's `having`.
pub fn window_having() -> impl Strategy<Value = String> + Clone {
    joined(prop_oneof![
        6 => aggregates(),
        1 => one_of(&["seen_for() >= :day", "seen_for() >= :week", "seen_for() < :month"]),
        1 => one_of(&["quiet_for() >= :hour", "quiet_for() >= :week", "quiet_for() + seen_for() < :month"]),
        1 => one_of(&["relayed(:days) >= :half * sum(amount) FILTER (WHERE direction = 'in')", "relayed(:day) > 0", "relayed(:month) >= :small", "relayed(:hour) = 0"]),
        1 => one_of(LEG),
    ])
}

pub fn span() -> impl Strategy<Value = String> + Clone {
    one_of(&[":hour", ":day", ":days", ":week", ":month", ":moment", "all"])
}

pub fn fields() -> impl Strategy<Value = String> + Clone {
    one_of(&[
        "",
        "",
        ", \"currency\"",
        ", \"counterparty_country\"",
        ", \"counterparty\"",
        ", \"channel\"",
        ", \"merchant\", \"currency\"",
        ", \"own_name\"",
    ])
}

pub fn evidence() -> impl Strategy<Value = String> + Clone {
    proptest::option::weighted(0.3, leg())
        .prop_map(|it| it.map_or_else(String::new, |it| format!("evidence = \"{it}\"\n")))
}
