//! `aws_kms_key`, which may hold its policy.

use std::rc::Rc;

use super::{Does, Reader};
use crate::read::{instance::Instance, key_policy, module::Survey, resource_policy};

pub(super) const READER: Reader = Reader {
    kind: "aws_kms_key",
    does: Does::Names,
    read,
};

fn read(survey: &mut Survey<'_, '_>, instance: &Rc<Instance>) {
    let own = resource_policy::self_arn(instance);
    key_policy::read(survey, instance, &own);
}
