//! How long an answer is held back; random delays are the same again under the same seed.

use std::time::Duration;

use sha2::{Digest as _, Sha256};

/// The longest delay that a distribution may draw, so that no draw outlives a run.
const LONGEST: Duration = Duration::from_secs(600);

/// How long an answer is held back.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Delay {
    /// Always so long.
    Fixed(Duration),
    /// Any span from the first to the second, each as likely.
    Uniform(Duration, Duration),
    /// Half of all draws are below `p50`, and 99 of 100 below `p99`.
    LogNormal {
        /// The median.
        p50: Duration,
        /// The 99th percentile.
        p99: Duration,
    },
}

impl Delay {
    /// The span for one arrival: the same for the same seed, case, stub and number.
    #[must_use]
    pub fn draw(self, seed: u64, case: &str, stub: &str, arrival: u64) -> Duration {
        match self {
            Self::Fixed(span) => span,
            Self::Uniform(from, to) => {
                let (one, _) = randoms(seed, case, stub, arrival);
                from + to.saturating_sub(from).mul_f64(one)
            }
            Self::LogNormal { p50, p99 } => {
                let (one, two) = randoms(seed, case, stub, arrival);
                // Box and Muller: two even draws make one normal draw.
                let normal = (-2.0 * one.max(f64::MIN_POSITIVE).ln()).sqrt() * (std::f64::consts::TAU * two).cos();
                // 2.326 is the 99th percentile of the standard normal distribution.
                let sigma = (p99.as_secs_f64() / p50.as_secs_f64()).ln() / 2.326_347_874;
                let drawn = p50.as_secs_f64() * (sigma * normal).exp();
                Duration::try_from_secs_f64(drawn).unwrap_or(LONGEST).min(LONGEST)
            }
        }
    }
}

/// Two numbers in `0..1`.
fn randoms(seed: u64, case: &str, stub: &str, arrival: u64) -> (f64, f64) {
    let mut hash = Sha256::new();
    hash.update(seed.to_be_bytes());
    for part in [case, stub] {
        hash.update(part.as_bytes());
        hash.update([0xff]);
    }
    hash.update(arrival.to_be_bytes());
    let bytes: [u8; 32] = hash.finalize().into();
    let part = |from: usize| {
        let mut number = [0; 4];
        number.copy_from_slice(&bytes[from..from + 4]);
        f64::from(u32::from_be_bytes(number)) / (f64::from(u32::MAX) + 1.0)
    };
    (part(0), part(4))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(number: u64) -> Duration {
        Duration::from_millis(number)
    }

    #[test]
    fn draws_are_repeatable_and_lie_where_they_should() {
        let uniform = Delay::Uniform(ms(10), ms(50));
        let log = Delay::LogNormal { p50: ms(80), p99: ms(900) };
        let draws =
            |delay: Delay, seed| -> Vec<Duration> { (0..2000).map(|n| delay.draw(seed, "c", "s", n)).collect() };
        assert_eq!(draws(uniform, 1), draws(uniform, 1));
        assert_ne!(draws(uniform, 1), draws(uniform, 2));
        assert!(draws(uniform, 1).iter().all(|span| (ms(10)..=ms(50)).contains(span)));
        let below = |limit| draws(log, 7).iter().filter(|span| **span < limit).count();
        assert!((900..1100).contains(&below(ms(80))), "{}", below(ms(80)));
        assert!((1960..2000).contains(&below(ms(900))), "{}", below(ms(900)));
        assert_eq!(Delay::Fixed(ms(3)).draw(1, "a", "b", 9), ms(3));
    }
}
