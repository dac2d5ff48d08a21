//! The role, its policies and its instance profile.

use super::{names::Names, number, tags, trust};
use crate::{
    blueprint::{
        InstanceProfile, Policy, PolicyKind, Role, Setting, Tag,
        placement::{LONGEST_MANAGED_POLICY, spread},
    },
    catalogue::longest,
    diag::{Code, Diagnostic, Diagnostics},
    grant::Place,
    policy::{Document, Statement, size, statement_size},
    source::Located,
    spec::{PolicyPlacement, Spec},
    text::Text,
};

/// In seconds: what AWS takes where nothing is said. It bounds sessions of callers other than EC2.
const DEFAULT_SESSION: &str = "3600";

/// The main role, without policies.
pub(super) fn main(spec: &Spec, names: &Names, place: &Place, common: &[Tag]) -> Role {
    let role = &spec.role;
    Role {
        address: names.address("aws_iam_role"),
        name: names.name.clone(),
        name_prefix: names.name_prefix.clone(),
        path: role.path.clone(),
        description: role.description.clone(),
        max_session_duration: session(role.max_session_duration.as_ref()),
        permissions_boundary: role.permissions_boundary.clone(),
        trust: Some(trust::main(spec, place)),
        tags: tags::merged(common, &role.tags),
        origin: role.origin,
        ..Role::default()
    }
}

/// How long a session may be, the default written out.
pub(super) fn session(seconds: Option<&Located<u32>>) -> Setting {
    seconds
        .map(number)
        .or_else(|| Some(Located::nowhere(DEFAULT_SESSION.into())))
}

/// The policies that hold `statements`, as many as it takes; none for no statement.
pub(super) fn policies(
    spec: &Spec,
    names: &Names,
    statements: Vec<Statement>,
    common: &[Tag],
    diagnostics: &mut Diagnostics,
) -> Vec<Policy> {
    if statements.is_empty() {
        return Vec::new();
    }
    let wanted = spec.terraform.policies.as_ref();
    let Some(managed) = wanted.filter(|it| it.value == PolicyPlacement::Managed) else {
        return vec![policy(PolicyKind::Inline, 1, statements, names, common)];
    };
    let room = LONGEST_MANAGED_POLICY - size(&Document::default(), &longest).total();
    let measure = |statement: &Statement| statement_size(statement, &longest).total();
    let parts = spread(statements, room, &measure);
    if parts.len() > 1 {
        let message = format!(
            "the statements take {} managed policies: one holds {LONGEST_MANAGED_POLICY} characters at most",
            parts.len()
        );
        diagnostics.push(Diagnostic::new(Code::PolicySplit, managed.origin, message));
    }
    let one = |(number, statements)| policy(PolicyKind::Managed, number, statements, names, common);
    parts.into_iter().map(one).collect()
}

/// The policy with this number, from 1. The first is called as the role, the others get theirs.
fn policy(
    kind: PolicyKind,
    number: usize,
    statements: Vec<Statement>,
    names: &Names,
    common: &[Tag],
) -> Policy {
    let terraform_type = match kind {
        PolicyKind::Inline => "aws_iam_role_policy",
        PolicyKind::Managed => "aws_iam_policy",
    };
    let address = names.address(terraform_type);
    let numbered = |name: &Located<Text>| {
        name.as_ref().map(|name| {
            if number == 1 {
                name.clone()
            } else {
                name.clone().then_literal(format!("-{number}"))
            }
        })
    };
    Policy {
        address: if number == 1 {
            address
        } else {
            format!("{address}_{number}")
        },
        kind,
        name: names.name.as_ref().map(numbered),
        name_prefix: names.name_prefix.clone(),
        tags: match kind {
            PolicyKind::Inline => Vec::new(),
            PolicyKind::Managed => common.to_vec(),
        },
        document: Some(Document {
            statements,
            ..Document::default()
        }),
        ..Policy::default()
    }
}

/// The instance profile, called as the role unless the spec says otherwise.
pub(super) fn profile(spec: &Spec, names: &Names, common: &[Tag]) -> InstanceProfile {
    let profile = spec.instance_profile.as_ref();
    let own = profile.and_then(|profile| profile.name.clone());
    InstanceProfile {
        address: names.address("aws_iam_instance_profile"),
        name_prefix: if own.is_none() {
            names.name_prefix.clone()
        } else {
            None
        },
        name: own.or_else(|| names.name.clone()),
        role: Some(0),
        tags: common.to_vec(),
        origin: profile.map_or(spec.role.origin, |profile| profile.origin),
        ..InstanceProfile::default()
    }
}
