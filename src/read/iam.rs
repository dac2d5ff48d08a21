//! What the readers of IAM resources share: policies as arguments, and the roles that values name.

use super::{
    document::{self, Reading},
    eval::World,
    instance::Instance,
    json::Flat,
    module::{Survey, presence},
    names,
    value::{Kind, Value},
};
use crate::{
    blueprint::{NotUnderstood, Policy, PolicyKind, Tag},
    policy::{Document, Purpose},
    source::{Located, Origin},
    text::Reference,
};

/// The elements of a list; what is no list, or unknown, is its own element.
pub(super) fn elements(survey: &Survey<'_, '_>, value: &Value) -> Vec<Value> {
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
pub(super) fn read_argument(
    survey: &Survey<'_, '_>,
    instance: &Instance,
    name: &str,
    purpose: Purpose,
    faults: &mut Vec<NotUnderstood>,
) -> Option<(Option<Document>, Vec<Reference>)> {
    let what = format!("{}.{name}", instance.address);
    let (value, mut assumed) = survey.value(instance, name)?;
    let (document, more) = read_policy(survey.world, &value, purpose, &what, faults);
    assumed.extend(more);
    Some((document, assumed))
}

/// A policy, whether it is JSON text, the result of `jsonencode`, or a policy document's. `None` for
/// one that AWS or Terraform refuses: the world is told why, and nothing in it holds.
pub(super) fn read_policy(
    world: &World<'_>,
    value: &Value,
    purpose: Purpose,
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
        Kind::Json(inner) => document::read(inner, Some(purpose)),
        Kind::Text(characters) => {
            document::parse(&Flat::new(characters, value.origin), Some(purpose))
        }
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
    let is_refused = !reading.refused.is_empty();
    for diagnostic in reading.refused {
        let (why, origin) = (diagnostic.message().to_owned(), diagnostic.primary().origin);
        fault(why, origin);
        world.refuse(diagnostic);
    }
    let document = (!nothing && !is_refused).then_some(reading.document);
    (document, reading.assumed)
}

pub(super) fn policy(
    survey: &Survey<'_, '_>,
    instance: &Instance,
    kind: PolicyKind,
    faults: &mut Vec<NotUnderstood>,
) -> Policy {
    let read = read_argument(survey, instance, "policy", Purpose::Identity, faults);
    let (document, mut assumed) = read.unwrap_or_default();
    let mut setting = |name: &str| survey.setting(instance, name, &mut assumed);
    let mut policy = Policy {
        address: instance.address.clone(),
        attachment: String::new(),
        kind,
        name: setting("name"),
        name_prefix: setting("name_prefix"),
        path: setting("path"),
        description: survey.detail_text(instance, "description"),
        document,
        tags: tags(survey, instance, "tags"),
        origin: instance.declared.origin(),
        ..Policy::default()
    };
    policy.presence = presence(instance.assumed.iter().chain(&assumed));
    policy
}

/// The roles, by index, that a value names: as an attribute of theirs, or by an equal name.
pub(super) fn roles_of(survey: &Survey<'_, '_>, value: &Value) -> Vec<usize> {
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

/// What is said of a resource that gives something to a role which is not declared here: nothing
/// where that is certainly another role; else it is not understood, for the roles that could be
/// meant.
pub(super) fn for_another(survey: &mut Survey<'_, '_>, address: &str, what: &str, value: &Value) {
    let text = value.as_text();
    let is_named = text
        .as_ref()
        .is_some_and(|text| text.as_reference().is_none());
    let why = format!(
        "{what} a role that is not declared here: `{}`",
        value.canonical()
    );
    if !is_named {
        return survey.missed(address, why, value.origin);
    }
    for role in &mut survey.folder.roles {
        if text.as_ref().is_some_and(|text| names::may_be(text, role)) {
            role.not_understood.push(NotUnderstood {
                what: address.to_owned(),
                why: format!(
                    "{what} a role that may be this one: `{}`",
                    value.canonical()
                ),
                origin: value.origin,
            });
        }
    }
}

/// The attribute of the resource at an address that an expression is.
pub(super) fn refers_to_attribute<'e>(expression: &'e str, address: &str) -> Option<&'e str> {
    let attribute = expression.strip_prefix(address)?.strip_prefix('.')?;
    crate::hcl::is_identifier(attribute).then_some(attribute)
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

/// A role that is handed to a module that is not here may get policies that cannot be seen.
pub(super) fn strangers(survey: &mut Survey<'_, '_>) {
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
