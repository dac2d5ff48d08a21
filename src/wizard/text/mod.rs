//! Values as YAML text, in the style of a spec that a person writes: block style, short lists of
//! words in one line, quotes only where they are needed.
//!
//! ```
//! use rolewright::wizard::text::block;
//! use serde_json::json;
//!
//! let spec = json!({"account": "111111111111", "buckets": [{"name": "photos", "access": ["read"]}]});
//! assert_eq!(
//!     block(&spec, 0),
//!     "account: \"111111111111\"\nbuckets:\n  - name: photos\n    access: [read]\n"
//! );
//! ```

mod scalar;

pub use scalar::{Quotes, quoted};
use serde_json::{Map, Value};

/// A list of words stands in one line up to this width, the key included.
const LINE: usize = 96;

/// A value on one line.
pub fn flow(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(bool) => bool.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => quoted(text, Quotes::Needed),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(flow).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(map) if map.is_empty() => "{}".to_owned(),
        Value::Object(map) => {
            let entries: Vec<String> = map
                .iter()
                .map(|(key, value)| format!("{}: {}", key_text(key), flow(value)))
                .collect();
            format!("{{ {} }}", entries.join(", "))
        }
    }
}

/// A key as it stands before its colon.
pub fn key_text(key: &str) -> String {
    quoted(key, Quotes::Needed)
}

/// A whole map or list as lines, each after `indent` spaces and ended by a line feed; a scalar is
/// one line.
pub fn block(value: &Value, indent: usize) -> String {
    let space = " ".repeat(indent);
    match value {
        Value::Object(map) if !map.is_empty() => map
            .iter()
            .map(|(key, value)| entry(key, value, indent))
            .collect(),
        Value::Array(items) if !items.is_empty() => {
            items.iter().map(|value| item(value, indent)).collect()
        }
        other => format!("{space}{}\n", flow(other)),
    }
}

/// `key: value` as lines, the first after `indent` spaces.
pub fn entry(key: &str, value: &Value, indent: usize) -> String {
    let head = format!("{}{}:", " ".repeat(indent), key_text(key));
    let line = flow(value);
    if is_short(value) && head.len() + line.len() < LINE {
        return format!("{head} {line}\n");
    }
    format!("{head}\n{}", block(value, indent + 2))
}

/// `- value` as lines, the first after `indent` spaces.
pub fn item(value: &Value, indent: usize) -> String {
    let space = " ".repeat(indent);
    match value {
        Value::Object(map) if !map.is_empty() => {
            let lines = block(value, indent + 2);
            let rest = lines.get(indent + 2..).unwrap_or_default();
            format!("{space}- {rest}")
        }
        other => format!("{space}- {}\n", flow(other)),
    }
}

/// Whether a value reads best on its key's line.
fn is_short(value: &Value) -> bool {
    match value {
        Value::Object(map) => map.is_empty() || is_pair_of_words(map),
        Value::Array(items) => items
            .iter()
            .all(|item| !item.is_array() && !item.is_object()),
        _ => true,
    }
}

/// `{ ref: aws_subnet.private }`, `{ size: 20 }`: a map that only names something.
fn is_pair_of_words(map: &Map<String, Value>) -> bool {
    map.len() == 1
        && map
            .values()
            .all(|value| !value.is_array() && !value.is_object())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn long_lists_and_nested_maps_take_lines() {
        let arns: Vec<String> = (0..4)
            .map(|n| format!("arn:aws:sqs:us-east-1:111111111111:queue-{n}"))
            .collect();
        let value = json!({"role": {"name": "web", "tags": {"A": "1", "B": "x"}}, "arns": arns, "none": [], "list": [["a"], "b"]});
        let text = block(&value, 0);
        assert!(
            text.starts_with(
                "role:\n  name: web\n  tags:\n    A: \"1\"\n    B: x\narns:\n  - arn:aws:sqs"
            ),
            "{text}"
        );
        assert!(
            text.ends_with("none: []\nlist:\n  - [a]\n  - b\n"),
            "{text}"
        );
        assert_eq!(serde_yaml::from_str::<Value>(&text).unwrap(), value);
    }
}
