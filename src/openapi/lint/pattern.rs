//! Patterns that no engine takes.

use std::collections::HashMap;

use super::api::{Report, Rule, Subject};
use crate::openapi::schema::pattern::{Use, usable};

pub(super) static RULE: Rule = Rule {
    id: "contract-pattern",
    summary: "A `pattern` is no regular expression.",
    docs: r"A pattern is a regular expression of ECMA-262, without slashes around it and without flags. One that is none
makes the schema unusable. One that is, and that the engine cannot hold, is not asserted, and whatever is held to it says so:
too large a one (`^.{0,262144}$`: write `maxLength`), and what only the old grammar of the web takes (`[\w-.]`, `\p{XDigit}`). In
YAML put it between single quotes, where a backslash is a backslash.

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
    let mut seen: HashMap<&str, Use> = HashMap::new();
    for id in subject.schemas() {
        if let Some(pattern) = survey.text(id, "pattern") {
            let at = || survey.at(id).child("pattern");
            match seen.entry(pattern).or_insert_with(|| usable(pattern)) {
                Use::Held => {}
                Use::Beyond => {
                    let what = format!("the pattern `{pattern}` is not asserted: it is beyond the engine");
                    report.warning_in(
                        &at(),
                        what,
                        "write it in the words of Unicode mode (flag `u`), and a large bound as `maxLength`",
                    );
                    continue;
                }
                Use::None => {
                    let what = format!("the pattern `{pattern}` is no regular expression that can be asserted");
                    report.error_in(&at(), what, "correct it; `\\` escapes what is meant as it stands");
                    continue;
                }
            }
            if let Some(inner) = pattern.strip_prefix('/').and_then(|rest| rest.rsplit_once('/')) {
                let is_slashed = !inner.0.is_empty()
                    && inner.1.chars().all(|flag| "gimsuy".contains(flag))
                    && !inner.0.contains('/');
                if is_slashed && (inner.0.starts_with('^') || inner.0.ends_with('$')) {
                    let what = "the slashes around the pattern are a part of it";
                    report.warning(&at(), what, format!("write `{}`", inner.0));
                }
            }
        }
        for part in survey.children(id, "patternProperties") {
            let pattern = survey.key(part);
            if usable(pattern) != Use::Held {
                let what = format!("the pattern `{pattern}` is no regular expression that can be asserted");
                report.error(&survey.at(part), what, "correct it; `\\` escapes what is meant as it stands");
            }
        }
    }
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
        for beyond in ["^.{0,262144}$", r"\p{XDigit}{8}", r"(?!\.)+a"] {
            let text = schema("3.0.0", &format!("{{ pattern: '{beyond}' }}"));
            wrong(rule, &text, &format!("warning the pattern `{beyond}` is not asserted"));
        }
        wrong(rule, &schema("3.0.0", "{ pattern: '/^a+$/i' }"), "warning the slashes around the pattern");
        for fine in [
            "^[a-z]{2,3}$",
            "^(?!a).+$",
            "\\d+",
            "^/a/b$",
            "^\\p{L}+$",
            "[\\w.-]+@[\\w-]+",
            "^.{1,2097152}",
            "\\S{1,8192}",
        ] {
            clean(rule, &schema("3.1.0", &format!("{{ pattern: '{fine}' }}")));
        }
    }
}
