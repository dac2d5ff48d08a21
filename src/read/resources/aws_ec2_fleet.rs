//! `aws_ec2_fleet`: it launches from templates.

use std::rc::Rc;

use super::{Does, Reader};
use crate::{
    blueprint::ComputeKind,
    read::{compute, instance::Instance, module::Survey},
};

pub(super) const READER: Reader = Reader {
    kind: "aws_ec2_fleet",
    does: Does::Runs,
    read,
};

fn read(survey: &mut Survey<'_, '_>, instance: &Rc<Instance>) {
    compute::fleet(survey, instance, ComputeKind::Fleet);
}
