//! "Did you mean": the known name that a mistyped one is nearest to.

/// The candidate that `wrong` was most likely meant to be, where one is near enough to say so.
#[must_use]
pub fn nearest<'a>(wrong: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = wrong.to_lowercase();
    candidates
        .into_iter()
        .map(|candidate| (strsim::osa_distance(&lower, &candidate.to_lowercase()), candidate))
        .filter(|(distance, candidate)| {
            // One slip in three letters; a longer common start counts as near too (`stat` for `status`).
            *distance <= (candidate.chars().count().max(3)) / 3
                || (lower.len() >= 3 && candidate.to_lowercase().starts_with(&lower))
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// `did you mean "x"?`, or what there is to choose from.
#[must_use]
pub fn suggestion<'a>(wrong: &str, candidates: impl IntoIterator<Item = &'a str> + Clone) -> Option<String> {
    if let Some(near) = nearest(wrong, candidates.clone()) {
        return Some(format!("did you mean `{near}`?"));
    }
    let mut all: Vec<&str> = candidates.into_iter().collect();
    all.sort_unstable();
    match all.len() {
        0 => None,
        1..=30 => Some(format!("known here: {}", all.join(", "))),
        more => Some(format!("known here: {}, and {} more", all[..30].join(", "), more - 30)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_near_and_a_stranger_is_not() {
        assert_eq!(nearest("stauts", ["status", "header"]), Some("status"));
        assert_eq!(nearest("Json", ["json", "body"]), Some("json"));
        assert_eq!(nearest("expct", ["expect", "exec"]), Some("expect"));
        assert_eq!(nearest("zebra", ["status", "header"]), None);
        assert_eq!(suggestion("zebra", ["b", "a"]).as_deref(), Some("known here: a, b"));
    }
}
