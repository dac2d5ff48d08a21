//! What a tree means, without its places.

use serde_json::{Map, Number, Value};

use crate::spec::yaml::{Content, Node, Plain};

/// The value that a node stands for. Numbers that fit no integer keep their text.
pub fn value(node: &Node) -> Value {
    match &node.content {
        Content::List(items) => items.iter().map(value).collect(),
        Content::Map(entries) => {
            let entries = entries
                .iter()
                .map(|entry| (entry.key.scalar.text.clone(), value(&entry.value)));
            Value::Object(entries.collect::<Map<_, _>>())
        }
        Content::Scalar(scalar) => match scalar.meaning() {
            Plain::Null => Value::Null,
            Plain::Bool(bool) => Value::Bool(bool),
            Plain::Integer(Some(number)) => Value::Number(number.into()),
            Plain::Float => {
                let number = scalar.text.parse().ok().and_then(Number::from_f64);
                number.map_or_else(|| Value::String(scalar.text.clone()), Value::Number)
            }
            Plain::Integer(None) | Plain::Text => Value::String(scalar.text.clone()),
        },
    }
}
