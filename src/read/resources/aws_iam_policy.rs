//! `aws_iam_policy`: a customer managed policy, which others attach.

use std::rc::Rc;

use super::{Does, Managed, Reader};
use crate::{
    blueprint::PolicyKind,
    read::{iam::policy, instance::Instance, module::Survey},
};

pub(super) const READER: Reader = Reader {
    kind: "aws_iam_policy",
    does: Does::IsPolicy,
    read,
};

fn read(survey: &mut Survey<'_, '_>, instance: &Rc<Instance>) {
    let mut faults = Vec::new();
    let policy = policy(survey, instance, PolicyKind::Managed, &mut faults);
    survey.managed.push(Managed {
        policy,
        faults,
        is_attached: false,
    });
}
