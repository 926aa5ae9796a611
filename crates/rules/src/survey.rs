//! What the data files of a plan hold and how old they are, with what a reviewer should look at: the reading behind `redflag lists`.

use crate::check::failures;
use crate::data::{Data, Group, Hours, Language, Lexicon, List, Places, Provenance, Table};
use crate::text::{fold, holds};
use redflag_model::{Rates, TextPair, time};

/// Letters under which a term of one word is easily another word too.
const SHORT: usize = 4;

/// One data file.
#[derive(Clone, Debug)]
pub struct Sheet<'a> {
    /// Where it comes from.
    pub from: &'a Provenance,
    /// What it holds.
    pub content: Content<'a>,
    /// Days since its date, on the day asked for.
    pub age: i64,
    /// What to look at.
    pub remarks: Vec<Remark>,
}

/// What a data file holds.
#[derive(Clone, Copy, Debug)]
pub enum Content<'a> {
    /// A list.
    List(&'a List),
    /// A lexicon.
    Lexicon(&'a Lexicon),
    /// A group of merchant codes.
    Group(&'a Group),
    /// A table of lines.
    Table(&'a Table),
    /// Opening hours.
    Hours(&'a Hours),
    /// Towns.
    Places(&'a Places),
    /// Exchange rates.
    Rates(&'a Rates),
}

/// Something about a data file that a reviewer should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// Stable name.
    pub code: &'static str,
    /// True where the file does not keep its own promise.
    pub fails: bool,
    /// What was seen, in both languages.
    pub message: TextPair,
}

/// Every data file of a plan: lists, lexicons, groups, tables, opening hours, towns, rates, each kind by name.
///
/// `on` is the day (since 1970-01-01) against which ages and expiry are measured; a file older than `older_than` days is stale.
#[must_use]
pub fn survey(data: &Data, on: i64, older_than: i64) -> Vec<Sheet<'_>> {
    let lists = data.lists.values().map(|it| (&it.from, Content::List(it)));
    let lexicons = data.lexicons.values().map(|it| (&it.from, Content::Lexicon(it)));
    let groups = data.groups.values().map(|it| (&it.from, Content::Group(it)));
    let tables = data.tables.values().map(|it| (&it.from, Content::Table(it)));
    let hours = data.hours.values().map(|it| (&it.from, Content::Hours(it)));
    let places = data.places.values().map(|it| (&it.from, Content::Places(it)));
    lists
        .chain(lexicons)
        .chain(groups)
        .chain(tables)
        .chain(hours)
        .chain(places)
        .chain([(&data.rates_from, Content::Rates(&data.rates))])
        .map(|(from, content)| sheet(from, content, on, older_than))
        .collect()
}

fn sheet<'a>(from: &'a Provenance, content: Content<'a>, on: i64, older_than: i64) -> Sheet<'a> {
    let age = time::parse_day(&from.as_of).map_or(0, |day| on - day);
    let mut remarks = Vec::new();
    aged(age, older_than, &mut remarks);
    match content {
        Content::List(list) => expired(list, on, &mut remarks),
        Content::Lexicon(lexicon) => words(lexicon, &mut remarks),
        Content::Group(_) | Content::Table(_) | Content::Hours(_) | Content::Places(_) | Content::Rates(_) => {}
    }
    Sheet {
        from,
        content,
        age,
        remarks,
    }
}

fn remark(code: &'static str, fails: bool, en: String, fr: String) -> Remark {
    Remark {
        code,
        fails,
        message: TextPair { en, fr },
    }
}

fn aged(age: i64, older_than: i64, remarks: &mut Vec<Remark>) {
    if age > older_than {
        remarks.push(remark(
            "stale",
            false,
            format!("{age} days old: compare it with its source, then date it anew"),
            format!("date de {age} jours\u{a0}: comparez-le à sa source, puis redatez-le"),
        ));
    }
    if age < 0 {
        remarks.push(remark(
            "dated_ahead",
            false,
            "dated after the day of this check".to_owned(),
            "daté d’après le jour de ce contrôle".to_owned(),
        ));
    }
}

fn expired(list: &List, on: i64, remarks: &mut Vec<Remark>) {
    let past = list.details.iter().filter(|entry| {
        let until = entry.until.as_deref().and_then(time::parse_day);
        until.is_some_and(|until| until < on)
    });
    let past: Vec<String> = past.map(|entry| entry.values.join(" ")).collect();
    if !past.is_empty() {
        let names = past.join(", ");
        remarks.push(remark(
            "expired",
            false,
            format!("past their last day, and still in force: {names}"),
            format!("au-delà de leur dernier jour, et toujours en vigueur\u{a0}: {names}"),
        ));
    }
}

fn words(lexicon: &Lexicon, remarks: &mut Vec<Remark>) {
    for language in &lexicon.languages {
        for (sentence, en, fr) in failures(lexicon, language) {
            remarks.push(remark(
                "lexicon_sentence",
                true,
                format!("{}: \"{sentence}\" {en}", language.code),
                format!("{}\u{a0}: «\u{a0}{sentence}\u{a0}» {fr}", language.code),
            ));
        }
        across(lexicon, language, remarks);
    }
    short(lexicon, remarks);
}

/// All languages that are on are searched in every text, so a term of one may match an innocent sentence of another.
fn across(lexicon: &Lexicon, language: &Language, remarks: &mut Vec<Remark>) {
    let others = lexicon
        .languages
        .iter()
        .filter(|other| other.enabled && other.code != language.code);
    for other in others {
        for (miss, term) in language.misses.iter().filter_map(|miss| caught(miss, &other.terms)) {
            remarks.push(remark(
                "lexicon_across",
                false,
                format!(
                    "{}: \"{miss}\" should not match, and \"{term}\" of {} does",
                    language.code, other.code
                ),
                format!(
                    "{}\u{a0}: «\u{a0}{miss}\u{a0}» ne devrait pas correspondre, et «\u{a0}{term}\u{a0}» ({}) correspond",
                    language.code, other.code
                ),
            ));
        }
    }
}

fn caught<'a>(sentence: &'a str, terms: &'a [String]) -> Option<(&'a str, &'a str)> {
    let folded = fold(sentence);
    let term = terms.iter().find(|term| holds(&folded, &fold(term)))?;
    Some((sentence, term))
}

fn short(lexicon: &Lexicon, remarks: &mut Vec<Remark>) {
    let of_language = |language: &Language| {
        let terms = language.terms.iter().map(String::as_str);
        let short: Vec<&str> = terms.filter(|term| is_short(&fold(term))).collect();
        (!short.is_empty()).then(|| format!("{} {}", language.code, short.join(", ")))
    };
    let short: Vec<String> = lexicon.languages.iter().filter_map(of_language).collect();
    if !short.is_empty() {
        let terms = short.join("; ");
        remarks.push(remark(
            "short_term",
            false,
            format!("short words, which may be initials or words of other languages: {terms}"),
            format!("mots courts, qui peuvent être des initiales ou des mots d’autres langues\u{a0}: {terms}"),
        ));
    }
}

/// In scripts without capital letters a short word is a whole word as a rule.
fn is_short(folded: &str) -> bool {
    folded.len() < SHORT && folded.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Pack;

    fn remarks(pack: &Pack, on: &str) -> Vec<(String, Remark)> {
        let plan = pack.compile().unwrap();
        survey(&plan.data, time::parse_day(on).unwrap(), 365)
            .into_iter()
            .flat_map(|sheet| {
                let name = sheet.from.name.clone();
                sheet.remarks.into_iter().map(move |remark| (name.clone(), remark))
            })
            .collect()
    }

    #[test]
    fn the_built_in_data_keep_their_promises() {
        let failing: Vec<_> = remarks(&Pack::builtin(), "2026-11-24")
            .into_iter()
            .filter(|(_, remark)| remark.fails || remark.code == "lexicon_across" || remark.code == "stale")
            .collect();
        assert!(failing.is_empty(), "{failing:#?}");
    }

    #[test]
    fn every_file_grows_old() {
        let plan = Pack::builtin().compile().unwrap();
        let on = time::parse_day("2028-06-01").unwrap();
        let sheets = survey(&plan.data, on, 365);
        assert!(
            sheets
                .iter()
                .all(|sheet| sheet.remarks.iter().any(|it| it.code == "stale"))
        );
        let early = survey(&plan.data, time::parse_day("2020-01-01").unwrap(), 365);
        assert!(
            early
                .iter()
                .all(|sheet| sheet.remarks.iter().any(|it| it.code == "dated_ahead"))
        );
    }

    #[test]
    fn short_words_are_ascii_words_below_four_letters() {
        for (term, short) in [
            ("rsa", true),
            ("don", true),
            ("s.a.s", false),
            ("visa", false),
            ("دين", false),
        ] {
            assert_eq!(is_short(&fold(term)), short, "{term}");
        }
    }
}
