//! What an organisation wants of changes: how long is deprecated before it goes, and how much each change weighs.

use super::change::Level;

/// What the levels of changes follow.
#[derive(Debug, Clone, Default)]
pub struct Policy {
    /// How many days lie between the deprecation of what is `beta` and its end (`x-sunset`).
    pub days_beta: u32,
    /// The same of what is `stable`, or has no `x-stability-level`.
    pub days_stable: u32,
    /// The day that counts as today: days since 1970-01-01.
    pub today: i64,
    /// Levels that replace those of the table, by the id of a change, ours or oasdiff's.
    pub levels: Vec<(String, Level)>,
    /// Whether senders may send what their schema does not declare.
    pub open_world: bool,
}

impl Policy {
    /// The level that was set for a change.
    #[must_use]
    pub fn level(&self, id: &str, oasdiff: Option<&str>) -> Option<Level> {
        let named = |(name, _): &&(String, Level)| name == id || Some(name.as_str()) == oasdiff;
        self.levels.iter().find(named).map(|(_, level)| *level)
    }
}
