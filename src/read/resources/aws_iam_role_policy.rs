//! `aws_iam_role_policy`: an inline policy.

use std::rc::Rc;

use super::{Does, Reader};
use crate::{
    blueprint::PolicyKind,
    read::{
        iam::{for_another, policy, roles_of},
        instance::Instance,
        module::Survey,
    },
};

pub(super) const READER: Reader = Reader {
    kind: "aws_iam_role_policy",
    does: Does::Gives,
    read,
};

fn read(survey: &mut Survey<'_, '_>, instance: &Rc<Instance>) {
    let mut faults = Vec::new();
    let read = policy(survey, instance, PolicyKind::Inline, &mut faults);
    let Some((role, _)) = survey.value(instance, "role") else {
        return survey.missed(&instance.address, "it names no role", read.origin);
    };
    let roles = roles_of(survey, &role);
    if roles.is_empty() {
        for_another(survey, &instance.address, "a policy of", &role);
        survey.folder.policies.push(read);
        return;
    }
    for index in roles {
        if let Some(role) = survey.folder.roles.get_mut(index) {
            role.policies.push(read.clone());
            role.not_understood.extend(faults.iter().cloned());
        }
    }
}
