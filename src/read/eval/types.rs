//! Type constraints: what Terraform makes of a value that a variable takes.

use std::cmp::Ordering;

use super::{Fault, Outcome, Scope, World, unify};
use crate::{
    hcl::tree::{Expression, Kind as Expr, Part},
    read::value::{Item, Kind, List, Object, Value},
};

/// `value` as the type says. What is unknown stays as it is.
pub(in crate::read) fn convert(world: &World<'_>, value: Value, of: &Expression) -> Outcome {
    if let Kind::Choice(choice) = &value.kind {
        return world.through(choice, |branch| convert(world, branch.clone(), of));
    }
    if matches!(
        value.kind,
        Kind::Null | Kind::Unknown(_) | Kind::Resource(_) | Kind::Module(_)
    ) {
        return Ok(value);
    }
    match &of.kind {
        Expr::Name(name) => convert_simple(world, value, name),
        // Old modules write types in quotes.
        Expr::Template(parts) => match parts.as_slice() {
            [Part::Literal { text, .. }] => convert_simple(world, value, text),
            _ => Ok(value),
        },
        Expr::Call {
            name, arguments, ..
        } => match (name.as_str(), arguments.as_slice()) {
            ("list", [inner]) => Ok(convert_list(world, value, inner, false)?),
            ("set", [inner]) => Ok(convert_list(world, value, inner, true)?),
            ("map", [inner]) => convert_map(world, value, inner),
            ("object", [inner]) => convert_object(world, value, inner),
            ("tuple", [inner]) => convert_tuple(world, value, inner),
            ("optional", [inner, ..]) => convert(world, value, inner),
            _ => Ok(value),
        },
        _ => Ok(value),
    }
}

fn convert_simple(world: &World<'_>, value: Value, name: &str) -> Outcome {
    let wrong = |value: &Value| {
        let shown = value.canonical();
        Err(Fault::new(format!("{shown} is no {name}"), value.origin))
    };
    match (name, &value.kind) {
        ("string", Kind::Number(_) | Kind::Bool(_)) => {
            let text = value.as_str().unwrap_or_default();
            let from = value.from.clone();
            Ok(Value {
                from,
                ..Value::text(text, value.origin)
            })
        }
        ("string", Kind::List(_) | Kind::Object(_)) => wrong(&value),
        ("number", Kind::Text(_)) if value.is_known() => match value.as_number() {
            Some(number) => Ok(Kind::Number(number).at(value.origin)),
            None => wrong(&value),
        },
        ("bool", Kind::Text(_)) if value.is_known() => match value.as_bool() {
            Some(truth) => Ok(Kind::Bool(truth).at(value.origin)),
            None => wrong(&value),
        },
        ("set", Kind::List(_)) => Ok(set_of(world, value)),
        _ => Ok(value),
    }
}

fn convert_list(world: &World<'_>, value: Value, inner: &Expression, set: bool) -> Outcome {
    let Kind::List(list) = value.kind else {
        return Ok(value);
    };
    let mut items = Vec::new();
    for item in list.items {
        items.push(Item {
            value: if item.spread {
                item.value
            } else {
                convert(world, item.value, inner)?
            },
            spread: item.spread,
        });
    }
    let list = Kind::List(List {
        items,
        set: false,
        typed: true,
        open: list.open,
    })
    .at(value.origin);
    Ok(if set { set_of(world, list) } else { list })
}

/// The elements brought to one type and once each, in the order of sets: known strings sorted,
/// then the rest.
pub(in crate::read) fn set_of(world: &World<'_>, value: Value) -> Value {
    let Kind::List(mut list) = value.kind else {
        return value;
    };
    if !list.set {
        list.items = unify::one_type(world, &list.items).unwrap_or(list.items);
        list.typed = true;
        list.items.sort_by(|a, b| in_a_set(&a.value, &b.value));
        list.items
            .dedup_by(|a, b| a.spread == b.spread && sort_key(&a.value) == sort_key(&b.value));
        list.set = true;
    }
    Kind::List(list).at(value.origin)
}

/// The order of a set: numbers by size, texts by their characters, then null, then what is unknown.
fn in_a_set(a: &Value, b: &Value) -> Ordering {
    let rank = |value: &Value| (!value.is_known(), value.is_null());
    let by_value = || match (&a.kind, &b.kind) {
        (Kind::Number(a), Kind::Number(b)) => a.cmp(b),
        _ => sort_key(a).cmp(&sort_key(b)),
    };
    rank(a).cmp(&rank(b)).then_with(by_value)
}

fn sort_key(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| value.canonical())
}

fn convert_map(world: &World<'_>, value: Value, inner: &Expression) -> Outcome {
    let Kind::Object(object) = value.kind else {
        return Ok(value);
    };
    let mut fields = object.fields;
    for field in fields.values_mut() {
        *field = convert(world, field.clone(), inner)?;
    }
    Ok(Kind::Object(Object {
        fields,
        typed: true,
        rest: object.rest,
        other: object.other,
    })
    .at(value.origin))
}

/// An object takes the attributes that its type names, with their defaults, and no others.
fn convert_object(world: &World<'_>, value: Value, inner: &Expression) -> Outcome {
    let (Kind::Object(object), Expr::Object(attributes)) = (&value.kind, &inner.kind) else {
        return Ok(value);
    };
    let mut fields = std::collections::BTreeMap::new();
    for (key, of) in attributes {
        let Expr::Template(parts) = &key.kind else {
            continue;
        };
        let [Part::Literal { text: name, .. }] = parts.as_slice() else {
            continue;
        };
        let given = object.fields.get(name).filter(|field| !field.is_null());
        let field = match (given, of) {
            (Some(field), of) => convert(world, field.clone(), of)?,
            (None, of) => match default(of) {
                Some(default) => {
                    let scope = Scope::of(0).in_source(value.origin.source());
                    convert(world, world.eval(default, &scope)?, of)?
                }
                None if object.rest.is_empty() => Kind::Null.at(value.origin),
                None => continue,
            },
        };
        fields.insert(name.clone(), field);
    }
    Ok(Kind::Object(Object {
        fields,
        typed: false,
        rest: object.rest.clone(),
        other: object.other.clone(),
    })
    .at(value.origin))
}

/// The default of `optional(type, default)`.
fn default(of: &Expression) -> Option<&Expression> {
    match &of.kind {
        Expr::Call {
            name, arguments, ..
        } if name == "optional" => arguments.get(1),
        _ => None,
    }
}

fn convert_tuple(world: &World<'_>, value: Value, inner: &Expression) -> Outcome {
    let (Kind::List(list), Expr::List(types)) = (&value.kind, &inner.kind) else {
        return Ok(value);
    };
    let items = list.items.iter().zip(types);
    let items = items.map(|(item, of)| convert(world, item.value.clone(), of));
    Ok(Value::list(
        items.collect::<Result<Vec<_>, _>>()?,
        value.origin,
    ))
}
