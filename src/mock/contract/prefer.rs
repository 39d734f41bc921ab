//! What a request says of the answer that it wants: `Prefer` (RFC 7240) and `Accept` (RFC 9110, section 12.5.1).

use http::HeaderMap;

use crate::model::exchange;
use crate::openapi::api::Media;

/// What `Prefer` says, in the words that mocks of contracts share: `code=404`, `example=NAME`, `dynamic=true`.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Prefer {
    pub(super) code: Option<String>,
    pub(super) example: Option<String>,
    pub(super) dynamic: bool,
}

impl Prefer {
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let mut prefer = Self::default();
        for line in headers.get_all("prefer").iter().filter_map(|value| value.to_str().ok()) {
            for (name, value) in line.split([',', ';']).filter_map(|part| part.split_once('=')) {
                let value = value.trim().trim_matches('"').to_owned();
                match name.trim().to_ascii_lowercase().as_str() {
                    "code" => prefer.code = Some(value),
                    "example" => prefer.example = Some(value),
                    "dynamic" => prefer.dynamic = value == "true",
                    _ => {}
                }
            }
        }
        prefer
    }
}

/// The declared media type that a request accepts most, as its place; JSON before others, then the document's order. None
/// where it accepts none of them.
pub(super) fn accepted(headers: &HeaderMap, declared: &[Media]) -> Option<usize> {
    let lines: Vec<&str> = headers.get_all("accept").iter().filter_map(|value| value.to_str().ok()).collect();
    let wanted: Vec<(String, f32)> = lines.iter().flat_map(|line| line.split(',')).filter_map(range).collect();
    let quality = |media: &Media| {
        if wanted.is_empty() {
            return 1.0;
        }
        let essence = essence(&media.range);
        let matching = wanted.iter().filter_map(|(range, quality)| Some((closeness(range, &essence)?, *quality)));
        // What is closest decides, also where it says no.
        matching.max_by_key(|(closeness, _)| *closeness).map_or(0.0, |(_, quality)| quality)
    };
    let mut best: Option<(usize, (f32, bool))> = None;
    for (index, media) in declared.iter().enumerate() {
        let rank = (quality(media), is_json(&media.range));
        if rank.0 > 0.0 && best.is_none_or(|(_, known)| rank > known) {
            best = Some((index, rank));
        }
    }
    best.map(|(index, _)| index)
}

fn range(part: &str) -> Option<(String, f32)> {
    let mut pieces = part.split(';');
    let range = pieces.next()?.trim().to_ascii_lowercase();
    let quality = pieces.find_map(|piece| piece.trim().strip_prefix("q=")?.parse().ok());
    (!range.is_empty()).then_some((range, quality.unwrap_or(1.0)))
}

/// How exactly an accepted range means a declared one.
fn closeness(accepted: &str, declared: &str) -> Option<u8> {
    let kind = |text: &str| text.split('/').next().unwrap_or_default().to_owned();
    match accepted {
        "*/*" => Some(1),
        _ if accepted == declared => Some(4),
        _ if accepted.ends_with("/*") && kind(accepted) == kind(declared) => Some(2),
        // A declared range takes what is accepted of it.
        _ if declared == "*/*" => Some(3),
        _ if declared.ends_with("/*") && kind(accepted) == kind(declared) => Some(3),
        _ => None,
    }
}

/// Type and subtype alone, lower-case.
pub(super) fn essence(range: &str) -> String {
    exchange::essence(range).to_ascii_lowercase()
}

/// Whether a declared media type is JSON.
pub(super) fn is_json(range: &str) -> bool {
    let essence = essence(range);
    matches!(essence.as_str(), "application/json" | "text/json" | "*/*" | "application/*") || essence.ends_with("+json")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::openapi::at::At;

    fn headers(name: &'static str, value: &str) -> HeaderMap {
        [(http::HeaderName::from_static(name), value.parse().unwrap())].into_iter().collect()
    }

    #[test]
    fn preferences_are_read_in_every_form() {
        for written in
            ["code=404, example=\"gone\"", "code=404; example=gone;dynamic=false", "x=1,Code=404,EXAMPLE=gone"]
        {
            let prefer = Prefer::of(&headers("prefer", written));
            let expected = Prefer { code: Some("404".into()), example: Some("gone".into()), dynamic: false };
            assert_eq!(prefer, expected, "{written}");
        }
        assert!(Prefer::of(&headers("prefer", "dynamic=true")).dynamic);
        assert_eq!(Prefer::of(&HeaderMap::new()), Prefer::default());
    }

    #[test]
    fn the_most_wanted_type_is_taken() {
        let media = |range: &str| Media {
            range: range.into(),
            schema: None,
            item_schema: None,
            examples: Vec::new(),
            encoding: Vec::new(),
            at: At::file(0),
        };
        let declared = ["text/csv", "application/xml", "application/json; charset=utf-8"].map(media);
        for (accept, index) in [
            ("*/*", Some(2)),
            ("text/*", Some(0)),
            ("application/xml, application/json;q=0.5", Some(1)),
            ("application/json;q=0.9, text/csv;q=0.1, */*;q=0.05", Some(2)),
            ("*/*, application/json;q=0", Some(0)),
            ("image/png", None),
        ] {
            assert_eq!(accepted(&headers("accept", accept), &declared), index, "{accept}");
        }
        assert_eq!(accepted(&HeaderMap::new(), &declared), Some(2));
        assert_eq!(accepted(&headers("accept", "image/png"), &[media("image/*")]), Some(0));
    }
}
