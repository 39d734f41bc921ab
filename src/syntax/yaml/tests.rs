//! What the YAML reader takes, and what it refuses, with places.

use super::*;

fn read(text: &str) -> Result<Node, Diagnostic> {
    parse(&Arc::new(Source { name: "t.yaml".into(), text: text.into() }))
}

fn json(text: &str) -> String {
    read(text).unwrap().to_json().to_string()
}

#[test]
fn scalars_follow_the_core_schema() {
    assert_eq!(
        json("[~, null, true, False, 1, -2, +3, 0x1F, 0o17, 1.5, 1e3, .5, 'null', \"1\", abc, 1.2.3, on, 2026-11-20]"),
        r#"[null,null,true,false,1,-2,3,31,15,1.5,1000.0,0.5,"null","1","abc","1.2.3","on","2026-11-20"]"#
    );
    assert_eq!(json("!!str 12"), "\"12\"");
    assert_eq!(json(""), "null");
    assert_eq!(json(r#"{"a": [1, {"b": "\u00e9\/"}]}"#), r#"{"a":[1,{"b":"é/"}]}"#);
}

#[test]
fn merge_keys_and_aliases() {
    assert_eq!(json("a: &x {p: 1, q: 2}\nb: {<<: *x, q: 3}\n"), r#"{"a":{"p":1,"q":2},"b":{"q":3,"p":1}}"#);
}

#[test]
fn places_are_exact_also_behind_letters_of_two_bytes() {
    let node = read("é: ü\nb:\n  c: 12\n").unwrap();
    let c = node.get("b").and_then(|b| b.get("c")).unwrap();
    assert_eq!(c.place.to_string(), "t.yaml:3:6");
    assert_eq!(&c.place.source().text[c.place.span()], "12");
}

#[test]
fn what_is_refused_has_its_place() {
    for (text, code, place) in [
        ("a: 1\na: 2\n", "duplicate-key", "t.yaml:2:1"),
        ("a: [1, 2\nb: 3", "yaml-syntax", "t.yaml:2:2"),
        ("a: 1\n---\nb: 2\n", "yaml-documents", "t.yaml:3:1"),
        ("a: !!python/object x", "yaml-tag", "t.yaml:1:20"),
        ("? [a]\n: 1", "yaml-key", "t.yaml:1:3"),
        ("a: .inf", "yaml-number", "t.yaml:1:4"),
        ("a: 123456789012345678901234567890", "yaml-number", "t.yaml:1:4"),
    ] {
        let found = read(text).unwrap_err();
        assert_eq!((found.code, found.place.unwrap().to_string().as_str()), (code, place), "{text}");
    }
}

#[test]
fn bombs_are_refused() {
    let mut text = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..10 {
        let before = level - 1;
        text.push_str(&format!("a{level}: &a{level} [{}]\n", vec![format!("*a{before}"); 10].join(", ")));
    }
    assert_eq!(read(&text).unwrap_err().code, "yaml-alias");
    let deep = "[".repeat(50_000);
    assert!(read(&deep).is_err());
    let deep = format!("{}{}", "[".repeat(5_000), "]".repeat(5_000));
    assert!(read(&deep).is_err());
}
