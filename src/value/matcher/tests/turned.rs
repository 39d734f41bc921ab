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
