//! `aws_ec2_instance_metadata_defaults`: what the account says of the metadata service.

use super::{Does, Reader};
use crate::read::compute;

pub(super) const READER: Reader = Reader {
    kind: "aws_ec2_instance_metadata_defaults",
    does: Does::Runs,
    read: compute::metadata_defaults,
};
