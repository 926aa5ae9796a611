//! A seeded generator of numbers, so that the same program always writes the same files.

/// splitmix64: small, fast, and the same on every machine for ever.
#[derive(Clone, Debug)]
pub(crate) struct Rng(u64);

impl Rng {
    /// A generator that always gives the same numbers for the same seed.
    pub(crate) fn seeded(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from `low` to `high`, both included; `low` where the range is empty.
    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        let drawn = self.next();
        let width = u64::try_from(high - low).unwrap_or(0) + 1;
        low + i64::try_from(drawn % width).unwrap_or(0)
    }

    /// True `of_thousand` times in a thousand.
    pub(crate) fn chance(&mut self, of_thousand: u64) -> bool {
        self.next() % 1000 < of_thousand
    }

    /// An index below `count`; 0 where `count` is 0.
    pub(crate) fn index(&mut self, count: usize) -> usize {
        let drawn = self.next();
        let count = u64::try_from(count).unwrap_or(1).max(1);
        usize::try_from(drawn % count).unwrap_or(0)
    }

    /// One of the values, each as likely as the next.
    pub(crate) fn pick<T: Copy, const N: usize>(&mut self, values: &[T; N]) -> T {
        const { assert!(N > 0, "nothing to pick from") };
        values[self.index(N)]
    }
}

#[cfg(test)]
mod tests {
    use super::Rng;

    #[test]
    fn first_numbers_are_those_of_the_published_algorithm() {
        let mut rng = Rng::seeded(1_234_567);
        assert_eq!(rng.next(), 6_457_827_717_110_365_317);
        assert_eq!(rng.next(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn numbers_stay_inside_their_range() {
        let mut rng = Rng::seeded(7);
        let drawn: Vec<i64> = (0..500).map(|_| rng.between(-2, 2)).collect();
        assert!(drawn.iter().all(|n| (-2..=2).contains(n)));
        assert!((-2..=2).all(|n| drawn.contains(&n)));
    }
}
