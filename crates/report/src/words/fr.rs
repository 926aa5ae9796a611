//! French texts.

use super::numbers::{count, is_plural};
use crate::Lang;
use redflag_model::{Level, Note, Reason, Role, Supply, Supports, VerdictKind, VerdictReason};

const LANG: Lang = Lang::Fr;

/// What is wrong with a rejected row, and what to do.
pub(super) fn reason(reason: Reason) -> (&'static str, &'static str) {
    match reason {
        Reason::UnclosedQuote => (
            "un guillemet jamais refermé",
            "refermez-le, ou réglez `quote` dans le mapping si le fichier n’en emploie pas",
        ),
        Reason::RecordTooLong => (
            "une ligne plus longue que permis",
            "vérifiez que le fichier est un tableau\u{a0}; si ces lignes sont justes, relevez --max-record",
        ),
        Reason::FieldCount => (
            "plus ou moins de champs que l’en-tête",
            "cherchez un séparateur sans guillemets dans un texte, ou une ligne coupée en deux",
        ),
        Reason::Encoding => (
            "des octets illisibles dans l’encodage du fichier",
            "indiquez `encoding` dans le mapping",
        ),
        Reason::NoTimestamp => (
            "pas de date",
            "remplissez la date, ou associez une autre colonne à `timestamp`",
        ),
        Reason::BadTimestamp => (
            "une date illisible ou inexistante",
            "donnez sa forme dans le mapping\u{a0}: timestamp = { column = \"…\", formats = [\"%d/%m/%Y\"] }",
        ),
        Reason::NoAmount => (
            "pas de montant",
            "remplissez le montant, ou associez une autre colonne à `amount`",
        ),
        Reason::BadAmount => (
            "un montant illisible",
            "indiquez `decimal` et `thousands` dans le mapping",
        ),
        Reason::TooPrecise => (
            "plus de décimales que n’en a la monnaie",
            "indiquez `scale` pour le montant dans le mapping si ces chiffres sont voulus",
        ),
        Reason::AmountTooLarge => (
            "un montant trop grand pour être vrai",
            "vérifiez la colonne associée à `amount`",
        ),
        Reason::NegativeAmount => (
            "un montant négatif",
            "si le signe dit le sens, indiquez-le dans le mapping\u{a0}: amount = { …, sign = \"direction\" }",
        ),
        Reason::NoCurrency => (
            "pas de monnaie",
            "remplissez la monnaie, ou fixez-la dans le mapping\u{a0}: currency = { value = \"EUR\" }",
        ),
        Reason::UnknownCurrency => (
            "une monnaie absente de la norme ISO 4217",
            "traduisez-la sous [values.currency] dans le mapping\u{a0}; sans code ISO, comme un actif virtuel, la ligne ne peut être examinée",
        ),
        Reason::UnknownChannel => (
            "un code de canal inconnu",
            "traduisez-le sous [values.channel] dans le mapping",
        ),
        Reason::BadCountry => (
            "un pays qui n’est pas un code ISO 3166",
            "traduisez-le sous [values.country] dans le mapping",
        ),
        Reason::BadMcc => (
            "un code marchand qui n’a pas quatre chiffres",
            "corrigez le code ou laissez-le vide",
        ),
        Reason::BadDirection => (
            "un sens autre que `in` ou `out`",
            "traduisez-le sous [values.direction] dans le mapping",
        ),
        Reason::UnknownStatus => (
            "un état d’écriture inconnu",
            "traduisez-le sous [values.status] dans le mapping",
        ),
        Reason::NoParty => (
            "ni compte ni nom d’aucun côté",
            "associez les colonnes qui portent les comptes ou les noms",
        ),
        Reason::ConflictingId => (
            "un même identifiant pour des lignes différentes",
            "vérifiez si l’export a été modifié ou joint deux fois\u{a0}; si la colonne n’identifie rien, associez-en une autre à `tx_id`",
        ),
        _ => (
            "un motif pour lequel cette version n’a pas de mots",
            "voyez la colonne `reason`",
        ),
    }
}

/// Why rows were left out on purpose.
pub(super) fn excluded(reason: &str) -> Option<&'static str> {
    Some(match reason {
        "duplicate" => "la même ligne une seconde fois",
        "reversed" => "annulée par une ligne ultérieure",
        "not_booked" => "non comptabilisée\u{a0}: en attente, refusée ou annulée",
        "repeated_header" => "la ligne d’en-tête répétée",
        "internal" => "entre comptes internes de la liste d’exclusion",
        _ => return None,
    })
}

/// What a file of context holds.
pub(super) fn context(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "customers" => "clients",
        "exclusions" => "comptes à laisser de côté",
        "rates" => "vos propres cours de change",
        _ => return None,
    })
}

pub(super) fn level(level: Level) -> &'static str {
    match level {
        Level::Information => "information",
        Level::Review => "revue",
        Level::Priority => "priorité",
    }
}

pub(super) fn role(role: Role) -> &'static str {
    match role {
        Role::VictimLikely => "victime probable",
        Role::CoercedPayer => "paie sous la contrainte",
        Role::Unclear => "rôle incertain",
        Role::Facilitator => "semble transmettre l’argent",
        Role::ControllerLikely => "donneur d’ordres probable",
    }
}

/// What a role asks of the reader.
pub(super) fn role_caution(role: Role) -> Option<&'static str> {
    Some(match role {
        Role::VictimLikely => {
            "Le titulaire de ce compte peut être victime de traite\u{a0}: une raison de protéger et d’aider, non de soupçonner."
        }
        Role::CoercedPayer => {
            "Qui paie ainsi paie peut-être pour une personne retenue captive\u{a0}: c’est une victime d’extorsion, non un suspect, et elle a droit à de l’aide."
        }
        Role::Facilitator | Role::ControllerLikely => {
            "Le rôle est déduit du seul dessin des paiements et ne prouve rien au sujet d’une personne."
        }
        Role::Unclear => return None,
    })
}

pub(super) fn guard() -> &'static str {
    "une règle de protection"
}

pub(super) fn supports(supports: Supports) -> &'static str {
    match supports {
        Supports::Trafficking => "traite des personnes",
        Supports::Terrorism => "financement du terrorisme",
        Supports::Nexus => "traite qui finance le terrorisme",
        Supports::Fact => "un fait pour d’autres indicateurs",
    }
}

pub(super) fn verdict(kind: VerdictKind) -> &'static str {
    match kind {
        VerdictKind::Ran => "exécuté",
        VerdictKind::Degraded => "exécuté sur une partie des données",
        VerdictKind::NotEvaluable => "impossible à exécuter",
    }
}

pub(super) fn note(note: &Note) -> String {
    match note {
        Note::ByName => "Le sujet n’a pas de numéro de compte\u{a0}: il est connu par son nom, que plusieurs personnes peuvent porter.".to_owned(),
        Note::DayOrder => "Seuls les jours sont connus ici\u{a0}: l’ordre des paiements d’un même jour ne l’est pas.".to_owned(),
        Note::CompletenessUnknown => {
            "On ignore si tous les paiements de ce compte figurent dans les données\u{a0}; ce qui paraît absent peut se trouver ailleurs.".to_owned()
        }
        Note::RejectedRows { rows } => format!(
            "{} de ce compte n’{} pu être {} et {}\u{a0}: voir rejects.csv.",
            counted(*rows, "ligne", "lignes"),
            if is_plural(*rows, LANG) { "ont" } else { "a" },
            if is_plural(*rows, LANG) { "lues" } else { "lue" },
            if is_plural(*rows, LANG) { "manquent au tableau" } else { "manque au tableau" },
        ),
        Note::GentlerRole { indicator } => {
            format!("Un autre résultat sur les mêmes paiements en donne une lecture plus clémente, qui a été retenue\u{a0}: {indicator} a fixé le rôle.")
        }
        Note::Hub { account, counterparties } => format!(
            "La piste continue par {account}, qui traite avec {}\u{a0}; le dossier s’arrête là.",
            counted(*counterparties, "contrepartie", "contreparties"),
        ),
        Note::SameEvidence => {
            "Les résultats des deux volets reposent en grande partie sur les mêmes paiements et ne comptent que pour un seul.".to_owned()
        }
        other => format!("Une remarque pour laquelle cette version n’a pas de mots\u{a0}: {other:?}."),
    }
}

pub(super) fn verdict_reason(reason: &VerdictReason) -> String {
    match reason {
        VerdictReason::ColumnMissing { field, columns } => match columns.as_slice() {
            [] => format!("les données ne portent pas `{field}`"),
            columns => format!(
                "il manque `{field}`\u{a0}; une colonne pour {} le fournirait",
                listed(columns, "ou")
            ),
        },
        VerdictReason::ColumnSparse {
            field,
            columns,
            filled: 0,
            ..
        } => match columns.as_slice() {
            [] => format!(
                "aucun mouvement n’a de valeur pour `{field}`\u{a0}: le fichier de clients ne le remplit pour aucun de ces comptes"
            ),
            columns => format!(
                "aucun mouvement n’a de valeur pour `{field}`\u{a0}; une colonne remplie pour {} le fournirait",
                listed(columns, "ou")
            ),
        },
        VerdictReason::ColumnSparse {
            field, filled, legs, ..
        } => format!(
            "colonne presque vide\u{a0}: `{field}` a une valeur dans {} mouvements sur {}",
            count(*filled, LANG),
            count(*legs, LANG)
        ),
        VerdictReason::CustomersMissing { field } if field == VerdictReason::CONTACTS => {
            "rien ne dit qui partage une adresse ou un numéro\u{a0}; un fichier de clients avec `address`, `phone` ou `email` (--customers) le dirait".to_owned()
        }
        VerdictReason::CustomersMissing { field } => {
            format!(
                "rien ne fournit `{field}`\u{a0}; un fichier de clients avec cette colonne (--customers) le fournirait"
            )
        }
        VerdictReason::NoRate { currencies, legs } => {
            format!(
                "aucun cours de change pour {} ({})\u{a0}; ajoutez-en aux données du pack",
                listed(currencies, "et"),
                movements(*legs)
            )
        }
        VerdictReason::NoLine {
            table,
            currencies,
            legs,
        } => format!(
            "la table `{table}` n’a pas de seuil pour {} ({})\u{a0}; ajoutez-en un aux données du pack",
            listed(currencies, "et"),
            movements(*legs),
        ),
        VerdictReason::DaysOnly { legs } => format!(
            "{} ont un jour sans heure\u{a0}: les règles d’heure ne s’y appliquent pas\u{a0}; exportez l’heure",
            movements(*legs)
        ),
        VerdictReason::NoLocalTime { legs } => format!(
            "l’heure locale de {} est inconnue\u{a0}; donnez le décalage dans les dates ou `timezone` dans le mapping",
            movements(*legs)
        ),
        VerdictReason::NoTimeOfDay { accounts, legs } => format!(
            "presque toutes les heures de {} disent minuit ({})\u{a0}: elles valent pour des jours, et les règles d’heure ne s’y appliquent pas\u{a0}; exportez l’heure",
            counted(*accounts, "compte", "comptes"),
            movements(*legs)
        ),
        VerdictReason::CompletenessUnknown { accounts } => format!(
            "complétude inconnue\u{a0}: rien ne dit si tous les paiements de {} sont présents\u{a0}; `home_banks` dans le mapping le dirait",
            counted(*accounts, "compte", "comptes"),
        ),
        VerdictReason::ReadsMissing { indicator } => format!("il lit {indicator}, désactivé ou impossible à exécuter"),
        VerdictReason::Overflow { accounts } => {
            format!(
                "une somme ne tenait pas pour {}\u{a0}: rien n’en est dit",
                counted(*accounts, "compte", "comptes")
            )
        }
        VerdictReason::NoBaseline => {
            "aucune référence de pairs n’en parle\u{a0}; établissez-en une avec `redflag baseline` et donnez-la avec --baseline".to_owned()
        }
        VerdictReason::SwitchedOff => "désactivé par le pack ou par l’overlay".to_owned(),
        other => format!("un motif pour lequel cette version n’a pas de mots\u{a0}: {other:?}"),
    }
}

/// Something that is missing.
pub(super) fn supply(supply: &Supply) -> String {
    match supply {
        Supply::Column { columns, .. } => format!("une colonne pour {}", listed(columns, "ou")),
        Supply::Customers { field } => customers_with(std::slice::from_ref(field)),
        Supply::Baseline => "une référence de pairs (`redflag baseline`, puis --baseline)".to_owned(),
        Supply::TimeOfDay => "l’heure, et non le seul jour".to_owned(),
        Supply::LocalTime => "le décalage dans les dates ou `timezone` dans le mapping".to_owned(),
        Supply::HomeBanks => "`home_banks` dans le mapping ou un fichier de clients (--customers)".to_owned(),
        Supply::Rates { currencies } => format!("des cours de change pour {}", listed(currencies, "et")),
        Supply::Lines { table, currencies } => {
            format!("un seuil pour {} dans la table `{table}`", listed(currencies, "et"))
        }
        Supply::Indicator { indicator } => format!("ce qui permet d’exécuter {indicator}"),
        other => format!("une chose pour laquelle cette version n’a pas de mots\u{a0}: {other:?}"),
    }
}

pub(super) fn customers_with(fields: &[String]) -> String {
    let (contacts, fields): (Vec<&String>, Vec<&String>) =
        fields.iter().partition(|field| *field == VerdictReason::CONTACTS);
    let fields: Vec<String> = fields.into_iter().cloned().collect();
    let mut texts = vec![listed(&fields, "et")];
    texts.extend(contacts.first().map(|_| "`address`, `phone` ou `email`".to_owned()));
    texts.retain(|text| !text.is_empty());
    format!("un fichier de clients avec {} (--customers)", texts.join(" et "))
}

fn movements(legs: u64) -> String {
    counted(legs, "mouvement", "mouvements")
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
        ("transactions", true) => "opérations",
        ("transactions", false) => "opération",
        ("payers", true) => "payeurs",
        ("payers", false) => "payeur",
        ("payees", true) => "bénéficiaires",
        ("payees", false) => "bénéficiaire",
        ("accounts", true) => "comptes",
        ("accounts", false) => "compte",
        ("cycles", _) => "fois",
        ("places", true) => "lieux",
        ("places", false) => "lieu",
        ("km", _) => "km",
        ("names", true) => "noms",
        ("names", false) => "nom",
        _ => return None,
    })
}
