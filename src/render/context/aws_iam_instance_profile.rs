//! `resource "aws_iam_instance_profile"`.

use serde::Serialize;

use super::{Tags, attribute, label, literal};
use crate::{
    blueprint::{InstanceProfile, Role},
    render::value::{Expression, Literal},
};

/// The container that hands a role to instances.
#[derive(Clone, Debug, Serialize)]
pub struct AwsIamInstanceProfile {
    /// The label.
    pub label: Literal,
    /// The whole name.
    pub name: Option<Literal>,
    /// The beginning of a generated name.
    pub name_prefix: Option<Literal>,
    /// The IAM path.
    pub path: Option<Literal>,
    /// The role's name.
    pub role: Expression,
    /// The tags.
    pub tags: Tags,
}

impl AwsIamInstanceProfile {
    /// What the template needs of `profile`, which holds `role`.
    pub fn new(profile: &InstanceProfile, role: &Role, tags: Tags) -> Self {
        Self {
            label: label(&profile.address),
            name: literal(&profile.name),
            name_prefix: literal(&profile.name_prefix),
            path: literal(&profile.path),
            role: attribute(&role.address, "name"),
            tags,
        }
    }
}
