//! Where the page after an answer is, by what the answer says.

use serde_json::Value;
use url::{Url, form_urlencoded};

use crate::check::api::NextPage;
use crate::model::exchange::{Answer, Exchange};

impl NextPage {
    /// The address of the page after this exchange's; none where the answer says that it is the last.
    ///
    /// # Errors
    /// In words, why the answer does not say it.
    pub fn after(&self, exchange: &Exchange) -> Result<Option<Url>, String> {
        let answer = exchange.answer().ok_or("there is no answer")?;
        let base = &exchange.request.url;
        let join = |text: &str| match base.join(text) {
            Ok(url) => Ok(Some(url)),
            Err(error) => Err(format!("`{text}` is no address: {error}")),
        };
        match self {
            Self::Json(path) => match path.values(answer.json().map_err(str::to_owned)?).as_slice() {
                [] | [Value::Null] => Ok(None),
                [Value::String(text)] if !text.is_empty() => join(text),
                [other] => Err(format!("{other} is neither an address nor null")),
                more => Err(format!("there are {} of them", more.len())),
            },
            Self::Link => match link_next(answer)?.as_deref() {
                None => Ok(None),
                Some(text) => join(text),
            },
            Self::Parameter { name, last } => {
                let last = whole(last.values(answer.json().map_err(str::to_owned)?).as_slice())
                    .map_err(|what| format!("{}: {what}", last.text()))?;
                let current = match parameter(base, name) {
                    None => 1,
                    Some(text) => text.parse::<u64>().map_err(|_| format!("`{name}={text}` is no number of a page"))?,
                };
                Ok((current < last).then(|| with_parameter(base, name, current.saturating_add(1))))
            }
        }
    }

    /// Whether the answer itself says that there is no page after it, and does not only keep silent.
    pub(in crate::check) fn ends(&self, exchange: &Exchange) -> bool {
        match self {
            Self::Json(path) => exchange
                .answer()
                .and_then(|answer| answer.json().ok())
                .is_some_and(|body| matches!(path.values(body).as_slice(), [Value::Null])),
            Self::Link => false,
            Self::Parameter { .. } => matches!(self.after(exchange), Ok(None)),
        }
    }

    /// The field that a person would look at.
    pub(in crate::check) fn field(&self) -> String {
        match self {
            Self::Json(path) => path.text().to_owned(),
            Self::Link => "header link".to_owned(),
            Self::Parameter { last, .. } => last.text().to_owned(),
        }
    }
}

/// The one whole number among selected values.
pub(super) fn whole(values: &[&Value]) -> Result<u64, String> {
    match values {
        [] => Err("absent".into()),
        [value] => value.as_u64().ok_or_else(|| format!("{value} is no whole number")),
        more => Err(format!("there are {} of them", more.len())),
    }
}

fn parameter(url: &Url, name: &str) -> Option<String> {
    url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

/// The address with one parameter changed; the others stay as they were encoded.
fn with_parameter(url: &Url, name: &str, number: u64) -> Url {
    let is_named = |piece: &&str| form_urlencoded::parse(piece.as_bytes()).next().is_some_and(|(key, _)| key == name);
    let others = url.query().into_iter().flat_map(|query| query.split('&')).filter(|piece| !piece.is_empty());
    let mut pieces: Vec<String> = others.filter(|piece| !is_named(piece)).map(str::to_owned).collect();
    pieces.push(form_urlencoded::Serializer::new(String::new()).append_pair(name, &number.to_string()).finish());
    let mut next = url.clone();
    next.set_query(Some(&pieces.join("&")));
    next
}

/// The target of the link with the relation `next` (RFC 8288, section 3).
fn link_next(answer: &Answer) -> Result<Option<String>, String> {
    let mut found: Option<String> = None;
    for value in answer.headers.get_all(http::header::LINK) {
        let text = value.to_str().map_err(|_| "the Link header is no text".to_owned())?;
        let mut rest = text.trim_start_matches([' ', '\t', ',']);
        while !rest.is_empty() {
            let broken = || format!("`{text}` is no Link header (RFC 8288)");
            let (target, after) = rest.strip_prefix('<').and_then(|rest| rest.split_once('>')).ok_or_else(broken)?;
            let end = unquoted(after, ',');
            if is_next(&after[..end]) {
                match &found {
                    Some(other) if other != target => return Err("there are two links with rel=\"next\"".into()),
                    _ => found = Some(target.to_owned()),
                }
            }
            rest = after[end..].trim_start_matches([' ', '\t', ',']);
        }
    }
    Ok(found)
}

/// Where `delimiter` first stands outside quotes; the whole length where it does not.
fn unquoted(text: &str, delimiter: char) -> usize {
    let (mut quoted, mut escaped) = (false, false);
    for (at, letter) in text.char_indices() {
        match letter {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ if letter == delimiter && !quoted => return at,
            _ => {}
        }
    }
    text.len()
}

/// Whether a link's parameters say `rel=next`; the first `rel` counts, and it may hold several relations.
fn is_next(mut parameters: &str) -> bool {
    while !parameters.is_empty() {
        let end = unquoted(parameters, ';');
        let piece = &parameters[..end];
        parameters = parameters.get(end + 1..).unwrap_or_default();
        if let Some((name, value)) = piece.split_once('=')
            && name.trim().eq_ignore_ascii_case("rel")
        {
            let mut relations = value.trim().trim_matches('"').split_ascii_whitespace();
            return relations.any(|word| word.eq_ignore_ascii_case("next"));
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::fixture::exchange;
    use crate::value::select::Path;

    fn json(body: &str) -> Result<Option<String>, String> {
        let page = exchange("https://t.test/v1/people?page=1", 200, &[], body);
        Ok(NextPage::Json(Path::parse("next_page_url").unwrap()).after(&page)?.map(Into::into))
    }

    fn link(values: &[&str]) -> Result<Option<String>, String> {
        let pairs: Vec<_> = values.iter().map(|value| ("link", *value)).collect();
        Ok(NextPage::Link.after(&exchange("https://t.test/a/b", 200, &pairs, ""))?.map(Into::into))
    }

    fn parameter(url: &str, body: &str) -> Result<Option<String>, String> {
        let next = NextPage::Parameter { name: "page".into(), last: Path::parse("pages").unwrap() };
        Ok(next.after(&exchange(url, 200, &[], body))?.map(Into::into))
    }

    #[test]
    fn an_address_in_the_body_is_absolute_or_relative_or_null() {
        let next = |text: &str| Ok(Some(text.to_owned()));
        assert_eq!(json(r#"{"next_page_url":"/v1/people?page=2"}"#), next("https://t.test/v1/people?page=2"));
        assert_eq!(json(r#"{"next_page_url":"?page=2"}"#), next("https://t.test/v1/people?page=2"));
        assert_eq!(json(r#"{"next_page_url":"https://u.test/"}"#), next("https://u.test/"));
        assert_eq!(json(r#"{"next_page_url":null}"#), Ok(None));
        assert_eq!(json("{}"), Ok(None));
        for wrong in [r#"{"next_page_url":""}"#, r#"{"next_page_url":2}"#, r#"{"next_page_url":"http://[x"}"#, "x"] {
            assert!(json(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn links_are_read_as_the_rfc_has_them() {
        let next = |text: &str| Ok(Some(text.to_owned()));
        assert_eq!(link(&[r#"<?p=2>; rel="next", <?p=9>; rel="last""#]), next("https://t.test/a/b?p=2"));
        assert_eq!(
            link(&[r#"<?p=0>; title="a, <b>; rel=next"; rel=prev"#, "</c> ; REL=Next"]),
            next("https://t.test/c")
        );
        assert_eq!(link(&[r#"</c>; rel="start next""#]), next("https://t.test/c"));
        assert_eq!(link(&[r#"</c>; rel="nextish""#]), Ok(None));
        assert_eq!(link(&[]), Ok(None));
        assert!(link(&["/c; rel=next"]).is_err());
        assert!(link(&["</c>; rel=next, </d>; rel=next"]).is_err());
    }

    #[test]
    fn a_parameter_is_counted_up_to_the_last_page() {
        let next = |text: &str| Ok(Some(text.to_owned()));
        assert_eq!(
            parameter("https://t.test/?q=a%20b&page=1", r#"{"pages":3}"#),
            next("https://t.test/?q=a%20b&page=2")
        );
        assert_eq!(parameter("https://t.test/", r#"{"pages":3}"#), next("https://t.test/?page=2"));
        assert_eq!(parameter("https://t.test/?page=3", r#"{"pages":3}"#), Ok(None));
        assert_eq!(parameter("https://t.test/", r#"{"pages":0}"#), Ok(None));
        assert!(parameter("https://t.test/", "{}").is_err());
        assert!(parameter("https://t.test/?page=x", r#"{"pages":3}"#).is_err());
    }
}
