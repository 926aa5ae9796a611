//! Shares of several threads become one set of columns with one set of codes.

use super::part::{Columns, Core, Dictionaries, Share};
use crate::intern::Interner;

struct Maps {
    accounts: Vec<u32>,
    names: Vec<u32>,
    countries: Vec<u32>,
    banks: Vec<u32>,
    places: Vec<u32>,
    terminals: Vec<u32>,
    branches: Vec<u32>,
    merchants: Vec<u32>,
    refs: Vec<Vec<u32>>,
}

/// Merges the shares. The first share keeps its codes; the others are translated.
pub(super) fn merge(shares: Vec<Share>) -> (Columns, Dictionaries) {
    let mut shares = shares.into_iter();
    let Some(first) = shares.next() else {
        return (Columns::default(), Dictionaries::default());
    };
    let (mut columns, mut dictionaries) = (first.columns, first.dictionaries);
    for share in shares {
        let maps = absorb(&mut dictionaries, &share.dictionaries);
        append(&mut columns, share.columns, &maps);
    }
    (columns, dictionaries)
}

fn absorb(into: &mut Dictionaries, from: &Dictionaries) -> Maps {
    let jobs: [(&mut Interner, &Interner); 8] = [
        (&mut into.accounts, &from.accounts),
        (&mut into.names, &from.names),
        (&mut into.countries, &from.countries),
        (&mut into.banks, &from.banks),
        (&mut into.places, &from.places),
        (&mut into.terminals, &from.terminals),
        (&mut into.branches, &from.branches),
        (&mut into.merchants, &from.merchants),
    ];
    let [
        accounts,
        names,
        countries,
        banks,
        places,
        terminals,
        branches,
        merchants,
    ] = jobs.map(|(into, from)| into.absorb(from));
    let refs = into
        .refs
        .iter_mut()
        .zip(&from.refs)
        .map(|(into, from)| into.absorb(from));
    Maps {
        accounts,
        names,
        countries,
        banks,
        places,
        terminals,
        branches,
        merchants,
        refs: refs.collect(),
    }
}

fn append(into: &mut Columns, from: Columns, maps: &Maps) {
    let rows = u32::try_from(into.len()).unwrap_or(u32::MAX);
    let bytes = into.ids.len();
    let single = |column: &mut Vec<u32>, values: Vec<u32>, map: &[u32]| {
        column.extend(values.into_iter().map(|code| map[code as usize]));
    };
    let pairs = |column: &mut Vec<[u32; 2]>, values: Vec<[u32; 2]>, map: &[u32]| {
        column.extend(values.into_iter().map(|codes| codes.map(|code| map[code as usize])));
    };
    into.core.extend(from.core.into_iter().map(|core| Core {
        accounts: core.accounts.map(|code| maps.accounts[code as usize]),
        names: core.names.map(|code| maps.names[code as usize]),
        countries: core.countries.map(|code| maps.countries[code as usize]),
        merchant: maps.merchants[core.merchant as usize],
        ..core
    }));
    into.file.extend(from.file);
    into.byte.extend(from.byte);
    into.line.extend(from.line);
    into.ids.push_str(&from.ids);
    into.id_ends.extend(from.id_ends.into_iter().map(|end| end + bytes));
    for ((into, from), map) in into.refs.iter_mut().zip(from.refs).zip(&maps.refs) {
        into.extend(from.into_iter().map(|(row, code)| (row + rows, map[code as usize])));
    }
    into.reversals
        .extend(from.reversals.into_iter().map(|(row, id)| (row + rows, id)));
    into.owned.extend(
        from.owned
            .into_iter()
            .map(|(account, own)| (maps.accounts[account as usize], own)),
    );
    pairs(&mut into.banks, from.banks, &maps.banks);
    pairs(&mut into.towns, from.towns, &maps.places);
    single(&mut into.place, from.place, &maps.places);
    single(&mut into.place_country, from.place_country, &maps.countries);
    single(&mut into.terminal, from.terminal, &maps.terminals);
    single(&mut into.branch, from.branch, &maps.branches);
}
