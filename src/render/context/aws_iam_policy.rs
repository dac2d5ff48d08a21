//! `resource "aws_iam_policy"`.

use serde::Serialize;

use super::{Policy, Tags, label, literal};
use crate::{blueprint, render::value::Literal};

/// A customer managed policy.
#[derive(Clone, Debug, Serialize)]
pub struct AwsIamPolicy {
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
    /// What it says.
    pub policy: Policy,
    /// The tags.
    pub tags: Tags,
}

impl AwsIamPolicy {
    /// What the template needs of `policy`, which says `document`.
    pub fn new(policy: &blueprint::Policy, document: Policy, tags: Tags) -> Self {
        Self {
            label: label(&policy.address),
            name: literal(&policy.name),
            name_prefix: literal(&policy.name_prefix),
            path: literal(&policy.path),
            description: literal(&policy.description),
            policy: document,
            tags,
        }
    }
}
