//! What the program says, in both languages. `en` and `fr` hold the same functions; this module picks one.

pub(crate) mod dates;
mod en;
mod fr;
pub(crate) mod numbers;

use crate::Lang;
use redflag_model::{Level, Note, Reason, Role, Supply, Supports, VerdictKind, VerdictReason};
use redflag_rules::plan::Indicator;

macro_rules! spoken {
    ($($(#[$doc:meta])* $vis:vis fn $name:ident($($arg:ident: $type:ty),*) -> $out:ty;)*) => {
        $($(#[$doc])* #[must_use] $vis fn $name($($arg: $type,)* lang: Lang) -> $out {
            match lang {
                Lang::En => en::$name($($arg),*),
                Lang::Fr => fr::$name($($arg),*),
            }
        })*
    };
}

spoken! {
    /// What is wrong with a rejected row, and what to do about it.
    pub fn reason(reason: Reason) -> (&'static str, &'static str);
    /// A level, as a noun.
    pub fn level(level: Level) -> &'static str;
    /// A role, as a remark about an account.
    pub fn role(role: Role) -> &'static str;
    /// What a guard is, as a noun.
    pub(crate) fn guard() -> &'static str;
    /// What an indicator speaks of.
    pub fn supports(supports: Supports) -> &'static str;
    /// Whether an indicator ran.
    pub fn verdict(kind: VerdictKind) -> &'static str;
    /// A remark of a finding or a case, as a sentence.
    pub fn note(note: &Note) -> String;
    /// Why an indicator ran on part of the data or not at all, and what would help.
    pub fn verdict_reason(reason: &VerdictReason) -> String;
    /// Something that is missing, as a noun.
    pub fn supply(supply: &Supply) -> String;
    pub(crate) fn customers_with(fields: &[String]) -> String;
    pub(crate) fn role_caution(role: Role) -> Option<&'static str>;
    pub(crate) fn excluded(reason: &str) -> Option<&'static str>;
    pub(crate) fn context(kind: &str) -> Option<&'static str>;
    pub(crate) fn counted(number: u64, one: &str, many: &str) -> String;
    pub(crate) fn unit(unit: &str, plural: bool) -> Option<&'static str>;
}

/// What an indicator speaks of, or that it protects.
pub(crate) fn about(indicator: &Indicator, lang: Lang) -> &'static str {
    if indicator.guard.is_some() {
        guard(lang)
    } else {
        supports(indicator.supports, lang)
    }
}

/// A colon as it stands after a word.
pub(crate) fn colon(lang: Lang) -> &'static str {
    match lang {
        Lang::En => ":",
        Lang::Fr => "\u{a0}:",
    }
}

/// Things that are missing and needed together.
pub(crate) fn supplies(set: &[Supply], lang: Lang) -> String {
    let field = |supply: &Supply| match supply {
        Supply::Customers { field } => Some(field.clone()),
        _ => None,
    };
    let others = set.iter().filter(|supply| field(supply).is_none());
    let mut texts: Vec<String> = others.map(|it| supply(it, lang)).collect();
    let fields: Vec<String> = set.iter().filter_map(field).collect();
    if !fields.is_empty() {
        texts.push(customers_with(&fields, lang));
    }
    texts.join(match lang {
        Lang::En => " and ",
        Lang::Fr => " et ",
    })
}

/// `a, b or c`, each in code marks where it is a lower-case name.
fn listed(items: &[String], last: &str) -> String {
    let shown = |item: &String| {
        let is_code = item.bytes().all(|byte| byte.is_ascii_uppercase());
        if is_code { item.clone() } else { format!("`{item}`") }
    };
    match items {
        [] => String::new(),
        [one] => shown(one),
        [head @ .., tail] => {
            let head: Vec<String> = head.iter().map(shown).collect();
            format!("{} {last} {}", head.join(", "), shown(tail))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn notes() -> Vec<Note> {
        vec![
            Note::ByName,
            Note::DayOrder,
            Note::CompletenessUnknown,
            Note::RejectedRows { rows: 1 },
            Note::RejectedRows { rows: 2 },
            Note::GentlerRole {
                indicator: "NEXUS-001".to_owned(),
            },
            Note::Hub {
                account: "ACC-9".to_owned(),
                counterparties: 812,
            },
            Note::SameEvidence,
        ]
    }

    fn sparse(filled: u64) -> VerdictReason {
        let field = "mcc".to_owned();
        VerdictReason::ColumnSparse {
            columns: vec![field.clone()],
            field,
            filled,
            legs: 900,
        }
    }

    fn verdict_reasons() -> Vec<VerdictReason> {
        let (currencies, legs) = (vec!["XOF".to_owned(), "IQD".to_owned()], 3);
        vec![
            VerdictReason::ColumnMissing {
                field: "mcc".to_owned(),
                columns: vec!["mcc".to_owned()],
            },
            VerdictReason::ColumnMissing {
                field: "mcc".to_owned(),
                columns: vec![],
            },
            VerdictReason::CustomersMissing {
                field: "sector".to_owned(),
            },
            VerdictReason::CustomersMissing {
                field: VerdictReason::CONTACTS.to_owned(),
            },
            VerdictReason::NoRate {
                currencies: currencies.clone(),
                legs,
            },
            VerdictReason::NoLine {
                table: "report".to_owned(),
                currencies,
                legs,
            },
            sparse(0),
            sparse(2),
            VerdictReason::DaysOnly { legs: 1 },
            VerdictReason::NoLocalTime { legs: 1 },
            VerdictReason::NoTimeOfDay { accounts: 2, legs: 3 },
            VerdictReason::CompletenessUnknown { accounts: 2 },
            VerdictReason::ReadsMissing {
                indicator: "NEXUS-001".to_owned(),
            },
            VerdictReason::Overflow { accounts: 1 },
            VerdictReason::NoBaseline,
            VerdictReason::SwitchedOff,
        ]
    }

    /// Every text is its own, in its own language, and none is the fallback for a variant without words.
    fn all_differ(texts: Vec<(String, String)>) {
        let mut seen = BTreeSet::new();
        for (english, french) in texts {
            assert_ne!(english, french);
            for text in [english, french] {
                assert!(
                    !text.contains("no words for") && !text.contains("pas de mots"),
                    "{text}"
                );
                assert!(seen.insert(text.clone()), "said twice: {text}");
            }
        }
    }

    #[test]
    fn every_reject_reason_has_its_words() {
        all_differ(
            Reason::ALL
                .iter()
                .map(|&it| (reason(it, Lang::En).0.to_owned(), reason(it, Lang::Fr).0.to_owned()))
                .collect(),
        );
        for &it in Reason::ALL {
            for lang in Lang::ALL {
                assert!(!reason(it, lang).1.contains("`reason`"), "{it} has no advice");
            }
        }
    }

    #[test]
    fn every_note_and_every_verdict_reason_has_its_words() {
        all_differ(
            notes()
                .iter()
                .map(|it| (note(it, Lang::En), note(it, Lang::Fr)))
                .collect(),
        );
        all_differ(
            verdict_reasons()
                .iter()
                .map(|it| (verdict_reason(it, Lang::En), verdict_reason(it, Lang::Fr)))
                .collect(),
        );
    }

    #[test]
    fn every_supply_has_its_words() {
        let supplies: BTreeSet<Supply> = verdict_reasons().iter().filter_map(VerdictReason::supply).collect();
        all_differ(
            supplies
                .iter()
                .map(|it| (supply(it, Lang::En), supply(it, Lang::Fr)))
                .collect(),
        );
    }

    #[test]
    fn one_customers_file_serves_several_needs() {
        let customers = |field: &str| Supply::Customers {
            field: field.to_owned(),
        };
        let mcc = Supply::Column {
            field: "mcc".to_owned(),
            columns: vec!["mcc".to_owned()],
        };
        let set = [customers("sector"), mcc, customers("opened")];
        assert_eq!(
            supplies(&set, Lang::En),
            "a column for `mcc` and a customers file with `sector` and `opened` (--customers)"
        );
        assert_eq!(
            supplies(&set, Lang::Fr),
            "une colonne pour `mcc` et un fichier de clients avec `sector` et `opened` (--customers)"
        );
    }

    #[test]
    fn victims_are_spoken_of_with_care() {
        for role in [Role::VictimLikely, Role::CoercedPayer] {
            assert!(role_caution(role, Lang::En).unwrap().contains("not "));
            assert!(role_caution(role, Lang::Fr).unwrap().contains("non "));
        }
        assert_eq!(role_caution(Role::Unclear, Lang::En), None);
    }

    #[test]
    fn plurals_follow_the_language() {
        let rows = |rows| Note::RejectedRows { rows };
        assert!(note(&rows(1), Lang::En).starts_with("1\u{a0}row of this account could not be read and is"));
        assert!(note(&rows(2), Lang::Fr).starts_with("2\u{a0}lignes de ce compte n’ont pu être lues et manquent"));
        assert_eq!(counted(0, "ligne", "lignes", Lang::Fr), "0\u{a0}ligne");
        assert_eq!(counted(0, "row", "rows", Lang::En), "0\u{a0}rows");
    }
}
