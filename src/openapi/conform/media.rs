//! Media types, and which of the declared ones a content type is.

use crate::model::exchange;
use crate::openapi::api::Media;

/// A content type taken apart (RFC 9110, section 8.3.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ContentType {
    /// `type/subtype`, lower-case.
    pub(super) essence: String,
    parameters: Vec<(String, String)>,
}

/// The type and subtype alone.
pub(super) fn essence(text: &str) -> String {
    exchange::essence(text).to_ascii_lowercase()
}

impl ContentType {
    /// Reads a header's value; none where it has no type and subtype.
    pub(super) fn read(text: &str) -> Option<Self> {
        let essence = essence(text);
        let (kind, rest) = essence.split_once('/')?;
        if kind.is_empty() || rest.is_empty() || essence.contains([' ', ',']) {
            return None;
        }
        let parameters = text
            .split(';')
            .skip(1)
            .filter_map(|part| part.split_once('='))
            .map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim().trim_matches('"').to_owned()));
        let parameters = parameters.collect();
        Some(Self { essence, parameters })
    }

    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// How exactly a declared range means it: more is closer; none where it does not.
    fn closeness(&self, range: &str) -> Option<usize> {
        let declared = essence(range);
        let kind = self.essence.split('/').next().unwrap_or_default();
        let suffix = self.essence.rsplit_once('+').map(|(_, suffix)| suffix);
        let closeness = match declared.split_once('/') {
            _ if declared == self.essence => 4,
            Some((one, sub)) if one == kind && sub.strip_prefix("*+").is_some_and(|end| Some(end) == suffix) => 3,
            Some((one, "*")) if one == kind => 2,
            Some(("*", "*")) => 1,
            _ => return None,
        };
        // Parameters count where they are declared.
        let mut demanded = 0;
        for (name, value) in range.split(';').skip(1).filter_map(|part| part.split_once('=')) {
            let value = value.trim().trim_matches('"');
            if !self.parameter(&name.trim().to_ascii_lowercase()).is_some_and(|own| own.eq_ignore_ascii_case(value)) {
                return None;
            }
            demanded += 1;
        }
        Some(closeness * 16 + demanded)
    }

    /// The closest of the declared media types.
    pub(super) fn among(&self, declared: &[Media]) -> Option<usize> {
        let all = declared.iter().enumerate();
        // Of equals the first: what comes later in a document hides nothing.
        all.filter_map(|(index, media)| Some((self.closeness(&media.range)?, std::cmp::Reverse(index))))
            .max()
            .map(|(_, index)| index.0)
    }
}

/// Whether it is JSON (RFC 8259; RFC 6839, section 3.1).
pub(super) fn is_json(essence: &str) -> bool {
    essence == "application/json" || essence == "text/json" || essence.ends_with("+json")
}

/// Whether it is JSON values one after another, each on a line or behind a separator (RFC 7464).
pub(super) fn is_lines(essence: &str) -> bool {
    [
        "application/jsonl",
        "application/x-ndjson",
        "application/ndjson",
        "application/x-jsonlines",
        "application/json-seq",
    ]
    .contains(&essence)
        || essence.ends_with("+json-seq")
}

/// The declared media types, for people.
pub(super) fn list(declared: &[Media]) -> String {
    let ranges: Vec<&str> = declared.iter().map(|media| media.range.as_str()).collect();
    match ranges[..] {
        [one] => one.to_owned(),
        _ => format!("one of {}", ranges.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::openapi::at::At;

    #[test]
    fn the_closest_range_is_taken() {
        let media = |range: &str| Media {
            range: range.into(),
            schema: None,
            item_schema: None,
            examples: Vec::new(),
            encoding: Vec::new(),
            at: At::file(0),
        };
        let ranges = [
            "*/*",
            "application/*",
            "application/json",
            "application/*+json",
            "text/plain; charset=utf-8",
            "application/json; version=2",
        ];
        let declared = ranges.map(media);
        for (written, index) in [
            ("application/json", Some(2)),
            ("Application/JSON; charset=utf-8", Some(2)),
            ("application/json; version=\"2\"", Some(5)),
            ("application/problem+json", Some(3)),
            ("application/xml", Some(1)),
            ("text/plain;charset=UTF-8", Some(4)),
            ("text/plain", Some(0)),
        ] {
            assert_eq!(ContentType::read(written).unwrap().among(&declared), index, "{written}");
        }
        assert_eq!(ContentType::read("application/problem+json").unwrap().among(&declared[2..3]), None);
        for wrong in ["", "json", "a/", "/b", "a b/c"] {
            assert_eq!(ContentType::read(wrong), None, "{wrong}");
        }
    }
}
