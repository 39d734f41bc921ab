//! A talk with an API: requests from a table's rows, and what of an answer its document does not say.

use reqwest::{Client, Method};
use serde_json::Value;

use crate::apis::credentials;
use crate::apis::document::{follow, validator};

/// An order that is always taken.
const ORDER: &str =
    r#"{"buyer": {"kind": "guest", "email": "a@example.com"}, "lines": [{"sku": "TEA-0001", "quantity": 1}]}"#;

/// The rows of a table, without its head.
pub(super) fn rows(table: &'static str) -> Vec<Vec<&'static str>> {
    table.lines().skip(1).map(|line| line.split('\t').collect()).collect()
}

/// What came back, and at which path.
#[derive(Debug, PartialEq)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) text: String,
    headers: Vec<(String, String)>,
    path: String,
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

/// Requests to one API, which may name what the answers before them held.
pub(super) struct Talk {
    client: Client,
    api: &'static str,
    url: String,
    id: String,
    etag: String,
}

impl Talk {
    pub(super) fn new(api: &str, url: &str) -> Self {
        let client = Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        let api = if api == "shop" { "shop" } else { "tracker" };
        Self { client, api, url: url.to_owned(), id: String::new(), etag: String::new() }
    }

    /// Asks what a row says: method, target, changes to the headers, body. `{id}` and `{etag}` are those last seen.
    pub(super) async fn ask(&mut self, row: &[&str]) -> Answer {
        let cell = |at: usize| row.get(at).copied().unwrap_or_default();
        let target = cell(1).replace("{id}", &self.id);
        let body = if cell(3) == "ORDER" { ORDER } else { cell(3) };
        let (name, value) = credentials(self.api);
        let mut headers = vec![(name, value.to_owned()), ("X-Tenant", "north".to_owned())];
        if !body.is_empty() {
            headers.push(("Content-Type", "application/json".to_owned()));
        }
        for change in cell(2).split("; ").filter(|change| !change.is_empty()) {
            let (name, value) = change.split_once(": ").unwrap_or((change.trim_start_matches('-'), ""));
            headers.retain(|(known, _)| *known != name);
            if !change.starts_with('-') {
                headers.push((name, value.replace("{etag}", &self.etag)));
            }
        }
        let method = Method::from_bytes(cell(0).as_bytes()).unwrap();
        let mut request = self.client.request(method, format!("{}{target}", self.url));
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let response = request.body(body.to_owned()).send().await.unwrap();
        let status = response.status().as_u16();
        let headers = response.headers().iter().filter(|(name, _)| *name != "date");
        let headers = headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned())).collect();
        let path = target.split('?').next().unwrap().to_owned();
        let answer = Answer { status, headers, path, text: response.text().await.unwrap() };
        self.remember(&answer);
        answer
    }

    fn remember(&mut self, answer: &Answer) {
        let body: Value = serde_json::from_str(&answer.text).unwrap_or_default();
        match &body["id"] {
            Value::String(id) => self.id.clone_from(id),
            Value::Number(id) => self.id = id.to_string(),
            _ => {}
        }
        if let Some(etag) = answer.header("etag") {
            etag.clone_into(&mut self.etag);
        }
    }
}

/// Where an answer is not what the document says; an answer at a path that is not there has nothing to keep to.
pub(super) fn broken(document: &Value, method: &str, answer: &Answer) -> Vec<String> {
    let parts: Vec<&str> = answer.path.split('/').collect();
    let item = document["paths"].as_object().unwrap().iter().find(|(template, _)| {
        let segments: Vec<&str> = template.split('/').collect();
        segments.len() == parts.len()
            && segments
                .iter()
                .zip(&parts)
                .all(|(segment, part)| if segment.starts_with('{') { !part.is_empty() } else { segment == part })
    });
    let Some((_, item)) = item else { return Vec::new() };
    let status = answer.status.to_string();
    let Some(operation) = item.get(method.to_lowercase()) else {
        let allow = answer.header("allow").unwrap_or_default();
        let declared = |method: &str| item.get(method.to_lowercase()).is_some();
        let right = status == "405" && !allow.is_empty() && allow.split(", ").all(declared);
        return if right { Vec::new() } else { vec![format!("{status}, Allow: {allow}")] };
    };
    let Some(response) = operation["responses"].get(&status) else {
        return vec![format!("the status {status} is not declared")];
    };
    let response = follow(document, response);
    let mut found = Vec::new();
    for (name, header) in response["headers"].as_object().into_iter().flatten() {
        let header = follow(document, header);
        let value = answer.header(name).map(|text| match text.parse::<u64>() {
            Ok(number) if header["schema"]["type"] == "integer" => number.into(),
            _ => Value::from(text),
        });
        match value {
            Some(value) if validator(document, &header["schema"]).is_valid(&value) => {}
            other => found.push(format!("{name}: {other:?}")),
        }
    }
    let media = answer.header("content-type").unwrap_or_default();
    match response.get("content") {
        None if answer.text.is_empty() => {}
        None => found.push(format!("a body where none is declared: {}", answer.text)),
        Some(content) => match content.get(media) {
            None => found.push(format!("the media type {media:?} is not declared")),
            Some(content) => match serde_json::from_str(&answer.text) {
                Ok(body) => {
                    let validator = validator(document, &content["schema"]);
                    found.extend(validator.iter_errors(&body).map(|error| error.to_string()));
                    let body: Value = body;
                    if let Some(told) = body.get("title").and(body.get("status")).and_then(Value::as_u64)
                        && told != u64::from(answer.status)
                    {
                        found.push(format!("the problem says {told}, the answer {status}"));
                    }
                }
                Err(error) => found.push(error.to_string()),
            },
        },
    }
    found
}
