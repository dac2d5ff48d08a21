//! Answers from flags and from an answers file.

use serde_json::{Map, Value, json};

use super::{
    fields::ItemKind,
    grants,
    question::{Answers, Form, Question},
    shorthand,
    table::{self, TABLE},
};
use crate::grant::Library;

/// What takes the place of a list that is to be empty.
pub const NONE: &str = "none";

/// The answer that the values of a question's flag give. Several values are one list.
pub fn of_flag(question: &Question, values: &[String], library: &Library) -> Result<Value, String> {
    let last = values.last().map(String::as_str).unwrap_or_default();
    let wrong = |what: &str| format!("`{last}` is not {what}");
    let wanted: Vec<&str> = values
        .iter()
        .map(String::as_str)
        .filter(|value| *value != NONE)
        .collect();
    match question.form {
        Form::Text => Ok(json!(last)),
        Form::Choice(choices) => {
            let known = choices.iter().any(|(value, _)| *value == last);
            let values: Vec<&str> = choices.iter().map(|(value, _)| *value).collect();
            if known || last.is_empty() {
                Ok(json!(last))
            } else {
                Err(wrong(&format!("one of {}", values.join(", "))))
            }
        }
        Form::YesNo => match last {
            "yes" | "true" => Ok(json!(true)),
            "no" | "false" => Ok(json!(false)),
            _ => Err(wrong("`yes` or `no`")),
        },
        Form::Number => match last.parse::<i64>() {
            Ok(number) => Ok(json!(number)),
            // A reference to a variable, or nothing.
            Err(_) if last.is_empty() || last.contains("${") => Ok(json!(last)),
            Err(_) => Err(wrong("a whole number")),
        },
        Form::Words => Ok(json!(wanted)),
        Form::Pairs => {
            let mut map = Map::new();
            for pair in wanted {
                let (key, value) = pair
                    .split_once('=')
                    .ok_or_else(|| format!("`{pair}` is not KEY=VALUE"))?;
                map.insert(key.to_owned(), json!(value));
            }
            Ok(Value::Object(map))
        }
        Form::Items(kind) => {
            let items: Result<Vec<Value>, String> = wanted
                .iter()
                .map(|text| shorthand::parse(kind, text, library).map(Value::Object))
                .collect();
            Ok(Value::Array(items?))
        }
    }
}

/// The values of a question's flag that give an answer.
pub fn to_flag(question: &Question, answer: &Value, library: &Library) -> Vec<String> {
    let word = |value: &Value| {
        value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned)
    };
    let list: Vec<String> = match (question.form, answer) {
        (Form::Items(kind), Value::Array(items)) => items
            .iter()
            .filter_map(Value::as_object)
            .map(|item| shorthand::write(kind, item, library))
            .collect(),
        (Form::Words, Value::Array(items)) => items.iter().map(word).collect(),
        (Form::Pairs, Value::Object(map)) => map
            .iter()
            .map(|(key, value)| format!("{key}={}", word(value)))
            .collect(),
        (Form::YesNo, Value::Bool(true)) => return vec!["yes".to_owned()],
        (Form::YesNo, Value::Bool(false)) => return vec!["no".to_owned()],
        (_, Value::Null) => return vec![String::new()],
        (_, other) => return vec![word(other)],
    };
    if list.is_empty() {
        vec![NONE.to_owned()]
    } else {
        list
    }
}

/// The answers of an answers file: a YAML map with the keys of the table.
pub fn of_file(text: &str, library: &Library) -> Result<Answers, Vec<String>> {
    let map: Map<String, Value> =
        serde_yaml::from_str(text).map_err(|error| vec![error.to_string()])?;
    let mut answers = Answers::new();
    let mut faults = Vec::new();
    for (key, value) in map {
        match table::question(&key) {
            None => faults.push(unknown(&key)),
            Some(question) => match of_value(question, value, library) {
                Ok(answer) => drop(answers.insert(key, answer)),
                Err(fault) => faults.push(format!("`{key}`: {fault}")),
            },
        }
    }
    if faults.is_empty() {
        Ok(answers)
    } else {
        Err(faults)
    }
}

fn unknown(key: &str) -> String {
    let near = TABLE
        .iter()
        .map(|question| (strsim::damerau_levenshtein(question.key, key), question.key))
        .min();
    match near {
        Some((distance, near)) if distance <= 2 => {
            format!("unknown key `{key}`: did you mean `{near}`?")
        }
        _ => {
            let known: Vec<&str> = TABLE.iter().map(|question| question.key).collect();
            format!("unknown key `{key}`: the keys are {}", known.join(", "))
        }
    }
}

/// An answer as a file has it: as the flag, or as YAML of the answer's own form.
fn of_value(question: &Question, value: Value, library: &Library) -> Result<Value, String> {
    match (question.form, value) {
        (_, Value::Null) => Ok(Value::Null),
        (Form::YesNo, value @ Value::Bool(_))
        | (Form::Number, value @ Value::Number(_))
        | (Form::Pairs, value @ Value::Object(_)) => Ok(value),
        (Form::Choice(_), Value::Bool(true)) => of_flag(question, &["yes".to_owned()], library),
        (Form::Choice(_), Value::Bool(false)) => of_flag(question, &["no".to_owned()], library),
        (Form::Items(kind), Value::Array(items)) => items
            .into_iter()
            .map(|item| of_item(kind, item, library))
            .collect(),
        (Form::Words, value @ Value::Array(_))
            if value
                .as_array()
                .is_some_and(|i| i.iter().all(Value::is_string)) =>
        {
            Ok(value)
        }
        (_, Value::String(text)) => of_flag(question, &[text], library),
        (form, value) => Err(format!("`{value}` is not {}", form.describe())),
    }
}

fn of_item(kind: ItemKind, item: Value, library: &Library) -> Result<Value, String> {
    match item {
        Value::String(text) => shorthand::parse(kind, &text, library).map(Value::Object),
        Value::Object(map) if kind == ItemKind::Grant && !map.contains_key(grants::SERVICE) => Err(
            "a grant needs `service`, as in `{service: buckets, name: photos, access: [read]}`"
                .to_owned(),
        ),
        Value::Object(map) => Ok(Value::Object(map)),
        other => Err(format!("`{other}` is no map and no text like the flag's")),
    }
}

/// An answer, added to what a spec holds already where it is a list or a map: what is about the
/// same thing takes its place.
pub fn onto(question: &Question, held: Option<&Value>, given: Value) -> Value {
    match (question.form, held, given) {
        (Form::Items(kind), Some(Value::Array(held)), Value::Array(given)) => {
            let mut list = held.clone();
            for item in given {
                match list
                    .iter_mut()
                    .find(|old| identity(kind, old) == identity(kind, &item))
                {
                    Some(old) => *old = item,
                    None => list.push(item),
                }
            }
            Value::Array(list)
        }
        (Form::Words, Some(Value::Array(held)), Value::Array(given)) => {
            let new = given.into_iter().filter(|word| !held.contains(word));
            let all: Vec<Value> = held
                .iter()
                .cloned()
                .chain(new.collect::<Vec<_>>())
                .collect();
            Value::Array(all)
        }
        (Form::Pairs, Some(Value::Object(held)), Value::Object(given)) => {
            let mut map = held.clone();
            map.extend(given);
            Value::Object(map)
        }
        (_, _, given) => given,
    }
}

/// What an item is about.
fn identity(kind: ItemKind, item: &Value) -> Value {
    let Some(item) = item.as_object() else {
        return item.clone();
    };
    let aside: &[&str] = match kind {
        ItemKind::Grant => &["access", "reason"],
        ItemKind::Assume => return item.get("name").cloned().unwrap_or_default(),
        ItemKind::Allow => &["reason"],
        ItemKind::Trust => &["external_id"],
    };
    let rest = item
        .iter()
        .filter(|(key, _)| !aside.contains(&key.as_str()));
    Value::Object(
        rest.map(|(key, value)| (key.clone(), value.clone()))
            .collect(),
    )
}
