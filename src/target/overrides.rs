//! What a command line says about targets, flags and variables.

use url::Url;

use super::environment::switch;
use super::origin::{self, NotBase};

/// What the command line says.
#[derive(Debug, Clone, Default)]
pub struct Overrides {
    /// `--live TARGET[=URL]`
    pub live: Vec<(String, Option<Url>)>,
    /// `--mock`
    pub mock: bool,
    /// `--flag K=V`
    pub flags: Vec<(String, bool)>,
    /// `--var K=V`
    pub vars: Vec<(String, String)>,
}

/// Why an argument cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Misgiven {
    /// No name stands before the `=`, or there is no `=`.
    #[error("read it as {0}")]
    Form(&'static str),
    /// A flag's value.
    #[error("read a flag's value: it is true, false, 1, 0, on or off")]
    Switch,
    /// A target's URL.
    #[error("use the URL: {0}")]
    Url(#[from] NotBase),
}

/// Reads the value of `--live`.
///
/// # Errors
/// What is wrong with it.
pub fn live(text: &str) -> Result<(String, Option<Url>), Misgiven> {
    let (name, url) = match text.split_once('=') {
        Some((name, url)) => (name, Some(origin::base(url)?)),
        None => (text, None),
    };
    if name.is_empty() { Err(Misgiven::Form("TARGET or TARGET=URL")) } else { Ok((name.to_owned(), url)) }
}

/// Reads the value of `--flag`.
///
/// # Errors
/// What is wrong with it.
pub fn flag(text: &str) -> Result<(String, bool), Misgiven> {
    let (key, value) = pair(text, "KEY=true or KEY=false")?;
    Ok((key, switch(value).ok_or(Misgiven::Switch)?))
}

/// Reads the value of `--var`. All after the first `=` is the value.
///
/// # Errors
/// What is wrong with it.
pub fn var(text: &str) -> Result<(String, String), Misgiven> {
    pair(text, "NAME=VALUE").map(|(name, value)| (name, value.to_owned()))
}

fn pair<'t>(text: &'t str, form: &'static str) -> Result<(String, &'t str), Misgiven> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value)),
        _ => Err(Misgiven::Form(form)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_read_or_say_their_form() {
        assert_eq!(live("chatwoot"), Ok(("chatwoot".into(), None)));
        let url = Url::parse("https://h/a=b").unwrap();
        assert_eq!(live("chatwoot=https://h/a=b"), Ok(("chatwoot".into(), Some(url))));
        assert_eq!(live("=https://h"), Err(Misgiven::Form("TARGET or TARGET=URL")));
        assert_eq!(live("a=h"), Err(Misgiven::Url(NotBase::NotAbsolute)));
        assert_eq!(live("a=https://u:p@h"), Err(Misgiven::Url(NotBase::Login)));
        assert_eq!(flag("a=on"), Ok(("a".into(), true)));
        assert_eq!(flag("a=yes"), Err(Misgiven::Switch));
        assert_eq!(flag("a"), Err(Misgiven::Form("KEY=true or KEY=false")));
        assert_eq!(var("A=b=c"), Ok(("A".into(), "b=c".into())));
        assert_eq!(var("=b"), Err(Misgiven::Form("NAME=VALUE")));
        assert_eq!(var("A").unwrap_err().to_string(), "read it as NAME=VALUE");
    }
}
