//! JSON into CEL's values and back, and the names of a request as CEL sees them.

use std::collections::HashMap;
use std::sync::Arc;

use cel::Value as Cel;
use cel::common::value::CowVal;
use cel::context::VariableResolver;
use cel::objects::{Key, Map as CelMap};
use serde_json::{Map, Value};

use super::facts::Facts;

/// A JSON value in CEL: whole numbers are `int` wherever they fit.
#[must_use]
pub fn from_json(value: &Value) -> Cel {
    match value {
        Value::Null => Cel::Null,
        Value::Bool(flag) => Cel::Bool(*flag),
        Value::Number(number) => match (number.as_i64(), number.as_u64()) {
            (Some(number), _) => Cel::Int(number),
            (None, Some(number)) => Cel::UInt(number),
            (None, None) => Cel::Float(number.as_f64().unwrap_or(f64::NAN)),
        },
        Value::String(text) => Cel::String(Arc::new(text.clone())),
        Value::Array(items) => Cel::List(Arc::new(items.iter().map(from_json).collect())),
        Value::Object(map) => Cel::Map(object(map)),
    }
}

fn object(map: &Map<String, Value>) -> CelMap {
    let pairs: HashMap<Key, Cel> =
        map.iter().map(|(key, value)| (Key::String(Arc::new(key.clone())), from_json(value))).collect();
    CelMap { map: Arc::new(pairs) }
}

/// A CEL value in JSON; the keys of a mapping come in alphabetical order, since CEL keeps none.
///
/// # Errors
/// In words, for what JSON cannot hold.
pub fn to_json(value: &Cel) -> Result<Value, String> {
    Ok(match value {
        Cel::List(items) => Value::Array(items.iter().map(to_json).collect::<Result<_, _>>()?),
        Cel::Map(map) => {
            let mut pairs: Vec<(String, &Cel)> = map.map.iter().map(|(key, value)| (key.to_string(), value)).collect();
            pairs.sort_unstable_by(|one, other| one.0.cmp(&other.0));
            let pairs = pairs.into_iter().map(|(key, value)| Ok((key, to_json(value)?)));
            Value::Object(pairs.collect::<Result<_, String>>()?)
        }
        Cel::Null => Value::Null,
        Cel::Bool(flag) => (*flag).into(),
        Cel::Int(number) => (*number).into(),
        Cel::UInt(number) => (*number).into(),
        Cel::Float(number) => {
            serde_json::Number::from_f64(*number).map(Value::Number).ok_or("JSON has no such number")?
        }
        Cel::String(text) => Value::String(text.to_string()),
        Cel::Bytes(bytes) => Value::String(
            String::from_utf8(bytes.to_vec()).map_err(|_| "bytes that are no UTF-8 have no JSON form".to_owned())?,
        ),
        other => return Err(format!("a value of type {} has no JSON form", other.type_of())),
    })
}

impl VariableResolver for Facts<'_> {
    fn resolve<'b>(&'b self, variable: &str) -> Option<CowVal<'b, 'b>> {
        let value = self.cel(variable)?;
        value.try_into().ok().map(CowVal::Owned)
    }
}

impl Facts<'_> {
    // CEL asks for the longest name first (`request.json.a.b`, then `request.json.a`, …), so only what is needed
    // is ever converted.
    fn cel(&self, variable: &str) -> Option<Cel> {
        let (root, rest) = match variable.split_once('.') {
            Some((root, rest)) => (root, Some(rest)),
            None => (variable, None),
        };
        match (root, rest) {
            ("request", Some("json")) => self.request.json().ok().map(from_json),
            ("request", Some("raw")) => Some(self.raw()),
            ("request", Some(part)) => self
                .request_text(part)
                .map(|text| Cel::String(Arc::new(text)))
                .or_else(|| self.request_map(part).as_ref().map(from_json)),
            ("request", None) => Some(self.whole_request()),
            ("state", Some(name)) => self.state.get(name).map(from_json),
            ("state", None) => Some(Cel::Map(object(self.state))),
            ("rows", Some(name)) => self.state.get(name)?.as_object().map(rows),
            ("computed", Some(name)) => self.computed.get(name).map(from_json),
            ("computed", None) => Some(Cel::Map(object(&self.computed))),
            ("vars", Some(name)) => self.ground.vars.get(name).map(from_json),
            ("secret", Some(name)) => {
                self.ground.secrets.get(name).map(|secret| Cel::String(Arc::new(secret.expose().to_owned())))
            }
            ("secret" | "vars" | "rows", None) => Some(self.whole(root)),
            ("now", None) => Some(Cel::Int(self.request.now().as_second())),
            ("seq", None) => Some(Cel::Int(i64::try_from(self.seq).unwrap_or(i64::MAX))),
            (name, None) => {
                let row = self.row?;
                // A column that the row lacks is null, so that rows of different form can be told apart.
                (!name.starts_with('@'))
                    .then(|| if name == "row" { from_json(row) } else { row.get(name).map_or(Cel::Null, from_json) })
            }
            _ => None,
        }
    }

    fn whole(&self, root: &str) -> Cel {
        let names: Vec<&String> = match root {
            "secret" => self.ground.secrets.keys().collect(),
            "vars" => self.ground.vars.keys().collect(),
            _ => self.state.keys().collect(),
        };
        let pair = |name: &String| Some((Key::String(Arc::new(name.clone())), self.cel(&format!("{root}.{name}"))?));
        Cel::Map(CelMap { map: Arc::new(names.into_iter().filter_map(pair).collect()) })
    }

    fn raw(&self) -> Cel {
        match std::str::from_utf8(&self.request.body) {
            Ok(text) => Cel::String(Arc::new(text.to_owned())),
            Err(_) => Cel::Bytes(Arc::new(self.request.body.to_vec())),
        }
    }

    fn whole_request(&self) -> Cel {
        let mut pairs: HashMap<Key, Cel> = HashMap::new();
        let mut add = |name: &str, value: Cel| pairs.insert(Key::String(Arc::new(name.to_owned())), value);
        for part in ["method", "url", "origin", "target"] {
            if let Some(text) = self.request_text(part) {
                add(part, Cel::String(Arc::new(text)));
            }
        }
        for part in ["header", "path", "query", "form"] {
            if let Some(map) = self.request_map(part) {
                add(part, from_json(&map));
            }
        }
        add("raw", self.raw());
        // Left out where the body is no JSON, so that `has(request.json)` tells.
        if let Ok(json) = self.request.json() {
            add("json", from_json(json));
        }
        Cel::Map(CelMap { map: Arc::new(pairs) })
    }
}

fn rows(table: &Map<String, Value>) -> Cel {
    Cel::List(Arc::new(table.values().map(from_json).collect()))
}
