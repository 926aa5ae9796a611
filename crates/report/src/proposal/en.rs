//! English texts on proposed mappings.

use super::together;
use crate::Lang;
use crate::words::{counted, numbers};
use redflag_model::{Doubt, SettingFault, Unused, Why};

const LANG: Lang = Lang::En;

fn number(value: u64) -> String {
    numbers::count(value, LANG)
}

fn rows(rows: u64) -> String {
    counted(rows, "row", "rows", LANG)
}

pub(super) fn why(why: &Why) -> String {
    match why {
        Why::Always => String::new(),
        Why::Told => "you said so".to_owned(),
        Why::Header { exact, fit, of, known } => {
            let header = if *exact {
                "its header is a known name".to_owned()
            } else {
                format!("its header holds a known name, \"{known}\"")
            };
            if fit == of {
                format!("{header}, and all values fit")
            } else {
                format!("{header}, and {} of {} values fit", number(*fit), number(*of))
            }
        }
        Why::Values { fit, of } => format!(
            "no header says so; {} of {} values look like it",
            number(*fit),
            number(*of)
        ),
        Why::DayAndTime => "day and time stand in two columns".to_owned(),
        Why::DayOrder { example } => format!("only this order of day and month reads \"{example}\""),
        Why::Marks { example } => format!("amounts are written like \"{example}\""),
        Why::Scale { example } => {
            format!("amounts have more digits than money has (\"{example}\"): they are rounded, half to even")
        }
        Why::SignTells { minus } => format!(
            "{} a minus, which here means money that leaves",
            counted(*minus, "amount carries", "amounts carry", LANG)
        ),
        Why::DebitCredit => "money out and money in stand in two columns".to_owned(),
        Why::Ibans { fit, of } => format!(
            "{} of {} accounts are IBANs: blanks and small letters make no other account",
            number(*fit),
            number(*of)
        ),
        Why::Nulls => "such texts occur where nothing is meant".to_owned(),
        Why::NoHeader => "the first line holds data".to_owned(),
        Why::Code { rows: count } => format!("{}; a known name", rows(*count)),
        Why::UnknownCode { rows: count } => {
            format!("{}; NOT KNOWN: put the right channel in place of other", rows(*count))
        }
        Why::Unread { rows: count } => format!(
            "{}; not known: they are rejected until you say what it means, or for good where no code exists",
            rows(*count)
        ),
        Why::TimezoneUnsaid => {
            "the file does not say where its clock hangs; without it, rules on hours may not run".to_owned()
        }
        Why::HomeBanksUnsaid => {
            "your own banks' codes, so that rules on silence and shares know whose accounts are complete".to_owned()
        }
        other => format!("for a reason that this version has no words for: {other:?}"),
    }
}

pub(super) fn unused(unused: &Unused) -> String {
    match unused {
        Unused::Label => "the answer of labelled data, never read".to_owned(),
        Unused::Balance => "a balance, which no rule reads".to_owned(),
        Unused::Beaten { column, by } => format!("\"{by}\" fits `{column}` better; --set {column}=… takes this one"),
        Unused::Values { column } => {
            format!("its name says `{column}`, its values do not; --set {column}=… takes it all the same")
        }
        Unused::TooManyCodes { column, codes } => format!(
            "its name says `{column}`, but {} different texts are no codes",
            number(*codes)
        ),
        Unused::NotUnique => {
            "it does not tell transactions apart; each row gets an identifier from its contents".to_owned()
        }
        Unused::Empty => "empty in the rows looked at".to_owned(),
        Unused::NotInBuiltin => "the built-in mapping does not read it".to_owned(),
        Unused::Unknown => "nothing known fits; --set COLUMN=… takes it".to_owned(),
        other => format!("for a reason that this version has no words for: {other:?}"),
    }
}

/// A question, and how to answer it.
pub(super) fn doubt(doubt: &Doubt) -> (String, String) {
    match doubt {
        Doubt::Tie { key, sources } => {
            let quoted: Vec<String> = sources.iter().map(|source| format!("\"{source}\"")).collect();
            (
                format!("{} fit `{key}` equally well", together(&quoted, "and")),
                format!("choose one: --set {key}=\"{}\"", sources.first().map_or("", String::as_str)),
            )
        }
        Doubt::DayOrMonth { source, example, patterns: [one, other] } => (
            format!("\"{source}\": every date reads both as {one} and as {other}, \"{example}\" for one"),
            format!("ask who made the file, then say --set date=\"{one}\" or --set date=\"{other}\""),
        ),
        Doubt::NoPattern { source, example } => (
            format!("\"{source}\" should be the time, but no known pattern reads \"{example}\""),
            "give the pattern, such as --set date=\"%d/%m/%Y %H:%M\", or another column: --set timestamp=\"…\"".to_owned(),
        ),
        Doubt::Decimal { source, example } => (
            format!("\"{source}\": the mark in \"{example}\" could part decimals or thousands"),
            "say which mark parts the decimals: --set decimal=, or --set decimal=.".to_owned(),
        ),
        Doubt::NoNumber { source, example } => (
            format!("\"{source}\" should be the amount, but \"{example}\" is no number"),
            "name another column: --set amount=\"…\", or --set debit=\"…\" and --set credit=\"…\"".to_owned(),
        ),
        Doubt::Missing { column } if column.name() == "account" => (
            "no column names an account or a party".to_owned(),
            "for a statement of one account: --set account==NUMBER; else --set originator_account=\"…\" and --set beneficiary_account=\"…\"".to_owned(),
        ),
        Doubt::Missing { column } if column.name() == "currency" => (
            "no column holds a currency".to_owned(),
            "name the column, --set currency=\"…\", or one currency for every row: --set currency==EUR".to_owned(),
        ),
        Doubt::Missing { column } => (
            format!("no column fits `{column}`"),
            format!("name it: --set {column}=\"…\""),
        ),
        Doubt::NoDirection => (
            "this is a statement, and nothing in it says which way money moved".to_owned(),
            "name the column: --set direction=\"…\", or --set debit=\"…\" and --set credit=\"…\"".to_owned(),
        ),
        Doubt::Codes { column, codes } => {
            let quoted: Vec<String> = codes.iter().take(10).map(|code| format!("\"{code}\"")).collect();
            let example = if column.name() == "direction" { "in" } else { "booked" };
            (
                format!("`{column}`: it is not known what {} means, and a guess would falsify the result", together(&quoted, "or")),
                format!("say it for each: --set \"{column}.{}={example}\"; or leave the column out: --set {column}=", codes.first().map_or("", String::as_str)),
            )
        }
        Doubt::Setting { setting, fault } => (format!("--set {setting} can't be followed"), match fault {
            SettingFault::Key(Some(near)) => format!("did you mean `{near}`?"),
            SettingFault::Key(None) => "write a canonical column, time, debit, credit, date, decimal, thousands or timezone before the =".to_owned(),
            SettingFault::Column(Some(near)) => format!("the file has no such column; did you mean \"{near}\"?"),
            SettingFault::Column(None) => "the file has no such column; a text for every row is written ==TEXT".to_owned(),
            SettingFault::Value => "the value is none that this key takes; see docs/mapping.md".to_owned(),
        }),
        other => (format!("a question that this version has no words for: {other:?}"), "write the mapping by hand".to_owned()),
    }
}
