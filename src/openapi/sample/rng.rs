//! Numbers that look random and follow from a seed alone: `SplitMix64` (Steele, Lea and Flood, 2014).

/// A stream of numbers; the same seed gives the same stream.
#[derive(Debug, Clone)]
pub(super) struct Rng(u64);

const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

impl Rng {
    pub(super) fn new(seed: u64, turn: u64) -> Self {
        let mut rng = Self(seed ^ turn.wrapping_mul(GOLDEN).rotate_left(17));
        // Neighbouring seeds begin with numbers that are alike.
        rng.next();
        rng
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(GOLDEN);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 to below `end`; 0 where there is nothing below it.
    pub(super) fn below(&mut self, end: usize) -> usize {
        if end < 2 {
            return 0;
        }
        let wide = u128::from(self.next()) * (end as u128);
        usize::try_from(wide >> 64).unwrap_or(0)
    }

    /// One time in `times`.
    pub(super) fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// From `low` to `high`, both included.
    pub(super) fn between(&mut self, low: i128, high: i128) -> i128 {
        let span = high.saturating_sub(low);
        if span <= 0 {
            return low;
        }
        let wide = (i128::from(self.next()) << 62) ^ i128::from(self.next());
        match span.checked_add(1) {
            Some(count) => low + wide.rem_euclid(count),
            None => low,
        }
    }

    /// From 0 to below 1.
    pub(super) fn unit(&mut self) -> f64 {
        f64::from(u32::try_from(self.next() >> 32).unwrap_or(0)) / 4_294_967_296.0
    }

    pub(super) fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        from.get(self.below(from.len()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_and_all_stay_within() {
        let (mut one, mut two, mut other) = (Rng::new(1, 0), Rng::new(1, 0), Rng::new(2, 0));
        assert_eq!(one.next(), two.next());
        assert_ne!(one.next(), other.next());
        for _ in 0..1000 {
            assert!(one.below(7) < 7);
            assert!((-3..=4).contains(&one.between(-3, 4)));
            assert!((0.0..1.0).contains(&one.unit()));
        }
        assert_eq!(one.between(i128::MIN, i128::MAX), i128::MIN, "a span that no number holds");
    }
}
