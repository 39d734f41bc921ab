//! What can be wrong with an answer: one file a mutation, and the table of them.

mod alter_header;
pub mod api;
mod change_type;
mod content_type;
mod delay;
mod drop_correlation;
mod drop_field;
mod echo_secret;
mod empty_list;
mod enum_value;
mod html_page;
mod null;
mod off_by_one;
mod remove_header;
mod repeat_item;
mod server_error;
mod shuffle;
mod sibling_status;
mod stale_answer;
mod truncate;
mod wrap;

#[cfg(test)]
mod tests;

use crate::syntax::nearest::suggestion;

/// What is said of a name that no mutation has: that there is none, and what could have been meant.
#[must_use]
pub fn unknown(name: &str) -> Option<(String, String)> {
    let ids = || TABLE.iter().map(|row| row.id);
    let hint = || suggestion(name, ids()).unwrap_or_else(|| "`holdpoint explain` lists them".into());
    (!ids().any(|id| id == name)).then(|| (format!("there is no mutation `{name}`"), hint()))
}

/// Every mutation.
pub static TABLE: &[&api::Row] = &[
    &sibling_status::ROW,
    &server_error::ROW,
    &drop_field::ROW,
    &null::ROW,
    &change_type::ROW,
    &enum_value::ROW,
    &off_by_one::ROW,
    &wrap::ROW,
    &empty_list::ROW,
    &repeat_item::ROW,
    &shuffle::ROW,
    &remove_header::ROW,
    &alter_header::ROW,
    &drop_correlation::ROW,
    &content_type::ROW,
    &html_page::ROW,
    &truncate::ROW,
    &delay::ROW,
    &stale_answer::ROW,
    &echo_secret::ROW,
];
