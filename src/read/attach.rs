//! Managed policies, attached to roles.

use super::{
    iam::{for_another, refers_to, roles_of},
    instance::Instance,
    module::{Survey, presence},
    resources::Managed,
    value::Value,
};
use crate::{
    blueprint::{ManagedPolicy, NotUnderstood, Policy, Presence},
    source::Located,
    text::{Reference, Text},
};

/// Attaches the policy of `policy_arn` to the roles that a value names.
pub(super) fn attach(
    survey: &mut Survey<'_, '_>,
    instance: &Instance,
    role: Option<(Value, Vec<Reference>)>,
) {
    let origin = instance.declared.origin();
    let (Some((role, mut assumed)), Some((arn, more))) =
        (role, survey.value(instance, "policy_arn"))
    else {
        return survey.missed(&instance.address, "it names no role or no policy", origin);
    };
    assumed.extend(more);
    assumed.extend(instance.assumed.iter().cloned());
    let roles = roles_of(survey, &role);
    if roles.is_empty() {
        return for_another(survey, &instance.address, "it attaches to", &role);
    }
    give(survey, &instance.address, &roles, &arn, &assumed);
}

/// Attaches the policy of this ARN to roles.
pub(super) fn give(
    survey: &mut Survey<'_, '_>,
    address: &str,
    roles: &[usize],
    arn: &Value,
    assumed: &[Reference],
) {
    let mut declared = survey.managed.iter_mut();
    let declared = declared.find(|managed| is_policy(arn, &managed.policy));
    let declared = declared.map(|managed| {
        managed.is_attached = true;
        &*managed
    });
    for index in roles {
        let Some(role) = survey.folder.roles.get_mut(*index) else {
            continue;
        };
        match declared {
            Some(Managed { policy, faults, .. }) => {
                let mut policy = policy.clone();
                address.clone_into(&mut policy.attachment);
                policy.presence = presence(assumed.iter().chain(assumptions(&policy)));
                role.policies.push(policy);
                role.not_understood.extend(faults.iter().cloned());
            }
            None => match arn.as_text() {
                Some(text) => role.managed_policies.push(ManagedPolicy {
                    address: address.to_owned(),
                    arn: Located::new(text, arn.origin),
                    by_name: false,
                    presence: presence(assumed),
                }),
                None => role.not_understood.push(NotUnderstood {
                    what: format!("{address}.policy_arn"),
                    why: format!("expected an ARN, found {}", arn.canonical()),
                    origin: arn.origin,
                }),
            },
        }
    }
}

fn assumptions(policy: &Policy) -> Vec<&Reference> {
    match &policy.presence {
        Presence::Certain => Vec::new(),
        Presence::Assumed(references) => references.iter().collect(),
    }
}

/// Whether an ARN is that of a declared policy: as its attribute, or by the name at its end.
pub(super) fn is_policy(arn: &Value, policy: &Policy) -> bool {
    if refers_to(arn, &policy.address) {
        return true;
    }
    let (Some(text), Some(name)) = (arn.as_text(), &policy.name) else {
        return false;
    };
    let path = policy
        .path
        .as_ref()
        .map_or_else(|| Text::literal("/"), |path| path.value.clone());
    let tail = Text::literal(":policy")
        .then(&path)
        .then(&name.value)
        .to_string();
    let text = text.to_string();
    !text.contains(":iam::aws:") && text.contains(":iam::") && text.ends_with(&tail)
}
