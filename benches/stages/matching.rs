//! The hot loop of lexicons: every memo of every row goes through it once. Beside it run what it was chosen over: automata, and a plain map of words.

use crate::support::{Dice, small};
use aho_corasick::{AhoCorasick, AhoCorasickKind};
use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, BenchmarkId, Criterion, Throughput};
use daachorse::DoubleArrayAhoCorasick;
use redflag::model::TextClassifier;
use redflag::rules::data::{Language, Lexicon};
use redflag::rules::text;
use redflag_scan::Matcher;
use std::collections::HashMap;
use std::hint::black_box;
use std::sync::Arc;

/// One memo in so many holds a term.
const RARE: usize = 50;
const SIZES: [usize; 3] = [100, 1_000, 10_000];

/// Looks for 100, 1,000 and 10,000 terms; the answer is the number of memos in which one was planted.
pub(crate) fn lexicons(criterion: &mut Criterion) {
    for (name, words) in [("matching", PLAIN), ("matching-marks", MARKED)] {
        let mut group = criterion.benchmark_group(name);
        for size in SIZES {
            let terms: Vec<String> = (0..size).map(term).collect();
            let memos = memos(&terms, &words, if small() { 1_000 } else { 50_000 });
            let matcher = Matcher::new(&[lexicon(terms.clone())]);
            measure(&mut group, "ours", &memos, size, |memo| matcher.classify(memo) != 0);
            others(&mut group, &terms, &memos);
        }
        group.finish();
    }
    taking_in(criterion);
}

/// A matcher is made anew for each run; the answer is that its last term is found.
fn taking_in(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("matching-build");
    for size in SIZES {
        let lexicons = [lexicon((0..size).map(term).collect())];
        group.bench_function(BenchmarkId::from_parameter(size), |bench| {
            bench.iter(|| assert_eq!(Matcher::new(black_box(&lexicons)).classify(&term(size - 1)), 1));
        });
    }
    group.finish();
}

fn others(group: &mut BenchmarkGroup<'_, WallTime>, terms: &[String], memos: &[String]) {
    let padded = || terms.iter().map(|term| format!(" {} ", text::fold(term)));
    for (name, kind) in [("nfa", AhoCorasickKind::ContiguousNFA), ("dfa", AhoCorasickKind::DFA)] {
        let automaton = AhoCorasick::builder().kind(Some(kind)).build(padded()).unwrap();
        let mut folded = String::new();
        measure(group, name, memos, terms.len(), |memo| {
            automaton
                .find_overlapping_iter(fold_between_blanks(memo, &mut folded))
                .count()
                != 0
        });
    }
    let automaton = DoubleArrayAhoCorasick::<u32>::new(padded()).unwrap();
    let mut folded = String::new();
    measure(group, "daachorse", memos, terms.len(), |memo| {
        automaton
            .find_overlapping_iter(fold_between_blanks(memo, &mut folded))
            .count()
            != 0
    });
    let map = by_first_word(terms);
    measure(group, "word-map", memos, terms.len(), |memo| {
        let folded = fold_between_blanks(memo, &mut folded).trim();
        folded.split(' ').any(|word| {
            let phrases = map.get(word).map_or(&[][..], Vec::as_slice);
            phrases.iter().any(|phrase| text::holds(folded, phrase))
        })
    });
}

fn measure(
    group: &mut BenchmarkGroup<'_, WallTime>,
    engine: &str,
    memos: &[String],
    size: usize,
    mut says: impl FnMut(&str) -> bool,
) {
    group.throughput(Throughput::Bytes(memos.iter().map(|memo| memo.len() as u64).sum()));
    group.bench_function(BenchmarkId::new(engine, size), |bench| {
        bench.iter(|| {
            let hits = memos.iter().filter(|memo| says(black_box(memo))).count();
            assert_eq!(hits, memos.len() / RARE);
        });
    });
}

fn fold_between_blanks<'a>(memo: &str, folded: &'a mut String) -> &'a str {
    folded.clear();
    folded.push(' ');
    text::fold_into(memo, folded);
    if !folded.ends_with(' ') {
        folded.push(' ');
    }
    folded
}

fn by_first_word(terms: &[String]) -> HashMap<&str, Vec<&str>> {
    let mut map: HashMap<&str, Vec<&str>> = HashMap::new();
    for term in terms {
        map.entry(term.split(' ').next().unwrap()).or_default().push(term);
    }
    map
}

/// Terms have a `z` in front, ordinary words never do; every third is a phrase.
fn term(number: usize) -> String {
    let word = format!("z{}", letters(number));
    if number.is_multiple_of(3) {
        format!("{word} {}", letters(number / 3))
    } else {
        word
    }
}

fn letters(number: usize) -> String {
    let mut left = number + 26 * 26;
    let mut text = String::new();
    while left > 0 {
        text.push(char::from(b'a' + u8::try_from(left % 25).unwrap_or(0)));
        left /= 25;
    }
    text
}

fn lexicon(terms: Vec<String>) -> Arc<Lexicon> {
    let language = Language {
        code: "en".to_owned(),
        enabled: true,
        terms,
        ..Language::default()
    };
    Arc::new(Lexicon {
        languages: vec![language],
        ..Lexicon::default()
    })
}

const PLAIN: [&str; 12] = [
    "Loyer",
    "facture",
    "MERCI",
    "invoice",
    "inv.",
    "march",
    "thanks",
    "coffee",
    "Geburtstag",
    "dinner",
    "ref",
    "order",
];
const MARKED: [&str; 12] = [
    "Loyer",
    "facturé",
    "MERCI",
    "invoice",
    "inv.",
    "März",
    "thanks",
    "café",
    "Glückwunsch",
    "dîner",
    "réf",
    "order",
];

fn memos(terms: &[String], words: &[&str], count: usize) -> Vec<String> {
    let mut dice = Dice::new(11);
    (0..count)
        .map(|at| {
            let mut memo: Vec<String> = (0..2 + dice.below(5)).map(|_| (*dice.pick(words)).to_owned()).collect();
            memo.push(dice.below(1_000_000).to_string());
            if at % RARE == 0 {
                memo.insert(1, dice.pick(terms).to_uppercase());
            }
            memo.join(" ")
        })
        .collect()
}
