//! Templates of paths, and the parameters that fill them.

use super::api::{Report, Rule, Subject};
use super::role::Role;
use crate::model::diagnostic::Severity;
use crate::openapi::api::In;
use crate::openapi::dialect::Dialect;
use crate::syntax::nearest::nearest;

pub(super) static RULE: Rule = Rule {
    id: "contract-template",
    summary: "A path's templates and its parameters do not belong together.",
    docs: r"Every `{name}` in a path needs a parameter with `in: path` and that name, and every such parameter a place in the path
(OpenAPI 3.1.1, section 4.8.2.1). Without it nobody knows which requests are meant. A path parameter has
`required: true`: a path without it is another path.

```yaml
/orders/{id}:
  get:
    parameters: [{ name: order, in: path, schema: { type: integer } }]     # wrong: name: id, required: true
```
",
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    for operation in &subject.api.operations {
        let (names, sound) = names(&operation.path);
        let item = operation.at.parent().unwrap_or_else(|| operation.at.clone());
        if !sound {
            let what = format!("the braces of `{}` do not close", operation.path);
            report.error(&item, what, "write each template as `{name}`");
            continue;
        }
        for (index, name) in names.iter().enumerate() {
            if names[..index].contains(name) {
                let what = format!("`{}` has `{{{name}}}` twice", operation.path);
                // Forbidden since 3.2 (section 4.8.2); before, nothing is said of it.
                let is_forbidden = subject.dialect() == Dialect::V3_2;
                let severity = if is_forbidden { Severity::Error } else { Severity::Warning };
                report.tell(severity, &item, what, "give each template a name of its own");
            }
        }
        let mine = || operation.parameters.iter().filter(|one| one.location == In::Path);
        for name in &names {
            if !mine().any(|parameter| parameter.name == *name) {
                let near = nearest(name, mine().map(|one| &*one.name).filter(|one| !names.contains(one)));
                let help = match near {
                    Some(near) => format!("the parameter `{near}` may be the one that was meant"),
                    None => {
                        format!("add `{{ name: {name}, in: path, required: true, schema: … }}` to its `parameters`")
                    }
                };
                let what = format!("no parameter of {} fills `{{{name}}}`", operation.name());
                report.error(&operation.at, what, help);
            }
        }
        for parameter in mine().filter(|parameter| !names.contains(&&*parameter.name)) {
            let near = nearest(&parameter.name, names.iter().copied());
            let help = match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("write `{{{}}}` into the path, or remove the parameter", parameter.name),
            };
            let what = format!("`{}` has no place for the path parameter `{}`", operation.path, parameter.name);
            report.error(&parameter.at, what, help);
        }
    }
    let survey = subject.survey;
    for id in survey.all(Role::Parameter) {
        let is_path = survey.text(id, "in") == Some("path");
        if is_path && survey.get(id, "required") != Some(&serde_json::Value::Bool(true)) {
            let name = survey.text(id, "name").unwrap_or_default();
            report.warning(
                &survey.at(id),
                format!("the path parameter `{name}` is not `required: true`"),
                "write `required: true`: a path cannot be without it, and it is read so",
            );
        }
    }
}

/// The names of a path's templates, and whether all braces close.
fn names(path: &str) -> (Vec<&str>, bool) {
    let mut names = Vec::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else { return (names, false) };
        if before.contains('}') || name.contains('{') || name.is_empty() {
            return (names, false);
        }
        names.push(name);
        rest = after;
    }
    (names, !rest.contains('}'))
}

#[cfg(test)]
mod tests {
    use crate::openapi::lint::fixture::{clean, lines, paths, wrong};

    #[test]
    fn templates_and_parameters_belong_together() {
        let rule = "contract-template";
        let id = "{ name: id, in: path, required: true, schema: {} }";
        wrong(
            rule,
            &paths("/a/{id}: { get: {} }"),
            "error no parameter of GET /a/{id} fills `{id}` @4 (add `{ name: id,",
        );
        wrong(
            rule,
            &paths(&format!("/a: {{ parameters: [{id}], get: {{}} }}")),
            "error `/a` has no place for the path parameter `id`",
        );
        wrong(
            rule,
            &paths("/a/{id}: { get: { parameters: [{ name: id, in: path, schema: {} }] } }"),
            "warning the path parameter `id` is not `required: true`",
        );
        wrong(
            rule,
            &paths(&format!("/a/{{id: {{ get: {{ parameters: [{id}] }} }}")),
            "error the braces of `/a/{id` do not close",
        );
        wrong(
            rule,
            &paths(&format!("/a/{{id}}/{{id}}: {{ get: {{ parameters: [{id}] }} }}")),
            "warning `/a/{id}/{id}` has `{id}` twice",
        );
        assert_eq!(lines(rule, &paths(&format!("/a/{{idd}}: {{ get: {{ parameters: [{id}] }} }}"))).len(), 2);
        clean(rule, &paths(&format!("/a/{{id}}: {{ parameters: [{id}], get: {{}}, put: {{}} }}")));
        clean(rule, &paths("/a: { get: {} }"));
    }
}
