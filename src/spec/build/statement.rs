//! Statements and asserts.

use crate::{
    policy::{Clause, Effect, Statement},
    spec::{
        decode::{Fields, Value},
        model::{Assert, Assertion},
    },
};

/// The statements of a list. One with a fault is left out: half of one says something else.
pub(super) fn statements(fields: &Fields, key: &str, effect: Effect) -> Vec<Statement> {
    fields
        .maps(key)
        .filter(|fields| fields.sound)
        .map(|fields| Statement {
            sid: fields.text("sid"),
            effect,
            principals: None,
            actions: Clause::of(fields.texts("actions")),
            resources: Some(Clause::of(fields.texts("resources"))),
            conditions: fields.conditions("conditions"),
            reason: fields.word("reason"),
            until: fields.word("until"),
            unchecked: fields
                .texts("unchecked")
                .iter()
                .map(|action| action.value.to_string().to_lowercase())
                .collect(),
            origin: fields.origin,
        })
        .collect()
}

/// `assert:`
pub(super) fn asserts(fields: &Fields) -> Assert {
    let list = |key: &str| fields.maps(key).filter_map(assertion).collect();
    Assert {
        can: list("can"),
        cannot: list("cannot"),
    }
}

fn assertion(fields: &Fields) -> Option<Assertion> {
    if !fields.sound {
        return None;
    }
    let context = match fields.value("context") {
        Some(Value::Context(context)) => context.clone(),
        _ => Vec::new(),
    };
    Some(Assertion {
        action: fields.text("action")?,
        resource: fields.text("resource")?,
        context,
        via: fields.literal("via"),
        origin: fields.origin,
    })
}
