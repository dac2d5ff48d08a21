//! `aws_instance`.

use std::rc::Rc;

use super::{Does, Reader};
use crate::{
    blueprint::ComputeKind,
    read::{compute, instance::Instance, module::Survey},
};

pub(super) const READER: Reader = Reader {
    kind: "aws_instance",
    does: Does::Runs,
    read,
};

fn read(survey: &mut Survey<'_, '_>, instance: &Rc<Instance>) {
    compute::machine(survey, instance, ComputeKind::Instance);
}
