//! Tests over the whole table of oracles.

use std::collections::BTreeSet;

use super::TABLE;

#[test]
fn every_oracle_has_a_name_of_its_own_and_says_what_it_finds() {
    let mut seen = BTreeSet::new();
    for row in TABLE {
        assert!(seen.insert(row.id), "{}", row.id);
        assert!(!row.summary.is_empty() && row.docs.ends_with('\n') && row.docs.len() > 60, "{}", row.id);
    }
}
