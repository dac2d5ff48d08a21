//! What reading a module finds beside roles and computes.

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
