//! The environment's variables, and how a switch is written in one.

/// Environment variables, as the composition root gives them; nothing here reads the process's own.
pub type Environment<'a> = dyn Fn(&str) -> Option<String> + Sync + 'a;

/// `true`, `1`, `on`; `false`, `0`, `off`; nothing else.
#[must_use]
pub fn switch(text: &str) -> Option<bool> {
    match text.trim().to_ascii_lowercase().as_str() {
        "true" | "1" | "on" => Some(true),
        "false" | "0" | "off" => Some(false),
        _ => None,
    }
}
