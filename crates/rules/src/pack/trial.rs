//! One predicate on trial: would the format take it?

use super::files::{Files, Folder};
use super::{Pack, PackErrors};
use crate::source::Source;

const TRIAL: &str = r#"format = 1
id = "XX-TRIAL-001"
version = "1.0.0"
title = { en = "Trial", fr = "Essai" }
status = "experimental"
since = "2026-11-23"
supports = "trafficking"
paragraphs = [6]
points = { value = 0, basis = "judgement", why = { en = "None.", fr = "Aucun." } }
overlaps = []
scope = "any"
roles = { subject = "unclear" }
sources = [{ document = "redflag-judgement", at = "trial", basis = "judgement", verified = "issuer" }]
cannot_show = { en = "Anything.", fr = "Quoi que ce soit." }
innocent = { en = "All.", fr = "Toutes." }
sentence = { en = "{subject}.", fr = "{subject}." }
[detect.row]
"#;

/// Compiles an indicator whose `where` is this predicate.
///
/// # Errors
/// What the format has against it.
pub fn try_predicate(predicate: &str) -> Result<(), PackErrors> {
    let quoted = predicate.replace('\\', "\\\\").replace('"', "\\\"");
    let file = |name: &str, text: String| Source::new(name, text);
    let folder = Folder {
        name: "trial".to_owned(),
        toml: file("indicator.toml", format!("{TRIAL}where = \"{quoted}\"\n")),
        en: Some(file("en.md", "# XX-TRIAL-001 Trial\n".to_owned())),
        fr: Some(file("fr.md", "# XX-TRIAL-001 Essai\n".to_owned())),
        cases: Some(file("cases.csv", "case,expect,tx_id\na,flag,1\nb,clear,2\n".to_owned())),
        customers: None,
        peers: None,
    };
    let pack = Pack::of(Files {
        folders: vec![folder],
        data: Vec::new(),
    });
    pack.compile().map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Code;

    #[test]
    fn what_a_person_is_is_refused_and_where_money_goes_is_not() {
        let code = |predicate: &str| try_predicate(predicate).err().map(|errors| errors.0[0].code);
        assert_eq!(code("nationality = 'SY'"), Some(Code::ProtectedAttribute));
        assert_eq!(code("counterparty_country = "), Some(Code::SqlSyntax));
        assert_eq!(code("in_list(counterparty_country, 'conflict')"), None);
    }
}
