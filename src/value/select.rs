//! Which parts of a value a JSON path (RFC 9535) selects, and where they stand.

use jsonpath_rfc9535::JsonPath;
use serde_json::Value;

use crate::syntax::nearest::nearest;

/// A path, read once.
#[derive(Debug, Clone)]
pub struct Path {
    form: Form,
    text: String,
}

#[derive(Debug, Clone)]
enum Form {
    /// Names alone, as in `$.data.status`: most paths are so, are walked without an engine, and are their own location.
    Names,
    Any {
        path: Box<JsonPath>,
        singular: bool,
    },
}

/// A selected value and its normalized path in dotted form: `$.items[0].id`.
#[derive(Debug)]
pub struct Selected<'v> {
    /// Where it stands.
    pub location: String,
    /// The value.
    pub value: &'v Value,
}

impl Path {
    /// Reads a path; the leading `$.` may be left out.
    ///
    /// # Errors
    /// In words, what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let full = match text.chars().next() {
            None => return Err("a path is missing; `$` is the whole document".into()),
            Some('$') => text.to_owned(),
            Some('[' | '.') => ["$", text].concat(),
            Some(_) => ["$.", text].concat(),
        };
        if has_names_alone(&full) {
            return Ok(Self { form: Form::Names, text: full });
        }
        let path = JsonPath::parse(&full).map_err(|error| {
            let dashed = full.contains('-') && !full.contains('\'');
            let hint = if dashed { "; a key with a dash is written ['a-b']" } else { "" };
            format!("`{text}` is no JSON path (RFC 9535): {error}{hint}")
        })?;
        let singular = path.singular_steps().is_some();
        Ok(Self { form: Form::Any { path: Box::new(path), singular }, text: full })
    }

    /// The path in full.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether it selects at most one value by its form (RFC 9535, section 2.3.5.1).
    #[must_use]
    pub fn is_singular(&self) -> bool {
        matches!(self.form, Form::Names | Form::Any { singular: true, .. })
    }

    /// The selected values without their locations.
    #[must_use]
    pub fn values<'v>(&self, root: &'v Value) -> Vec<&'v Value> {
        match &self.form {
            Form::Names => self.walk(root).into_iter().collect(),
            Form::Any { path, .. } => path.query_values(root),
        }
    }

    /// The selected values with their locations.
    #[must_use]
    pub fn select<'v>(&self, root: &'v Value) -> Vec<Selected<'v>> {
        match &self.form {
            Form::Names => {
                self.walk(root).map(|value| Selected { location: self.text.clone(), value }).into_iter().collect()
            }
            Form::Any { path, .. } => path
                .query(root)
                .into_vec()
                .into_iter()
                .map(|node| Selected { location: dotted(&node.path().to_string()), value: node.value() })
                .collect(),
        }
    }

    /// Where the names of a path lead that has names alone.
    fn walk<'v>(&self, root: &'v Value) -> Option<&'v Value> {
        self.text.split('.').skip(1).try_fold(root, |here, name| here.as_object()?.get(name))
    }

    /// For a path that selects nothing: how far it leads, and what is there instead.
    #[must_use]
    pub fn dead_end(&self, root: &Value) -> String {
        if !self.is_singular() {
            return "the path selects nothing".into();
        }
        // Every prefix of a singular path that ends before a `.` or `[` is a singular path itself.
        let ends = self.text.match_indices(['.', '[']).map(|(at, _)| at).skip(1).chain([self.text.len()]);
        let (mut here, mut reached) = (root, 1);
        for end in ends {
            let Ok(prefix) = JsonPath::parse(&self.text[..end]) else {
                continue;
            };
            match prefix.query(root).into_vec().first() {
                Some(node) => (here, reached) = (node.value(), end),
                None => {
                    let wanted = self.text[reached..end].trim_matches(['.', '[', ']', '\'', '"']);
                    return ending(here, wanted, &self.text[..reached]);
                }
            }
        }
        "the path selects nothing".into()
    }
}

/// Whether a path has only names in dotted form.
fn has_names_alone(full: &str) -> bool {
    let Some(dotted) = full.strip_prefix("$.") else { return false };
    let plain = |name: &[u8]| {
        name.first().is_some_and(|letter| *letter == b'_' || letter.is_ascii_alphabetic())
            && name.iter().all(|byte| *byte == b'_' || byte.is_ascii_alphanumeric())
    };
    dotted.as_bytes().split(|byte| *byte == b'.').all(plain)
}

fn ending(here: &Value, wanted: &str, location: &str) -> String {
    match here {
        Value::Object(map) if map.is_empty() => format!("`{location}` is an empty object"),
        Value::Object(map) => {
            let near = nearest(wanted, map.keys().map(String::as_str));
            let keys: Vec<&str> = map.keys().take(12).map(String::as_str).collect();
            let more = if map.len() > 12 { ", …" } else { "" };
            match near {
                Some(near) => format!("`{location}` has no `{wanted}`, but `{near}`"),
                None => format!("`{location}` has no `{wanted}`; it has {}{more}", keys.join(", ")),
            }
        }
        Value::Array(items) => format!("`{location}` is a list of {}", items.len()),
        Value::String(_) => format!("`{location}` is text"),
        other => format!("`{location}` is {other}"),
    }
}

/// `$['a'][0]['b-c']` → `$.a[0]['b-c']`.
fn dotted(normalized: &str) -> String {
    let mut out = String::with_capacity(normalized.len());
    let mut rest = normalized;
    while let Some(start) = rest.find("['") {
        out.push_str(&rest[..start]);
        let Some(length) = rest[start + 2..].find("']") else {
            break;
        };
        let key = &rest[start + 2..start + 2 + length];
        let plain = key
            .chars()
            .enumerate()
            .all(|(at, letter)| letter == '_' || letter.is_alphabetic() || (at > 0 && letter.is_alphanumeric()));
        if plain && !key.is_empty() {
            out.push('.');
            out.push_str(key);
        } else {
            out.push_str(&rest[start..start + 2 + length + 2]);
        }
        rest = &rest[start + 2 + length + 2..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn the_root_may_be_left_out_and_locations_are_short() {
        let value = json!({"data": {"items": [{"id": 1}, {"id": 2}], "a-b": true}});
        let path = Path::parse("data.items[*].id").unwrap();
        assert!(!path.is_singular());
        let found: Vec<_> = path.select(&value).into_iter().map(|s| (s.location, s.value.clone())).collect();
        assert_eq!(found, [("$.data.items[0].id".into(), json!(1)), ("$.data.items[1].id".into(), json!(2))]);
        assert_eq!(Path::parse("$.data['a-b']").unwrap().select(&value)[0].location, "$.data['a-b']");
        assert_eq!(Path::parse("$").unwrap().values(&value), [&value]);
        assert!(Path::parse("data.a-b").unwrap_err().contains("['a-b']"));
        assert!(Path::parse("").is_err());
    }

    #[test]
    fn a_dead_end_says_what_is_there() {
        let value = json!({"payload": {"statsu": "x"}, "list": [1]});
        let end = |path: &str| Path::parse(path).unwrap().dead_end(&value);
        assert_eq!(end("payload.status"), "`$.payload` has no `status`, but `statsu`");
        assert_eq!(end("data.x"), "`$` has no `data`; it has payload, list");
        assert_eq!(end("list[3]"), "`$.list` is a list of 1");
        assert_eq!(end("payload.statsu.x"), "`$.payload.statsu` is text");
    }

    proptest! {
        #[test]
        fn plain_names_lead_where_the_engine_leads(
            path in "(a|b|_c|d1|A)(\\.(a|b|_c|d1|A)){0,3}",
            value in "(\\{\"(a|b|_c|d1|A)\":){0,3}(1|null|\\[\\{\"a\":2\\}\\])",
        ) {
            let open = value.matches("{\"").count() - value.matches("[{\"").count();
            let value: Value = serde_json::from_str(&(value + &"}".repeat(open))).unwrap();
            let plain = Path::parse(&path).unwrap();
            prop_assert!(matches!(plain.form, Form::Names) && plain.is_singular());
            let engine = JsonPath::parse(plain.text()).unwrap();
            prop_assert_eq!(plain.values(&value), engine.query_values(&value));
            let located: Vec<_> = plain.select(&value).into_iter().map(|one| one.location).collect();
            let expected = engine.query(&value).into_vec();
            let expected: Vec<_> = expected.iter().map(|node| dotted(&node.path().to_string())).collect();
            prop_assert_eq!(located, expected);
        }

        #[test]
        fn no_path_makes_it_panic(text in "(\\$|\\.|\\[|\\]|\\*|\\?|@|'|\"|[a-z]|[0-9]|-|:|,|\\(|\\)|=|<|&|\\||!|é| ){0,30}") {
            if let Ok(path) = Path::parse(&text) {
                let value = json!({"a": [1, {"b": null}], "é": "x"});
                let _ = path.select(&value);
                let _ = path.dead_end(&value);
            }
        }
    }
}
