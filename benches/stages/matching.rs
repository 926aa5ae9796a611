//! The hot loop of lexicons: every memo of every row goes through it once.

use crate::support::{Dice, small};
use criterion::{BenchmarkId, Criterion, Throughput};
use redflag::model::TextClassifier;
use redflag::rules::data::{Language, Lexicon};
use redflag_scan::Matcher;
use std::hint::black_box;
use std::sync::Arc;

/// One memo in so many holds a term.
const RARE: usize = 50;

/// Looks for 100, 1,000 and 10,000 terms; the answer is the number of memos in which one was planted.
pub(crate) fn lexicons(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("matching");
    for terms in [100, 1_000, 10_000] {
        let words: Vec<String> = (0..terms).map(term).collect();
        let memos = memos(&words, if small() { 1_000 } else { 50_000 });
        let matcher = Matcher::new(&[lexicon(words)]).unwrap();
        group.throughput(Throughput::Bytes(memos.iter().map(|memo| memo.len() as u64).sum()));
        group.bench_function(BenchmarkId::from_parameter(terms), |bench| {
            bench.iter(|| {
                let hits = memos
                    .iter()
                    .filter(|memo| matcher.classify(black_box(memo)) != 0)
                    .count();
                assert_eq!(hits, memos.len() / RARE);
            });
        });
    }
    group.finish();
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

fn memos(terms: &[String], count: usize) -> Vec<String> {
    const WORDS: [&str; 12] = [
        "Loyer",
        "facture",
        "MERCI",
        "invoice",
        "inv.",
        "march",
        "thanks",
        "café",
        "Geburtstag",
        "dinner",
        "ref",
        "order",
    ];
    let mut dice = Dice::new(11);
    (0..count)
        .map(|at| {
            let mut memo: Vec<String> = (0..2 + dice.below(5))
                .map(|_| (*dice.pick(&WORDS)).to_owned())
                .collect();
            memo.push(dice.below(1_000_000).to_string());
            if at % RARE == 0 {
                memo.insert(1, dice.pick(terms).to_uppercase());
            }
            memo.join(" ")
        })
        .collect()
}
