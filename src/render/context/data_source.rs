//! `data` blocks without arguments: `aws_caller_identity`, `aws_partition`, `aws_region`.

use serde::Serialize;

use crate::render::value::Literal;

/// A data source that takes no argument.
#[derive(Clone, Debug, Serialize)]
pub struct DataSource {
    /// Its Terraform type.
    pub data_type: Literal,
    /// Its label.
    pub label: Literal,
}
