//! `data "aws_iam_policy_document"`.

use serde::Serialize;

use super::Document;
use crate::render::value::Literal;

/// A policy as a data source.
#[derive(Clone, Debug, Serialize)]
pub struct AwsIamPolicyDocument {
    /// The label.
    pub label: Literal,
    /// What it says.
    pub document: Document,
}
