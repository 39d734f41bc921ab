//! Where something stands in a document of several files: the file, and a JSON pointer (RFC 6901) into it.

use std::fmt;

use crate::value::percent;

/// A value's address. Cheap enough to keep by the thousand.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct At {
    /// Which file of the document, from 0; 0 is the one that was named.
    pub file: usize,
    /// A JSON pointer, escaped: `/paths/~1orders/get`; empty for the whole file.
    pub pointer: String,
}

impl At {
    /// The whole of a file.
    #[must_use]
    pub const fn file(file: usize) -> Self {
        Self { file, pointer: String::new() }
    }

    /// The value under a key, or at an index written as text.
    #[must_use]
    pub fn child(&self, key: &str) -> Self {
        let mut pointer = String::with_capacity(self.pointer.len() + key.len() + 1);
        pointer.push_str(&self.pointer);
        push(&mut pointer, key);
        Self { file: self.file, pointer }
    }

    /// The value under several keys, one in another.
    #[must_use]
    pub fn down(&self, keys: &[&str]) -> Self {
        keys.iter().fold(self.clone(), |at, key| at.child(key))
    }

    /// The item at an index.
    #[must_use]
    pub fn item(&self, index: usize) -> Self {
        self.child(&index.to_string())
    }

    /// What it stands in; none for a whole file.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        let end = self.pointer.rfind('/')?;
        Some(Self { file: self.file, pointer: self.pointer[..end].to_owned() })
    }

    /// The last key, as it is written in the document.
    #[must_use]
    pub fn name(&self) -> String {
        unescape(self.pointer.rsplit('/').next().unwrap_or_default())
    }

    /// The keys from the file's top down, as they are written in the document.
    pub fn keys(&self) -> impl Iterator<Item = String> + '_ {
        self.pointer.split('/').skip(1).map(unescape)
    }
}

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.pointer)
    }
}

/// Adds a key to a pointer.
pub fn push(pointer: &mut String, key: &str) {
    pointer.push('/');
    for letter in key.chars() {
        match letter {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            other => pointer.push(other),
        }
    }
}

/// A key as it is written in the document.
#[must_use]
pub fn unescape(key: &str) -> String {
    if key.contains('~') { key.replace("~1", "/").replace("~0", "~") } else { key.to_owned() }
}

/// The pointer in the fragment of a reference (`#/a/b%20c`), its percent-encoding undone.
#[must_use]
pub fn from_fragment(fragment: &str) -> String {
    String::from_utf8(percent::bytes(fragment)).unwrap_or_else(|_| fragment.to_owned())
}

/// A JSON pointer as a path of a suite.
#[must_use]
pub fn path(pointer: &str) -> String {
    let mut path = "$".to_owned();
    for key in pointer.split('/').skip(1) {
        let key = unescape(key);
        if key.bytes().all(|byte| byte.is_ascii_digit()) && !key.is_empty() {
            path.push_str(&format!("[{key}]"));
        } else if !key.is_empty()
            && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
            && !key.starts_with(|letter: char| letter.is_ascii_digit())
        {
            path.push_str(&format!(".{key}"));
        } else {
            path.push_str(&format!("['{}']", key.replace('\\', "\\\\").replace('\'', "\\'")));
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_escaped_and_given_back() {
        let at = At::file(0).down(&["paths", "/orders/{id}", "get", "a~b"]);
        assert_eq!(at.to_string(), "#/paths/~1orders~1{id}/get/a~0b");
        assert_eq!(at.keys().collect::<Vec<_>>(), ["paths", "/orders/{id}", "get", "a~b"]);
        assert_eq!(at.name(), "a~b");
        assert_eq!(at.parent().unwrap().name(), "get");
        assert_eq!(At::file(0).parent(), None);
        assert_eq!(at.item(3).name(), "3");
    }

    #[test]
    fn fragments_lose_their_percent_encoding() {
        assert_eq!(from_fragment("/paths/~1a~1%7Bid%7D"), "/paths/~1a~1{id}");
        assert_eq!(from_fragment("/a%20b/%E4%BD%A0"), "/a b/你");
        assert_eq!(from_fragment("/100%"), "/100%");
        assert_eq!(from_fragment("/%zz"), "/%zz");
    }
}
