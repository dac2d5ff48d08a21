//! What the resources that policies refer to are called, as far as their declarations say it.

use std::collections::BTreeMap;

use super::{eval::Scope, module::Survey};
use crate::{blueprint::Declaration, policy::Document, source::Located};

/// Lists the literal arguments of the resources that the policies mention. At a comparison
/// `${aws_s3_bucket.app.arn}` is the ARN of the bucket that `bucket = "photos"` names.
pub(super) fn assemble(survey: &mut Survey<'_, '_>) {
    let mut mentioned: Vec<String> = Vec::new();
    let roles = survey.folder.roles.iter();
    let documents = roles.flat_map(|role| {
        let policies = role
            .policies
            .iter()
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
        if !is_mentioned || instance.kind.starts_with("aws_iam_") {
            continue;
        }
        for name in instance.declared.attribute_names() {
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
