//! What reading a module finds beside roles and computes.

use std::collections::BTreeMap;

use crate::source::{Located, Origin};

/// A role that is declared, but not there with these inputs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Absent {
    /// Its address, without an index.
    pub address: String,
    /// The `count` or `for_each` that makes none of it, as written.
    pub condition: String,
    /// Where that stands.
    pub origin: Origin,
}

/// A literal argument of a resource that policies refer to: `aws_s3_bucket.app`, `bucket`, `photos`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declaration {
    /// The resource's address.
    pub address: String,
    /// The argument.
    pub attribute: String,
    /// Its value.
    pub value: Located<String>,
}

/// What a description says of the objects that its references name, by their addresses: resources,
/// data sources, and calls of modules that are not here. A reference is another one where this is
/// something else.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Definitions {
    /// Whether these are the arguments as the configuration has them, every one of them; else the
    /// values that a plan or a state shows, those among them that the provider decides.
    pub is_written: bool,
    /// By address and argument. Nested blocks are lists of objects.
    pub objects: BTreeMap<String, BTreeMap<String, Defined>>,
}

/// An argument of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Defined {
    /// The canonical expression of its value.
    pub expression: String,
    /// The value as Terraform turns it into a string, where it is one and known.
    pub literal: Option<String>,
}
