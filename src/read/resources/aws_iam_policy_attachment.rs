//! `aws_iam_policy_attachment`: one policy, attached to any number of roles.

use std::rc::Rc;

use super::{Does, Reader};
use crate::{
    blueprint::{NotUnderstood, PolicyKind},
    read::{
        attach::{attach, is_policy},
        iam::{elements, roles_of},
        instance::Instance,
        module::Survey,
        value::Value,
    },
};

pub(super) const READER: Reader = Reader {
    kind: "aws_iam_policy_attachment",
    does: Does::Gives,
    read,
};

fn read(survey: &mut Survey<'_, '_>, instance: &Rc<Instance>) {
    let Some((roles, assumed)) = survey.value(instance, "roles") else {
        return takes_off(survey, instance, &[]);
    };
    let roles = elements(survey, &roles);
    for role in &roles {
        attach(survey, instance, Some((role.clone(), assumed.clone())));
    }
    takes_off(survey, instance, &roles);
}

/// It detaches the policy from every role that it does not list: where another resource attaches
/// it there, the one that Terraform applied last wins.
fn takes_off(survey: &mut Survey<'_, '_>, instance: &Instance, listed: &[Value]) {
    let Some((arn, _)) = survey.value(instance, "policy_arn") else {
        return;
    };
    let listed: Vec<usize> = listed
        .iter()
        .flat_map(|role| roles_of(survey, role))
        .collect();
    for (index, role) in survey.folder.roles.iter_mut().enumerate() {
        let own = role
            .policies
            .iter()
            .filter(|policy| policy.kind == PolicyKind::Managed);
        let is_attached = own.into_iter().any(|policy| is_policy(&arn, policy))
            || role
                .managed_policies
                .iter()
                .any(|one| Some(&one.arn.value) == arn.as_text().as_ref());
        if is_attached && !listed.contains(&index) {
            role.not_understood.push(NotUnderstood {
                what: instance.address.clone(),
                why: "it takes the policy off every role that it does not list, and another resource \
                      attaches it to this one"
                    .to_owned(),
                origin: instance.declared.origin(),
            });
        }
    }
}
