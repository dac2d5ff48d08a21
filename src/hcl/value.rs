//! JSON values as HCL expressions.

use serde_json::Value;

use super::{escape::literal, identifier::is_identifier};

/// The HCL expression of a JSON value, over several lines where it is a list or object with
/// anything in it. Indentation and alignment are left to [`super::format()`].
///
/// ```
/// use rolewright::hcl;
/// let json = serde_json::json!({ "a": [1, "x"], "b-${c}": {}, "for": null });
/// assert_eq!(hcl::format(&format!("v = {}\n", hcl::value(&json))), r#"v = {
///   a = [
///     1,
///     "x",
///   ]
///   "b-$${c}" = {}
///   "for"     = null
/// }
/// "#);
/// ```
pub fn value(value: &Value) -> String {
    let mut out = String::new();
    push(&mut out, value);
    out
}

fn push(out: &mut String, value: &Value) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(truth) => out.push_str(&truth.to_string()),
        Value::Number(number) => out.push_str(&number.to_string()),
        Value::String(text) => out.push_str(&literal(text)),
        Value::Array(items) if items.is_empty() => out.push_str("[]"),
        Value::Object(fields) if fields.is_empty() => out.push_str("{}"),
        Value::Array(items) => {
            out.push_str("[\n");
            for item in items {
                push(out, item);
                out.push_str(",\n");
            }
            out.push(']');
        }
        Value::Object(fields) => {
            out.push_str("{\n");
            for (name, field) in fields {
                out.push_str(&key(name));
                out.push_str(" = ");
                push(out, field);
                out.push('\n');
            }
            out.push('}');
        }
    }
}

/// A key of an object, bare where HCL would read the same text: `for` would start a `for`
/// expression, and `null`, `true` and `false` are values.
fn key(name: &str) -> String {
    let keyword = matches!(name, "for" | "null" | "true" | "false");
    if is_identifier(name) && !keyword {
        name.to_owned()
    } else {
        literal(name)
    }
}
