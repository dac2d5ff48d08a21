//! Data of any shape: the default of a variable.

use super::Report;
use crate::{
    diag::{Code, Diagnostic},
    source::Located,
    spec::yaml::{Content, Node, Plain},
    text::{Address, Context, Part, parse},
};

/// Reads any data. Its text holds no references: a default is a constant.
pub(super) fn data(node: &Node, report: &mut Report<'_>) -> Option<Located<serde_json::Value>> {
    convert(node, report).map(|value| Located::new(value, node.origin))
}

fn convert(node: &Node, report: &mut Report<'_>) -> Option<serde_json::Value> {
    if !node.sound {
        return None;
    }
    match &node.content {
        Content::List(items) => {
            let values: Vec<_> = items.iter().map(|item| convert(item, report)).collect();
            values
                .into_iter()
                .collect::<Option<Vec<_>>>()
                .map(Into::into)
        }
        Content::Map(entries) => {
            let mut map = serde_json::Map::new();
            let mut sound = true;
            for entry in entries {
                match convert(&entry.value, report) {
                    Some(value) if entry.key.sound => {
                        map.insert(entry.key.scalar.text.clone(), value);
                    }
                    _ => sound = false,
                }
            }
            sound.then_some(serde_json::Value::Object(map))
        }
        Content::Scalar(scalar) => match scalar.meaning() {
            Plain::Null => Some(serde_json::Value::Null),
            Plain::Bool(flag) => Some(flag.into()),
            Plain::Integer(Some(number)) => Some(number.into()),
            Plain::Integer(None) | Plain::Float => number(node, &scalar.text, report),
            Plain::Text => text(node, &scalar.text, report).map(Into::into),
        },
    }
}

fn number(node: &Node, text: &str, report: &mut Report<'_>) -> Option<serde_json::Value> {
    let number = text
        .parse::<f64>()
        .ok()
        .filter(|number| number.is_finite())
        .and_then(serde_json::Number::from_f64);
    if number.is_none() {
        report.push(
            Diagnostic::new(
                Code::WrongType,
                node.origin,
                format!("`{text}` is no number that Terraform can hold"),
            )
            .help("put it in quotes to make it text"),
        );
    }
    number.map(Into::into)
}

fn text(node: &Node, raw: &str, report: &mut Report<'_>) -> Option<String> {
    match parse(raw, Context::Plain) {
        Ok(parsed) => {
            if let Some(literal) = parsed.text.as_literal() {
                return Some(literal.to_owned());
            }
            for hole in &parsed.holes {
                if let Part::Reference(reference) = &hole.part
                    && let Some(Address::Variable(name)) = reference.address()
                {
                    report.variables.insert(name.to_owned());
                }
                report.push(
                    Diagnostic::new(
                        Code::ReferenceNotAllowed,
                        node.place(hole.range.clone()),
                        "the default of a variable is a constant, and holds no reference",
                    )
                    .help("write `$${` for the two characters `${`"),
                );
            }
            None
        }
        Err(faults) => {
            for fault in &faults {
                super::text::bad_reference(node, raw, fault, report);
            }
            None
        }
    }
}
