//! Encodes what a suite says of a request's body and credentials; the same input gives the same bytes.

use bytes::Bytes;
use data_encoding::BASE64;
use http::HeaderValue;

/// A body and the Content-Type that goes with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Encoded {
    /// The header's value.
    pub content_type: HeaderValue,
    /// The bytes.
    pub body: Bytes,
}

/// One part of a multipart form.
#[derive(Debug, Clone)]
pub struct Part {
    /// The field's name.
    pub name: String,
    /// The file's name, where the field is a file.
    pub filename: Option<String>,
    /// The part's own type.
    pub content_type: Option<HeaderValue>,
    /// Its content.
    pub bytes: Bytes,
}

/// Fields as `application/x-www-form-urlencoded` (WHATWG URL, 5).
#[must_use]
pub fn form(fields: &[(String, String)]) -> Encoded {
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    Encoded { content_type: HeaderValue::from_static("application/x-www-form-urlencoded"), body: body.into() }
}

/// Parts as `multipart/form-data` (RFC 7578). The boundary is made longer where a part contains it; letters, digits
/// and dashes of `boundary` are used, 40 at most.
#[must_use]
pub fn multipart(parts: &[Part], boundary: &str) -> Encoded {
    let mut boundary: String = boundary.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(40).collect();
    while boundary.is_empty() || parts.iter().any(|part| contains(&part.bytes, boundary.as_bytes())) {
        boundary.push('x');
    }
    let mut body = Vec::new();
    for part in parts {
        body.extend_from_slice(format!("--{boundary}\r\ncontent-disposition: form-data; name=\"").as_bytes());
        body.extend_from_slice(quoted(&part.name).as_bytes());
        if let Some(filename) = &part.filename {
            body.extend_from_slice(format!("\"; filename=\"{}", quoted(filename)).as_bytes());
        }
        body.extend_from_slice(b"\"\r\n");
        if let Some(content_type) = &part.content_type {
            body.extend_from_slice(b"content-type: ");
            body.extend_from_slice(content_type.as_bytes());
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"\r\n");
        body.extend_from_slice(&part.bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    let content_type = HeaderValue::from_maybe_shared(Bytes::from(format!("multipart/form-data; boundary={boundary}")))
        .unwrap_or_else(|_| HeaderValue::from_static("multipart/form-data"));
    Encoded { content_type, body: body.into() }
}

/// The Authorization header of a user and password (RFC 7617), marked sensitive.
#[must_use]
pub fn basic(user: &str, password: &str) -> HeaderValue {
    let value = format!("Basic {}", BASE64.encode(format!("{user}:{password}").as_bytes()));
    let mut value =
        HeaderValue::from_maybe_shared(Bytes::from(value)).unwrap_or_else(|_| HeaderValue::from_static("Basic"));
    value.set_sensitive(true);
    value
}

/// A name inside of quotes, as browsers write it (WHATWG HTML, 4.10.21.8).
fn quoted(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_escapes_its_fields() {
        let fields = [("a b".to_owned(), "1&2".to_owned()), ("ä".to_owned(), "=".to_owned())];
        assert_eq!(form(&fields).body, "a+b=1%262&%C3%A4=%3D");
    }

    #[test]
    fn parts_keep_their_bytes_between_boundaries() {
        let parts = [
            Part { name: "say\"".to_owned(), filename: None, content_type: None, bytes: "hello".into() },
            Part {
                name: "file".to_owned(),
                filename: Some("a\r\nb.bin".to_owned()),
                content_type: Some(HeaderValue::from_static("application/octet-stream")),
                bytes: vec![0, 255].into(),
            },
        ];
        let encoded = multipart(&parts, "b");
        assert_eq!(encoded.content_type, "multipart/form-data; boundary=b");
        assert_eq!(
            &encoded.body[..],
            b"--b\r\ncontent-disposition: form-data; name=\"say%22\"\r\n\r\nhello\r\n\
              --b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a%0D%0Ab.bin\"\r\n\
              content-type: application/octet-stream\r\n\r\n\x00\xff\r\n--b--\r\n"
        );
    }

    #[test]
    fn a_boundary_that_a_part_contains_grows() {
        let parts = [Part { name: "n".to_owned(), filename: None, content_type: None, bytes: "a bx c".into() }];
        assert_eq!(multipart(&parts, "b").content_type, "multipart/form-data; boundary=bxx");
    }

    #[test]
    fn basic_is_base64_of_user_and_password() {
        assert_eq!(basic("Aladdin", "open sesame"), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
    }
}
