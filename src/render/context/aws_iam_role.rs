//! `resource "aws_iam_role"`.

use serde::Serialize;

use super::{Policy, Tags, label, literal, scalar};
use crate::{
    blueprint::Role,
    render::value::{Literal, Scalar},
};

/// An IAM role.
#[derive(Clone, Debug, Serialize)]
pub struct AwsIamRole {
    /// The label.
    pub label: Literal,
    /// The whole name.
    pub name: Option<Literal>,
    /// The beginning of a generated name.
    pub name_prefix: Option<Literal>,
    /// The IAM path.
    pub path: Option<Literal>,
    /// The description.
    pub description: Option<Literal>,
    /// In seconds.
    pub max_session_duration: Option<Scalar>,
    /// The ARN of the permissions boundary.
    pub permissions_boundary: Option<Literal>,
    /// Who may assume the role.
    pub assume_role_policy: Policy,
    /// The tags.
    pub tags: Tags,
}

impl AwsIamRole {
    /// What the template needs of `role`.
    pub fn new(role: &Role, assume_role_policy: Policy, tags: Tags) -> Self {
        Self {
            label: label(&role.address),
            name: literal(&role.name),
            name_prefix: literal(&role.name_prefix),
            path: literal(&role.path),
            description: literal(&role.description),
            max_session_duration: scalar(&role.max_session_duration),
            permissions_boundary: literal(&role.permissions_boundary),
            assume_role_policy,
            tags,
        }
    }
}
