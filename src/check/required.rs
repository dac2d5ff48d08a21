//! Actions that need an ARN of several resource types, of which the role has only some.

use super::{COMPARED_TOGETHER, named, values};
use crate::{
    blueprint::{Policy, Role},
    catalogue::{Action, AwsPolicy, Required, ResourcePattern, ResourceType, wildcard_matches},
    diag::{Code, Diagnostic, Diagnostics, Severity},
    policy::{Effect, Statement, Value},
};
use std::collections::{BTreeMap, BTreeSet};

/// Over all policies of the role: one statement may have the instance and another the subnet.
pub(super) fn check(role: &Role, found: &mut Diagnostics) {
    let statements: Vec<&Statement> = role
        .policies
        .iter()
        .filter_map(|policy| policy.document.as_ref())
        .flat_map(|document| &document.statements)
        .filter(|statement| statement.effect == Effect::Allow)
        .collect();
    let Some(attached) = attached(role) else {
        return;
    };
    over(&statements, &attached, found);
}

/// A policy that is attached to nothing here is looked at alone.
pub(super) fn alone(policy: &Policy, found: &mut Diagnostics) {
    let statements: Vec<&Statement> = policy
        .document
        .iter()
        .flat_map(|document| &document.statements)
        .filter(|statement| statement.effect == Effect::Allow)
        .collect();
    over(&statements, &[], found);
}

fn over(statements: &[&Statement], attached: &[serde_json::Value], found: &mut Diagnostics) {
    let total: usize = statements.iter().map(|statement| values(statement)).sum();
    if total > COMPARED_TOGETHER {
        return;
    }
    let usable: Vec<(&Statement, Vec<ResourcePattern>)> = statements
        .iter()
        .map(|statement| (*statement, patterns(statement)))
        .collect();
    for (action, value) in wanted(statements) {
        let of_attached: Vec<ResourcePattern> = attached
            .iter()
            .flat_map(|document| granted(document, action))
            .collect();
        let resources: Vec<&ResourcePattern> = usable
            .iter()
            .filter(|(statement, _)| names(statement, action))
            .flat_map(|(_, patterns)| patterns)
            .chain(&of_attached)
            .collect();
        let required = || action.resource_types().filter(|used| used.required);
        let missing: Vec<ResourceType> = required()
            .map(|used| used.resource_type)
            .filter(|kind| {
                !resources
                    .iter()
                    .any(|r| r.is_everything() || kind.accepts(r))
            })
            .collect();
        // None of them at all is a dead action, said elsewhere.
        if !missing.is_empty() && missing.len() < required().count() {
            found.push(diagnostic(action, value, &missing));
        }
    }
}

fn patterns(statement: &Statement) -> Vec<ResourcePattern> {
    match &statement.resources {
        Some(clause) if !clause.negated => clause
            .values
            .iter()
            .map(|value| ResourcePattern::new(&value.value))
            .collect(),
        _ => vec![ResourcePattern::literal("*")],
    }
}

fn diagnostic(action: Action, value: &Value, missing: &[ResourceType]) -> Diagnostic {
    let list: Vec<String> = missing.iter().map(|kind| format!("`{kind}`")).collect();
    let diagnostic = Diagnostic::new(
        Code::MissingResourceType,
        value.origin,
        format!(
            "`{action}` also needs a resource of the type {}",
            list.join(" and of the type ")
        ),
    );
    let diagnostic = missing.iter().fold(diagnostic, |diagnostic, kind| {
        let arns: Vec<String> = kind.arns().map(|arn| format!("`{arn}`")).collect();
        diagnostic.help(format!("{kind}: {}", arns.join(" or ")))
    });
    match action.needs_all_required() {
        Required::Reviewed => diagnostic,
        Required::One | Required::Listed => diagnostic.with_severity(Severity::Warning),
    }
}

/// The actions that are named outright and need several types, each with its first place.
fn wanted<'a>(statements: &[&'a Statement]) -> BTreeMap<Action, &'a Value> {
    let mut wanted = BTreeMap::new();
    for statement in statements
        .iter()
        .filter(|statement| !statement.actions.negated)
    {
        for value in &statement.actions.values {
            let exact = value
                .value
                .as_literal()
                .is_some_and(|text| !text.contains(['*', '?']));
            if exact {
                for action in named(value, statement)
                    .unwrap_or_default()
                    .into_iter()
                    .filter(|a| a.needs_all_required() != Required::One)
                {
                    wanted.entry(action).or_insert(value);
                }
            }
        }
    }
    wanted
}

fn names(statement: &Statement, action: Action) -> bool {
    let name = action.to_string();
    let listed = statement.actions.values.iter().any(|value| {
        value
            .value
            .as_literal()
            .is_none_or(|pattern| wildcard_matches(pattern, &name))
    });
    listed != statement.actions.negated
}

/// The documents of the managed policies that are attached; `None` where one is not known.
fn attached(role: &Role) -> Option<Vec<serde_json::Value>> {
    role.managed_policies
        .iter()
        .map(|policy| {
            let text = policy.arn.value.to_string();
            let name = text.rsplit_once('/').map(|(_, name)| name)?;
            let document = AwsPolicy::find(name)
                .filter(|_| text.contains(":iam::aws:policy/"))?
                .document()?;
            serde_json::from_str(&document).ok()
        })
        .collect()
}

/// The resources on which a document of AWS allows an action.
fn granted(document: &serde_json::Value, action: Action) -> Vec<ResourcePattern> {
    let name = action.to_string();
    let statements = document
        .get("Statement")
        .and_then(serde_json::Value::as_array);
    let allows = |statement: &&serde_json::Value| {
        statement.get("Effect").and_then(serde_json::Value::as_str) == Some("Allow")
            && strings(statement.get("Action"))
                .iter()
                .any(|pattern| wildcard_matches(pattern, &name))
    };
    let resources: BTreeSet<&str> = statements
        .into_iter()
        .flatten()
        .filter(allows)
        .flat_map(|statement| strings(statement.get("Resource")))
        .collect();
    resources
        .into_iter()
        .map(ResourcePattern::literal)
        .collect()
}

/// One string, or a list of them.
fn strings(value: Option<&serde_json::Value>) -> Vec<&str> {
    match value {
        Some(serde_json::Value::String(one)) => vec![one],
        Some(serde_json::Value::Array(list)) => {
            list.iter().filter_map(serde_json::Value::as_str).collect()
        }
        _ => Vec::new(),
    }
}
