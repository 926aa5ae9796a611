//! Telephone numbers: after `+` or `00` and a country code, after the 0 of a national number, or after a word that announces one.

use super::words;
use crate::text::fold;
use std::collections::HashSet;

/// Digits that tell two numbers apart: with the country code or the national 0 in front a number is the same one.
const TELLING: usize = 9;

/// How a number begins, which says how many digits it has.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// `+` and a country code.
    International,
    /// The country code after two zeros.
    Zeros,
    /// A single zero.
    National,
    /// Anything after a word such as `tel`.
    Announced,
}

impl Form {
    /// Least and greatest number of digits, without `+` or `00`.
    fn digits(self) -> (usize, usize) {
        match self {
            Self::International | Self::Announced => (7, 15),
            Self::Zeros => (9, 15),
            Self::National => (9, 12),
        }
    }

    /// Groups are joined up to so many digits; what follows is another number, such as a date.
    fn joined(self) -> usize {
        match self {
            Self::International | Self::Zeros => 11,
            Self::National | Self::Announced => 10,
        }
    }
}

pub(super) fn of(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = next_start(text, at) {
        let (number, end) = number(text, start);
        found.extend(number);
        at = end;
    }
    found
}

/// The next `+` or digit that stands after no letter or digit.
fn next_start(text: &str, from: usize) -> Option<usize> {
    let starts = |&(at, c): &(usize, char)| {
        let before = text[..at].chars().next_back();
        let stands_free = before.is_none_or(|c| !c.is_alphanumeric() && c != '+');
        stands_free && (c == '+' || c.is_ascii_digit())
    };
    let mut rest = text[from..].char_indices().map(|(at, c)| (from + at, c));
    rest.find(starts).map(|(at, _)| at)
}

/// The number that starts here, if it is one, and where to go on.
fn number(text: &str, start: usize) -> (Option<String>, usize) {
    let groups = groups(text, start);
    let first = groups.first().map_or(start + 1, |group| group.end);
    let Some((form, skipped)) = form(text, start, &groups) else {
        return (None, end_without_blank(text, &groups).max(first));
    };
    let mut digits = String::new();
    let mut end = first;
    for group in &groups {
        let part = &text[group.clone()];
        if digits.len() >= form.joined() + skipped {
            break;
        }
        // `(0)` is left out beside a country code.
        if part != "0" || digits.is_empty() {
            digits.push_str(part);
        }
        end = group.end;
    }
    let digits = &digits[skipped.min(digits.len())..];
    let (least, most) = form.digits();
    let ends_free = text[end..].chars().next().is_none_or(|c| !c.is_alphanumeric());
    if !ends_free || !(least..=most).contains(&digits.len()) {
        return (None, end);
    }
    (Some(digits[digits.len().saturating_sub(TELLING)..].to_owned()), end)
}

/// The end of what is written without a blank, such as a date.
fn end_without_blank(text: &str, groups: &[std::ops::Range<usize>]) -> usize {
    let mut end = 0;
    for group in groups {
        if end > 0 && text[end..group.start].contains(char::is_whitespace) {
            break;
        }
        end = group.end;
    }
    end
}

/// Runs of digits from here on, with at most two signs or blanks between them.
fn groups(text: &str, start: usize) -> Vec<std::ops::Range<usize>> {
    let mut groups: Vec<std::ops::Range<usize>> = Vec::new();
    let mut between = 0;
    for (at, c) in text[start..].char_indices().map(|(at, c)| (start + at, c)) {
        if c.is_ascii_digit() {
            match groups.last_mut() {
                Some(last) if last.end == at => last.end = at + 1,
                _ => groups.push(at..at + 1),
            }
            between = 0;
        } else if matches!(c, '+' | ' ' | '\u{a0}' | '\u{202f}' | '-' | '.' | '/' | '(' | ')') && between < 2 {
            between += 1;
        } else {
            break;
        }
    }
    groups
}

/// How a number begins, and how many digits of the beginning are not part of it.
fn form(text: &str, start: usize, groups: &[std::ops::Range<usize>]) -> Option<(Form, usize)> {
    let digits = &text[groups.first()?.clone()];
    let before = words::before(text, start);
    let before = before.as_deref().map(fold);
    let is = |list: &HashSet<&str>| before.as_deref().is_some_and(|word| list.contains(word));
    let begins = |prefix: &str| digits.strip_prefix(prefix).is_some_and(|rest| !rest.starts_with('0'));
    if text[start..].starts_with('+') {
        return (!digits.starts_with('0')).then_some((Form::International, 0));
    }
    if is(&words::PHONE) {
        return Some((Form::Announced, if digits.starts_with("00") { 2 } else { 0 }));
    }
    if is(&words::NO_PHONE) {
        return None;
    }
    if begins("00") && digits.len() > 2 {
        Some((Form::Zeros, 2))
    } else if begins("0") {
        Some((Form::National, 0))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn one_number_however_it_is_written() {
        for text in [
            "+33 6 12 34 56 78",
            "0612345678",
            "06.12.34.56.78",
            "+33 (0)6 12 34 56 78",
            "0033612345678",
            "call 612345678",
            "tel: 06 12 34 56 78 on 15/03/2025",
        ] {
            assert_eq!(of(text), ["612345678"], "{text}");
        }
        assert_eq!(of("+1 (415) 555-2671"), of("phone 415 555 2671"));
        assert_eq!(of("07911 123456, +44 7911 123 456"), ["911123456", "911123456"]);
    }

    #[test]
    fn other_numbers_are_none() {
        for text in [
            "invoice 0612345678",
            "2025-03-15",
            "15/03/2025 10:00",
            "room 12",
            "ref 0033612345678",
            "1234567890",
            "AB0612345678",
            "0000012345",
            "10000.00 EUR",
            "+0 12",
            "",
        ] {
            assert!(of(text).is_empty(), "{text}: {:?}", of(text));
        }
    }
}
