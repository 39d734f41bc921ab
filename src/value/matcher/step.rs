//! The way to a part of a value, and how people write it.

/// One step into a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Into an object.
    Key(String),
    /// Into a list.
    Index(usize),
}

/// `field` followed by steps into it: `$.a['b-c'][0]`.
#[must_use]
pub fn location(field: &str, steps: &[Step]) -> String {
    let mut out = field.to_owned();
    for step in steps {
        match step {
            Step::Index(index) => {
                out.push('[');
                out.push_str(&index.to_string());
                out.push(']');
            }
            Step::Key(key) if is_plain(key) => {
                out.push('.');
                out.push_str(key);
            }
            Step::Key(key) => {
                out.push_str("['");
                out.push_str(&key.replace('\\', r"\\").replace('\'', r"\'"));
                out.push_str("']");
            }
        }
    }
    out
}

fn is_plain(key: &str) -> bool {
    let mut letters = key.chars();
    letters.next().is_some_and(|first| first == '_' || first.is_alphabetic())
        && letters.all(|letter| letter == '_' || letter.is_alphanumeric())
}
