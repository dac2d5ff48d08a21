//! The values that templates print: what each type becomes in HCL is decided here, not there.

use serde::{Serialize, Serializer};

use super::holes;
use crate::text::Text;

/// Text: `{{ x }}` prints a whole HCL literal, quotes included; a template where it has holes, and
/// the bare expression where it is nothing but one reference.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Literal(Text);

impl Literal {
    /// The text.
    pub fn new(text: &Text) -> Self {
        Self(text.clone())
    }
}

impl From<&str> for Literal {
    fn from(text: &str) -> Self {
        Self(Text::literal(text))
    }
}

impl Serialize for Literal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&holes::encode(&self.0))
    }
}

/// A number or a boolean where the text is one, else a [`Literal`]: `{{ x }}` prints `2`, `true`
/// or `var.hop_limit`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scalar(Text);

impl Scalar {
    /// The text.
    pub fn new(text: &Text) -> Self {
        Self(text.clone())
    }
}

impl Serialize for Scalar {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.as_literal() {
            Some("true") => serializer.serialize_bool(true),
            Some("false") => serializer.serialize_bool(false),
            // Only what prints the same again is a number: `007` and `+1` are text.
            Some(text) => match text.parse::<i64>() {
                Ok(number) if number.to_string() == text => serializer.serialize_i64(number),
                _ => serializer.serialize_str(&holes::encode(&self.0)),
            },
            None => serializer.serialize_str(&holes::encode(&self.0)),
        }
    }
}

/// A Terraform expression of ours, such as `aws_iam_role.this.name`: `{{ x | expression }}` prints
/// it, and nothing else does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expression(String);

impl Expression {
    /// The expression with this text. Never made from a user's text.
    pub fn new(expression: impl Into<String>) -> Self {
        Self(expression.into())
    }
}

impl Serialize for Expression {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&holes::encode_expression(&self.0))
    }
}
