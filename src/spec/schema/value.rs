//! The schemas of single values.

use serde_json::{Value, json};

use super::{Definitions, defined};
use crate::{
    grant,
    spec::keys::{CONDITION_VALUE, Key, Shape, TAG_KEY, TAG_VALUE, TextRule, Wants},
};

/// Text in which a reference stands; nothing more is known about it.
const HOLE: &str = r"\$\{";
/// A reference that is the whole value.
const WHOLE_HOLE: &str = r"^\$\{.+\}$";

/// A schema with the words of its key.
pub(super) fn described(mut schema: Value, key: &Key) -> Value {
    if let Some(object) = schema.as_object_mut() {
        let mut words = key.doc.to_owned();
        if let Some(default) = key.default {
            words.push_str("; default: ");
            words.push_str(default);
        }
        object.insert("description".to_owned(), json!(words));
    }
    schema
}

/// The schema of a value.
pub(super) fn schema(
    shape: &'static Shape,
    definitions: &mut Definitions,
) -> Result<Value, grant::Error> {
    Ok(match shape {
        Shape::Text(rule) => text(rule),
        Shape::Remark | Shape::File => json!({"type": "string", "minLength": 1}),
        Shape::Flag => json!({"type": "boolean"}),
        Shape::FlagText => json!({"anyOf": [
            {"type": "boolean"},
            {"type": "string", "pattern": WHOLE_HOLE},
        ]}),
        Shape::Integer(min, max) => json!({"type": "integer", "minimum": min, "maximum": max}),
        Shape::IntegerText(min, max) => json!({"anyOf": [
            {"type": "integer", "minimum": min, "maximum": max},
            {"type": "string", "pattern": WHOLE_HOLE},
        ]}),
        Shape::Duration(min, max) => json!({"anyOf": [
            {"type": "integer", "minimum": min, "maximum": max},
            {"type": "string", "pattern": "^([0-9]+h)?([0-9]+m)?([0-9]+s)?$|^[0-9]+$", "minLength": 1},
        ]}),
        Shape::Choice(choices) => {
            let words = choices.iter().filter(|choice| choice.supported);
            let words: Vec<Value> = words
                .map(|choice| json!({"const": choice.word, "description": choice.doc}))
                .collect();
            json!({"oneOf": words})
        }
        Shape::Day => json!({"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}),
        Shape::Ref => json!({
            "type": "string",
            "pattern": r#"^(data\.)?[A-Za-z_][A-Za-z0-9_-]*\.[A-Za-z_][A-Za-z0-9_-]*(\[([0-9]+|"[^"]*")\])?$"#,
        }),
        Shape::List(item) => {
            json!({"type": "array", "minItems": 1, "items": schema(item, definitions)?})
        }
        Shape::OneOrMany(item) => {
            let item = schema(item, definitions)?;
            json!({"anyOf": [item, {"type": "array", "minItems": 1, "items": item}]})
        }
        Shape::Map(shape) => {
            let map = defined(shape, definitions)?;
            // Keywords beside `$ref` are read since 2019-09: the description goes there.
            json!({"$ref": map.get("$ref")})
        }
        Shape::Named(named) => json!({
            "type": "object",
            "minProperties": 1,
            "propertyNames": text(named.name),
            "additionalProperties": schema(&named.shape, definitions)?,
        }),
        Shape::Tags => json!({
            "type": "object",
            "minProperties": 1,
            "maxProperties": 50,
            "propertyNames": text(&TAG_KEY),
            "additionalProperties": text(&TAG_VALUE),
        }),
        Shape::Conditions => json!({
            "type": "object",
            "minProperties": 1,
            "additionalProperties": {
                "type": "object",
                "minProperties": 1,
                "additionalProperties": one_or_more(),
            },
        }),
        Shape::Context => json!({
            "type": "object",
            "minProperties": 1,
            "additionalProperties": one_or_more(),
        }),
        // A grant is made from its service: see `grant`.
        Shape::Data | Shape::Grant => json!({}),
        Shape::Verb(service) => {
            let verbs = service.verbs.iter();
            let verbs: Vec<Value> = verbs
                .map(|(name, verb)| json!({"const": name, "description": verb.about}))
                .collect();
            json!({"oneOf": verbs})
        }
    })
}

/// One value of a condition, or several.
fn one_or_more() -> Value {
    let mut one = text(&CONDITION_VALUE);
    if let Some(object) = one.as_object_mut() {
        object.insert("type".to_owned(), json!(["string", "number", "boolean"]));
    }
    json!({"anyOf": [one, {"type": "array", "minItems": 1, "items": one}]})
}

/// The schema of text by its rule.
pub(super) fn text(rule: &TextRule) -> Value {
    let mut schema = json!({"type": "string"});
    if rule.min > 0 {
        insert(&mut schema, "minLength", json!(rule.min));
    }
    if let Some(pattern) = pattern(rule) {
        insert(&mut schema, "pattern", json!(pattern));
    }
    if !rule.references && rule.max < usize::MAX {
        insert(&mut schema, "maxLength", json!(rule.max));
    }
    if !rule.references || matches!(rule.wants, Wants::Nothing) {
        return schema;
    }
    json!({"anyOf": [schema, {
        "type": "object",
        "additionalProperties": false,
        "required": ["ref"],
        "properties": {"ref": {"type": "string", "description": "the address of a thing in the folder generated into"}},
    }]})
}

fn insert(schema: &mut Value, key: &str, value: Value) {
    if let Some(object) = schema.as_object_mut() {
        object.insert(key.to_owned(), value);
    }
}

/// What a literal looks like, or what holds a reference.
fn pattern(rule: &TextRule) -> Option<String> {
    let literal = if !rule.choices.is_empty() {
        format!("^({})$", rule.choices.join("|"))
    } else if let Some(pattern) = rule.pattern {
        pattern.to_owned()
    } else {
        let characters = rule.characters?;
        match rule.max {
            // A class of Unicode properties, repeated hundreds of times, is more than the regular
            // expressions of many validators take.
            _ if characters.class.contains(r"\p") => format!("^{}*$", characters.class),
            usize::MAX => format!("^{}{{{},}}$", characters.class, rule.min),
            max => format!("^{}{{{},{max}}}$", characters.class, rule.min),
        }
    };
    Some(if rule.references {
        format!("{literal}|{HOLE}")
    } else {
        literal
    })
}
