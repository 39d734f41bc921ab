//! Numbers beyond 64 bits, of which not every digit is kept.

use super::*;

#[test]
fn of_numbers_beyond_64_bits_nothing_is_shown() {
    let number = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    let huge = number("12345678901234567890123");
    for matcher in [
        "{eq: 1.2345678901234568e22}",
        "{ne: 1.2345678901234568e22}",
        "{one_of: [1, 1.2345678901234568e22]}",
        "{none_of: [1, 1.2345678901234568e22]}",
        "{not: 1.2345678901234568e22}",
        "{le: 1.2345678901234568e22}",
        "{gt: '12345678901234567890124'}",
        "{between: [1, 1.2345678901234568e22]}",
        "{not: {ge: 1.2345678901234568e22}}",
    ] {
        let told = said(&judge(matcher, &huge));
        assert!(told.len() == 1 && told[0].starts_with("SUITE") && told[0].contains("beyond 64 bits"), "{told:?}");
    }
    for matcher in [
        "{eq: [1.2345678901234568e22]}",
        "{unordered: [1.2345678901234568e22]}",
        "{contains: 1.2345678901234568e22}",
        "{none: 1.2345678901234568e22}",
        "{not: {contains: 1.2345678901234568e22}}",
    ] {
        let told = said(&judge(matcher, &json!([huge])));
        assert!(told.len() == 1 && told[0].contains("beyond 64 bits"), "{matcher}: {told:?}");
    }
    let told = said(&judge("{contains: {a: 1.2345678901234568e22}}", &json!({"a": huge, "b": 1})));
    assert!(told.len() == 1 && told[0].starts_with("SUITE"), "{told:?}");
    // What lies apart is told apart, and what is within 64 bits is exact.
    for matcher in [
        "{ne: 5}",
        "{gt: 18446744073709551615}",
        "{lt: 1e23}",
        "{type: integer}",
        "{close_to: {to: 1.2345678901234568e22, by: 1}}",
    ] {
        assert_eq!(said(&judge(matcher, &huge)), [""; 0], "{matcher}");
    }
    assert_eq!(said(&judge("{eq: 18446744073709551615}", &number("18446744073709551615"))), [""; 0]);
    let written = |text: &str| {
        compile("{ne: 1.2345678901234568e22}").judge_written("header", "header x", Some(&json!(text)), &Known)
    };
    assert!(said(&written("12345678901234567890124"))[0].starts_with("SUITE"));
    assert_eq!(said(&written("many")), [""; 0]);
}
