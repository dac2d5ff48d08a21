//! `aws_iam_role_policy_attachment`.

use std::rc::Rc;

use super::{Does, Reader};
use crate::read::{attach::attach, instance::Instance, module::Survey};

pub(super) const READER: Reader = Reader {
    kind: "aws_iam_role_policy_attachment",
    does: Does::Gives,
    read,
};

fn read(survey: &mut Survey<'_, '_>, instance: &Rc<Instance>) {
    let role = survey.value(instance, "role");
    attach(survey, instance, role);
}
