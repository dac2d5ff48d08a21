//! Profiles that hand on a role which does not trust EC2: the machine gets no credentials.

use crate::{
    blueprint::Folder,
    diag::{Code, Diagnostic, Diagnostics},
    policy::{Document, Effect, Principal, PrincipalKind, Statement},
};

pub(super) fn check(folder: &Folder, found: &mut Diagnostics) {
    for compute in &folder.computes {
        let profile = compute.profile.and_then(|it| folder.profiles.get(it));
        let role = profile
            .and_then(|it| it.role)
            .and_then(|it| folder.roles.get(it));
        let Some((role, trust)) = role.and_then(|role| Some((role, role.trust.as_ref()?))) else {
            continue;
        };
        if may_trust_ec2(trust) {
            continue;
        }
        let origin = compute
            .profile_name
            .as_ref()
            .map_or(compute.origin, |name| name.origin);
        let message = format!(
            "`{}` does not trust EC2, so that this machine gets no credentials",
            role.title()
        );
        found.push(
            Diagnostic::new(Code::ProfileWithoutTrust, origin, message)
                .also(role.origin, "the role of its profile")
                .help("let the service `ec2.amazonaws.com` assume the role"),
        );
    }
}

/// Whether a statement may allow it; one with holes may.
fn may_trust_ec2(trust: &Document) -> bool {
    let is_ec2 = |principal: &Principal| match principal.kind {
        PrincipalKind::Everyone => true,
        PrincipalKind::Service => {
            let text = principal.value.value.as_literal();
            text.is_none_or(|text| text.starts_with("ec2."))
        }
        _ => principal.value.value.as_literal() == Some("*"),
    };
    let allows = |statement: &&Statement| statement.effect == Effect::Allow;
    trust.statements.iter().filter(allows).any(|statement| {
        let principals = statement.principals.as_ref();
        principals.is_none_or(|clause| clause.negated || clause.values.iter().any(is_ec2))
    })
}
