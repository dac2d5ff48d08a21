//! What the resources that policies refer to are called, as far as their declarations say it.

use std::collections::{BTreeMap, BTreeSet};

use super::{eval::Scope, module::Survey};
use crate::{
    blueprint::Declaration,
    catalogue::{Attribute, Piece},
    policy::Document,
    source::{Located, Origin},
};

/// The root module's number.
const ROOT: usize = 0;

/// Lists the literal arguments of the resources that the policies mention, and those that decide
/// what another resource is called, with the values of locals and variables. At a comparison
/// `${aws_s3_bucket.app.arn}` is the ARN of the bucket that `bucket = "photos"` names.
pub(super) fn assemble(survey: &mut Survey<'_, '_>) {
    let mut mentioned: Vec<String> = Vec::new();
    let roles = survey.folder.roles.iter();
    let documents = roles.flat_map(|role| {
        let policies = role
            .policies
            .iter()
            .chain(&role.resource_policies)
            .filter_map(|policy| policy.document.as_ref());
        policies.chain(&role.trust)
    });
    for document in documents {
        references(document, &mut mentioned);
    }
    let mut found: BTreeMap<(String, String), Declaration> = BTreeMap::new();
    for instance in &survey.instances {
        let is_mentioned = mentioned.iter().any(|expression| {
            expression.match_indices(&instance.address).any(|(at, _)| {
                let after = expression
                    .get(at + instance.address.len()..)
                    .unwrap_or_default();
                after.is_empty() || after.starts_with('.')
            })
        });
        if instance.kind.starts_with("aws_iam_") {
            continue;
        }
        let names: BTreeSet<&str> = if is_mentioned {
            instance.declared.attribute_names().collect()
        } else {
            arguments(&instance.kind)
        };
        for name in names {
            let Some((source, expression)) = instance.declared.attribute(name) else {
                continue;
            };
            let scope = Scope::of_instance(instance).in_source(source);
            let value = survey
                .world
                .assuming(|| survey.world.eval(expression, &scope));
            let Ok((value, _)) = value else { continue };
            if let Some(text) = value.as_str() {
                found.insert(
                    (instance.address.clone(), name.to_owned()),
                    Declaration {
                        address: instance.address.clone(),
                        attribute: name.to_owned(),
                        value: Located::new(text, value.origin),
                    },
                );
            }
        }
    }
    survey.folder.declarations = found.into_values().collect();
    named_values(survey);
}

/// The arguments that decide what a resource of this type is called.
fn arguments(kind: &str) -> BTreeSet<&'static str> {
    let attributes = Attribute::all().filter(|attribute| attribute.kind() == kind);
    let pieces = attributes.flat_map(Attribute::pieces);
    pieces
        .filter_map(|piece| match piece {
            Piece::Argument { name, .. } => Some(name),
            Piece::Literal(_) | Piece::Partition | Piece::Region | Piece::Account => None,
        })
        .collect()
}

/// The locals and variables of the root module: a spec for a folder that somebody owns refers to
/// them.
fn named_values(survey: &mut Survey<'_, '_>) {
    let root = survey.world.module(ROOT);
    let locals = root.config.locals.keys().map(|name| ("local", name));
    let variables = root.config.variables.keys().map(|name| ("var", name));
    for (kind, name) in locals.chain(variables) {
        let value = survey.world.assuming(|| match kind {
            "local" => survey.world.local(ROOT, name, Origin::NOWHERE),
            _ => survey.world.variable(ROOT, name, Origin::NOWHERE),
        });
        if let Ok((value, assumed)) = value
            && assumed.is_empty()
            && let Some(text) = value.as_str()
        {
            survey.folder.declarations.push(Declaration {
                address: kind.to_owned(),
                attribute: name.clone(),
                value: Located::new(text, value.origin),
            });
        }
    }
}

fn references(document: &Document, found: &mut Vec<String>) {
    for statement in &document.statements {
        let resources = statement.resources.iter().flat_map(|clause| &clause.values);
        let conditions = statement
            .conditions
            .iter()
            .flat_map(|condition| condition.values.iter().chain([&condition.key]));
        let principals = statement
            .principals
            .iter()
            .flat_map(|clause| &clause.values);
        let principals = principals.map(|principal| &principal.value);
        for value in resources.chain(conditions).chain(principals) {
            found.extend(value.value.references().map(|r| r.expression().to_owned()));
        }
    }
}
