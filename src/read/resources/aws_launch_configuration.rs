//! `aws_launch_configuration`: AWS no longer lets new accounts make them.

use std::rc::Rc;

use super::{Does, Reader};
use crate::{
    blueprint::ComputeKind,
    read::{compute, instance::Instance, module::Survey},
};

pub(super) const READER: Reader = Reader {
    kind: "aws_launch_configuration",
    does: Does::Runs,
    read,
};

fn read(survey: &mut Survey<'_, '_>, instance: &Rc<Instance>) {
    compute::machine(survey, instance, ComputeKind::LaunchConfiguration);
}
