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
    pub(crate) answers: [(&'static str, &'static str); 13],
    pub(crate) judgement: &'static str,
    pub(crate) published: &'static str,
    pub(crate) read: [(&'static str, &'static str); 4],
}

impl Words {
    /// What a case expects; an answer that is not known stands as written.
    pub(crate) fn answer<'a>(&self, expect: &'a str) -> &'a str {
        let known = self.answers.iter().find(|(answer, _)| *answer == expect);
        known.map_or(expect, |(_, words)| words)
    }
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
    answers: [
        ("flag", "a finding"),
        ("clear", "silence"),
        ("guarded", "a finding that it acts on"),
        ("unguarded", "findings that it leaves alone"),
        ("refused", "refusal"),
        ("accepted", "acceptance"),
        ("untimed", "no time of day"),
        ("timed", "a time of day"),
        ("victim-likely", "likely a victim"),
        ("coerced-payer", "pays under coercion"),
        ("unclear", "role unclear"),
        ("facilitator", "seems to pass money on"),
        ("controller-likely", "likely a controller"),
    ],
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
    answers: [
        ("flag", "un constat"),
        ("clear", "le silence"),
        ("guarded", "un constat qu’elle protège"),
        ("unguarded", "des constats qu’elle laisse"),
        ("refused", "le refus"),
        ("accepted", "l’acceptation"),
        ("untimed", "pas d’heure"),
        ("timed", "une heure"),
        ("victim-likely", "victime probable"),
        ("coerced-payer", "paie sous la contrainte"),
        ("unclear", "rôle incertain"),
        ("facilitator", "semble transmettre l’argent"),
        ("controller-likely", "donneur d’ordres probable"),
    ],
    judgement: "appréciation",
    published: "publié",
    read: [
        ("issuer", "sur le site de l’émetteur"),
        ("copy", "dans une copie intégrale"),
        ("secondary", "par une page secondaire"),
        ("recalled", "de mémoire, sans relecture"),
    ],
};
