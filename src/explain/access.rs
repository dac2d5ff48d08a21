//! A role's policies and ARN, as deciding needs them.

use crate::{
    blueprint::{Folder, Role, Setting},
    catalogue::Region,
    policy::{Document, Policies, Policy},
    read::{self, Held, Holdings, boundary},
    text::Text,
};

/// What a role may do, as policies to evaluate; the names of policies are those of its parts.
pub(super) fn policies(role: &Role, holdings: &Holdings, partition: &str) -> Policies {
    let compile =
        |held: &Held| Policy::new(held.name.clone(), &in_partition(&held.document, partition));
    Policies {
        identity: holdings.policies.iter().map(compile).collect(),
        boundary: boundary(role)
            .and_then(Result::ok)
            .map(|document| vec![Policy::new("boundary", &in_partition(&document, partition))]),
        ..Policies::default()
    }
}

/// The partition of an ARN that somebody asks about; `aws` where it is none. A role and what it
/// works on are always in one partition, so that a question about `arn:aws:…` answers what
/// `data.aws_partition` would yield.
pub(super) fn partition_of(resource: &Text) -> &str {
    let mut fields = resource.literal_prefix().split(':');
    match (fields.next(), fields.next(), fields.next()) {
        (Some("arn"), Some(partition), Some(_)) if !partition.contains(['*', '?']) => partition,
        _ => "aws",
    }
}

/// The document where it is applied to this partition.
pub(super) fn in_partition(document: &Document, partition: &str) -> Document {
    document.map_values(|text| read::in_partition(text, partition))
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
        .then(&partition(folder))
        .then_literal(":iam::")
        .then(&known(
            &folder.account,
            "data.aws_caller_identity.current.account_id",
        ))
        .then_literal(":role")
        .then(&path)
        .then(&known(&role.name, &format!("{address}.name")))
}

/// The partition that a folder is applied to: given, or that of its region.
fn partition(folder: &Folder) -> Text {
    if let Some(partition) = &folder.partition {
        return partition.value.clone();
    }
    folder
        .region
        .as_ref()
        .and_then(|region| Region::find(region.value.as_literal()?))
        .map_or_else(
            || Text::reference("data.aws_partition.current.partition"),
            |region| Text::literal(region.partition),
        )
}
