//! A file of feature flags in flagd's format: boolean variants, no targeting.

use std::path::Path;
use std::sync::Arc;

use indexmap::IndexMap;
use serde::de::IgnoredAny;

use crate::model::diagnostic::{Diagnostic, Diagnostics};
use crate::model::node::{Datum, Entry, Node};
use crate::model::place::{Place, Source};
use crate::model::shape::{Field, Record, Shape};
use crate::syntax::nearest::suggestion;
use crate::syntax::path::read_text;
use crate::syntax::{read, yaml};

/// The form of a flags file, for the editor's schema.
pub const SHAPE: Shape = Shape::Record(&FILE);

const FILE: Record = Record {
    name: "a flags file",
    fields: &[
        Field::new("$schema", Shape::Text, "https://flagd.dev/schema/v0/flags.json"),
        Field::required("flags", Shape::Map(&Shape::Record(&FLAG)), "The flags by key."),
        Field::new("metadata", Shape::Any, "For other readers."),
    ],
};

const FLAG: Record = Record {
    name: "a flag",
    fields: &[
        Field::required("state", Shape::Choice(&["ENABLED", "DISABLED"]), "Whether it can be evaluated."),
        Field::required("variants", Shape::Map(&Shape::Bool), "Its values by name, each true or false."),
        Field::required("defaultVariant", Shape::Text, "The variant that holds."),
        Field::new("targeting", Shape::Any, "Not evaluated here: empty, or left out."),
        Field::new("metadata", Shape::Any, "For other readers."),
    ],
};

/// A flags file, validated.
#[derive(Debug, Clone)]
pub struct FlagFile {
    /// The path as shown to people.
    pub name: String,
    flags: IndexMap<String, Flag>,
}

/// One flag of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flag {
    /// The value of its default variant; none where its state is `DISABLED`.
    pub value: Option<bool>,
    /// Where its key stands.
    pub place: Place,
}

impl FlagFile {
    /// A flag by its key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Flag> {
        self.flags.get(key)
    }

    /// The keys in the file's order.
    pub fn keys(&self) -> impl Iterator<Item = &str> + Clone {
        self.flags.keys().map(String::as_str)
    }
}

/// Reads a flags file that is named at `named`; none where it has an error, which is then in `found`.
pub fn load(path: &Path, named: &Place, found: &mut Diagnostics) -> Option<FlagFile> {
    match read_text(path) {
        Ok(text) => parse(&Arc::new(Source { name: path.display().to_string(), text }), found),
        Err(error) => {
            let what = format!("the flags file `{}` cannot be read: {error}", path.display());
            found.push(Diagnostic::error("file", named, what));
            None
        }
    }
}

/// Reads the text of a flags file; none where it has an error, which is then in `found`.
pub fn parse(source: &Arc<Source>, found: &mut Diagnostics) -> Option<FlagFile> {
    let mut own = Diagnostics::default();
    let file = file(source, &mut own);
    let file = file.filter(|_| !own.has_errors());
    found.absorb(own);
    file
}

fn file(source: &Arc<Source>, found: &mut Diagnostics) -> Option<FlagFile> {
    if Path::new(&source.name).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json")) {
        found.keep(strict_json(source))?;
    }
    let node = found.keep(yaml::parse(source))?;
    if !matches!(node.datum, Datum::Map(_)) {
        found.push(
            Diagnostic::error("wrong-type", &node.place, "a flags file is a mapping with the key `flags`")
                .help("the format is flagd's: https://flagd.dev/reference/flag-definitions/"),
        );
        return None;
    }
    read::conform(&node, SHAPE, &|_| None, found);
    let mut flags = IndexMap::new();
    for entry in node.get("flags").map(Node::entries).unwrap_or_default() {
        flags.extend(flag(entry, found).map(|flag| (entry.key.clone(), flag)));
    }
    Some(FlagFile { name: source.name.clone(), flags })
}

/// The YAML reader takes more than JSON has, and flagd would then refuse the file.
fn strict_json(source: &Arc<Source>) -> Result<(), Diagnostic> {
    let Err(error) = serde_json::from_str::<IgnoredAny>(&source.text) else { return Ok(()) };
    let line_start: usize = source.text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    let at = line_start + error.column().saturating_sub(1);
    let what = error.to_string();
    let what = what.split(" at line ").next().unwrap_or_default();
    let place = Place::new(source.clone(), at, at + 1);
    Err(Diagnostic::error("json-syntax", &place, format!("this is no valid JSON: {what}")))
}

fn flag(entry: &Entry, found: &mut Diagnostics) -> Option<Flag> {
    let node = &entry.value;
    if let Some(targeting) = node.get("targeting").filter(|targeting| !is_empty(targeting)) {
        found.push(
            Diagnostic::error(
                "flag-targeting",
                &targeting.place,
                format!("the flag `{}` has targeting, which is not evaluated here", entry.key),
            )
            .help("remove it, or let a provider evaluate it: set OFREP_ENDPOINT, and take the flag out of this file"),
        );
        return None;
    }
    let state = found.keep(read::choice(node.get("state")?, &["ENABLED", "DISABLED"]))?;
    let variants = node.get("variants")?;
    let default = node.get("defaultVariant")?;
    let name = found.keep(read::text(default))?;
    let Some(variant) = variants.get(name) else {
        found.push(
            Diagnostic::error(
                "flag-variant",
                &default.place,
                format!("the flag `{}` has no variant `{name}`", entry.key),
            )
            .maybe_help(suggestion(name, variants.entries().iter().map(|variant| variant.key.as_str()))),
        );
        return None;
    };
    let value = found.keep(read::boolean(variant))?;
    Some(Flag { value: (state == "ENABLED").then_some(value), place: entry.key_place.clone() })
}

/// flagd's own way to say "no targeting" is an empty mapping.
fn is_empty(targeting: &Node) -> bool {
    matches!(&targeting.datum, Datum::Map(entries) if entries.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::testing::told;

    fn read(text: &str) -> Result<FlagFile, Vec<String>> {
        let mut found = Diagnostics::default();
        let source = Arc::new(Source { name: "flags.json".into(), text: text.into() });
        let file = parse(&source, &mut found);
        assert_eq!(file.is_none(), found.has_errors(), "no error is silent, and nothing wrong is used");
        file.ok_or_else(|| told(&found))
    }

    fn one(flag: &str) -> Result<Option<bool>, Vec<String>> {
        read(&format!("{{\"flags\": {{\"a\": {flag}}}}}")).map(|file| file.get("a").unwrap().value)
    }

    #[test]
    fn a_flag_has_the_value_of_its_default_variant() {
        let variants = r#""variants": {"on": true, "off": false}"#;
        assert_eq!(one(&format!(r#"{{"state": "ENABLED", {variants}, "defaultVariant": "on"}}"#)), Ok(Some(true)));
        assert_eq!(one(&format!(r#"{{"state": "ENABLED", {variants}, "defaultVariant": "off"}}"#)), Ok(Some(false)));
        assert_eq!(one(&format!(r#"{{"state": "DISABLED", {variants}, "defaultVariant": "on"}}"#)), Ok(None));
        assert_eq!(
            one(&format!(
                "{{\n\t\"state\": \"ENABLED\",\n\t{variants}, \"defaultVariant\": \"on\", \"targeting\": {{}}}}"
            )),
            Ok(Some(true))
        );
    }

    #[test]
    fn what_is_wrong_says_where() {
        for (flag, what) in [
            (
                r#"{"state": "ENABLED", "variants": {"on": true}, "defaultVariant": "no"}"#,
                "flag-variant flags.json:1:82 the flag `a` has no variant `no` (did you mean `on`?)",
            ),
            (
                r#"{"state": "ENABLED", "variants": {"on": "true"}, "defaultVariant": "on"}"#,
                "wrong-type flags.json:1:57 expected true or false, found text",
            ),
            (
                r#"{"state": "ENABLD", "variants": {"on": true}, "defaultVariant": "on"}"#,
                "wrong-word flags.json:1:27 `ENABLD` is not one of ENABLED, DISABLED (did you mean `ENABLED`?)",
            ),
            (
                r#"{"state": "ENABLED", "variants": {"on": true}, "defaultVarient": "on"}"#,
                "unknown-key flags.json:1:64 `defaultVarient` is not a key of a flag (did you mean `defaultVariant`?)",
            ),
            (
                r#"{"state": "ENABLED", "variants": {"on": true}, "defaultVariant": "on", "targeting": {"if": [1]}}"#,
                "flag-targeting flags.json:1:101 the flag `a` has targeting, which is not evaluated here (remove it, \
                 or let a provider evaluate it: set OFREP_ENDPOINT, and take the flag out of this file)",
            ),
            (
                r#"{"state": "${env.X}", "variants": {"on": true}, "defaultVariant": "on"}"#,
                "wrong-word flags.json:1:27 `${env.X}` is not one of ENABLED, DISABLED",
            ),
        ] {
            assert_eq!(one(flag).unwrap_err()[0], what, "{flag}");
        }
        assert_eq!(read("{\"flags\": {}}").unwrap_err().len(), 1);
        assert_eq!(
            read("{\"flags\": {\"a\": {}, \"a\": {}}}").unwrap_err()[0].split(' ').next(),
            Some("duplicate-key")
        );
        assert_eq!(
            read("{\n  \"flags\": {\n    \"a\": {,}\n}}").unwrap_err(),
            ["json-syntax flags.json:3:11 this is no valid JSON: key must be a string"]
        );
        assert_eq!(read("flags: {}").unwrap_err()[0].split(' ').next(), Some("json-syntax"));
        assert_eq!(read("[]").unwrap_err().len(), 1);
    }

    #[test]
    fn a_file_that_is_not_there_is_told_where_it_is_named() {
        let mut found = Diagnostics::default();
        let source = Arc::new(Source { name: "holdpoint.yaml".into(), text: "flags.json".into() });
        assert!(load(Path::new("/nowhere/flags.json"), &Place::new(source, 0, 10), &mut found).is_none());
        assert!(told(&found)[0].starts_with("file holdpoint.yaml:1:1 the flags file `/nowhere/flags.json` cannot"));
    }
}
