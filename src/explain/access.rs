//! A role's policies and ARN, as deciding needs them.

use crate::{
    blueprint::{Folder, Role, Setting},
    policy::{Policies, Policy},
    read::{Held, Holdings, boundary},
    text::Text,
};

/// What a role may do, as policies to evaluate; the names of policies are those of its parts.
pub(super) fn policies(role: &Role, holdings: &Holdings) -> Policies {
    let compile = |held: &Held| Policy::new(held.name.clone(), &held.document);
    Policies {
        identity: holdings.policies.iter().map(compile).collect(),
        boundary: boundary(role)
            .and_then(Result::ok)
            .map(|document| vec![Policy::new("boundary", &document)]),
        ..Policies::default()
    }
}

/// The role's ARN, with references for what is not known.
pub(super) fn role_arn(folder: &Folder, role: &Role) -> Text {
    let known = |setting: &Setting, otherwise: &str| match setting {
        Some(value) => value.value.clone(),
        None => Text::reference(otherwise),
    };
    let address = if role.address.is_empty() {
        "the role"
    } else {
        &role.address
    };
    let path = role
        .path
        .as_ref()
        .map_or_else(|| "/".into(), |path| path.value.clone());
    Text::literal("arn:")
        .then(&known(
            &folder.partition,
            "data.aws_partition.current.partition",
        ))
        .then_literal(":iam::")
        .then(&known(
            &folder.account,
            "data.aws_caller_identity.current.account_id",
        ))
        .then_literal(":role")
        .then(&path)
        .then(&known(&role.name, &format!("{address}.name")))
}
