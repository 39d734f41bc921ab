//! Makes a value smaller while something still holds of it.

use serde_json::{Number, Value};

use super::key::deeper;
use super::kinds::whole;
use super::number::integer;

/// How often the condition is asked at most.
const STEPS: usize = 3000;

/// Shrinks a value while `still` holds: drops properties and items, shortens texts, brings numbers towards 0. The condition
/// is asked at most 3,000 times; what comes back fulfils it, or is the value itself.
pub fn shrink(value: &Value, still: &mut dyn FnMut(&Value) -> bool) -> Value {
    let mut work = Work { best: value.clone(), left: STEPS, still };
    loop {
        let before = work.best.clone();
        work.at("");
        if work.left == 0 || work.best == before {
            return work.best;
        }
    }
}

struct Work<'a> {
    best: Value,
    left: usize,
    still: &'a mut dyn FnMut(&Value) -> bool,
}

impl Work<'_> {
    /// Takes another value at a place, if the condition still holds.
    fn attempt(&mut self, pointer: &str, value: Value) -> bool {
        if self.left == 0 || self.best.pointer(pointer) == Some(&value) {
            return false;
        }
        let mut whole = self.best.clone();
        let Some(place) = whole.pointer_mut(pointer) else { return false };
        *place = value;
        self.left -= 1;
        let holds = (self.still)(&whole);
        if holds {
            self.best = whole;
        }
        holds
    }

    fn at(&mut self, pointer: &str) {
        match self.best.pointer(pointer).cloned() {
            Some(Value::Object(map)) => {
                let names: Vec<String> = map.keys().cloned().collect();
                self.drop_parts(pointer, &names, |names| {
                    let kept = map.iter().filter(|(name, _)| names.contains(name));
                    Value::Object(kept.map(|(name, value)| (name.clone(), value.clone())).collect())
                });
                let left = self.best.pointer(pointer).and_then(Value::as_object);
                let names: Vec<String> = left.into_iter().flat_map(serde_json::Map::keys).cloned().collect();
                for name in names {
                    self.at(&deeper(pointer, &name));
                }
            }
            Some(Value::Array(items)) => {
                self.drop_parts(pointer, &items, |items| Value::Array(items.to_vec()));
                let count = self.best.pointer(pointer).and_then(Value::as_array).map_or(0, Vec::len);
                (0..count).for_each(|index| self.at(&format!("{pointer}/{index}")));
            }
            Some(Value::String(text)) => {
                let letters: Vec<char> = text.chars().collect();
                let join = |letters: &[char]| Value::String(letters.iter().collect());
                let mut letters = self.drop_parts(pointer, &letters, join);
                for index in 0..letters.len().min(64) {
                    let plain = if letters[index].is_ascii_digit() { '0' } else { 'a' };
                    let before = std::mem::replace(&mut letters[index], plain);
                    if before == plain || !self.attempt(pointer, join(&letters)) {
                        letters[index] = before;
                    }
                }
            }
            Some(Value::Number(number)) => self.number(pointer, &number),
            Some(Value::Bool(true)) => {
                self.attempt(pointer, Value::Bool(false));
            }
            _ => {}
        }
    }

    /// Leaves parts out: all, then halves, and so on down to single ones. Gives what is left.
    fn drop_parts<T: Clone>(&mut self, pointer: &str, parts: &[T], whole: impl Fn(&[T]) -> Value) -> Vec<T> {
        let mut left = parts.to_vec();
        let mut size = left.len();
        while size > 0 {
            let mut end = left.len();
            while end > 0 {
                let start = end.saturating_sub(size);
                let fewer = [&left[..start], &left[end..]].concat();
                if self.attempt(pointer, whole(&fewer)) {
                    left = fewer;
                }
                end = start.min(left.len());
            }
            size /= 2;
        }
        left
    }

    fn number(&mut self, pointer: &str, number: &Number) {
        if self.attempt(pointer, 0.into()) {
            return;
        }
        let Some(value) = whole(number) else {
            let value = number.as_f64().unwrap_or(0.0);
            for digits in [1.0, 10.0, 100.0] {
                let rounded = Number::from_f64((value * digits).trunc() / digits);
                let plain = rounded.map(|rounded| whole(&rounded).and_then(integer).unwrap_or(Value::Number(rounded)));
                if plain.is_some_and(|plain| self.attempt(pointer, plain)) {
                    return;
                }
            }
            return;
        };
        if value < 0 && integer(-value).is_some_and(|value| self.attempt(pointer, value)) {
            return;
        }
        // 0 does not hold and the value does: the border lies between.
        let (mut fails, mut holds) = (0, value);
        while (holds - fails).abs() > 1 {
            let middle = fails + (holds - fails) / 2;
            if integer(middle).is_some_and(|value| self.attempt(pointer, value)) {
                holds = middle;
            } else {
                fails = middle;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_matters_is_left() {
        let value = json!({
            "id": 12_345, "tags": ["a", "bb", "needle", "c"], "nested": {"deep": [{"x": 1}, {"y": 77, "z": true}]},
            "name": "Some long name with X in it", "big": 9_007_199_254_740_993_u64,
        });
        let mut needle = |value: &Value| value.to_string().contains("needle");
        assert_eq!(shrink(&value, &mut needle), json!({"tags": ["needle"]}));
        let mut high = |value: &Value| {
            value["nested"]["deep"][0]["y"].as_i64().is_some_and(|y| y > 50)
                || value["nested"]["deep"][1]["y"].as_i64().is_some_and(|y| y > 50)
        };
        assert_eq!(shrink(&value, &mut high), json!({"nested": {"deep": [{"y": 51}]}}));
        let mut letter =
            |value: &Value| value["name"].as_str().is_some_and(|name| name.contains('X') && name.len() > 2);
        assert_eq!(shrink(&value, &mut letter)["name"].as_str().unwrap().len(), 3);
        let mut big = |value: &Value| value["big"].as_u64().is_some_and(|big| big > 9_007_199_254_740_991);
        assert_eq!(shrink(&value, &mut big), json!({"big": 9_007_199_254_740_992_u64}));
    }

    #[test]
    fn it_ends_and_never_gives_what_does_not_hold() {
        let value = json!(vec!["some text"; 5000]);
        let mut asked = 0;
        let mut odd = |value: &Value| {
            asked += 1;
            value.to_string().len() % 7 == 3
        };
        let small = shrink(&value, &mut odd);
        assert!(asked <= STEPS);
        assert!(small == value || small.to_string().len() % 7 == 3);
    }
}
