//! A judge that is not ours allows each action of each verb on the right resource, and denies the
//! neighbours: another resource, another prefix, other actions on the same resource.

use std::{
    collections::BTreeMap,
    io::Write as _,
    process::{Command, Stdio},
};

use rolewright::{
    catalogue::{Action, ResourcePattern, Service as Catalogued},
    grant::{self, Library, Request, Subject},
    policy::{Quantifier, Statement},
};
use serde_json::{Map, Value, json};

use super::{known_place, list, show};
use crate::support::{
    programs::{missing, on_path},
    root,
};

/// A request to the judge, and what it must say.
struct Question {
    request: Value,
    expected: &'static str,
    about: String,
}

/// A policy and what is asked of it.
struct Line {
    policy: Value,
    /// Whether it is about keys: these have a policy of their own, which lets the account decide.
    on_keys: bool,
    questions: Vec<Question>,
}

#[test]
#[ignore = "needs node"]
fn the_judge_allows_what_a_verb_is_for_and_denies_its_neighbours() {
    let lines: Vec<Line> = requests().iter().flat_map(lines_of).collect();
    let Some(answers) = answers(&lines) else {
        return;
    };
    let mut wrong = Vec::new();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (id, line) in lines.iter().enumerate() {
        for (i, question) in line.questions.iter().enumerate() {
            let answer = &answers[&(id, i)];
            *counts.entry(question.expected).or_default() += 1;
            // The judge does not tell which of several types is meant, where the ARN fits more than one.
            let undecided =
                answer.contains("multiple.resource.types") && question.expected == "denied";
            if answer != question.expected && !undecided {
                wrong.push(format!(
                    "{} is {answer}: {}\n{}",
                    question.about, question.request, line.policy
                ));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} wrong, the first:\n{}",
        wrong.len(),
        wrong[..wrong.len().min(12)].join("\n")
    );
    assert!(
        counts["allowed"] > 200 && counts["denied"] > 500,
        "{counts:?}"
    );
}

/// A grant for each verb of each service, by its first name, with a key and with prefixes where the
/// service has them.
fn requests() -> Vec<Request> {
    let mut requests = Vec::new();
    for service in Library::embedded().services().map(Result::unwrap) {
        let (_, subject) = &show::subjects(service)[0];
        for (name, verb) in &service.verbs {
            let request = show::request(service, subject, &[name]);
            if !verb.kms.is_empty() {
                requests.push(Request {
                    kms_key: Some(super::value(show::KEY)),
                    ..request.clone()
                });
            }
            if service.options.contains_key("prefixes") {
                let mut scoped = request.clone();
                scoped
                    .options
                    .insert("prefixes".to_owned(), list(&["reports/"]));
                requests.push(scoped);
            }
            requests.push(request);
        }
    }
    requests
}

fn lines_of(request: &Request) -> [Line; 2] {
    let expansion = grant::expand(Library::embedded(), request, &known_place()).unwrap();
    let statements = expansion.statements;
    let mut questions = Vec::new();
    for statement in &statements {
        let context = context(statement);
        for action in &statement.actions.values {
            let action = Action::find(action.value.as_literal().unwrap()).unwrap();
            for pattern in &statement.resources.as_ref().unwrap().values {
                let pattern = pattern.value.to_string();
                let resource = instance(&pattern, action);
                let about = format!("{} {}: {action}", request.service, request.access[0].value);
                questions.push(question(action, &resource, &context, "allowed", &about));
                if !statement.conditions.is_empty() {
                    let elsewhere = elsewhere(statement);
                    let about = format!("{about} elsewhere");
                    questions.push(question(action, &resource, &elsewhere, "denied", &about));
                }
                for other in neighbours(&pattern, request) {
                    let other = instance(&other, action);
                    let about = format!("{about} on a neighbour");
                    questions.push(question(action, &other, &context, "denied", &about));
                }
                for stronger in others(action, &resource, &statements) {
                    let about = format!("{about}, so {stronger}");
                    questions.push(question(stronger, &resource, &context, "denied", &about));
                }
            }
        }
    }
    let is_on_key = |question: &Question| {
        question.request["resource"]
            .as_str()
            .unwrap()
            .contains(":kms:")
    };
    let (on_keys, others) = questions.into_iter().partition(is_on_key);
    [(true, on_keys), (false, others)].map(|(on_keys, questions)| Line {
        policy: policy(&statements),
        on_keys,
        questions,
    })
}

fn question(
    action: Action,
    resource: &str,
    context: &Map<String, Value>,
    expected: &'static str,
    about: &str,
) -> Question {
    Question {
        request: json!({"action": action.to_string(), "resource": resource, "context": context}),
        expected,
        about: about.to_owned(),
    }
}

/// An ARN that the pattern means, and that the action acts on.
fn instance(pattern: &str, action: Action) -> String {
    if pattern == "*" {
        let format = action
            .resource_types()
            .filter(|_| !action.is_star_only())
            .filter(|kind| kind.required || action.service().prefix() == "ssm")
            .find_map(|kind| kind.resource_type.arns().next());
        return format.map_or_else(|| "*".to_owned(), |format| filled(format.as_str()));
    }
    // What a `*` at the end stands for may have a form of its own.
    let plain = pattern.replace('?', "a");
    ["x", "log-stream:x", "x:1"]
        .map(|rest| plain.replace('*', rest))
        .into_iter()
        .find(|arn| action.accepts(&ResourcePattern::literal(arn)))
        .unwrap_or_else(|| panic!("{action} acts on nothing that {pattern} means"))
}

/// An ARN of a format.
fn filled(format: &str) -> String {
    let mut arn = String::new();
    let mut parts = format.split("${");
    arn.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let (hole, rest) = part.split_once('}').unwrap();
        arn.push_str(match hole {
            "Partition" => "aws",
            "Region" => "us-east-1",
            "Account" => "111111111111",
            _ => "thing",
        });
        arn.push_str(rest);
    }
    arn
}

/// The pattern for a resource of another name, for another prefix, for another key.
fn neighbours(pattern: &str, request: &Request) -> Vec<String> {
    let name = match &request.subject {
        Subject::Name(name) => name.value.to_string(),
        Subject::Keys(keys) => keys.values().next().unwrap().value.to_string(),
        Subject::Whole | Subject::Arn(_) | Subject::Ref(_) => return Vec::new(),
    };
    let key = show::KEY.rsplit('/').next().unwrap();
    [
        (name.trim_start_matches('/'), "neighbour"),
        ("reports/", "elsewhere/"),
        (key, "00000000-12ab-34cd-56ef-1234567890ab"),
    ]
    .into_iter()
    .filter(|(own, _)| pattern.contains(own))
    .map(|(own, other)| pattern.replace(own, other))
    .collect()
}

/// Other actions of the service on the same resource, which the grant does not give.
fn others(action: Action, resource: &str, statements: &[Statement]) -> Vec<Action> {
    let given = |other: &Action| {
        let name = other.to_string();
        let mut actions = statements
            .iter()
            .flat_map(|statement| &statement.actions.values);
        actions.any(|action| action.value.as_literal() == Some(&name))
    };
    let pattern = ResourcePattern::literal(resource);
    let service = Catalogued::find(action.service().prefix()).unwrap();
    let all: Vec<Action> = service
        .actions()
        .filter(|other| !given(other) && other.accepts(&pattern) && !other.is_star_only())
        .collect();
    let step = all.len().div_ceil(8).max(1);
    all.into_iter().step_by(step).collect()
}

/// A context in which the conditions of a statement hold.
fn context(statement: &Statement) -> Map<String, Value> {
    let mut context = Map::new();
    for condition in &statement.conditions {
        let text = condition.values[0].value.to_string();
        let text = text
            .replace('*', "x")
            .replace("${ec2:InstanceID}", "i-0123456789abcdef0");
        if condition.values[0]
            .value
            .to_string()
            .contains("${ec2:InstanceID}")
        {
            context.insert("ec2:InstanceID".to_owned(), "i-0123456789abcdef0".into());
        }
        let value = match condition.operator.quantifier {
            Quantifier::Single => Value::from(text),
            Quantifier::Any | Quantifier::All => json!([text]),
        };
        context.insert(condition.key.value.to_string(), value);
    }
    context
}

/// A context in which one of them does not.
fn elsewhere(statement: &Statement) -> Map<String, Value> {
    let mut context = context(statement);
    let key = statement.conditions[0].key.value.to_string();
    let other = match context[&key].as_str() {
        Some(arn) if arn.starts_with("arn:") => {
            Value::from("arn:aws:ec2:us-east-1:111111111111:instance/i-99999999999999999")
        }
        Some(_) => Value::from("elsewhere"),
        None => json!(["elsewhere"]),
    };
    context.insert(key, other);
    context
}

/// The policy as IAM reads it.
fn policy(statements: &[Statement]) -> Value {
    let texts = |values: &[rolewright::policy::Value]| {
        values
            .iter()
            .map(|value| Value::from(value.value.to_string()))
            .collect::<Vec<_>>()
    };
    let statements: Vec<Value> = statements
        .iter()
        .map(|statement| {
            let mut conditions: Map<String, Value> = Map::new();
            for condition in &statement.conditions {
                let operator = conditions
                    .entry(condition.operator.to_string())
                    .or_insert_with(|| json!({}));
                operator[condition.key.value.to_string()] = texts(&condition.values).into();
            }
            json!({
                "Sid": statement.sid.as_ref().unwrap().value.to_string(),
                "Effect": "Allow",
                "Action": texts(&statement.actions.values),
                "Resource": texts(&statement.resources.as_ref().unwrap().values),
                "Condition": conditions,
            })
        })
        .collect();
    json!({"Version": "2012-10-17", "Statement": statements})
}

/// What the judge says, by line and question; `None` where there is no judge.
fn answers(lines: &[Line]) -> Option<BTreeMap<(usize, usize), String>> {
    let node = on_path("node")?;
    let modules = root().join("target/node/node_modules");
    if !modules.join("@cloud-copilot/iam-simulate").is_dir() {
        return missing("no judge (run `.ci/prepare node`)");
    }
    let mut input = tempfile::tempfile().unwrap();
    for (id, line) in lines.iter().enumerate() {
        let requests: Vec<&Value> = line
            .questions
            .iter()
            .map(|question| &question.request)
            .collect();
        let role = json!({"arn": "arn:aws:iam::111111111111:role/app", "identity": [line.policy]});
        let mut text = json!({"id": id, "role": role, "requests": requests});
        if line.on_keys {
            text["resource_policy"] = json!({
                "Version": "2012-10-17",
                "Statement": [{
                    "Effect": "Allow",
                    "Principal": {"AWS": "arn:aws:iam::111111111111:root"},
                    "Action": "kms:*",
                    "Resource": "*",
                }],
            });
        }
        writeln!(input, "{text}").unwrap();
    }
    std::io::Seek::rewind(&mut input).unwrap();
    let output = Command::new(node)
        .arg(root().join("tests/node/judge.js"))
        .env("NODE_PATH", modules)
        .stdin(Stdio::from(input))
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let answers = String::from_utf8(output.stdout).unwrap();
    let number = |value: &Value| usize::try_from(value.as_u64().unwrap()).unwrap();
    Some(
        answers
            .lines()
            .map(|line| {
                let answer: Value = serde_json::from_str(line).unwrap();
                let result = answer["result"].as_str().unwrap().to_owned();
                let detail = answer["detail"].as_str().unwrap_or_default();
                let told = if result == "error" {
                    format!("error {detail}")
                } else {
                    result
                };
                ((number(&answer["id"]), number(&answer["i"])), told)
            })
            .collect(),
    )
}
