//! `aws_iam_role_policies_exclusive`: the inline policies that a role keeps.

use super::{Does, Reader};
use crate::read::exclusive;

pub(super) const READER: Reader = Reader {
    kind: "aws_iam_role_policies_exclusive",
    does: Does::Limits,
    read: exclusive::policies,
};
