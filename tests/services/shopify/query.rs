//! Documents of GraphQL as a server reads them: operations with their fields and arguments, or the place of a slip.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

/// The name of what stands for a fragment, whose own name is its key.
const SPREAD: &str = "...";

/// An operation of a document.
pub(super) struct Operation {
    pub(super) is_mutation: bool,
    pub(super) name: String,
    pub(super) fields: Vec<Field>,
}

/// A field that is asked for.
#[derive(Clone)]
pub(super) struct Field {
    /// The key under which it is answered.
    pub(super) key: String,
    pub(super) name: String,
    pub(super) arguments: Vec<(String, Argument)>,
    pub(super) fields: Vec<Field>,
    pub(super) place: Place,
}

#[derive(Clone)]
pub(super) enum Argument {
    Known(Value),
    Variable(String),
}

#[derive(Clone, Copy)]
pub(super) struct Place {
    line: usize,
    column: usize,
}

impl Place {
    /// As an error names it.
    pub(super) fn told(self) -> Value {
        json!([{ "line": self.line, "column": self.column }])
    }
}

/// What is no GraphQL, and where.
pub(super) struct Slip {
    pub(super) message: String,
    pub(super) place: Place,
}

impl Field {
    /// The value of an argument; null where there is none.
    pub(super) fn argument(&self, name: &str, variables: &Value) -> Value {
        match self.arguments.iter().find(|(known, _)| known == name) {
            Some((_, Argument::Known(value))) => value.clone(),
            Some((_, Argument::Variable(variable))) => variables[variable].clone(),
            None => Value::Null,
        }
    }

    /// The part of a value that is asked for.
    pub(super) fn of(fields: &[Field], value: &Value) -> Value {
        match value {
            Value::Array(items) => items.iter().map(|item| Self::of(fields, item)).collect(),
            Value::Object(members) if !fields.is_empty() => {
                let part = |field: &Field| {
                    members.get(&field.name).map(|member| (field.key.clone(), Self::of(&field.fields, member)))
                };
                Value::Object(fields.iter().filter_map(part).collect::<Map<_, _>>())
            }
            other => other.clone(),
        }
    }
}

/// The operations of a document.
pub(super) fn read(text: &str) -> Result<Vec<Operation>, Slip> {
    let mut reader = Reader { tokens: tokens(text), at: 0 };
    let mut operations = Vec::new();
    let mut fragments = HashMap::new();
    while !reader.is_done() {
        if reader.takes("fragment") {
            let name = reader.name()?;
            reader.demand("on")?;
            reader.name()?;
            fragments.insert(name, reader.fields()?);
        } else {
            operations.push(reader.operation()?);
        }
    }
    if operations.is_empty() {
        return Err(reader.slip());
    }
    for operation in &mut operations {
        operation.fields = spread(&operation.fields, &fragments);
    }
    Ok(operations)
}

/// The fields with those of fragments in their places; a fragment that is not there has none.
fn spread(fields: &[Field], fragments: &HashMap<String, Vec<Field>>) -> Vec<Field> {
    let mut spreads = Vec::new();
    for field in fields {
        if field.name == SPREAD {
            spreads.extend(fragments.get(&field.key).map(|inner| spread(inner, fragments)).unwrap_or_default());
        } else {
            spreads.push(Field { fields: spread(&field.fields, fragments), ..field.clone() });
        }
    }
    spreads
}

struct Token {
    text: String,
    place: Place,
}

/// Names, numbers and texts as they are, everything else letter by letter; the last token is empty and ends the document.
fn tokens(text: &str) -> Vec<Token> {
    let mut found = Vec::new();
    let mut letters = text.chars().peekable();
    let mut place = Place { line: 1, column: 1 };
    while let Some(letter) = letters.next() {
        let start = place;
        place.column += 1;
        let mut token = String::from(letter);
        match letter {
            '\n' => {
                place = Place { line: place.line + 1, column: 1 };
                continue;
            }
            ' ' | '\t' | '\r' | ',' => continue,
            '"' => {
                for next in letters.by_ref() {
                    place.column += 1;
                    token.push(next);
                    if next == '"' {
                        break;
                    }
                }
            }
            _ if letter.is_ascii_alphanumeric() || letter == '_' || letter == '-' => {
                while let Some(next) = letters.next_if(|next| next.is_ascii_alphanumeric() || *next == '_') {
                    place.column += 1;
                    token.push(next);
                }
            }
            _ => {}
        }
        found.push(Token { text: token, place: start });
    }
    found.push(Token { text: String::new(), place });
    found
}

struct Reader {
    tokens: Vec<Token>,
    at: usize,
}

impl Reader {
    fn token(&self) -> &Token {
        &self.tokens[self.at.min(self.tokens.len() - 1)]
    }

    fn is_done(&self) -> bool {
        self.token().text.is_empty()
    }

    fn slip(&self) -> Slip {
        let Token { text, place } = self.token();
        let what = if text.is_empty() { "end of file".to_owned() } else { format!("`{text}`") };
        let message = format!("syntax error, unexpected {what} at [{}, {}]", place.line, place.column);
        Slip { message, place: *place }
    }

    /// Takes the token where it is this one.
    fn takes(&mut self, text: &str) -> bool {
        let is = self.token().text == text;
        self.at += usize::from(is);
        is
    }

    fn demand(&mut self, text: &str) -> Result<(), Slip> {
        if self.takes(text) { Ok(()) } else { Err(self.slip()) }
    }

    fn name(&mut self) -> Result<String, Slip> {
        let text = self.token().text.clone();
        if !text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_') {
            return Err(self.slip());
        }
        self.at += 1;
        Ok(text)
    }

    fn operation(&mut self) -> Result<Operation, Slip> {
        if self.token().text == "{" {
            return Ok(Operation { is_mutation: false, name: String::new(), fields: self.fields()? });
        }
        let kind = self.name()?;
        let name = if matches!(self.token().text.as_str(), "{" | "(") { String::new() } else { self.name()? };
        // What is declared of variables is for the client's side; here only their values count.
        if self.takes("(") {
            while !self.takes(")") {
                if self.is_done() {
                    return Err(self.slip());
                }
                self.at += 1;
            }
        }
        Ok(Operation { is_mutation: kind == "mutation", name, fields: self.fields()? })
    }

    fn fields(&mut self) -> Result<Vec<Field>, Slip> {
        self.demand("{")?;
        let mut fields = Vec::new();
        while !self.takes("}") {
            let place = self.token().place;
            if self.takes(".") {
                self.demand(".")?;
                self.demand(".")?;
                let key = self.name()?;
                fields.push(Field { key, name: SPREAD.to_owned(), arguments: Vec::new(), fields: Vec::new(), place });
                continue;
            }
            let first = self.name()?;
            let name = if self.takes(":") { Some(self.name()?) } else { None };
            let mut arguments = Vec::new();
            if self.takes("(") {
                while !self.takes(")") {
                    let argument = self.name()?;
                    self.demand(":")?;
                    arguments.push((argument, self.value()?));
                }
            }
            let inner = if self.token().text == "{" { self.fields()? } else { Vec::new() };
            fields.push(Field {
                name: name.unwrap_or_else(|| first.clone()),
                key: first,
                arguments,
                fields: inner,
                place,
            });
        }
        if fields.is_empty() { Err(self.slip()) } else { Ok(fields) }
    }

    fn value(&mut self) -> Result<Argument, Slip> {
        if self.takes("$") {
            return Ok(Argument::Variable(self.name()?));
        }
        let text = self.token().text.clone();
        // Numbers, booleans, null and simple texts are written as in JSON; anything else is a value of an enum.
        let value = serde_json::from_str(&text).or_else(|_| self.name().inspect(|_| self.at -= 1).map(Value::from))?;
        self.at += 1;
        Ok(Argument::Known(value))
    }
}
