//! Keys that an object of a JSON document names twice.

use super::api::{Report, Rule, Subject};

pub(super) static RULE: Rule = Rule {
    id: "contract-duplicate-key",
    summary: "An object of the document has the same key twice.",
    docs: r"RFC 8259, section 4, leaves open which of two equal keys counts: this program takes the last one, others the first, and
what the other one promises is checked by nobody. Remove one. (In YAML such a document is not read at all.)
",
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    for (first, second) in subject.document.repeated_keys() {
        let name = second.source().text.get(second.span()).unwrap_or_default().trim_matches('"').to_owned();
        report.twice(&first, &second, format!("the key `{name}` stands here twice"), "remove one of the two");
    }
}

#[cfg(test)]
mod tests {
    use crate::openapi::lint::fixture::{clean, wrong};

    #[test]
    fn keys_stand_once() {
        let rule = "contract-duplicate-key";
        wrong(
            rule,
            "{\"openapi\": \"3.1.0\",\n\"paths\": {},\n\"paths\": {}}",
            "error the key `paths` stands here twice @3",
        );
        clean(rule, "{\"openapi\": \"3.1.0\", \"info\": {\"title\": \"openapi\"}, \"paths\": {}}");
    }
}
