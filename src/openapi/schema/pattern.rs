//! Patterns as the engine can hold them.

use std::borrow::Cow;

use serde_json::{Value, json};

use super::ecma;

/// How many digits the upper bound of a repetition may have that is left as it is.
const DIGITS: usize = 3;

/// A pattern that matches the same texts and takes less room. A pattern is searched for (JSON Schema 2020-12 validation,
/// section 6.3.3), so that more may follow a repetition at its end: `^.{1,2097152}` says what `^.{1}` says, and no engine
/// holds two million steps.
pub(crate) fn shortened(pattern: &str) -> Cow<'_, str> {
    let short = || {
        let (start, bounds) = pattern.strip_suffix('}')?.rsplit_once('{')?;
        let (least, most) = bounds.split_once(',')?;
        let number = |text: &str| text.parse::<u64>().ok().filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()));
        let is_escaped = start.bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 1;
        let is_long = most.len() > DIGITS && number(least)? <= number(most)?;
        (is_long && !is_escaped).then(|| format!("{start}{{{least}}}"))
    };
    short().map_or(Cow::Borrowed(pattern), Cow::Owned)
}

/// What can be made of a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    /// It is asserted.
    Held,
    /// It is a regular expression, and beyond the engine.
    Beyond,
    /// It is none.
    None,
}

/// What can be made of a pattern, by the engine that asserts it and the grammar of ECMA-262.
pub(crate) fn usable(pattern: &str) -> Use {
    let is_plain = pattern.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"^$-_ ".contains(&byte));
    let is_held = || jsonschema::draft202012::new(&json!({"pattern": shortened(pattern)})).is_ok();
    match is_plain || is_held() {
        true => Use::Held,
        false if ecma::is_pattern(pattern) => Use::Beyond,
        false => Use::None,
    }
}

/// Whether a text matches a pattern, as it is asserted; nothing where the engine cannot hold the pattern.
#[must_use]
pub(crate) fn matches(pattern: &str, text: &str) -> Option<bool> {
    let validator = jsonschema::draft202012::new(&json!({"pattern": shortened(pattern)})).ok()?;
    Some(validator.is_valid(&Value::from(text)))
}

/// Takes patterns out of a schema, as it is compiled, that the engine cannot hold; which.
pub(super) fn take_out(schema: &mut Value, gone: &mut Vec<String>) {
    match schema {
        Value::Object(map) => {
            if let Some(Value::String(pattern)) = map.get("pattern")
                && usable(pattern) == Use::Beyond
            {
                gone.push(pattern.clone());
                map.shift_remove("pattern");
            }
            let is_data = |key: &str| ["enum", "const", "default", "example", "examples"].contains(&key);
            map.iter_mut().filter(|(key, _)| !is_data(key)).for_each(|(_, inner)| take_out(inner, gone));
        }
        Value::Array(all) => all.iter_mut().for_each(|inner| take_out(inner, gone)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_repetition_at_the_end_loses_its_upper_bound() {
        for (long, short) in [
            ("^.{1,2097152}", "^.{1}"),
            (r"\S{1,8192}", r"\S{1}"),
            ("a|b{0,5000}", "a|b{0}"),
            (r"\\{1,8192}", r"\\{1}"),
            ("^.{1,2097152}$", "^.{1,2097152}$"),
            (r"a\{1,8192}", r"a\{1,8192}"),
            ("a{1,512}", "a{1,512}"),
            ("(a{1,8192})", "(a{1,8192})"),
            ("a{1,}", "a{1,}"),
            ("a{9000,8000}", "a{9000,8000}"),
            ("a{+1,8192}", "a{+1,8192}"),
            ("", ""),
        ] {
            assert_eq!(shortened(long), short);
        }
    }
}
