//! The tags of a resource.

use serde::Serialize;

use crate::{
    blueprint,
    render::value::{Expression, Literal},
};

/// The tags of a resource: all of them, or those that it has beside a variable's.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Tags {
    /// A map that the tags are merged over: `var.tags` in a reusable module.
    pub common: Option<Expression>,
    /// The tags that are written out, in the order of their keys.
    pub own: Vec<Tag>,
}

/// One tag.
#[derive(Clone, Debug, Serialize)]
pub struct Tag {
    /// Its key; printed with the filter `key`.
    pub key: Literal,
    /// Its value.
    pub value: Literal,
}

impl Tags {
    /// The tags of a resource in a folder whose common tags are the default of a variable.
    pub fn new(tags: &[blueprint::Tag], terraform: &blueprint::Terraform) -> Self {
        let is_common = |tag: &&blueprint::Tag| {
            terraform.tags_variable.is_some() && terraform.common_tags.contains(tag)
        };
        let mut own: Vec<_> = tags.iter().filter(|tag| !is_common(tag)).collect();
        own.sort_by(|a, b| a.key.value.cmp(&b.key.value));
        Self {
            common: terraform
                .tags_variable
                .as_ref()
                .map(|name| Expression::new(format!("var.{name}"))),
            own: own
                .into_iter()
                .map(|tag| Tag {
                    key: Literal::new(&tag.key.value),
                    value: Literal::new(&tag.value.value),
                })
                .collect(),
        }
    }
}
