//! `aws_spot_fleet_request`: it launches from templates, or from its own specifications.

use std::rc::Rc;

use super::{Does, Reader};
use crate::{
    blueprint::ComputeKind,
    read::{compute, instance::Instance, module::Survey},
};

pub(super) const READER: Reader = Reader {
    kind: "aws_spot_fleet_request",
    does: Does::Runs,
    read,
};

fn read(survey: &mut Survey<'_, '_>, instance: &Rc<Instance>) {
    compute::fleet(survey, instance, ComputeKind::SpotFleetRequest);
}
