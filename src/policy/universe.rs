//! What AWS has: the facts that comparing needs and that the catalogue fills in.

use super::{KeyFacts, Keys};

/// One step of the form of an ARN.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FormStep {
    /// This character.
    Char(char),
    /// One character.
    One {
        /// Whether it may be `:`.
        colon: bool,
        /// Whether it may be `/`.
        slash: bool,
    },
    /// Any number of characters.
    Many {
        /// Whether `:` may be among them.
        colon: bool,
        /// Whether `/` may be among them.
        slash: bool,
    },
}

/// On which resources an action can act.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Targets {
    /// Not known: on any.
    Any,
    /// On none in particular: `Resource` must be `*`.
    None,
    /// On ARNs of these forms.
    Arns {
        /// The forms.
        forms: Vec<Vec<FormStep>>,
        /// Whether a request always names such an ARN; otherwise it may also be for `*`.
        required: bool,
    },
}

/// An action that exists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownAction {
    /// In AWS's spelling: `s3:GetObject`.
    pub name: String,
    /// On what it can act.
    pub targets: Targets,
    /// A number for its level of access: what is compared is never one line of two levels' names
    /// without a witness for each.
    pub level: u8,
}

/// The actions of AWS and its condition keys, as far as known.
#[derive(Clone, Copy, Debug)]
pub struct Universe {
    /// The service prefixes, in lower case, sorted.
    pub services: fn() -> Vec<&'static str>,
    /// The actions of a service, by its prefix in lower case.
    pub actions: fn(&str) -> Vec<KnownAction>,
    /// The facts about a condition key.
    pub keys: Keys,
}

impl Universe {
    /// Nothing is known: only the names that stand in the policies themselves are.
    pub const NOTHING: Self = Self {
        services: Vec::new,
        actions: |_| Vec::new(),
        keys: |_| None,
    };

    /// The facts about a condition key, whose name is in lower case.
    pub fn key(&self, key: &str) -> Option<KeyFacts> {
        (self.keys)(key)
    }
}
