//! `awscc_iam_role`, with the policies that stand in it: `AWS::IAM::Role` of
//! CloudFormation.

use std::rc::Rc;

use super::{Does, Reader};
use crate::{
    blueprint::{NotUnderstood, Policy, PolicyKind, Role, Tag},
    policy::Purpose,
    read::{
        attach::give,
        iam::{elements, read_argument, read_policy},
        instance::Instance,
        module::{Survey, presence},
        value::{Kind, Value},
    },
    source::Located,
};

pub(super) const READER: Reader = Reader {
    kind: "awscc_iam_role",
    does: Does::IsRole,
    read,
};

fn read(survey: &mut Survey<'_, '_>, instance: &Rc<Instance>) {
    let mut assumed = instance.assumed.clone();
    let mut setting = |name: &str| survey.setting(instance, name, &mut assumed);
    let mut role = Role {
        address: instance.address.clone(),
        name: setting("role_name"),
        path: setting("path"),
        description: survey.detail_text(instance, "description"),
        max_session_duration: setting("max_session_duration"),
        permissions_boundary: setting("permissions_boundary").filter(|text| !text.value.is_empty()),
        tags: tags(survey, instance),
        origin: instance.declared.origin(),
        ..Role::default()
    };
    let faults = &mut role.not_understood;
    match read_argument(
        survey,
        instance,
        "assume_role_policy_document",
        Purpose::Trust,
        faults,
    ) {
        Some((document, more)) => {
            role.trust = document;
            assumed.extend(more);
        }
        None => faults.push(NotUnderstood {
            what: format!("{}.assume_role_policy_document", instance.address),
            why: "a role needs a trust policy".to_owned(),
            origin: role.origin,
        }),
    }
    inline(survey, instance, &mut role);
    role.presence = presence(&assumed);
    let index = survey.folder.roles.len();
    survey.folder.roles.push(role);
    if let Some((arns, more)) = survey.value(instance, "managed_policy_arns") {
        assumed.extend(more);
        for arn in elements(survey, &arns) {
            give(survey, &instance.address, &[index], &arn, &assumed);
        }
    }
}

/// The list `policies`.
fn inline(survey: &Survey<'_, '_>, instance: &Instance, role: &mut Role) {
    let Some((list, assumed)) = survey.value(instance, "policies") else {
        return;
    };
    let what = format!("{}.policies", instance.address);
    for one in elements(survey, &list) {
        let field = |name: &str| match &one.kind {
            Kind::Object(object) => object.fields.get(name).map(|v| survey.world.settled(v)),
            _ => None,
        };
        let Some(written) = field("policy_document") else {
            role.not_understood.push(NotUnderstood {
                what: what.clone(),
                why: format!(
                    "a policy that is known only to Terraform: {}",
                    one.canonical()
                ),
                origin: one.origin,
            });
            continue;
        };
        let (document, more) = read_policy(
            survey.world,
            &written,
            Purpose::Identity,
            &what,
            &mut role.not_understood,
        );
        let all = instance.assumed.iter().chain(&assumed).chain(&more);
        role.policies.push(Policy {
            address: instance.address.clone(),
            kind: PolicyKind::Inline,
            name: field("policy_name").and_then(|v| Some(Located::new(v.as_text()?, v.origin))),
            document,
            presence: presence(all),
            origin: one.origin,
            ..Policy::default()
        });
    }
}

/// A list of objects with `key` and `value`.
fn tags(survey: &Survey<'_, '_>, instance: &Instance) -> Vec<Tag> {
    let list = survey.detail(instance, "tags");
    let all = list.map(|list| elements(survey, &list)).unwrap_or_default();
    let text = |one: &Value, name: &str| match &one.kind {
        Kind::Object(object) => {
            let field = object.fields.get(name)?;
            Some(Located::new(field.as_text()?, field.origin))
        }
        _ => None,
    };
    let tags = all.iter().filter_map(|one| {
        Some(Tag {
            key: text(one, "key")?,
            value: text(one, "value")?,
        })
    });
    tags.collect()
}
