//! Typed values, before they become the model.

use crate::{
    grant,
    policy::{self, Condition},
    source::{Located, Origin},
    spec::model::Tag,
};

/// A decoded value.
#[derive(Clone, Debug)]
pub enum Value {
    /// Text with holes; also numbers and booleans that may be references.
    Text(policy::Value),
    /// A word, a day, a path, a remark.
    Word(Located<String>),
    /// A boolean.
    Flag(Located<bool>),
    /// An integer.
    Integer(Located<i64>),
    /// A duration.
    Seconds(Located<u32>),
    /// A list.
    List(Vec<Self>),
    /// A map with fixed keys.
    Map(Fields),
    /// A map with names of the user's choosing.
    Named(Vec<(Located<String>, Self)>),
    /// Tags.
    Tags(Vec<Tag>),
    /// Conditions.
    Conditions(Vec<Condition>),
    /// Condition keys with their values.
    Context(Vec<(policy::Value, Vec<policy::Value>)>),
    /// Any data.
    Data(Located<serde_json::Value>),
    /// Grants of one service.
    Grants(Vec<grant::Request>),
}

impl Value {
    /// Where it stands; nowhere for what has many places.
    pub fn origin(&self) -> Origin {
        match self {
            Self::Text(text) => text.origin,
            Self::Word(word) => word.origin,
            Self::Flag(flag) => flag.origin,
            Self::Integer(number) => number.origin,
            Self::Seconds(seconds) => seconds.origin,
            Self::Map(fields) => fields.origin,
            Self::Data(data) => data.origin,
            Self::List(_)
            | Self::Named(_)
            | Self::Tags(_)
            | Self::Conditions(_)
            | Self::Context(_)
            | Self::Grants(_) => Origin::NOWHERE,
        }
    }

    /// What tells it from other values of one list, where it is a single text.
    pub(super) fn shown(&self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text.value.to_string()),
            Self::Word(word) => Some(word.value.clone()),
            _ => None,
        }
    }
}

/// One key that was there.
#[derive(Clone, Debug)]
pub struct Field {
    /// The key as the description of the keys names it.
    pub name: &'static str,
    /// Where the key stands.
    pub key: Origin,
    /// Its value; `None` if it had a fault.
    pub value: Option<Value>,
}

/// A map with fixed keys.
#[derive(Clone, Debug, Default)]
pub struct Fields {
    /// Where the map stands.
    pub origin: Origin,
    /// Its keys, in file order.
    pub list: Vec<Field>,
    /// Whether nothing in it had a fault, at any depth.
    pub sound: bool,
}

impl Fields {
    /// The field with this key, sound or not.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.list.iter().find(|field| field.name == name)
    }

    /// Whether the key stands there, sound or not.
    pub fn has(&self, name: &str) -> bool {
        self.field(name).is_some()
    }

    /// The value of a key, if it has no fault.
    pub fn value(&self, name: &str) -> Option<&Value> {
        self.field(name)?.value.as_ref()
    }

    /// Where a key stands; the whole map if it does not.
    pub fn key(&self, name: &str) -> Origin {
        self.field(name).map_or(self.origin, |field| field.key)
    }

    /// A text.
    pub fn text(&self, name: &str) -> Option<policy::Value> {
        match self.value(name)? {
            Value::Text(text) => Some(text.clone()),
            _ => None,
        }
    }

    /// A text without holes.
    pub fn literal(&self, name: &str) -> Option<Located<String>> {
        let text = self.text(name)?;
        let literal = text.value.as_literal()?.to_owned();
        Some(Located::new(literal, text.origin))
    }

    /// A word.
    pub fn word(&self, name: &str) -> Option<Located<String>> {
        match self.value(name)? {
            Value::Word(word) => Some(word.clone()),
            _ => None,
        }
    }

    /// A boolean.
    pub fn flag(&self, name: &str) -> Option<Located<bool>> {
        match self.value(name)? {
            Value::Flag(flag) => Some(*flag),
            _ => None,
        }
    }

    /// A duration.
    pub fn seconds(&self, name: &str) -> Option<Located<u32>> {
        match self.value(name)? {
            Value::Seconds(seconds) => Some(*seconds),
            _ => None,
        }
    }

    /// A map.
    pub fn map(&self, name: &str) -> Option<&Self> {
        match self.value(name)? {
            Value::Map(fields) => Some(fields),
            _ => None,
        }
    }

    /// A list.
    pub fn list(&self, name: &str) -> &[Value] {
        match self.value(name) {
            Some(Value::List(values)) => values,
            _ => &[],
        }
    }

    /// The texts of a list.
    pub fn texts(&self, name: &str) -> Vec<policy::Value> {
        let texts = self.list(name).iter().filter_map(|value| match value {
            Value::Text(text) => Some(text.clone()),
            _ => None,
        });
        texts.collect()
    }

    /// The maps of a list.
    pub fn maps(&self, name: &str) -> impl Iterator<Item = &Self> {
        self.list(name).iter().filter_map(|value| match value {
            Value::Map(fields) => Some(fields),
            _ => None,
        })
    }

    /// Tags.
    pub fn tags(&self, name: &str) -> Vec<Tag> {
        match self.value(name) {
            Some(Value::Tags(tags)) => tags.clone(),
            _ => Vec::new(),
        }
    }

    /// Conditions.
    pub fn conditions(&self, name: &str) -> Vec<Condition> {
        match self.value(name) {
            Some(Value::Conditions(conditions)) => conditions.clone(),
            _ => Vec::new(),
        }
    }

    /// Data.
    pub fn data(&self, name: &str) -> Option<Located<serde_json::Value>> {
        match self.value(name)? {
            Value::Data(data) => Some(data.clone()),
            _ => None,
        }
    }
}
