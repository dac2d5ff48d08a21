//! A source or overriding document of `data "aws_iam_policy_document"`, as the provider takes it over.
//!
//! It reads JSON into its own types (provider 5.100, `policy_model.go`): names of elements in any
//! case, unknown elements are dropped, and so is what a condition holds beside text and truth values.
//! It fails on some types that AWS takes: one statement that is no list, numbers as Sid or Version.

use super::refused;
use crate::{
    diag::{Code, Diagnostic},
    read::{
        document::ELEMENTS,
        eval::{Fault, World},
        json::{self, Flat},
        value::{Kind, Object, Value},
    },
};

/// The document with the provider's names and values; what only Terraform knows, as it is.
pub(super) fn read(world: &World<'_>, document: Value) -> Result<Value, Fault> {
    let document = match &document.kind {
        Kind::Json(inner) => inner.as_ref().clone(),
        // The provider takes an empty text for no document.
        Kind::Text(characters) if characters.text.is_empty() => {
            Kind::Object(Object::default()).at(document.origin)
        }
        Kind::Text(characters) => {
            let flat = Flat::new(characters, document.origin);
            match json::parse(&flat) {
                Ok(parsed) => parsed,
                Err(malformed) if flat.is_known() => {
                    let diagnostic =
                        Diagnostic::new(Code::JsonSyntax, malformed.origin, malformed.message);
                    return Err(refused(world, diagnostic));
                }
                Err(_) => return Ok(document),
            }
        }
        _ => document,
    };
    match &document.kind {
        Kind::Object(object) => {
            let object = top(world, object)?;
            Ok(Kind::Object(object).at(document.origin))
        }
        Kind::Null => Ok(Kind::Object(Object::default()).at(document.origin)),
        Kind::List(_) | Kind::Text(_) | Kind::Number(_) | Kind::Bool(_) => {
            let message = "a source document is a JSON object";
            Err(wrong(world, &document, message))
        }
        _ => Ok(document),
    }
}

fn wrong(world: &World<'_>, value: &Value, message: &str) -> Fault {
    let shown = value.canonical();
    let message = format!("{message}: Terraform refuses {shown}");
    refused(
        world,
        Diagnostic::new(Code::BadPolicy, value.origin, message),
    )
}

/// The fields whose names are among `known` in any case, by the name in `known`.
fn renamed(object: &Object, known: &[&str]) -> Object {
    let mut out = Object {
        fields: std::collections::BTreeMap::new(),
        ..object.clone()
    };
    for (key, value) in &object.fields {
        let name = known.iter().find(|name| name.eq_ignore_ascii_case(key));
        if let Some(name) = name {
            out.fields.insert((*name).to_owned(), value.clone());
        }
    }
    out
}

fn top(world: &World<'_>, object: &Object) -> Result<Object, Fault> {
    let mut out = renamed(object, &["Version", "Id", "Statement"]);
    for name in ["Version", "Id"] {
        text(world, out.fields.get(name), name)?;
    }
    let Some(statements) = out.fields.get_mut("Statement") else {
        return Ok(out);
    };
    match &mut statements.kind {
        Kind::List(list) => {
            for item in &mut list.items {
                if let Kind::Object(object) = &item.value.kind {
                    item.value.kind = Kind::Object(statement(world, object)?);
                }
            }
        }
        Kind::Object(_) | Kind::Text(_) | Kind::Number(_) | Kind::Bool(_) => {
            let message = "the statements of a source document are a list";
            return Err(wrong(world, statements, message));
        }
        _ => {}
    }
    Ok(out)
}

/// Refuses what is known and no text.
fn text(world: &World<'_>, value: Option<&Value>, name: &str) -> Result<(), Fault> {
    match value.map(|value| (&value.kind, value)) {
        Some((Kind::Number(_) | Kind::Bool(_) | Kind::List(_) | Kind::Object(_), value)) => {
            Err(wrong(world, value, &format!("`{name}` is text")))
        }
        _ => Ok(()),
    }
}

fn statement(world: &World<'_>, object: &Object) -> Result<Object, Fault> {
    let mut out = renamed(object, &ELEMENTS);
    for name in ["Sid", "Effect"] {
        text(world, out.fields.get(name), name)?;
    }
    for name in ["Principal", "NotPrincipal"] {
        if let Some(value) = out.fields.get_mut(name) {
            principals(world, value)?;
        }
    }
    let Some(written) = out.fields.remove("Condition") else {
        return Ok(out);
    };
    if let Some(kept) = conditions(world, written)? {
        out.fields.insert("Condition".to_owned(), kept);
    }
    Ok(out)
}

/// Any text stands for everyone, whatever it says.
fn principals(world: &World<'_>, value: &mut Value) -> Result<(), Fault> {
    match &value.kind {
        Kind::Text(_) => *value = Value::text("*", value.origin),
        Kind::Object(kinds) => {
            for names in kinds.fields.values() {
                let is_wrong =
                    |kind: &Kind| matches!(kind, Kind::Null | Kind::Number(_) | Kind::Bool(_));
                if is_wrong(&names.kind) {
                    return Err(wrong(world, names, "principals are texts"));
                }
            }
        }
        Kind::Null | Kind::Number(_) | Kind::Bool(_) | Kind::List(_) => {
            return Err(wrong(world, value, "principals are `*` or an object"));
        }
        _ => {}
    }
    Ok(())
}

/// The conditions with what the provider keeps of them; `None` if that is nothing.
fn conditions(world: &World<'_>, mut written: Value) -> Result<Option<Value>, Fault> {
    let message = "conditions are objects of objects";
    match &mut written.kind {
        Kind::Object(operators) => {
            for operator in operators.fields.values_mut() {
                match &mut operator.kind {
                    Kind::Object(keys) => {
                        let written = std::mem::take(&mut keys.fields);
                        for (key, value) in written {
                            if let Some(value) = values(world, value)? {
                                keys.fields.insert(key, value);
                            }
                        }
                    }
                    Kind::Text(_) | Kind::Number(_) | Kind::Bool(_) | Kind::List(_) => {
                        return Err(wrong(world, operator, message));
                    }
                    _ => {}
                }
            }
            let is_empty = |value: &Value| match &value.kind {
                Kind::Object(keys) => keys.fields.is_empty() && keys.rest.is_empty(),
                kind => matches!(kind, Kind::Null),
            };
            operators.fields.retain(|_, operator| !is_empty(operator));
            let nothing = operators.fields.is_empty() && operators.rest.is_empty();
            Ok((!nothing).then_some(written))
        }
        Kind::Null => Ok(None),
        Kind::Text(_) | Kind::Number(_) | Kind::Bool(_) | Kind::List(_) => {
            Err(wrong(world, &written, message))
        }
        _ => Ok(Some(written)),
    }
}

/// What the provider keeps of a condition key's values: text, lists of text, and a truth value as
/// text. A number or object is dropped; in a list, anything but text makes the provider crash.
fn values(world: &World<'_>, mut value: Value) -> Result<Option<Value>, Fault> {
    match &value.kind {
        Kind::Number(_) | Kind::Object(_) | Kind::Null => return Ok(None),
        Kind::Bool(truth) => value = Value::text(truth.to_string(), value.origin),
        Kind::List(list) => {
            let is_other = |kind: &Kind| {
                let known = matches!(kind, Kind::Null | Kind::Number(_) | Kind::Bool(_));
                known || matches!(kind, Kind::List(_) | Kind::Object(_))
            };
            if let Some(item) = list.items.iter().find(|item| is_other(&item.value.kind)) {
                let message = "the values of a condition in a source document are texts";
                return Err(wrong(world, &item.value, message));
            }
        }
        _ => {}
    }
    Ok(Some(value))
}
