//! Three-valued conditions over legs, sixty-four at a time.

/// Index of a condition within a [`super::Program`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct RootId(pub(crate) usize);

/// A condition over one leg.
#[derive(Clone, Debug)]
pub(crate) enum Logic {
    Const(Option<bool>),
    Atom(usize),
    All(Vec<Logic>),
    Any(Vec<Logic>),
    Not(Box<Logic>),
    IsTrue(Box<Logic>),
    IsFalse(Box<Logic>),
    IsUnknown(Box<Logic>),
    SomeOf(usize, Vec<Logic>),
}

/// Sixty-four legs: where a condition is true, and where it is false. Elsewhere it is unknown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Word {
    pub(crate) is_true: u64,
    pub(crate) is_false: u64,
}

impl Word {
    const TRUE: Self = Self {
        is_true: u64::MAX,
        is_false: 0,
    };
    const FALSE: Self = Self {
        is_true: 0,
        is_false: u64::MAX,
    };
    const UNKNOWN: Self = Self {
        is_true: 0,
        is_false: 0,
    };

    fn and(self, other: Self) -> Self {
        Self {
            is_true: self.is_true & other.is_true,
            is_false: self.is_false | other.is_false,
        }
    }

    fn or(self, other: Self) -> Self {
        Self {
            is_true: self.is_true | other.is_true,
            is_false: self.is_false & other.is_false,
        }
    }

    fn decided(is_true: u64) -> Self {
        Self {
            is_true,
            is_false: !is_true,
        }
    }
}

impl Logic {
    /// Evaluates one word; `atom` gives the word of an atom. Where only truth matters (`truth_only`), a conjunction stops as soon as no leg
    /// can be true any more.
    pub(crate) fn word(&self, truth_only: bool, atom: &mut dyn FnMut(usize) -> Word) -> Word {
        match self {
            Self::Const(Some(true)) => Word::TRUE,
            Self::Const(Some(false)) => Word::FALSE,
            Self::Const(None) => Word::UNKNOWN,
            Self::Atom(at) => atom(*at),
            Self::All(parts) => {
                let mut all = Word::TRUE;
                for part in parts {
                    all = all.and(part.word(truth_only, atom));
                    if all.is_false == u64::MAX || (truth_only && all.is_true == 0) {
                        break;
                    }
                }
                all
            }
            Self::Any(parts) => {
                let mut any = Word::FALSE;
                for part in parts {
                    any = any.or(part.word(truth_only, atom));
                    if any.is_true == u64::MAX {
                        break;
                    }
                }
                any
            }
            Self::Not(part) => {
                let word = part.word(false, atom);
                Word {
                    is_true: word.is_false,
                    is_false: word.is_true,
                }
            }
            Self::IsTrue(part) => Word::decided(part.word(true, atom).is_true),
            Self::IsFalse(part) => Word::decided(part.word(false, atom).is_false),
            Self::IsUnknown(part) => {
                let word = part.word(false, atom);
                Word::decided(!(word.is_true | word.is_false))
            }
            Self::SomeOf(least, parts) => some_of(*least, parts, atom),
        }
    }
}

/// True where at least `least` parts are true; false where too few can still be; else unknown.
fn some_of(least: usize, parts: &[Logic], atom: &mut dyn FnMut(usize) -> Word) -> Word {
    let words: Vec<Word> = parts.iter().map(|part| part.word(false, atom)).collect();
    let mut result = Word::UNKNOWN;
    for bit in 0..64 {
        let count = |pick: fn(&Word) -> u64| words.iter().filter(|word| pick(word) >> bit & 1 == 1).count();
        let trues = count(|word| word.is_true);
        let falses = count(|word| word.is_false);
        if trues >= least {
            result.is_true |= 1 << bit;
        } else if words.len() - falses < least {
            result.is_false |= 1 << bit;
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const VALUES: [Option<bool>; 3] = [Some(true), Some(false), None];

    fn plain(logic: &Logic, values: &[Option<bool>]) -> Option<bool> {
        let each = |parts: &[Logic]| parts.iter().map(|p| plain(p, values)).collect::<Vec<_>>();
        match logic {
            Logic::Const(value) => *value,
            Logic::Atom(at) => values[*at],
            Logic::All(parts) => {
                let parts = each(parts);
                if parts.contains(&Some(false)) {
                    Some(false)
                } else if parts.contains(&None) {
                    None
                } else {
                    Some(true)
                }
            }
            Logic::Any(parts) => {
                let parts = each(parts);
                if parts.contains(&Some(true)) {
                    Some(true)
                } else if parts.contains(&None) {
                    None
                } else {
                    Some(false)
                }
            }
            Logic::Not(part) => plain(part, values).map(|v| !v),
            Logic::IsTrue(part) => Some(plain(part, values) == Some(true)),
            Logic::IsFalse(part) => Some(plain(part, values) == Some(false)),
            Logic::IsUnknown(part) => Some(plain(part, values).is_none()),
            Logic::SomeOf(least, parts) => {
                let parts = each(parts);
                let sure = parts.iter().filter(|p| **p == Some(true)).count();
                let maybe = parts.iter().filter(|p| **p != Some(false)).count();
                if sure >= *least {
                    Some(true)
                } else if maybe < *least {
                    Some(false)
                } else {
                    None
                }
            }
        }
    }

    fn logic() -> impl Strategy<Value = Logic> {
        let leaf = prop_oneof![
            (0..4_usize).prop_map(Logic::Atom),
            proptest::sample::select(VALUES.to_vec()).prop_map(Logic::Const)
        ];
        leaf.prop_recursive(4, 24, 4, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..4).prop_map(Logic::All),
                proptest::collection::vec(inner.clone(), 0..4).prop_map(Logic::Any),
                (0..4_usize, proptest::collection::vec(inner.clone(), 0..4)).prop_map(|(n, p)| Logic::SomeOf(n, p)),
                inner.clone().prop_map(|p| Logic::Not(Box::new(p))),
                inner.clone().prop_map(|p| Logic::IsTrue(Box::new(p))),
                inner.clone().prop_map(|p| Logic::IsFalse(Box::new(p))),
                inner.prop_map(|p| Logic::IsUnknown(Box::new(p))),
            ]
        })
    }

    proptest! {
        #[test]
        fn words_agree_with_one_leg_at_a_time(logic in logic(), legs in proptest::collection::vec(proptest::collection::vec(proptest::sample::select(VALUES.to_vec()), 4), 64)) {
            let atoms: Vec<Word> = (0..4).map(|at| {
                let bits = |wanted| legs.iter().enumerate().filter(|(_, leg)| leg[at] == Some(wanted)).fold(0, |bits, (n, _)| bits | 1_u64 << n);
                Word { is_true: bits(true), is_false: bits(false) }
            }).collect();
            let full = logic.word(false, &mut |at| atoms[at]);
            let truth = logic.word(true, &mut |at| atoms[at]).is_true;
            for (n, leg) in legs.iter().enumerate() {
                let expected = plain(&logic, leg);
                prop_assert_eq!(full.is_true >> n & 1 == 1, expected == Some(true));
                prop_assert_eq!(full.is_false >> n & 1 == 1, expected == Some(false));
                prop_assert_eq!(truth >> n & 1 == 1, expected == Some(true));
            }
        }
    }
}
