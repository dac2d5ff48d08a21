//! `aws_sns_topic`, which may hold its policy.

use std::rc::Rc;

use super::{Does, Reader};
use crate::read::{instance::Instance, module::Survey, resource_policy};

pub(super) const READER: Reader = Reader {
    kind: "aws_sns_topic",
    does: Does::Names,
    read,
};

fn read(survey: &mut Survey<'_, '_>, instance: &Rc<Instance>) {
    let own = resource_policy::self_arn(instance);
    resource_policy::read(survey, instance, "policy", &own);
}
