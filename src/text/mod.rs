//! Text with holes: literal characters, Terraform references and IAM policy variables.
//!
//! No plain `String` in this program stands for text that holds `${`: what is a reference is a
//! [`Reference`], what is an IAM policy variable is a [`Variable`], and everything else is literal
//! text that Terraform must read back byte by byte.
//!
//! ```
//! use rolewright::text::{Part, Reference, Text};
//!
//! let arn = Text::from_parts([
//!     Part::Reference(Reference::new("aws_s3_bucket.app.arn")),
//!     Part::Literal("/*".to_owned()),
//! ]);
//! assert_eq!(arn.to_string(), "${aws_s3_bucket.app.arn}/*");
//! assert_eq!(arn.as_literal(), None);
//! ```

mod address;
mod expression;
mod mention;
mod parse;
pub mod shown;

pub use address::Address;
pub use mention::{Mention, without_indexes};
pub use parse::{Context, Fault, FaultKind, Hole, Parsed, parse, parse_ref, write};

use std::fmt;

/// A Terraform expression that is not known before Terraform runs.
///
/// To the policy language it is an opaque atom that equals only itself. The text is canonical:
/// references resolved as far as known, one space after commas, strings in double quotes,
/// addresses as Terraform prints them (`aws_s3_bucket.app.arn`, `var.x`, `data.aws_region.current.id`,
/// `replace(aws_sfn_state_machine.x.arn, ":stateMachine:", ":execution:")`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reference(String);

impl Reference {
    /// The expression with this canonical text.
    pub fn new(expression: impl Into<String>) -> Self {
        Self(expression.into())
    }

    /// The canonical text, without `${` and `}`.
    pub fn expression(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What stands between `${` and `}` in an IAM policy: `aws:username`, `aws:PrincipalTag/team, 'none'`,
/// or one of the characters `*`, `?`, `$` that it makes literal.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Variable {
    /// The key, or one of `*`, `?`, `$`.
    pub key: String,
    /// The text after `, '` and before `'`: what stands in when the key is absent.
    pub default: Option<String>,
}

impl fmt::Display for Variable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.default {
            Some(default) => write!(f, "{}, '{default}'", self.key),
            None => f.write_str(&self.key),
        }
    }
}

/// One piece of a [`Text`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// Characters that mean themselves.
    Literal(String),
    /// A Terraform expression.
    Reference(Reference),
    /// An IAM policy variable.
    Variable(Variable),
}

/// Text with holes, in normal form: no empty and no adjacent literals.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text {
    parts: Vec<Part>,
}

impl Text {
    /// The text made of `parts`, brought to normal form.
    pub fn from_parts(parts: impl IntoIterator<Item = Part>) -> Self {
        let mut text = Self::default();
        for part in parts {
            text.push(part);
        }
        text
    }

    /// Text without holes.
    pub fn literal(text: impl Into<String>) -> Self {
        Self::from_parts([Part::Literal(text.into())])
    }

    /// Text that is one Terraform expression.
    pub fn reference(expression: impl Into<String>) -> Self {
        Self::from_parts([Part::Reference(Reference::new(expression))])
    }

    /// The pieces, in order.
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// Adds a piece at the end.
    pub fn push(&mut self, part: Part) {
        match (self.parts.last_mut(), part) {
            (_, Part::Literal(new)) if new.is_empty() => {}
            (Some(Part::Literal(last)), Part::Literal(new)) => last.push_str(&new),
            (_, part) => self.parts.push(part),
        }
    }

    /// Adds all of `other` at the end.
    pub fn append(&mut self, other: &Self) {
        for part in &other.parts {
            self.push(part.clone());
        }
    }

    /// This text and then `other`.
    #[must_use]
    pub fn then(mut self, other: &Self) -> Self {
        self.append(other);
        self
    }

    /// This text and then literal characters.
    #[must_use]
    pub fn then_literal(mut self, other: impl Into<String>) -> Self {
        self.push(Part::Literal(other.into()));
        self
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// The characters, if there are no holes.
    pub fn as_literal(&self) -> Option<&str> {
        match self.parts.as_slice() {
            [] => Some(""),
            [Part::Literal(text)] => Some(text),
            _ => None,
        }
    }

    /// The expression, if the whole text is one reference.
    pub fn as_reference(&self) -> Option<&Reference> {
        match self.parts.as_slice() {
            [Part::Reference(reference)] => Some(reference),
            _ => None,
        }
    }

    /// The Terraform references in it, in order.
    pub fn references(&self) -> impl Iterator<Item = &Reference> {
        self.parts.iter().filter_map(|part| match part {
            Part::Reference(reference) => Some(reference),
            Part::Literal(_) | Part::Variable(_) => None,
        })
    }

    /// Whether some part is known only to Terraform.
    pub fn has_references(&self) -> bool {
        self.references().next().is_some()
    }

    /// The literal characters before the first hole.
    pub fn literal_prefix(&self) -> &str {
        match self.parts.first() {
            Some(Part::Literal(text)) => text,
            _ => "",
        }
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self::literal(text)
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self::literal(text)
    }
}

/// For messages: holes as `${…}`. Not an escape: never written into HCL.
impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.parts.iter().try_for_each(|part| match part {
            Part::Literal(text) => f.write_str(text),
            Part::Reference(reference) => write!(f, "${{{reference}}}"),
            Part::Variable(variable) => write!(f, "${{{variable}}}"),
        })
    }
}
