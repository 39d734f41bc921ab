//! What templates give, and what they refuse.

use std::sync::Arc;

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::model::place::Source;
use crate::syntax::yaml;

struct Known(Value);

impl Lookup for Known {
    fn find(&self, name: &Name) -> Result<Value, String> {
        let root = self.0.get(&name.root).ok_or_else(|| format!("there is no `{}`", name.root))?;
        name.walk(root, 0).cloned()
    }

    fn now(&self) -> Timestamp {
        Timestamp::UNIX_EPOCH
    }
}

fn fill(yaml: &str) -> Result<Value, String> {
    let node = yaml::parse(&Arc::new(Source { name: "t".into(), text: yaml.into() })).unwrap();
    let known = Known(json!({"n": 7, "s": "x", "made": {"json": {"items": [{"id": "a b"}]}}, "none": null}));
    Template::compile(&node)
        .map_err(|d| format!("{} {}", d.place.unwrap(), d.message))?
        .fill(&known)
        .map(Cow::into_owned)
        .map_err(|unfilled| unfilled.what)
}

#[test]
fn whole_values_keep_their_type_and_parts_become_text() {
    assert_eq!(
        fill("{a: '${n}', b: 'v${n}', c: ['${made.json.items[0].id}', 1], '${s}': 1}"),
        Ok(json!({"a": 7, "b": "v7", "c": ["a b", 1], "x": 1}))
    );
    assert_eq!(fill("'${url(made.json[\"items\"][0].id)}'"), Ok(json!("a%20b")));
    assert_eq!(fill("'${sha256(base64(\"}\"))}'").map(|v| v.as_str().unwrap().len()), Ok(64));
    assert_eq!(fill("'$${n} costs $5 and $${x'"), Ok(json!("${n} costs $5 and ${x")));
    assert_eq!(fill("'${-1.5}${true}'"), Ok(json!("-1.5true")));
}

#[test]
fn what_cannot_be_read_or_filled_says_where_and_why() {
    for (text, what) in [
        ("'${nope}'", "there is no `nope`"),
        ("'${made.json.items[3].id}'", "there is no `made.json.items[3]`"),
        ("'a${none}'", "the value is null, which has no text"),
        ("'ab${n'", "t:1:4 this template cannot be read: the closing brace of this `${` is missing"),
        ("'${}'", "t:1:4 this template cannot be read: a name, a literal or a function is missing"),
        ("'${sha265(n)}'", "t:1:4 this template cannot be read: there is no function `sha265`; did you mean `sha256`?"),
        ("'${sha256()}'", "t:1:4 this template cannot be read: write it as `sha256(data, 'hex'|'base64')`"),
        ("'${n + 1}'", "t:1:6 this template cannot be read: `+ 1` is too much here"),
    ] {
        assert_eq!(fill(text), Err(what.to_owned()), "{text}");
    }
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "(\\$|\\{|\\}|'|\"|[a-z]|\\(|\\)|,|\\.|\\[|\\]|[0-9]|é|\\PC){0,40}") {
        let source = Arc::new(Source { name: "t".into(), text: text.clone() });
        let place = Place::new(source, 0, text.len());
        if let Ok(template) = Template::text(&text, &place) {
            let _ = template.fill(&Known(json!({"a": 1})));
        }
    }

    #[test]
    fn text_without_dollar_brace_is_itself(text in "[^$]{0,40}") {
        let source = Arc::new(Source { name: "t".into(), text: text.clone() });
        let template = Template::text(&text, &Place::new(source, 0, text.len())).unwrap();
        prop_assert_eq!(template.literal(), Some(&json!(text)));
    }
}
