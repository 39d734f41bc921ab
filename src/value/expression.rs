//! What stands between `${` and `}`: a name, a literal, or a call of a function from the closed set.

use std::fmt;

use serde_json::Value;

use super::function::{self, Function};
use crate::syntax::nearest::suggestion;

/// How deep calls may nest.
const MAX_DEPTH: usize = 16;

/// A name such as `made.json.items[0].id`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Name {
    /// The first word.
    pub root: String,
    /// What follows.
    pub rest: Vec<Segment>,
}

/// One step into a value.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Segment {
    /// `.key` or `['key']`
    Key(String),
    /// `[0]`
    Index(usize),
}

impl Name {
    /// The second word, where it is a key: `X` of `secret.X`.
    #[must_use]
    pub fn second(&self) -> Option<&str> {
        match self.rest.first() {
            Some(Segment::Key(key)) => Some(key),
            _ => None,
        }
    }

    /// The value that `rest` leads to, starting at `value`.
    ///
    /// # Errors
    /// Which part is not there.
    pub fn walk<'v>(&self, mut value: &'v Value, from: usize) -> Result<&'v Value, String> {
        for (depth, segment) in self.rest.iter().enumerate().skip(from) {
            let next = match segment {
                Segment::Key(key) => value.get(key),
                Segment::Index(index) => value.get(index),
            };
            value = next.ok_or_else(|| {
                let so_far = Self { root: self.root.clone(), rest: self.rest[..=depth].to_vec() };
                format!("there is no `{so_far}`")
            })?;
        }
        Ok(value)
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.root)?;
        for segment in &self.rest {
            match segment {
                Segment::Key(key) => write!(f, ".{key}")?,
                Segment::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}

/// What a `${…}` holds.
#[derive(Debug, Clone)]
pub enum Expression {
    /// A value as written.
    Literal(Value),
    /// A name to look up.
    Name(Name),
    /// A function and its arguments.
    Call(&'static Function, Vec<Expression>),
}

impl Expression {
    /// Reads the text between the braces.
    ///
    /// # Errors
    /// In words, with the byte offset in `text`.
    pub fn parse(text: &str) -> Result<Self, (usize, String)> {
        let mut parser = Parser { text, at: 0 };
        let expression = parser.expression(0)?;
        parser.space();
        if parser.at < text.len() {
            return Err((parser.at, format!("`{}` is too much here", &text[parser.at..])));
        }
        Ok(expression)
    }

    /// Every name in it.
    pub fn names<'e>(&'e self, tell: &mut dyn FnMut(&'e Name)) {
        match self {
            Self::Literal(_) => {}
            Self::Name(name) => tell(name),
            Self::Call(_, arguments) => {
                for argument in arguments {
                    argument.names(tell);
                }
            }
        }
    }
}

/// Where the closing brace of a template stands that begins at the start of `text`, quotes minded.
#[must_use]
pub fn closing(text: &str) -> Option<usize> {
    let mut quote = None;
    for (at, letter) in text.char_indices() {
        match (quote, letter) {
            (None, '}') => return Some(at),
            (None, '\'' | '"') => quote = Some(letter),
            (Some(open), letter) if open == letter => quote = None,
            _ => {}
        }
    }
    None
}

struct Parser<'t> {
    text: &'t str,
    at: usize,
}

type Parsed<T> = Result<T, (usize, String)>;

impl Parser<'_> {
    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn space(&mut self) {
        while let Some(letter) = self.peek().filter(|letter| letter.is_whitespace()) {
            self.at += letter.len_utf8();
        }
    }

    fn take(&mut self, letter: char) -> bool {
        self.space();
        let there = self.peek() == Some(letter);
        if there {
            self.at += letter.len_utf8();
        }
        there
    }

    fn error<T>(&self, what: impl Into<String>) -> Parsed<T> {
        Err((self.at, what.into()))
    }

    fn expression(&mut self, depth: usize) -> Parsed<Expression> {
        if depth > MAX_DEPTH {
            return self.error(format!("calls nest deeper than {MAX_DEPTH}"));
        }
        self.space();
        match self.peek() {
            None => self.error("a name, a literal or a function is missing"),
            Some('\'' | '"') => Ok(Expression::Literal(Value::String(self.quoted()?))),
            Some(letter) if letter.is_ascii_digit() || letter == '-' => self.number(),
            Some(letter) if letter.is_ascii_alphabetic() || letter == '_' => self.word(depth),
            Some(letter) => self.error(format!("`{letter}` cannot begin a name, a literal or a function")),
        }
    }

    fn quoted(&mut self) -> Parsed<String> {
        let Some(quote) = self.peek() else {
            return self.error("a quote is missing");
        };
        let start = self.at + quote.len_utf8();
        match self.text[start..].find(quote) {
            Some(length) => {
                self.at = start + length + quote.len_utf8();
                Ok(self.text[start..start + length].to_owned())
            }
            None => self.error(format!("the closing {quote} is missing")),
        }
    }

    fn number(&mut self) -> Parsed<Expression> {
        let rest = &self.text[self.at..];
        let length = rest
            .find(|letter: char| !(letter.is_ascii_digit() || matches!(letter, '-' | '+' | '.' | 'e' | 'E')))
            .unwrap_or(rest.len());
        match serde_json::from_str::<serde_json::Number>(&rest[..length]) {
            Ok(number) => {
                self.at += length;
                Ok(Expression::Literal(Value::Number(number)))
            }
            Err(_) => self.error(format!("`{}` is no number", &rest[..length])),
        }
    }

    fn identifier(&mut self) -> &str {
        let rest = &self.text[self.at..];
        let length =
            rest.find(|letter: char| !(letter.is_alphanumeric() || matches!(letter, '_' | '-'))).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    fn word(&mut self, depth: usize) -> Parsed<Expression> {
        let start = self.at;
        let word = self.identifier().to_owned();
        if self.peek() == Some('(') {
            let function = function::named(&word).ok_or_else(|| {
                let names = function::FUNCTIONS.iter().map(|function| function.name);
                let hint = suggestion(&word, names).map(|hint| format!("; {hint}")).unwrap_or_default();
                (start, format!("there is no function `{word}`{hint}"))
            })?;
            self.at += 1;
            let arguments = self.arguments(depth)?;
            if !function.arity.contains(&arguments.len()) {
                return Err((start, format!("write it as `{}`", function.usage)));
            }
            return Ok(Expression::Call(function, arguments));
        }
        match word.as_str() {
            "true" => return Ok(Expression::Literal(Value::Bool(true))),
            "false" => return Ok(Expression::Literal(Value::Bool(false))),
            "null" => return Ok(Expression::Literal(Value::Null)),
            _ => {}
        }
        let mut rest = Vec::new();
        loop {
            match self.peek() {
                Some('.') => {
                    self.at += 1;
                    let key = self.identifier().to_owned();
                    if key.is_empty() {
                        return self.error("a name is missing after the dot");
                    }
                    rest.push(Segment::Key(key));
                }
                Some('[') => {
                    self.at += 1;
                    rest.push(self.bracket()?);
                }
                _ => return Ok(Expression::Name(Name { root: word, rest })),
            }
        }
    }

    fn bracket(&mut self) -> Parsed<Segment> {
        self.space();
        let segment = match self.peek() {
            Some('\'' | '"') => Segment::Key(self.quoted()?),
            _ => {
                let rest = &self.text[self.at..];
                let length = rest.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(rest.len());
                match rest[..length].parse() {
                    Ok(index) => {
                        self.at += length;
                        Segment::Index(index)
                    }
                    Err(_) => return self.error("an index or a quoted key is missing"),
                }
            }
        };
        if self.take(']') { Ok(segment) } else { self.error("`]` is missing") }
    }

    fn arguments(&mut self, depth: usize) -> Parsed<Vec<Expression>> {
        let mut arguments = Vec::new();
        if self.take(')') {
            return Ok(arguments);
        }
        loop {
            arguments.push(self.expression(depth + 1)?);
            if self.take(')') {
                return Ok(arguments);
            }
            if !self.take(',') {
                return self.error("`,` or `)` is missing");
            }
        }
    }
}
