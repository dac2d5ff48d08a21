//! A comparison as JSON: one object for each pair of roles, then a summary.

use serde_json::{Value, json};

use super::{Compared, Pair, by_weight, total};
use crate::{
    diag::json::place,
    policy::{Change, Scope, Witness},
    source::Sources,
};

/// The objects, in the order of the pairs.
pub fn objects(all: &[Compared<'_>]) -> Vec<Value> {
    let pairs = all.iter().flat_map(|one| {
        let sources = (one.old, one.new);
        one.report.pairs.iter().map(move |it| pair(it, sources))
    });
    let mut objects: Vec<Value> = pairs.collect();
    let total = total(all);
    objects.push(json!({
        "type": "summary",
        "schema": 1,
        "verdict": total.verdict().as_str(),
        "pairs": total.pairs.len(),
        "policies": total.policies,
        "compared": total.policies.saturating_sub(total.not_understood),
        "not_understood": total.not_understood,
        "references": total.references(),
    }));
    objects
}

fn pair(pair: &Pair, (old, new): (&Sources, &Sources)) -> Value {
    let list = |changes: &[Change], trust: bool, sources: &Sources| -> Vec<Value> {
        by_weight(changes)
            .into_iter()
            .map(|(level, one)| change(&one, level, trust, sources))
            .collect()
    };
    let both = |access: &[Change], trust: &[Change], sources: &Sources| -> Vec<Value> {
        list(access, false, sources)
            .into_iter()
            .chain(list(trust, true, sources))
            .collect()
    };
    let (access, trust) = (&pair.access, &pair.trust);
    let may_gain = !access.future_gained.is_empty() || !trust.future_gained.is_empty();
    let may_lose = !access.future_lost.is_empty() || !trust.future_lost.is_empty();
    let settings: Vec<Value> = pair
        .settings
        .iter()
        .map(|one| {
            json!({
                "setting": one.setting,
                "old": one.old,
                "new": one.new,
                "replaces": one.replaces,
                "old_origin": place(one.old_origin, old),
                "new_origin": place(one.new_origin, new),
            })
        })
        .collect();
    json!({
        "type": "comparison",
        "schema": 1,
        "old": pair.old,
        "new": pair.new,
        "verdict": pair.verdict.as_str(),
        "gained": both(&access.gained, &trust.gained, new),
        "lost": both(&access.lost, &trust.lost, old),
        "settings": settings,
        "not_understood": pair.not_understood,
        "assumed": pair.assumed,
        "future_actions": match (may_gain, may_lose) {
            (false, false) => Value::Null,
            (true, false) => json!("gained"),
            (false, true) => json!("lost"),
            (true, true) => json!("both"),
        },
    })
}

fn change(change: &Change, level: &str, trust: bool, sources: &Sources) -> Value {
    let mut value = scope(&change.scope);
    let mut put = |key: &str, item: Value| {
        if let Some(object) = value.as_object_mut() {
            object.insert(key.to_owned(), item);
        }
    };
    put("actions", json!(change.actions));
    put("of", json!(if trust { "trust" } else { "access" }));
    put("level", json!(level));
    if let Some(denied) = &change.formerly_denied {
        put("denied_on_the_other_side", scope(denied));
    }
    if !change.except.is_empty() {
        put("except", change.except.iter().map(scope).collect());
    }
    put(
        "witness",
        change.witnesses.first().map_or(Value::Null, witness),
    );
    put(
        "statement",
        json!({
            "policy": change.policy,
            "statement": change.statement,
            "sid": change.sid,
            "origin": place(change.origin, sources),
        }),
    );
    value
}

fn scope(scope: &Scope) -> Value {
    let mut value = json!({});
    let mut put = |key: &str, item: Value| {
        if let Some(object) = value.as_object_mut() {
            object.insert(key.to_owned(), item);
        }
    };
    if let Some(resources) = &scope.resources {
        put(
            if resources.negated {
                "not_resources"
            } else {
                "resources"
            },
            json!(resources.values),
        );
    }
    if let Some(principals) = &scope.principals {
        put(
            if principals.negated {
                "not_principals"
            } else {
                "principals"
            },
            json!(principals.values),
        );
    }
    let conditions: Vec<Value> = scope
        .conditions
        .iter()
        .map(|one| json!({ "operator": one.operator, "key": one.key, "values": one.values }))
        .collect();
    put("conditions", json!(conditions));
    value
}

fn witness(witness: &Witness) -> Value {
    json!({
        "action": witness.action,
        "resource": witness.resource,
        "principal": witness.principal,
        "context": witness.context,
        "references": witness.references,
    })
}
