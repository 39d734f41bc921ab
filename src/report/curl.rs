//! A request as a line for a person's shell, with credentials as `$NAME`.

use std::fmt::Write as _;

use data_encoding::BASE64;
use http::Method;

use crate::artifact::conceal;
use crate::model::exchange::{Exchange, Request};
use crate::value::redact::Redactor;

/// Headers that curl sends by itself, and ours that tell runs apart.
const LEFT_OUT: [&str; 8] = [
    "host",
    "user-agent",
    "content-length",
    "connection",
    "accept-encoding",
    "transfer-encoding",
    "x-request-id",
    "traceparent",
];

/// Bodies beyond this are no line that a person pastes.
const LONGEST: usize = 8 * 1024;

/// The line.
pub(super) fn line(exchange: &Exchange, redactor: &Redactor) -> String {
    of(&exchange.request, redactor)
}

/// The line of a request alone.
pub(super) fn of(request: &Request, redactor: &Redactor) -> String {
    let mut pipe = String::new();
    let mut line = "curl -sS".to_owned();
    let body = body(&request.body, redactor, &mut pipe);
    match (&request.method, &body) {
        (method, Some(_)) if method == Method::POST => {}
        (method, None) if method == Method::GET => {}
        (method, None) if method == Method::HEAD => line.push_str(" -I"),
        (method, _) => {
            let _ = write!(line, " -X {method}");
        }
    }
    let url = conceal::url(&request.url, redactor);
    let _ = write!(line, " {}", word(&redactor.mask(&url), "CREDENTIAL"));
    for (name, value) in &request.headers {
        let name = name.as_str();
        if LEFT_OUT.contains(&name) || name.starts_with("x-holdpoint-") || (name == "accept" && value == "*/*") {
            continue;
        }
        if let Some(user) = basic(value.as_bytes()).filter(|_| name == "authorization") {
            // Masked inside base64 it could not be put back.
            let _ = write!(line, " -u {}", word(&redactor.mask(&user), "PASSWORD"));
            continue;
        }
        let value = conceal::header(name, value.as_bytes(), redactor);
        let variable = name.replace('-', "_").to_uppercase();
        let _ = write!(line, " -H {}", word(&format!("{name}: {}", redactor.mask(&value)), &variable));
    }
    if let Some(body) = body {
        line.push_str(&body);
    }
    format!("{pipe}{line}")
}

/// The user and password of Basic authentication, where a password is part of it.
fn basic(value: &[u8]) -> Option<String> {
    let encoded = value.strip_prefix(b"Basic ").or_else(|| value.strip_prefix(b"basic "))?;
    String::from_utf8(BASE64.decode(encoded).ok()?).ok().filter(|both| both.contains(':'))
}

fn body(raw: &[u8], redactor: &Redactor, pipe: &mut String) -> Option<String> {
    if raw.is_empty() {
        return None;
    }
    if raw.len() > LONGEST {
        return Some(format!(" --data-binary @body # {} bytes, see the evidence", raw.len()));
    }
    match std::str::from_utf8(raw) {
        Ok(text) if !text.contains('\0') => Some(format!(" --data-raw {}", word(&redactor.mask(text), "CREDENTIAL"))),
        _ => {
            let encoded = BASE64.encode(&redactor.mask_bytes(raw));
            *pipe = format!("printf %s {encoded} | base64 -d | ");
            Some(" --data-binary @-".to_owned())
        }
    }
}

/// One word for a POSIX shell: marks of secrets become variables, and nothing else means anything.
fn word(text: &str, unknown: &str) -> String {
    let mut parts: Vec<Result<&str, String>> = Vec::new();
    let mut rest = text;
    while let Some((at, end, name)) = mark(rest) {
        parts.push(Ok(&rest[..at]));
        parts.push(Err(if name.is_empty() { unknown.to_owned() } else { variable(name) }));
        rest = &rest[end..];
    }
    if parts.is_empty() {
        let bare = |c: char| c.is_ascii_alphanumeric() || "-_./:@%+=,".contains(c);
        let is_bare = !text.is_empty() && text.chars().all(bare);
        return if is_bare { text.to_owned() } else { single(text) };
    }
    parts.push(Ok(rest));
    // A shell that a person types into would read `!` inside of double quotes.
    if text.contains('!') {
        let parts = parts.iter().map(|part| match part {
            Ok("") => String::new(),
            Ok(text) => single(text),
            Err(name) => format!("\"${name}\""),
        });
        return parts.collect();
    }
    let follows_name = |text: &str| text.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
    let mut out = "\"".to_owned();
    for (index, part) in parts.iter().enumerate() {
        match part {
            Ok(text) => text.chars().for_each(|c| {
                if "\"\\$`".contains(c) {
                    out.push('\\');
                }
                out.push(c);
            }),
            Err(name)
                if parts.get(index + 1).is_some_and(|next| next.as_ref().is_ok_and(|text| follows_name(text))) =>
            {
                let _ = write!(out, "${{{name}}}");
            }
            Err(name) => {
                let _ = write!(out, "${name}");
            }
        }
    }
    out.push('"');
    out
}

/// The first mark: where it starts and ends, and the secret's name; no name where it is not known.
fn mark(text: &str) -> Option<(usize, usize, &str)> {
    // A URL that was read again has its spaces encoded.
    let known = ["[secret ", "[secret%20"].iter().filter_map(|open| {
        let at = text.find(open)?;
        let start = at + open.len();
        let end = start + text[start..].find(']')?;
        Some((at, end + 1, &text[start..end]))
    });
    let unknown = text.find(conceal::MASKED).map(|at| (at, at + conceal::MASKED.len(), ""));
    known.chain(unknown).min_by_key(|(at, ..)| *at)
}

fn variable(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect()
}

fn single(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::artifact::sample;
    use crate::model::secret::Secret;

    fn shown(headers: &[(&'static str, &str)], body: &[u8]) -> String {
        let secrets = [("CW_TOKEN", "s3cr3t+value"), ("PASS", "hunter22")];
        let secrets = secrets.map(|(name, text)| (name.to_owned(), Secret::new(text.to_owned())));
        line(&sample::exchange(headers, body, b""), &Redactor::new(secrets).unwrap())
    }

    #[test]
    fn a_plain_request_is_a_plain_line() {
        let ours = [("accept", "*/*"), ("x-holdpoint-case", "1"), ("traceparent", "00-1-2-03")];
        assert_eq!(shown(&ours, b""), "curl -sS https://chat.example.com/api");
    }

    #[test]
    fn credentials_become_variables() {
        assert_eq!(
            shown(&[("api_access_token", "s3cr3t+value"), ("cookie", "sid=1")], b""),
            "curl -sS https://chat.example.com/api -H \"api_access_token: $CW_TOKEN\" -H \"cookie: $COOKIE\""
        );
        let basic = format!("Basic {}", BASE64.encode(b"me:hunter22"));
        assert_eq!(shown(&[("authorization", &basic)], b""), "curl -sS https://chat.example.com/api -u \"me:$PASS\"");
        assert_eq!(
            shown(&[], br#"{"a":"$x","key":"s3cr3t+value"}"#),
            r#"curl -sS https://chat.example.com/api --data-raw "{\"a\":\"\$x\",\"key\":\"$CW_TOKEN\"}""#
        );
        assert_eq!(shown(&[], b"hunter22_!"), "curl -sS https://chat.example.com/api --data-raw \"$PASS\"'_!'");
        assert_eq!(shown(&[], b"hunter22_"), "curl -sS https://chat.example.com/api --data-raw \"${PASS}_\"");
    }

    #[test]
    fn a_shell_reads_back_what_was_sent() {
        for body in ["{\"it's\": \"$HOME `x` \\\\ \\\" !\"}", "a\nb", "'", "''", "*"] {
            let line = shown(&[], body.as_bytes());
            let word = line.split_once(" --data-raw ").unwrap().1;
            let shell = std::process::Command::new("sh").arg("-c").arg(format!("printf %s {word}")).output().unwrap();
            assert_eq!(String::from_utf8(shell.stdout).unwrap(), body);
        }
        assert!(shown(&[], &[0, 159]).starts_with("printf %s AJ8= | base64 -d | curl -sS "));
        assert!(shown(&[], &[b'x'; 9000]).ends_with("--data-binary @body # 9000 bytes, see the evidence"));
    }
}
