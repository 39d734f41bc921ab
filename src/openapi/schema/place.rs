//! From places in a schema as it is written to those in the document.

use std::collections::HashMap;

use crate::openapi::at::At;

/// Where parts of a schema come from. A part that is not named lies in the nearest that is, under the same keys.
#[derive(Debug, Default)]
pub(super) struct Places(HashMap<String, At>);

impl Places {
    pub(super) fn put(&mut self, pointer: String, at: At) {
        self.0.insert(pointer, at);
    }

    pub(super) fn find(&self, pointer: &str) -> At {
        let mut end = pointer.len();
        loop {
            if let Some(at) = self.0.get(&pointer[..end]) {
                return At { file: at.file, pointer: format!("{}{}", at.pointer, &pointer[end..]) };
            }
            let Some(shorter) = pointer[..end].rfind('/') else { return At::file(0) };
            end = shorter;
        }
    }
}
