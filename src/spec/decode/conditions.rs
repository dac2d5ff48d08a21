//! Conditions: operator, then key, then values.

use super::{Report, map, report::wrong_type, text};
use crate::{
    diag::{Code, Diagnostic, Edit},
    policy::{self, Condition, Operator},
    source::Located,
    spec::{
        keys::{CONDITION_VALUE, TextRule},
        yaml::{Content, Node, Plain},
    },
    text::Text,
};

const CONDITION_KEY: TextRule = TextRule::new("a condition key").literal();
const OPERATOR: TextRule = TextRule::new("a condition operator").literal();

/// Reads `{Operator: {key: value or values}}`.
pub(super) fn conditions(node: &Node, report: &mut Report<'_>) -> Option<Vec<Condition>> {
    let entries = map::entries(node, "`conditions`", false, report)?;
    let before = report.errors();
    let mut conditions = Vec::new();
    for entry in entries {
        let operator = map::key_text(entry, &OPERATOR, report);
        if !entry.value.sound {
            continue;
        }
        let Some(keys) = map::entries(&entry.value, "what stands below an operator", false, report)
        else {
            continue;
        };
        for inner in keys {
            let key = map::key_text(inner, &CONDITION_KEY, report);
            let values = values(&inner.value, report);
            let (Some(operator), Some(key), Some(values)) = (&operator, key, values) else {
                continue;
            };
            let name = operator.value.as_literal().unwrap_or_default();
            conditions.push(Condition {
                operator: Operator::parse(name),
                origin: operator.origin.to(key.origin),
                key,
                values,
            });
        }
    }
    (report.errors() == before).then_some(conditions)
}

/// Reads `{key: value or values}`.
pub(super) fn context(
    node: &Node,
    report: &mut Report<'_>,
) -> Option<Vec<(policy::Value, Vec<policy::Value>)>> {
    let entries = map::entries(node, "`context`", false, report)?;
    let before = report.errors();
    let mut context = Vec::new();
    for entry in entries {
        let key = map::key_text(entry, &CONDITION_KEY, report);
        let values = values(&entry.value, report);
        if let (Some(key), Some(values)) = (key, values) {
            context.push((key, values));
        }
    }
    (report.errors() == before).then_some(context)
}

/// Reads one value or a list of them: strings, booleans and numbers.
fn values(node: &Node, report: &mut Report<'_>) -> Option<Vec<policy::Value>> {
    if !node.sound {
        return None;
    }
    match &node.content {
        Content::List(items) if items.is_empty() => {
            report.push(
                Diagnostic::new(
                    Code::DeadValue,
                    node.origin,
                    "a condition without values never holds",
                )
                .help("name a value, or remove the condition"),
            );
            None
        }
        Content::List(items) => {
            let values: Vec<_> = items.iter().map(|item| value(item, report)).collect();
            values.into_iter().collect()
        }
        Content::Map(_) => {
            report.push(wrong_type(node, "a value or a list of values"));
            None
        }
        Content::Scalar(_) => value(node, report).map(|value| vec![value]),
    }
}

fn value(node: &Node, report: &mut Report<'_>) -> Option<policy::Value> {
    if !node.sound {
        return None;
    }
    let scalar = node.as_scalar();
    match scalar.map(|scalar| (scalar.meaning(), scalar)) {
        // Rendered as strings, as AWS does.
        Some((Plain::Bool(flag), _)) => {
            Some(Located::new(Text::literal(flag.to_string()), node.origin))
        }
        // Twelve digits are an account id, and a leading zero is lost in a number.
        Some((Plain::Integer(_) | Plain::Float, scalar)) if is_identifier(&scalar.text) => {
            let text = &scalar.text;
            let message = format!("`{text}` is a number here, and looks like an account id");
            report.push(
                Diagnostic::new(Code::WrongType, node.origin, message).safe_fix(
                    "put it in quotes",
                    [Edit {
                        origin: node.origin,
                        text: format!("\"{text}\""),
                    }],
                ),
            );
            None
        }
        Some((Plain::Integer(_) | Plain::Float, scalar)) => Some(Located::new(
            Text::literal(scalar.text.clone()),
            node.origin,
        )),
        _ => text::text(node, &CONDITION_VALUE, report),
    }
}

fn is_identifier(text: &str) -> bool {
    let is_digits = text.bytes().all(|byte| byte.is_ascii_digit());
    is_digits && (text.len() == 12 || text.len() > 1 && text.starts_with('0'))
}
