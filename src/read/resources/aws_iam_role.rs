//! `aws_iam_role`, with the policies that stand in it.

use std::rc::Rc;

use super::{Does, Reader};
use crate::{
    blueprint::{NotUnderstood, Policy, PolicyKind, Role},
    policy::Purpose,
    read::{
        attach::{give, is_policy},
        iam::{elements, read_argument, read_policy, tags},
        instance::Instance,
        module::{Survey, presence},
        value::Kind,
    },
    source::Located,
    text::Reference,
};

pub(super) const READER: Reader = Reader {
    kind: "aws_iam_role",
    does: Does::IsRole,
    read,
};

fn read(survey: &mut Survey<'_, '_>, instance: &Rc<Instance>) {
    let role = role(survey, instance);
    survey.folder.roles.push(role);
}

fn role(survey: &Survey<'_, '_>, instance: &Instance) -> Role {
    let mut assumed = instance.assumed.clone();
    let mut setting = |name: &str| survey.setting(instance, name, &mut assumed);
    let mut role = Role {
        address: instance.address.clone(),
        name: setting("name"),
        name_prefix: setting("name_prefix"),
        path: setting("path"),
        description: survey.detail_text(instance, "description"),
        max_session_duration: setting("max_session_duration"),
        // An empty boundary is none.
        permissions_boundary: setting("permissions_boundary").filter(|text| !text.value.is_empty()),
        tags: tags(survey, instance, "tags"),
        origin: instance.declared.origin(),
        ..Role::default()
    };
    let trust = read_argument(
        survey,
        instance,
        "assume_role_policy",
        Purpose::Trust,
        &mut role.not_understood,
    );
    match trust {
        Some((document, more)) => {
            role.trust = document;
            assumed.extend(more);
        }
        None => role.not_understood.push(NotUnderstood {
            what: format!("{}.assume_role_policy", instance.address),
            why: "a role needs a trust policy".to_owned(),
            origin: role.origin,
        }),
    }
    deprecated(survey, instance, &mut role);
    role.presence = presence(&assumed);
    role
}

/// `inline_policy` blocks.
fn deprecated(survey: &Survey<'_, '_>, instance: &Instance, role: &mut Role) {
    let blocks = survey
        .world
        .assuming(|| Ok(survey.world.blocks(instance, "inline_policy")));
    let (blocks, assumed) = blocks.unwrap_or_default();
    for block in blocks {
        let Kind::Object(object) = &block.kind else {
            continue;
        };
        let field = |name: &str| object.fields.get(name).map(|v| survey.world.settled(v));
        let Some(written) = field("policy").filter(|value| !value.is_nothing()) else {
            continue;
        };
        let what = format!("{}.inline_policy", instance.address);
        let (document, more) = read_policy(
            survey.world,
            &written,
            Purpose::Identity,
            &what,
            &mut role.not_understood,
        );
        let assumed: Vec<Reference> = instance
            .assumed
            .iter()
            .chain(&assumed)
            .chain(&more)
            .cloned()
            .collect();
        role.policies.push(Policy {
            address: instance.address.clone(),
            kind: PolicyKind::Inline,
            name: field("name").and_then(|v| Some(Located::new(v.as_text()?, v.origin))),
            document,
            presence: presence(&assumed),
            origin: block.origin,
            ..Policy::default()
        });
    }
}

/// What a role says of policies that stand elsewhere: `managed_policy_arns` and its boundary. Asked
/// once the policies of the folder are read.
pub(super) fn with_policies(survey: &mut Survey<'_, '_>) {
    let roles = survey.instances.iter().filter(|i| i.kind == READER.kind);
    let roles: Vec<Rc<Instance>> = roles.cloned().collect();
    for instance in roles {
        let roles = survey.folder.roles.iter();
        let Some(index) = roles
            .enumerate()
            .find_map(|(at, role)| (role.address == instance.address).then_some(at))
        else {
            continue;
        };
        if let Some((value, mut assumed)) = survey.value(&instance, "managed_policy_arns") {
            assumed.extend(instance.assumed.iter().cloned());
            for arn in elements(survey, &value) {
                give(survey, "", &[index], &arn, &assumed);
            }
        }
        if let Some((arn, _)) = survey.value(&instance, "permissions_boundary") {
            let mut managed = survey.managed.iter();
            let own = managed.find(|managed| is_policy(&arn, &managed.policy));
            let document = own.and_then(|own| own.policy.document.clone());
            if let Some(role) = survey.folder.roles.get_mut(index) {
                role.boundary_document = document;
            }
        }
    }
}
