//! The variables that a folder declares: what its text refers to, refined by what the spec says.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    uses::{self, Kind, Use},
    variable_type::{Type, variables_in},
};
use crate::{
    blueprint::Variable,
    spec::Spec,
    text::{Reference, Text},
};

/// Variables by name.
pub(super) type Variables = BTreeMap<String, Variable>;

/// The variables in `references`. The type follows from the key of the spec that takes the value,
/// the description from its use.
pub(super) fn used(spec: &Spec, references: &BTreeSet<Reference>) -> Variables {
    let needed: BTreeSet<String> = references
        .iter()
        .flat_map(|reference| variables_in(reference.expression()))
        .map(|(name, _)| name)
        .collect();
    let mut types: BTreeMap<String, Type> = BTreeMap::new();
    let mut descriptions: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for use_ in uses::of(spec) {
        for reference in use_.text.references() {
            for (name, steps) in variables_in(reference.expression()) {
                let leaf = leaf(&use_);
                let found = Type::at(&steps, leaf);
                let known = types.remove(&name);
                let joined = known.map_or(found.clone(), |known| known.join(found));
                types.insert(name.clone(), joined);
                let phrase = phrase(&use_);
                let phrases = descriptions.entry(name).or_default();
                if !phrases.contains(&phrase) {
                    phrases.push(phrase);
                }
            }
        }
    }
    needed
        .into_iter()
        .map(|name| {
            let variable = Variable {
                type_expression: types.remove(&name).unwrap_or(Type::STRING).to_string(),
                description: descriptions
                    .remove(&name)
                    .map(|phrases| Text::literal(sentence(&phrases))),
                name: name.clone(),
                ..Variable::default()
            };
            (name, variable)
        })
        .collect()
}

fn leaf(use_: &Use<'_>) -> Type {
    match (use_.kind, use_.text.as_reference()) {
        (Kind::Number, Some(_)) => Type::Number,
        (Kind::Bool, Some(_)) => Type::Bool,
        _ => Type::STRING,
    }
}

fn phrase(use_: &Use<'_>) -> String {
    if use_.text.as_reference().is_some() {
        use_.what.clone()
    } else {
        format!("part of the {}", use_.what)
    }
}

/// `Name of the role; name of the instance`.
fn sentence(phrases: &[String]) -> String {
    let joined = phrases.join("; ");
    let mut characters = joined.chars();
    characters
        .next()
        .map(|first| first.to_uppercase().chain(characters).collect())
        .unwrap_or_default()
}

/// Adds a variable that the layout brings: it knows best what it is.
pub(super) fn add(variables: &mut Variables, variable: Variable) {
    variables.insert(variable.name.clone(), variable);
}

/// What `variables:` says wins over what follows from the use.
pub(super) fn refine(spec: &Spec, variables: &mut Variables) {
    for said in &spec.variables {
        let Some(variable) = variables.get_mut(&said.name.value) else {
            continue;
        };
        variable.origin = said.origin;
        if let Some(type_expression) = &said.type_expression {
            variable.type_expression.clone_from(&type_expression.value);
        }
        if let Some(description) = &said.description {
            variable.description = Some(description.value.clone());
        }
        if let Some(default) = &said.default {
            variable.default = Some(default.value.clone());
        }
        if let Some(sensitive) = &said.sensitive {
            variable.sensitive = sensitive.value;
        }
        variable.validations.extend(
            said.validations
                .iter()
                .map(|(condition, message)| (condition.value.clone(), message.value.clone())),
        );
    }
}
