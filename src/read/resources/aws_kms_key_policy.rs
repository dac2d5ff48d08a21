//! `aws_kms_key_policy`.

use std::rc::Rc;

use super::{Does, Reader};
use crate::read::{instance::Instance, key_policy, module::Survey, resource_policy::arn_of};

pub(super) const READER: Reader = Reader {
    kind: "aws_kms_key_policy",
    does: Does::Names,
    read,
};

fn read(survey: &mut Survey<'_, '_>, instance: &Rc<Instance>) {
    let own = survey.value(instance, "key_id");
    let own = own.and_then(|(value, _)| arn_of(&value, key_policy::of_id));
    let own: Vec<_> = own.into_iter().collect();
    key_policy::read(survey, instance, &own);
}
