//! `redflag lists`: the data files of a plan.

use crate::Lang;
use crate::terminal::{Page, printable, widest};
use crate::words;
use redflag_model::Rates;
use redflag_model::time::{self, DAY};
use redflag_rules::data::{Entry, Group, Hours, Language, Lexicon, List, Places, Table};
use redflag_rules::survey::{Content, Sheet};
use std::collections::{BTreeMap, BTreeSet};

/// Kinds of data files, in the order shown.
const KINDS: usize = 7;

/// Every data file with its size, date, basis and source, and what to look at; the count of all stands below.
#[must_use]
pub fn data_list(sheets: &[Sheet<'_>], lang: Lang, width: usize) -> String {
    let mut page = Page::new(width.min(100));
    let column = widest(sheets.iter().map(|sheet| sheet.from.name.as_str())) + 2;
    for kind in 0..KINDS {
        let of_kind: Vec<&Sheet<'_>> = sheets.iter().filter(|sheet| rank(sheet) == kind).collect();
        let Some(first) = of_kind.first() else { continue };
        page.heading(kinds(first, lang));
        for sheet in of_kind {
            about(&mut page, sheet, column, lang);
        }
    }
    page.heading(&total(sheets, lang));
    page.finish()
}

/// One data file with every entry.
#[must_use]
pub fn data_card(sheet: &Sheet<'_>, lang: Lang, width: usize) -> String {
    let mut page = Page::new(width.min(100));
    page.heading(&printable(&format!(
        "{} ({}){} {}",
        sheet.from.name,
        kind(sheet, lang),
        words::colon(lang),
        lang.of(&sheet.from.title)
    )));
    page.line(2, &printable(&facts(sheet, lang)));
    page.line(2, &printable(&sheet.from.source));
    if let Some(note) = &sheet.from.note {
        page.line(2, &printable(lang.of(note)));
    }
    remarks(&mut page, 2, sheet, lang);
    match sheet.content {
        Content::List(list) => entries(&mut page, list, lang),
        Content::Lexicon(lexicon) => languages(&mut page, lexicon, lang),
        Content::Group(group) => ranges(&mut page, group),
        Content::Table(table) => lines(&mut page, table, lang),
        Content::Hours(hours) => openings(&mut page, hours),
        Content::Places(places) => towns(&mut page, places),
        Content::Rates(rates) => quotes(&mut page, rates),
    }
    page.finish()
}

fn rank(sheet: &Sheet<'_>) -> usize {
    match sheet.content {
        Content::List(_) => 0,
        Content::Lexicon(_) => 1,
        Content::Group(_) => 2,
        Content::Table(_) => 3,
        Content::Hours(_) => 4,
        Content::Places(_) => 5,
        Content::Rates(_) => 6,
    }
}

fn kinds(sheet: &Sheet<'_>, lang: Lang) -> &'static str {
    let (en, fr) = match sheet.content {
        Content::List(_) => ("Lists", "Listes"),
        Content::Lexicon(_) => ("Lexicons", "Lexiques"),
        Content::Group(_) => ("Groups of merchant codes", "Groupes de codes marchands"),
        Content::Table(_) => ("Lines by currency", "Seuils par monnaie"),
        Content::Hours(_) => ("Opening hours", "Horaires d’ouverture"),
        Content::Places(_) => ("Towns", "Villes"),
        Content::Rates(_) => ("Exchange rates", "Cours de change"),
    };
    choose(lang, en, fr)
}

fn kind(sheet: &Sheet<'_>, lang: Lang) -> &'static str {
    let (en, fr) = match sheet.content {
        Content::List(_) => ("list", "liste"),
        Content::Lexicon(_) => ("lexicon", "lexique"),
        Content::Group(_) => ("group of merchant codes", "groupe de codes marchands"),
        Content::Table(_) => ("lines by currency", "seuils par monnaie"),
        Content::Hours(_) => ("opening hours", "horaires d’ouverture"),
        Content::Places(_) => ("towns", "villes"),
        Content::Rates(_) => ("exchange rates", "cours de change"),
    };
    choose(lang, en, fr)
}

fn choose<'t>(lang: Lang, en: &'t str, fr: &'t str) -> &'t str {
    match lang {
        Lang::En => en,
        Lang::Fr => fr,
    }
}

fn counted(count: usize, en: (&str, &str), fr: (&str, &str), lang: Lang) -> String {
    let (one, many) = match lang {
        Lang::En => en,
        Lang::Fr => fr,
    };
    words::counted(u64::try_from(count).unwrap_or(u64::MAX), one, many, lang)
}

fn about(page: &mut Page, sheet: &Sheet<'_>, column: usize, lang: Lang) {
    let text = format!("{}. {}", lang.of(&sheet.from.title), facts(sheet, lang));
    page.hang(2, &sheet.from.name, column, &printable(&text));
    page.hang(2, "", column, &printable(&sheet.from.source));
    remarks(page, 2 + column, sheet, lang);
}

fn remarks(page: &mut Page, indent: usize, sheet: &Sheet<'_>, lang: Lang) {
    for remark in &sheet.remarks {
        let mark = if remark.fails { "!!" } else { "!" };
        let text = format!(
            "{mark} {}{} {}",
            remark.code,
            words::colon(lang),
            lang.of(&remark.message)
        );
        page.line(indent, &printable(&text));
    }
}

/// Size, date, age, basis, licence and digest in a line.
fn facts(sheet: &Sheet<'_>, lang: Lang) -> String {
    let from = sheet.from;
    let basis = match (from.basis.as_str(), lang) {
        ("published", Lang::Fr) => "publié",
        ("judgement", Lang::Fr) => "jugement",
        (other, _) => other,
    };
    let digest: String = from.sha256.chars().take(12).collect();
    let parts = [
        size(&sheet.content, lang),
        dated(sheet, lang),
        basis.to_owned(),
        from.licence.clone(),
        format!("sha256 {digest}"),
    ];
    parts.join(choose(lang, "; ", "\u{a0}; "))
}

fn dated(sheet: &Sheet<'_>, lang: Lang) -> String {
    let day = &sheet.from.as_of;
    match usize::try_from(sheet.age) {
        Ok(age) => {
            let age = counted(age, ("day", "days"), ("jour", "jours"), lang);
            match lang {
                Lang::En => format!("of {day}, {age} old"),
                Lang::Fr => format!("du {day}, {age}"),
            }
        }
        Err(_) => day.clone(),
    }
}

fn size(content: &Content<'_>, lang: Lang) -> String {
    match content {
        Content::List(list) => counted(list.details.len(), ("entry", "entries"), ("entrée", "entrées"), lang),
        Content::Lexicon(lexicon) => lexicon
            .languages
            .iter()
            .map(|language| format!("{} {}{}", language.code, language.terms.len(), state(language, lang)))
            .collect::<Vec<_>>()
            .join(", "),
        Content::Group(group) => counted(group.ranges.len(), ("range", "ranges"), ("plage", "plages"), lang),
        Content::Table(table) => counted(
            table.lines.len(),
            ("currency", "currencies"),
            ("monnaie", "monnaies"),
            lang,
        ),
        Content::Hours(hours) => counted(hours.rows.len(), ("trade", "trades"), ("activité", "activités"), lang),
        Content::Places(places) => counted(places.towns.len(), ("name", "names"), ("nom", "noms"), lang),
        Content::Rates(rates) => {
            let days: BTreeSet<i64> = rates.entries().map(|(day, _, _)| day).collect();
            counted(days.len(), ("date", "dates"), ("date", "dates"), lang)
        }
    }
}

fn state(language: &Language, lang: Lang) -> &'static str {
    match (language.enabled, language.status.as_str()) {
        (true, "reviewed") => "",
        (true, _) => choose(lang, " (experimental)", " (expérimental)"),
        (false, _) => choose(lang, " (off)", " (désactivé)"),
    }
}

fn entries(page: &mut Page, list: &List, lang: Lang) {
    page.heading(&list.keys.join(", "));
    let shown: Vec<String> = list
        .details
        .iter()
        .map(|entry| printable(&entry.values.join(", ")).into_owned())
        .collect();
    let column = widest(shown.iter().map(String::as_str)) + 2;
    for (values, entry) in shown.iter().zip(&list.details) {
        page.hang(2, values, column, &printable(&said(entry, lang)));
    }
}

fn said(entry: &Entry, lang: Lang) -> String {
    let dated =
        |day: &Option<String>, en: &str, fr: &str| day.as_ref().map(|day| format!("{} {day}", choose(lang, en, fr)));
    let parts = [
        dated(&entry.since, "since", "depuis"),
        dated(&entry.until, "until", "jusqu’au"),
        entry.why.clone(),
        entry.source.clone(),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join("; ")
}

fn languages(page: &mut Page, lexicon: &Lexicon, lang: Lang) {
    for language in &lexicon.languages {
        page.heading(&format!("{}{}", language.code, state(language, lang)));
        page.line(2, &printable(&language.terms.join(", ")));
        for (label, sentences) in [
            (choose(lang, "must match", "doit correspondre"), &language.hits),
            (choose(lang, "must not", "ne doit pas"), &language.misses),
        ] {
            page.hang(2, label, 20, &printable(&sentences.join(" | ")));
        }
    }
}

fn ranges(page: &mut Page, group: &Group) {
    page.blank();
    for ((from, to), what) in group.ranges.iter().zip(&group.what) {
        let range = if from == to {
            format!("{from:04}")
        } else {
            format!("{from:04}–{to:04}")
        };
        page.hang(2, &range, 11, &printable(what));
    }
}

fn lines(page: &mut Page, table: &Table, lang: Lang) {
    page.blank();
    for (currency, line) in &table.lines {
        page.line(2, &words::numbers::amount(i128::from(*line), *currency, lang));
    }
}

fn openings(page: &mut Page, hours: &Hours) {
    page.blank();
    let clock = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
    for row in &hours.rows {
        let codes = row.codes.map(|(from, to)| format!("{from:04}–{to:04}"));
        let trade: Vec<String> = codes.into_iter().chain(row.keys.iter().cloned()).collect();
        // Days as in ISO 8601: 1 is Monday.
        let days: String = (1..=7)
            .zip(row.days)
            .filter(|(_, open)| *open)
            .map(|(day, _)| day.to_string())
            .collect();
        let open = format!("{}–{} [{days}]", clock(row.open), clock(row.close));
        page.hang(2, &open, 23, &printable(&trade.join(", ")));
    }
}

fn towns(page: &mut Page, places: &Places) {
    page.blank();
    let column = widest(places.towns.keys().map(String::as_str)) + 2;
    for (name, bearers) in &places.towns {
        let countries: Vec<&str> = bearers.iter().map(|town| town.country.as_str()).collect();
        page.hang(2, &printable(name), column, &printable(&countries.join(", ")));
    }
}

/// Which currencies have a rate on which day; the rates themselves stand in the file.
fn quotes(page: &mut Page, rates: &Rates) {
    page.blank();
    let mut days: BTreeMap<i64, Vec<&str>> = BTreeMap::new();
    for (day, currency, _) in rates.entries() {
        days.entry(day).or_default().push(currency.code());
    }
    for (day, currencies) in days {
        page.hang(2, &time::format_day(day.saturating_mul(DAY)), 12, &currencies.join(" "));
    }
}

fn total(sheets: &[Sheet<'_>], lang: Lang) -> String {
    let remarks = sheets.iter().flat_map(|sheet| &sheet.remarks);
    let failing = remarks.clone().filter(|remark| remark.fails).count();
    let files = counted(sheets.len(), ("file", "files"), ("fichier", "fichiers"), lang);
    let remarks = counted(remarks.count(), ("remark", "remarks"), ("remarque", "remarques"), lang);
    match lang {
        Lang::En => format!("{files}, {remarks}, {failing} of them failures"),
        Lang::Fr => format!("{files}, {remarks}, dont {failing} en échec"),
    }
}
