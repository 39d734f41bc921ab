//! Two documents in, their changes out.

use super::change::Diff;
use super::policy::Policy;
use super::{group, judge, walk};
use crate::openapi::document::Document;

/// What changed between two documents.
#[must_use]
pub fn compare(old: &Document, new: &Document, policy: &Policy) -> Diff {
    let walked = walk::walk(old, new, policy);
    let judged = judge::judge(old, new, walked, policy);
    group::group(old, new, judged, policy)
}
