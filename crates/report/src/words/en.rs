//! English texts.

use super::numbers::{count, is_plural};
use crate::Lang;
use redflag_model::{Level, Note, Reason, Role, Supply, Supports, VerdictKind, VerdictReason};

const LANG: Lang = Lang::En;

/// What is wrong with a rejected row, and what to do.
pub(super) fn reason(reason: Reason) -> (&'static str, &'static str) {
    match reason {
        Reason::UnclosedQuote => (
            "a quote that is never closed",
            "close the quote, or set `quote` in the mapping if the file does not quote fields",
        ),
        Reason::RecordTooLong => (
            "a line longer than allowed",
            "check that the file is a table; if such lines are right, raise --max-record",
        ),
        Reason::FieldCount => (
            "more or fewer fields than the header",
            "look for an unquoted delimiter in a text, or a line cut in two",
        ),
        Reason::Encoding => (
            "bytes that are no text in the file's encoding",
            "set `encoding` in the mapping",
        ),
        Reason::NoTimestamp => ("no date", "fill the date, or map another column to `timestamp`"),
        Reason::BadTimestamp => (
            "a date that cannot be read or does not exist",
            "give its pattern in the mapping: timestamp = { column = \"…\", formats = [\"%d/%m/%Y\"] }",
        ),
        Reason::NoAmount => ("no amount", "fill the amount, or map another column to `amount`"),
        Reason::BadAmount => (
            "an amount that cannot be read",
            "set `decimal` and `thousands` in the mapping",
        ),
        Reason::TooPrecise => (
            "more decimals than the currency has",
            "set `scale` for the amount in the mapping if the extra digits are meant",
        ),
        Reason::AmountTooLarge => (
            "an amount too large to be true",
            "check the column that is mapped to `amount`",
        ),
        Reason::NegativeAmount => (
            "an amount below zero",
            "if the sign tells the direction, say so in the mapping: amount = { …, sign = \"direction\" }",
        ),
        Reason::NoCurrency => (
            "no currency",
            "fill the currency, or fix it in the mapping: currency = { value = \"EUR\" }",
        ),
        Reason::UnknownCurrency => (
            "a currency that ISO 4217 does not list",
            "translate it under [values.currency] in the mapping; what has no ISO code, such as a virtual asset, cannot be screened",
        ),
        Reason::UnknownChannel => (
            "a channel code that is not known",
            "translate it under [values.channel] in the mapping",
        ),
        Reason::BadCountry => (
            "a country that is no ISO 3166 code",
            "translate it under [values.country] in the mapping",
        ),
        Reason::BadMcc => (
            "a merchant code that is no number of four digits",
            "correct the code or leave it empty",
        ),
        Reason::BadDirection => (
            "a direction other than in or out",
            "translate it under [values.direction] in the mapping",
        ),
        Reason::UnknownStatus => (
            "a booking status that is not known",
            "translate it under [values.status] in the mapping",
        ),
        Reason::NoParty => (
            "neither an account nor a name on either side",
            "map the columns that hold accounts or names",
        ),
        Reason::ConflictingId => (
            "one identifier for rows of different content",
            "check whether the export was changed or joined twice; map another column to `tx_id` if it is no identifier",
        ),
        _ => ("a reason that this version has no words for", "see the column `reason`"),
    }
}

/// Why rows were left out on purpose.
pub(super) fn excluded(reason: &str) -> Option<&'static str> {
    Some(match reason {
        "duplicate" => "the same row again",
        "reversed" => "reversed by a later row",
        "not_booked" => "not booked: pending, declined, cancelled or reversed",
        "repeated_header" => "the header line again",
        "internal" => "between internal accounts on the exclusion list",
        _ => return None,
    })
}

/// What a file of context holds.
pub(super) fn context(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "customers" => "customers",
        "exclusions" => "accounts to leave out",
        "rates" => "exchange rates of your own",
        _ => return None,
    })
}

pub(super) fn level(level: Level) -> &'static str {
    match level {
        Level::Information => "information",
        Level::Review => "review",
        Level::Priority => "priority",
    }
}

pub(super) fn role(role: Role) -> &'static str {
    match role {
        Role::VictimLikely => "likely a victim",
        Role::CoercedPayer => "pays under coercion",
        Role::Unclear => "role unclear",
        Role::Facilitator => "seems to pass money on",
        Role::ControllerLikely => "likely a controller",
    }
}

/// What a role asks of the reader.
pub(super) fn role_caution(role: Role) -> Option<&'static str> {
    Some(match role {
        Role::VictimLikely => {
            "The holder of this account may be a victim of trafficking: a reason to protect and offer help, not to suspect."
        }
        Role::CoercedPayer => {
            "Whoever pays like this may be paying for someone held captive: a victim of extortion, not a suspect, and entitled to help."
        }
        Role::Facilitator | Role::ControllerLikely => {
            "The role is inferred from the pattern of payments alone and proves nothing about a person."
        }
        Role::Unclear => return None,
    })
}

pub(super) fn guard() -> &'static str {
    "a protective rule"
}

pub(super) fn supports(supports: Supports) -> &'static str {
    match supports {
        Supports::Trafficking => "trafficking in persons",
        Supports::Terrorism => "terrorist financing",
        Supports::Nexus => "trafficking that finances terrorism",
        Supports::Fact => "a fact for other indicators",
    }
}

pub(super) fn verdict(kind: VerdictKind) -> &'static str {
    match kind {
        VerdictKind::Ran => "ran",
        VerdictKind::Degraded => "ran on part of the data",
        VerdictKind::NotEvaluable => "could not run",
    }
}

pub(super) fn note(note: &Note) -> String {
    match note {
        Note::ByName => "The subject has no account number: it is known by name, and several people may share it.".to_owned(),
        Note::DayOrder => "Only days are known here: the order of payments within a day is not.".to_owned(),
        Note::CompletenessUnknown => {
            "It is not known whether all payments of this account are in the data; what looks absent may stand elsewhere.".to_owned()
        }
        Note::RejectedRows { rows } => format!(
            "{} of this account could not be read and {} missing from the picture: see rejects.csv.",
            counted(*rows, "row", "rows"),
            if is_plural(*rows, LANG) { "are" } else { "is" },
        ),
        Note::GentlerRole { indicator } => {
            format!("Another finding on the same payments reads more gently, and its reading was kept: {indicator} decided the role.")
        }
        Note::Hub { account, counterparties } => format!(
            "The trail goes on through {account}, which deals with {}; the case stops there.",
            counted(*counterparties, "counterparty", "counterparties"),
        ),
        Note::SameEvidence => {
            "The findings of both sides rest mostly on the same payments and count as one side only.".to_owned()
        }
        other => format!("A remark that this version has no words for: {other:?}."),
    }
}

pub(super) fn verdict_reason(reason: &VerdictReason) -> String {
    match reason {
        VerdictReason::ColumnMissing { field, columns } => match columns.as_slice() {
            [] => format!("the data do not hold `{field}`"),
            columns => format!(
                "the data lack `{field}`; a column for {} would supply it",
                listed(columns, "or")
            ),
        },
        VerdictReason::ColumnSparse {
            field,
            columns,
            filled: 0,
            ..
        } => match columns.as_slice() {
            [] => format!("no movement has a value for `{field}`: the customers file fills it for none of these accounts"),
            columns => format!(
                "no movement has a value for `{field}`; a filled column for {} would supply it",
                listed(columns, "or")
            ),
        },
        VerdictReason::ColumnSparse {
            field, filled, legs, ..
        } => format!(
            "column nearly empty: `{field}` has a value in {} of {}",
            count(*filled, LANG),
            movements(*legs)
        ),
        VerdictReason::CustomersMissing { field } if field == VerdictReason::CONTACTS => {
            "nothing tells who shares an address or a number; a customers file with `address`, `phone` or `email` (--customers) would".to_owned()
        }
        VerdictReason::CustomersMissing { field } => {
            format!("nothing fills `{field}`; a customers file with that column (--customers) would supply it")
        }
        VerdictReason::NoRate { currencies, legs } => {
            format!(
                "no exchange rate for {} ({}); add rates to the pack's data",
                listed(currencies, "and"),
                movements(*legs)
            )
        }
        VerdictReason::NoLine {
            table,
            currencies,
            legs,
        } => format!(
            "the table `{table}` has no line for {} ({}); add one to the pack's data",
            listed(currencies, "and"),
            movements(*legs),
        ),
        VerdictReason::DaysOnly { legs } => format!(
            "{} have a day and no time: hour rules are off there; export the time of day",
            movements(*legs)
        ),
        VerdictReason::NoLocalTime { legs } => format!(
            "the local hour of {} is not known; give offsets in the timestamps or `timezone` in the mapping",
            movements(*legs)
        ),
        VerdictReason::NoTimeOfDay { accounts, legs } => format!(
            "nearly all times of {} say midnight ({}): they are taken for days, and hour rules are off there; export the time of day",
            counted(*accounts, "account", "accounts"),
            movements(*legs)
        ),
        VerdictReason::CompletenessUnknown { accounts } => format!(
            "completeness unknown: the data do not say whether every payment of {} is here; `home_banks` in the mapping would",
            counted(*accounts, "account", "accounts"),
        ),
        VerdictReason::ReadsMissing { indicator } => {
            format!("it reads {indicator}, which is switched off or could not run")
        }
        VerdictReason::Overflow { accounts } => {
            format!(
                "a sum did not fit for {}: nothing is said about it",
                counted(*accounts, "account", "accounts")
            )
        }
        VerdictReason::NoBaseline => {
            "no baseline of peers speaks of it; make one with `redflag baseline` and give it with --baseline".to_owned()
        }
        VerdictReason::SwitchedOff => "switched off by the pack or the overlay".to_owned(),
        other => format!("a reason that this version has no words for: {other:?}"),
    }
}

/// Something that is missing.
pub(super) fn supply(supply: &Supply) -> String {
    match supply {
        Supply::Column { columns, .. } => format!("a column for {}", listed(columns, "or")),
        Supply::Customers { field } => customers_with(std::slice::from_ref(field)),
        Supply::Baseline => "a baseline of peers (`redflag baseline`, then --baseline)".to_owned(),
        Supply::TimeOfDay => "the time of day, not the day alone".to_owned(),
        Supply::LocalTime => "offsets in the timestamps or `timezone` in the mapping".to_owned(),
        Supply::HomeBanks => "`home_banks` in the mapping or a customers file (--customers)".to_owned(),
        Supply::Rates { currencies } => format!("exchange rates for {}", listed(currencies, "and")),
        Supply::Lines { table, currencies } => {
            format!("a line for {} in the table `{table}`", listed(currencies, "and"))
        }
        Supply::Indicator { indicator } => format!("whatever lets {indicator} run"),
        other => format!("something that this version has no words for: {other:?}"),
    }
}

pub(super) fn customers_with(fields: &[String]) -> String {
    let (contacts, fields): (Vec<&String>, Vec<&String>) =
        fields.iter().partition(|field| *field == VerdictReason::CONTACTS);
    let fields: Vec<String> = fields.into_iter().cloned().collect();
    let mut texts = vec![listed(&fields, "and")];
    texts.extend(contacts.first().map(|_| "`address`, `phone` or `email`".to_owned()));
    texts.retain(|text| !text.is_empty());
    format!("a customers file with {} (--customers)", texts.join(" and "))
}

fn movements(legs: u64) -> String {
    counted(legs, "movement", "movements")
}

/// A number with its noun.
pub(super) fn counted(number: u64, one: &str, many: &str) -> String {
    let noun = if is_plural(number, LANG) { many } else { one };
    format!("{}\u{a0}{noun}", count(number, LANG))
}

fn listed(items: &[String], last: &str) -> String {
    super::listed(items, last)
}

/// The unit of a measure after a number; `None` where it says nothing.
pub(super) fn unit(unit: &str, plural: bool) -> Option<&'static str> {
    Some(match (unit, plural) {
        ("transactions", true) => "transactions",
        ("transactions", false) => "transaction",
        ("payers", true) => "payers",
        ("payers", false) => "payer",
        ("payees", true) => "payees",
        ("payees", false) => "payee",
        ("accounts", true) => "accounts",
        ("accounts", false) => "account",
        ("cycles", true) => "times",
        ("cycles", false) => "time",
        ("places", true) => "places",
        ("places", false) => "place",
        ("km", _) => "km",
        ("names", true) => "names",
        ("names", false) => "name",
        _ => return None,
    })
}
