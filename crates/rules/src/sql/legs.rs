//! The common part: rows of the file, typed transactions, and two legs for each.

use super::write::{Writer, folded};
use redflag_model::{Column, Currency, Ratio, time};
use std::collections::{BTreeMap, BTreeSet};

/// Columns of an export that names both sides.
pub(super) const COLUMNS: &[Column] = &[
    Column::TxId,
    Column::Timestamp,
    Column::Amount,
    Column::Currency,
    Column::Channel,
    Column::OriginatorAccount,
    Column::OriginatorName,
    Column::OriginatorCountry,
    Column::OriginatorBank,
    Column::OriginatorPlace,
    Column::BeneficiaryAccount,
    Column::BeneficiaryName,
    Column::BeneficiaryCountry,
    Column::BeneficiaryBank,
    Column::BeneficiaryPlace,
    Column::Mcc,
    Column::Merchant,
    Column::Place,
    Column::PlaceCountry,
    Column::Terminal,
    Column::Branch,
    Column::Memo,
    Column::Status,
    Column::ReversalOf,
];

pub(super) fn ctes(writer: &Writer<'_>) -> String {
    let rates = if writer.uses_base() {
        format!("{},\n", rates(writer))
    } else {
        String::new()
    };
    format!("{},\n{rates}{},\n{}", rows(), transactions(writer), legs(writer))
}

/// Every column as text, absent ones as NULL; copies of a row once, and no row whose identifier stands for two contents.
fn rows() -> String {
    let none: Vec<String> = COLUMNS
        .iter()
        .map(|column| format!("NULL::VARCHAR AS {}", column.name()))
        .collect();
    let read: Vec<String> = COLUMNS
        .iter()
        .map(|column| format!("nullif(trim({0}), '') AS {0}", column.name()))
        .collect();
    format!(
        "layout AS (
  SELECT {}
  WHERE FALSE
  UNION ALL BY NAME
  SELECT * FROM read_csv('transactions.csv', all_varchar = true, header = true, delim = ',', quote = '\"', escape = '\"')
),
texts AS (
  SELECT {} FROM layout
),
once AS (
  SELECT * FROM texts WHERE tx_id IS NULL
  UNION ALL
  SELECT * FROM (SELECT DISTINCT * FROM texts WHERE tx_id IS NOT NULL) QUALIFY count(*) OVER (PARTITION BY tx_id) = 1
),
booked AS (
  SELECT *, row_number() OVER () AS tx FROM once
  WHERE coalesce(lower(status) NOT IN ('reversed', 'cancelled', 'canceled', 'declined', 'failed', 'pending', 'rejected'), TRUE)
    AND reversal_of IS NULL
    AND (tx_id IS NULL OR tx_id NOT IN (SELECT reversal_of FROM once WHERE reversal_of IS NOT NULL))
)",
        none.join(", "),
        read.join(", ")
    )
}

/// UTC time, local hour and day, minor units, and parties: an account, else a name with its country.
fn transactions(writer: &Writer<'_>) -> String {
    let base = if writer.uses_base() {
        "\n  LEFT JOIN rates ON rates.currency = t.currency AND t.time >= rates.since AND (t.time < rates.until OR rates.until IS NULL)"
    } else {
        ""
    };
    let amount = if writer.uses_base() {
        "(amount_orig * num // den) + CASE
      WHEN 2 * (amount_orig * num % den) > den THEN 1
      WHEN 2 * (amount_orig * num % den) = den AND (amount_orig * num // den) % 2 = 1 THEN 1
      ELSE 0 END AS amount"
    } else {
        "NULL::HUGEINT AS amount"
    };
    let party = |side: &str| {
        format!(
            "coalesce({side}_account, upper({}) || '|' || coalesce(upper({side}_country), '')) AS {side}",
            folded(&format!("{side}_name"))
        )
    };
    format!(
        "stamped AS (
  SELECT *,
    regexp_extract(timestamp, '(Z|[+-][0-9]{{2}}(:?[0-9]{{2}})?)$') AS stamp_offset,
    replace(regexp_extract(timestamp, '^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}([T ][0-9]{{2}}:[0-9]{{2}}(:[0-9]{{2}}(\\.[0-9]+)?)?)?'), 'T', ' ')::TIMESTAMP
      AS local_time
  FROM booked
),
shifted AS (
  SELECT *,
    CASE
      WHEN length(timestamp) <= 10 OR stamp_offset = '' THEN NULL
      WHEN stamp_offset = 'Z' THEN 0
      ELSE (CASE left(stamp_offset, 1) WHEN '-' THEN -1 ELSE 1 END)
        * (substr(stamp_offset, 2, 2)::INT * 60 + coalesce(nullif(right(replace(substr(stamp_offset, 4), ':', ''), 2), '')::INT, 0))
    END AS minutes
  FROM stamped
),
timed AS (
  SELECT *, local_time - to_minutes(coalesce(minutes, 0)) AS time
  FROM shifted
),
minor AS (
  SELECT * REPLACE (upper(currency) AS currency, lower(channel) AS channel),
    {} AS scale,
    {},
    {}
  FROM timed
),
money AS (
  SELECT *, (amount::DECIMAL(24, 4) * scale)::HUGEINT AS amount_orig
  FROM minor
),
transactions AS (
  SELECT t.* EXCLUDE (amount), {amount}
  FROM money AS t{base}
)",
        scales(),
        party("originator"),
        party("beneficiary")
    )
}

/// Minor units in a unit, by currency; most have a hundred.
fn scales() -> String {
    let mut by_exponent: BTreeMap<u32, Vec<&str>> = BTreeMap::new();
    for currency in Currency::all().filter(|currency| currency.exponent() != 2) {
        by_exponent
            .entry(currency.exponent())
            .or_default()
            .push(currency.code());
    }
    let cases: Vec<String> = by_exponent
        .into_iter()
        .map(|(exponent, codes)| {
            let codes: Vec<String> = codes.iter().map(|code| format!("'{code}'")).collect();
            format!(
                "WHEN upper(currency) IN ({}) THEN {}",
                codes.join(", "),
                10_i128.pow(exponent)
            )
        })
        .collect();
    format!("(CASE {} ELSE 100 END)::HUGEINT", cases.join(" "))
}

/// Factors from minor units to minor units of the base currency, each from its day until the next.
fn rates(writer: &Writer<'_>) -> String {
    let rates = &writer.plan.data.rates;
    let days: BTreeSet<i64> = rates.entries().map(|(day, _, _)| day).collect();
    let mut rows = vec![format!("('{}', DATE '0001-01-01', 1, 1)", writer.base)];
    let currencies: BTreeSet<Currency> = rates.currencies().chain([Currency::EUR]).collect();
    for currency in currencies.into_iter().filter(|currency| *currency != writer.base) {
        let factors = days
            .iter()
            .filter_map(|&day| Some((day, rates.factor(currency, writer.base, day)?)));
        let row: Vec<String> = factors.map(|(day, factor)| rate(currency, day, factor)).collect();
        if !row.is_empty() {
            rows.push(row.join(", "));
        }
    }
    format!(
        "factors (currency, since, num, den) AS (
  VALUES
  {}
),
rates AS (
  SELECT currency, since::TIMESTAMP AS since, num::HUGEINT AS num, den::HUGEINT AS den,
    lead(since::TIMESTAMP) OVER (PARTITION BY currency ORDER BY since) AS until
  FROM factors
)",
        rows.join(",\n  ")
    )
}

fn rate(currency: Currency, day: i64, factor: Ratio) -> String {
    format!(
        "('{currency}', DATE '{}', {}, {})",
        time::format_day(day * time::DAY),
        factor.numerator(),
        factor.denominator()
    )
}

/// Each transaction seen from both of its parties.
fn legs(writer: &Writer<'_>) -> String {
    let shared = "tx, tx_id, time, minutes, amount, amount_orig, scale, currency, channel, place, upper(place_country) AS place_country, terminal, branch, try_cast(mcc AS INT) AS mcc, merchant, memo";
    let since: Vec<String> = writer
        .since()
        .iter()
        .enumerate()
        .map(|(at, fields)| since(at, fields))
        .collect();
    format!(
        "sides AS (
  SELECT {shared}, 'out' AS direction, {}, {}
  FROM transactions WHERE originator IS NOT NULL
  UNION ALL
  SELECT {shared}, 'in' AS direction, {}, {}
  FROM transactions WHERE beneficiary IS NOT NULL
),
legs AS (
  SELECT *,
    row_number() OVER (ORDER BY account, time, tx_id, direction) AS leg,
    hour(time + to_minutes(minutes)) AS local_hour,
    CAST(time + to_minutes(minutes) AS DATE) AS local_date,
    {} AS own_form,
    {} AS counterparty_form,
    epoch_us(time) - epoch_us(min(time) OVER (PARTITION BY account)) AS seen_for{}
  FROM sides
)",
        side("originator", "account", "own"),
        side("beneficiary", "counterparty", "counterparty"),
        side("beneficiary", "account", "own"),
        side("originator", "counterparty", "counterparty"),
        form("own_name"),
        form("counterparty_name"),
        since.concat()
    )
}

/// The folded name with its words in one order.
fn form(name: &str) -> String {
    format!("array_to_string(list_sort(string_split({}, ' ')), ' ')", folded(name))
}

fn side(from: &str, party: &str, prefix: &str) -> String {
    format!(
        "{from} AS {party}, {from}_name AS {prefix}_name, upper({from}_country) AS {prefix}_country, {from}_bank AS {prefix}_bank, {from}_place AS {prefix}_place"
    )
}

/// Time since the account's previous leg in the same direction with equal fields.
fn since(at: usize, fields: &[redflag_model::Field]) -> String {
    let names: Vec<String> = fields.iter().map(|field| format!(", {field}")).collect();
    let known: Vec<String> = fields.iter().map(|field| format!(" AND {field} IS NOT NULL")).collect();
    format!(
        ",\n    CASE WHEN TRUE{} THEN epoch_us(time) - lag(epoch_us(time)) OVER (PARTITION BY account, direction{} ORDER BY time, tx_id) END AS since_{at}",
        known.concat(),
        names.concat()
    )
}
