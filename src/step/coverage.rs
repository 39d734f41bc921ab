//! What a suite's cases used of its contract, as a document: the step of the case that comes after all others.

use std::sync::Arc;

use super::api::{Seen, Stage, Step};
use crate::model::observation::{Document, Observation};
use crate::openapi::law::Law;

/// Looks at what was used so far.
#[derive(Debug)]
pub struct Coverage {
    law: Arc<Law>,
}

impl Coverage {
    /// Of this contract.
    #[must_use]
    pub fn new(law: Arc<Law>) -> Self {
        Self { law }
    }
}

impl Step for Coverage {
    fn label(&self) -> String {
        format!("coverage of {}", self.law.name)
    }

    fn sends(&self) -> bool {
        false
    }

    fn mutates(&self) -> bool {
        false
    }

    fn act<'a>(&'a self, _stage: &'a Stage<'a>) -> Seen<'a> {
        Box::pin(async move {
            let value = self.law.summary().to_json();
            let bytes = value.to_string().into_bytes().into();
            let document = Document::new(self.label(), bytes, None, Some(Ok(value)));
            Ok(Observation { document: Some(document), ..Observation::default() })
        })
    }
}
