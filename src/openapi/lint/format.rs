//! Formats that nobody asserts.

use std::collections::BTreeMap;

use serde_json::Value;

use super::api::{Report, Rule, Subject};
use super::survey::Id;
use crate::syntax::nearest::nearest;

pub(super) static RULE: Rule = Rule {
    id: "contract-format",
    summary: "A `format` is one that nobody asserts.",
    docs: r"A format that is not known demands nothing: `format: datetime` lets every text in. Known are

- of JSON Schema: `date-time`, `date`, `time`, `duration`, `email`, `idn-email`, `hostname`, `idn-hostname`, `ipv4`,
  `ipv6`, `uri`, `uri-reference`, `iri`, `iri-reference`, `uri-template`, `uuid`, `json-pointer`,
  `relative-json-pointer`, `regex`;
- of OpenAPI's registry: `int8` … `int64`, `uint8` … `uint64`, `float`, `double`, `decimal`, `byte`, `binary`, `base64url`,
  `password`, `char`, `http-date`, `unixtime`, `media-range`, `commonmark`, `html`, and a few more, some of which are
  words only.

Correct a slip (`datetime` is `date-time`); where a format is your own, say what it demands by `pattern`.
",
    check,
};

/// The formats of JSON Schema and of OpenAPI's registry (<https://spec.openapis.org/registry/format/>).
const KNOWN: &[&str] = &[
    "date-time",
    "date",
    "time",
    "duration",
    "email",
    "idn-email",
    "hostname",
    "idn-hostname",
    "ipv4",
    "ipv6",
    "uri",
    "uri-reference",
    "iri",
    "iri-reference",
    "uri-template",
    "uuid",
    "json-pointer",
    "relative-json-pointer",
    "regex",
    "int8",
    "int16",
    "int32",
    "int64",
    "uint8",
    "uint16",
    "uint32",
    "uint64",
    "float",
    "double",
    "double-int",
    "decimal",
    "decimal128",
    "byte",
    "binary",
    "base64url",
    "password",
    "char",
    "http-date",
    "unixtime",
    "media-range",
    "commonmark",
    "html",
    "date-time-local",
    "time-local",
    "sf-binary",
    "sf-boolean",
    "sf-decimal",
    "sf-integer",
    "sf-string",
    "sf-token",
    "file",
];

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    let survey = subject.survey;
    let mut unknown: BTreeMap<&str, (Id, usize)> = BTreeMap::new();
    for id in subject.schemas() {
        let Some(format) = survey.text(id, "format") else { continue };
        let narrowed = ["pattern", "enum", "const"]
            .iter()
            .any(|key| survey.get(id, key).is_some_and(|value| *value != Value::Null));
        if !KNOWN.contains(&format) && !narrowed {
            unknown.entry(format).or_insert((id, 0)).1 += 1;
        }
    }
    for (format, (first, count)) in unknown {
        let help = match slip(format) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "say by `pattern` what it demands".to_owned(),
        };
        let often = if count > 1 { format!(", {count} times") } else { String::new() };
        let what = format!("nobody asserts the format `{format}`{often}: every value holds");
        report.warning(&survey.at(first).child("format"), what, help);
    }
}

/// The known format that was probably meant.
fn slip(format: &str) -> Option<&'static str> {
    let folded: String = format.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
    let alike = match folded.as_str() {
        "datetime" | "timestamp" | "iso8601" | "rfc3339" => Some("date-time"),
        "url" => Some("uri"),
        "guid" => Some("uuid"),
        "ip" => Some("ipv4"),
        "integer" | "int" => Some("int32"),
        "long" => Some("int64"),
        "base64" => Some("byte"),
        _ => None,
    };
    alike.or_else(|| {
        nearest(format, KNOWN.iter().copied()).and_then(|near| KNOWN.iter().find(|known| **known == near).copied())
    })
}

#[cfg(test)]
mod tests {
    use crate::openapi::lint::fixture::{clean, schema, wrong};

    #[test]
    fn formats_are_known() {
        let rule = "contract-format";
        wrong(
            rule,
            &schema("3.0.0", "{ format: datetime }"),
            "warning nobody asserts the format `datetime`: every value holds @6 (did you mean `date-time`?)",
        );
        wrong(
            rule,
            &schema("3.1.0", "{ anyOf: [{ format: sku }, { format: sku }] }"),
            "warning nobody asserts the format `sku`, 2 times",
        );
        clean(
            rule,
            &schema("3.0.0", "{ anyOf: [{ format: int64 }, { format: date-time }, { format: sku, pattern: a }] }"),
        );
        clean(rule, &schema("3.0.0", "{ properties: { format: { type: string } }, example: { format: sku } }"));
    }
}
