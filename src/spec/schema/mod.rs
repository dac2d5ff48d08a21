//! The JSON Schema of a spec (Draft 2020-12), for editors and for checks in other programs.
//!
//! It says what the description of the keys says: names, types, choices, patterns. What needs the
//! rest of the file (references, uniqueness, dead values) only [`super::parse`] knows.

mod grant;
mod value;

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::keys::{MapShape, SPEC};

/// The definitions of a schema, by name.
type Definitions = BTreeMap<String, Value>;

/// The schema of a spec.
///
/// # Errors
/// If a grant service's data file is malformed.
pub fn schema() -> Result<Value, crate::grant::Error> {
    let mut definitions = Definitions::new();
    let mut schema = map(&SPEC, &mut definitions)?;
    if let Some(object) = schema.as_object_mut() {
        let head = [
            (
                "$schema",
                json!("https://json-schema.org/draft/2020-12/schema"),
            ),
            ("title", json!("A rolewright spec, version 1")),
            (
                "description",
                json!("One EC2 role and everything around it"),
            ),
        ];
        for (at, (key, value)) in head.into_iter().enumerate() {
            object.shift_insert(at, key.to_owned(), value);
        }
        object.insert("$defs".to_owned(), json!(definitions));
    }
    Ok(schema)
}

/// The schema of a map with fixed keys.
fn map(
    shape: &'static MapShape,
    definitions: &mut Definitions,
) -> Result<Value, crate::grant::Error> {
    let mut properties = serde_json::Map::new();
    for key in shape.keys.iter().filter(|key| key.supported) {
        let described = value::described(value::schema(&key.shape, definitions)?, key);
        properties.insert(key.name.to_owned(), described);
    }
    if shape.grants {
        grant::properties(&mut properties, definitions)?;
    }
    let mut object = json!({
        "type": "object",
        "additionalProperties": false,
        "properties": properties,
    });
    let required: Vec<&str> = shape
        .keys
        .iter()
        .filter(|key| key.required)
        .map(|key| key.name)
        .collect();
    if let Some(object) = object.as_object_mut() {
        if !required.is_empty() {
            object.insert("required".to_owned(), json!(required));
        }
        for group in shape.one_of {
            let each: Vec<Value> = group.iter().map(|key| json!({"required": [key]})).collect();
            object.insert("oneOf".to_owned(), json!(each));
        }
        if !shape.may_be_empty && required.is_empty() && shape.one_of.is_empty() {
            object.insert("minProperties".to_owned(), json!(1));
        }
    }
    Ok(object)
}

/// A reference to the definition of a map, which is made if it is not there.
fn defined(
    shape: &'static MapShape,
    definitions: &mut Definitions,
) -> Result<Value, crate::grant::Error> {
    if !definitions.contains_key(shape.name) {
        definitions.insert(shape.name.to_owned(), Value::Null);
        let made = map(shape, definitions)?;
        definitions.insert(shape.name.to_owned(), made);
    }
    Ok(json!({"$ref": format!("#/$defs/{}", shape.name)}))
}
