//! What would let an indicator run that could not.

use redflag_model::{Supply, VerdictReason};

/// More supplies than this are not tried in every combination.
const TRIED: usize = 10;

/// The smallest sets of supplies with which the indicator can hold: no set holds another.
pub(super) fn enabling(reasons: &[VerdictReason], can_hold: &dyn Fn(&[&Supply]) -> bool) -> Vec<Vec<Supply>> {
    let mut supplies: Vec<Supply> = reasons.iter().filter_map(VerdictReason::supply).collect();
    supplies.sort();
    supplies.dedup();
    let all: Vec<&Supply> = supplies.iter().collect();
    if !can_hold(&all) {
        return Vec::new();
    }
    if all.len() > TRIED {
        return vec![owned(&without_spares(all, can_hold))];
    }
    let mut masks: Vec<u32> = (1..1_u32 << all.len()).collect();
    masks.sort_by_key(|mask| mask.count_ones());
    let mut found: Vec<u32> = Vec::new();
    for mask in masks {
        let is_larger = found.iter().any(|&smaller| smaller & !mask == 0);
        if !is_larger && can_hold(&chosen(&all, mask)) {
            found.push(mask);
        }
    }
    found.into_iter().map(|mask| owned(&chosen(&all, mask))).collect()
}

fn chosen<'s>(all: &[&'s Supply], mask: u32) -> Vec<&'s Supply> {
    let picked = all.iter().enumerate().filter(|(at, _)| mask >> at & 1 == 1);
    picked.map(|(_, supply)| *supply).collect()
}

/// One smallest set: each supply is left out where the rest is enough.
fn without_spares<'s>(mut set: Vec<&'s Supply>, can_hold: &dyn Fn(&[&Supply]) -> bool) -> Vec<&'s Supply> {
    let mut at = 0;
    while at < set.len() {
        let spare = set.remove(at);
        if !can_hold(&set) {
            set.insert(at, spare);
            at += 1;
        }
    }
    set
}

fn owned(set: &[&Supply]) -> Vec<Supply> {
    set.iter().map(|supply| (*supply).clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use redflag_model::Field;

    const FIELDS: [Field; 12] = [
        Field::Place,
        Field::Mcc,
        Field::Memo,
        Field::Sector,
        Field::Branch,
        Field::Terminal,
        Field::Merchant,
        Field::Channel,
        Field::OwnName,
        Field::OwnCountry,
        Field::PlaceCountry,
        Field::Opened,
    ];

    fn supply(field: Field) -> Supply {
        Supply::Customers {
            field: field.name().to_owned(),
        }
    }

    fn reasons(number: usize) -> Vec<VerdictReason> {
        let missing = |field: &Field| VerdictReason::CustomersMissing {
            field: field.name().to_owned(),
        };
        FIELDS[..number].iter().map(missing).collect()
    }

    fn holds(needed: &'static [&'static [Field]]) -> impl Fn(&[&Supply]) -> bool {
        move |given: &[&Supply]| {
            let has = |field: &Field| given.contains(&&supply(*field));
            needed.iter().any(|set| set.iter().all(has))
        }
    }

    fn sets(needed: &[&[Field]]) -> Vec<Vec<Supply>> {
        let mut sets: Vec<Vec<Supply>> = needed
            .iter()
            .map(|set| set.iter().copied().map(supply).collect())
            .collect();
        for set in &mut sets {
            set.sort();
        }
        sets
    }

    #[test]
    fn every_smallest_set_is_named_and_no_larger_one() {
        const NEEDED: &[&[Field]] = &[&[Field::Memo], &[Field::Place, Field::Sector]];
        assert_eq!(enabling(&reasons(4), &holds(NEEDED)), sets(NEEDED));
        assert_eq!(enabling(&reasons(2), &holds(NEEDED)), sets(&[]));
    }

    #[test]
    fn among_many_one_smallest_set_is_named() {
        const NEEDED: &[&[Field]] = &[&[Field::Opened, Field::Place], &[Field::Memo]];
        let found = enabling(&reasons(12), &holds(NEEDED));
        assert_eq!(found.len(), 1);
        assert!(sets(NEEDED).contains(&found[0]), "{found:?}");
    }

    #[test]
    fn what_nobody_can_give_enables_nothing() {
        assert_eq!(enabling(&[VerdictReason::SwitchedOff], &|_| true), sets(&[]).clone());
    }
}
