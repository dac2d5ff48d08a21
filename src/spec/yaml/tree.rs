//! The tree itself.

use std::ops::Range;

use super::{core_schema::Plain, place::Places};
use crate::source::{Origin, SourceId};

/// A document.
#[derive(Clone, Debug)]
pub struct Tree {
    /// The source it was read from.
    pub source: SourceId,
    /// The top-level value.
    pub root: Node,
}

/// A value.
#[derive(Clone, Debug)]
pub struct Node {
    /// Its bytes: a scalar with its quotes, a flow collection with its brackets, a block collection
    /// from its first to its last child. For an alias the place of the anchor's value: there the
    /// text stands.
    pub origin: Origin,
    /// What it is.
    pub content: Content,
    /// Whether nothing was found wrong with it itself (its children aside). An unsound value was
    /// reported already and is looked at no further.
    pub sound: bool,
}

/// What a value is.
#[derive(Clone, Debug)]
pub enum Content {
    /// Text, a number, a boolean, nothing.
    Scalar(Scalar),
    /// A list.
    List(Vec<Node>),
    /// A map, in file order, without duplicate and merge keys.
    Map(Vec<Entry>),
}

/// One key with its value.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key.
    pub key: Key,
    /// The value.
    pub value: Node,
}

/// A key.
#[derive(Clone, Debug)]
pub struct Key {
    /// Its bytes, quotes included.
    pub origin: Origin,
    /// Its text.
    pub scalar: Scalar,
    /// Whether nothing was found wrong with it.
    pub sound: bool,
}

/// A scalar after YAML's own escapes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scalar {
    /// The characters.
    pub text: String,
    /// Whether it is unquoted, so that `true`, `12` and nothing are no text.
    pub plain: bool,
    /// Whether it is the value of a variable, which Terraform converts to what is wanted.
    pub(super) is_filled: bool,
    pub(super) places: Places,
}

impl Scalar {
    /// What it is by YAML 1.2's core schema: quoted scalars are always text.
    pub fn meaning(&self) -> Plain {
        if self.plain {
            Plain::of(&self.text)
        } else {
            Plain::Text
        }
    }

    /// What it is where a number or boolean is wanted: the value of a variable may be one, though it
    /// is text anywhere else.
    pub fn converted(&self) -> Plain {
        if self.is_filled {
            Plain::of(&self.text)
        } else {
            self.meaning()
        }
    }
}

impl Node {
    /// The value below a key of this map.
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// A key of this map with its value.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().find(|e| e.key.scalar.text == key)
    }

    /// The entries of a map; none for anything else.
    pub fn entries(&self) -> &[Entry] {
        match &self.content {
            Content::Map(entries) => entries,
            Content::Scalar(_) | Content::List(_) => &[],
        }
    }

    /// The items of a list; none for anything else.
    pub fn items(&self) -> &[Self] {
        match &self.content {
            Content::List(items) => items,
            Content::Scalar(_) | Content::Map(_) => &[],
        }
    }

    /// The scalar that it is.
    pub fn as_scalar(&self) -> Option<&Scalar> {
        match &self.content {
            Content::Scalar(scalar) => Some(scalar),
            Content::List(_) | Content::Map(_) => None,
        }
    }

    /// Whether it is nothing: `key:`, `~`, `null`.
    pub fn is_null(&self) -> bool {
        self.as_scalar().is_some_and(|s| s.meaning() == Plain::Null)
    }

    /// Where bytes of a scalar's text stand: exact where that can be said, else all of it.
    pub fn place(&self, range: Range<usize>) -> Origin {
        match &self.content {
            Content::Scalar(scalar) => scalar.places.origin(self.origin, range),
            Content::List(_) | Content::Map(_) => self.origin,
        }
    }

    /// What it is, in words for a message.
    pub fn describe(&self) -> &'static str {
        match &self.content {
            Content::List(_) => "a list",
            Content::Map(_) => "a map",
            Content::Scalar(scalar) => match scalar.meaning() {
                Plain::Null => "nothing",
                Plain::Bool(_) => "a boolean",
                Plain::Integer(_) => "a number",
                Plain::Float => "a number with a fraction or exponent",
                Plain::Text => "text",
            },
        }
    }
}
