//! Stable names of mistakes.

macro_rules! codes {
    ($($variant:ident $name:literal: $en:literal / $fr:literal;)*) => {
        /// Stable names of everything that can be wrong with a pack or an overlay. `docs/errors.md` lists them.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Code { $(#[doc = $en] $variant,)* }

        impl Code {
            /// Every code, in the order of the documentation.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The name, as printed.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// What it means, in English and in French.
            #[must_use]
            pub const fn meaning(self) -> (&'static str, &'static str) {
                match self { $(Self::$variant => ($en, $fr),)* }
            }
        }
    };
}

codes! {
    Unreadable "unreadable": "A file or folder cannot be read." / "Un fichier ou un dossier ne peut pas être lu.";
    NotUtf8 "not_utf8": "A text file is not UTF-8." / "Un fichier texte n'est pas en UTF-8.";
    EmptyPack "empty_pack": "No indicator stands in the folder." / "Le dossier ne contient aucun indicateur.";
    MissingFile "missing_file": "An indicator's folder lacks one of its four files." / "Il manque un des quatre fichiers au dossier d'un indicateur.";
    TomlSyntax "toml_syntax": "The file is no valid TOML." / "Le fichier n'est pas du TOML valide.";
    UnknownKey "unknown_key": "The format has no such key." / "Le format ne connaît pas cette clé.";
    MissingKey "missing_key": "A required key is not there." / "Une clé obligatoire manque.";
    WrongType "wrong_type": "The value is of another type than its key asks." / "La valeur n'est pas du type que demande sa clé.";
    EmptyText "empty_text": "A text that people read is empty." / "Un texte destiné au lecteur est vide.";
    BadValue "bad_value": "The value is outside what its key allows." / "La valeur sort de ce que sa clé autorise.";
    BadId "bad_id": "The identifier is not of the form FAMILY-001." / "L'identifiant n'est pas de la forme FAMILLE-001.";
    DuplicateId "duplicate_id": "Two indicators have the same identifier." / "Deux indicateurs portent le même identifiant.";
    BadFamily "bad_family": "The family does not go with the identifier." / "La famille ne convient pas à l'identifiant.";
    UnknownSource "unknown_source": "The cited document is not among the pack's sources." / "Le document cité ne figure pas parmi les sources du jeu de règles.";
    BadParagraph "bad_paragraph": "A paragraph of resolution 2331 outside 4 to 7." / "Un paragraphe de la résolution 2331 hors de 4 à 7.";
    UnknownRole "unknown_role": "There is no such role, or no such place in the pattern." / "Ce rôle, ou cette place dans le schéma, n'existe pas.";
    RoleNotDeclarable "role_not_declarable": "The role is only ever derived from a whole case." / "Ce rôle ne se déduit que d'un dossier entier.";
    ProtectedAttribute "protected_attribute": "Nothing may be decided by what a person is or believes." / "Rien ne peut dépendre de ce qu'une personne est ou croit.";
    NotYet "not_yet": "The format plans this; this version does not carry it." / "Le format le prévoit ; cette version ne le porte pas encore.";
    FloatParameter "float_parameter": "A floating-point number; decimals are written as texts so that they stay exact." / "Un nombre à virgule flottante ; les décimaux s'écrivent comme textes pour rester exacts.";
    ParamOutOfBounds "param_out_of_bounds": "A value outside the bounds of its parameter." / "Une valeur hors des bornes de son paramètre.";
    UnknownParam "unknown_param": "The parameter is not declared." / "Le paramètre n'est pas déclaré.";
    UnusedParam "unused_param": "The parameter is declared and not used." / "Le paramètre est déclaré sans être utilisé.";
    ParamKind "param_kind": "The parameter's unit does not fit this place." / "L'unité du paramètre ne convient pas ici.";
    UnknownPlaceholder "unknown_placeholder": "A placeholder that no text may hold." / "Un repère qu'aucun texte ne peut contenir.";
    PlaceholderNotMeasured "placeholder_not_measured": "The parameter of a placeholder stands in no comparison." / "Le paramètre d'un repère n'apparaît dans aucune comparaison.";
    BadBy "bad_by": "`by` starts with `account` and goes on with fields that can split legs." / "« by » commence par « account » et se poursuit par des champs qui peuvent répartir les mouvements.";
    BadSequence "bad_sequence": "The steps do not make a sequence." / "Les étapes ne forment pas une séquence.";
    SqlSyntax "sql_syntax": "The predicate is no SQL expression." / "Le prédicat n'est pas une expression SQL.";
    PredicateTooLong "predicate_too_long": "A predicate of more than 4 KiB." / "Un prédicat de plus de 4 Kio.";
    PredicateTooDeep "predicate_too_deep": "A predicate nested too deeply." / "Un prédicat trop imbriqué.";
    UnsupportedSql "unsupported_sql": "SQL that indicators do not use." / "Du SQL que les indicateurs n'emploient pas.";
    Division "division": "A division; both sides are multiplied instead, so that nothing is rounded." / "Une division ; on multiplie les deux côtés, pour que rien ne soit arrondi.";
    NakedNumber "naked_number": "A number other than 0 and 1 outside a parameter." / "Un nombre autre que 0 et 1 hors d'un paramètre.";
    FreeText "free_text": "A text literal for something that is no closed vocabulary." / "Un texte littéral hors d'un vocabulaire fermé.";
    UnknownCode "unknown_code": "A code outside its closed vocabulary." / "Un code hors de son vocabulaire fermé.";
    UnknownField "unknown_field": "A leg has no such field." / "Un mouvement n'a pas ce champ.";
    UnknownFunction "unknown_function": "There is no such function." / "Cette fonction n'existe pas.";
    UnknownName "unknown_name": "No earlier step, group or measure has this name." / "Aucune étape antérieure, aucun groupe ni aucune mesure ne porte ce nom.";
    Misplaced "misplaced": "A function or aggregate where it has no meaning." / "Une fonction ou un agrégat là où il n'a pas de sens.";
    BadArguments "bad_arguments": "A function with the wrong arguments." / "Une fonction avec de mauvais arguments.";
    TypeMismatch "type_mismatch": "A condition where a value is needed, or the reverse." / "Une condition à la place d'une valeur, ou l'inverse.";
    UnitMismatch "unit_mismatch": "Two sides of different units." / "Deux côtés d'unités différentes.";
    MoneyAgainstBooked "money_against_booked": "A money parameter against the amount as booked." / "Un paramètre monétaire face au montant tel qu'enregistré.";
    CurrencyNotInBy "currency_not_in_by": "An aggregate of booked amounts across currencies." / "Un agrégat de montants enregistrés dans plusieurs monnaies.";
    NamesRaise "names_raise": "Names and contacts that parties share may clear them, never raise them." / "Les noms et coordonnées que des parties partagent peuvent les blanchir, jamais les accuser.";
    UnknownData "unknown_data": "No list, lexicon, group or table has this name." / "Aucune liste, aucun lexique, groupe ni tableau ne porte ce nom.";
    ListKeys "list_keys": "The fields do not go with what the list holds." / "Les champs ne correspondent pas au contenu de la liste.";
    UnknownIndicator "unknown_indicator": "The pack has no such indicator." / "Le jeu de règles n'a pas cet indicateur.";
    Cycle "cycle": "Indicators read one another in a ring." / "Des indicateurs se lisent en cercle.";
    BadGuard "bad_guard": "A guard asks for what guards do not do." / "Un garde-fou demande ce que les garde-fous ne font pas.";
    GuardHidesList "guard_hides_list": "A guard would lower or hide a match with a list." / "Un garde-fou abaisserait ou cacherait une correspondance de liste.";
    TooManyLexicons "too_many_lexicons": "More than 64 lexicons are read." / "Plus de 64 lexiques sont lus.";
    BadData "bad_data": "An entry of a data file is not what its kind holds." / "Une entrée d'un fichier de données ne correspond pas à son genre.";
    DuplicateData "duplicate_data": "Two data files of one pack have the same kind and name." / "Deux fichiers de données d'un même jeu ont le même genre et le même nom.";
    BadCases "bad_cases": "The cases are no export with `case` and `expect`, or one kind of answer is missing." / "Les cas ne forment pas un export avec « case » et « expect », ou une des réponses manque.";
}
