//! Tags: the common ones, and the ones of a resource that win over them.

use crate::{
    blueprint::Tag,
    spec::{self, Spec},
};

/// The tags of every resource.
pub(super) fn common(spec: &Spec) -> Vec<Tag> {
    spec.tags.iter().map(tag).collect()
}

/// `common` with `own` over them.
pub(super) fn merged(common: &[Tag], own: &[spec::Tag]) -> Vec<Tag> {
    let own: Vec<Tag> = own.iter().map(tag).collect();
    let is_overridden = |common: &Tag| own.iter().any(|tag| tag.key.value == common.key.value);
    let mut tags: Vec<Tag> = common
        .iter()
        .filter(|tag| !is_overridden(tag))
        .cloned()
        .collect();
    tags.extend(own);
    tags
}

fn tag(tag: &spec::Tag) -> Tag {
    Tag {
        key: tag.key.clone(),
        value: tag.value.clone(),
    }
}
