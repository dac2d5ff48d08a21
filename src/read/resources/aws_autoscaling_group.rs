//! `aws_autoscaling_group`: it launches from a template or configuration.

use super::{Does, Reader};
use crate::read::compute;

pub(super) const READER: Reader = Reader {
    kind: "aws_autoscaling_group",
    does: Does::Runs,
    read: compute::group,
};
