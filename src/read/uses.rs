//! Types of resources that can only use a role, or have nothing to do with one.
//!
//! `uses.txt` is reviewed by hand: a resource of a type in it acts as a role, hands it to a service, or
//! keeps its name somewhere, and has no argument that changes what the role may do. A type that
//! takes a resource policy, attaches something, shares something or runs what somebody else wrote
//! (stacks, invocations) is not here, and neither is any type that nobody has looked at.

/// Whether resources of a type leave the access of the roles that they name as it is.
pub(super) fn only_uses(kind: &str) -> bool {
    USES.lines().any(|line| line == kind) || is_passive(kind)
}

/// Whether resources of a type do nothing but run provisioners and pass on what they are given.
pub(super) fn is_passive(kind: &str) -> bool {
    ["null_resource", "terraform_data"].contains(&kind)
}

const USES: &str = include_str!("uses.txt");
