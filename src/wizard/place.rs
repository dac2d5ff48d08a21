//! Where answers stand in a spec, and how they are written there.

use serde_json::{Map, Value, json};

use super::{
    grants,
    question::{Answers, Asked, Question, Scope},
    table::TABLE,
};
use crate::grant::Library;

/// How an answer and what stands in the spec correspond.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Codec {
    /// They are equal.
    Plain,
    /// Equal, but a new spec need not say this, which is what it means anyway.
    UnlessDefault(&'static str),
    /// The lists of all services at the top level.
    Grants,
    /// `no` is absent, `yes` is `true`, `run-command` is `{run_command: true}`.
    SessionManager,
    /// Whether the key is there.
    Presence,
    /// An AMI's id, a public parameter's path or `OWNER/NAME`.
    Image,
    /// Text, or an address as `{ref: …}`.
    Reference,
    /// A list of such.
    References,
}

/// The answers that a spec holds.
pub fn read(spec: &Value, library: &Library) -> Answers {
    let mut answers = Answers::new();
    for question in TABLE {
        if let Some(answer) = read_one(question, spec, library) {
            answers.insert(question.key.to_owned(), answer);
        }
    }
    answers
}

fn read_one(question: &Question, spec: &Value, library: &Library) -> Option<Value> {
    if question.codec == Codec::Grants {
        return grants::collect(spec, library);
    }
    if question.place.is_empty() {
        return None;
    }
    let found = question.place.iter().try_fold(spec, |at, key| at.get(*key));
    match question.codec {
        Codec::Presence => Some(Value::Bool(found.is_some())),
        Codec::SessionManager => {
            let found = found?;
            let commands = found
                .get("run_command")
                .and_then(Value::as_bool)
                .unwrap_or(false);
            let on = found.is_object() || found.as_bool() == Some(true);
            Some(json!(if commands {
                "run-command"
            } else if on {
                "yes"
            } else {
                "no"
            }))
        }
        Codec::Image => read_image(found?),
        Codec::Reference => Some(read_reference(found?)),
        Codec::References => {
            let items = found?.as_array()?;
            Some(items.iter().map(read_reference).collect())
        }
        Codec::Plain | Codec::UnlessDefault(_) | Codec::Grants => found.cloned(),
    }
}

/// Puts the answers for which `wanted` holds into a spec. An answer that is not given, or whose
/// question makes no sense any more, is taken out.
pub fn write(
    spec: &mut Map<String, Value>,
    answers: &Answers,
    library: &Library,
    wanted: impl Fn(&Question) -> bool,
) {
    let scope = Scope::of(answers);
    for question in TABLE.iter().filter(|question| wanted(question)) {
        let answer = match (question.asked)(scope) {
            Asked::Never => None,
            _ => answers.get(question.key),
        };
        write_one(question, spec, answer, library);
    }
}

fn write_one(
    question: &Question,
    spec: &mut Map<String, Value>,
    answer: Option<&Value>,
    library: &Library,
) {
    if question.codec == Codec::Grants {
        return grants::distribute(spec, answer, library);
    }
    let Some((last, parents)) = question.place.split_last() else {
        return;
    };
    let old = question.place.split_first().and_then(|(first, rest)| {
        rest.iter()
            .try_fold(spec.get(*first)?, |at, key| at.get(*key))
    });
    match encode(question.codec, answer, old) {
        Some(new) => set(spec, parents, last, new),
        None => remove(spec, parents, last),
    }
}

/// What is to stand at the place, where `old` stands now.
fn encode(codec: Codec, answer: Option<&Value>, old: Option<&Value>) -> Option<Value> {
    let answer = answer.filter(|answer| !is_nothing(answer))?;
    match codec {
        Codec::UnlessDefault(default) if old.is_none() && answer == default => None,
        Codec::Plain | Codec::UnlessDefault(_) | Codec::Grants => Some(answer.clone()),
        Codec::Presence => {
            let old = old.cloned().unwrap_or_else(|| json!({}));
            (*answer == Value::Bool(true)).then_some(old)
        }
        Codec::SessionManager => match answer.as_str() {
            Some("yes") => Some(json!(true)),
            Some("run-command") => Some(json!({ "run_command": true })),
            _ => None,
        },
        Codec::Image => Some(write_image(answer, old)),
        Codec::Reference => Some(write_reference(answer)),
        Codec::References => {
            let items = answer.as_array()?;
            Some(items.iter().map(write_reference).collect())
        }
    }
}

/// Whether an answer says nothing: no text, an empty list.
pub fn is_nothing(answer: &Value) -> bool {
    match answer {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(map) => map.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

fn set(spec: &mut Map<String, Value>, parents: &[&str], last: &str, new: Value) {
    let mut at = spec;
    for key in parents {
        let child = at.entry(*key).or_insert_with(|| json!({}));
        if !child.is_object() {
            *child = json!({});
        }
        let Value::Object(map) = child else { return };
        at = map;
    }
    at.insert(last.to_owned(), new);
}

/// Removes a key, and the maps that are empty without it.
fn remove(spec: &mut Map<String, Value>, parents: &[&str], last: &str) {
    let Some((first, rest)) = parents.split_first() else {
        spec.shift_remove(last);
        return;
    };
    let Some(Value::Object(child)) = spec.get_mut(*first) else {
        return;
    };
    if child.is_empty() {
        return;
    }
    remove(child, rest, last);
    if child.is_empty() {
        spec.shift_remove(*first);
    }
}

fn read_image(found: &Value) -> Option<Value> {
    if let Some(direct) = found.get("id").or_else(|| found.get("ssm_parameter")) {
        return Some(direct.clone());
    }
    let lookup = found.get("lookup")?;
    let part = |key| lookup.get(key).and_then(Value::as_str);
    Some(json!(format!("{}/{}", part("owner")?, part("name")?)))
}

fn write_image(answer: &Value, old: Option<&Value>) -> Value {
    let text = answer.as_str().unwrap_or_default();
    let (key, value) = match text.split_once('/') {
        Some(("", _)) => ("ssm_parameter", json!(text)),
        Some((owner, name)) if !text.contains("${") => {
            ("lookup", json!({ "owner": owner, "name": name }))
        }
        _ => ("id", json!(text)),
    };
    let mut image = Map::new();
    image.insert(key.to_owned(), value);
    if let Some(Value::Object(old)) = old {
        let others = old
            .iter()
            .filter(|(key, _)| !["id", "ssm_parameter", "lookup"].contains(&key.as_str()));
        image.extend(others.map(|(key, value)| (key.clone(), value.clone())));
    }
    Value::Object(image)
}

fn read_reference(found: &Value) -> Value {
    found.get("ref").unwrap_or(found).clone()
}

fn write_reference(answer: &Value) -> Value {
    let address = answer.as_str().is_some_and(grants::is_address);
    if address {
        json!({ "ref": answer })
    } else {
        answer.clone()
    }
}
