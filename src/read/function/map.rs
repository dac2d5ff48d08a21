//! Functions of maps and objects.

use std::collections::BTreeMap;

use super::{Call, shape::Shape};
use crate::{
    read::{
        eval::{
            Outcome,
            unify::{Type, converted, unified},
        },
        value::{Item, Kind, Object, Value, key_of, text_of_key},
    },
    text::Reference,
};

pub(super) fn tomap(call: &Call<'_, '_>) -> Option<Outcome> {
    let value = call.get(0)?;
    let Kind::Object(object) = &value.kind else {
        let fits = matches!(value.kind, Kind::Unknown(_) | Kind::Null);
        return if fits {
            Some(Ok(value.clone()))
        } else {
            call.refuses(0)
        };
    };
    let fields: Vec<Value> = object.fields.values().cloned().collect();
    let Some(fields) = unified(call.world, &fields) else {
        return Some(Err(call.fault("the values are not of one type")));
    };
    let mut object = object.clone();
    object.typed = true;
    for (field, one) in object.fields.values_mut().zip(fields) {
        *field = one;
    }
    Some(Ok(Value {
        kind: Kind::Object(object),
        ..value.clone()
    }))
}

/// Old Terraform's `map(key, value, …)`.
pub(super) fn map(call: &Call<'_, '_>) -> Option<Outcome> {
    let mut fields = BTreeMap::new();
    for pair in call.arguments.chunks(2) {
        let [key, value] = pair else { return None };
        fields.insert(key_of(&key.as_text()?), value.clone());
    }
    Some(Ok(Value::object(fields, call.origin)))
}

pub(super) fn keys(call: &Call<'_, '_>) -> Option<Outcome> {
    let Kind::Object(object) = &call.get(0)?.kind else {
        return call.refuses(0);
    };
    let known = object
        .fields
        .keys()
        .map(|key| Item::one(Value::text(text_of_key(key), call.origin)));
    let rest = object
        .rest
        .iter()
        .map(|reference| Item::spread(Value::unknown(format!("keys({reference})"), call.origin)));
    Some(Ok(call.result(
        known.chain(rest).collect(),
        shape_of(object),
        false,
    )))
}

pub(super) fn values(call: &Call<'_, '_>) -> Option<Outcome> {
    let Kind::Object(object) = &call.get(0)?.kind else {
        return call.refuses(0);
    };
    let known = object.fields.values().cloned().map(Item::one);
    let rest = object
        .rest
        .iter()
        .map(|reference| Item::spread(Value::unknown(format!("values({reference})"), call.origin)));
    Some(Ok(call.result(
        known.chain(rest).collect(),
        shape_of(object),
        false,
    )))
}

/// A map has a list of keys and one of values; of an object, each has its own type.
const fn shape_of(object: &Object) -> Shape {
    if object.typed {
        Shape::List
    } else {
        Shape::Tuple
    }
}

/// Objects over each other. What an unknown one may hold is not certain any more.
pub(super) fn merge(call: &Call<'_, '_>) -> Option<Outcome> {
    let mut merged = Object::default();
    let mut types = Vec::new();
    for (index, argument) in call.arguments.iter().enumerate() {
        let value = call.world.settled(argument);
        let of = Type::of(&value);
        match value.kind {
            Kind::Object(object) => {
                types.push(of);
                for reference in object.rest {
                    shade(&mut merged, &reference, call);
                }
                merged.fields.extend(object.fields);
            }
            Kind::Null => {}
            Kind::Unknown(reference) => {
                types.push(of);
                shade(&mut merged, &reference, call);
            }
            Kind::Choice(_) | Kind::Resource(_) | Kind::Module(_) => return None,
            _ => return call.refuses(index),
        }
    }
    // Maps of one type yield such a map.
    merged.typed = types.iter().all(|of| matches!(of, Type::Map(_)))
        && types.windows(2).all(|two| matches!(two, [a, b] if a == b))
        && !types.is_empty();
    Some(Ok(Kind::Object(merged).at(call.origin)))
}

fn shade(merged: &mut Object, over: &Reference, call: &Call<'_, '_>) {
    for (key, field) in &mut merged.fields {
        let key = crate::hcl::quoted(&text_of_key(key));
        let known = field.canonical();
        *field = Value::unknown(format!("lookup({over}, {key}, {known})"), call.origin);
    }
    merged.rest.push(over.clone());
}

pub(super) fn lookup(call: &Call<'_, '_>) -> Option<Outcome> {
    let Kind::Object(object) = &call.get(0)?.kind else {
        return call.refuses(0);
    };
    if call.get(1)?.is_null() {
        return call.refuses(1);
    }
    let default = match (call.get(2), Type::of(call.get(0)?)) {
        // The default is brought to the type of the values.
        (Some(default), Type::Map(of)) => {
            let Some(default) = converted(call.world, default, &of) else {
                return Some(Err(call.fault("the default is not of the type of the map")));
            };
            Some(default)
        }
        (default, _) => default.cloned(),
    };
    let key = key_of(&call.get(1)?.as_text()?);
    if let Some(field) = object.fields.get(&key) {
        return Some(Ok(field.clone()));
    }
    if !object.rest.is_empty() || object.other.is_some() || !call.get(1)?.is_known() {
        return None;
    }
    Some(match default {
        Some(default) => Ok(default),
        None => Err(call.fault(format!("there is no `{}` in it", text_of_key(&key)))),
    })
}

pub(super) fn zipmap(call: &Call<'_, '_>) -> Option<Outcome> {
    let (keys, values) = (call.exact_list(0)?, call.exact_list(1)?);
    if keys.items.len() != values.items.len() {
        return Some(Err(call.fault("`zipmap` takes as many values as keys")));
    }
    let keys = or_fault!(call.strings(&keys));
    let mut fields = BTreeMap::new();
    for (key, value) in keys.iter().zip(&values.items) {
        let Some(key) = key.value.as_text() else {
            return Some(Err(call.fault("null is not a key")));
        };
        fields.insert(key_of(&key), value.value.clone());
    }
    let object = Object {
        fields,
        typed: values.typed,
        ..Object::default()
    };
    Some(Ok(Kind::Object(object).at(call.origin)))
}

/// Of lists of values by keys, lists of keys by values.
pub(super) fn transpose(call: &Call<'_, '_>) -> Option<Outcome> {
    let Kind::Object(object) = &call.get(0)?.kind else {
        return call.refuses(0);
    };
    call.get(0)?.is_known().then_some(())?;
    let mut turned: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for (key, values) in &object.fields {
        let Kind::List(list) = &values.kind else {
            return call.refuses(0);
        };
        for item in or_fault!(call.strings(list)) {
            let Some(value) = item.value.as_text() else {
                return Some(Err(call.fault("null is not a key")));
            };
            let key = Value::text(text_of_key(key), call.origin);
            turned.entry(key_of(&value)).or_default().push(key);
        }
    }
    let fields = turned
        .into_iter()
        .map(|(key, values)| (key, Value::typed_list(values, call.origin)));
    let object = Object {
        fields: fields.collect(),
        typed: true,
        ..Object::default()
    };
    Some(Ok(Kind::Object(object).at(call.origin)))
}
