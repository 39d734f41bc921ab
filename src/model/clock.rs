//! The time of day, which goes along with a clock that a run has for itself.

use std::time::Instant;

use jiff::Timestamp;

/// What time it is: the system's time, and with it how far the runtime's clock is before or behind, where that is paused and so
/// waits for nothing. A case that waits until a moment that it was told gets there on both.
#[must_use]
pub fn now() -> Timestamp {
    let (system, real) = (Timestamp::now(), Instant::now());
    // Of a clock that is not paused it is the little that lies between two readings.
    let other = tokio::time::Instant::now().into_std();
    let there = if other >= real { system.checked_add(other - real) } else { system.checked_sub(real - other) };
    there.unwrap_or(system)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use jiff::SignedDuration;

    use super::*;

    #[tokio::test]
    async fn without_a_clock_of_its_own_it_is_the_systems_time() {
        let before = Timestamp::now();
        let now = now();
        assert!(before <= now && now <= Timestamp::now());
    }

    #[tokio::test(start_paused = true)]
    async fn it_leaps_with_a_paused_clock() {
        let before = now();
        tokio::time::sleep(Duration::from_secs(3600)).await;
        let passed = now().duration_since(before);
        assert!(passed >= SignedDuration::from_secs(3599), "{passed}");
    }
}
