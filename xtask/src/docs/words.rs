//! The words that stand round generated tables, in both languages.

use crate::pack::Language;

/// Headings and cells of an indicator's page.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Words {
    pub(crate) generated: &'static str,
    pub(crate) facts: &'static str,
    pub(crate) colon: &'static str,
    pub(crate) fact_names: [(&'static str, &'static str); 8],
    pub(crate) params: &'static str,
    pub(crate) param_columns: &'static str,
    pub(crate) detection: &'static str,
    pub(crate) sources: &'static str,
    pub(crate) source_columns: &'static str,
    pub(crate) cases: &'static str,
    pub(crate) cases_about: &'static str,
    pub(crate) case_columns: &'static str,
    pub(crate) flag: &'static str,
    pub(crate) clear: &'static str,
    pub(crate) judgement: &'static str,
    pub(crate) published: &'static str,
    pub(crate) read: [(&'static str, &'static str); 4],
}

/// The words of a language.
pub(crate) fn words(language: Language) -> &'static Words {
    match language {
        Language::English => &ENGLISH,
        Language::French => &FRENCH,
    }
}

const ENGLISH: Words = Words {
    generated: "<!-- Written by `cargo xtask docs` from {folder}: change that folder, not this page. -->",
    facts: "Facts",
    colon: ": ",
    fact_names: [
        ("version", "Version"),
        ("status", "Status"),
        ("since", "Since"),
        ("supports", "Supports"),
        ("paragraphs", "Paragraphs of resolution 2331"),
        ("points", "Points"),
        ("scope", "Scope"),
        ("overlaps", "Counts once with"),
    ],
    params: "Parameters",
    param_columns: "| name | what it sets | default | bounds | basis | why |\n|---|---|---|---|---|---|\n",
    detection: "Detection",
    sources: "Documents cited",
    source_columns: "| document | issuer | date | where in it | basis | how it was read |\n|---|---|---|---|---|---|\n",
    cases: "Cases",
    cases_about: "Each case is screened alone. The rows are in [cases.csv]({link}).",
    case_columns: "| case | expected | rows | first | last |\n|---|---|---|---|---|\n",
    flag: "a finding",
    clear: "silence",
    judgement: "judgement",
    published: "published",
    read: [
        ("issuer", "on the issuer's page"),
        ("copy", "in a full copy elsewhere"),
        ("secondary", "through a secondary page"),
        ("recalled", "from memory, not re-read"),
    ],
};

const FRENCH: Words = Words {
    generated: "<!-- Écrit par `cargo xtask docs` à partir de {folder} : c’est ce dossier qu’il faut modifier. -->",
    facts: "En bref",
    colon: "\u{a0}: ",
    fact_names: [
        ("version", "Version"),
        ("status", "Statut"),
        ("since", "Depuis"),
        ("supports", "Volet"),
        ("paragraphs", "Paragraphes de la résolution 2331"),
        ("points", "Points"),
        ("scope", "Portée"),
        ("overlaps", "Compte une seule fois avec"),
    ],
    params: "Paramètres",
    param_columns: "| nom | ce qu’il règle | défaut | bornes | fondement | pourquoi |\n|---|---|---|---|---|---|\n",
    detection: "Détection",
    sources: "Documents cités",
    source_columns: "| document | émetteur | date | endroit | fondement | mode de lecture |\n|---|---|---|---|---|---|\n",
    cases: "Cas d’essai",
    cases_about: "Chaque cas est examiné seul. Les lignes se trouvent dans [cases.csv]({link}).",
    case_columns: "| cas | attendu | lignes | première | dernière |\n|---|---|---|---|---|\n",
    flag: "un constat",
    clear: "le silence",
    judgement: "appréciation",
    published: "publié",
    read: [
        ("issuer", "sur le site de l’émetteur"),
        ("copy", "dans une copie intégrale"),
        ("secondary", "par une page secondaire"),
        ("recalled", "de mémoire, sans relecture"),
    ],
};
