//! `resource "aws_iam_role_policy"`.

use serde::Serialize;

use super::{Policy, attribute, label, literal};
use crate::{
    blueprint::{self, Role},
    render::value::{Expression, Literal},
};

/// An inline policy of a role.
#[derive(Clone, Debug, Serialize)]
pub struct AwsIamRolePolicy {
    /// The label.
    pub label: Literal,
    /// The whole name.
    pub name: Option<Literal>,
    /// The beginning of a generated name.
    pub name_prefix: Option<Literal>,
    /// The role's name.
    pub role: Expression,
    /// What the role may do.
    pub policy: Policy,
}

impl AwsIamRolePolicy {
    /// What the template needs of `policy`, which says `document` and belongs to `role`.
    pub fn new(policy: &blueprint::Policy, role: &Role, document: Policy) -> Self {
        Self {
            label: label(&policy.address),
            name: literal(&policy.name),
            name_prefix: literal(&policy.name_prefix),
            role: attribute(&role.address, "name"),
            policy: document,
        }
    }
}
