//! What the module says of the objects that its references name: `aws_sqs_queue.q.arn` is the ARN of
//! another queue where `q` has another name.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    config::{Declared, Mode},
    eval::Scope,
    module::Survey,
    value::Value,
};
use crate::{
    blueprint::{Defined, Folder, ManagedPolicy, Presence},
    text::{Mention, Reference, without_indexes},
};

/// Meta-arguments that decide nothing about what an object is. Which copies there are is a condition
/// of what refers to them.
const META: [&str; 6] = [
    "count",
    "for_each",
    "depends_on",
    "lifecycle",
    "provisioner",
    "connection",
];

/// Lists the objects that the folder's references name, those that their arguments name, and so on.
pub(super) fn assemble(survey: &mut Survey<'_, '_>) {
    let mut open: Vec<Mention> = mentioned(&survey.folder);
    let mut seen = BTreeSet::new();
    let mut objects = BTreeMap::new();
    while let Some(mention) = open.pop() {
        if !seen.insert((mention.module.clone(), without_indexes(&mention.object))) {
            continue;
        }
        let found = if mention.object.is_empty() {
            call(survey, &mention.module)
        } else {
            object(survey, &mention)
        };
        for (address, arguments) in found {
            let expressions = arguments.values().map(|one: &Defined| &one.expression);
            open.extend(expressions.flat_map(|text| Reference::new(text).mentions()));
            objects.insert(address, arguments);
        }
    }
    survey.folder.definitions.is_written = true;
    survey.folder.definitions.objects = objects;
}

/// What the references of a folder mention, and the conditions under which something is there.
fn mentioned(folder: &Folder) -> Vec<Mention> {
    let texts = folder.texts().into_iter();
    let references = texts.flat_map(|text| text.value.references());
    let conditions = presences(folder).filter_map(|presence| match presence {
        Presence::Certain => None,
        Presence::Assumed(conditions) => Some(conditions),
    });
    references
        .chain(conditions.flatten())
        .flat_map(Reference::mentions)
        .collect()
}

/// Whether the things of a folder are there.
fn presences(folder: &Folder) -> impl Iterator<Item = &Presence> {
    let roles = folder.roles.iter().flat_map(|role| {
        let policies = role.policies.iter().chain(&role.resource_policies);
        let policies = policies.map(|policy| &policy.presence);
        let managed = role
            .managed_policies
            .iter()
            .map(|ManagedPolicy { presence, .. }| presence);
        policies.chain(managed).chain([&role.presence])
    });
    let profiles = folder.profiles.iter().map(|profile| &profile.presence);
    let computes = folder.computes.iter().map(|compute| &compute.presence);
    roles.chain(profiles).chain(computes)
}

type Objects = Vec<(String, BTreeMap<String, Defined>)>;

/// A resource or data source, in all of its copies.
fn object(survey: &Survey<'_, '_>, mention: &Mention) -> Objects {
    let Some(module) = survey.world.module_at(&mention.module) else {
        return Vec::new();
    };
    let plain = without_indexes(&mention.object);
    let (mode, rest) = match plain.strip_prefix("data.") {
        Some(rest) => (Mode::Data, rest),
        None => (Mode::Resource, plain.as_str()),
    };
    let Some((kind, name)) = rest.split_once('.') else {
        return Vec::new();
    };
    let Ok(Some(copies)) = survey.world.instances(module, mode, kind, name) else {
        return Vec::new();
    };
    let copies = copies.all().into_iter();
    copies
        .filter_map(|copy| survey.world.instance(module, mode, kind, name, copy))
        .map(|instance| {
            let scope = Scope::of_instance(&instance);
            let mut arguments = arguments(survey, &instance.declared, &scope);
            for kind in instance.declared.block_kinds() {
                let blocks = survey
                    .world
                    .assuming(|| Ok(survey.world.blocks(&instance, kind)));
                if let (Ok((blocks, _)), false) = (blocks, META.contains(&kind)) {
                    let list = Value::list(blocks, instance.declared.origin());
                    arguments.insert(kind.to_owned(), defined(&list));
                }
            }
            (instance.address.clone(), arguments)
        })
        .collect()
}

/// A call of a module that is not here: its source and arguments decide what it yields.
fn call(survey: &Survey<'_, '_>, address: &str) -> Objects {
    let plain = without_indexes(address);
    let strangers = survey.strangers.iter();
    strangers
        .filter(|stranger| without_indexes(&stranger.address) == plain)
        .map(|stranger| {
            let scope = Scope::of(stranger.module);
            let mut arguments = arguments(survey, &stranger.declared, &scope);
            // Each of its copies has an output of its own.
            for name in ["count", "for_each"] {
                if let Some(one) = argument(survey, &stranger.declared, name, &scope) {
                    arguments.insert(name.to_owned(), one);
                }
            }
            (stranger.address.clone(), arguments)
        })
        .collect()
}

fn arguments(
    survey: &Survey<'_, '_>,
    declared: &Declared,
    scope: &Scope,
) -> BTreeMap<String, Defined> {
    let names = declared.attribute_names();
    names
        .filter(|name| !META.contains(name))
        .filter_map(|name| Some((name.to_owned(), argument(survey, declared, name, scope)?)))
        .collect()
}

/// An argument; `None` where it is unset or null.
fn argument(
    survey: &Survey<'_, '_>,
    declared: &Declared,
    name: &str,
    scope: &Scope,
) -> Option<Defined> {
    let (source, expression) = declared.attribute(name)?;
    let scope = scope.in_source(source);
    let written = || Defined {
        expression: survey.world.snippet(scope.place(&expression.span)),
        literal: None,
    };
    // Names of providers are no values.
    if matches!(name, "provider" | "providers") {
        return Some(written());
    }
    let value = survey
        .world
        .assuming(|| survey.world.eval(expression, &scope));
    match value {
        Ok((value, _)) if value.is_null() => None,
        Ok((value, _)) => Some(defined(&value)),
        Err(_) => Some(written()),
    }
}

pub(super) fn defined(value: &Value) -> Defined {
    Defined {
        expression: value.canonical(),
        literal: value.as_str(),
    }
}
