//! Shares of several threads become one set of columns with one set of codes; pieces of columns are moved, not copied.

use super::column::{Column, Layout, PIECE};
use super::columns::{Columns, Core, Dictionaries};
use super::ids::Ids;
use super::part::Share;
use super::patterns::Patterns;
use super::positions::Positions;
use crate::intern::Interner;
use rayon::prelude::*;
use std::hash::Hash;

/// By share, our codes of its codes; none for the first, which keeps its own.
type Map = Vec<Vec<u32>>;

struct Maps {
    accounts: Map,
    names: Map,
    countries: Map,
    banks: Map,
    places: Map,
    terminals: Map,
    branches: Map,
    merchants: Map,
    refs: Vec<Map>,
}

/// Merges the shares. The first share keeps its codes; the others are translated.
pub(super) fn merge(shares: Vec<Share>) -> (Columns, Dictionaries) {
    let settled = shares.into_iter().map(|mut share| {
        share.settle_parties();
        share
    });
    let (columns, dictionaries): (Vec<Columns>, Vec<Dictionaries>) =
        settled.map(|share| (share.columns, share.dictionaries)).unzip();
    let (dictionaries, maps) = united(dictionaries);
    (joined(columns, &maps), dictionaries)
}

/// One dictionary of each kind; each is made by one thread.
fn united(dictionaries: Vec<Dictionaries>) -> (Dictionaries, Maps) {
    let mut dictionaries = dictionaries.into_iter();
    let mut all = dictionaries.next().unwrap_or_default();
    let others: Vec<Dictionaries> = dictionaries.collect();
    let from = |of: fn(&Dictionaries) -> &Interner| others.iter().map(of).collect::<Vec<_>>();
    let mut jobs = vec![
        (&mut all.accounts, from(|it| &it.accounts)),
        (&mut all.names, from(|it| &it.names)),
        (&mut all.countries, from(|it| &it.countries)),
        (&mut all.banks, from(|it| &it.banks)),
        (&mut all.places, from(|it| &it.places)),
        (&mut all.terminals, from(|it| &it.terminals)),
        (&mut all.branches, from(|it| &it.branches)),
        (&mut all.merchants, from(|it| &it.merchants)),
    ];
    for (kind, refs) in all.refs.iter_mut().enumerate() {
        jobs.push((refs, others.iter().map(|it| &it.refs[kind]).collect()));
    }
    let absorb = |(into, from): (&mut Interner, Vec<&Interner>)| -> Map {
        let others = from.into_iter().map(|from| into.absorb(from));
        std::iter::once(Vec::new()).chain(others).collect()
    };
    let mut maps = jobs.into_par_iter().map(absorb).collect::<Vec<Map>>().into_iter();
    let mut next = || maps.next().unwrap_or_default();
    let maps = Maps {
        accounts: next(),
        names: next(),
        countries: next(),
        banks: next(),
        places: next(),
        terminals: next(),
        branches: next(),
        merchants: next(),
        refs: maps.collect(),
    };
    (all, maps)
}

/// Our code of a share's code.
fn ours(map: &Map, share: usize, code: u32) -> u32 {
    if share == 0 { code } else { map[share][code as usize] }
}

fn joined(mut shares: Vec<Columns>, maps: &Maps) -> Columns {
    let layout = Columns::layout(&shares);
    let mut all = Columns {
        wanted: shares.first().map(|first| first.wanted).unwrap_or_default(),
        rows: layout.rows(),
        ..Columns::default()
    };
    let rests = rests(&shares, &layout, maps);
    let single =
        |columns: Vec<Column<u32>>, map: &Map| Column::join(columns, &layout, |share, code| ours(map, share, code));
    let pairs = |columns: Vec<Column<[u32; 2]>>, map: &Map| {
        Column::join(columns, &layout, |share, codes: [u32; 2]| {
            codes.map(|code| ours(map, share, code))
        })
    };
    all.names = pairs(taken(&mut shares, |it| &mut it.names), &maps.names);
    all.banks = pairs(taken(&mut shares, |it| &mut it.banks), &maps.banks);
    all.towns = pairs(taken(&mut shares, |it| &mut it.towns), &maps.places);
    all.merchant = single(taken(&mut shares, |it| &mut it.merchant), &maps.merchants);
    all.place = single(taken(&mut shares, |it| &mut it.place), &maps.places);
    all.place_country = single(taken(&mut shares, |it| &mut it.place_country), &maps.countries);
    all.terminal = single(taken(&mut shares, |it| &mut it.terminal), &maps.terminals);
    all.branch = single(taken(&mut shares, |it| &mut it.branch), &maps.branches);
    all.amount_high = Column::join(taken(&mut shares, |it| &mut it.amount_high), &layout, |_, high| high);
    all.core = Column::join(taken(&mut shares, |it| &mut it.core), &layout, |share, core: Core| {
        Core {
            accounts: core.accounts.map(|code| ours(&maps.accounts, share, code)),
            ..core
        }
    });
    all.memos = full_patterns(taken(&mut shares, |it| &mut it.memos), &layout, |_, bits| bits);
    all.offsets = full_patterns(taken(&mut shares, |it| &mut it.offsets), &layout, |_, offsets| offsets);
    all.countries = full_patterns(taken(&mut shares, |it| &mut it.countries), &layout, |share, codes| {
        codes.map(|code| ours(&maps.countries, share, code))
    });
    for (row, (memo, offsets, countries)) in rests {
        let codes = (
            all.memos.code(row, memo),
            all.offsets.code(row, offsets),
            all.countries.code(row, countries),
        );
        let core = all.core.at_mut(row);
        (core.memo, core.offsets, core.countries) = codes;
    }
    all.ids = Ids::join(taken(&mut shares, |it| &mut it.ids), &layout);
    all.positions = Positions::join(taken(&mut shares, |it| &mut it.positions), &layout);
    rows_and_codes(&mut all, &shares, &layout, maps);
    all
}

fn taken<T: Default>(shares: &mut [Columns], of: fn(&mut Columns) -> &mut T) -> Vec<T> {
    shares.iter_mut().map(|share| std::mem::take(of(share))).collect()
}

/// Values that count in a piece of their share and will count in another.
type Counted = (u64, [i16; 2], [u32; 2]);

/// The counted values of rows that do not lie in full pieces, in the order of their new rows.
fn rests(shares: &[Columns], layout: &Layout, maps: &Maps) -> Vec<(usize, Counted)> {
    let rest = |(share, columns): (usize, &Columns)| {
        let countries = |row| columns.countries(row).map(|code| ours(&maps.countries, share, code));
        let rows = layout.full(share) * PIECE..columns.rows;
        rows.map(|row| {
            let counted = (columns.memo_bits(row), columns.offsets(row), countries(row));
            (layout.row(share, row), counted)
        })
        .collect::<Vec<_>>()
    };
    shares.iter().enumerate().flat_map(rest).collect()
}

fn full_patterns<T: Copy + Eq + Hash>(
    shares: Vec<Patterns<T>>,
    layout: &Layout,
    translate: impl Fn(usize, T) -> T,
) -> Patterns<T> {
    let mut all = Patterns::default();
    for (share, patterns) in shares.into_iter().enumerate() {
        let mut pieces = patterns.into_pieces();
        pieces.truncate(layout.full(share));
        all.take(pieces, |value| translate(share, value));
    }
    all
}

/// Lists of rows, in the order of their new rows.
fn rows_and_codes(all: &mut Columns, shares: &[Columns], layout: &Layout, maps: &Maps) {
    let moved = |share: usize, row: u32| u32::try_from(layout.row(share, row as usize)).unwrap_or(u32::MAX);
    for (share, columns) in shares.iter().enumerate() {
        for (kind, refs) in columns.refs.iter().enumerate() {
            let code = |code| ours(&maps.refs[kind], share, code);
            all.refs[kind].extend(refs.iter().map(|&(row, of)| (moved(share, row), code(of))));
        }
        let reversals = columns.reversals.iter();
        all.reversals
            .extend(reversals.map(|(row, id)| (moved(share, *row), id.clone())));
        let owned = columns.owned.iter();
        all.owned
            .extend(owned.map(|&(account, own)| (ours(&maps.accounts, share, account), own)));
    }
    for refs in &mut all.refs {
        // Values of one row stay in the order in which its memo names them.
        refs.sort_by_key(|&(row, _)| row);
    }
}
