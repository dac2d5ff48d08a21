//! Lists that are all that a role has: what they do not name is taken off.

use std::rc::Rc;

use super::{
    attach::{give, is_policy},
    iam::{for_another, refers_to, roles_of},
    instance::Instance,
    module::Survey,
    partition::in_partition,
    value::{Kind, Value},
};
use crate::{
    blueprint::{NotUnderstood, Policy, PolicyKind},
    text::{Reference, Text},
};

/// What a list names.
struct Listed {
    values: Vec<Value>,
    /// Whether every element is there, and known.
    is_exact: bool,
    assumed: Vec<Reference>,
}

/// Whether something is among what a list names.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Among {
    Yes,
    No,
    Perhaps,
}

/// `aws_iam_role_policy_attachments_exclusive`.
pub(super) fn attachments(survey: &mut Survey<'_, '_>, instance: &Rc<Instance>) {
    let Some((roles, listed)) = subject(survey, instance, "policy_arns") else {
        return;
    };
    let address = &instance.address;
    for index in roles {
        let Some(role) = survey.folder.roles.get(index) else {
            continue;
        };
        let own = |value: &Value| {
            survey
                .managed
                .iter()
                .any(|one| is_policy(value, &one.policy))
        };
        let is_known = listed.is_exact
            && listed
                .values
                .iter()
                .all(|value| own(value) || value.is_known());
        let attached: Vec<Among> = role
            .policies
            .iter()
            .filter(|policy| policy.kind == PolicyKind::Managed)
            .map(|policy| {
                among(
                    listed.values.iter().any(|arn| is_policy(arn, policy)),
                    is_known,
                )
            })
            .collect();
        let by_arn: Vec<Among> = role
            .managed_policies
            .iter()
            .map(|managed| {
                let arn = plain(&managed.arn.value);
                let is_listed = listed
                    .values
                    .iter()
                    .any(|one| one.as_text().map(|t| plain(&t)) == Some(arn.clone()));
                among(is_listed, is_known && arn.as_literal().is_some())
            })
            .collect();
        let missing: Vec<&Value> = listed
            .values
            .iter()
            .filter(|arn| {
                let is_own = role.policies.iter().any(|policy| is_policy(arn, policy));
                let text = arn.as_text().map(|text| plain(&text));
                let mut here = role
                    .managed_policies
                    .iter()
                    .map(|managed| plain(&managed.arn.value));
                !is_own && !here.any(|arn| Some(arn) == text)
            })
            .collect();
        let missing: Vec<Value> = missing.into_iter().cloned().collect();
        for arn in &missing {
            give(survey, address, &[index], arn, &listed.assumed);
        }
        let Some(role) = survey.folder.roles.get_mut(index) else {
            continue;
        };
        let mut said = attached.iter();
        let mut perhaps = Vec::new();
        role.policies.retain(|policy| {
            if policy.kind != PolicyKind::Managed {
                return true;
            }
            keep(said.next(), title(policy), &mut perhaps)
        });
        let mut said = by_arn.iter();
        role.managed_policies
            .retain(|managed| keep(said.next(), managed.arn.value.to_string(), &mut perhaps));
        let taken = attached.iter().chain(&by_arn).any(|one| *one == Among::No);
        doubts(&mut role.not_understood, instance, &listed, perhaps, taken);
    }
}

/// `aws_iam_role_policies_exclusive`.
pub(super) fn policies(survey: &mut Survey<'_, '_>, instance: &Rc<Instance>) {
    let Some((roles, listed)) = subject(survey, instance, "policy_names") else {
        return;
    };
    for index in roles {
        let Some(role) = survey.folder.roles.get_mut(index) else {
            continue;
        };
        let is_it = |value: &Value, policy: &Policy| {
            let name = policy.name.as_ref().map(|name| name.value.clone());
            refers_to(value, &policy.address) || (name.is_some() && value.as_text() == name)
        };
        let inline = |policy: &&Policy| policy.kind == PolicyKind::Inline;
        let here: Vec<&Policy> = role.policies.iter().filter(inline).collect();
        let is_known = listed.is_exact
            && listed
                .values
                .iter()
                .all(|value| value.is_known() || here.iter().any(|policy| is_it(value, policy)));
        let said: Vec<Among> = here
            .iter()
            .map(|policy| {
                let is_listed = listed.values.iter().any(|value| is_it(value, policy));
                let name = policy
                    .name
                    .as_ref()
                    .and_then(|name| name.value.as_literal());
                let is_told = name.is_some()
                    || listed.values.is_empty()
                    || listed
                        .values
                        .iter()
                        .all(|value| here.iter().any(|other| is_it(value, other)));
                among(is_listed, is_known && is_told)
            })
            .collect();
        for value in &listed.values {
            if value.is_known() && !here.iter().any(|policy| is_it(value, policy)) {
                role.not_understood.push(NotUnderstood {
                    what: instance.address.clone(),
                    why: format!(
                        "it keeps an inline policy that is not declared here: {}",
                        value.canonical()
                    ),
                    origin: value.origin,
                });
            }
        }
        let taken = said.contains(&Among::No);
        let mut said = said.iter();
        let mut perhaps = Vec::new();
        role.policies.retain(|policy| {
            policy.kind != PolicyKind::Inline || keep(said.next(), title(policy), &mut perhaps)
        });
        doubts(&mut role.not_understood, instance, &listed, perhaps, taken);
    }
}

/// The roles and the list of an exclusive resource.
fn subject(
    survey: &mut Survey<'_, '_>,
    instance: &Instance,
    argument: &str,
) -> Option<(Vec<usize>, Listed)> {
    let origin = instance.declared.origin();
    let Some((name, assumed)) = survey.value(instance, "role_name") else {
        survey.missed(&instance.address, "it names no role", origin);
        return None;
    };
    let roles = roles_of(survey, &name);
    if roles.is_empty() {
        for_another(survey, &instance.address, "it lists all policies of", &name);
        return None;
    }
    let (list, more) = survey
        .value(instance, argument)
        .unwrap_or_else(|| (Value::list([], origin), Vec::new()));
    let elements = survey.world.elements(&list);
    let is_open = matches!(&list.kind, Kind::List(list) if list.open);
    let is_exact = !is_open && elements.iter().all(|element| element.key.is_some());
    let values = elements.into_iter().filter(|element| element.key.is_some());
    let assumed = assumed
        .into_iter()
        .chain(more)
        .chain(instance.assumed.iter().cloned());
    Some((
        roles,
        Listed {
            values: values
                .map(|element| element.value)
                .filter(|value| !value.is_null())
                .collect(),
            is_exact,
            assumed: assumed.collect(),
        },
    ))
}

fn among(is_listed: bool, is_certain: bool) -> Among {
    match (is_listed, is_certain) {
        (true, _) => Among::Yes,
        (false, true) => Among::No,
        (false, false) => Among::Perhaps,
    }
}

/// Whether something stays; what perhaps does not is written down.
fn keep(said: Option<&Among>, name: String, perhaps: &mut Vec<String>) -> bool {
    match said {
        // What was attached since is what the list itself attaches.
        None | Some(Among::Yes) => true,
        Some(Among::No) => false,
        Some(Among::Perhaps) => {
            perhaps.push(name);
            true
        }
    }
}

fn doubts(
    not_understood: &mut Vec<NotUnderstood>,
    instance: &Instance,
    listed: &Listed,
    perhaps: Vec<String>,
    taken: bool,
) {
    let mut doubt = |why: String| {
        not_understood.push(NotUnderstood {
            what: instance.address.clone(),
            why,
            origin: instance.declared.origin(),
        });
    };
    for name in perhaps {
        doubt(format!(
            "whether it takes off `{name}` is known only to Terraform"
        ));
    }
    if !listed.is_exact {
        doubt("what it lists is known only to Terraform".to_owned());
    }
    if taken && !listed.assumed.is_empty() {
        doubt(
            "whether it is there, and takes off what it does not list, is known only to Terraform"
                .to_owned(),
        );
    }
}

fn title(policy: &Policy) -> String {
    match &policy.name {
        Some(name) => name.value.to_string(),
        None => policy.address.clone(),
    }
}

/// An ARN in the partition that all are in: a role and its policies always share one.
fn plain(arn: &Text) -> Text {
    in_partition(arn, "aws")
}
