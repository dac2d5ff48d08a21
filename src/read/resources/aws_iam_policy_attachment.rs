//! `aws_iam_policy_attachment`: one policy, attached to any number of roles.

use std::rc::Rc;

use super::{Does, Reader};
use crate::read::{attach::attach, iam::elements, instance::Instance, module::Survey};

pub(super) const READER: Reader = Reader {
    kind: "aws_iam_policy_attachment",
    does: Does::Gives,
    read,
};

fn read(survey: &mut Survey<'_, '_>, instance: &Rc<Instance>) {
    let Some((roles, assumed)) = survey.value(instance, "roles") else {
        return;
    };
    for role in elements(survey, &roles) {
        attach(survey, instance, Some((role, assumed.clone())));
    }
}
