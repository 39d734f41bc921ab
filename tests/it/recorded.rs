//! Our mocks answer the requests that were recorded of real servers as those did; only where the recordings are at hand.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use holdpoint::mock::load;
use holdpoint::mock::server::{ServeOptions, Server, serve};
use holdpoint::model::secret::Secret;
use serde_json::Value;

mod governance;
mod mcp;
mod supabase;

/// Of the answers of a recording so many in a hundred may differ, each with its reason.
const MAY_DIFFER: usize = 5;

/// A line of a recording.
struct Exchange {
    name: String,
    request: Value,
    response: Value,
}

impl Exchange {
    fn status(&self) -> Option<u64> {
        self.response["status"].as_u64()
    }
}

/// What an answer is compared by.
#[derive(Debug, PartialEq, Eq)]
struct Looks {
    status: u64,
    content_type: String,
    /// What the kind of server calls the error, where it is one.
    code: Value,
    /// The JSON types by path; items of a list are one path.
    shape: BTreeSet<(String, &'static str)>,
}

fn shape(value: &Value, path: &str, found: &mut BTreeSet<(String, &'static str)>) {
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(items) => {
            for item in items {
                shape(item, &format!("{path}[*]"), found);
            }
            "array"
        }
        Value::Object(members) => {
            for (name, member) in members {
                shape(member, &format!("{path}.{name}"), found);
            }
            "object"
        }
    };
    found.insert((path.to_owned(), kind));
}

fn looks(status: u64, content_type: Option<&str>, body: &Value, code: &str) -> Looks {
    let mut found = BTreeSet::new();
    shape(body, "$", &mut found);
    let essence = content_type.unwrap_or_default().split(';').next().unwrap_or_default().trim().to_owned();
    let code = body.pointer(code).cloned().unwrap_or(Value::Null);
    Looks { status, content_type: essence, code, shape: found }
}

/// The lines of a recording.
fn recording(name: &str) -> Vec<Exchange> {
    let folder = std::env::var("HOLDPOINT_SHARED").expect("HOLDPOINT_SHARED names the folder of the shared data");
    let path = Path::new(&folder).join("data/recordings").join(name);
    let text = std::fs::read_to_string(&path).expect("the recording");
    text.lines()
        .map(|line| {
            let mut line: Value = serde_json::from_str(line).expect("a line of JSON");
            let name = line["name"].as_str().expect("a name").to_owned();
            Exchange { name, request: line["request"].take(), response: line["response"].take() }
        })
        .collect()
}

/// A mock of ours with these secrets and variables.
fn mock(name: &str, secrets: &[(&str, &str)], vars: &[(&str, Value)]) -> Server {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let Ok(mock) = load::load(&root.join(format!("mocks/{name}.yaml")), root) else { panic!("{name} cannot be read") };
    let secrets = secrets.iter().map(|(name, value)| ((*name).to_owned(), Secret::new((*value).into()))).collect();
    let vars = vars.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect::<BTreeMap<_, _>>();
    let options = ServeOptions { secrets, vars: vars.into_iter().collect(), ..ServeOptions::default() };
    serve(Arc::new(mock), options).expect("the mock starts")
}

/// What came back.
struct Came {
    status: u64,
    headers: reqwest::header::HeaderMap,
    text: String,
}

impl Came {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    fn looks(&self, code: &str) -> Looks {
        let content_type = self.header("content-type").filter(|_| !self.text.is_empty());
        looks(self.status, content_type, &body(&self.text), code)
    }
}

/// The body of an answer as JSON; of a stream of events the last message, and of what is no JSON null.
fn body(text: &str) -> Value {
    // An event ends with an empty line, and its data may have several (WHATWG HTML, section 9.2.6).
    let data = |event: &str| event.lines().filter_map(|line| line.strip_prefix("data:")).collect::<Vec<_>>().join("\n");
    let last = text.split("\n\n").map(data).filter(|data| !data.trim().is_empty()).last();
    serde_json::from_str(last.as_deref().unwrap_or(text)).unwrap_or(Value::Null)
}

/// What was recorded.
fn recorded(exchange: &Exchange, code: &str) -> Looks {
    let response = &exchange.response;
    let text = response["raw"].as_str().or(response["body"].as_str());
    let body = text.map_or_else(|| response["body"].clone(), body);
    // Of what type nothing is says nothing.
    let content_type =
        response["headers"]["content-type"].as_str().filter(|_| text.is_none_or(|text| !text.is_empty()));
    looks(exchange.status().expect("a status"), content_type, &body, code)
}

/// How two answers differ; nothing where they do not.
fn differs(name: &str, was: &Looks, came: &Looks) -> Option<(String, String)> {
    let shapes = (was.shape.difference(&came.shape), came.shape.difference(&was.shape));
    (was != came).then(|| {
        let (one, other) = ((was.status, &was.code, &was.content_type), (came.status, &came.code, &came.content_type));
        (name.to_owned(), format!("{one:?} became {other:?}: {shapes:?}"))
    })
}

/// Sends a recorded request, with some of its headers replaced.
async fn send(server: &Server, exchange: &Exchange, headers: &[(&str, &str)]) -> Came {
    let asked = &exchange.request;
    let path = asked["path"].as_str().expect("a path");
    let method = asked["method"].as_str().expect("a method").parse().expect("a method");
    let client = reqwest::Client::builder().no_proxy().build().expect("a client");
    let mut request = client.request(method, format!("{}{path}", server.url()));
    let replaced = |name: &str| headers.iter().any(|(other, _)| other.eq_ignore_ascii_case(name));
    for (name, value) in asked["headers"].as_object().into_iter().flatten().filter(|(name, _)| !replaced(name)) {
        request = request.header(name, value.as_str().expect("text"));
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    match (&asked["body"], asked["raw"].as_str()) {
        (_, Some(raw)) => request = request.body(raw.to_owned()),
        (Value::Null, None) => {}
        (body, None) => request = request.body(body.to_string()),
    }
    let answer = request.send().await.expect("an answer");
    let (status, headers) = (u64::from(answer.status().as_u16()), answer.headers().clone());
    Came { status, headers, text: answer.text().await.expect("a body") }
}

/// Holds what differed to what is known to differ: one more or one less is wrong, and so are too many.
fn judge(told: &[(String, String)], known: &[(&str, &str)], of: usize) {
    let met: Vec<&str> = told.iter().map(|(name, _)| name.as_str()).collect();
    let listed: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
    assert_eq!(met, listed, "of {of}:\n{told:#?}");
    assert!(known.len() * 100 <= of * MAY_DIFFER, "{} of {of} differ", known.len());
}
