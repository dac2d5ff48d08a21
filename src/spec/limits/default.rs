//! Whether the default of a variable is of the variable's type.

use serde_json::Value as Data;

/// A type of Terraform, as far as a constant can miss it. Objects and tuples are let be: what may
/// be left out of them takes more than a look.
#[derive(Debug, PartialEq, Eq)]
enum Type {
    String,
    Number,
    Bool,
    List(Box<Self>),
    Map(Box<Self>),
    Object,
    Tuple,
    Any,
}

impl Type {
    fn of(text: &str) -> Self {
        let text = text.trim();
        let (word, inner) = text.split_once('(').unwrap_or((text, ""));
        let inner = || {
            Box::new(Self::of(
                inner.trim_end().strip_suffix(')').unwrap_or(inner),
            ))
        };
        match word.trim() {
            "string" => Self::String,
            "number" => Self::Number,
            "bool" => Self::Bool,
            "list" | "set" => Self::List(inner()),
            "map" => Self::Map(inner()),
            "object" => Self::Object,
            "tuple" => Self::Tuple,
            _ => Self::Any,
        }
    }

    /// Terraform converts between strings, numbers and booleans where the text says one.
    fn takes(&self, data: &Data) -> bool {
        match (self, data) {
            (Self::Any, _)
            | (_, Data::Null)
            | (Self::String, Data::String(_) | Data::Number(_) | Data::Bool(_))
            | (Self::Number, Data::Number(_))
            | (Self::Bool, Data::Bool(_))
            | (Self::Tuple, Data::Array(_))
            | (Self::Object, Data::Object(_)) => true,
            (Self::Number, Data::String(text)) => text.parse::<f64>().is_ok(),
            (Self::Bool, Data::String(text)) => text == "true" || text == "false",
            (Self::List(item), Data::Array(items)) => items.iter().all(|data| item.takes(data)),
            (Self::Map(item), Data::Object(map)) => map.values().all(|data| item.takes(data)),
            _ => false,
        }
    }
}

/// Whether Terraform takes `default` for a variable of this type.
pub(crate) fn fits(type_expression: &str, default: &Data) -> bool {
    Type::of(type_expression).takes(default)
}

#[cfg(test)]
mod tests {
    use super::fits;
    use serde_json::json;

    #[test]
    fn a_default_fits_its_type_as_terraform_converts() {
        for (kind, good) in [
            ("string", json!(3)),
            ("number", json!("3.5")),
            ("bool", json!("true")),
            ("list(string)", json!(["a", 1])),
            ("map(list(number))", json!({ "a": [1] })),
            ("object({ a = string })", json!({ "a": "x" })),
            ("any", json!([1])),
            ("string", json!(null)),
        ] {
            assert!(fits(kind, &good), "{kind} {good}");
        }
        for (kind, bad) in [
            ("string", json!(["a"])),
            ("number", json!("three")),
            ("bool", json!(1)),
            ("list(string)", json!("a")),
            ("set(number)", json!(["a"])),
            ("map(list(number))", json!({ "a": 1 })),
            ("object({ a = string })", json!([])),
        ] {
            assert!(!fits(kind, &bad), "{kind} {bad}");
        }
    }
}
