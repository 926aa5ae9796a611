//! Who may be asked about.

use super::write::Writer;
use crate::plan::Subjects;
use crate::text::fold;

/// The condition on the account, with its leading AND; nothing where anyone may be asked about.
pub(super) fn admitted(writer: &Writer<'_>) -> String {
    match writer.indicator.subjects {
        Subjects::Any => String::new(),
        Subjects::Persons => format!("\n  AND account NOT IN ({})", businesses(writer)),
        Subjects::Businesses => format!("\n  AND account IN ({})", businesses(writer)),
    }
}

/// Accounts whose holder bears a legal form, or with card custom from twenty parties.
fn businesses(writer: &Writer<'_>) -> String {
    let forms = writer.plan.data.lexicons.get("legal-forms");
    let terms: Vec<String> = forms
        .map(|forms| forms.terms().iter().map(|term| fold(term).into_owned()).collect())
        .unwrap_or_default();
    let by_name = if terms.is_empty() {
        "FALSE".to_owned()
    } else {
        format!(
            "coalesce(bool_or(regexp_matches(own_form, '(^| )({})( |$)')), FALSE)",
            terms.join("|")
        )
    };
    format!(
        "
    SELECT account FROM legs GROUP BY account
    HAVING {by_name}
      OR count(DISTINCT counterparty) FILTER (WHERE direction = 'in' AND channel = 'card') >= 20
  "
    )
}
