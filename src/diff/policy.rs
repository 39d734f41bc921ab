//! What an organisation wants of changes: how long is deprecated before it goes, and how much each change weighs.

use super::level::Level;

/// What the levels of changes follow.
#[derive(Debug, Clone, Default)]
pub struct Policy {
    /// How many days lie between the deprecation of what is `beta` and its end (`x-sunset`).
    pub days_beta: u32,
    /// The same of what is `stable`, or has no `x-stability-level`.
    pub days_stable: u32,
    /// The day that counts as today: days since 1970-01-01.
    pub today: i64,
    /// Levels that replace those of the table, by the id of a change, ours or oasdiff's; none where it is not told at all.
    pub levels: Vec<(String, Option<Level>)>,
    /// Whether senders may send what their schema does not declare.
    pub open_world: bool,
}

impl Policy {
    /// A day as it is counted here.
    #[must_use]
    pub fn day(date: jiff::civil::Date) -> i64 {
        let epoch = jiff::civil::date(1970, 1, 1);
        date.since((jiff::Unit::Day, epoch)).map_or(0, |span| i64::from(span.get_days()))
    }

    /// The level that was set for a change; none where none was, and none in it where it is not to be told.
    #[must_use]
    pub fn level(&self, id: &str, oasdiff: Option<&str>) -> Option<Option<Level>> {
        let named = |(name, _): &&(String, Option<Level>)| name == id || Some(name.as_str()) == oasdiff;
        self.levels.iter().find(named).map(|(_, level)| *level)
    }
}
