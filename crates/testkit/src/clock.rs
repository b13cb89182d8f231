//! A clock that stands still until a test moves it.

use std::sync::atomic::{AtomicI64, Ordering};

use tongguan_model::time::Millis;
use tongguan_service::Clock;

/// Starts on Tuesday 2026-11-24, 10:00 in Shanghai.
#[derive(Debug)]
pub struct FrozenClock(AtomicI64);

impl Default for FrozenClock {
    fn default() -> Self {
        Self(AtomicI64::new(1_795_485_600_000))
    }
}

impl FrozenClock {
    /// Moves on.
    pub fn advance(&self, ms: i64) {
        self.0.fetch_add(ms, Ordering::SeqCst);
    }

    /// Jumps to a moment.
    pub fn set(&self, at: Millis) {
        self.0.store(at.0, Ordering::SeqCst);
    }
}

impl Clock for FrozenClock {
    fn now(&self) -> Millis {
        Millis(self.0.load(Ordering::SeqCst))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn starts_on_a_working_morning() {
        assert_eq!(FrozenClock::default().now().clock(), "2026-11-24 10:00");
    }
}
