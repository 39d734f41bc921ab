//! Pages of a list: what may be asked, and where the next one is.

use serde_json::{Value, json};

use super::super::wire::Request;

/// A page of a list, in the envelope that all lists share.
pub(super) struct Page {
    pub(super) number: usize,
    pub(super) size: usize,
}

impl Page {
    /// # Errors
    ///
    /// What is wrong with the query, in words.
    pub(super) fn of(request: &Request, sorts: &[&str]) -> Result<Self, &'static str> {
        let whole = |name: &str, default: usize| request.query(name).map_or(Some(default), |text| text.parse().ok());
        let number = whole("page", 1).filter(|page| *page >= 1).ok_or("page must be a whole number from 1")?;
        let size = whole("per_page", 20)
            .filter(|size| (1..=100).contains(size))
            .ok_or("per_page must be between 1 and 100")?;
        if request.query("sort").is_some_and(|sort| !sorts.contains(&sort)) {
            return Err("sort is not a field to sort by");
        }
        if request.query("dir").is_some_and(|dir| !["asc", "desc"].contains(&dir)) {
            return Err("dir must be asc or desc");
        }
        Ok(Self { number, size })
    }

    pub(super) fn pages(&self, total: usize) -> usize {
        total.div_ceil(self.size)
    }

    pub(super) fn slice(&self, all: &[Value]) -> Vec<Value> {
        all.iter().skip((self.number - 1).saturating_mul(self.size)).take(self.size).cloned().collect()
    }

    /// Where the next page is, relative to the host; null on the last.
    pub(super) fn next(&self, request: &Request, total: usize) -> Value {
        if self.number < self.pages(total) { self.link(request, self.number + 1) } else { Value::Null }
    }

    pub(super) fn link(&self, request: &Request, number: usize) -> Value {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for name in ["q", "sort", "dir"] {
            if let Some(value) = request.query(name) {
                query.append_pair(name, value);
            }
        }
        query.append_pair("page", &number.to_string()).append_pair("per_page", &self.size.to_string());
        json!(format!("{}?{}", request.path, query.finish()))
    }
}
