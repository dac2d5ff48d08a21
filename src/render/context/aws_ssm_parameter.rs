//! `data "aws_ssm_parameter"`.

use serde::Serialize;

use crate::render::value::Literal;

/// The SSM parameter that holds the id of an image.
#[derive(Clone, Debug, Serialize)]
pub struct AwsSsmParameter {
    /// The label.
    pub label: Literal,
    /// The parameter's name.
    pub name: Literal,
}
