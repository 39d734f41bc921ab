//! What is written of a value is read back as that value, whatever it is and wherever it stands; a property test.

use proptest::prelude::*;
use serde_json::Map;

use super::*;
use crate::explore::ground::{Ground, hints};
use crate::explore::law::Law;
use crate::openapi::conform::{Contract, Level, Options};
use crate::openapi::sample::Sampler;
use crate::openapi::schema::Undeclared;

/// How many values of each kind are looked at for one schema.
const VALUES: usize = 8;

/// A parameter or a body, but for its schema.
#[derive(Debug, Clone)]
enum Place {
    Parameter(Value),
    Body(&'static str, Value),
}

impl Place {
    /// A document with one operation that has it.
    fn document(&self, schema: &Value) -> Value {
        let mut operation = json!({"responses": {"200": {"description": "d"}}});
        let mut path = "/a";
        match self {
            Self::Parameter(parameter) => {
                let mut parameter = parameter.clone();
                parameter["schema"] = schema.clone();
                if parameter["in"] == "path" {
                    path = "/a/{p}";
                }
                operation["parameters"] = json!([parameter]);
            }
            Self::Body(range, encoding) => {
                let mut content = Map::new();
                content.insert((*range).to_owned(), json!({"schema": schema, "encoding": encoding}));
                operation["requestBody"] = json!({"required": true, "content": content});
            }
        }
        let mut paths = Map::new();
        paths.insert(path.to_owned(), json!({"post": operation}));
        json!({"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": paths})
    }

    fn contract(&self, schema: &Value) -> Contract {
        let source = Source { name: "a.json".into(), text: self.document(schema).to_string() };
        Contract::parse(source).map_err(crate::model::diagnostic::Diagnostics::into_vec).unwrap().0
    }

    fn draft(&self, contract: &Contract, value: &Value) -> Draft {
        let draft = Draft::bare(0, &contract.api);
        match self {
            Self::Parameter(_) => draft.with(0, Some(value.clone())),
            Self::Body(..) => draft.body(Payload::Value { media: 0, value: value.clone() }),
        }
    }

    fn sampler<'g>(&self, ground: &'g Ground) -> Option<&'g Sampler> {
        match self {
            Self::Parameter(_) => ground.samplers[0].as_ref(),
            Self::Body(..) => ground.media.first().map(|(_, sampler)| sampler),
        }
    }
}

fn written(contract: &Contract, draft: &Draft) -> Result<Request, Unwritable> {
    encode(&contract.api, draft, &"http://h/".parse().unwrap(), &Credentials::default())
}

/// What the contract says against a request.
fn breaches(contract: &Contract, request: &Request) -> Vec<String> {
    let options = Options { undeclared: Undeclared::Error, ..Options::default() };
    let verdict = contract.judge(request, None, &options);
    let errors = verdict.breaches.iter().filter(|breach| breach.level == Level::Error);
    errors.map(|one| format!("{}: expected {}, got {}", one.field, one.expected, one.actual)).collect()
}

/// The most values that may be written by the same letters.
const ALIKE: usize = 2_000;

/// Values that may be written by the same letters, itself included: texts that are numbers, words that are values, lists of
/// one.
fn look_alikes(value: &Value) -> Vec<Value> {
    let mut all = parts_alike(value);
    match value {
        Value::Array(list) if list.len() == 1 => all.extend(parts_alike(&list[0])),
        Value::Array(_) | Value::Object(_) => all.push(json!([value.to_string()])),
        other => all.extend(parts_alike(other).into_iter().map(|one| json!([one]))),
    }
    all
}

/// The same with another value in the place of some of its parts.
fn parts_alike(value: &Value) -> Vec<Value> {
    let mut all = match value {
        Value::Array(list) => combined(list.iter().map(parts_alike)).into_iter().map(Value::Array).collect(),
        Value::Object(map) => {
            let lists = combined(map.values().map(look_alikes));
            let named = |values: Vec<Value>| map.keys().cloned().zip(values).collect::<Map<String, Value>>();
            lists.into_iter().map(|values| Value::Object(named(values))).collect()
        }
        other => vec![other.clone(), Value::String(text(other))],
    };
    match value {
        Value::String(text) if text.is_empty() => all.push(Value::Null),
        Value::String(text) => all.extend(serde_json::from_str::<Value>(text)),
        other => all.push(Value::String(other.to_string())),
    }
    let mut once: Vec<Value> = Vec::new();
    for one in all {
        if !once.contains(&one) {
            once.push(one);
        }
    }
    once.truncate(ALIKE);
    once
}

/// One of each list, in all ways.
fn combined(lists: impl Iterator<Item = Vec<Value>>) -> Vec<Vec<Value>> {
    lists.fold(vec![Vec::new()], |all, list| {
        let longer = list
            .iter()
            .flat_map(|next| all.iter().map(move |one| [one.as_slice(), std::slice::from_ref(next)].concat()));
        longer.take(ALIKE).collect()
    })
}

fn holds(place: &Place, schema: &Value, seed: u64) -> Result<(), TestCaseError> {
    let contract = place.contract(schema);
    let ground = Ground::new(&contract, 0, &hints(&contract));
    let Some(sampler) = place.sampler(&ground) else { return Err(TestCaseError::fail("no sampler")) };
    let valid = (0..4).filter_map(|turn| sampler.valid(seed + turn).ok());
    let covering = sampler.covering().into_iter().map(|one| one.value);
    for value in valid.chain(covering).take(VALUES) {
        let Ok(request) = written(&contract, &place.draft(&contract, &value)) else { continue };
        let told = breaches(&contract, &request);
        prop_assert!(told.is_empty(), "{value} of {schema} at {place:?} is refused: {told:?}\n{request:?}");
        let exact = place.contract(&json!({"allOf": [schema, {"const": value}]}));
        let told = breaches(&exact, &request);
        prop_assert!(told.is_empty(), "{value} of {schema} at {place:?} is read as another: {told:?}\n{request:?}");
    }
    for wrong in sampler.invalid().into_iter().take(VALUES * 3) {
        let Ok(request) = written(&contract, &place.draft(&contract, &wrong.value)) else { continue };
        let draft = place.draft(&contract, &wrong.value);
        // Of some things a document says nothing; exploring passes over them.
        let (judged, _) = Law::new(&contract, "").judge(&draft, &request, None, false);
        if judged.undecided || !breaches(&contract, &request).is_empty() {
            continue;
        }
        // The same letters may stand for a value that is right.
        let alike = look_alikes(&wrong.value).into_iter().any(|other| {
            let same = written(&contract, &place.draft(&contract, &other)).is_ok_and(|other| {
                other.url == request.url && other.headers == request.headers && other.body == request.body
            });
            same && {
                let exact = place.contract(&json!({"allOf": [schema, {"const": other}]}));
                breaches(&exact, &request).is_empty()
            }
        });
        prop_assert!(alike, "{} of {schema} at {place:?} ({}) is taken: {request:?}", wrong.value, wrong.what);
    }
    Ok(())
}

/// Texts with letters that divide, escape or end something somewhere.
const ODD: [&str; 16] =
    ["", " ", "a,b", "a b", "a|b", "a.b", "a;b", "a=b", "a&b", "é%2C+", "[x]", "null", "1", "a\tb", "\"q\"", "/?#"];

fn plain() -> impl Strategy<Value = Value> {
    prop_oneof![
        (0_u64..3, 3_u64..9).prop_map(|(least, most)| json!({"type": "string", "minLength": least, "maxLength": most})),
        prop::sample::subsequence(ODD.to_vec(), 1..6).prop_map(|texts| json!({"type": "string", "enum": texts})),
        (-5_i64..5, 5_i64..50).prop_map(|(least, most)| json!({"type": "integer", "minimum": least, "maximum": most})),
        (-5_i64..5, 5_i64..50).prop_map(|(least, most)| json!({"type": "number", "minimum": least, "maximum": most})),
        Just(json!({"type": "boolean"})),
        Just(json!({"type": ["integer", "null"]})),
        Just(json!({"type": ["string", "null"], "minLength": 1})),
        Just(json!({"type": ["integer", "string"], "maxLength": 4})),
    ]
}

fn list() -> impl Strategy<Value = Value> {
    (plain(), 0_u64..3, 3_u64..5)
        .prop_map(|(items, least, most)| json!({"type": "array", "items": items, "minItems": least, "maxItems": most}))
}

fn object(inner: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    let names = prop::sample::subsequence(vec!["a", "b c", "d-é", "x.y"], 1..4);
    (names, prop::collection::vec(inner, 4), any::<bool>()).prop_map(|(names, schemas, all)| {
        let properties: Map<String, Value> =
            names.iter().zip(schemas).map(|(name, schema)| ((*name).to_owned(), schema)).collect();
        let required: Vec<&str> = names.iter().take(if all { 4 } else { 1 }).copied().collect();
        json!({"type": "object", "properties": properties, "required": required, "additionalProperties": false})
    })
}

fn parameter() -> impl Strategy<Value = Place> {
    let styles = vec![
        ("path", "simple"),
        ("path", "label"),
        ("path", "matrix"),
        ("query", "form"),
        ("query", "spaceDelimited"),
        ("query", "pipeDelimited"),
        ("query", "deepObject"),
        ("header", "simple"),
        ("cookie", "form"),
    ];
    (prop::sample::select(styles), any::<bool>(), any::<bool>(), any::<bool>()).prop_map(
        |((location, style), explode, required, reserved)| {
            let mut parameter = json!({"name": "p", "in": location, "style": style, "explode": explode});
            parameter["required"] = (required || location == "path").into();
            if location == "query" {
                parameter["allowReserved"] = reserved.into();
            }
            Place::Parameter(parameter)
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn parameters_are_read_back_as_they_were_meant(
        place in parameter(),
        schema in prop_oneof![plain(), list(), object(plain()), object(prop_oneof![plain(), list()])],
        seed in 0_u64..1000,
    ) {
        holds(&place, &schema, seed)?;
    }

    #[test]
    fn bodies_are_read_back_as_they_were_meant(
        range in prop::sample::select(vec!["application/json", "application/x-www-form-urlencoded", "multipart/form-data"]),
        schema in object(prop_oneof![plain(), list(), object(plain())]),
        seed in 0_u64..1000,
    ) {
        holds(&Place::Body(range, json!({})), &schema, seed)?;
    }
}
