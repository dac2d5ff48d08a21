//! `resource "aws_iam_role_policy_attachment"`.

use serde::Serialize;

use super::{attribute, label};
use crate::{
    blueprint::{ManagedPolicy, Policy, Role},
    render::value::{Expression, Literal},
};

/// The attachment of a managed policy to a role.
#[derive(Clone, Debug, Serialize)]
pub struct AwsIamRolePolicyAttachment {
    /// The label.
    pub label: Literal,
    /// The role's name.
    pub role: Expression,
    /// The ARN of the policy, where it is not a resource of ours.
    pub policy_arn: Option<Literal>,
    /// The ARN of the policy, where it is a resource of ours.
    pub policy: Option<Expression>,
}

impl AwsIamRolePolicyAttachment {
    /// The attachment of a policy that stands elsewhere.
    pub fn of_arn(managed: &ManagedPolicy, role: &Role) -> Self {
        Self {
            label: label(&managed.address),
            role: attribute(&role.address, "name"),
            policy_arn: Some(Literal::new(&managed.arn.value)),
            policy: None,
        }
    }

    /// The attachment of a policy of this folder.
    pub fn of_policy(policy: &Policy, role: &Role) -> Self {
        Self {
            label: label(&policy.address),
            role: attribute(&role.address, "name"),
            policy_arn: None,
            policy: Some(attribute(&policy.address, "arn")),
        }
    }
}
