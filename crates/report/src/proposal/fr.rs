//! French texts on proposed mappings.

use super::together;
use crate::Lang;
use crate::words::{counted, numbers};
use redflag_model::{Doubt, SettingFault, Unused, Why};

const LANG: Lang = Lang::Fr;

fn number(value: u64) -> String {
    numbers::count(value, LANG)
}

fn rows(rows: u64) -> String {
    counted(rows, "ligne", "lignes", LANG)
}

fn quoted(text: &str) -> String {
    format!("«\u{a0}{text}\u{a0}»")
}

pub(super) fn why(why: &Why) -> String {
    match why {
        Why::Always => String::new(),
        Why::Told => "vous l’avez dit".to_owned(),
        Why::Header { exact, fit, of, known } => {
            let header = if *exact {
                "son en-tête est un nom connu".to_owned()
            } else {
                format!("son en-tête contient un nom connu, {}", quoted(known))
            };
            if fit == of {
                format!("{header}, et toutes les valeurs conviennent")
            } else {
                format!("{header}, et {} valeurs sur {} conviennent", number(*fit), number(*of))
            }
        }
        Why::Values { fit, of } => format!("aucun en-tête ne le dit\u{a0}; {} valeurs sur {} y ressemblent", number(*fit), number(*of)),
        Why::DayAndTime => "jour et heure occupent deux colonnes".to_owned(),
        Why::DayOrder { example } => format!("seul cet ordre du jour et du mois lit {}", quoted(example)),
        Why::Marks { example } => format!("les montants s’écrivent comme {}", quoted(example)),
        Why::Scale { example } => format!("des montants ont plus de décimales que la monnaie ({})\u{a0}: ils sont arrondis au pair", quoted(example)),
        Why::SignTells { minus } => format!("{} un signe moins, qui signifie ici une sortie d’argent", counted(*minus, "montant porte", "montants portent", LANG)),
        Why::DebitCredit => "sorties et entrées occupent deux colonnes".to_owned(),
        Why::Ibans { fit, of } => format!("{} comptes sur {} sont des IBAN\u{a0}: espaces et minuscules n’en font pas un autre", number(*fit), number(*of)),
        Why::Nulls => "de tels textes figurent là où rien n’est dit".to_owned(),
        Why::NoHeader => "la première ligne contient des données".to_owned(),
        Why::Code { rows: count } => format!("{}\u{a0}; un nom connu", rows(*count)),
        Why::UnknownCode { rows: count } => format!("{}\u{a0}; INCONNU\u{a0}: mettez le bon canal à la place de other", rows(*count)),
        Why::Unread { rows: count } => format!("{}\u{a0}; inconnu\u{a0}: rejetées tant que vous ne dites pas ce que c’est, ou pour de bon si aucun code n’existe", rows(*count)),
        Why::TimezoneUnsaid => "le fichier ne dit pas où est son horloge\u{a0}; sans cela, les règles sur les heures risquent de ne pas s’exécuter".to_owned(),
        Why::HomeBanksUnsaid => "les codes de vos propres banques, pour que les règles sur le silence et les parts sachent quels comptes sont complets".to_owned(),
        other => format!("pour une raison que cette version ne sait pas dire\u{a0}: {other:?}"),
    }
}

pub(super) fn unused(unused: &Unused) -> String {
    match unused {
        Unused::Label => "la réponse de données étiquetées, jamais lue".to_owned(),
        Unused::Balance => "un solde, qu’aucune règle ne lit".to_owned(),
        Unused::Beaten { column, by } => format!(
            "{} convient mieux à `{column}`\u{a0}; --set {column}=… prend celle-ci",
            quoted(by)
        ),
        Unused::Values { column } => {
            format!("son nom dit `{column}`, ses valeurs non\u{a0}; --set {column}=… la prend quand même")
        }
        Unused::TooManyCodes { column, codes } => format!(
            "son nom dit `{column}`, mais {} textes différents ne sont pas des codes",
            number(*codes)
        ),
        Unused::NotUnique => {
            "elle ne distingue pas les transactions\u{a0}; chaque ligne reçoit un identifiant tiré de son contenu"
                .to_owned()
        }
        Unused::Empty => "vide dans les lignes regardées".to_owned(),
        Unused::NotInBuiltin => "le mapping intégré ne la lit pas".to_owned(),
        Unused::Unknown => "rien de connu n’y correspond\u{a0}; --set COLONNE=… la prend".to_owned(),
        other => format!("pour une raison que cette version ne sait pas dire\u{a0}: {other:?}"),
    }
}

/// A question, and how to answer it.
pub(super) fn doubt(doubt: &Doubt) -> (String, String) {
    match doubt {
        Doubt::Tie { key, sources } => {
            let names: Vec<String> = sources.iter().map(|source| quoted(source)).collect();
            (
                format!("{} conviennent également à `{key}`", together(&names, "et")),
                format!("choisissez-en une\u{a0}: --set {key}=\"{}\"", sources.first().map_or("", String::as_str)),
            )
        }
        Doubt::DayOrMonth { source, example, patterns: [one, other] } => (
            format!("{}\u{a0}: chaque date se lit aussi bien {one} que {other}, par exemple {}", quoted(source), quoted(example)),
            format!("demandez à l’auteur du fichier, puis dites --set date=\"{one}\" ou --set date=\"{other}\""),
        ),
        Doubt::NoPattern { source, example } => (
            format!("{} devrait être la date, mais aucune forme connue ne lit {}", quoted(source), quoted(example)),
            "donnez la forme, comme --set date=\"%d/%m/%Y %H:%M\", ou une autre colonne\u{a0}: --set timestamp=\"…\"".to_owned(),
        ),
        Doubt::Decimal { source, example } => (
            format!("{}\u{a0}: la marque dans {} peut séparer des décimales ou des milliers", quoted(source), quoted(example)),
            "dites quelle marque sépare les décimales\u{a0}: --set decimal=, ou --set decimal=.".to_owned(),
        ),
        Doubt::NoNumber { source, example } => (
            format!("{} devrait être le montant, mais {} n’est pas un nombre", quoted(source), quoted(example)),
            "nommez une autre colonne\u{a0}: --set amount=\"…\", ou --set debit=\"…\" et --set credit=\"…\"".to_owned(),
        ),
        Doubt::Missing { column } if column.name() == "account" => (
            "aucune colonne ne nomme un compte ou une partie".to_owned(),
            "pour le relevé d’un seul compte\u{a0}: --set account==NUMÉRO\u{a0}; sinon --set originator_account=\"…\" et --set beneficiary_account=\"…\"".to_owned(),
        ),
        Doubt::Missing { column } if column.name() == "currency" => (
            "aucune colonne ne contient de monnaie".to_owned(),
            "nommez la colonne, --set currency=\"…\", ou une monnaie pour toutes les lignes\u{a0}: --set currency==EUR".to_owned(),
        ),
        Doubt::Missing { column } => (
            format!("aucune colonne ne convient à `{column}`"),
            format!("nommez-la\u{a0}: --set {column}=\"…\""),
        ),
        Doubt::NoDirection => (
            "c’est un relevé, et rien n’y dit dans quel sens l’argent a bougé".to_owned(),
            "nommez la colonne\u{a0}: --set direction=\"…\", ou --set debit=\"…\" et --set credit=\"…\"".to_owned(),
        ),
        Doubt::Codes { column, codes } => {
            let names: Vec<String> = codes.iter().take(10).map(|code| quoted(code)).collect();
            let example = if column.name() == "direction" { "in" } else { "booked" };
            (
                format!("`{column}`\u{a0}: on ne sait pas ce que signifie {}, et deviner fausserait le résultat", together(&names, "ou")),
                format!("dites-le pour chacun\u{a0}: --set \"{column}.{}={example}\"\u{a0}; ou laissez la colonne de côté\u{a0}: --set {column}=", codes.first().map_or("", String::as_str)),
            )
        }
        Doubt::Setting { setting, fault } => (format!("--set {setting} ne peut être suivi"), match fault {
            SettingFault::Key(Some(near)) => format!("vouliez-vous dire `{near}`\u{a0}?"),
            SettingFault::Key(None) => "écrivez devant = une colonne canonique, time, debit, credit, date, decimal, thousands ou timezone".to_owned(),
            SettingFault::Column(Some(near)) => format!("le fichier n’a pas cette colonne\u{a0}; vouliez-vous dire {}\u{a0}?", quoted(near)),
            SettingFault::Column(None) => "le fichier n’a pas cette colonne\u{a0}; un texte pour toutes les lignes s’écrit ==TEXTE".to_owned(),
            SettingFault::Value => "cette clé ne prend pas cette valeur\u{a0}; voyez docs/mapping.md".to_owned(),
        }),
        other => (format!("une question que cette version ne sait pas poser\u{a0}: {other:?}"), "écrivez le mapping à la main".to_owned()),
    }
}
