//! The one description of a spec's keys: name, type, limits, words.
//!
//! Decoding, suggestions for misspelt keys, the JSON Schema and the reference all read it; there is
//! no second list. Grant services bring their keys from their own data files.

mod assume;
mod common;
mod grants;
mod instance;
mod role;
mod rule;
mod statement;
mod terraform;
mod top;

pub use common::{CONDITION_VALUE, TAG_KEY, TAG_VALUE};
pub use grants::{service_keys, services};
pub use rule::{Characters, Problem, TextRule, Wants};
pub use top::SPEC;

use super::decode::{Fields, Report};
use crate::grant::Service;

/// One key of a map.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// As it is written.
    pub name: &'static str,
    /// What it holds.
    pub shape: Shape,
    /// Whether it must be there.
    pub required: bool,
    /// What it is, in a sentence without a full stop.
    pub doc: &'static str,
    /// What holds without it, in words or as a value.
    pub default: Option<&'static str>,
    /// Whether this version supports it.
    pub supported: bool,
    /// What people write instead.
    pub aliases: &'static [&'static str],
}

impl Key {
    /// An optional key.
    pub const fn new(name: &'static str, shape: Shape, doc: &'static str) -> Self {
        Self {
            name,
            shape,
            required: false,
            doc,
            default: None,
            supported: true,
            aliases: &[],
        }
    }

    /// A key that a later version brings.
    pub const fn later(name: &'static str, doc: &'static str) -> Self {
        let mut key = Self::new(name, Shape::Data, doc);
        key.supported = false;
        key
    }

    /// A key that must be there.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// With what holds without it.
    #[must_use]
    pub const fn default(mut self, default: &'static str) -> Self {
        self.default = Some(default);
        self
    }

    /// With what people write instead.
    #[must_use]
    pub const fn aliases(mut self, aliases: &'static [&'static str]) -> Self {
        self.aliases = aliases;
        self
    }
}

/// What a key holds.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// Text, with holes where the rule allows them.
    Text(&'static TextRule),
    /// Text that is taken as it is; `$${` stands for `${`. A reason, for comments.
    Remark,
    /// `true` or `false`.
    Flag,
    /// `true`, `false` or a reference; kept as text.
    FlagText,
    /// An integer between the two, both included.
    Integer(i64, i64),
    /// An integer or a reference; kept as text.
    IntegerText(i64, i64),
    /// A duration in seconds between the two: `1h`, `90m`, `3600`.
    Duration(u32, u32),
    /// One of a few words, with what each means; later ones are not supported yet.
    Choice(&'static [Choice]),
    /// A day, `YYYY-MM-DD`.
    Day,
    /// `TYPE.NAME`, the address of something that stands in the folder.
    Ref,
    /// A path, relative to the spec, of a file.
    File,
    /// A list.
    List(&'static Self),
    /// A list, or one item alone.
    OneOrMany(&'static Self),
    /// A map of these keys.
    Map(&'static MapShape),
    /// A map from names of the user's choosing.
    Named(&'static Named),
    /// Tags.
    Tags,
    /// Conditions: operator, key, values.
    Conditions,
    /// A map from a condition key to its values, for asserts.
    Context,
    /// Any data.
    Data,
    /// The grant with the key that it stands under.
    Grant,
    /// A verb of a service.
    Verb(&'static Service),
}

impl Shape {
    /// The map that it holds, in a list or not.
    pub fn map(&self) -> Option<&'static MapShape> {
        match self {
            Self::Map(map) => Some(map),
            Self::List(item) | Self::OneOrMany(item) => item.map(),
            Self::Named(named) => named.shape.map(),
            _ => None,
        }
    }
}

/// One word of a [`Shape::Choice`].
#[derive(Clone, Copy, Debug)]
pub struct Choice {
    /// The word.
    pub word: &'static str,
    /// What it means.
    pub doc: &'static str,
    /// Whether this version supports it.
    pub supported: bool,
}

impl Choice {
    /// A word.
    pub const fn new(word: &'static str, doc: &'static str) -> Self {
        Self {
            word,
            doc,
            supported: true,
        }
    }

    /// A word that a later version brings.
    pub const fn later(word: &'static str, doc: &'static str) -> Self {
        Self {
            word,
            doc,
            supported: false,
        }
    }
}

/// A map from names to values of one shape.
#[derive(Clone, Copy, Debug)]
pub struct Named {
    /// The rule for the names.
    pub name: &'static TextRule,
    /// What each holds.
    pub shape: Shape,
}

/// A check that sees several keys of one map.
pub type MapRule = fn(&Fields, &mut Report<'_>);

/// A map with fixed keys.
#[derive(Clone, Copy, Debug)]
pub struct MapShape {
    /// What it describes, with an article: `a trust`.
    pub what: &'static str,
    /// Its name in the JSON Schema and the reference.
    pub name: &'static str,
    /// The keys.
    pub keys: &'static [Key],
    /// Whether the keys of all grant services belong to it too.
    pub grants: bool,
    /// Groups of keys of which exactly one must be there.
    pub one_of: &'static [&'static [&'static str]],
    /// Checks beyond one key.
    pub rules: &'static [MapRule],
    /// Whether an empty map means something.
    pub may_be_empty: bool,
    /// The key that is meant where text stands instead of the map.
    pub short: Option<&'static str>,
}

impl MapShape {
    /// A map of these keys.
    pub const fn new(what: &'static str, name: &'static str, keys: &'static [Key]) -> Self {
        Self {
            what,
            name,
            keys,
            grants: false,
            one_of: &[],
            rules: &[],
            may_be_empty: false,
            short: None,
        }
    }

    /// Every key, those of grant services included.
    pub fn all_keys(&self) -> impl Iterator<Item = &'static Key> + use<> {
        let services: &'static [Key] = if self.grants { services() } else { &[] };
        self.keys.iter().chain(services)
    }

    /// The key with this name.
    pub fn key(&self, name: &str) -> Option<&'static Key> {
        self.all_keys().find(|key| key.name == name)
    }
}
