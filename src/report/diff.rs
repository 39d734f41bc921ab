//! The difference of two JSON values, line by line.

use serde_json::Value;
use similar::{ChangeTag, TextDiff};

use super::wording::obedient;
use crate::value::redact::Redactor;

/// How a line of a difference stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// On both sides.
    Both,
    /// Expected only.
    Expected,
    /// There only.
    Actual,
    /// Lines that are left out.
    Gap,
}

/// The lines of a difference with two lines around each change; none where both sides are short enough to be said.
pub(super) fn lines(expected: &Value, actual: &Value, most: usize, redactor: &Redactor) -> Vec<(Side, String)> {
    let (old, new) = (pretty(expected), pretty(actual));
    if old.lines().count() <= 1 && new.lines().count() <= 1 {
        return Vec::new();
    }
    let (old, new) = (redactor.mask(&old), redactor.mask(&new));
    let diff = TextDiff::from_lines(&*old, &*new);
    let mut lines = Vec::new();
    for (index, group) in diff.grouped_ops(2).iter().enumerate() {
        if index > 0 {
            lines.push((Side::Gap, "…".to_owned()));
        }
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let side = match change.tag() {
                ChangeTag::Equal => Side::Both,
                ChangeTag::Delete => Side::Expected,
                ChangeTag::Insert => Side::Actual,
            };
            lines.push((side, obedient(change.value().trim_end_matches('\n')).into_owned()));
        }
    }
    if lines.len() > most {
        let left = lines.len() - most;
        lines.truncate(most);
        lines.push((Side::Gap, format!("… {left} more lines")));
    }
    lines
}

fn pretty(value: &Value) -> String {
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_differs_is_shown() {
        let redactor = Redactor::default();
        assert!(lines(&json!("ok"), &json!("failing"), 40, &redactor).is_empty());
        let expected = json!({"a": 1, "b": 2, "c": 3, "d": 4, "e": 5, "f": {"g": "x"}});
        let mut actual = expected.clone();
        actual["f"]["g"] = json!("y");
        let shown: Vec<String> = lines(&expected, &actual, 40, &redactor)
            .into_iter()
            .map(|(side, text)| {
                format!(
                    "{}{text}",
                    match side {
                        Side::Expected => "-",
                        Side::Actual => "+",
                        _ => " ",
                    }
                )
            })
            .collect();
        assert_eq!(shown, ["   \"e\": 5,", "   \"f\": {", "-    \"g\": \"x\"", "+    \"g\": \"y\"", "   }", " }"]);
        assert_eq!(lines(&expected, &json!([]), 3, &redactor).len(), 4);
    }
}
