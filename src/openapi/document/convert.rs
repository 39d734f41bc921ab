//! A Swagger 2.0 document in the form of OpenAPI 3.0, so that one reader serves both.

use serde_json::{Map, Value, json};

use crate::openapi::at::{push, unescape};

/// What moved: where it stood in Swagger 2.0, and where it stands in OpenAPI 3.0.
const MOVED: &[(&str, &str)] = &[
    ("/definitions/", "/components/schemas/"),
    ("/parameters/", "/components/parameters/"),
    ("/responses/", "/components/responses/"),
    ("/securityDefinitions/", "/components/securitySchemes/"),
];

/// The keys of a Swagger 2.0 parameter or header that say what its value is.
const OF_SCHEMA: &[&str] = &[
    "type",
    "format",
    "items",
    "default",
    "maximum",
    "exclusiveMaximum",
    "minimum",
    "exclusiveMinimum",
    "maxLength",
    "minLength",
    "pattern",
    "maxItems",
    "minItems",
    "uniqueItems",
    "enum",
    "multipleOf",
    "x-nullable",
];

const METHODS: &[&str] = &["get", "put", "post", "delete", "options", "head", "patch"];

/// Where a pointer of the written document leads after the conversion.
pub(super) fn moved_to(pointer: &str) -> String {
    let moved = MOVED.iter().find_map(|(old, new)| pointer.strip_prefix(old).map(|rest| format!("{new}{rest}")));
    moved.unwrap_or_else(|| pointer.to_owned())
}

/// Where a value stood before the conversion; near to it where it has no equal there.
pub(super) fn written_at(pointer: &str) -> String {
    if let Some(written) =
        MOVED.iter().find_map(|(old, new)| pointer.strip_prefix(new).map(|rest| format!("{old}{rest}")))
    {
        return written;
    }
    let mut out = String::new();
    let mut keys = pointer.split('/').skip(1).map(unescape).peekable();
    while let Some(key) = keys.next() {
        match key.as_str() {
            // `content/<media type>/schema` was `schema`; a request's body was among the parameters.
            "content" if out.starts_with("/paths/") || out.starts_with("/responses/") => drop(keys.next()),
            "requestBody" => push(&mut out, "parameters"),
            "schema" if out.ends_with("/parameters") => {}
            key => push(&mut out, key),
        }
    }
    out
}

/// The document in the form of OpenAPI 3.0.
pub(super) fn to_v3(old: &Value) -> Value {
    let mut new = Map::new();
    new.insert("openapi".into(), "3.0.3".into());
    for key in ["info", "tags", "externalDocs", "security"] {
        copy(old, &mut new, key);
    }
    let host = old.get("host").and_then(Value::as_str);
    let base = old.get("basePath").and_then(Value::as_str).unwrap_or("");
    let schemes = old.get("schemes").and_then(Value::as_array).cloned().unwrap_or_else(|| vec!["https".into()]);
    let servers: Vec<Value> = match host {
        Some(host) => schemes
            .iter()
            .filter_map(Value::as_str)
            .map(|scheme| json!({"url": format!("{scheme}://{host}{base}")}))
            .collect(),
        None => vec![json!({"url": if base.is_empty() { "/" } else { base }})],
    };
    new.insert("servers".into(), servers.into());
    let sends = types(old, "consumes");
    let gives = types(old, "produces");
    let mut paths = Map::new();
    for (path, item) in members(old.get("paths")) {
        paths.insert(path.clone(), path_item(old, item, &sends, &gives));
    }
    new.insert("paths".into(), paths.into());
    let mut components = Map::new();
    if let Some(schemas) = old.get("definitions") {
        components.insert("schemas".into(), schemas.clone());
    }
    let parameters: Map<String, Value> = members(old.get("parameters"))
        .filter(|(_, parameter)| !is_body(parameter))
        .map(|(name, written)| (name.clone(), parameter(written)))
        .collect();
    let responses: Map<String, Value> =
        members(old.get("responses")).map(|(name, written)| (name.clone(), response(written, &gives))).collect();
    let callers: Map<String, Value> =
        members(old.get("securityDefinitions")).map(|(name, written)| (name.clone(), scheme(written))).collect();
    for (key, map) in [("parameters", parameters), ("responses", responses), ("securitySchemes", callers)] {
        if !map.is_empty() {
            components.insert(key.into(), map.into());
        }
    }
    new.insert("components".into(), components.into());
    extensions(old, &mut new);
    new.into()
}

fn path_item(root: &Value, item: &Value, sends: &[String], gives: &[String]) -> Value {
    let Some(map) = item.as_object() else { return item.clone() };
    let (shared, shared_body): (Vec<&Value>, Vec<&Value>) =
        list(item, "parameters").partition(|written| !is_body(named(root, written)));
    let mut new = Map::new();
    for (key, value) in map {
        match key.as_str() {
            "parameters" => {}
            method if METHODS.contains(&method) && value.is_object() => {
                new.insert(key.clone(), operation(root, value, &shared_body, sends, gives));
            }
            _ => {
                new.insert(key.clone(), value.clone());
            }
        }
    }
    if !shared.is_empty() {
        new.insert("parameters".into(), shared.into_iter().map(parameter).collect());
    }
    new.into()
}

fn operation(root: &Value, old: &Value, shared: &[&Value], sends: &[String], gives: &[String]) -> Value {
    let mut new = Map::new();
    for key in ["operationId", "summary", "description", "tags", "deprecated", "security", "externalDocs"] {
        copy(old, &mut new, key);
    }
    let sends = if old.get("consumes").is_some() { types(old, "consumes") } else { sends.to_vec() };
    let gives = if old.get("produces").is_some() { types(old, "produces") } else { gives.to_vec() };
    let (mut bodies, plain): (Vec<&Value>, Vec<&Value>) =
        list(old, "parameters").partition(|written| is_body(named(root, written)));
    if bodies.is_empty() {
        bodies.extend(shared);
    }
    if !plain.is_empty() {
        new.insert("parameters".into(), plain.into_iter().map(parameter).collect());
    }
    if let Some(body) = body(root, &bodies, &sends) {
        new.insert("requestBody".into(), body);
    }
    let responses: Map<String, Value> =
        members(old.get("responses")).map(|(status, written)| (status.clone(), response(written, &gives))).collect();
    new.insert("responses".into(), responses.into());
    if let Some(schemes) = old.get("schemes") {
        new.insert("x-schemes".into(), schemes.clone());
    }
    extensions(old, &mut new);
    new.into()
}

fn body(root: &Value, bodies: &[&Value], sends: &[String]) -> Option<Value> {
    let bodies: Vec<&Value> = bodies.iter().map(|written| named(root, written)).collect();
    let first = bodies.first()?;
    if first.get("in").and_then(Value::as_str) == Some("body") {
        let sends = if sends.is_empty() { vec!["application/json".to_owned()] } else { sends.to_vec() };
        let schema = first.get("schema").cloned().unwrap_or_else(|| json!({}));
        let content: Map<String, Value> = sends.into_iter().map(|kind| (kind, json!({"schema": schema}))).collect();
        let mut new = json!({"content": content, "required": first.get("required").cloned().unwrap_or(false.into())});
        if let Some(words) = first.get("description") {
            new["description"] = words.clone();
        }
        return Some(new);
    }
    let mut properties = Map::new();
    let mut required = Vec::new();
    let mut encoding = Map::new();
    for field in &bodies {
        let Some(name) = field.get("name").and_then(Value::as_str) else { continue };
        let written = parameter(field);
        let mut schema = written.get("schema").cloned().unwrap_or_else(|| json!({}));
        if let (Some(words), Some(schema)) = (field.get("description"), schema.as_object_mut()) {
            schema.insert("description".into(), words.clone());
        }
        if field.get("required") == Some(&Value::Bool(true)) {
            required.push(Value::from(name));
        }
        if let (Some(style), Some(explode)) = (written.get("style"), written.get("explode")) {
            encoding.insert(name.to_owned(), json!({"style": style, "explode": explode}));
        }
        properties.insert(name.to_owned(), schema);
    }
    let mut schema = json!({"type": "object", "properties": properties});
    if !required.is_empty() {
        schema["required"] = required.clone().into();
    }
    let has_file = bodies.iter().any(|field| field.get("type").and_then(Value::as_str) == Some("file"));
    let forms = ["application/x-www-form-urlencoded", "multipart/form-data"];
    let mut kinds: Vec<&str> = sends.iter().map(String::as_str).filter(|kind| forms.contains(kind)).collect();
    if kinds.is_empty() {
        kinds.push(forms[usize::from(has_file)]);
    }
    let media = json!({"schema": schema, "encoding": encoding});
    let content: Map<String, Value> = kinds.into_iter().map(|kind| (kind.to_owned(), media.clone())).collect();
    Some(json!({"content": content, "required": !required.is_empty()}))
}

fn parameter(old: &Value) -> Value {
    let Some(map) = old.as_object() else { return old.clone() };
    if map.contains_key("$ref") {
        return old.clone();
    }
    let mut new = Map::new();
    for key in ["name", "in", "required", "description", "allowEmptyValue"] {
        copy(old, &mut new, key);
    }
    new.insert("schema".into(), schema_of(old));
    let location = map.get("in").and_then(Value::as_str).unwrap_or("query");
    let many = map.get("type").and_then(Value::as_str) == Some("array");
    if many {
        let joined = map.get("collectionFormat").and_then(Value::as_str).unwrap_or("csv");
        let (style, explode) = match (joined, location) {
            ("multi", _) => ("form", true),
            ("ssv", _) => ("spaceDelimited", false),
            ("pipes", _) => ("pipeDelimited", false),
            ("tsv", _) => ("tabDelimited", false),
            (_, "path" | "header") => ("simple", false),
            _ => ("form", false),
        };
        new.insert("style".into(), style.into());
        new.insert("explode".into(), explode.into());
    }
    extensions(old, &mut new);
    new.into()
}

fn schema_of(old: &Value) -> Value {
    let mut schema = Map::new();
    for key in OF_SCHEMA {
        copy(old, &mut schema, key);
    }
    schema.into()
}

fn response(old: &Value, gives: &[String]) -> Value {
    let Some(map) = old.as_object() else { return old.clone() };
    if map.contains_key("$ref") {
        return old.clone();
    }
    let mut new = Map::new();
    copy(old, &mut new, "description");
    let headers: Map<String, Value> = members(map.get("headers"))
        .map(|(name, written)| {
            let mut header = json!({"schema": schema_of(written)});
            if let Some(words) = written.get("description") {
                header["description"] = words.clone();
            }
            (name.clone(), header)
        })
        .collect();
    if !headers.is_empty() {
        new.insert("headers".into(), headers.into());
    }
    if let Some(schema) = map.get("schema") {
        let gives = if gives.is_empty() { vec!["application/json".to_owned()] } else { gives.to_vec() };
        let content: Map<String, Value> = gives
            .into_iter()
            .map(|kind| {
                let mut media = json!({"schema": schema});
                if let Some(example) = map.get("examples").and_then(|examples| examples.get(&kind)) {
                    media["example"] = example.clone();
                }
                (kind, media)
            })
            .collect();
        new.insert("content".into(), content.into());
    }
    extensions(old, &mut new);
    new.into()
}

fn scheme(old: &Value) -> Value {
    let text = |key: &str| old.get(key).and_then(Value::as_str).unwrap_or_default();
    match text("type") {
        "basic" => json!({"type": "http", "scheme": "basic"}),
        "oauth2" => {
            let flow = match text("flow") {
                "application" => "clientCredentials",
                "accessCode" => "authorizationCode",
                other => other,
            };
            let mut said = json!({"scopes": old.get("scopes").cloned().unwrap_or_else(|| json!({}))});
            for key in ["authorizationUrl", "tokenUrl"] {
                if let Some(url) = old.get(key) {
                    said[key] = url.clone();
                }
            }
            json!({"type": "oauth2", "flows": {flow: said}})
        }
        _ => old.clone(),
    }
}

/// A parameter, or the one that it refers to.
fn named<'v>(root: &'v Value, written: &'v Value) -> &'v Value {
    let reference = written.get("$ref").and_then(Value::as_str).and_then(|text| text.strip_prefix('#'));
    reference.and_then(|pointer| root.pointer(&crate::openapi::at::from_fragment(pointer))).unwrap_or(written)
}

fn is_body(parameter: &Value) -> bool {
    matches!(parameter.get("in").and_then(Value::as_str), Some("body" | "formData"))
}

fn types(value: &Value, key: &str) -> Vec<String> {
    list(value, key).filter_map(Value::as_str).map(str::to_owned).collect()
}

fn list<'v>(value: &'v Value, key: &str) -> impl Iterator<Item = &'v Value> + use<'v> {
    value.get(key).and_then(Value::as_array).into_iter().flatten()
}

fn members(value: Option<&Value>) -> impl Iterator<Item = (&String, &Value)> {
    value.and_then(Value::as_object).into_iter().flatten()
}

fn copy(old: &Value, new: &mut Map<String, Value>, key: &str) {
    if let Some(value) = old.get(key) {
        new.insert(key.into(), value.clone());
    }
}

fn extensions(old: &Value, new: &mut Map<String, Value>) {
    for (key, value) in members(Some(old)).filter(|(key, _)| key.starts_with("x-")) {
        new.insert(key.clone(), value.clone());
    }
}
