//! Random pairs of policies, and requests from the boundary of both.

use rolewright::{catalogue, policy::KeyKind};
use serde_json::{Map, Value, json};

use crate::support::{
    chance::Chance,
    requests::{self, ROLE},
    vocabulary::{FAMILIES, Family},
};

/// How many requests are drawn from the boundary of a pair.
const REQUESTS: usize = 30;

/// One side: identity policies and a boundary.
#[derive(Clone, Debug)]
pub(super) struct Held {
    pub(super) identity: Vec<Value>,
    pub(super) boundary: Option<Value>,
}

/// Two sides, and whether they are the same access in other words.
#[derive(Clone, Debug)]
pub(super) struct Pair {
    pub(super) old: Held,
    pub(super) new: Held,
    pub(super) neutral: bool,
    pub(super) requests: Vec<Value>,
}

fn shuffled(chance: &mut Chance, list: &[Value]) -> Vec<Value> {
    let mut left = list.to_vec();
    let mut taken = Vec::new();
    while !left.is_empty() {
        taken.push(left.remove(chance.below(left.len())));
    }
    taken
}

fn statements(policy: &Value) -> Vec<Value> {
    policy["Statement"].as_array().unwrap().clone()
}

fn policy_of(statements: &[Value]) -> Value {
    json!({ "Version": "2012-10-17", "Statement": statements })
}

/// The condition block in other words.
fn reworded(chance: &mut Chance, block: &Value) -> Value {
    let mut reworded = Map::new();
    for (operator, keys) in block.as_object().unwrap() {
        let (name, suffix) = match operator.strip_suffix("IfExists") {
            Some(name) => (name, "IfExists"),
            None => (operator.as_str(), ""),
        };
        let (set, name) = name
            .split_once(':')
            .map_or(("", name), |(set, name)| (set, name));
        let set = if set.is_empty() {
            String::new()
        } else {
            format!("{set}:")
        };
        let name = match name {
            "ArnEquals" => "ArnLike",
            "ArnLike" => "ArnEquals",
            "ArnNotEquals" => "ArnNotLike",
            "ArnNotLike" => "ArnNotEquals",
            name => name,
        };
        let keys: Map<String, Value> = keys
            .as_object()
            .unwrap()
            .iter()
            .map(|(key, values)| {
                let list = match values {
                    Value::Array(list) => shuffled(chance, list),
                    one => vec![one.clone(), one.clone()],
                };
                let key = if chance.percent(50) {
                    key.to_uppercase()
                } else {
                    key.clone()
                };
                (key, json!(list))
            })
            .collect();
        reworded.insert(format!("{set}{name}{suffix}"), json!(keys));
    }
    json!(reworded)
}

/// The statement as several that say the same together.
fn split(chance: &mut Chance, statement: &Value) -> Vec<Value> {
    let by = *chance.pick(&["Action", "Resource"]);
    let list = match &statement[by] {
        Value::Array(list) => list.clone(),
        Value::Null => return vec![statement.clone()],
        one => vec![one.clone()],
    };
    let one = |value: &Value| {
        let mut part = statement.clone();
        part[by] = value.clone();
        part
    };
    list.iter().map(one).collect()
}

/// The same access in other words.
fn rewritten(chance: &mut Chance, held: &Held) -> Held {
    let mut all: Vec<Value> = held.identity.iter().flat_map(statements).collect();
    for statement in &mut all {
        if let Some(block) = statement.get("Condition") {
            statement["Condition"] = reworded(chance, block);
        }
    }
    let mut parts: Vec<Value> = all.iter().flat_map(|one| split(chance, one)).collect();
    parts.extend(parts.first().cloned());
    let parts = shuffled(chance, &parts);
    let cut = chance.below(parts.len() + 1);
    let (first, second) = parts.split_at(cut);
    Held {
        identity: vec![policy_of(first), policy_of(second)],
        boundary: held.boundary.clone(),
    }
}

/// Something is another.
fn changed(chance: &mut Chance, family: &Family, held: &Held) -> Held {
    let mut held = held.clone();
    let at = chance.below(held.identity.len());
    let mut all = statements(&held.identity[at]);
    let one = chance.below(all.len());
    match chance.below(7) {
        0 if all.len() > 1 => drop(all.remove(one)),
        1 => all.extend(statements(&requests::policy(chance, family, 60)).pop()),
        2 => drop(all[one].as_object_mut().unwrap().remove("Condition")),
        3 => {
            let other = statements(&requests::policy(chance, family, 100))
                .pop()
                .unwrap();
            if let Some(condition) = other.get("Condition") {
                all[one]["Condition"] = condition.clone();
            }
        }
        4 => {
            let key = if all[one].get("Resource").is_some() {
                "Resource"
            } else {
                "NotResource"
            };
            all[one][key] = json!(chance.some(family.resources, 1, 2));
        }
        5 => {
            let key = if all[one].get("Action").is_some() {
                "Action"
            } else {
                "NotAction"
            };
            all[one][key] = json!(chance.some(family.patterns, 1, 2));
        }
        _ => {
            held.boundary = match held.boundary {
                None => Some(requests::policy(chance, family, 25)),
                Some(_) => None,
            };
        }
    }
    held.identity[at] = policy_of(&all);
    held
}

/// The pair of a seed.
pub(super) fn pair(seed: u64) -> Pair {
    let mut chance = Chance::seeded(seed);
    let chance = &mut chance;
    let family = chance.pick(FAMILIES);
    let count = 1 + chance.below(2);
    let old = Held {
        identity: (0..count)
            .map(|_| requests::policy(chance, family, 50))
            .collect(),
        boundary: chance
            .percent(20)
            .then(|| requests::policy(chance, family, 25)),
    };
    let (new, neutral) = match chance.below(10) {
        0..3 => (rewritten(chance, &old), true),
        3..9 => {
            let once = changed(chance, family, &old);
            let again = if chance.percent(40) {
                changed(chance, family, &once)
            } else {
                once
            };
            (
                if chance.percent(50) {
                    rewritten(chance, &again)
                } else {
                    again
                },
                false,
            )
        }
        _ => {
            let identity = vec![requests::policy(chance, family, 50)];
            (
                Held {
                    identity,
                    boundary: None,
                },
                false,
            )
        }
    };
    let both = json!({ "old": old.line(&[])["role"], "new": new.line(&[])["role"] });
    let requests = (0..REQUESTS).map(|_| {
        let mut request = requests::request(chance, family, &both);
        request.as_object_mut().unwrap().remove("principal");
        request
    });
    let requests = requests.filter(is_possible).collect();
    Pair {
        old,
        new,
        neutral,
        requests,
    }
}

impl Pair {
    /// Whether there are no variables in it.
    pub(super) fn is_literal(&self) -> bool {
        !format!("{:?}{:?}", self.old, self.new).contains("${aws")
    }
}

/// Whether AWS could send the request: no key with values of a type holds something else.
fn is_possible(request: &Value) -> bool {
    let is_other = |value: &Value| value.as_str() == Some("other");
    let context = request["context"].as_object().unwrap();
    let mut typed = context.iter().filter(|(key, _)| {
        let facts = catalogue::facts(key);
        facts.is_some_and(|facts| facts.kind != KeyKind::String)
    });
    !typed.any(|(_, value)| is_other(value) || value.as_array().into_iter().flatten().any(is_other))
}

impl Held {
    /// As a line for evaluators; the context of its requests is all there is.
    pub(super) fn line(&self, requests: &[Value]) -> Value {
        let mut line = json!({
            "id": 0, "role": { "arn": ROLE, "identity": self.identity }, "requests": requests,
            "auto_context": false,
        });
        if let Some(boundary) = &self.boundary {
            line["role"]["boundary"] = boundary.clone();
        }
        line
    }
}
