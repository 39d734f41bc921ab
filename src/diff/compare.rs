//! Two documents in, their changes out.

use super::change::Diff;
use super::compat::Side;
use super::policy::Policy;
use super::{group, judge, walk};

/// What the rules find as it is written, whatever values say of it: what is told of each row of the table.
#[cfg(test)]
pub(super) fn as_written(old: &Side, new: &Side, policy: &Policy) -> Diff {
    let walked = walk::walk(old.document(), new.document(), policy);
    group::group(old.document(), new.document(), judge::unjudged(walked), policy)
}

/// What changed between two documents.
#[must_use]
pub fn compare(old: &Side, new: &Side, policy: &Policy) -> Diff {
    let walked = walk::walk(old.document(), new.document(), policy);
    let verdicts = judge::judge(old, new, walked, policy);
    group::group(old.document(), new.document(), verdicts, policy)
}
