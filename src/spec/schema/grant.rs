//! The schemas of grants, made from the services' data files.

use serde_json::{Value, json};

use super::{Definitions, map};
use crate::{
    grant::{self, Entry, Service},
    spec::keys::{MapShape, Shape, service_keys, services},
};

/// Adds the keys of all services.
pub(super) fn properties(
    properties: &mut serde_json::Map<String, Value>,
    definitions: &mut Definitions,
) -> Result<(), grant::Error> {
    for key in services() {
        let (service, shape) = service_keys(key.name)?;
        let mut entry = entry(service, shape, definitions)?;
        if let Some(object) = entry.as_object_mut() {
            let words = format!("{}: {}", service.title, service.about);
            object.insert("description".to_owned(), json!(words));
        }
        properties.insert(key.name.to_owned(), entry);
    }
    Ok(())
}

/// What stands below the key of a service.
fn entry(
    service: &'static Service,
    shape: &'static MapShape,
    definitions: &mut Definitions,
) -> Result<Value, grant::Error> {
    let name = format!("Grant-{}", service.key);
    if !definitions.contains_key(&name) {
        let made = grant(service, shape, definitions)?;
        definitions.insert(name.clone(), made);
    }
    let one = json!({"$ref": format!("#/$defs/{name}")});
    Ok(match service.entry {
        Entry::List => json!({"type": "array", "minItems": 1, "items": one}),
        Entry::Single => {
            let mut forms = vec![one];
            if let Some(Shape::List(verb)) = shape.key("access").map(|key| key.shape) {
                let verb = super::value::schema(verb, definitions)?;
                forms.push(json!({"type": "array", "minItems": 1, "items": verb}));
            }
            if !service.default_access.is_empty() {
                forms.push(json!({"const": true}));
            }
            json!({"anyOf": forms})
        }
        Entry::Switch => json!({"anyOf": [{"const": true}, one]}),
    })
}

/// One grant.
fn grant(
    service: &'static Service,
    shape: &'static MapShape,
    definitions: &mut Definitions,
) -> Result<Value, grant::Error> {
    let mut grant = map(shape, definitions)?;
    let subjects: Vec<Value> = service
        .subject_keys()
        .map(|key| json!({"required": [key]}))
        .collect();
    if let Some(object) = grant.as_object_mut() {
        if !subjects.is_empty() {
            object.insert("anyOf".to_owned(), json!(subjects));
        }
        if service.entry == Entry::List && service.default_access.is_empty() {
            object.insert("required".to_owned(), json!(["access"]));
        }
    }
    let properties = grant.get_mut("properties").and_then(Value::as_object_mut);
    if let Some(properties) = properties {
        for (name, form) in &service.forms {
            add(properties.get_mut(name), "examples", json!([form.example]));
        }
        for (name, option) in &service.options {
            if !option.values.is_empty() {
                add(properties.get_mut(name), "enum", json!(option.values));
            }
        }
        if let Some(arn) = &service.arn {
            add(properties.get_mut("arn"), "examples", json!([arn.example]));
        }
    }
    Ok(grant)
}

fn add(schema: Option<&mut Value>, key: &str, value: Value) {
    if let Some(object) = schema.and_then(Value::as_object_mut) {
        object.insert(key.to_owned(), value);
    }
}
