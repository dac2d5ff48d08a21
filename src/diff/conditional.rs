//! What is there only under conditions that are not known.

use std::collections::BTreeSet;

use super::{
    normal::{self, Known},
    pair::InFolder,
};
use crate::{
    blueprint::{Policy, Presence, Role},
    policy::Document,
    text::{Reference, Text},
};

/// Something with the conditions under which it is there.
#[derive(Debug, PartialEq, Eq)]
struct Part {
    conditions: BTreeSet<Reference>,
    what: What,
}

#[derive(Debug, PartialEq, Eq)]
enum What {
    /// A policy, or the trust policy; `None` where it is not understood.
    Document(Option<Document>),
    /// A managed policy, by its ARN.
    Managed(Text),
}

/// Whether both sides have the same under the same conditions: whatever these turn out to be, the
/// same is there then.
pub(super) fn is_same(old: InFolder<'_>, new: InFolder<'_>) -> bool {
    let (old, new) = (parts(old.role, old.known), parts(new.role, new.known));
    old.iter().all(|part| new.contains(part)) && new.iter().all(|part| old.contains(part))
}

fn parts(role: &Role, known: &Known) -> Vec<Part> {
    let document = |document: &Option<Document>| {
        let document = document.as_ref();
        What::Document(document.map(|document| normal::document(document, known)))
    };
    let of_policy = |policy: &Policy| part(&policy.presence, document(&policy.document));
    let policies = role.policies.iter().chain(&role.resource_policies);
    let mut parts: Vec<Part> = policies.filter_map(of_policy).collect();
    parts.extend(role.managed_policies.iter().filter_map(|managed| {
        let arn = normal::text(&managed.arn.value, known);
        part(&managed.presence, What::Managed(arn))
    }));
    parts.extend(part(&role.presence, document(&role.trust)));
    parts
}

fn part(presence: &Presence, what: What) -> Option<Part> {
    match presence {
        Presence::Certain => None,
        Presence::Assumed(conditions) => Some(Part {
            conditions: conditions.iter().cloned().collect(),
            what,
        }),
    }
}
