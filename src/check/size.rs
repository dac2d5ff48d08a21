//! How long policies may be.

use crate::{
    blueprint::{Policy, PolicyKind, Role, placement::LONGEST_MANAGED_POLICY},
    catalogue::longest,
    diag::{Code, Diagnostic, Diagnostics},
    policy::{Document, Size, size},
    source::Origin,
};

/// Characters, white space not counted. Source: IAM user guide, "IAM and AWS STS quotas".
const INLINE: usize = 10_240;
const TRUST: usize = 2_048;

pub(super) fn check(role: &Role, found: &mut Diagnostics) {
    let inline: Vec<&Policy> = role
        .policies
        .iter()
        .filter(|policy| policy.kind == PolicyKind::Inline)
        .collect();
    let together = inline
        .iter()
        .filter_map(|policy| policy.document.as_ref())
        .map(measure)
        .sum();
    let place = inline
        .iter()
        .filter_map(|policy| policy.document.as_ref())
        .map(largest)
        .find(|origin| !origin.is_nowhere())
        .unwrap_or(role.origin);
    found.extend(over(
        together,
        INLINE,
        place,
        "the role's inline policies are",
        "use managed policies (`terraform.policies: managed`), or fewer statements with wider resources",
    ));
    for policy in &role.policies {
        if policy.kind == PolicyKind::Managed {
            managed(policy, found);
        }
    }
    if let Some(trust) = &role.trust {
        found.extend(over(
            measure(trust),
            TRUST,
            largest(trust),
            "the trust policy is",
            "name fewer principals, or ask AWS for a higher quota (at most 4096)",
        ));
    }
}

/// A customer managed policy.
pub(super) fn managed(policy: &Policy, found: &mut Diagnostics) {
    if policy.kind == PolicyKind::Managed
        && let Some(document) = &policy.document
    {
        let place = largest(document);
        let place = if place.is_nowhere() {
            policy.origin
        } else {
            place
        };
        let help = "split its statements over several policies";
        found.extend(over(
            measure(document),
            LONGEST_MANAGED_POLICY,
            place,
            "this managed policy is",
            help,
        ));
    }
}

fn measure(document: &Document) -> Size {
    size(document, &longest)
}

/// Where the longest statement stands.
fn largest(document: &Document) -> Origin {
    document
        .statements
        .iter()
        .max_by_key(|statement| crate::policy::statement_size(statement, &longest).total())
        .map_or(Origin::NOWHERE, |statement| statement.origin)
}

fn over(size: Size, limit: usize, place: Origin, what: &str, help: &str) -> Option<Diagnostic> {
    let diagnostic = if size.literal > limit {
        let message = format!(
            "{what} {} characters long, the limit is {limit}",
            size.total()
        );
        Diagnostic::new(Code::PolicyTooLong, place, message)
    } else if size.total() > limit {
        let message = format!(
            "{what} up to {} characters long, the limit is {limit}: {} are written out, references add {} at most",
            size.total(),
            size.literal,
            size.references
        );
        Diagnostic::new(Code::PolicyMayBeTooLong, place, message)
    } else {
        return None;
    };
    Some(diagnostic.help(help))
}
