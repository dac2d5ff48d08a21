//! Roles, policies, attachments and instance profiles of a module.

use std::rc::Rc;

use super::{
    document::{self, Reading},
    instance::Instance,
    json::{self, Flat},
    module::{Survey, presence},
    value::{Kind, Value},
};
use crate::{
    blueprint::{InstanceProfile, ManagedPolicy, NotUnderstood, Policy, PolicyKind, Role, Tag},
    policy::Document,
    source::{Located, Origin},
    text::{Reference, Text},
};

/// Reads everything that has to do with IAM.
pub(super) fn assemble(survey: &mut Survey<'_, '_>) {
    for instance in survey.of("aws_iam_role") {
        let role = role(survey, &instance);
        survey.folder.roles.push(role);
    }
    for instance in survey.of("aws_iam_role_policy") {
        inline_policy(survey, &instance);
    }
    let managed: Vec<(Rc<Instance>, Policy, Vec<NotUnderstood>)> = survey
        .of("aws_iam_policy")
        .into_iter()
        .map(|instance| {
            let mut faults = Vec::new();
            let policy = policy(survey, &instance, PolicyKind::Managed, &mut faults);
            (instance, policy, faults)
        })
        .collect();
    let mut attached = vec![false; managed.len()];
    attachments(survey, &managed, &mut attached);
    for ((_, policy, faults), attached) in managed.into_iter().zip(attached) {
        if !attached {
            survey.folder.policies.push(policy);
            survey.folder.not_understood.extend(faults);
        }
    }
    for instance in survey.of("aws_iam_instance_profile") {
        let profile = profile(survey, &instance);
        survey.folder.profiles.push(profile);
    }
    strangers(survey);
}

fn role(survey: &Survey<'_, '_>, instance: &Instance) -> Role {
    let mut role = Role {
        address: instance.address.clone(),
        name: survey.setting(instance, "name"),
        name_prefix: survey.setting(instance, "name_prefix"),
        path: survey.setting(instance, "path"),
        description: survey.detail_text(instance, "description"),
        max_session_duration: survey.setting(instance, "max_session_duration"),
        // An empty boundary is none.
        permissions_boundary: survey
            .setting(instance, "permissions_boundary")
            .filter(|text| !text.value.is_empty()),
        tags: tags(survey, instance, "tags"),
        origin: instance.declared.origin(),
        ..Role::default()
    };
    let mut assumed = instance.assumed.clone();
    let trust = read_argument(
        survey,
        instance,
        "assume_role_policy",
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
    assumed.extend(survey.take_assumed());
    role.presence = presence(&assumed);
    role
}

/// `inline_policy` blocks and `managed_policy_arns`.
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
        let (document, more) = read_policy(&written, &what, &mut role.not_understood);
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
    if let Some((value, assumed)) = survey.value(instance, "managed_policy_arns") {
        let all: Vec<Reference> = instance.assumed.iter().chain(&assumed).cloned().collect();
        for arn in elements(survey, &value) {
            role.managed_policies
                .extend(arn.as_text().map(|text| ManagedPolicy {
                    address: String::new(),
                    arn: Located::new(text, arn.origin),
                    by_name: false,
                    presence: presence(&all),
                }));
        }
    }
}

/// The elements of a list; what is no list, or unknown, is its own element.
fn elements(survey: &Survey<'_, '_>, value: &Value) -> Vec<Value> {
    let elements = survey.world.elements(value).into_iter();
    elements
        .map(|element| element.value)
        .filter(|value| !value.is_null())
        .collect()
}

pub(super) fn tags(survey: &Survey<'_, '_>, instance: &Instance, name: &str) -> Vec<Tag> {
    let Some(value) = survey.detail(instance, name) else {
        return Vec::new();
    };
    object_tags(&value)
}

/// The tags of a map; of what is merged into it and unknown, nothing can be said.
pub(super) fn object_tags(value: &Value) -> Vec<Tag> {
    let Kind::Object(object) = &value.kind else {
        return Vec::new();
    };
    let tags = object.fields.iter().filter_map(|(key, field)| {
        Some(Tag {
            key: Located::new(super::value::text_of_key(key), field.origin),
            value: Located::new(field.as_text()?, field.origin),
        })
    });
    tags.collect()
}

/// The policy of an argument with what was assumed for it; `None` if it is unset.
fn read_argument(
    survey: &Survey<'_, '_>,
    instance: &Instance,
    name: &str,
    faults: &mut Vec<NotUnderstood>,
) -> Option<(Option<Document>, Vec<Reference>)> {
    let what = format!("{}.{name}", instance.address);
    let (value, mut assumed) = survey.value(instance, name)?;
    let (document, more) = read_policy(&value, &what, faults);
    assumed.extend(more);
    Some((document, assumed))
}

/// A policy, whether it is JSON text, the result of `jsonencode`, or a policy document's.
fn read_policy(
    value: &Value,
    what: &str,
    faults: &mut Vec<NotUnderstood>,
) -> (Option<Document>, Vec<Reference>) {
    let mut fault = |why: String, origin: Origin| {
        faults.push(NotUnderstood {
            what: what.to_owned(),
            why,
            origin,
        });
    };
    let reading: Reading = match &value.kind {
        Kind::Json(inner) => document::read(inner),
        Kind::Text(characters) => match json::parse(&Flat::new(characters, value.origin)) {
            Ok(parsed) => document::read(&parsed),
            Err(malformed) => {
                fault(malformed.message, malformed.origin);
                return (None, Vec::new());
            }
        },
        _ => {
            let shown = value.canonical();
            fault(
                format!("the policy is known only to Terraform: `{shown}`"),
                value.origin,
            );
            return (None, Vec::new());
        }
    };
    let nothing = reading.document.statements.is_empty() && !reading.faults.is_empty();
    for found in reading.faults {
        fault(found.why, found.origin);
    }
    ((!nothing).then_some(reading.document), reading.assumed)
}

fn policy(
    survey: &Survey<'_, '_>,
    instance: &Instance,
    kind: PolicyKind,
    faults: &mut Vec<NotUnderstood>,
) -> Policy {
    let read = read_argument(survey, instance, "policy", faults);
    let (document, mut assumed) = read.unwrap_or_default();
    let mut policy = Policy {
        address: instance.address.clone(),
        attachment: String::new(),
        kind,
        name: survey.setting(instance, "name"),
        name_prefix: survey.setting(instance, "name_prefix"),
        path: survey.setting(instance, "path"),
        description: survey.detail_text(instance, "description"),
        document,
        tags: tags(survey, instance, "tags"),
        origin: instance.declared.origin(),
        ..Policy::default()
    };
    assumed.extend(survey.take_assumed());
    policy.presence = presence(instance.assumed.iter().chain(&assumed));
    policy
}

fn inline_policy(survey: &mut Survey<'_, '_>, instance: &Instance) {
    let mut faults = Vec::new();
    let read = policy(survey, instance, PolicyKind::Inline, &mut faults);
    let Some((role, _)) = survey.value(instance, "role") else {
        return survey.missed(&instance.address, "it names no role", read.origin);
    };
    let roles = roles_of(survey, &role);
    if roles.is_empty() {
        let why = format!(
            "a policy of a role that is not declared here: `{}`",
            role.canonical()
        );
        survey.missed(&instance.address, why, role.origin);
        survey.folder.not_understood.extend(faults);
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

/// The roles, by index, that a value names: as an attribute of theirs, or by an equal name.
fn roles_of(survey: &Survey<'_, '_>, value: &Value) -> Vec<usize> {
    if let Kind::Choice(choice) = &value.kind {
        let mut found = roles_of(survey, &choice.then);
        found.extend(roles_of(survey, &choice.otherwise));
        found.dedup();
        return found;
    }
    let roles = survey.folder.roles.iter().enumerate();
    let by_reference = roles
        .clone()
        .find(|(_, role)| refers_to(value, &role.address));
    if let Some((index, _)) = by_reference {
        return vec![index];
    }
    let text = value.as_text();
    let by_name = roles.filter(|(_, role)| {
        text.is_some() && role.name.as_ref().map(|name| &name.value) == text.as_ref()
    });
    by_name.map(|(index, _)| index).take(1).collect()
}

/// Whether a value is an attribute of the resource at this address.
pub(super) fn refers_to(value: &Value, address: &str) -> bool {
    let is_of = |text: &str| {
        text.strip_prefix(address)
            .and_then(|rest| rest.strip_prefix('.'))
            .is_some_and(crate::hcl::is_identifier)
    };
    if value.from.as_deref().is_some_and(is_of) {
        return true;
    }
    match &value.kind {
        Kind::Unknown(reference) => is_of(reference.expression()),
        Kind::Resource(instance) => instance.address == address,
        Kind::Text(characters) => {
            let reference = characters.text.as_reference();
            reference.is_some_and(|reference| is_of(reference.expression()))
        }
        _ => false,
    }
}

type Managed = (Rc<Instance>, Policy, Vec<NotUnderstood>);

fn attachments(survey: &mut Survey<'_, '_>, managed: &[Managed], attached: &mut [bool]) {
    for instance in survey.of("aws_iam_role_policy_attachment") {
        let role = survey.value(&instance, "role");
        attach(survey, &instance, role, managed, attached);
    }
    for instance in survey.of("aws_iam_policy_attachment") {
        let Some((roles, assumed)) = survey.value(&instance, "roles") else {
            continue;
        };
        for role in elements(survey, &roles) {
            attach(
                survey,
                &instance,
                Some((role, assumed.clone())),
                managed,
                attached,
            );
        }
    }
}

fn attach(
    survey: &mut Survey<'_, '_>,
    instance: &Instance,
    role: Option<(Value, Vec<Reference>)>,
    managed: &[Managed],
    attached: &mut [bool],
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
        let why = format!(
            "it attaches to a role that is not declared here: `{}`",
            role.canonical()
        );
        return survey.missed(&instance.address, why, role.origin);
    }
    let declared = managed
        .iter()
        .position(|(_, policy, _)| is_policy(&arn, policy));
    if let Some(flag) = declared.and_then(|i| attached.get_mut(i)) {
        *flag = true;
    }
    for index in roles {
        let Some(role) = survey.folder.roles.get_mut(index) else {
            continue;
        };
        match declared.and_then(|i| managed.get(i)) {
            Some((_, policy, faults)) => {
                let mut policy = policy.clone();
                policy.attachment.clone_from(&instance.address);
                policy.presence = presence(assumed.iter().chain(assumptions(&policy)));
                role.policies.push(policy);
                role.not_understood.extend(faults.iter().cloned());
            }
            None => match arn.as_text() {
                Some(text) => role.managed_policies.push(ManagedPolicy {
                    address: instance.address.clone(),
                    arn: Located::new(text, arn.origin),
                    by_name: false,
                    presence: presence(&assumed),
                }),
                None => role.not_understood.push(NotUnderstood {
                    what: format!("{}.policy_arn", instance.address),
                    why: format!("expected an ARN, found {}", arn.canonical()),
                    origin: arn.origin,
                }),
            },
        }
    }
}

fn assumptions(policy: &Policy) -> Vec<&Reference> {
    match &policy.presence {
        crate::blueprint::Presence::Certain => Vec::new(),
        crate::blueprint::Presence::Assumed(references) => references.iter().collect(),
    }
}

/// Whether an ARN is that of a declared policy: as its attribute, or by the name at its end.
fn is_policy(arn: &Value, policy: &Policy) -> bool {
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

fn profile(survey: &Survey<'_, '_>, instance: &Instance) -> InstanceProfile {
    // Old modules give a list with one role.
    let role = survey.value(instance, "role").or_else(|| {
        let (roles, assumed) = survey.value(instance, "roles")?;
        Some((elements(survey, &roles).into_iter().next()?, assumed))
    });
    let index = role
        .as_ref()
        .and_then(|(role, _)| roles_of(survey, role).into_iter().next());
    let [name, name_prefix, path] =
        ["name", "name_prefix", "path"].map(|name| survey.setting(instance, name));
    let assumed = survey.take_assumed();
    InstanceProfile {
        address: instance.address.clone(),
        name,
        name_prefix,
        path,
        role: index,
        role_name: role.and_then(|(role, _)| Some(Located::new(role.as_text()?, role.origin))),
        tags: tags(survey, instance, "tags"),
        presence: presence(instance.assumed.iter().chain(&assumed)),
        origin: instance.declared.origin(),
    }
}

/// A role that is handed to a module that is not here may get policies that cannot be seen.
fn strangers(survey: &mut Survey<'_, '_>) {
    for stranger in &survey.strangers {
        for role in &mut survey.folder.roles {
            for (argument, value) in &stranger.arguments {
                if refers_to(value, &role.address) || mentions(value, &role.address) {
                    role.not_understood.push(NotUnderstood {
                        what: stranger.address.clone(),
                        why: format!(
                            "a module that is not here ({}) gets the role as `{argument}` and may give it more",
                            stranger.source
                        ),
                        origin: stranger.declared.origin(),
                    });
                }
            }
        }
    }
}

/// Whether a value holds the role, by a name that policies can be attached to.
fn mentions(value: &Value, address: &str) -> bool {
    let by_arn = value
        .from
        .as_deref()
        .is_some_and(|from| from.rsplit('.').next() == Some("arn"));
    if refers_to(value, address) && !by_arn {
        return true;
    }
    match &value.kind {
        Kind::List(list) => list.items.iter().any(|item| mentions(&item.value, address)),
        Kind::Object(object) => object.fields.values().any(|field| mentions(field, address)),
        Kind::Choice(choice) => {
            mentions(&choice.then, address) || mentions(&choice.otherwise, address)
        }
        _ => false,
    }
}
