//! Random policies, and requests drawn from them: their patterns instantiated, or one character or
//! key beside that, so that the answer hangs on what the policies say.

use rolewright::{
    catalogue::{Action, ResourcePattern},
    policy::{Operator, Quantifier},
};
use serde_json::{Map, Value, json};

use super::{
    chance::Chance,
    vocabulary::{ADDRESS, ARN, DATE, FAMILIES, FLAG, Family, NUMBER, TEXT, sets, values},
};

/// A condition block of one to two operators.
fn conditions(chance: &mut Chance) -> Value {
    let mut block = Map::new();
    let names: Vec<&str> = Operator::names().collect();
    for _ in 0..=chance.below(2) {
        let name = *chance.pick(&names);
        let set = chance.percent(35) && name != "Null";
        let key = if set || (name == "Null" && chance.percent(20)) {
            *chance.pick(sets(name))
        } else {
            *chance.pick(match name {
                "Bool" => FLAG,
                "IpAddress" | "NotIpAddress" => ADDRESS,
                name if name.starts_with("Numeric") => NUMBER,
                name if name.starts_with("Date") => DATE,
                name if name.starts_with("Arn") => ARN,
                _ => TEXT,
            })
        };
        let prefix = if set {
            *chance.pick(&["ForAnyValue:", "ForAllValues:"])
        } else {
            ""
        };
        let suffix = if name != "Null" && chance.percent(25) {
            "IfExists"
        } else {
            ""
        };
        let chosen = chance.some(values(name), 1, 3);
        let value = if chosen.len() == 1 && chance.percent(50) {
            json!(chosen[0])
        } else {
            json!(chosen)
        };
        block.insert(format!("{prefix}{name}{suffix}"), json!({ key: value }));
    }
    Value::Object(block)
}

/// What a random statement is made for.
#[derive(Clone, Copy)]
struct Wish {
    effect: &'static str,
    /// How often, of a hundred times, it has conditions.
    conditioned: usize,
}

fn statement(chance: &mut Chance, family: &Family, wish: Wish) -> Value {
    let actions = if chance.percent(40) {
        chance.some(family.actions, 1, 3)
    } else {
        chance.some(family.patterns, 1, 2)
    };
    let resources = chance.some(family.resources, 1, 2);
    let mut statement = json!({ "Effect": wish.effect });
    let not = |chance: &mut Chance, name: &str| {
        if chance.percent(12) {
            format!("Not{name}")
        } else {
            name.to_owned()
        }
    };
    let action = not(chance, "Action");
    let resource = not(chance, "Resource");
    statement[action] = json!(actions);
    statement[resource] = json!(resources);
    if chance.percent(wish.conditioned) {
        statement["Condition"] = conditions(chance);
    }
    statement
}

fn document(statements: &[Value]) -> Value {
    json!({ "Version": "2012-10-17", "Statement": statements })
}

/// The whole of the family, so that something else decides.
fn open(family: &Family) -> Value {
    json!({ "Effect": "Allow", "Action": family.patterns, "Resource": "*" })
}

/// A random policy for the actions and resources of a family; so many of a hundred statements that
/// allow have conditions.
pub(crate) fn policy(chance: &mut Chance, family: &Family, conditioned: usize) -> Value {
    let mut statements = Vec::new();
    let deny = chance.percent(35);
    if deny {
        statements.push(statement(
            chance,
            family,
            Wish {
                effect: "Deny",
                conditioned: 85,
            },
        ));
    }
    if deny && chance.percent(70) {
        statements.push(open(family));
    } else {
        for _ in 0..=chance.below(2) {
            statements.push(statement(
                chance,
                family,
                Wish {
                    effect: "Allow",
                    conditioned,
                },
            ));
        }
    }
    document(&statements)
}

pub(crate) const ROLE: &str = "arn:aws:iam::111111111111:role/app";
const SESSION: &str = "arn:aws:sts::111111111111:assumed-role/app/i-0123456789abcdef0";
const OTHER: &str = "222222222222";

/// One line: policies and `count` requests.
pub(crate) fn line(chance: &mut Chance, id: usize, count: usize) -> Value {
    if chance.percent(12) {
        return assume_line(chance, id, count);
    }
    let family = chance.pick(FAMILIES);
    let mut line = json!({ "id": id, "role": { "arn": ROLE } });
    let layered = chance.percent(45);
    let conditioned = if layered { 30 } else { 80 };
    line["role"]["identity"] = if layered && chance.percent(50) {
        json!([document(&[open(family)])])
    } else {
        let count = 1 + chance.below(2);
        (0..count)
            .map(|_| policy(chance, family, conditioned))
            .collect()
    };
    if layered {
        for _ in 0..=chance.below(2) {
            let other = if chance.percent(50) {
                policy(chance, family, 25)
            } else {
                document(&[statement(
                    chance,
                    family,
                    Wish {
                        effect: "Allow",
                        conditioned: 25,
                    },
                )])
            };
            match chance.below(4) {
                0 => line["role"]["boundary"] = other,
                1 => line["session_policy"] = other,
                2 => line["scps"] = json!([other]),
                _ => line["resource_policy"] = resource_policy(chance, other),
            }
        }
    }
    let requests: Vec<Value> = (0..count).map(|_| request(chance, family, &line)).collect();
    line["requests"] = json!(requests);
    line
}

fn resource_policy(chance: &mut Chance, mut policy: Value) -> Value {
    let principals = [
        json!("*"),
        json!({ "AWS": "*" }),
        json!({ "AWS": "111111111111" }),
        json!({ "AWS": "arn:aws:iam::111111111111:root" }),
        json!({ "AWS": ROLE }),
        json!({ "AWS": [ROLE, "arn:aws:iam::111111111111:role/other"] }),
        json!({ "AWS": "arn:aws:iam::111111111111:role/other" }),
        json!({ "Service": "ec2.amazonaws.com" }),
    ];
    for statement in policy["Statement"].as_array_mut().unwrap() {
        let key = if statement["Effect"] == "Deny" && chance.percent(30) {
            "NotPrincipal"
        } else {
            "Principal"
        };
        statement[key] = chance.pick(&principals).clone();
    }
    policy
}

fn assume_line(chance: &mut Chance, id: usize, count: usize) -> Value {
    let account = *chance.pick(&["111111111111", OTHER]);
    let target = format!("arn:aws:iam::{account}:role/reporting");
    let resources = [
        target.clone(),
        format!("arn:aws:iam::{account}:role/*"),
        "*".to_owned(),
    ];
    let service = chance.percent(25);
    let caller = if service { "ec2.amazonaws.com" } else { ROLE };
    let mut grant = json!({
        "Effect": "Allow", "Action": chance.pick(&["sts:AssumeRole", "sts:*"]),
        "Resource": chance.pick(&resources),
    });
    if chance.percent(30) {
        grant["Condition"] = conditions(chance);
    }
    let principals = [
        json!({ "AWS": "arn:aws:iam::111111111111:root" }),
        json!({ "AWS": ROLE }),
        json!({ "AWS": "*" }),
        json!({ "Service": "ec2.amazonaws.com" }),
        json!({ "Service": ["lambda.amazonaws.com", "ec2.amazonaws.com"] }),
        json!({ "AWS": "arn:aws:iam::111111111111:role/other" }),
    ];
    let mut trust = json!({
        "Effect": "Allow", "Action": "sts:AssumeRole", "Principal": chance.pick(&principals),
    });
    match chance.below(4) {
        0 | 1 => {
            trust["Condition"] = json!({ "StringEquals": { "sts:ExternalId": "unique-12345" } });
        }
        2 => trust["Condition"] = conditions(chance),
        _ => {}
    }
    let mut line = json!({
        "id": id,
        "assume": {
            "caller": { "arn": caller, "identity": [document(&[grant])] },
            "target": { "arn": target, "trust": document(&[trust]) },
        },
    });
    if !service && chance.percent(25) {
        let bound = json!({
            "Effect": "Allow", "Action": chance.pick(&["sts:AssumeRole", "s3:*"]),
            "Resource": chance.pick(&resources),
        });
        line["assume"]["caller"]["boundary"] = document(&[bound]);
    }
    let requests = (0..count).map(|_| {
        let mut request = json!({ "context": context(chance, &line) });
        if chance.percent(75) {
            request["external_id"] =
                json!(chance.pick(&["unique-12345", "unique-12345", "unique-1234"]));
        }
        request
    });
    let requests: Vec<Value> = requests.collect();
    line["requests"] = json!(requests);
    line
}

/// A request for an action of the family, on a resource that a pattern of the line names.
pub(crate) fn request(chance: &mut Chance, family: &Family, line: &Value) -> Value {
    let action = *chance.pick(family.actions);
    let context = context(chance, line);
    let mut named = Vec::new();
    strings_below(line, &["Resource", "NotResource"], &mut named);
    let known = Action::find(action).unwrap();
    let resource = (0..20)
        .map(|_| {
            let from_line = !named.is_empty() && chance.percent(85);
            let pattern = if from_line {
                chance.pick(&named).clone()
            } else {
                (*chance.pick(family.resources)).to_owned()
            };
            instance(chance, &pattern, &context)
        })
        .find(|resource| {
            resource != "*"
                && known.accepts(&ResourcePattern::literal(resource))
                && !resource.contains('*')
                && !resource.ends_with(':')
                && resource.matches(':').count() >= 5
                || (resource == "*" && known.is_star_only())
        });
    let fallback = if known.is_star_only() {
        "*"
    } else {
        plain(family)
    };
    let mut request = json!({
        "action": action, "resource": resource.as_deref().unwrap_or(fallback), "context": context,
    });
    if chance.percent(25) {
        request["principal"] = json!(SESSION);
    }
    if line.get("resource_policy").is_some() && chance.percent(40) {
        request["account"] = json!(OTHER);
    }
    request
}

/// The resource of the family that is no pattern, or an instance of the first.
fn plain(family: &Family) -> &'static str {
    let literal = |text: &&&str| !text.contains(['*', '?', '$']);
    family
        .resources
        .iter()
        .find(literal)
        .copied()
        .unwrap_or("*")
}

/// A text of a pattern; sometimes one character beside it.
fn instance(chance: &mut Chance, pattern: &str, context: &Value) -> String {
    if pattern == "*" {
        return pattern.to_owned();
    }
    let mut text = String::new();
    let mut rest = pattern;
    while let Some(c) = rest.chars().next() {
        if let Some(inner) = rest.strip_prefix("${") {
            let (variable, tail) = inner.split_once('}').unwrap();
            let key = variable.split(',').next().unwrap();
            let value = context.get(key).and_then(Value::as_str);
            text.push_str(value.unwrap_or(*chance.pick(&["web", "none", "x"])));
            rest = tail;
            continue;
        }
        let segment = text.matches(':').count();
        match c {
            '*' if segment == 1 => text.push_str("aws"),
            '*' if segment == 3 && text.ends_with("us-") => text.push_str("east-1"),
            '*' if segment == 3 && text.contains(":s3:") => {}
            '*' if segment == 3 => text.push_str(chance.pick::<&str>(&["us-east-1", "eu-west-1"])),
            '*' if segment == 4 && text.contains(":s3:") => {}
            '*' if segment == 4 => text.push_str("111111111111"),
            '*' if text.ends_with("111111111111:") => text.push_str("function:resize"),
            '*' => text.push_str(chance.pick::<&str>(&["cat.jpg", "a1/x", "web/a:b", "k", ""])),
            '?' => text.push(*chance.pick(&['a', '1', 't'])),
            c => text.push(c),
        }
        rest = &rest[c.len_utf8()..];
    }
    if chance.percent(12) {
        match chance.below(3) {
            0 => text.push('x'),
            1 => drop(text.pop()),
            _ => text = text.replace("photos", "photo"),
        }
    }
    text
}

/// Context values for the keys that the line's conditions name.
fn context(chance: &mut Chance, line: &Value) -> Value {
    let mut context = Map::new();
    let mut found = Vec::new();
    conditions_below(line, &mut found);
    for (operator, key, expected) in &found {
        if context.contains_key(key) || chance.percent(22) {
            continue;
        }
        let name = operator.name.as_str();
        let one = |chance: &mut Chance| -> String {
            let from = if chance.percent(60) && name != "Null" {
                chance.pick(expected).clone()
            } else {
                (*chance.pick(values(if name == "Null" { "StringEquals" } else { name })))
                    .to_owned()
            };
            value_of(chance, name, &from)
        };
        let is_set = operator.quantifier != Quantifier::Single
            || (name == "Null" && sets(name).contains(&key.as_str()));
        let value = if is_set {
            let count = 1 + chance.below(3);
            (0..count).map(|_| one(chance)).collect()
        } else {
            json!(one(chance))
        };
        context.insert(key.clone(), value);
    }
    for key in [
        "aws:PrincipalTag/team",
        "aws:PrincipalTag/other",
        "aws:userid",
    ] {
        if !context.contains_key(key) && chance.percent(60) {
            context.insert(key.to_owned(), json!(chance.pick(&["web", "db", "a1"])));
        }
    }
    Value::Object(context)
}

/// A value of the request for a value of the policy: one that fits, or one beside it.
fn value_of(chance: &mut Chance, name: &str, expected: &str) -> String {
    if chance.percent(2) {
        return "other".to_owned();
    }
    if name.ends_with("IpAddress") {
        let (address, _) = expected.split_once('/').unwrap_or((expected, ""));
        let near = if address.contains(':') {
            address.to_owned()
        } else {
            address.replace(".0", ".1")
        };
        return (*chance.pick(&[address, &near, "11.2.3.4"])).to_owned();
    }
    if name.starts_with("Numeric") {
        return (*chance.pick(&[expected, "4", "6", "5", "3599.5"])).to_owned();
    }
    if name.starts_with("Date") {
        let others = [
            expected,
            "2026-03-01T00:00:00Z",
            "2025-12-31T23:59:59Z",
            "2027-01-01T00:00:00Z",
        ];
        return (*chance.pick(&others)).to_owned();
    }
    let filled = expected
        .replace("${*}", "*")
        .replace("${aws:PrincipalTag/other}", "db")
        .replace("${aws:PrincipalTag/other, 'web'}", "web");
    let keeps = !name.contains("Like") && !name.starts_with("Arn");
    let mut text = if keeps {
        filled
    } else {
        filled.replace('*', "x1").replace('?', "e")
    };
    if chance.percent(15) {
        text.push('x');
    }
    if chance.percent(8) {
        text = text.to_uppercase();
    }
    text
}

fn strings_below(value: &Value, keys: &[&str], found: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                match value {
                    Value::String(text) if keys.contains(&key.as_str()) => found.push(text.clone()),
                    Value::Array(list) if keys.contains(&key.as_str()) => {
                        found.extend(list.iter().filter_map(Value::as_str).map(str::to_owned));
                    }
                    value => strings_below(value, keys, found),
                }
            }
        }
        Value::Array(list) => list
            .iter()
            .for_each(|value| strings_below(value, keys, found)),
        _ => {}
    }
}

/// Every condition: operator, key, values.
pub(crate) fn conditions_below(value: &Value, found: &mut Vec<(Operator, String, Vec<String>)>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                if key != "Condition" {
                    conditions_below(value, found);
                    continue;
                }
                for (operator, keys) in value.as_object().unwrap() {
                    for (key, values) in keys.as_object().unwrap() {
                        let list = match values {
                            Value::Array(list) => list
                                .iter()
                                .map(|v| v.as_str().unwrap().to_owned())
                                .collect(),
                            one => vec![one.as_str().unwrap().to_owned()],
                        };
                        found.push((Operator::parse(operator), key.clone(), list));
                    }
                }
            }
        }
        Value::Array(list) => list.iter().for_each(|value| conditions_below(value, found)),
        _ => {}
    }
}
