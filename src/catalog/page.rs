//! A page of documentation that no table of plug-ins holds.

/// One page.
#[derive(Debug, Clone, Copy)]
pub struct Page {
    /// The name that `holdpoint explain` takes.
    pub id: &'static str,
    /// One sentence: what it is.
    pub summary: &'static str,
    /// Markdown: why, and what to do.
    pub docs: &'static str,
}
