//! Queries for `DuckDB`. With `REDFLAG_SQL_OUT=DIR` the queries of the built-in pack are written there, to be run by hand.

use redflag_model::Currency;
use redflag_rules::{Overlay, Pack, sql};
use std::path::PathBuf;

/// Most rows and windows have a query; those that read what no query says tell so in both languages.
#[test]
fn rows_and_windows_have_a_query_or_a_reason() {
    let plan = Pack::builtin().compile().unwrap();
    let out = std::env::var_os("REDFLAG_SQL_OUT").map(PathBuf::from);
    let mut lacking = Vec::new();
    for indicator in &plan.indicators {
        let query = sql::duckdb(&plan, indicator);
        if let (Some(dir), Ok(text)) = (&out, &query) {
            std::fs::write(dir.join(format!("{}.sql", indicator.id)), text).unwrap();
        }
        if !["row", "window"].contains(&indicator.detect.kind()) {
            continue;
        }
        if let Err(none) = query {
            assert!(
                none.reason.en.len() > 20 && none.reason.fr.len() > 20,
                "{}: {none:?}",
                indicator.id
            );
            lacking.push(none.indicator);
        }
    }
    assert!(lacking.len() * 2 < plan.indicators.len(), "{lacking:?}");
}

/// Every parameter stands at the top with its value, and the value in force is the one computed with.
#[test]
fn parameters_in_force_are_inlined() {
    let overlay = Overlay::parse(
        "bank.toml",
        "[\"HT-FLOW-002\"]\nat_least = 7\nband = \"0.75\"\nspan = \"36h\"",
    )
    .unwrap();
    let plan = Pack::builtin().with(overlay).compile().unwrap();
    let query = sql::duckdb(&plan, plan.indicator("HT-FLOW-002").unwrap().1).unwrap();
    for part in [
        "-- :at_least = 7",
        "-- :band = 0.75",
        "-- :span = 36h",
        "a0 >= 7",
        "INTERVAL 36 HOURS PRECEDING",
        "4 * amount_orig >= (3 *",
    ] {
        assert!(query.contains(part), "{part} in:\n{query}");
    }
    assert!(query.lines().next().unwrap().contains("'transactions.csv'"));
}

/// Money is converted as the engine does it: once, at the latest day of the pack's rates.
#[test]
fn money_is_in_the_base_currency() {
    let plan = Pack::builtin().compile().unwrap();
    let (_, spend) = plan.indicator("HT-SEX-003").unwrap();
    for base in ["EUR", "AUD", "JPY"].map(|code| Currency::from_code(code).unwrap()) {
        let day = plan.data.rates.reference_day().unwrap();
        let aud = Currency::from_code("AUD").unwrap();
        let limit = plan.data.rates.convert(200_000, aud, base, day).unwrap();
        let query = sql::duckdb_in(&plan, spend, base).unwrap();
        assert!(query.contains(&format!("a0 > {limit}")), "{base}:\n{query}");
        assert!(query.contains(&format!("('{base}', DATE '0001-01-01', 1, 1)")));
    }
}

#[test]
fn what_has_no_query_says_why() {
    let plan = Pack::builtin().compile().unwrap();
    let (_, swept) = plan.indicator("HT-LAB-002").unwrap();
    let reason = sql::duckdb(&plan, swept).unwrap_err();
    assert!(reason.to_string().starts_with("HT-LAB-002 has no SQL form: repeats"));
    assert!(reason.reason.fr.contains("répétitions"));
}
