//! What a request brings along: the values of condition keys.

use std::{cell::OnceCell, collections::BTreeMap};

/// What a request is known to hold for a condition key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known<'a> {
    /// The request has the key, with these values.
    Present(&'a [String]),
    /// The request does not have the key.
    Absent,
    /// Nobody said.
    Unknown,
}

/// Whether requests hold one or several values of a condition key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arity {
    /// At most one value.
    Single,
    /// A set of values, to be used with `ForAnyValue` and `ForAllValues`.
    Multiple,
}

/// The type of a condition key's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyKind {
    /// Any text.
    String,
    /// `true` or `false`.
    Bool,
    /// A number.
    Number,
    /// An instant.
    Date,
    /// An address.
    Ip,
    /// An ARN.
    Arn,
    /// Base64.
    Binary,
}

/// What is known of a condition key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyFacts {
    /// How many values it holds.
    pub arity: Arity,
    /// The type of each.
    pub kind: KeyKind,
}

/// Tells the facts about a condition key (in lower case), `None` where there are none. The catalogue
/// knows; without it, one value counts as single and several as multiple.
pub type Keys = fn(&str) -> Option<KeyFacts>;

/// The condition keys of a request.
///
/// A complete context says everything: a key that it does not have is absent, as in AWS. In a
/// partial one a missing key is unknown, so that a decision may depend on it.
#[derive(Clone, Debug)]
pub struct Context {
    values: BTreeMap<String, Held>,
    absent: Vec<String>,
    complete: bool,
    keys: Keys,
}

/// The values of a key.
#[derive(Clone, Debug)]
struct Held {
    values: Vec<String>,
    /// The facts about the key, once somebody asked.
    facts: OnceCell<Option<KeyFacts>>,
}

impl Held {
    const fn new(values: Vec<String>) -> Self {
        Self {
            values,
            facts: OnceCell::new(),
        }
    }
}

impl Default for Context {
    fn default() -> Self {
        Self::partial()
    }
}

impl Context {
    /// A context in which a key that is not set is absent.
    pub fn complete() -> Self {
        Self {
            values: BTreeMap::new(),
            absent: Vec::new(),
            complete: true,
            keys: |_| None,
        }
    }

    /// A context in which a key that is not set is unknown.
    pub fn partial() -> Self {
        Self {
            complete: false,
            ..Self::complete()
        }
    }

    /// With the facts about keys.
    #[must_use]
    pub fn with_keys(mut self, keys: Keys) -> Self {
        self.keys = keys;
        for held in self.values.values_mut() {
            held.facts = OnceCell::new();
        }
        self
    }

    /// Sets the values of `key`; keys have no case. Without a value, the request does not have it.
    pub fn set(&mut self, key: &str, values: impl IntoIterator<Item = impl Into<String>>) {
        let values: Vec<String> = values.into_iter().map(Into::into).collect();
        if values.is_empty() {
            self.set_absent(key);
        } else {
            self.values.insert(key.to_lowercase(), Held::new(values));
        }
    }

    /// Sets the values of `key` unless it has some.
    pub fn set_default(&mut self, key: &str, value: &str) {
        self.values
            .entry(key.to_lowercase())
            .or_insert_with(|| Held::new(vec![value.to_owned()]));
    }

    /// Says that the request does not have `key`.
    pub fn set_absent(&mut self, key: &str) {
        self.values.remove(&key.to_lowercase());
        self.absent.push(key.to_lowercase());
    }

    /// What is known of `key`, which is in lower case.
    pub fn get(&self, key: &str) -> Known<'_> {
        match self.values.get(key) {
            Some(held) => Known::Present(&held.values),
            None if self.complete || self.absent.iter().any(|absent| absent == key) => {
                Known::Absent
            }
            None => Known::Unknown,
        }
    }

    /// The arity of `key`, which is in lower case.
    pub fn arity(&self, key: &str) -> Option<Arity> {
        let facts = match self.values.get(key) {
            Some(held) => *held.facts.get_or_init(|| (self.keys)(key)),
            None => (self.keys)(key),
        };
        facts.map(|facts| facts.arity)
    }

    /// The keys that are set, in lower case, with their values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.values
            .iter()
            .map(|(key, held)| (key.as_str(), held.values.as_slice()))
    }
}
