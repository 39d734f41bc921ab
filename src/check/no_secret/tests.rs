//! What `no_secret` takes, refuses and finds.

use data_encoding::BASE64;

use super::*;
use crate::check::fixture::{compile as made, exchange, failed, lines, scope, seen};
use crate::model::exchange::FailureKind;

const TOKEN: &str = "s3cr3t-t0ken/+value";
const OTHER: &str = "0ther-secret-of-the-target";

fn judged(text: &str, seen: &Observation) -> Judgement {
    let scope = scope(&[], &[("TOKEN", TOKEN), ("OTHER", OTHER), ("PIN", "123")]);
    let judged = made(&KIND, text).unwrap().judge(seen, &scope);
    for finding in &judged.findings {
        // However it is told, the value is never told.
        let told = format!("{finding:?}");
        assert!(!find(told.as_bytes(), TOKEN) && !find(told.as_bytes(), OTHER), "{told}");
    }
    judged
}

fn found(pairs: &[(&str, &str)], body: &str) -> Vec<String> {
    lines(&judged("true", &seen([exchange("http://t.test/", 200, pairs, body)])))
}

fn leak(field: &str, name: &str) -> String {
    format!("{field}: expected no secret of the target, got the secret {name}")
}

#[test]
fn an_answer_without_secrets_holds() {
    assert_eq!(found(&[("x", "123")], r#"{"pin": 123, "TOKEN": null}"#), [""; 0]);
    let clean = judged("true", &seen([exchange("http://t.test/", 200, &[], "")]));
    assert_eq!(clean.asserted, 1);
    assert_eq!(lines(&judged("true", &seen([failed(FailureKind::Timeout)]))), [""; 0]);
    assert!(lines(&judged("true", &seen([])))[0].ends_with("(Suite)"));
}

#[test]
fn a_secret_in_the_body_is_named_with_its_place() {
    assert_eq!(
        found(&[], &format!(r#"{{"a": [{{"access_token": "Bearer {TOKEN}"}}], "b-c": "{OTHER}"}}"#)),
        [leak("$['b-c']", "OTHER"), leak("$.a[0].access_token", "TOKEN")]
    );
    assert_eq!(found(&[], &format!("<p>{TOKEN}</p>")), [leak("body", "TOKEN")]);
    let basic = BASE64.encode(format!("user:{TOKEN}").as_bytes());
    assert_eq!(found(&[], &format!(r#"{{"auth": "Basic {basic}"}}"#)), [leak("$.auth", "TOKEN")]);
    let escaped: String = TOKEN.bytes().map(|byte| format!("\\u{:04x}", u32::from(byte))).collect::<Vec<_>>().concat();
    assert_eq!(found(&[], &format!(r#"{{"x": "{escaped}"}}"#)), [leak("$.x", "TOKEN")]);
    assert_eq!(found(&[], "%73%33%63%72%33%74%2dt0ken/%2bvalue"), [leak("body", "TOKEN")]);
}

#[test]
fn a_secret_in_a_name_does_not_show_in_the_place() {
    assert_eq!(found(&[], &format!(r#"{{"a": {{"{TOKEN}": 1}}}}"#)), [leak("$.a (a member's name)", "TOKEN")]);
    // The place of one secret lies below a member that is named after another.
    let nested = found(&[], &format!(r#"{{"{OTHER}": "{TOKEN}"}}"#));
    assert_eq!(nested, [leak("$ (a member's name)", "OTHER"), leak("body", "TOKEN")]);
}

#[test]
fn headers_and_earlier_exchanges_are_searched_as_well() {
    assert_eq!(found(&[("x-echo", TOKEN), ("x-echo", TOKEN)], ""), [leak("header x-echo", "TOKEN")]);
    let pages = [exchange("http://t.test/", 200, &[], TOKEN), exchange("http://t.test/", 200, &[], "")];
    assert_eq!(lines(&judged("true", &seen(pages))), [leak("body (exchange 1)", "TOKEN")]);
}

#[test]
fn what_may_come_back_is_exempt_by_name() {
    let answer = || seen([exchange("http://t.test/", 200, &[], &format!("{TOKEN} {OTHER}"))]);
    assert_eq!(lines(&judged("{echoes: [TOKEN]}", &answer())), [leak("body", "OTHER")]);
    assert_eq!(lines(&judged("{echoes: [TOKEN, OTHER]}", &answer())), [""; 0]);
    let scope = scope(&[], &[("TOKEN", TOKEN)]);
    assert_eq!(NoSecret::always(&[]).judge(&answer(), &scope).findings.len(), 1);
    assert_eq!(NoSecret::always(&["TOKEN".to_owned()]).judge(&answer(), &scope).findings.len(), 0);
    let none = crate::check::fixture::scope(&[], &[]);
    assert_eq!(lines(&NoSecret::always(&[]).judge(&answer(), &none)), [""; 0]);
}

#[test]
fn what_cannot_be_meant_is_refused() {
    for text in ["false", "{}", "{echoes: []}", "{echoes: '${var.X}'}", "{echo: [A]}", "[A]"] {
        assert!(made(&KIND, text).is_err(), "{text}");
    }
}
