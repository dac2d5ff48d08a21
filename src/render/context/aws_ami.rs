//! `data "aws_ami"`.

use serde::Serialize;

use crate::render::value::Literal;

/// The newest image of an owner whose name matches a pattern.
#[derive(Clone, Debug, Serialize)]
pub struct AwsAmi {
    /// The label.
    pub label: Literal,
    /// An account id or alias.
    pub owner: Literal,
    /// The pattern, with `*` and `?`.
    pub name: Literal,
}
