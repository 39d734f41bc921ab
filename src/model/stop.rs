//! Says to long work that it has to come to an end.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether work has to end; clones say it together.
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Says so.
    pub fn press(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether it was said.
    #[must_use]
    pub fn is_pressed(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
