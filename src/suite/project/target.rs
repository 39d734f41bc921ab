//! One target of a project file: from what was written to what is valid.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use serde_json::Value;

use super::Defaults;
use super::caller::{self, Declared};
use super::reading::{self, Reading};
use crate::model::diagnostic::Diagnostic;
use crate::model::endpoint::{Target, TlsSettings, Variable};
use crate::model::node::{Datum, Entry, Node};
use crate::model::place::Place;
use crate::syntax::nearest::suggestion;
use crate::syntax::read;
use crate::value::template::Template;

/// Schemes that a proxy's URL may have.
const PROXIES: [&str; 4] = ["http", "https", "socks5", "socks5h"];

/// Reads a target; where something is wrong, that is gathered and what is right is given.
pub(super) fn read(entry: &Entry, defaults: &Defaults, reading: &mut Reading<'_>) -> Target {
    let (node, place) = (&entry.value, &entry.key_place);
    name(&entry.key, place, reading);
    let variables: Vec<Variable> =
        node.get("vars").map(Node::entries).unwrap_or_default().iter().map(|var| variable(var, reading)).collect();
    let secrets = secrets(node, &variables, reading);
    let declared = Declared {
        variables: variables.iter().map(|variable| variable.name.as_str()).collect(),
        secrets: secrets.iter().map(|(name, _)| name.as_str()).collect(),
    };
    let mocked = mocked(node, &declared, reading);
    let mock = node.get("mock").and_then(|node| Some((reading.path(node)?, node.place.clone())));
    if node.get("mock").is_some() {
        demand_mocked(&variables, &secrets, &mocked, reading);
    } else {
        for useless in ["mocked", "mock_until"].into_iter().filter_map(|key| node.entry(key)) {
            let what = format!("`{}` says nothing, for this target has no `mock`", useless.key);
            reading.found.push(Diagnostic::error("contradiction", &useless.key_place, what));
        }
    }
    let pairs = |key| node.get(key).map(Node::entries).unwrap_or_default();
    let (callers, headers) = (pairs("callers"), pairs("headers"));
    for caller in callers {
        caller::check(caller, &declared, reading);
    }
    for header in headers {
        caller::header(header, &declared, reading);
    }
    let owned = |pairs: &[Entry]| pairs.iter().map(|entry| (entry.key.clone(), entry.value.clone())).collect();
    Target {
        name: Arc::from(entry.key.as_str()),
        place: place.clone(),
        url: url(node, reading),
        flag: reading.plain(node, "flag"),
        mock,
        mock_until: node.get("mock_until").and_then(|node| Some((reading.found.keep(date(node))?, node.place.clone()))),
        mocked,
        callers: owned(callers),
        headers: owned(headers),
        max_concurrency: reading.whole(node, "max_concurrency", 1, 10_000),
        rate: reading.get(node, "rate", rate),
        http2: reading.get(node, "http2", read::boolean).unwrap_or_default(),
        tls: tls(node, reading),
        proxy: proxy(node, reading),
        timeout: reading.get(node, "timeout", reading::span).or(defaults.timeout),
        redirects: reading.whole(node, "redirects", 0, 20).or(defaults.redirects),
        variables,
        secrets,
    }
}

fn name(name: &str, place: &Place, reading: &mut Reading<'_>) {
    let lower = name.starts_with(|letter: char| letter.is_ascii_lowercase());
    if !lower || !name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-') {
        let what = format!("`{name}` cannot be a target's name");
        reading.found.push(
            Diagnostic::error("name", place, what)
                .help("a lower-case letter, then lower-case letters, digits and `-`: `chatwoot-receiver`"),
        );
    }
}

/// Names of variables and secrets are names of environment variables too.
fn environment_name(name: &str, place: &Place, reading: &mut Reading<'_>) {
    let upper = name.starts_with(|letter: char| letter.is_ascii_uppercase());
    if !upper || !name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_') {
        reading.found.push(
            Diagnostic::error("name", place, format!("`{name}` cannot name an environment variable"))
                .help("upper-case letters, digits and `_`: `CHATWOOT_ACCOUNT_ID`"),
        );
    }
}

fn variable(entry: &Entry, reading: &mut Reading<'_>) -> Variable {
    environment_name(&entry.key, &entry.key_place, reading);
    let node = &entry.value;
    let default = node.get("default").and_then(|default| {
        if matches!(default.datum, Datum::Null) {
            let what = Diagnostic::error("wrong-type", &default.place, "null is no value for a variable");
            reading.found.push(what.help("leave `default` out where there is none"));
            return None;
        }
        templates(default, None, reading);
        Some(default.to_json())
    });
    let optional = reading.get(node, "optional", read::boolean).unwrap_or_default();
    if let (true, Some(default)) = (optional, node.entry("default")) {
        reading.found.push(
            Diagnostic::error("contradiction", &default.key_place, "a variable with a default is never unset")
                .help("remove `optional`, or the default"),
        );
    }
    let origin = reading.get(node, "origin", read::boolean).unwrap_or_default();
    Variable { name: entry.key.clone(), default, optional, origin, place: entry.key_place.clone() }
}

fn secrets(node: &Node, variables: &[Variable], reading: &mut Reading<'_>) -> Vec<(String, Place)> {
    let mut secrets: Vec<(String, Place)> = Vec::new();
    for item in node.get("secrets").and_then(Node::items).unwrap_or_default() {
        let Some(name) = item.text() else { continue };
        environment_name(name, &item.place, reading);
        let first = secrets.iter().map(|(name, place)| (name, place));
        let mut all = first.chain(variables.iter().map(|variable| (&variable.name, &variable.place)));
        if let Some((_, first)) = all.find(|(other, _)| *other == name) {
            reading.found.push(
                Diagnostic::error("duplicate-name", &item.place, format!("`{name}` is named twice in this target"))
                    .label("again here")
                    .also(first, "first here"),
            );
        } else {
            secrets.push((name.to_owned(), item.place.clone()));
        }
    }
    secrets
}

fn mocked(node: &Node, declared: &Declared<'_>, reading: &mut Reading<'_>) -> BTreeMap<String, Value> {
    let mut mocked = BTreeMap::new();
    for entry in node.get("mocked").map(Node::entries).unwrap_or_default() {
        let name = entry.key.as_str();
        let secret = declared.secrets.contains(&name);
        if !secret && !declared.variables.contains(&name) {
            let known = declared.variables.iter().chain(&declared.secrets).copied();
            reading.found.push(
                Diagnostic::error(
                    "undefined",
                    &entry.key_place,
                    format!("this target has no variable or secret `{name}`"),
                )
                .maybe_help(suggestion(name, known)),
            );
            continue;
        }
        let wrong = match &entry.value.datum {
            Datum::Null => Some("null is no value; leave the name out where it is unset"),
            Datum::Text(text) if secret && text.is_empty() => Some("a secret is not empty"),
            Datum::Text(_) => None,
            _ if secret => Some("a secret is text; quote it"),
            _ => None,
        };
        if let Some(wrong) = wrong {
            reading.found.push(Diagnostic::error("wrong-type", &entry.value.place, wrong));
        }
        templates(&entry.value, Some("base"), reading);
        mocked.insert(name.to_owned(), entry.value.to_json());
    }
    mocked
}

/// A mocked run must never depend on the environment: what a case may need has to be here.
fn demand_mocked(
    variables: &[Variable],
    secrets: &[(String, Place)],
    mocked: &BTreeMap<String, Value>,
    reading: &mut Reading<'_>,
) {
    let required = variables.iter().filter(|variable| !variable.optional && variable.default.is_none());
    let required = required.map(|variable| ("variable", &variable.name, &variable.place));
    for (what, name, place) in required.chain(secrets.iter().map(|(name, place)| ("secret", name, place))) {
        if !mocked.contains_key(name) {
            reading.found.push(
                Diagnostic::error(
                    "mocked-missing",
                    place,
                    format!("the {what} `{name}` has no value for a mocked run"),
                )
                .help(format!("add it to this target: `mocked: {{ {name}: … }}`")),
            );
        }
    }
}

/// Holds the templates in a value to one name that may stand there, or to none.
fn templates(value: &Node, allowed: Option<&str>, reading: &mut Reading<'_>) {
    let Some(template) = reading.found.keep(Template::compile(value)) else { return };
    template.names(&mut |name, place| {
        if allowed.is_none_or(|allowed| name.root != allowed || !name.rest.is_empty()) {
            let help = allowed.map(|allowed| format!("only ${{{allowed}}} may stand here"));
            let what = Diagnostic::error("template-here", place, format!("`${{{name}}}` may not stand here"));
            reading.found.push(what.maybe_help(help));
        }
    });
}

fn url(node: &Node, reading: &mut Reading<'_>) -> Option<(String, Place)> {
    let written = node.get("url")?;
    let text = reading.found.keep(read::text(written))?;
    let template = reading.found.keep(Template::compile(written))?;
    template.names(&mut |name, place| {
        if name.root != "env" || name.second().is_none() || name.rest.len() != 1 {
            reading.found.push(
                Diagnostic::error("template-here", place, format!("`${{{name}}}` may not stand in a target's URL"))
                    .help("only ${env.NAME} may: the value of an environment variable"),
            );
        }
    });
    let authority = text.split_once("://").map_or("", |(_, rest)| rest.split(['/', '?', '#']).next().unwrap_or(""));
    if authority.contains('@') {
        login_in_url(written, reading);
    } else if template.literal().is_some() {
        let right = url::Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
        if !right {
            reading.found.push(
                Diagnostic::error("url", &written.place, "this is no absolute URL")
                    .help("write one such as https://chat.example.com"),
            );
        }
    }
    Some((text.to_owned(), written.place.clone()))
}

fn proxy(node: &Node, reading: &mut Reading<'_>) -> Option<String> {
    let (text, place) = reading.plain(node, "proxy")?;
    match url::Url::parse(&text) {
        Ok(url) if !url.username().is_empty() || url.password().is_some() => {
            login_in_url(node.get("proxy")?, reading);
            None
        }
        Ok(url) if PROXIES.contains(&url.scheme()) && url.has_host() => Some(text),
        _ => {
            reading.found.push(
                Diagnostic::error("url", &place, "this is no proxy's URL").help(format!(
                    "write one such as http://proxy.example:3128; known schemes: {}",
                    PROXIES.join(", ")
                )),
            );
            None
        }
    }
}

fn login_in_url(node: &Node, reading: &mut Reading<'_>) {
    reading.literal(
        &node.place,
        "this URL holds a login".into(),
        "a login belongs to a caller: `basic: { user, password }`",
    );
}

fn tls(node: &Node, reading: &mut Reading<'_>) -> TlsSettings {
    let Some(tls) = node.get("tls") else { return TlsSettings::default() };
    let mut file = |key| tls.get(key).and_then(|node| reading.path(node));
    let (ca, cert, key) = (file("ca"), file("cert"), file("key"));
    if let (Some(lonely), None) | (None, Some(lonely)) = (tls.entry("cert"), tls.entry("key")) {
        let what = format!("`{}` is of no use alone", lonely.key);
        reading
            .found
            .push(Diagnostic::error("contradiction", &lonely.key_place, what).help("`cert` and `key` go together"));
    }
    TlsSettings { ca, cert, key, insecure: reading.get(tls, "insecure", read::boolean).unwrap_or_default() }
}

/// `20/s`, `600/m`, `1000/h` as requests a second.
fn rate(node: &Node) -> Result<f64, Diagnostic> {
    let parsed = node.text().and_then(|text| {
        let (amount, unit) = text.split_once('/')?;
        let seconds = match unit.trim() {
            "s" => 1.0,
            "m" => 60.0,
            "h" => 3_600.0,
            _ => return None,
        };
        let amount = amount.trim().parse::<f64>().ok()? / seconds;
        (amount.is_finite() && amount > 0.0).then_some(amount)
    });
    parsed.ok_or_else(|| {
        Diagnostic::error("wrong-rate", &node.place, "this is no rate").help("write one such as 20/s, 600/m or 1000/h")
    })
}

fn date(node: &Node) -> Result<Date, Diagnostic> {
    node.text().and_then(|text| text.parse().ok()).ok_or_else(|| {
        Diagnostic::error("wrong-date", &node.place, "this is no date").help("write one such as 2027-01-31")
    })
}

#[cfg(test)]
#[test]
fn every_key_of_the_shape_is_read() {
    // A key that the table lets through and no code reads would be accepted and silently do nothing.
    let code = include_str!("target.rs");
    for field in super::shape::TARGET.fields {
        assert!(code.contains(&format!("\"{}\"", field.name)), "{}", field.name);
    }
}
