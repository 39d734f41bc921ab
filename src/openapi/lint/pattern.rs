//! Patterns that no engine takes.

use std::collections::HashMap;

use serde_json::json;

use super::api::{Report, Rule, Subject};

pub(super) static RULE: Rule = Rule {
    id: "contract-pattern",
    summary: "A `pattern` is no regular expression.",
    docs: r"A pattern is a regular expression of ECMA-262, without slashes around it and without flags. One that does not compile,
or is too large to (`.{0,262144}`: write `maxLength`), makes the schema unusable. In YAML put it between single quotes, where a backslash is a backslash.

```yaml
pattern: '^[a-z]{2,3$'         # wrong: the brace does not close
pattern: /^[a-z]+$/i           # told too: the slashes are part of it
pattern: '^[A-Za-z]+$'         # right
```
",
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    let survey = subject.survey;
    let mut seen: HashMap<&str, bool> = HashMap::new();
    for id in subject.schemas() {
        if let Some(pattern) = survey.text(id, "pattern") {
            if !*seen.entry(pattern).or_insert_with(|| is_sound(pattern)) {
                let what = format!("the pattern `{pattern}` is no regular expression that can be asserted");
                report.error_in(
                    &survey.at(id).child("pattern"),
                    what,
                    "correct it; `\\` escapes what is meant as it stands",
                );
            } else if let Some(inner) = pattern.strip_prefix('/').and_then(|rest| rest.rsplit_once('/')) {
                let is_slashed = !inner.0.is_empty()
                    && inner.1.chars().all(|flag| "gimsuy".contains(flag))
                    && !inner.0.contains('/');
                if is_slashed && (inner.0.starts_with('^') || inner.0.ends_with('$')) {
                    let what = "the slashes around the pattern are a part of it";
                    report.warning(&survey.at(id).child("pattern"), what, format!("write `{}`", inner.0));
                }
            }
        }
        for part in survey.children(id, "patternProperties") {
            let pattern = survey.key(part);
            if !is_sound(pattern) {
                let what = format!("the pattern `{pattern}` is no regular expression that can be asserted");
                report.error(&survey.at(part), what, "correct it; `\\` escapes what is meant as it stands");
            }
        }
    }
}

/// Whether a pattern compiles, by the engine that asserts it.
fn is_sound(pattern: &str) -> bool {
    pattern.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"^$-_ ".contains(&byte))
        || jsonschema::draft202012::new(&json!({"pattern": pattern})).is_ok()
}

#[cfg(test)]
mod tests {
    use crate::openapi::lint::fixture::{clean, schema, wrong};

    #[test]
    fn patterns_compile() {
        let rule = "contract-pattern";
        wrong(
            rule,
            &schema("3.0.0", "{ pattern: '^[a-z$' }"),
            "error the pattern `^[a-z$` is no regular expression that can be asserted",
        );
        wrong(
            rule,
            &schema("3.1.0", "{ patternProperties: { '(': {} } }"),
            "error the pattern `(` is no regular expression",
        );
        wrong(rule, &schema("3.0.0", "{ pattern: '/^a+$/i' }"), "warning the slashes around the pattern");
        for fine in ["^[a-z]{2,3}$", "^(?!a).+$", "\\d+", "^/a/b$", "^\\p{L}+$", "[\\w.-]+@[\\w-]+"] {
            clean(rule, &schema("3.1.0", &format!("{{ pattern: '{fine}' }}")));
        }
    }
}
