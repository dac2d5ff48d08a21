//! What an expression yields: known, symbolic, or partly known.
//!
//! A symbolic value is the canonical text of the expression that would yield it, with everything
//! in it resolved as far as known. A partly known value is a list, object or text with symbolic
//! parts. Each value knows where it was written, and one that came from an attribute of a resource
//! knows which, through every function that passes it on.

use std::{collections::BTreeMap, fmt::Write as _, rc::Rc};

use unicode_normalization::{IsNormalized, UnicodeNormalization as _, is_nfc_quick};

use super::{instance::Instance, number::Number};
use crate::{
    hcl,
    source::Origin,
    text::{Part, Reference, Text},
};

/// A value with the place that it was written at.
#[derive(Clone, Debug)]
pub(super) struct Value {
    pub(super) kind: Kind,
    pub(super) origin: Origin,
    /// The resource attribute that it is, such as `aws_iam_role.this.name`.
    pub(super) from: Option<Rc<str>>,
}

#[derive(Clone, Debug)]
pub(super) enum Kind {
    Null,
    Bool(bool),
    Number(Number),
    Text(Characters),
    List(List),
    Object(Object),
    /// A string that is the JSON of this value.
    Json(Rc<Value>),
    /// One of two values, by a condition that is not known.
    Choice(Rc<Choice>),
    /// Known only to Terraform.
    Unknown(Reference),
    /// A resource or data source, whose attributes are looked up when they are asked for.
    Resource(Rc<Instance>),
    /// A local child module, whose outputs are looked up when they are asked for.
    Module(usize),
}

/// A string, and where each stretch of its literal characters was written.
#[derive(Clone, Debug, Default)]
pub(super) struct Characters {
    pub(super) text: Text,
    /// Ascending by `at`.
    pub(super) trace: Rc<[Chunk]>,
}

/// Where a stretch of characters was written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Chunk {
    /// The byte offset in the flat text (see [`super::json::Flat`]).
    pub(super) at: usize,
    pub(super) origin: Origin,
    /// Whether byte for byte, so that an offset in one is an offset in the other.
    pub(super) verbatim: bool,
}

/// A tuple, list or set.
#[derive(Clone, Debug, Default)]
pub(super) struct List {
    /// The elements; one that is marked stands for any number of them.
    pub(super) items: Vec<Item>,
    /// Whether it is a set: its elements are their own keys.
    pub(super) set: bool,
    /// Whether it is a list of elements of one type; in brackets, each element has its own. A set
    /// always is of one type, whatever this says.
    pub(super) typed: bool,
    /// Whether the number of elements is assumed, as that of a resource with an unknown `count`.
    pub(super) open: bool,
}

#[derive(Clone, Debug)]
pub(super) struct Item {
    pub(super) value: Value,
    /// Whether `value` is an unknown list, whose elements stand here.
    pub(super) spread: bool,
}

impl List {
    /// Whether every element is there, one for one.
    pub(super) fn is_exact(&self) -> bool {
        !self.open && self.items.iter().all(|item| !item.spread)
    }
}

/// An object or map.
#[derive(Clone, Debug, Default)]
pub(super) struct Object {
    pub(super) fields: BTreeMap<String, Value>,
    /// Whether it is a map with values of one type; in braces, each has its own.
    pub(super) typed: bool,
    /// Unknown objects that were merged into it, which may hold any further key.
    pub(super) rest: Vec<Reference>,
    /// What a key yields that is not known: the assumed instance of an unknown `for_each`.
    pub(super) other: Option<Rc<Value>>,
}

/// Two values and the condition that decides between them.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    pub(super) condition: Reference,
    pub(super) then: Value,
    pub(super) otherwise: Value,
}

impl Kind {
    pub(super) fn at(self, origin: Origin) -> Value {
        Value {
            kind: self,
            origin,
            from: None,
        }
    }
}

impl Value {
    pub(super) fn unknown(expression: impl Into<String>, origin: Origin) -> Self {
        Kind::Unknown(Reference::new(expression)).at(origin)
    }

    /// A string whose characters all stand at `origin`, if not byte for byte.
    pub(super) fn text(text: impl Into<Text>, origin: Origin) -> Self {
        let text = text.into();
        Kind::Text(Characters {
            text: composed(&text).unwrap_or(text),
            trace: [].into(),
        })
        .at(origin)
    }

    /// The number of something.
    pub(super) fn count(count: usize, origin: Origin) -> Self {
        Kind::Number(Number::of(count)).at(origin)
    }

    pub(super) fn list(values: impl IntoIterator<Item = Self>, origin: Origin) -> Self {
        Kind::List(List {
            items: values.into_iter().map(Item::one).collect(),
            ..List::default()
        })
        .at(origin)
    }

    /// Elements of one type.
    pub(super) fn typed_list(values: impl IntoIterator<Item = Self>, origin: Origin) -> Self {
        Kind::List(List {
            items: values.into_iter().map(Item::one).collect(),
            typed: true,
            ..List::default()
        })
        .at(origin)
    }

    pub(super) fn object(fields: impl IntoIterator<Item = (String, Self)>, origin: Origin) -> Self {
        Kind::Object(Object {
            fields: fields.into_iter().collect(),
            typed: false,
            rest: Vec::new(),
            other: None,
        })
        .at(origin)
    }

    pub(super) fn is_null(&self) -> bool {
        matches!(self.kind, Kind::Null)
    }

    /// `null`, `""`, `[]` or `{}`, which modules use for "nothing here"; `false` and `0` for counts.
    pub(super) fn is_nothing(&self) -> bool {
        match &self.kind {
            Kind::Null => true,
            Kind::Bool(truth) => !truth,
            Kind::Number(number) => number.is_zero(),
            Kind::Text(characters) => characters.text.is_empty(),
            Kind::List(list) => list.items.is_empty() && !list.open,
            Kind::Object(object) => object.fields.is_empty() && object.rest.is_empty(),
            Kind::Json(_)
            | Kind::Choice(_)
            | Kind::Unknown(_)
            | Kind::Resource(_)
            | Kind::Module(_) => false,
        }
    }

    /// The string without holes, or a number or boolean as Terraform turns it into a string.
    pub(super) fn as_str(&self) -> Option<String> {
        match &self.kind {
            Kind::Text(characters) => characters.text.as_literal().map(str::to_owned),
            Kind::Number(number) => Some(number.text()),
            Kind::Bool(truth) => Some(truth.to_string()),
            Kind::Json(value) => super::json::encode(value)?.as_literal().map(str::to_owned),
            _ => None,
        }
    }

    pub(super) fn as_bool(&self) -> Option<bool> {
        match &self.kind {
            Kind::Bool(truth) => Some(*truth),
            Kind::Text(_) => match self.as_str()?.as_str() {
                "true" | "1" => Some(true),
                "false" | "0" => Some(false),
                _ => None,
            },
            _ => None,
        }
    }

    pub(super) fn as_number(&self) -> Option<Number> {
        match &self.kind {
            Kind::Number(number) => Some(number.clone()),
            Kind::Text(_) => Number::parse(&self.as_str()?),
            _ => None,
        }
    }

    /// As a string with holes; `None` for null, lists and objects.
    pub(super) fn as_text(&self) -> Option<Text> {
        match &self.kind {
            Kind::Text(characters) => Some(characters.text.clone()),
            Kind::Number(_) | Kind::Bool(_) => self.as_str().map(Text::literal),
            Kind::Json(value) => {
                super::json::encode(value).or_else(|| Some(Text::reference(self.canonical())))
            }
            Kind::Choice(_) | Kind::Unknown(_) | Kind::Resource(_) | Kind::Module(_) => {
                Some(Text::reference(self.canonical()))
            }
            Kind::Null | Kind::List(_) | Kind::Object(_) => None,
        }
    }

    /// The objects of nested blocks; `None` if it is not known what they are. In JSON, one block may
    /// stand there as an object by itself.
    pub(super) fn as_blocks(&self) -> Option<Vec<&Object>> {
        match &self.kind {
            Kind::Object(object) if object.rest.is_empty() => Some(vec![object]),
            Kind::List(list) => {
                let each = list.items.iter().map(|item| match &item.value.kind {
                    Kind::Object(object) if !item.spread => Some(object),
                    _ => None,
                });
                each.collect()
            }
            Kind::Null => Some(Vec::new()),
            _ => None,
        }
    }

    /// Whether all of it is known.
    pub(super) fn is_known(&self) -> bool {
        match &self.kind {
            Kind::Null | Kind::Bool(_) | Kind::Number(_) => true,
            Kind::Text(characters) => !characters.text.has_references(),
            Kind::List(list) => list.is_exact() && list.items.iter().all(|i| i.value.is_known()),
            Kind::Object(object) => {
                object.rest.is_empty() && object.fields.values().all(Self::is_known)
            }
            Kind::Json(value) => value.is_known(),
            Kind::Choice(_) | Kind::Unknown(_) | Kind::Resource(_) | Kind::Module(_) => false,
        }
    }

    /// The canonical expression: references resolved as far as known, one space after commas,
    /// strings in double quotes, addresses as Terraform prints them.
    pub(super) fn canonical(&self) -> String {
        match &self.kind {
            Kind::Null => "null".to_owned(),
            Kind::Bool(truth) => truth.to_string(),
            Kind::Number(number) => number.text(),
            Kind::Text(characters) => hcl::expression(&characters.text),
            Kind::List(list) => {
                let items: Vec<String> = list
                    .items
                    .iter()
                    .map(|item| item.value.canonical() + if item.spread { "..." } else { "" })
                    .collect();
                format!("[{}]", items.join(", "))
            }
            Kind::Object(object) => canonical_object(object),
            Kind::Json(value) => format!("jsonencode({})", value.canonical()),
            Kind::Choice(choice) => format!(
                "{} ? {} : {}",
                choice.condition,
                choice.then.canonical(),
                choice.otherwise.canonical()
            ),
            Kind::Unknown(reference) => reference.expression().to_owned(),
            Kind::Resource(instance) => instance.address.clone(),
            Kind::Module(_) => "module".to_owned(),
        }
    }
}

impl Item {
    pub(super) const fn one(value: Value) -> Self {
        Self {
            value,
            spread: false,
        }
    }

    pub(super) const fn spread(value: Value) -> Self {
        Self {
            value,
            spread: true,
        }
    }
}

fn canonical_object(object: &Object) -> String {
    let mut out = String::from("{");
    for (i, (key, value)) in object.fields.iter().enumerate() {
        let comma = if i > 0 { "," } else { "" };
        let key = match text_of_key(key) {
            text if hcl::is_identifier(key) => text.to_string(),
            text => hcl::quoted(&text),
        };
        // Writing to a `String` cannot fail.
        let _ = write!(out, "{comma} {key} = {}", value.canonical());
    }
    out.push_str(if object.fields.is_empty() { "}" } else { " }" });
    if object.rest.is_empty() {
        return out;
    }
    let rest: Vec<&str> = object.rest.iter().map(Reference::expression).collect();
    format!("merge({}, {out})", rest.join(", "))
}

/// What stands around a reference in the key of an object: characters for private use, so that no
/// key that somebody wrote reads so by accident.
const HOLE: (char, char) = ('\u{e000}', '\u{e001}');

/// A text as the key of an object.
pub(super) fn key_of(text: &Text) -> String {
    let (open, close) = HOLE;
    text.parts()
        .iter()
        .map(|part| match part {
            Part::Literal(literal) => literal.clone(),
            Part::Reference(reference) => format!("{open}{reference}{close}"),
            Part::Variable(variable) => format!("${{{variable}}}"),
        })
        .collect()
}

/// The text that a key was made of.
pub(super) fn text_of_key(key: &str) -> Text {
    let (open, close) = HOLE;
    let mut text = Text::default();
    let mut rest = key;
    while let Some((literal, after)) = rest.split_once(open) {
        let (expression, tail) = after.split_once(close).unwrap_or((after, ""));
        text.push(Part::Literal(literal.to_owned()));
        text.push(Part::Reference(Reference::new(expression)));
        rest = tail;
    }
    text.push(Part::Literal(rest.to_owned()));
    text
}

/// The text in normal form C, as Terraform keeps all of them; `None` where it is that already.
pub(super) fn composed(text: &Text) -> Option<Text> {
    let is_normal = |part: &Part| match part {
        Part::Literal(literal) => is_nfc_quick(literal.chars()) == IsNormalized::Yes,
        Part::Reference(_) | Part::Variable(_) => true,
    };
    if text.parts().iter().all(is_normal) {
        return None;
    }
    Some(Text::from_parts(text.parts().iter().map(
        |part| match part {
            Part::Literal(literal) => Part::Literal(literal.nfc().collect()),
            part => part.clone(),
        },
    )))
}
