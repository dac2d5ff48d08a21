//! How close what we read in a module is to what a plan of it gave, hole by hole.

use std::sync::LazyLock;

use serde_json::{Value, json};

/// How close what we read is to what is so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Close {
    Equal,
    /// We have an expression where the plan has a value, or say that we did not understand.
    Symbolic,
    Wrong,
}

/// What the plans assumed of account, region and partition, and the service names of China.
static ASSUMED: LazyLock<Vec<(regex::Regex, &str)>> = LazyLock::new(|| {
    [
        (
            r"\{\{[^{}]*data\.aws_caller_identity\.[^.{}]+\.(account_id|id)\}\}",
            "123456789012",
        ),
        (
            r"\{\{[^{}]*data\.aws_region\.[^.{}]+\.(name|id|region)\}\}",
            "us-east-1",
        ),
        (
            r"\{\{[^{}]*data\.aws_partition\.[^.{}]+\.(partition|id)\}\}",
            "aws",
        ),
        (
            r"\{\{[^{}]*data\.aws_partition\.[^.{}]+\.dns_suffix\}\}",
            "amazonaws.com",
        ),
        (r"^arn:aws-(cn|us-gov):", "arn:aws:"),
        (r"amazonaws\.com\.cn$", "amazonaws.com"),
    ]
    .map(|(pattern, value)| (regex::Regex::new(pattern).unwrap(), value))
    .into()
});

fn known(text: &str) -> String {
    let mut text = text.to_owned();
    for (pattern, value) in ASSUMED.iter() {
        text = pattern.replace_all(&text, *value).into_owned();
    }
    text
}

/// Every `{{expr}}` as one character.
fn holes(text: &str) -> String {
    let text = plain_holes(text);
    // Comparing goes modulo partition, however it was found out.
    text.replace("arn:\u{1}:", "arn:aws:")
        .replace("amazonaws.com\u{1}", "amazonaws.com")
}

fn plain_holes(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        out.push_str(before);
        out.push('\u{1}');
        // An expression may hold braces of its own.
        let mut depth = 1;
        let mut end = after.len();
        for (i, c) in after.char_indices() {
            if after[i..].starts_with("}}") && depth == 1 {
                end = i;
                break;
            }
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
        }
        rest = after.get(end + 2..).unwrap_or_default();
    }
    out + rest
}

/// Whether a text is the pattern with something in each hole.
fn fits(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('\u{1}');
    let Some(mut rest) = text.strip_prefix(parts.next().unwrap()) else {
        return false;
    };
    let Some(last) = parts.next_back() else {
        return rest.is_empty();
    };
    for part in parts {
        let Some(at) = rest.find(part) else {
            return false;
        };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}

/// Of two texts that [`normal`] made.
fn string(fact: &str, ours: &str) -> Close {
    let is_expression = !fact.contains('\u{1}') || ours.contains('\u{1}');
    if fact == ours || is_expression && fits(fact, ours) {
        Close::Equal
    } else if ours.contains('\u{1}') && fits(ours, fact) || fits(fact, ours) {
        // One of the two knows more, and the other cannot judge it.
        Close::Symbolic
    } else {
        Close::Wrong
    }
}

pub(crate) fn list(value: &Value) -> Vec<Value> {
    match value {
        Value::Array(items) => items.clone(),
        Value::Null => Vec::new(),
        other => vec![other.clone()],
    }
}

/// Lists compare as sets; an expression among ours may stand for any number of elements.
fn set(fact: &Value, ours: &Value) -> Close {
    let (fact, ours) = (list(fact), list(ours));
    let best = |one: &Value, all: &[Value], turned: bool| {
        let each = all.iter().map(|other| {
            if turned {
                value(other, one)
            } else {
                value(one, other)
            }
        });
        each.min().unwrap_or(Close::Wrong)
    };
    let there = fact
        .iter()
        .map(|f| best(f, &ours, false))
        .max()
        .unwrap_or(Close::Equal);
    let back = ours
        .iter()
        .map(|o| best(o, &fact, true))
        .max()
        .unwrap_or(Close::Equal);
    match there.max(back) {
        Close::Wrong
            if ours
                .iter()
                .any(|o| o.as_str().is_some_and(|o| o == "\u{1}")) =>
        {
            Close::Symbolic
        }
        close => close,
    }
}

/// Arguments that name another resource, of which a plan knows nothing before it is made.
const LINKS: [&str; 4] = ["role", "roles", "ip", "arn"];

/// Whether a plan only shows that there is a link, and there is one.
pub(crate) fn is_link(key: &str, fact: &Value, ours: &Value) -> bool {
    let (fact, ours) = (list(fact), list(ours));
    let is_text = |value: &Value| value.as_str().is_some_and(|text| !text.is_empty());
    LINKS.contains(&key)
        && fact.len() == ours.len()
        && fact.iter().all(|one| one == "\u{1}")
        && ours.iter().all(is_text)
}

pub(crate) fn value(fact: &Value, ours: &Value) -> Close {
    match (fact, ours) {
        // What the plan shows as null may be unset, or known only after apply.
        (Value::Null, Value::Null) => Close::Equal,
        (Value::Null, Value::String(text)) if text.contains('\u{1}') || text.is_empty() => {
            Close::Equal
        }
        (Value::Null, Value::Array(items)) if items.is_empty() => Close::Equal,
        (Value::String(text), Value::Null) if text.is_empty() => Close::Equal,
        // A name that only the plan makes.
        (Value::String(text), Value::Null) if text == "\u{1}" => Close::Equal,
        // The default path.
        (Value::String(text), Value::Null) if text == "/" => Close::Equal,
        (Value::Object(fact), Value::Object(ours)) => {
            let empty = |v: &Value| v.is_null() || v == &json!("") || v == &json!([]);
            let keys = fact.keys().chain(ours.keys());
            keys.map(|key| match (fact.get(key), ours.get(key)) {
                (Some(f), Some(o)) => value(f, o),
                (Some(f), None) if empty(f) => Close::Equal,
                (None, Some(o)) if empty(o) => Close::Equal,
                // A condition key may be an expression.
                (Some(f), None) => {
                    let by_key = ours.iter().filter(|(k, _)| string(key, k) != Close::Wrong);
                    by_key
                        .map(|(_, o)| value(f, o))
                        .min()
                        .unwrap_or(Close::Wrong)
                }
                (None, Some(_)) if fact.keys().any(|f| string(f, key) != Close::Wrong) => {
                    Close::Equal
                }
                _ => Close::Wrong,
            })
            .max()
            .unwrap_or(Close::Equal)
        }
        (Value::Array(_), _) | (_, Value::Array(_)) => set(fact, ours),
        (Value::String(fact), Value::String(ours)) => string(fact, ours),
        (Value::Bool(_) | Value::Number(_), Value::String(ours)) => string(&fact.to_string(), ours),
        _ if fact == ours => Close::Equal,
        _ => Close::Wrong,
    }
}

/// One Principal for everyone.
pub(crate) fn normal(fact: &Value) -> Value {
    match fact {
        Value::Object(fields) => fields
            .iter()
            .filter(|(key, value)| match key.as_str() {
                "Sid" => *value != &json!(""),
                "Condition" => *value != &json!({}),
                // Not in the facts.
                "http_protocol_ipv6" => false,
                // A plan with mocks shows unset settings as 0, or as eight random characters.
                "http_put_response_hop_limit" => !matches!(value.as_str(), Some("0")),
                "http_endpoint" | "http_tokens" | "instance_metadata_tags" => {
                    let known = ["enabled", "disabled", "required", "optional"];
                    value
                        .as_str()
                        .is_some_and(|v| v.len() != 8 || known.contains(&v) || v.contains('{'))
                }
                _ => true,
            })
            .map(|(key, value)| {
                let everyone = key == "Principal" && value == &json!({ "AWS": "*" });
                (
                    holes(&known(key)),
                    if everyone { json!("*") } else { normal(value) },
                )
            })
            .collect(),
        Value::Array(items) => items.iter().map(normal).collect(),
        Value::String(text) => json!(holes(&known(text))),
        other => other.clone(),
    }
}
