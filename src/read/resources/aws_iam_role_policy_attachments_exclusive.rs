//! `aws_iam_role_policy_attachments_exclusive`: the managed policies that a role has.

use super::{Does, Reader};
use crate::read::exclusive;

pub(super) const READER: Reader = Reader {
    kind: "aws_iam_role_policy_attachments_exclusive",
    does: Does::Limits,
    read: exclusive::attachments,
};
