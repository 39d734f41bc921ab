//! Matchers of what a value is: `type`, `format`, `exists`, `absent`.

use std::sync::Arc;

use data_encoding::{BASE64, BASE64URL, BASE64URL_NOPAD};
use jsonschema::Validator;
use serde_json::{Value, json};

use super::api::{Bench, Reading, Row, Rule, Subject};
use super::measure::{Measure, Miss, measured};
use super::operand::{Fault, Operand, one_or_many};
use super::{moment, number, show};
use crate::model::finding::Judgement;
use crate::model::node::Node;
use crate::model::place::Place;
use crate::syntax::nearest::suggestion;
use crate::value::template::Lookup;

const TYPES: [&str; 7] = ["string", "number", "integer", "boolean", "array", "object", "null"];

/// `type`
pub(super) static TYPE: Row = Row {
    name: "type",
    docs: "one of string, number, integer (a number without fraction), boolean, array, object, null; or a list of them",
    schema: || {
        json!({"anyOf": [{"enum": TYPES}, {"type": "array", "minItems": 1, "items": {"enum": TYPES}},
            {"type": "string", "pattern": r"\$\{"}]})
    },
    compile: |node, bench| measured(node, bench, &KINDS),
};

static KINDS: Measure<Vec<&'static str>> = Measure {
    read: |value| {
        let types = one_or_many(value, "this list is empty, and so nothing fits it", |item| {
            let word = item.as_str().map_or_else(|| show::short(item), str::to_owned);
            TYPES.into_iter().find(|known| *known == word).ok_or_else(|| {
                Fault::new(format!("`{word}` is no type of JSON")).help(suggestion(&word, TYPES).unwrap_or_default())
            })
        })?;
        if TYPES.iter().all(|all| *all == "integer" || types.contains(all)) {
            return Err(Fault::new("this allows every type, and so demands nothing").help("`exists: true` says that"));
        }
        Ok(types)
    },
    says: |types| types.join(" or "),
    // The list that a path selects is an array whatever the service answers.
    suits_list: |_| false,
    test: |types, subject, value| {
        let fits = |wanted: &str| match (wanted, value) {
            ("string", Value::String(_))
            | ("number", Value::Number(_))
            | ("boolean", Value::Bool(_))
            | ("array", Value::Array(_))
            | ("object", Value::Object(_))
            | ("null", Value::Null) => true,
            ("integer", Value::Number(number)) => number::is_whole(number),
            (wanted, Value::String(text)) if subject.reading == Reading::Written => match wanted {
                "number" => number::written(text).is_some(),
                "integer" => number::written(text).is_some_and(|number| number::is_whole(&number)),
                "boolean" => text == "true" || text == "false",
                _ => false,
            },
            _ => false,
        };
        if types.iter().any(|wanted| fits(wanted)) { Ok(()) } else { Err(Miss::saying(show::kinded(value))) }
    },
};

/// A format: its name, what it is in words, and how it is judged where JSON Schema does not do it.
type Known = (&'static str, &'static str, Option<fn(&str) -> bool>);

/// Every format: those without a function are JSON Schema's (draft 2020-12, section 7.3 of its validation part).
const FORMATS: [Known; 15] = [
    ("date-time", "a date and time (RFC 3339)", None),
    ("date", "a date such as 2026-11-20", None),
    ("time", "a time with offset such as 06:07:08Z (RFC 3339)", None),
    ("email", "an e-mail address", None),
    ("hostname", "a host name", None),
    ("ipv4", "an IPv4 address", None),
    ("ipv6", "an IPv6 address", None),
    ("uri", "an absolute URI (RFC 3986)", None),
    ("uuid", "a UUID (RFC 9562)", None),
    ("datetime-space", "a date and time such as 2026-11-20 06:07:08", Some(|text| moment::spaced(text).is_some())),
    ("http-date", "a date and time of HTTP (RFC 9110, section 5.6.7)", Some(|text| moment::http(text).is_some())),
    (
        "base64",
        "base64 with padding (RFC 4648, section 4)",
        Some(|text| filled(text, BASE64.decode(text.as_bytes()).is_ok())),
    ),
    (
        "base64url",
        "base64url with or without padding (RFC 4648, section 5)",
        Some(|text| {
            let bytes = text.as_bytes();
            filled(text, BASE64URL.decode(bytes).is_ok() || BASE64URL_NOPAD.decode(bytes).is_ok())
        }),
    ),
    ("hex", "hexadecimal digits", Some(|text| filled(text, text.bytes().all(|byte| byte.is_ascii_hexdigit())))),
    ("semver", "a version (Semantic Versioning 2.0.0)", Some(|text| semver::Version::parse(text).is_ok())),
];

fn filled(text: &str, holds: bool) -> bool {
    !text.is_empty() && holds
}

/// `format`
pub(super) static FORMAT: Row = Row {
    name: "format",
    docs: "text of a known form: date-time, date, time, email, hostname, ipv4, ipv6, uri, uuid, datetime-space (2026-11-20 06:07:08), http-date, base64, base64url, hex, semver",
    schema: || json!({"anyOf": [{"enum": FORMATS.map(|(name, ..)| name)}, {"type": "string", "pattern": r"\$\{"}]}),
    compile: |node, bench| measured(node, bench, &FORM),
};

#[derive(Debug)]
struct Form {
    known: &'static Known,
    validator: Option<Validator>,
}

static FORM: Measure<Form> = Measure {
    read: |value| {
        static TABLE: [Known; FORMATS.len()] = FORMATS;
        let word = value.as_str().map_or_else(|| show::short(value), str::to_owned);
        let known = TABLE.iter().find(|(name, ..)| *name == word).ok_or_else(|| {
            Fault::new(format!("`{word}` is no format known here"))
                .help(suggestion(&word, FORMATS.map(|(name, ..)| name)).unwrap_or_default())
        })?;
        let validator = match known.2 {
            Some(_) => None,
            None => Some(
                jsonschema::options()
                    .should_validate_formats(true)
                    .build(&json!({"format": known.0}))
                    .map_err(|error| Fault::new(error.to_string()))?,
            ),
        };
        Ok(Form { known, validator })
    },
    says: |form| form.known.1.to_owned(),
    suits_list: |_| false,
    test: |form, _, value| {
        let Value::String(text) = value else {
            return Err(Miss::saying(show::kinded(value)));
        };
        let holds = match (form.known.2, &form.validator) {
            (Some(test), _) => test(text),
            (None, Some(validator)) => validator.is_valid(value),
            (None, None) => false,
        };
        if holds { Ok(()) } else { Err(Miss::shown(value)) }
    },
};

/// `exists`
pub(super) static EXISTS: Row = Row {
    name: "exists",
    docs: "true: there is a value, be it null; false: there is none",
    schema: flag_schema,
    compile: |node, bench| presence(node, bench, true),
};

/// `absent`
pub(super) static ABSENT: Row = Row {
    name: "absent",
    docs: "true: there is no value, not even null; false: there is one",
    schema: flag_schema,
    compile: |node, bench| presence(node, bench, false),
};

fn flag_schema() -> Value {
    json!({"anyOf": [{"type": "boolean"}, {"type": "string", "pattern": r"\$\{"}]})
}

/// Whether there is a value: `meaning` is what `true` demands.
#[derive(Debug)]
struct Presence {
    place: Place,
    flag: Operand<bool>,
    meaning: bool,
}

fn presence(node: &Node, bench: &mut Bench<'_>, meaning: bool) -> Option<Arc<dyn Rule>> {
    let flag = Operand::read(node, bench.found, |value| {
        value.as_bool().ok_or_else(|| Fault::new(format!("true or false is expected, not {}", show::kinded(value))))
    })?;
    Some(Arc::new(Presence { place: node.place.clone(), flag, meaning }))
}

impl Presence {
    fn words(wanted: bool) -> &'static str {
        if wanted { "any value" } else { "nothing" }
    }
}

impl Rule for Presence {
    fn judge(&self, subject: &Subject<'_>) -> Judgement {
        let wanted = match self.flag.get(subject.lookup) {
            Ok(flag) => *flag == self.meaning,
            Err(what) => return Judgement::fails(subject.fault(&self.place, "true or false", what)),
        };
        if wanted == subject.value.is_some() {
            return Judgement::holds();
        }
        let actual = subject.value.map_or_else(|| "nothing".into(), show::short);
        Judgement::fails(subject.finding(&[], Self::words(wanted), actual).at(&self.place))
    }

    fn expected(&self, lookup: &dyn Lookup) -> String {
        Self::words(self.flag.get(lookup).map_or(self.meaning, |flag| *flag == self.meaning)).into()
    }

    fn is_presence(&self) -> bool {
        true
    }

    fn can_be_absent(&self) -> bool {
        match &self.flag {
            Operand::Ready(flag) => *flag != self.meaning,
            Operand::Later(..) => true,
        }
    }
}
