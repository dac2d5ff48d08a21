//! What a reference names: the first steps of its expression.

use super::{
    Reference,
    expression::{Step, traversal},
};

/// The object that a reference starts at.
///
/// ```
/// use rolewright::text::{Address, Reference};
///
/// let reference = Reference::new("data.aws_subnet.a[0].id");
/// assert_eq!(reference.address(), Some(Address::Data { kind: "aws_subnet", name: "a" }));
/// assert_eq!(Reference::new("join(\"\", var.x)").address(), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Address<'a> {
    /// `var.NAME`.
    Variable(&'a str),
    /// `local.NAME`.
    Local(&'a str),
    /// `module.NAME`.
    Module(&'a str),
    /// `data.TYPE.NAME`.
    Data {
        /// The type.
        kind: &'a str,
        /// The name.
        name: &'a str,
    },
    /// `TYPE.NAME`.
    Resource {
        /// The type.
        kind: &'a str,
        /// The name.
        name: &'a str,
    },
}

impl Reference {
    /// What the expression names, if it is nothing but a path from there.
    pub fn address(&self) -> Option<Address<'_>> {
        let (root, steps, rest) = traversal(self.expression());
        if !rest.is_empty() {
            return None;
        }
        let name = |at: usize| match steps.get(at) {
            Some(Step::Name(name)) => Some(*name),
            _ => None,
        };
        let first = name(0)?;
        Some(match root {
            "var" => Address::Variable(first),
            "local" => Address::Local(first),
            "module" => Address::Module(first),
            "data" => Address::Data {
                kind: first,
                name: name(1)?,
            },
            kind => Address::Resource { kind, name: first },
        })
    }
}
