//! The role, its profile, and roles to assume.

use super::{grants, statement::statements};
use crate::{
    policy::Effect,
    spec::{
        decode::Fields,
        model::{Assume, InstanceProfile, Role, Target, TargetTrust, Trust, TrustPrincipal},
    },
};

pub(super) fn role(fields: &Fields) -> Role {
    Role {
        name: fields.text("name"),
        name_prefix: fields.text("name_prefix"),
        path: fields.text("path"),
        description: fields.text("description"),
        max_session_duration: fields.seconds("max_session_duration"),
        permissions_boundary: fields.text("permissions_boundary"),
        managed_policies: fields.texts("managed_policies"),
        trust: fields.maps("trust").filter_map(trust).collect(),
        tags: fields.tags("tags"),
        origin: fields.origin,
    }
}

/// A trust with a fault is left out: half of one trusts more than was meant.
fn trust(fields: &Fields) -> Option<Trust> {
    if !fields.sound {
        return None;
    }
    let principal = fields
        .text("role")
        .map(TrustPrincipal::Role)
        .or_else(|| fields.text("user").map(TrustPrincipal::User))
        .or_else(|| fields.text("account").map(TrustPrincipal::Account))
        .or_else(|| fields.text("service").map(TrustPrincipal::Service))?;
    Some(Trust {
        principal,
        external_id: fields.text("external_id"),
        conditions: fields.conditions("conditions"),
        origin: fields.origin,
    })
}

pub(super) fn profile(fields: &Fields) -> InstanceProfile {
    InstanceProfile {
        name: fields.text("name"),
        origin: fields.origin,
    }
}

pub(super) fn assume(fields: &Fields) -> Option<Assume> {
    Some(Assume {
        name: fields.literal("name")?,
        role: fields.text("role")?,
        external_id: fields.text("external_id"),
        session_duration: fields.seconds("session_duration"),
        target: fields.map("target").map(target),
        origin: fields.origin,
    })
}

fn target(fields: &Fields) -> Target {
    let trust = fields.word("trust").map(|word| {
        word.map(|word| match word.as_str() {
            "role" => TargetTrust::Role,
            _ => TargetTrust::Account,
        })
    });
    Target {
        trust,
        region: fields.text("region"),
        grants: grants(fields),
        allow: statements(fields, "allow", Effect::Allow),
        deny: statements(fields, "deny", Effect::Deny),
        managed_policies: fields.texts("managed_policies"),
        tags: fields.tags("tags"),
        permissions_boundary: fields.text("permissions_boundary"),
        max_session_duration: fields.seconds("max_session_duration"),
        origin: fields.origin,
    }
}
