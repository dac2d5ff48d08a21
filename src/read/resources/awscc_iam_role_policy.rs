//! `awscc_iam_role_policy`: an inline policy.

use std::rc::Rc;

use super::{Does, Reader};
use crate::{
    blueprint::{Policy, PolicyKind},
    policy::Purpose,
    read::{
        iam::{for_another, read_argument, roles_of},
        instance::Instance,
        module::{Survey, presence},
    },
};

pub(super) const READER: Reader = Reader {
    kind: "awscc_iam_role_policy",
    does: Does::Gives,
    read,
};

fn read(survey: &mut Survey<'_, '_>, instance: &Rc<Instance>) {
    let origin = instance.declared.origin();
    let mut faults = Vec::new();
    let read = read_argument(
        survey,
        instance,
        "policy_document",
        Purpose::Identity,
        &mut faults,
    );
    let (document, more) = read.unwrap_or_default();
    let mut assumed: Vec<_> = instance.assumed.iter().cloned().chain(more).collect();
    let policy = Policy {
        address: instance.address.clone(),
        kind: PolicyKind::Inline,
        name: survey.setting(instance, "policy_name", &mut assumed),
        document,
        presence: presence(&assumed),
        origin,
        ..Policy::default()
    };
    let Some((role, _)) = survey.value(instance, "role_name") else {
        return survey.missed(&instance.address, "it names no role", origin);
    };
    let roles = roles_of(survey, &role);
    if roles.is_empty() {
        return for_another(survey, &instance.address, "a policy of", &role);
    }
    for index in roles {
        if let Some(role) = survey.folder.roles.get_mut(index) {
            role.policies.push(policy.clone());
            role.not_understood.extend(faults.iter().cloned());
        }
    }
}
