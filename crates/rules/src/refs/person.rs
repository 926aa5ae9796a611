//! Persons: as tickets write them (`SURNAME/GIVEN MRS`), or after a word that announces them.

use super::{Kind, Piece, pieces, words};
use crate::names::is_family_first;
use crate::text::{fold, name_tokens};

/// Words of one name.
const LEAST: usize = 2;
const MOST: usize = 4;

pub(super) fn of(text: &str) -> Vec<String> {
    let pieces = pieces(text);
    let mut found = Vec::new();
    let mut at = 0;
    while at < pieces.len() {
        let read =
            announced(&pieces, at).or_else(|| on_ticket(&pieces, at, false).map(|(name, end)| (vec![name], end)));
        match read {
            Some((names, end)) => {
                found.extend(names);
                at = end.max(at + 1);
            }
            None => at += 1,
        }
    }
    found
}

/// The persons after a word that announces them, and where to go on.
fn announced(pieces: &[Piece<'_>], at: usize) -> Option<(Vec<String>, usize)> {
    let word = word(pieces, at)?;
    let sure = words::PERSONS.contains(word.as_str());
    let weak = words::FOR.contains(word.as_str());
    if !sure && !weak {
        return None;
    }
    let journey = at > 0 && self::word(pieces, at - 1).is_some_and(|before| words::JOURNEYS.contains(before.as_str()));
    let only_names = weak && !journey;
    let mut at = at + 1;
    let mut names = Vec::new();
    loop {
        at = past(pieces, at, |piece| {
            piece.kind == Kind::Number || is_sign(piece, ":.#°()-=*")
        });
        let Some((name, end)) = on_ticket(pieces, at, true).or_else(|| plain(pieces, at, only_names)) else {
            break;
        };
        names.push(name);
        let next = past(pieces, end, |piece| is_sign(piece, "()"));
        let is_and = self::word(pieces, next).is_some_and(|word| words::AND.contains(word.as_str()));
        if !is_and && !pieces.get(next).is_some_and(|piece| is_sign(piece, ",;&/+|")) {
            at = next;
            break;
        }
        at = next + 1;
    }
    (!names.is_empty()).then_some((names, at))
}

/// `SURNAME/GIVEN` with further given names and a title. Without a title, and where nothing announces it, only where both are in capitals and
/// neither is a common word: `CDG/IST` and `RENT/FOOD` are no persons.
fn on_ticket(pieces: &[Piece<'_>], at: usize, announced: bool) -> Option<(String, usize)> {
    let (surname, slash, given) = (pieces.get(at)?, pieces.get(at + 1)?, pieces.get(at + 2)?);
    let is_form = is_sign(slash, "/") && slash.glued && given.glued && is_name_word(surname) && is_name_word(given);
    if !is_form || pieces.get(at + 3).is_some_and(|next| is_sign(next, "/") && next.glued) {
        return None;
    }
    let mut names = vec![*surname, *given];
    let mut end = at + 3;
    let mut titled = false;
    while let Some(piece) = pieces
        .get(end)
        .filter(|piece| piece.kind == Kind::Word && names.len() <= MOST)
    {
        if is_title(piece) {
            titled = true;
            end += 1;
            break;
        }
        // Further given names count only up to a title, or where the whole form is announced.
        if !is_name_word(piece) || is_and(piece) {
            break;
        }
        names.push(*piece);
        end += 1;
    }
    if !titled && names.len() > 2 {
        end = at + 3;
        names.truncate(2);
    }
    if let (false, Some(title)) = (
        titled,
        pieces
            .get(end + 1)
            .filter(|_| pieces.get(end).is_some_and(|sign| is_sign(sign, "("))),
    ) {
        titled = is_title(title);
        end += if titled { 2 } else { 0 };
    }
    let capitals = |piece: &Piece<'_>| piece.text.chars().all(|c| !c.is_lowercase());
    let codes = surname.text.chars().count() <= 3 && given.text.chars().count() <= 3;
    let sure = titled || announced || (capitals(surname) && capitals(given) && !codes);
    sure.then(|| {
        names.rotate_left(1);
        form(&names)
    })
    .flatten()
    .map(|name| (name, end))
}

/// Two to four words in a row that may be a name. With `as_names` each is written as one: a capital, then small letters.
fn plain(pieces: &[Piece<'_>], at: usize, as_names: bool) -> Option<(String, usize)> {
    let mut names: Vec<Piece<'_>> = Vec::new();
    let mut end = at;
    while let Some(piece) = pieces.get(end).filter(|piece| piece.kind == Kind::Word) {
        if is_title(piece) && (names.is_empty() || end > at) {
            end += 1;
            if pieces.get(end).is_some_and(|piece| is_sign(piece, ".")) {
                end += 1;
            }
            if names.is_empty() {
                continue;
            }
            break;
        }
        let is_code = names.iter().any(is_written_as_name) && is_short_code(piece);
        let other_form = as_names && !is_written_as_name(piece);
        if !is_name_word(piece) || is_and(piece) || names.len() == MOST || is_code || other_form {
            break;
        }
        names.push(*piece);
        end += 1;
    }
    let enough = (LEAST..=MOST).contains(&names.len());
    enough.then(|| form(&names)).flatten().map(|name| (name, end))
}

/// The tokens of a name, given names first: a ticket writes them last.
fn form(names: &[Piece<'_>]) -> Option<String> {
    let joined: Vec<&str> = names.iter().map(|piece| piece.text).collect();
    let joined = joined.join(" ");
    let mut tokens: Vec<String> = name_tokens(&joined);
    if is_family_first(&joined) && !tokens.is_empty() {
        tokens.rotate_left(1);
    }
    (tokens.len() >= LEAST).then(|| tokens.join(" "))
}

fn word(pieces: &[Piece<'_>], at: usize) -> Option<String> {
    let piece = pieces.get(at).filter(|piece| piece.kind == Kind::Word)?;
    Some(fold(piece.text).into_owned())
}

fn past(pieces: &[Piece<'_>], from: usize, skips: impl Fn(&Piece<'_>) -> bool) -> usize {
    let skipped = pieces.iter().skip(from).take_while(|piece| skips(piece)).count();
    from + skipped
}

fn is_sign(piece: &Piece<'_>, signs: &str) -> bool {
    piece.kind == Kind::Mark && signs.contains(piece.text)
}

fn is_title(piece: &Piece<'_>) -> bool {
    words::TITLES.contains(fold(piece.text).as_ref())
}

fn is_and(piece: &Piece<'_>) -> bool {
    words::AND.contains(fold(piece.text).as_ref())
}

fn is_name_word(piece: &Piece<'_>) -> bool {
    let folded = fold(piece.text);
    let is_long = folded.chars().filter(|c| c.is_alphabetic()).count() >= 2;
    piece.kind == Kind::Word
        && is_long
        && !is_route(piece)
        && !words::NO_NAME.contains(folded.as_ref())
        && !words::PERSONS.contains(folded.as_ref())
}

/// Three capitals or fewer, as airports have them.
fn is_short_code(piece: &Piece<'_>) -> bool {
    piece.text.len() <= 3 && piece.text.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// `CDG-IST`.
fn is_route(piece: &Piece<'_>) -> bool {
    let is_code = |end: &str| end.len() == 3 && end.bytes().all(|byte| byte.is_ascii_uppercase());
    piece
        .text
        .split_once('-')
        .is_some_and(|(from, to)| is_code(from) && is_code(to))
}

fn is_written_as_name(piece: &Piece<'_>) -> bool {
    let mut letters = piece.text.chars().filter(|c| c.is_alphabetic());
    let capital = letters.next().is_some_and(|c| !c.is_lowercase());
    capital && (letters.clone().any(char::is_lowercase) || letters.all(|c| !c.is_uppercase()))
}

#[cfg(test)]
mod tests {
    use super::of;

    fn found(text: &str) -> Vec<String> {
        let mut found = of(text);
        found.sort();
        found
    }

    #[test]
    fn one_person_however_written() {
        for text in [
            "HASSAN/ALI MR",
            "Passenger: Ali Hassan",
            "PAX ALI HASSAN",
            "ticket for Ali Hassan",
            "Billet pour M. HASSAN Ali CDG-IST",
            "for Mr Ali Hassan",
            "HASSAN/ALI (MR)",
            "voyageur : Ali Hassan, vol TK1822",
            "hassan/ali mr IST-ADB",
            "Nom: Álí HASSAN",
        ] {
            assert_eq!(found(text), ["ali hassan"], "{text}");
        }
    }

    #[test]
    fn several_persons() {
        let both = ["ali hassan", "omar said"];
        for text in [
            "PAX HASSAN/ALI MR SAID/OMAR MR",
            "pax Ali Hassan, Omar Said",
            "Passengers: Ali Hassan and Omar Said",
            "Passagers : Ali Hassan et Omar Said 12/03",
            "HASSAN/ALI MR; SAID/OMAR MRS",
            "2 tickets for Ali Hassan & Omar Said IST",
            "names Ali Hassan / Omar Said",
            "HASSAN/ALI SAID/OMAR",
        ] {
            assert_eq!(found(text), both, "{text}");
        }
    }

    #[test]
    fn what_is_no_person() {
        for text in [
            "CDG/IST",
            "RENT/FOOD",
            "Visa/Mastercard",
            "PAYMENT FOR SCHOOL FEES",
            "for his release",
            "for the sisters",
            "ticket for Istanbul",
            "km/h",
            "pax 2",
            "rent March",
            "and/or",
            "passenger",
            "12/03/2025",
            "flight CDG/IST/GZT",
            "for school fees and food",
            "",
        ] {
            assert!(found(text).is_empty(), "{text}: {:?}", found(text));
        }
    }
}
