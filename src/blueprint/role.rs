//! Roles, their policies and their instance profiles.

use super::{NotUnderstood, Presence, Setting};
use crate::{
    policy::Document,
    source::{Located, Origin},
    text::Text,
};

/// An IAM role with everything that decides what it may do and who may become it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Role {
    /// The Terraform address, `aws_iam_role.this`; empty where there is none.
    pub address: String,
    /// The whole name.
    pub name: Setting,
    /// The beginning of a generated name.
    pub name_prefix: Setting,
    /// The IAM path.
    pub path: Setting,
    /// The description.
    pub description: Setting,
    /// In seconds.
    pub max_session_duration: Setting,
    /// The ARN of the permissions boundary.
    pub permissions_boundary: Setting,
    /// The document of the boundary, where it is known.
    pub boundary_document: Option<Document>,
    /// Who may assume the role; `None` where it was not understood.
    pub trust: Option<Document>,
    /// Inline policies and customer managed policies of this folder that are attached.
    pub policies: Vec<Policy>,
    /// What the policies of resources, and grants on them, say of the role, as statements of its own:
    /// within one account they give and take by themselves. Only where a description was read.
    pub resource_policies: Vec<Policy>,
    /// Managed policies that are attached by ARN or name.
    pub managed_policies: Vec<ManagedPolicy>,
    /// The tags.
    pub tags: Vec<Tag>,
    /// Whether it is there for certain.
    pub presence: Presence,
    /// What was not understood about it.
    pub not_understood: Vec<NotUnderstood>,
    /// Where it was written.
    pub origin: Origin,
}

/// One tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// The key.
    pub key: Located<Text>,
    /// The value.
    pub value: Located<Text>,
}

/// How a policy is attached.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum PolicyKind {
    /// `aws_iam_role_policy`: part of the role.
    #[default]
    Inline,
    /// `aws_iam_policy`: a customer managed policy of its own.
    Managed,
}

/// A policy whose document is part of this description.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    /// The Terraform address, `aws_iam_role_policy.this`.
    pub address: String,
    /// The Terraform address of the attachment of a customer managed policy; empty where there is none.
    pub attachment: String,
    /// Inline or customer managed.
    pub kind: PolicyKind,
    /// The policy's name.
    pub name: Setting,
    /// The beginning of a generated name.
    pub name_prefix: Setting,
    /// The IAM path; customer managed policies only.
    pub path: Setting,
    /// The description; customer managed policies only.
    pub description: Setting,
    /// What it says; `None` where it was not understood.
    pub document: Option<Document>,
    /// The tags; customer managed policies only.
    pub tags: Vec<Tag>,
    /// Whether it is there for certain.
    pub presence: Presence,
    /// Where it was written.
    pub origin: Origin,
}

/// A managed policy that is attached by its ARN.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManagedPolicy {
    /// The Terraform address of the attachment; empty where there is none.
    pub address: String,
    /// The ARN: literal, or with references (`arn:${data.aws_partition.current.partition}:iam::aws:policy/…`).
    pub arn: Located<Text>,
    /// Whether only its name stands in the source: it is one of AWS's own.
    pub by_name: bool,
    /// Whether it is there for certain.
    pub presence: Presence,
}

/// The container that hands a role to instances.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InstanceProfile {
    /// The Terraform address.
    pub address: String,
    /// The whole name.
    pub name: Setting,
    /// The beginning of a generated name.
    pub name_prefix: Setting,
    /// The IAM path.
    pub path: Setting,
    /// The role's index in the folder's `roles`, where it is one of them.
    pub role: Option<usize>,
    /// The role's name as written, where it is not one of the folder's.
    pub role_name: Setting,
    /// The tags.
    pub tags: Vec<Tag>,
    /// Whether it is there for certain.
    pub presence: Presence,
    /// Where it was written.
    pub origin: Origin,
}

impl Role {
    /// What messages call it: its name, the beginning of it, or its address.
    pub fn title(&self) -> String {
        if let Some(name) = &self.name {
            return name.value.to_string();
        }
        if let Some(prefix) = &self.name_prefix {
            return format!("{}…", prefix.value);
        }
        if self.address.is_empty() {
            "the role".to_owned()
        } else {
            self.address.clone()
        }
    }
}
