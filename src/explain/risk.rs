//! What could raise a role's access beyond what its statements say.

use crate::{
    catalogue::{Action, Escalation, ResourcePattern, wildcard_matches},
    policy::{Clause, Effect, Statement, Value},
    read::Held,
};

/// A way to more access that a role has.
#[derive(Clone, Debug)]
pub struct Risk<'a> {
    /// A stable name of the way.
    pub id: &'static str,
    /// What it lets the role do, as the end of "it could …".
    pub label: &'static str,
    /// For each of its actions, the statements that allow it.
    pub by: Vec<(Action, Vec<&'a Statement>)>,
    /// Whether every one of them is allowed on `*`, without conditions.
    pub is_unlimited: bool,
}

/// The ways to more access that these policies give: of each, all actions are allowed somewhere.
pub fn risks(held: &[Held]) -> Vec<Risk<'_>> {
    let statements = || held.iter().flat_map(|one| &one.document.statements);
    let allowing = |action: Action| -> Vec<&Statement> {
        let name = action.to_string();
        let forbidden = statements()
            .any(|one| one.effect == Effect::Deny && names(one, &name) && is_everywhere(one));
        if forbidden {
            return Vec::new();
        }
        let allows = |one: &&Statement| {
            one.effect == Effect::Allow && names(one, &name) && reaches(one, action)
        };
        statements().filter(allows).collect()
    };
    let way = |way: Escalation| {
        let by: Vec<(Action, Vec<&Statement>)> = way
            .actions()
            .map(|action| (action, allowing(action)))
            .collect();
        let has_all = !by.is_empty() && by.iter().all(|(_, statements)| !statements.is_empty());
        let is_unlimited = by
            .iter()
            .all(|(_, list)| list.iter().any(|one| is_everywhere(one)));
        has_all.then(|| Risk {
            id: way.id(),
            label: way.label(),
            by,
            is_unlimited,
        })
    };
    Escalation::all().filter_map(way).collect()
}

/// Whether the action can act on one of the statement's resources.
fn reaches(statement: &Statement, action: Action) -> bool {
    let Some(resources) = statement.resources.as_ref().filter(|one| !one.negated) else {
        return true;
    };
    let accepts = |value: &Value| action.accepts(&ResourcePattern::new(&value.value));
    resources.values.iter().any(accepts)
}

/// Whether a statement's actions include this one.
pub(super) fn names(statement: &Statement, action: &str) -> bool {
    includes(&statement.actions, action)
}

fn includes(clause: &Clause<Value>, action: &str) -> bool {
    let matches = |value: &Value| {
        let text = value.value.to_string();
        wildcard_matches(&text, action)
    };
    clause.values.iter().any(matches) != clause.negated
}

/// Whether it holds for every resource and in every context.
fn is_everywhere(statement: &Statement) -> bool {
    let all = |value: &Value| value.value.as_literal() == Some("*");
    let resources = statement.resources.as_ref();
    let everything =
        resources.is_some_and(|clause| !clause.negated && clause.values.iter().any(all));
    everything && statement.conditions.is_empty()
}
