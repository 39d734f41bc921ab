//! What the rules of properties find in pairs of objects, there and back.

use super::tests_struct::{contract, found, read, row};
use crate::diff::compare::as_written;
use crate::diff::compat::Side;
use crate::diff::policy::Policy;

/// A contract with a header of an object.
fn header(schema: &str) -> Side {
    read(&format!(
        r#"{{"openapi": "3.1.0", "info": {{"title": "t", "version": "1"}}, "paths": {{"/a": {{"get": {{
            "parameters": [{{"in": "header", "name": "h", "schema": {schema}}}], "responses": {{}}}}}}}}}}"#
    ))
}

#[test]
fn properties_come_and_go_by_who_says_them() {
    let none = r#"{"type": "object", "properties": {}}"#;
    let with = |property: &str, required: &str| {
        format!(r#"{{"type": "object", "properties": {{"p": {property}}}, "required": [{required}]}}"#)
    };
    let string = r#"{"type": "string"}"#;
    row(
        none,
        &with(string, ""),
        &["request-property-added=info", "response-property-added=info"],
        &["request-property-removed=warn", "response-property-removed=warn"],
    );
    row(
        none,
        &with(string, "\"p\""),
        &["request-property-added-required=error", "response-property-added-required=info"],
        &["request-property-removed=warn", "response-property-removed-required=error"],
    );
    row(
        none,
        &with(r#"{"type": "string", "default": "x"}"#, "\"p\""),
        &["request-property-added-required-with-default=error", "response-property-added-required=info"],
        &["request-property-removed=warn", "response-property-removed-required=error"],
    );
    row(
        none,
        &with(r#"{"type": "string", "readOnly": true}"#, "\"p\""),
        &["response-property-added-required=info"],
        &["response-property-removed-required=error"],
    );
    row(
        none,
        &with(r#"{"type": "string", "writeOnly": true}"#, "\"p\""),
        &["request-property-added-required=error", "response-property-added-required-write-only=info"],
        &["request-property-removed=warn", "response-property-removed-required-write-only=info"],
    );
    row(
        &with(string, ""),
        &with(string, "\"p\""),
        &["request-required-set=error", "response-required-set=info"],
        &["request-required-unset=info", "response-required-unset=error"],
    );
    let default = r#"{"type": "string", "default": "x"}"#;
    row(
        &with(default, ""),
        &with(default, "\"p\""),
        &["request-required-set-with-default=error", "response-required-set=info"],
        &["request-required-unset=info", "response-required-unset=error"],
    );
    let secret = r#"{"type": "string", "writeOnly": true}"#;
    row(
        &with(secret, ""),
        &with(secret, "\"p\""),
        &["request-required-set=error", "response-required-set-where-write-only=info"],
        &["request-required-unset=info", "response-required-unset-where-write-only=info"],
    );
    let given = r#"{"type": "string", "readOnly": true}"#;
    row(&with(given, ""), &with(given, "\"p\""), &["response-required-set=info"], &["response-required-unset=error"]);
    row(
        &with(string, ""),
        &with(given, ""),
        &["request-read-only-set=info", "response-read-only-set=info"],
        &["request-read-only-unset=info", "response-read-only-unset=info"],
    );
    row(
        &with(string, "\"p\""),
        &with(secret, "\"p\""),
        &["request-write-only-set-where-required=info", "response-write-only-set-where-required=info"],
        &["request-write-only-unset-where-required=info", "response-write-only-unset-where-required=warn"],
    );
}

#[test]
fn what_is_required_may_be_described_elsewhere() {
    row(
        r#"{"allOf": [@A, {"type": "object"}]}"#,
        r#"{"allOf": [@A, {"type": "object", "required": ["a"]}]}"#,
        &["request-required-set-elsewhere=error"],
        &["response-required-unset-elsewhere=error"],
    );
}

#[test]
fn objects_are_closed_and_opened() {
    let (open, closed) = (r#"{"type": "object"}"#, r#"{"type": "object", "additionalProperties": false}"#);
    let typed = r#"{"type": "object", "additionalProperties": {"type": "string"}}"#;
    let there = ["request-additional-properties-closed=error", "response-additional-properties-closed=info"];
    let back = ["request-additional-properties-opened=info", "response-additional-properties-opened=warn"];
    row(open, closed, &there, &back);
    row(typed, closed, &there, &back);
    row(
        open,
        typed,
        &["request-additional-properties-constrained=error", "response-additional-properties-constrained=info"],
        &["request-additional-properties-unconstrained=info", "response-additional-properties-unconstrained=error"],
    );
}

#[test]
fn what_is_on_its_way_out_says_when() {
    let of = |more: &str| {
        contract("3.0.3", &format!(r#"{{"type": "object", "properties": {{"p": {{"type": "string"{more}}}}}}}"#))
    };
    // 2026-11-20, and a hundred days to go.
    let policy = Policy { days_beta: 10, days_stable: 100, today: 20_777, ..Policy::default() };
    let check = |old: &str, new: &str, policy: &Policy, expected: &[&str]| {
        let expected: Vec<String> = expected
            .iter()
            .flat_map(|id| {
                [format!("request-property-deprecation-{id}"), format!("response-property-deprecation-{id}")]
            })
            .collect();
        let mut found = found(&of(old), &of(new), policy);
        found.retain(|id| id.contains("deprecation"));
        assert_eq!(found, expected, "{old} → {new}");
    };
    let none = Policy { today: 20_777, ..Policy::default() };
    let gone = r#", "deprecated": true"#;
    let on = |day: &str| format!(r#"{gone}, "x-sunset": "{day}""#);
    check("", gone, &none, &["set=info"]);
    check("", gone, &policy, &["set-without-sunset=error"]);
    check(gone, "", &policy, &["unset=info"]);
    check("", &on("2027-02-28"), &policy, &["set-with-sunset=info"]);
    check("", &on("2027-02-27"), &policy, &["set-too-late=error"]);
    check("", &on("2027-02-28T00:00:00Z"), &policy, &["set-with-sunset=info"]);
    check("", &on("soon"), &none, &["set-with-bad-sunset=error"]);
    check("", &format!(r#"{}, "x-stability-level": "beta""#, on("2026-11-30")), &policy, &["set-with-sunset=info"]);
    check(&on("2027-02-28"), gone, &policy, &["sunset-removed=warn"]);
    check(&on("2027-02-28"), &on("2027-02-01"), &policy, &["sunset-too-near=error"]);
    check(&on("2027-02-28"), &on("2027-03-28"), &policy, &[]);
    check(&on("2027-02-28"), &on("2027-02-28"), &policy, &[]);
}

#[test]
fn a_property_is_more_or_less_settled() {
    let of = |level: &str| format!(r#"{{"type": "object", "properties": {{"p": {{"x-stability-level": {level}}}}}}}"#);
    row(
        &of("\"draft\""),
        &of("\"beta\""),
        &["request-property-stability-increased=info", "response-property-stability-increased=info"],
        &["request-property-stability-decreased=error", "response-property-stability-decreased=error"],
    );
    // One name for both ways: it is a fault of the document, and told once.
    let wrong = ["request-property-stability-invalid=error"];
    row(&of("\"beta\""), &of("1"), &wrong, &wrong);
    row(&of("\"stable\""), r#"{"type": "object", "properties": {"p": {}}}"#, &[], &[]);
}

#[test]
fn the_properties_of_a_header_are_asked_for() {
    let policy = Policy::default();
    let of = |more: &str| header(&format!(r#"{{"type": "object", "properties": {{{more}}}}}"#));
    let (none, optional) = (of(""), of(r#""p": {"type": "string"}"#));
    let required = header(r#"{"type": "object", "properties": {"p": {"type": "string"}}, "required": ["p"]}"#);
    assert_eq!(found(&none, &required, &policy), ["request-property-added-required=error"]);
    assert_eq!(found(&none, &optional, &policy), ["request-property-added=info"]);
    assert_eq!(found(&optional, &required, &policy), ["request-required-set=error"]);
    assert_eq!(found(&required, &optional, &policy), ["request-required-unset=info"]);
    let names = as_written(&none, &required, &policy);
    assert_eq!(names.changes[0].row.oasdiff, Some("new-required-request-header-property"));
}

#[test]
fn what_stands_beside_a_reference_counts_since_3_1() {
    let of = |version: &str, beside: &str| {
        let property = r##"{"$ref": "#/components/schemas/A""##;
        contract(version, &format!(r#"{{"type": "object", "properties": {{"p": {property}{beside}}}}}}}"#))
    };
    let policy = Policy::default();
    for (beside, ids) in [
        (
            r#", "deprecated": true"#,
            ["request-property-deprecation-set=info", "response-property-deprecation-set=info"],
        ),
        (r#", "readOnly": true"#, ["request-read-only-set=info", "response-read-only-set=info"]),
    ] {
        assert_eq!(found(&of("3.1.0", ""), &of("3.1.0", beside), &policy), ids);
        assert!(found(&of("3.0.3", ""), &of("3.0.3", beside), &policy).is_empty());
    }
}
