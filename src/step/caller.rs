//! Who a request is made as: the headers and parameters that a caller adds.

use http::{HeaderName, HeaderValue};
use url::Url;

use crate::explore::credential::Credential;
use crate::http::{encode, method};
use crate::model::diagnostic::{Diagnostic, Diagnostics};
use crate::model::finding::{Finding, Weight};
use crate::model::node::Node;
use crate::model::secret::Secret;
use crate::value::scope::Scope;
use crate::value::template::Template;

/// A caller of a target.
#[derive(Debug, Default)]
pub struct Caller {
    /// What the target calls it.
    pub name: String,
    /// What the target calls the caller that adds nothing, where it has one.
    pub nobody: Option<String>,
    /// Headers.
    headers: Vec<(HeaderName, Template)>,
    /// Query parameters.
    query: Vec<(String, Template)>,
    basic: Option<(Template, Template)>,
    bearer: Option<Template>,
    cookies: Vec<(String, Template)>,
}

impl Caller {
    /// Reads a caller: `none`, or a mapping of `header`, `query`, `basic`, `bearer`, `cookie`.
    pub fn compile(node: &Node, found: &mut Diagnostics) -> Option<Self> {
        let mut caller = Self::default();
        for entry in node.entries() {
            match entry.key.as_str() {
                "header" => caller.headers = headers(&entry.value, found)?,
                "query" => caller.query = templates(&entry.value, found)?,
                "cookie" => caller.cookies = templates(&entry.value, found)?,
                "bearer" => caller.bearer = Some(found.keep(Template::compile(&entry.value))?),
                "basic" => {
                    let user = found.keep(Template::compile(entry.value.get("user")?))?;
                    let password = found.keep(Template::compile(entry.value.get("password")?))?;
                    caller.basic = Some((user, password));
                }
                // The project file's own shape has refused any other key.
                _ => {}
            }
        }
        Some(caller)
    }

    /// With what the target calls it, and the caller that adds nothing.
    #[must_use]
    pub fn named(self, name: String, nobody: Option<String>) -> Self {
        Self { name, nobody, ..self }
    }

    /// Whether it makes a request one of another method.
    #[must_use]
    pub fn overrides_method(&self) -> bool {
        asks_for_another_method(&self.headers, self.query.iter().map(|(name, _)| name))
    }

    /// What the caller adds, each part by itself.
    ///
    /// # Errors
    /// A template that cannot be filled in, or a value that is no header value.
    pub fn credentials(&self, scope: &Scope) -> Result<Vec<Credential>, Finding> {
        let fill = |template: &Template| {
            let text = template.fill_text(scope).map_err(|what| what.finding("call"))?.into_owned();
            header_value(&text, template).map(|_| text)
        };
        let secret = |template: &Template| fill(template).map(Secret::new);
        let mut all = Vec::new();
        for (name, template) in &self.headers {
            all.push(Credential::Header(name.clone(), secret(template)?));
        }
        for (name, template) in &self.query {
            all.push(Credential::Query(name.clone(), secret(template)?));
        }
        if let Some(template) = &self.bearer {
            all.push(Credential::Bearer(secret(template)?));
        }
        if let Some((user, password)) = &self.basic {
            all.push(Credential::Basic(Secret::new(format!("{}:{}", fill(user)?, fill(password)?))));
        }
        for (name, template) in &self.cookies {
            all.push(Credential::Cookie(name.clone(), secret(template)?));
        }
        Ok(all)
    }

    /// Adds what the caller adds.
    ///
    /// # Errors
    /// A template that cannot be filled in, or a value that is no header value.
    pub fn dress(&self, url: &mut Url, headers: &mut http::HeaderMap, scope: &Scope) -> Result<(), Finding> {
        for (name, template) in &self.headers {
            headers.insert(name, value(template, scope)?);
        }
        for (name, template) in &self.query {
            let text = template.fill_text(scope).map_err(|what| what.finding("call"))?;
            url.query_pairs_mut().append_pair(name, &text);
        }
        if let Some(template) = &self.bearer {
            let token = template.fill_text(scope).map_err(|what| what.finding("call"))?;
            headers.insert(http::header::AUTHORIZATION, header_value(&format!("Bearer {token}"), template)?);
        }
        if let Some((user, password)) = &self.basic {
            let user = user.fill_text(scope).map_err(|what| what.finding("call"))?;
            let password = password.fill_text(scope).map_err(|what| what.finding("call"))?;
            headers.insert(http::header::AUTHORIZATION, encode::basic(&user, &password));
        }
        if !self.cookies.is_empty() {
            let mut line = Vec::new();
            for (name, template) in &self.cookies {
                line.push(format!("{name}={}", template.fill_text(scope).map_err(|what| what.finding("call"))?));
            }
            headers.insert(http::header::COOKIE, header_value(&line.join("; "), &self.cookies[0].1)?);
        }
        Ok(())
    }
}

/// Whether headers or parameters of the query ask the server to take a request for one of another method.
#[must_use]
pub fn asks_for_another_method<'q>(
    headers: &'q [(HeaderName, Template)],
    query: impl Iterator<Item = &'q String>,
) -> bool {
    method::is_overridden(headers.iter().map(|(name, _)| name), query.map(String::as_str))
}

/// Headers as a mapping of name and value.
pub fn headers(node: &Node, found: &mut Diagnostics) -> Option<Vec<(HeaderName, Template)>> {
    let mut out = Vec::new();
    for entry in node.entries() {
        match HeaderName::try_from(entry.key.as_str()) {
            Ok(name) => out.push((name, found.keep(Template::compile(&entry.value))?)),
            Err(_) => {
                found.push(Diagnostic::error(
                    "header-name",
                    &entry.key_place,
                    format!("`{}` is no header name", entry.key),
                ));
                return None;
            }
        }
    }
    Some(out)
}

/// A mapping of names and templates.
pub fn templates(node: &Node, found: &mut Diagnostics) -> Option<Vec<(String, Template)>> {
    node.entries().iter().map(|entry| Some((entry.key.clone(), found.keep(Template::compile(&entry.value))?))).collect()
}

/// A header's value, filled in.
///
/// # Errors
/// A template that cannot be filled in, or text that no header may hold.
pub fn value(template: &Template, scope: &Scope) -> Result<HeaderValue, Finding> {
    let text = template.fill_text(scope).map_err(|what| what.finding("call"))?;
    header_value(&text, template)
}

fn header_value(text: &str, template: &Template) -> Result<HeaderValue, Finding> {
    // The text may hold a secret: only its fault is told.
    HeaderValue::from_str(text).or_else(|_| HeaderValue::from_bytes(text.as_bytes())).map_err(|_| {
        Finding::wrong("call", "header", "text on one line", "a value with a line break or another control character")
            .weighing(Weight::Suite)
            .at(template.place())
    })
}
