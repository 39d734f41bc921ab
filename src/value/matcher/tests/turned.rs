//! `not` and `absent_or`: what they turn, and what they do not.

use super::*;

#[test]
fn what_is_turned_holds_where_the_other_does_not() {
    for (text, right, wrong) in [
        ("{not: {contains: public}}", json!("private"), json!("public, max-age=300")),
        ("{not: 5}", json!(4), json!(5)),
        ("{not: {each: {ge: 1}}}", json!([0, 1]), json!([1])),
        ("{absent_or: {not: {contains: public}}}", json!("no-store"), json!("public")),
        ("{absent_or: {ge: 1}}", json!(1), json!(0)),
        ("{absent_or: {type: string}}", json!("x"), json!(null)),
    ] {
        assert_eq!(said(&judge(text, &right)), [""; 0], "{text}");
        assert_eq!(said(&judge(text, &wrong)).len(), 1, "{text}");
    }
    assert_eq!(
        said(&judge("{not: {contains: x}}", &json!("xy"))),
        ["$: anything but something that contains \"x\" / \"xy\""]
    );
    let nothing = |text: &str| said(&compile(text).judge("header", "header etag", None, &Known)).len();
    assert_eq!(nothing("{absent_or: {ge: 1}}"), 0);
    assert_eq!(nothing("{not: {ge: 1}}"), 1, "a value has to be there to differ");
    // What cannot be judged is no mismatch.
    assert!(said(&judge("{not: {eq: '${nope}'}}", &json!(1)))[0].starts_with("SUITE"));
}

#[test]
fn the_opposite_of_what_cannot_be_compared_is_not_shown() {
    // Each of these is no mismatch but another kind of value: neither the rule nor its opposite holds.
    for (matcher, value) in [
        ("{ not: { gt: 5 } }", json!("7")),
        ("{ not: { contains: x } }", json!(null)),
        ("{ not: { matches: x } }", json!(5)),
        ("{ not: { each: failing } }", json!([])),
        ("{ not: { semver: '>=1.0.0' } }", json!("latest")),
        ("{ none: { gt: 5 } }", json!([1, "7"])),
    ] {
        assert!(!judge(matcher, &value).findings.is_empty(), "{matcher} {value}");
    }
    for (matcher, value) in [
        ("{ not: { gt: 5 } }", json!(3)),
        ("{ not: { contains: x } }", json!("abc")),
        ("{ not: { each: failing } }", json!(["failing", "ok"])),
        ("{ none: { gt: 5 } }", json!([1, 2])),
        ("{ none: { gt: 5 } }", json!([])),
        ("{ not: failing }", json!(null)),
    ] {
        assert!(judge(matcher, &value).findings.is_empty(), "{matcher} {value}");
    }
}
