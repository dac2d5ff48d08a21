//! Values as the JSON that Terraform's `jsonencode` writes.

use std::fmt::Write as _;

use crate::{
    read::value::{Kind, Value, text_of_key},
    text::{Part, Text},
};

/// The JSON text of a value; `None` where an unknown could be of any type and so needs its own
/// encoding.
pub(in crate::read) fn encode(value: &Value) -> Option<Text> {
    let mut out = Text::default();
    push(&mut out, value)?;
    Some(out)
}

fn push(out: &mut Text, value: &Value) -> Option<()> {
    let mut literal = |text: &str| out.push(Part::Literal(text.to_owned()));
    match &value.kind {
        Kind::Null => literal("null"),
        Kind::Bool(truth) => literal(&truth.to_string()),
        Kind::Number(_) => literal(&value.as_str()?),
        Kind::Text(characters) => {
            literal("\"");
            for part in characters.text.parts() {
                match part {
                    Part::Literal(text) => out.push(Part::Literal(escaped(text))),
                    part => out.push(part.clone()),
                }
            }
            out.push(Part::Literal("\"".to_owned()));
        }
        Kind::List(list) if list.is_exact() => {
            literal("[");
            for (i, item) in list.items.iter().enumerate() {
                if i > 0 {
                    out.push(Part::Literal(",".to_owned()));
                }
                push(out, &item.value)?;
            }
            out.push(Part::Literal("]".to_owned()));
        }
        Kind::Object(object) if object.rest.is_empty() => {
            literal("{");
            for (i, (key, field)) in object.fields.iter().enumerate() {
                let comma = if i > 0 { "," } else { "" };
                out.push(Part::Literal(comma.to_owned()));
                push(out, &Value::text(text_of_key(key), field.origin))?;
                out.push(Part::Literal(":".to_owned()));
                push(out, field)?;
            }
            out.push(Part::Literal("}".to_owned()));
        }
        Kind::Json(inner) => {
            let text = encode(inner)?;
            push(out, &Value::text(text, value.origin))?;
        }
        _ => return None,
    }
    Some(())
}

/// As Terraform's `jsonencode` writes it, with `<`, `>`, `&` and the line separators as codes.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                let _ = write!(out, "\\u{:04x}", u32::from(character));
            }
            control if u32::from(control) < 0x20 => {
                let _ = write!(out, "\\u{:04x}", u32::from(control));
            }
            plain => out.push(plain),
        }
    }
    out
}
