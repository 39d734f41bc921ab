//! Numbers and texts that are wrong in one way.

use serde_json::{Value, json};

use super::super::covering::{short, sized};
use super::super::format;
use super::super::kinds::{Kinds, whole};
use super::super::number::{Numbers, Step, decimal, integer};
use super::super::text::{Texts, USUAL};
use super::{Wrong, wrong};

pub(super) fn numbers(rules: &Numbers, kinds: Kinds, found: &mut Vec<Wrong>) {
    let by = rules.step.map_or(1, Step::whole);
    let fraction = kinds.has(Kinds::FRACTION);
    let ends = rules.ends();
    let mut add = |values: Vec<Option<Value>>, keyword: &'static str, words: String| {
        let breaks = |value: &Value| value.as_number().and_then(|number| rules.fault(number)) == Some(keyword);
        if let Some(value) = values.into_iter().flatten().find(breaks) {
            let what = format!("is {value}, {words}");
            found.push(wrong(value, keyword, what));
        }
    };
    for (edge, sign) in [(&rules.low, -1_i32), (&rules.high, 1)] {
        let Some(edge) = edge else { continue };
        let (end, keyword, words) = match (sign, edge.exclusive) {
            (-1, false) => (ends.map(|ends| ends.0), "minimum", "below its minimum"),
            (-1, true) => (ends.map(|ends| ends.0), "exclusiveMinimum", "not above its exclusive minimum"),
            (_, false) => (ends.map(|ends| ends.1), "maximum", "above its maximum"),
            (_, true) => (ends.map(|ends| ends.1), "exclusiveMaximum", "not below its exclusive maximum"),
        };
        let words = format!("{words} {}", edge.number);
        let next = end.and_then(|end| integer(end + i128::from(sign) * by));
        let at = edge.number.as_f64().unwrap_or(0.0);
        let near = |by: f64| decimal_of(at + f64::from(sign) * by).filter(|_| fraction);
        add(vec![next.clone(), near(0.01), near(1.0), near(at.abs())], keyword, words.clone());
        let far = whole(&edge.number).and_then(|value| integer((value + i128::from(sign) * 1_000_000) / by * by));
        add(vec![far], keyword, format!("far {words}"));
        if fraction {
            add(vec![near(0.01)], keyword, format!("a little {words}"));
        }
    }
    if let Some(step) = rules.step {
        let (low, high) = ends.unwrap_or((0, 0));
        let half = decimal(step.digits * 5, step.scale + 1).filter(|_| fraction);
        let more = ends.and_then(|(low, _)| {
            decimal(
                low.checked_mul(10_i128.checked_pow(step.scale + 1)?)?.checked_add(step.digits * 5)?,
                step.scale + 1,
            )
        });
        let values = vec![
            integer(low.max(0).min(high) + 1),
            integer(low + 1),
            integer(high - 1),
            integer(low + by / 2),
            half,
            more.filter(|_| fraction),
        ];
        let text = decimal(step.digits, step.scale).map(|value| value.to_string()).unwrap_or_default();
        add(values, "multipleOf", format!("no multiple of {text}"));
    }
    if let Some((low, high)) = rules.format {
        add(vec![integer(high + 1)], "format", "beyond what its format holds".into());
        add(vec![integer(low - 1)], "format", "below what its format holds".into());
    }
}

fn decimal_of(value: f64) -> Option<Value> {
    serde_json::Number::from_f64((value * 1000.0).round() / 1000.0).map(Value::Number)
}

pub(super) fn texts(rules: &Texts, found: &mut Vec<Wrong>) {
    if let Some(less) = rules.min.checked_sub(1).filter(|less| *less <= USUAL) {
        let free = Texts { max: None, ..rules.clone() };
        let text = sized(&free, less).unwrap_or_else(|| "a".repeat(usize::try_from(less).unwrap_or(0)));
        found.push(wrong(text.into(), "minLength", format!("has {less} letters, fewer than {}", rules.min)));
    }
    if let Some(max) = rules.max.filter(|max| *max <= USUAL * 4) {
        let free = Texts { max: None, ..rules.clone() };
        let more = max + 1;
        let text = sized(&free, more).unwrap_or_else(|| "a".repeat(usize::try_from(more).unwrap_or(0)));
        found.push(wrong(text.into(), "maxLength", format!("has {more} letters, more than {max}")));
    }
    let length = rules.min.max(1).min(rules.max.unwrap_or(u64::MAX)).min(USUAL);
    let fill = |letter: &str| letter.repeat(usize::try_from(length).unwrap_or(1));
    for pattern in &rules.patterns {
        let inside = sized(&Texts { patterns: vec![pattern.clone()], ..Texts::default() }, length.max(pattern.least()));
        let around = inside.map(|text| [format!("{text}\n"), format!(" {text}"), format!("!{text}!")]);
        let tries = [fill("!"), fill("a"), fill("A"), fill("0"), fill(" "), fill("é"), String::new()];
        for text in tries.into_iter().chain(around.into_iter().flatten()) {
            if !pattern.matches(&text) {
                let what = format!("is {}, which does not match its pattern", short(&json!(text)));
                found.push(wrong(text.into(), "pattern", what));
            }
        }
    }
    for pattern in &rules.against {
        let text = sized(&Texts { patterns: vec![pattern.clone()], ..Texts::default() }, length.max(pattern.least()));
        found.extend(text.map(|text| wrong(text.into(), "not", "matches a pattern that `not` forbids")));
    }
    for name in &rules.formats {
        for text in format::broken(name) {
            let what = format!("is {}, which is not in the format {name}", short(&json!(text)));
            found.push(wrong((*text).into(), "format", what));
        }
    }
}
